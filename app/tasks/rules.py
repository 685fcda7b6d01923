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
        "no_receipt": Kind(
            mark("A claim was handed on, and nobody says they have it"),
            mark("Ask the benefit expert, or the council, whether the claim has come. Hand it on again if not."),
            {
                "received": mark("They have it"),
                "handed_on_again": mark("It was handed on again"),
                "not_reached": mark("Tried, and nobody could be reached"),
            },
        ),
        "form_not_back": Kind(
            mark("The signed form has not come"),
            mark("Ring, and ask what is in the way. Offer help with the form, or to be seen. Nothing ends by itself."),
            {
                "came": mark("It has come"),
                "coming": mark("It is on its way"),
                "helped": mark("Help was given or agreed"),
                "printed_again": mark("The form is printed and sent again"),
                "withdrawn": mark("They do not want to claim any more"),
                "not_reached": mark("Tried, and could not be reached"),
            },
        ),
        "form_corrected": Kind(
            mark("A form came back with corrections"),
            mark("Write the corrections into the claim, from the person's page. Then it is handed on anew."),
            {
                "recorded": mark("The corrections are recorded"),
                "none_needed": mark("Nothing had to be changed"),
                "not_readable": mark("Could not be read: the person is asked"),
            },
        ),
    }
)


def check_outcome(kind: str, outcome: str) -> str:
    """The outcome, if that kind of task can have it. Raises Invalid."""
    if outcome not in KINDS[kind].outcomes:
        raise Invalid(mark("Choose what came of it"))
    return outcome
