"""Once a working day: the claims that wait for somebody else. What is late becomes a person's task; nothing ends."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy.orm import Session

from app import clock
from app.claimants import service as claimants
from app.claims import exports
from app.claims import service as claims
from app.jobs import service as jobs
from app.switchboard import handing_on
from app.switchboard.context import Switchboard
from app.tasks import service as tasks
from app.values.bank_holidays import Nation, bank_holidays
from app.values.london import add_working_days, combine, is_working_day, london_date, to_london

FROM: Final = time(8, 0)  # London: before the offices open
RECEIPT_WITHIN: Final = 2  # working days: a proposal of the service's own


def ask(board: Switchboard, now: datetime) -> None:
    """Tick: on each working day the claims that wait are looked at, once."""
    local = to_london(now)
    if local.time() < FROM or not is_working_day(local.date(), bank_holidays(Nation.ENGLAND)):
        return
    with board.database.transaction() as session:
        jobs.enqueue(session, "paper", "follow_up", {}, now, once_key=f"follow up:{local.date()}")


def look(board: Switchboard, payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - a job's
    """Job: whatever has waited too long is given to a person."""
    now = clock.now()
    with board.database.transaction() as session:
        ask_for_receipts(session, now)


def ask_for_receipts(session: Session, now: datetime) -> None:
    """What was handed on and nobody says to have after two working days: her home site asks."""
    today = london_date(now)
    days_off = bank_holidays(Nation.ENGLAND)
    since = add_working_days(today, -RECEIPT_WITHIN, days_off)
    for export in exports.without_receipt(session, combine(since, time.min)):
        claim = claims.get(session, export.claim_id)
        assert claim is not None  # noqa: S101 - claims are never deleted
        claimant = claimants.by_id(session, claim.claimant_id)
        assert claimant is not None  # noqa: S101 - a claim has its claimant
        tasks.want(
            session,
            "no_receipt",
            site_id=claimant.home_site_id,
            claimant_id=claimant.id,
            claim_id=claim.id,
            due_on=today,
            once_key=handing_on.no_receipt_key(export),
            now=now,
        )
