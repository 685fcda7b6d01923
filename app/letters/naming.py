"""How a letter is called, how it stands, and why one came back, in words."""

from typing import Final

from app.letters.models import Letter
from app.values.sentence import mark

KIND_IN_WORDS: Final = {
    "claim_pack": mark("Claim form, with its letter"),
    "confirmation": mark("Confirmation of a call-back"),
    "tried_to_ring": mark("We tried to ring you"),
    "nobody_interpreted": mark("Nobody came to interpret: an apology"),
    "held_for_collection": mark("Claim form, kept at the office"),
    "appointment_changed": mark("The appointment, changed"),
    "missed_appointment": mark("A missed appointment"),
    "deferral": mark("The meeting put off"),
}
BECAUSE_IN_WORDS: Final = {
    "gone_away": mark("Gone away"),
    "not_called_for": mark("Not called for"),
    "refused": mark("Refused"),
    "address_incomplete": mark("The address is incomplete"),
    "other": mark("Something else"),
}


def state_shown(letter: Letter) -> str:
    """The state as pages show it: waiting, failing, printed, posted, returned, handed_over or cancelled."""
    if letter.state != "wanted":
        return letter.state
    return "failing" if letter.fault else "waiting"
