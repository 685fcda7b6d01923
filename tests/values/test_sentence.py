"""A sentence before it is said, and the error that carries one."""

from app.values.errors import Invalid
from app.values.sentence import Sentence, mark


def test_a_sentence_keeps_its_template_apart_from_what_goes_in_it() -> None:
    sentence = Sentence(mark("{waiting} waiting here"), {"waiting": 3})
    assert sentence.template == "{waiting} waiting here"
    assert str(sentence) == "3 waiting here"


def test_an_error_can_be_said_in_another_language() -> None:
    error = Invalid(mark("{name} is not a day of the week"), name="moonday")
    assert str(error) == "moonday is not a day of the week"
    assert (error.message, error.params) == ("{name} is not a day of the week", {"name": "moonday"})
