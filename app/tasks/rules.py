"""What each kind of task asks for, and what can come of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.values.errors import Invalid
from app.values.sentence import mark

BY_MISTAKE: Final = "by_mistake"


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
        "invite_again": Kind(
            mark("A missed meeting: invite again"),
            mark("Offer another time, kindly. Ask whether something stood in the way before you say anything else."),
            {
                "booked": mark("Another time is booked"),
                "written": mark("Invited again in writing"),
                "put_off": mark("Put off, or a waiver asked for"),
                "not_now": mark("Does not want another time now"),
                BY_MISTAKE: mark("Came after all: it was marked by mistake"),
            },
        ),
        "ring_or_visit": Kind(
            mark("A missed meeting: ring or visit"),
            mark("Speak with them in person: by telephone if that is safe, or at home. Nothing ends before this."),
            {
                "spoken": mark("Spoken to by telephone"),
                "visited": mark("Visited and spoken to"),
                "not_reached": mark("Rung and visited, and could not be reached"),
                BY_MISTAKE: mark("Came after all: it was marked by mistake"),
            },
        ),
        "find_a_time": Kind(
            mark("No meeting yet: find a time"),
            mark("Book a time with a personal adviser on the person's page, and tell them."),
            {
                "booked": mark("A time is booked"),
                "put_off": mark("Put off, or a waiver asked for"),
                "not_reached": mark("Tried, and could not be reached"),
            },
        ),
        "deferral_over": Kind(
            mark("The meeting was put off until now"),
            mark("Ring and ask whether a meeting helps now. Book a time, or put it off again for a reason."),
            {
                "booked": mark("A time is booked"),
                "put_off": mark("Put off, or a waiver asked for"),
                "not_reached": mark("Tried, and could not be reached"),
                "not_wanted": mark("It is not needed any more"),
            },
        ),
        "arrange_interpreter": Kind(
            mark("Find an interpreter for a meeting"),
            mark("Book an interpreter for that time, and ask whether a man or a woman is wished for."),
            {
                "found": mark("An interpreter is booked"),
                "own": mark("Brings somebody of their own choice, who is 16 or over"),
                "another_time": mark("Nobody could be had: another time is booked"),
            },
        ),
        "try_in_person": Kind(
            mark("Rung back in vain: try in person"),
            mark("Try to speak with them: on another telephone, through whoever helps them, or at home if it is safe."),
            {
                "booked": mark("Another call-back is booked"),
                "spoken": mark("Spoken to by telephone"),
                "visited": mark("Visited and spoken to"),
                "not_wanted": mark("They do not want to claim any more"),
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
