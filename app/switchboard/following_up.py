"""Once a working day: the claims that wait for somebody else. What is late becomes a person's task; nothing ends."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy.orm import Session

from app import clock
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.claims import exports
from app.claims import service as claims
from app.claims.models import Claim, FormChase
from app.claims.rules import chase_due
from app.jobs import service as jobs
from app.switchboard import handing_on, messages, packing, papers, reaching
from app.switchboard.context import Switchboard
from app.tasks import service as tasks
from app.values.bank_holidays import Nation, bank_holidays
from app.values.london import add_working_days, combine, is_working_day, london_date, to_london

FROM: Final = time(9, 0)  # London: in hours in which a text disturbs nobody
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
        chase_forms(session, now)


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


def chase_forms(session: Session, now: datetime) -> None:
    """Remind everybody whose signed form has not come: on day 14 by post, with the form once more, and by text; on day
    21 by text, and somebody rings; when the month has gone somebody rings again. Each where it is safe."""
    for claim in claims.unsigned(session):
        claimant = claimants.by_id(session, claim.claimant_id)
        assert claimant is not None  # noqa: S101 - a claim has its claimant
        assert claim.finished_at is not None  # noqa: S101 - only finished claims are asked for
        done = {chase.step for chase in claims.chases(session, claim)}
        first_contact = london_date(packing.first_contact_at(claimant, claim))
        step = chase_due(first_contact, london_date(claim.finished_at), done, london_date(now))
        if step is not None:
            _chase(session, claim, claimant, step, now)


def _chase(session: Session, claim: Claim, claimant: Claimant, step: str, now: datetime) -> None:
    answers = claims.answers(session, claim)
    by_post = step == "first" and reaching.posted_to(session, claimant, london_date(now), answers) is not None
    by_text = step != "overdue" and messages.chase(session, claimant.id, now)
    by_task = step != "first" or not (by_post or by_text)
    if not claims.chased(
        session,
        FormChase(claim_id=claim.id, step=step, at=now, by_letter=by_post, by_text=by_text, by_task=by_task),
    ):
        return
    if by_post:
        papers.want_claim_pack(session, claim, now)
    if by_task:
        tasks.want(
            session,
            "form_not_back",
            site_id=claimant.home_site_id,
            claimant_id=claimant.id,
            claim_id=claim.id,
            due_on=add_working_days(london_date(now), 1, bank_holidays(Nation.ENGLAND)),
            once_key=f"form not back:{claim.id}:{step}",
            now=now,
        )
