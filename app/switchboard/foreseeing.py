"""Whether call-backs of the next half-hour will be late: told to the supervisor before the promise is broken, and to
her by a text where that is safe."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.alerts.rules import LateAhead
from app.callbacks import lateness
from app.callbacks import service as callbacks
from app.callbacks.lateness import LOOKED_AHEAD, Doing, Due, Forecast
from app.callbacks.models import Callback
from app.callbacks.punctuality import KEPT_WITHIN
from app.callbacks.rules import GRID
from app.calls.models import Connection
from app.diary import service as diary
from app.scripts import wording
from app.sites import service as sites
from app.staff.models import Presence, Staff
from app.switchboard import messages
from app.switchboard.context import Switchboard
from app.texts import service as texts
from app.values.language import LANGUAGES
from app.values.london import london_date

EVERY: Final = timedelta(seconds=15)
# What nobody comes to for so long is on the board as late; the forecast has nothing to add.
LOOKED_BACK: Final = timedelta(hours=1)
# Of a morning on which everything is late the first are looked at: a tick must not last.
LOOKED_AT_MOST: Final = 500


def forecasts(session: Session, now: datetime) -> list[tuple[Callback, Forecast]]:
    """Every call-back of the next half-hour, or due and not begun, and when it can begin. Where there is none, that is
    one look into an index."""
    soon = [
        one
        for one in callbacks.to_begin(session, now - LOOKED_BACK, now + LOOKED_AHEAD, LOOKED_AT_MOST)
        if callbacks.may_dial(one) is None
    ]
    found: list[tuple[Callback, Forecast]] = []
    # One that another site may hold is foreseen there: home had nobody for it, or nobody who speaks her language.
    for site_id in sorted({one.away_site_id or one.site_id for one in soon}):
        of_site = {one.id: one for one in soon if (one.away_site_id or one.site_id) == site_id}
        foreseen = _foresee(session, site_id, of_site.values(), now)
        found += [(of_site[one.due.id], one) for one in foreseen]
    return found


def late_ahead(session: Session, now: datetime) -> list[LateAhead]:
    """Those whose promise will probably be broken, and is not yet: for the supervisor."""
    return [
        LateAhead(
            site_id=callback.site_id,
            site=sites.by_id(session, callback.site_id).name,
            subject=str(callback.id),
            at=wording.clock_time(one.due.due_at, "en"),
            minutes=round(one.late_by(now) / timedelta(minutes=1)),
            language=LANGUAGES[one.lacks].english_name if one.lacks not in (None, "en") else "",
            free_at=wording.clock_time(one.begins_at, "en") if one.begins_at is not None else "",
        )
        for callback, one in forecasts(session, now)
        if one.late_by(now) > KEPT_WITHIN and now - one.due.due_at <= KEPT_WITHIN
    ]


def tell_the_late(board: Switchboard, now: datetime) -> int:
    """Tick: everybody whose call-back is late, or will be, is told once, where a text is safe; returns how many."""
    with board.database.transaction() as session:
        late = [found for found in forecasts(session, now) if lateness.she_is_told(found[1], now, KEPT_WITHIN)]
        told = texts.told_late(session, [callback.id for callback, _ in late])
        return sum(
            messages.tell_late(session, callback, lateness.told_time(one, now), now)
            for callback, one in late
            if (callback.id, callback.due_at) not in told
        )


def _foresee(session: Session, site_id: int, of_site: Iterable[Callback], now: datetime) -> list[Forecast]:
    at_work = _at_work(session, site_id, now)
    speak = {one.adviser_id: one.languages for one in at_work}
    dues = [_due(callback, speak.get(callback.held_adviser_id or 0, frozenset())) for callback in of_site]
    short_call = timedelta(seconds=sites.rules_of(sites.by_id(session, site_id)).short_call_seconds)
    return lateness.foresee(dues, at_work, now, short_call)


def _due(callback: Callback, held_speaks: frozenset[str]) -> Due:
    assert callback.due_at is not None  # noqa: S101 - it was found by its time
    needs = callbacks.needs_of(callback)
    return Due(
        id=callback.id,
        due_at=callback.due_at,
        language=needs.language,
        length=needs.length,
        # Somebody interprets unless one who speaks her language was promised.
        interpreted=needs.interpreter and needs.language not in held_speaks,
        textphone=callback.textphone,
        held_adviser=callback.held_adviser_id,
    )


def _at_work(session: Session, site_id: int, now: datetime) -> list[Doing]:
    rows = session.execute(
        select(Staff, Presence)
        .join(Presence, Presence.staff_id == Staff.id)
        .where(Staff.site_id == site_id, Staff.active, Staff.role == "adviser")
        .order_by(Staff.id)
    ).all()
    planned = _planned(session, [one.id for one, doing in rows if doing.state == "in_interview"])
    begins: dict[int, datetime] = {}
    if any(doing.state == "signed_out" for _, doing in rows):
        begins = _duty_begins(session, site_id, now)
    return [
        Doing(
            adviser_id=one.id,
            languages=frozenset(one.languages),
            textphone=one.textphone,
            state=doing.state,
            since=doing.since,
            planned=planned.get(one.id),
            on_duty_from=begins.get(one.id),
        )
        for one, doing in rows
    ]


def _planned(session: Session, adviser_ids: Collection[int]) -> dict[int, timedelta]:
    """Adviser to how long the interview he is in was planned to take, with its wrap-up."""
    if not adviser_ids:
        return {}
    rows = session.execute(
        select(Connection.adviser_id, Callback.places)
        .join(Callback, Callback.id == Connection.callback_id)
        .where(Connection.adviser_id.in_(adviser_ids), Connection.ended_at.is_(None))
    )
    return {adviser_id: places * GRID for adviser_id, places in rows}


def _duty_begins(session: Session, site_id: int, now: datetime) -> dict[int, datetime]:
    """Adviser to when his next time on duty today begins, or the one that began last."""
    found: dict[int, datetime] = {}
    for row in diary.rota_of(session, site_id, london_date(now)):
        begins, ends = row.during.lower, row.during.upper
        if row.kind == "duty" and begins is not None and ends is not None and ends > now:
            found.setdefault(row.staff_id, begins)
    return found
