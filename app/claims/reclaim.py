"""A repeat claim within the limit: what she says has not changed is copied from her earlier claim. Pure.

The limit and the parts are kept as data, in reclaim.yaml. Copied answers stand as any other: they are shown, can be
changed, and are on the form that she checks and signs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

import yaml

from app.scripts.definition import Question
from app.scripts.errors import UnknownFieldError
from app.scripts.walking import Script

UNCHANGED: Final = "claim.unchanged"
"""The question which parts are as they were."""
COPIED: Final = "claim.copied"
"""The fact which parts were copied, kept beside the answers."""
_RULES: Final = Path(__file__).with_name("reclaim.yaml")
_NEVER: Final = {"told", "recording"}


@dataclass(frozen=True)
class ReclaimRules:
    """How long ago the earlier interview may have been, and which sections each part stands for."""

    within: timedelta
    parts: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, file: Path = _RULES) -> Self:
        """The rules of a file."""
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
        parts = {part: frozenset(sections) for part, sections in found["parts"].items()}
        return cls(timedelta(weeks=found["within_weeks"]), parts)

    def may_copy(self, finished_at: datetime, began_at: datetime, earlier: Any, benefits: Any) -> bool:
        """Whether the earlier claim is recent enough, and was for every benefit that is claimed now."""
        same = isinstance(earlier, list) and isinstance(benefits, list) and set(benefits) <= set(earlier)
        return same and bool(benefits) and began_at - finished_at <= self.within

    def chosen(self, answer: Any) -> list[str]:
        """The parts that an answer to UNCHANGED names."""
        return [part for part in self.parts if isinstance(answer, list) and part in answer]

    def sections(self, parts: Collection[str]) -> frozenset[str]:
        """The sections that these parts stand for."""
        return frozenset[str]().union(*(self.parts[part] for part in parts if part in self.parts))


def copied(script: Script, earlier: Mapping[str, Any], sections: Collection[str]) -> dict[str, Any]:
    """Of the earlier answers that count, those of these sections that the script asks for and would take today."""
    found = {}
    for field, value in earlier.items():
        try:
            question = script.question(field)
        except UnknownFieldError:
            continue
        if question.section in sections and question.kind not in _NEVER and _is_offered(question, value):
            found[field] = value
    return found


def _is_offered(question: Question, value: Any) -> bool:
    """Whether what was chosen then can be chosen now."""
    if question.kind not in ("choice", "choices", "yes_no") or isinstance(value, Mapping) or value is None:
        return True
    offered = {option.value for option in question.options}
    return set(value if isinstance(value, list) else [value]) <= offered
