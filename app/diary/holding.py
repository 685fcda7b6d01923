"""Keeping a person or a thing for something, so that nobody else can have it at that time.

Every insert waits for its turn under a lock of its site and day, and of what sites share: exclusion constraints
alone deadlock when many book at once. The constraint and the trigger of the rota have the last word all the same.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

from psycopg.errors import ExclusionViolation
from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.diary.errors import SlotTaken
from app.diary.models import Hold
from app.diary.rules import Stretch

# Two hundred who book one morning at the same moment wait in turn for each other; nobody is refused for it.
LONGEST_WAIT_SECONDS = 20
ADVISER = "adviser"
PERSONAL_ADVISER = "personal_adviser"


def lock_day(session: Session, site_id: int, day: date) -> None:
    """Wait until nobody else changes that site's diary on that London day, and keep them out until the commit."""
    lock_days(session, [(site_id, day)])


def lock_days(session: Session, days: Iterable[tuple[int, date]]) -> None:
    """The same of several days, each of a site (by its id): whoever will change more than one takes all at once."""
    lock(session, [name_of_day("diary", site_id, day) for site_id, day in days])


def name_of_day(what: str, number: int, day: date) -> str:
    """The name of a lock: a site's diary, or a supplier's lines, on a London day."""
    return f"{what} {number} {day:%Y-%m-%d}"


def lock(session: Session, names: Iterable[str]) -> None:
    """Wait for all of these, in one order everywhere, so that two who want some of the same never wait for each other.

    Taken within a savepoint, they are given back when the savepoint is rolled back: an attempt that failed leaves
    no lock behind to meet another's in the wrong order.
    """
    session.execute(text(f"SET LOCAL lock_timeout = '{LONGEST_WAIT_SECONDS}s'"))
    for name in sorted(set(names)):
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


@contextmanager
def exclusion_as(session: Session, error: type[Exception]) -> Iterator[None]:
    """A savepoint; an exclusion constraint (or the rota's trigger) that refuses is raised as `error`."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as problem:
        if isinstance(problem.orig, ExclusionViolation):
            raise error from problem
        raise


def ends_of(during: Range[datetime]) -> Stretch:
    """From and to; a time in the diary has both ends."""
    if during.lower is None or during.upper is None:
        raise ValueError("a time in the diary has both ends")
    return during.lower, during.upper


def keep(
    session: Session,
    *,
    resource: str,
    resource_key: str,
    site_id: int,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    callback_id: UUID | None = None,
    appointment_id: UUID | None = None,
) -> Hold:
    """Hold a resource from and to a moment. The caller has the day's lock. Raises SlotTaken."""
    hold = Hold(
        resource=resource,
        resource_key=resource_key,
        site_id=site_id,
        during=Range(starts_at, ends_at),
        callback_id=callback_id,
        appointment_id=appointment_id,
        made_at=now,
    )
    with exclusion_as(session, SlotTaken):
        session.add(hold)
    return hold


def held(
    session: Session,
    resource: str,
    keys: Collection[str],
    from_: datetime,
    to: datetime,
    besides: UUID | None = None,
) -> dict[str, list[Stretch]]:
    """The times within from_ and to at which each of these is held, in order; not for the call-back `besides`."""
    during = Range(from_, to)
    kept = select(Hold.resource_key, Hold.during).where(
        Hold.resource == resource,
        Hold.resource_key.in_(keys),
        Hold.during.overlaps(during),
        Hold.released_at.is_(None),
    )
    if besides is not None:
        kept = kept.where(Hold.callback_id.is_distinct_from(besides))
    rows = session.execute(kept.order_by(Hold.during))
    times: dict[str, list[Stretch]] = {key: [] for key in keys}
    for key, during in rows:
        times[key].append(ends_of(during))
    return times


def kept_for_adviser(session: Session, staff_id: int, now: datetime) -> list[Stretch]:
    """The times at which he is kept for call-backs that are not over, in order."""
    live = (Hold.resource == ADVISER, Hold.resource_key == str(staff_id), Hold.released_at.is_(None))
    kept = select(Hold.during).where(*live, Hold.callback_id.is_not(None), func.upper(Hold.during) > now)
    return [ends_of(during) for during in session.scalars(kept.order_by(Hold.during))]


def release(session: Session, callback_id: UUID, now: datetime) -> int:
    """Give back whatever is held for a call-back; how many holds there were."""
    return _release(session, now, Hold.callback_id == callback_id)


def release_adviser(session: Session, callback_id: UUID, now: datetime) -> int:
    """Give back the adviser alone: another has taken it, and needs what else is held."""
    return _release(session, now, (Hold.callback_id == callback_id) & (Hold.resource == ADVISER))


def release_appointment(session: Session, appointment_id: UUID, now: datetime) -> int:
    """Give back whatever is held for an appointment; how many holds there were."""
    return _release(session, now, Hold.appointment_id == appointment_id)


def _release(session: Session, now: datetime, whose: ColumnElement[bool]) -> int:
    released = session.execute(
        update(Hold).where(whose, Hold.released_at.is_(None)).values(released_at=now).returning(Hold.id)
    )
    return len(released.all())


def adviser_due_in_interview(session: Session, site_id: int, now: datetime, within_minutes: int) -> dict[int, datetime]:
    """Advisers named for an interview now or within so many minutes: staff id → when it begins.

    Such an adviser is not one who can finish a short call soon, whatever his presence says.
    """
    rows = session.execute(
        select(Hold.resource_key, func.min(func.lower(Hold.during)))
        .where(
            Hold.resource == ADVISER,
            Hold.site_id == site_id,
            Hold.during.overlaps(Range(now, now + timedelta(minutes=within_minutes), bounds="[]")),
            Hold.released_at.is_(None),
        )
        .group_by(Hold.resource_key)
    )
    return {int(key): begins for key, begins in rows}
