"""What a value says of something it cannot accept."""

from app.values.sentence import Sentence


class Invalid(ValueError):
    """What was typed or said is not such a value; `sentence` says what is wrong, in plain words.

    `message` is the English template (marked for the catalogues) and `params` what goes in its places: a face
    says them in the person's own language. The text never repeats what was typed: it may end in a log.
    """

    def __init__(self, message: str, **params: str | int) -> None:
        self.sentence = Sentence(message, params)
        super().__init__(self.sentence.english())

    @property
    def message(self) -> str:
        """The English template."""
        return self.sentence.template

    @property
    def params(self) -> dict[str, str | int]:
        """What goes in the template's places."""
        return dict(self.sentence.params)
