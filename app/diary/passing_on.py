"""An interview given to another adviser at the same time."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.diary import resources
from app.diary.errors import SlotTaken
from app.diary.holding import ADVISER, ends_of, keep, lock_day
from app.diary.models import Hold
from app.diary.offering import free_intervals
from app.diary.rules import INTERPRETER, Needs
from app.sites import service as sites
from app.values.london import london_date, midnight


def held_of(session: Session, callback_id: UUID) -> Hold | None:
    """What keeps an adviser for a call-back."""
    return session.scalar(
        select(Hold).where(Hold.callback_id == callback_id, Hold.resource == ADVISER, Hold.released_at.is_(None))
    )


def who_else(session: Session, hold: Hold, needs: Needs) -> list[int]:
    """The advisers (staff ids) who suit and are free for all of the time that another is kept for.

    One who does not speak her language suits where an interpreter is kept with it, or can be had on demand.
    """
    begins, ends = ends_of(hold.during)
    day = london_date(begins)
    interpreted = needs.interpreter and _interpreted(session, hold, needs)
    there = free_intervals(session, hold.site_id, midnight(day), midnight(day + timedelta(days=1)))
    return [one.adviser_id for one in there if one.suits(needs, interpreted=interpreted) and one.is_free(begins, ends)]


def _interpreted(session: Session, hold: Hold, needs: Needs) -> bool:
    begins, ends = ends_of(hold.during)
    if hold.callback_id is not None and INTERPRETER in resources.kept_for(session, hold.callback_id):
        return True
    wanted = resources.wanted(session, sites.by_id(session, hold.site_id), needs)
    things = resources.free_on(session, wanted, london_date(begins)).get(INTERPRETER, ())
    return any(one.key is None and one.is_free(begins, ends) for one in things)


def pass_on(session: Session, callback_id: UUID, adviser_id: int, needs: Needs, now: datetime) -> Hold:
    """Keep this adviser for it in place of the one who is. Raises SlotTaken, and then nothing is changed."""
    hold = held_of(session, callback_id)
    if hold is None:
        raise SlotTaken
    begins, ends = ends_of(hold.during)
    with session.begin_nested():
        lock_day(session, hold.site_id, london_date(begins))
        if adviser_id not in who_else(session, hold, needs):
            raise SlotTaken
        hold.released_at = now
        session.flush()
        return keep(
            session,
            resource=ADVISER,
            resource_key=str(adviser_id),
            site_id=hold.site_id,
            starts_at=begins,
            ends_at=ends,
            now=now,
            callback_id=callback_id,
        )
