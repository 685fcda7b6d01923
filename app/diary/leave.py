"""Leave as it stands: whose, when, and what of a rota is left beside it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from app.diary.holding import ends_of
from app.diary.models import Leave
from app.diary.rules import Stretch, subtract
from app.staff.models import Staff
from app.values.london import midnight

DUTY: Final = "duty"
BREAK: Final = "break"


def leaves_in(session: Session, staff_id: int, from_: datetime, to: datetime) -> list[Leave]:
    """An adviser's leave that has a part between two moments, in order."""
    during = Range(from_, to)
    found = select(Leave).where(Leave.staff_id == staff_id, Leave.during.overlaps(during)).order_by(Leave.during)
    return list(session.scalars(found))


def leave_at(session: Session, staff_id: int, from_: datetime, to: datetime) -> Leave | None:
    """An adviser's leave of exactly that time."""
    found = leaves_in(session, staff_id, from_, to)
    return next((one for one in found if ends_of(one.during) == (from_, to)), None)


def leaves_of_site(session: Session, site_id: int, from_: date, to: date | None = None) -> list[tuple[Leave, Staff]]:
    """The leave of those who belong to a site, from a London day on (to another, with it), and whose it is."""
    during = Range(midnight(from_), midnight(to + timedelta(days=1)) if to else None)
    rows = session.execute(
        select(Leave, Staff)
        .join(Staff, Staff.id == Leave.staff_id)
        .where(Staff.belongs_to == site_id, Leave.during.overlaps(during))
        .order_by(Leave.during, Staff.name)
    )
    return [(leave, person) for leave, person in rows]


def less_leave(
    session: Session, staff_id: int, site_id: int, wanted: Mapping[str, Sequence[Stretch]], within: Stretch
) -> dict[str, tuple[Stretch, ...]]:
    """What is left of a rota (kind → times) beside the leave within a stretch of time; what is cut is remembered."""
    leaves = leaves_in(session, staff_id, *within)
    for leave in leaves:
        cut = [
            piece(site_id, kind, part)
            for kind, stretches in wanted.items()
            for stretch in stretches
            if (part := common(stretch, ends_of(leave.during))) is not None
        ]
        if cut:
            leave.cut = [one for one in leave.cut if not _begins_in(one, within)] + cut
    taken = [ends_of(leave.during) for leave in leaves]
    return {kind: subtract(stretches, taken) for kind, stretches in wanted.items()}


def piece(site_id: int, kind: str, part: Stretch) -> dict[str, str | int]:
    """A piece of a rota as leave remembers it."""
    return {"site": site_id, "kind": kind, "from": part[0].isoformat(), "to": part[1].isoformat()}


def common(one: Stretch, other: Stretch) -> Stretch | None:
    """What two stretches of time have in common."""
    begins, ends = max(one[0], other[0]), min(one[1], other[1])
    return (begins, ends) if begins < ends else None


def _begins_in(cut: Mapping[str, str], within: Stretch) -> bool:
    return within[0] <= datetime.fromisoformat(cut["from"]) < within[1]
