"""An adviser lent to another site for the day: he, his hours in today's rota, and what was promised in his name."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.diary import service as diary
from app.sites.models import Site
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard.context import Switchboard
from app.values.london import london_date

log = structlog.get_logger()


@dataclass(frozen=True)
class Lent:
    """Who was lent or brought back; `kept` are today's call-backs that are kept for him and still to be made."""

    adviser: Staff
    kept: tuple[Callback, ...]


def lend(session: Session, staff_id: int, to: Site, now: datetime) -> Lent:
    """Lend him until midnight. His promises stay with his own site, where whoever is ready makes them.

    Raises Invalid, saying why he cannot be lent.
    """
    adviser = staff.lend(session, staff_id, to.id, now)
    diary.move_day(session, staff_id, london_date(now), to.id)
    return Lent(adviser, kept_today(session, adviser, now))


def bring_home(session: Session, staff_id: int, now: datetime) -> Lent:
    """Back to his own site, with the rest of today's hours. Raises Invalid where he is not lent."""
    adviser = staff.bring_home(session, staff_id, now)
    diary.move_day(session, staff_id, london_date(now), adviser.site_id)
    return Lent(adviser, kept_today(session, adviser, now))


def kept_today(session: Session, adviser: Staff, now: datetime) -> tuple[Callback, ...]:
    """Call-backs of today that are kept for him and that nobody has begun, the first first."""
    due = callbacks.todays(session, adviser.belongs_to, now)
    return tuple(
        one for one in due if one.held_adviser_id == adviser.id and one.begun_at is None and one.state == "booked"
    )


def bring_home_the_lent(board: Switchboard, now: datetime) -> int:
    """Tick: whose day away is over works at home again; returns how many. The rota of that day stays as it was."""
    with board.database.transaction() as session:
        overstayed = staff.overstayed(session, now)
        for staff_id in overstayed:
            adviser = staff.bring_home(session, staff_id, now)
            audit.record(session, "came_home", "staff", staff_id, now, actor="line", site=adviser.site_id)
        return len(overstayed)
