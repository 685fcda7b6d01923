"""Fills the page of a site's week, in as many statements whatever is booked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.service import Booked as Found
from app.diary import service as diary
from app.diary.rules import half_hour
from app.diary.service import HalfHour, Needs, WeekDay
from app.sites.models import Office, Site
from app.staff import service as staff
from app.values.language import LANGUAGES
from app.values.london import london_date, midnight, to_london
from app.values.sentence import mark
from app.wallboard import acts, kept_back
from app.wallboard.blueprint import tab_of, tabs
from app.wallboard.promises import needs_in_words, offices_of, who_in_words
from app.wallboard.week_pages import Booked, Cell, Day, WeekPage
from app.web.said import clock_time, say

INTERPRETER, TEXTPHONE = "interpreter", "textphone"
WORKING_DAYS = 5
A_WEEK = timedelta(days=7)


def week_of(now: datetime) -> date:
    """The day in the address (?of=), else today."""
    try:
        return date.fromisoformat(request.args.get("of", ""))
    except ValueError:
        return london_date(now)


def address(site: Site, of: date, **more: str) -> str:
    """The address of the week that a day is in."""
    named = {"of": of.isoformat(), **{name: value for name, value in more.items() if value}}
    return f"/wallboard/sites/{site.slug}/week?{urlencode(named)}"


def page_of(session: Session, site: Site, now: datetime) -> WeekPage:
    """The week in the address, for the need in it, with the half-hour that is opened or the call-back to be moved."""
    of = week_of(now)
    monday = of - timedelta(days=of.weekday())
    days = [monday + timedelta(days=n) for n in range(WORKING_DAYS)]
    need = request.args.get("need", "")
    people = {one.staff.id: one.staff for one in staff.everybody(session, site.id)}
    moving = _moving(session, site)
    wanted = callbacks.needs_of(moving) if moving is not None else _needs(site, need)
    week = diary.read_week(session, site, days, wanted, now)
    found = callbacks.between(session, site.id, midnight(days[0]), midnight(days[-1] + timedelta(days=1)))
    booked = Counter(half_hour(one.at) for one in found if one.at and _matches(one.callback, need))
    opened = _moment("at")
    cells = {at: cell for day in week for at, cell in _cells(day, booked, opened, moving is not None)}
    names = {who: one.name for who, one in people.items()}
    in_need = callbacks.in_need(session, site.id, now)
    in_it = [one for one in found if one.at and half_hour(one.at) == opened]
    others = _others(session, site, opened, [one.callback for one in in_it])
    listed = [one.callback for one in (*in_need, *in_it)]
    offices = offices_of(session, site, [*listed, moving] if moving is not None else listed)
    languages = sorted({code for one in people.values() if one.role == "adviser" for code in one.languages} | {"cy"})
    return WeekPage(
        sites=tabs(session, site),
        site=tab_of(site),
        of=of,
        days=tuple(Day(one.on, _closed(one), one.unset, one.on == of) for one in week),
        rows=_rows(week, cells),
        needs=(
            ("", say(mark("Any"))),
            *((code, LANGUAGES[code].english_name) for code in languages if code in LANGUAGES and code != "en"),
            (INTERPRETER, say(mark("Interpreter"))),
            (TEXTPHONE, say(mark("Textphone"))),
        ),
        need=need,
        before=of - A_WEEK,
        after=of + A_WEEK,
        in_need=tuple(_booked(offices, one, names) for one in in_need),
        opened=cells.get(opened) if opened else None,
        booked=tuple(_booked(offices, one, names, others.get(one.callback.id, ())) for one in in_it),
        pinned=tuple(cell for cell in cells.values() if cell.pinned),
        moving=_booked(offices, Found(moving, None), names) if moving is not None else None,
        notices=acts.notices(),
    )


def _needs(site: Site, need: str) -> Needs:
    if need == INTERPRETER:
        return diary.needs_of(site, interpreter=True)
    if need == TEXTPHONE:
        return diary.needs_of(site, textphone=True)
    return diary.needs_of(site, need if need in LANGUAGES else "en")


def _matches(callback: Callback, need: str) -> bool:
    if need == INTERPRETER:
        return callback.interpreter_language is not None
    if need == TEXTPHONE:
        return callback.textphone
    return not need or need == (callback.interpreter_language or callback.language)


def _moving(session: Session, site: Site) -> Callback | None:
    try:
        found = session.get(Callback, UUID(request.args.get("move", "")))
    except ValueError:
        return None
    return found if found is not None and found.diary_site_id == site.id and found.state in callbacks.MOVABLE else None


def _moment(name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return half_hour(moment) if moment.tzinfo is not None else None


def _closed(day: WeekDay) -> str:
    return "" if day.closed is None else day.closed or say(mark("not open on this day of the week"))


def _cells(
    day: WeekDay, booked: Mapping[datetime, int], opened: datetime | None, moving: bool
) -> list[tuple[datetime, Cell]]:
    return [(one.starts_at, _cell(day, one, booked, opened, moving)) for one in day.half_hours]


def _cell(day: WeekDay, one: HalfHour, booked: Mapping[datetime, int], opened: datetime | None, moving: bool) -> Cell:
    return Cell(
        one.starts_at,
        clock_time(one.starts_at),
        one.on_duty,
        one.capacity,
        booked.get(one.starts_at, 0),
        one.left,
        one.kept_back,
        one.pinned,
        why_kept=kept_back.sentence(one.kept, one.starts_at) if one.kept is not None else "",
        shut=(day.shut or {}).get(one.starts_at, ""),
        chosen=one.starts_at == opened,
        places=one.places if moving else (),
    )


def _rows(week: Sequence[WeekDay], cells: Mapping[datetime, Cell]) -> tuple[tuple[str, tuple[Cell | None, ...]], ...]:
    by_day = [{to_london(one.starts_at).time(): cells[one.starts_at] for one in day.half_hours} for day in week]
    clocks = sorted({at for day in by_day for at in day})
    return tuple((f"{at:%H.%M}", tuple(day.get(at) for day in by_day)) for at in clocks)


def _others(
    session: Session, site: Site, opened: datetime | None, booked: Sequence[Callback]
) -> Mapping[UUID, Sequence[int]]:
    """Who else could have each of the call-backs that are booked in the opened half-hour."""
    wanted = {one.id: callbacks.needs_of(one) for one in booked if one.state == "booked"}
    return diary.who_else(session, site.id, london_date(opened), wanted) if opened and wanted else {}


def _booked(offices: Mapping[int, Office], one: Found, names: Mapping[int, str], others: Sequence[int] = ()) -> Booked:
    callback = one.callback
    return Booked(
        id=str(callback.id),
        at=one.at,
        reference=one.claimant.reference if one.claimant else "",
        who=who_in_words(one.claimant),
        state={"in_progress": "in_interview", "letter_wanted": "owed"}.get(callback.state, callback.state),
        needs=needs_in_words(callback, offices),
        adviser=names.get(callback.held_adviser_id or 0, ""),
        movable=callback.state in callbacks.MOVABLE,
        others=tuple((str(who), names[who]) for who in others if who in names),
    )
