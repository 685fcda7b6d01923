"""What somebody needs to be seen at an office: codes, the words for each, and what the office must have for them."""

from collections.abc import Collection
from typing import Final

from app.sites.rules import ACCESS
from app.values.language import SIGN_LANGUAGE
from app.values.sentence import mark

ACCESS_NEEDS: Final = {
    "step_free": mark("A way in without steps"),
    "bsl": mark("A British Sign Language interpreter"),
    "hearing_loop": mark("A hearing loop"),
    "lipspeaker": mark("A lipspeaker"),
    "quiet_room": mark("A quiet room"),
    "large_print": mark("Papers in large print"),
    "writing": mark("Help with reading or writing"),
}
STEP_FREE, SIGNED = "step_free", "bsl"


def interpreted_in(spoken: str | None, access: Collection[str]) -> str | None:
    """The language that somebody interprets at an office: signs before what is `spoken`; None: nobody is needed."""
    return SIGN_LANGUAGE if SIGNED in access else spoken or None


def of_the_office(spoken: str | None, access: Collection[str], *, textphone: bool) -> tuple[str, ...]:
    """What the office must have, as `sites.rules.ACCESS` names it; `spoken` is the language that is interpreted."""
    needed = {
        "interpreter": interpreted_in(spoken, access) is not None,
        "ground_floor": STEP_FREE in access,
        "textphone": textphone,
    }
    return tuple(name for name in ACCESS if needed[name])
