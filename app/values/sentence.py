"""A sentence before it is said: a template and its parameters, so that a face can say it in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def mark(message: str) -> str:
    """Mark a sentence for the catalogues (the extractor looks for this name) and return it unchanged."""
    return message


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
