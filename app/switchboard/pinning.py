"""Which version of the start-up script a claim is asked by: the one that its interview began with."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.claims import service as claims
from app.claims.models import Claim
from app.scripts import keeping
from app.scripts.walking import Script
from app.switchboard.context import Switchboard

START_UP = "startup"


def script_of(board: Switchboard, session: Session, claim: Claim | None) -> Script:
    """The script of a claim's interview; as it is now where that has not begun."""
    current = board.scripts.get(START_UP)
    if claim is None or claim.pinned_at is None:
        return current
    return keeping.as_it_was(session, current, claim.script_version)


def begin(session: Session, claim: Claim, script: Script, now: datetime) -> None:
    """The interview begins with this version, and goes on with it; begun already, nothing happens."""
    if claim.pinned_at is None:
        keeping.keep(session, script, now)
        claims.pin(session, claim, script, now)
