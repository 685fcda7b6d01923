"""What was written to somebody by post, as the adviser's page shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.claimants.models import Claimant
from app.letters import service as letters
from app.letters.naming import BECAUSE_IN_WORDS, KIND_IN_WORDS, state_shown
from app.web.said import say

SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter: what it is, its state (of `frame.STATES`) and since when, and why it came back."""

    about: str
    state: str
    at: datetime
    note: str = ""


def shown(session: Session, claimant: Claimant) -> tuple[LetterShown, ...]:
    """Her letters, the newest first; not those that were called off before they went."""
    standing = [one for one in letters.of_claimant(session, claimant.id) if one.state != "cancelled"]
    return tuple(
        LetterShown(
            say(KIND_IN_WORDS[one.kind]),
            state_shown(one),
            one.returned_at or one.posted_at or one.printed_at or one.wanted_at,
            say(BECAUSE_IN_WORDS[one.returned_because or "other"]) if one.state == "returned" else "",
        )
        for one in standing[:SHOWN]
    )
