"""Who is on duty when. A change that would break a promise already made is refused, and says which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from app.diary.errors import RotaClash, StillHeld
from app.diary.holding import ADVISER, ends_of, exclusion_as, lock_day, lock_days
from app.diary.leave import BREAK, DUTY, leaves_in, less_leave
from app.diary.models import Hold, Rota
from app.staff.models import Staff
from app.values.errors import Invalid
from app.values.london import london_date, midnight
from app.values.sentence import mark


@dataclass(frozen=True, order=True)
class Shift:
    """From and to a moment (UTC)."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at >= self.ends_at:
            raise Invalid(mark("The end must be later than the beginning"))
        if london_date(self.starts_at) != london_date(self.ends_at - timedelta(microseconds=1)):
            raise Invalid(mark("A time on duty begins and ends on the same day"))

    def contains(self, other: "Shift") -> bool:
        """Whether all of the other lies within this one."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def overlaps(self, other: "Shift") -> bool:
        """Whether they share a moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def put_on_duty(
    session: Session,
    staff_id: int,
    site_id: int,
    start: datetime,
    end: datetime,
    *,
    breaks: Sequence[tuple[datetime, datetime]] = (),
) -> Rota:
    """Put an adviser on duty at a site. Raises RotaClash where he is already, Invalid for an impossible time, or
    where he is on leave."""
    duty = Shift(start, end)
    lock_day(session, site_id, london_date(start))
    if leaves_in(session, staff_id, start, end):
        raise Invalid(mark("This person is on leave in part of that time"))
    with exclusion_as(session, RotaClash):
        row = _add(session, staff_id, site_id, DUTY, duty)
        for begins, ends in breaks:
            _add(session, staff_id, site_id, BREAK, _within(Shift(begins, ends), [duty]))
        session.flush()
    return row


def add_break(session: Session, staff_id: int, start: datetime, end: datetime) -> Rota:
    """A break within a time on duty. Raises StillHeld where an interview is promised in it, RotaClash, Invalid."""
    wanted = Shift(start, end)
    site_id = session.scalar(select(Rota.site_id).where(*_of(staff_id, london_date(start)), Rota.kind == DUTY).limit(1))
    if site_id is None:
        raise Invalid(mark("A break must lie within a time on duty"))
    lock_day(session, site_id, london_date(start))
    _within(wanted, [_shift(row) for row in day_of(session, staff_id, london_date(start)) if row.kind == DUTY])
    with session.begin_nested():
        with exclusion_as(session, RotaClash):
            row = _add(session, staff_id, site_id, BREAK, wanted)
        refuse_if_held(session, staff_id, london_date(start))
    return row


def remove(session: Session, rota_id: int) -> None:
    """Take a time on duty, with the breaks in it, or one break, out of the rota. Raises StillHeld.

    A row that is already gone is no fault: somebody else removed it.
    """
    row = session.get(Rota, rota_id)
    if row is None:
        return
    gone = _shift(row)
    day = london_date(gone.starts_at)
    lock_day(session, row.site_id, day)
    with session.begin_nested():
        for other in day_of(session, row.staff_id, day):
            if other.id == rota_id or (row.kind == DUTY and gone.contains(_shift(other))):
                session.delete(other)
        session.flush()
        refuse_if_held(session, row.staff_id, day)


def replace_day(
    session: Session, staff_id: int, site_id: int, day: date, duties: Iterable[Shift], breaks: Iterable[Shift]
) -> None:
    """Make this the whole of an adviser's day, but for his leave. The caller has the day's lock.

    Raises StillHeld, RotaClash.
    """
    duties = list(duties)
    pauses = [_within(pause, duties) for pause in breaks]
    with session.begin_nested():
        session.execute(delete(Rota).where(*_of(staff_id, day)))
        left = less_leave(
            session,
            staff_id,
            site_id,
            {
                DUTY: [(duty.starts_at, duty.ends_at) for duty in duties],
                BREAK: [(pause.starts_at, pause.ends_at) for pause in pauses],
            },
            (midnight(day), midnight(day + timedelta(days=1))),
        )
        with exclusion_as(session, RotaClash):
            for kind, stretches in left.items():
                for begins, ends in stretches:
                    _add(session, staff_id, site_id, kind, Shift(begins, ends))
            session.flush()
        refuse_if_held(session, staff_id, day)


def move_day(session: Session, staff_id: int, day: date, to_site_id: int) -> None:
    """Have all of an adviser's time on duty on a London day count at another site; what is held for him stays held."""
    rows = day_of(session, staff_id, day)
    lock_days(session, {(site_id, day) for site_id in (to_site_id, *(row.site_id for row in rows))})
    for row in rows:
        row.site_id = to_site_id
    session.flush()


def rota_of(session: Session, site_id: int, day: date) -> list[Rota]:
    """The site's rota of a London day, an adviser after the other, each in order of time."""
    return _in_order(session, select(Rota).where(Rota.site_id == site_id), day)


def rota_of_its_people(session: Session, site_id: int, day: date) -> list[Rota]:
    """The same of those who belong to a site, at whichever they were on duty."""
    theirs = select(Rota).join(Staff, Staff.id == Rota.staff_id).where(Staff.belongs_to == site_id)
    return _in_order(session, theirs, day)


def _in_order(session: Session, rows: Select[Rota], day: date) -> list[Rota]:
    of_day = rows.where(Rota.during.overlaps(_whole(day)))
    return list(session.scalars(of_day.order_by(Rota.staff_id, Rota.during, Rota.kind.desc())))


def days_on_duty(session: Session, staff_id: int, first: date, last: date) -> set[date]:
    """The London days from `first` to `last` (both inclusive) on which the adviser is on duty, at whichever site."""
    between = Range(midnight(first), midnight(last + timedelta(days=1)))
    duties = select(Rota).where(Rota.staff_id == staff_id, Rota.kind == DUTY, Rota.during.overlaps(between))
    return {london_date(_shift(row).starts_at) for row in session.scalars(duties)}


def refuse_if_held(session: Session, staff_id: int, *days: date) -> None:
    """Raise StillHeld if the rota of these days no longer bears what is promised in it."""
    broken = [callback_id for day in days for callback_id in _broken(session, staff_id, day)]
    if broken:
        raise StillHeld(broken)


def _broken(session: Session, staff_id: int, day: date) -> list[UUID]:
    rows = day_of(session, staff_id, day)
    duties = [_shift(row) for row in rows if row.kind == DUTY]
    breaks = [_shift(row) for row in rows if row.kind == BREAK]
    holds = session.scalars(
        select(Hold).where(
            Hold.resource == ADVISER,
            Hold.resource_key == str(staff_id),
            Hold.during.overlaps(_whole(day)),
            Hold.released_at.is_(None),
        )
    )
    return [
        hold.callback_id
        for hold in holds
        if hold.callback_id
        and (
            not any(duty.contains(_shift(hold)) for duty in duties)
            or any(pause.overlaps(_shift(hold)) for pause in breaks)
        )
    ]


def _add(session: Session, staff_id: int, site_id: int, kind: str, shift: Shift) -> Rota:
    row = Rota(staff_id=staff_id, site_id=site_id, kind=kind, during=Range(shift.starts_at, shift.ends_at))
    session.add(row)
    return row


def _within(pause: Shift, duties: Sequence[Shift]) -> Shift:
    if not any(duty.contains(pause) for duty in duties):
        raise Invalid(mark("A break must lie within a time on duty"))
    return pause


def day_of(session: Session, staff_id: int, day: date) -> list[Rota]:
    return list(session.scalars(select(Rota).where(*_of(staff_id, day)).order_by(Rota.during)))


def _of(staff_id: int, day: date) -> tuple[ColumnElement[bool], ...]:
    return (Rota.staff_id == staff_id, Rota.during.overlaps(_whole(day)))


def _whole(day: date) -> Range[datetime]:
    return Range(midnight(day), midnight(day + timedelta(days=1)))


def _shift(row: Rota | Hold) -> Shift:
    return Shift(*ends_of(row.during))
