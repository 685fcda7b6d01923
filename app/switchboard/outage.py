"""Twilio does not answer: people are told, nothing is given up, and what waited goes out in order when it does."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.calls import service as calls
from app.jobs import service as jobs
from app.line import service as line
from app.switchboard.context import Switchboard
from app.telephony import outages
from app.telephony.errors import AnswerLost, NotNow, Refused, TelephonyError, TooMany

EVERY = timedelta(seconds=5)

log = structlog.get_logger()


def asked_in_vain(board: Switchboard, error: TelephonyError, now: datetime) -> None:
    """A request found nobody, or had no answer; one that came too soon after others was answered."""
    if not isinstance(error, TooMany):
        with board.database.transaction() as session:
            outages.asked_in_vain(session, now)


def ask_whether_it_is_over(board: Switchboard, now: datetime) -> bool:
    """Tick: while Twilio does not answer, ask it now and then; whether it has just come back."""
    with board.database.transaction() as session:
        if outages.since(session) is None:
            return False
    try:
        board.telephone.is_there()
    except (NotNow, AnswerLost, Refused):
        with board.database.transaction() as session:
            outages.goes_on(session, now, now - EVERY)
        return False
    with board.database.transaction() as session:
        over = outages.answered(session, now)
        if over:
            log.info("twilio answers again")
            _take_up_again(session, now)
    return over


def _take_up_again(session: Session, now: datetime) -> None:
    """What was put off is done now, and whoever should have been rung first is rung first."""
    for job in jobs.put_off(session, "telephone", ("dial", "redirect", "hang_up", "hold", "supervise"), now):
        due_at = now
        if job.kind == "dial" and (leg := calls.leg(session, UUID(job.payload["leg"]))) is not None:
            demand = line.demand_of(session, line.offer_by_id(session, leg.offer_id))
            due_at = min(now, demand.due_at or demand.joined_at)
        jobs.bring_forward(session, job, due_at)
