"""How long a caller who joins a line will wait: the one estimate that callers hear and the board shows."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.diary import service as diary
from app.line import estimate
from app.measures.short_calls import ShortCalls
from app.sites.models import Site
from app.staff.models import Presence, Staff

SOON_FREE: Final = ("ready", "ringing", "on_call", "wrapping_up")
DUE_WITHIN_MINUTES: Final = 5


def estimated(
    session: Session, measured: ShortCalls, site: Site, place: int, advisers: int, now: datetime
) -> timedelta | None:
    """The wait at a place of a site's line (0 is next) with so many advisers soon free; None for "no estimate".

    By how long short calls last and callers stay as it was `measured`, the figures that the rule goes by.
    """
    return estimate.estimated_wait(place, advisers, *measured.usual(session, site, now))


def soon_free(session: Session, site_ids: Iterable[int], now: datetime) -> dict[int, int]:
    """Site id → advisers who can finish a short call soon: at work, and neither in an interview nor due in one."""
    found = dict.fromkeys(site_ids, 0)
    due = {
        staff_id
        for site_id in found
        for staff_id in diary.adviser_due_in_interview(session, site_id, now, DUE_WITHIN_MINUTES)
    }
    at_work = session.execute(
        select(Staff.site_id, Staff.id)
        .join(Presence, Presence.staff_id == Staff.id)
        .where(Staff.active, Staff.site_id.in_(found), Presence.state.in_(SOON_FREE))
    )
    for site_id, staff_id in at_work:
        found[site_id] += staff_id not in due
    return found
