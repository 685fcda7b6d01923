"""What the telephone lane is asked to do: jobs written in the transaction that wants them."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.calls.models import Call, Connection, Leg
from app.jobs import service as jobs

# Where Twilio lets us make only so many calls a second, waiting callers go before call-backs, and a call-back that is
# begun, its adviser on the line, before one that is not.
CALLER_FIRST, BEGUN_BEFORE, CALLBACK_AFTER = 1, 2, 3
AFTER_EVERYTHING_ELSE = 9


def pressing(leg: Leg, *, caller: bool) -> int:
    """The priority of a leg's dial: whether it is for a `caller`, or for a call-back."""
    if caller:
        return CALLER_FIRST
    return BEGUN_BEFORE if leg.role in ("interpreter", "claimant") else CALLBACK_AFTER


def dial(session: Session, leg: Leg, priority: int, now: datetime, due_at: datetime | None = None) -> None:
    """Write the job that dials a leg, now or at `due_at`."""
    jobs.enqueue(
        session,
        "telephone",
        "dial",
        {"leg": str(leg.id), "priority": priority},
        now,
        due_at=due_at,
        once_key=f"dial:{leg.id}:{(due_at or now).timestamp()}",
        priority=priority,
    )


def redirect(session: Session, sid: str, url: str, now: datetime) -> None:
    """Write the job that makes a live call ask `url` what to do."""
    jobs.enqueue(session, "telephone", "redirect", {"sid": sid, "url": url}, now, priority=CALLER_FIRST)


def hang_up(session: Session, sid: str, now: datetime) -> None:
    """Write the job that ends a live call."""
    jobs.enqueue(session, "telephone", "hang_up", {"sid": sid}, now, priority=CALLER_FIRST)


def supervise(session: Session, leg: Leg, now: datetime) -> None:
    """Write the job that has a supervisor heard as was asked: by nobody, by the adviser, or by both."""
    jobs.enqueue(session, "telephone", "supervise", {"leg": str(leg.id)}, now, priority=CALLER_FIRST)


def mute(session: Session, connection: Connection, now: datetime) -> None:
    """Write the job that has an adviser heard by nobody, or by all again, as was pressed last."""
    jobs.enqueue(session, "telephone", "mute", {"connection": str(connection.id)}, now, priority=CALLER_FIRST)


def hold(session: Session, conference_sid: str, sid: str, on: bool, now: datetime) -> None:
    """Write the job that puts somebody on hold, or takes her off."""
    payload = {"conference": conference_sid, "sid": sid, "on": on}
    jobs.enqueue(session, "telephone", "hold", payload, now, priority=CALLER_FIRST)


def ask_why_over(session: Session, call: Call, now: datetime) -> None:
    """Write the job that asks why the call of somebody who was not served, and can be rung, is over."""
    if call.from_number is not None and not call.is_served:
        jobs.enqueue(session, "telephone", "why_over", {"call": str(call.id)}, now, priority=AFTER_EVERYTHING_ELSE)
