"""Entering leave, and taking it back. Leave that would break a promise is refused, and says which."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from app.diary.errors import LeaveClash, RotaClash
from app.diary.holding import ends_of, exclusion_as, lock_days
from app.diary.leave import common, piece
from app.diary.models import Leave, Rota
from app.diary.rota import refuse_if_held
from app.diary.rules import Stretch, subtract
from app.values.errors import Invalid
from app.values.london import london_date
from app.values.sentence import mark


def take_leave(
    session: Session, staff_id: int, starts_at: datetime, ends_at: datetime, *, by: int | None, now: datetime
) -> Leave:
    """An adviser is away: what the rota has of that time, from now on, is taken out of it.

    Raises Invalid for an impossible time, LeaveClash where he has leave already, StillHeld with the call-backs
    that are promised in it; then nothing is changed.
    """
    if starts_at >= ends_at:
        raise Invalid(mark("The end must be later than the beginning"))
    if ends_at <= now:
        raise Invalid(mark("That time is over"))
    leave = Leave(staff_id=staff_id, during=Range(starts_at, ends_at), cut=[], made_by=by, made_at=now)
    with session.begin_nested():
        rows = _lock(session, staff_id, (starts_at, ends_at))
        with exclusion_as(session, LeaveClash):
            session.add(leave)
        leave.cut = _cut(session, staff_id, rows, (max(starts_at, now), ends_at))
        session.flush()
        refuse_if_held(session, staff_id, *sorted({_day(row) for row in rows}))
    return leave


def take_back(session: Session, leave: Leave, now: datetime) -> int:
    """He is not away after all: what was cut and is still to come is in the rota again.

    Returns how many pieces could not be put back, because something else stands there now.
    """
    lost = 0
    pieces = [(cut, _ends(cut)) for cut in leave.cut]
    lock_days(session, {(cut["site"], london_date(ends[0])) for cut, ends in pieces})
    staff_id = leave.staff_id
    session.delete(leave)
    session.flush()
    for cut, (begins, ends) in pieces:
        if ends > now:
            try:
                _put_back(session, staff_id, cut["site"], cut["kind"], (begins, ends))
            except RotaClash:
                lost += 1
    return lost


def _ends(cut: dict[str, str]) -> Stretch:
    return datetime.fromisoformat(cut["from"]), datetime.fromisoformat(cut["to"])


def _day(row: Rota) -> date:
    return london_date(ends_of(row.during)[0])


def _lock(session: Session, staff_id: int, time: Stretch) -> list[Rota]:
    """What the rota has of that time, with its days locked in one order."""
    lock_days(session, days_of(session, staff_id, time))
    return list(session.scalars(_rows(staff_id, time).execution_options(populate_existing=True)))


def days_of(session: Session, staff_id: int, time: Stretch) -> set[tuple[int, date]]:
    """Each site, by its id, and London day on which the rota has something of that time."""
    return {(row.site_id, _day(row)) for row in session.scalars(_rows(staff_id, time))}


def _rows(staff_id: int, time: Stretch) -> Select[Rota]:
    return select(Rota).where(Rota.staff_id == staff_id, Rota.during.overlaps(Range(*time))).order_by(Rota.during)


def _cut(session: Session, staff_id: int, rows: Iterable[Rota], time: Stretch) -> list[dict[str, str | int]]:
    cut = []
    for row in rows:
        during = ends_of(row.during)
        part = common(during, time)
        if part is None:
            continue
        cut.append(piece(row.site_id, row.kind, part))
        session.execute(delete(Rota).where(Rota.id == row.id))
        for begins, ends in subtract([during], [part]):
            session.add(Rota(staff_id=staff_id, site_id=row.site_id, kind=row.kind, during=Range(begins, ends)))
        session.flush()
    return cut


def _put_back(session: Session, staff_id: int, site_id: int, kind: str, part: Stretch) -> None:
    """A piece is joined to what it was cut from: an interview may run across the seam again."""
    begins, ends = part
    touching = select(Rota).where(
        Rota.staff_id == staff_id,
        Rota.site_id == site_id,
        Rota.kind == kind,
        Rota.during.op("-|-")(Range(begins, ends)),
    )
    with exclusion_as(session, RotaClash):
        for row in session.scalars(touching).all():
            other = ends_of(row.during)
            begins, ends = min(begins, other[0]), max(ends, other[1])
            session.execute(delete(Rota).where(Rota.id == row.id))
        session.add(Rota(staff_id=staff_id, site_id=site_id, kind=kind, during=Range(begins, ends)))
        session.flush()


def whole_days(first: date, last: date) -> tuple[date, date]:
    """From a day to another, both with: the days at whose beginnings such leave begins and ends."""
    if last < first:
        raise Invalid(mark("The last day may not come before the first"))
    return first, last + timedelta(days=1)
