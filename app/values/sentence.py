"""A sentence before it is said: a template and its parameters, so that a face can say it in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def mark(message: str) -> str:
    """Mark a sentence for the catalogues (the extractor looks for this name) and return it unchanged."""
    return message


def mark_heard(message: str) -> str:
    """Mark a sentence that callers hear on the line outside the scripts: each language of the line has it too."""
    return message


def mark_counted(one: str, many: str) -> str:  # noqa: ARG001 - the extractor takes both
    """Mark a heard sentence whose words follow a number, the first that fills a place of it; returns `many`.

    Each language has as many forms of it as it needs (Polish three, Welsh five).
    """
    return many


@dataclass(frozen=True)
class Sentence:
    """`template` in English with `{name}` places, and what goes in them."""

    template: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def english(self) -> str:
        """The sentence as it is said in English."""
        return self.template.format(**self.params)

    def __str__(self) -> str:
        return self.english()
