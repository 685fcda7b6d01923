"""The only door to the outages: noted by whoever asked Twilio in vain, over with the next answer."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.database import notify
from app.telephony.models import Outage

# One request that failed is no outage: people are told when it has lasted so long.
TOLD_AFTER = timedelta(seconds=20)
# Boards and consoles look again when the line changes.
CHANNEL = "line"


def asked_in_vain(session: Session, now: datetime) -> None:
    """Twilio did not take a request, or did not answer it."""
    statement = insert(Outage).values(began_at=now).on_conflict_do_nothing().returning(Outage.id)
    if session.execute(statement).scalar() is not None:
        notify(session, CHANNEL)


def answered(session: Session, now: datetime) -> bool:
    """Twilio answers; whether that is the end of an outage."""
    ended = session.execute(
        update(Outage).where(Outage.ended_at.is_(None)).values(ended_at=now).returning(Outage.id)
    ).scalar()
    if ended is not None:
        notify(session, CHANNEL)
    return ended is not None


def goes_on(session: Session, now: datetime, looked_before: datetime) -> None:
    """It does not answer still: whoever looks at a page is told once it has lasted long enough."""
    if to_be_told(session, now) and not to_be_told(session, looked_before):
        notify(session, CHANNEL)


def since(session: Session) -> datetime | None:
    """Since when Twilio has not answered; None where it does."""
    return session.scalar(select(Outage.began_at).where(Outage.ended_at.is_(None)))


def to_be_told(session: Session, now: datetime) -> datetime | None:
    """Since when Twilio has not answered, once that has lasted long enough for people to be told."""
    began_at = since(session)
    return began_at if began_at is not None and now - began_at >= TOLD_AFTER else None
