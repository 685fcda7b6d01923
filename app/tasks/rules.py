"""What each kind of task asks for, and what can come of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.values.errors import Invalid
from app.values.sentence import mark


@dataclass(frozen=True)
class Kind:
    """A kind of task: its name, what to do, and what can come of it, by code. All are keys of the catalogues."""

    title: str
    to_do: str
    outcomes: Mapping[str, str]


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "letter_came_back": Kind(
            mark("A letter came back"),
            mark("Ask where letters may safely go. Nothing more is posted until then."),
            {
                "new_address": mark("A safe address is written down"),
                "same_address": mark("The address is right: letters may go there"),
                "collects": mark("Collects letters at an office"),
                "not_reached": mark("Tried, and could not be reached"),
            },
        ),
    }
)


def check_outcome(kind: str, outcome: str) -> str:
    """The outcome, if that kind of task can have it. Raises Invalid."""
    if outcome not in KINDS[kind].outcomes:
        raise Invalid(mark("Choose what came of it"))
    return outcome
