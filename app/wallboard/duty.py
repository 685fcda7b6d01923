"""Who is on duty: a week of one site, changed by hand, or copied from the week before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.database import notify
from app.diary import service as diary
from app.diary.errors import RotaClash, StillHeld
from app.diary.models import Rota
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.staff.models import Staff
from app.values.errors import Invalid
from app.values.london import combine, london_date, parse_clock, to_london
from app.values.sentence import mark
from app.wallboard.blueprint import chosen_site, done, notice, tab_of, tabs, wallboard
from app.wallboard.pages import DutyPage, DutyRow, Shift
from app.web import access
from app.web.said import day_short, say
from app.web.transactions import db

A_WEEK = timedelta(days=7)


@wallboard.get("/supervisor/duty")
@access.may("supervisor")
def show_duty() -> str:
    """The rota of a week."""
    return render_template("wallboard/duty.html", page=_page(db(), chosen_site(db()), _week()))


@wallboard.post("/supervisor/duty")
@access.may("supervisor")
def change_duty() -> ResponseReturnValue:
    """Put somebody on duty or on a break, take a time out, or copy the week before."""
    site, week = chosen_site(db()), _week()
    act = request.form.get("act", "")
    if "shift" in request.form and act == "take-out":
        errors = _take_out()
    elif act == "add":
        errors = _add(site)
    elif act == "copy":
        errors = _copy(site, week)
    else:
        abort(400)
    if errors:
        given = {name: value for name, value in request.form.items() if name != "csrf_token"}
        page = replace(_page(db(), site, week), errors=errors, given=given)
        return render_template("wallboard/duty.html", page=page), 422
    return redirect(_address(site, week), 303)


def _week() -> date:
    """The Monday of the week in the address (?week=), else of this week."""
    try:
        wanted = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        wanted = london_date(clock.now())
    return wanted - timedelta(days=wanted.weekday())


def _address(site: Site, week: date) -> str:
    return f"/supervisor/duty?site={site.slug}&week={week.isoformat()}"


def _take_out() -> dict[str, str]:
    try:
        rota_id = int(request.form["shift"])
    except ValueError:
        abort(400)
    try:
        diary.remove(db(), rota_id)
    except StillHeld as problem:
        return {"main": _still_held(problem)}
    _changed("rota", rota_id, "taken_off_duty")
    done(mark("Taken out."))
    return {}


def _add(site: Site) -> dict[str, str]:
    who = staff.by_username(db(), request.form.get("username", ""))
    if who is None or who.site_id != site.id:
        return {"username": say(mark("Choose a person."))}
    try:
        on = date.fromisoformat(request.form.get("on", ""))
    except ValueError:
        return {"on": say(mark("Choose a day."))}
    moments = []
    for field in ("starts", "ends"):
        try:
            moments.append(combine(on, parse_clock(request.form.get(field, "")), strict=True))
        except Invalid as problem:
            return {field: say(problem.message, **problem.params)}
    starts, ends = moments
    try:
        if request.form.get("kind") == "break":
            row = diary.add_break(db(), who.id, starts, ends)
        else:
            row = diary.put_on_duty(db(), who.id, site.id, starts, ends)
    except Invalid as problem:
        return {"ends": say(problem.message, **problem.params)}
    except RotaClash:
        return {"starts": say(mark("{name} is on duty or on a break already in part of that time."), name=who.name)}
    except StillHeld as problem:
        return {"starts": _still_held(problem)}
    _changed("rota", row.id, "put_on_duty", who=who.id, kind=row.kind)
    done(mark("{name} is entered."), name=who.name)
    return {}


def _copy(site: Site, week: date) -> dict[str, str]:
    """The rota of the week before, as far as it can be; what was left out is told."""
    copied, left_out = diary.copy_week(db(), site, week - A_WEEK, clock.now())
    names = {one.staff.id: one.staff.name for one in staff.everybody(db())}
    told = [f"{names.get(one.staff_id or 0, '')} {day_short(one.on)}: {say(one.why)}".strip() for one in left_out]
    _changed("site", site.id, "rota_copied", to=week.isoformat(), days=copied)
    done(mark("Days copied: {count}. Left out: {what}."), count=copied, what="; ".join(told) or "–")
    return {}


def _still_held(problem: StillHeld) -> str:
    return say(
        mark("{count} call-backs are promised in that time: move or cancel them first."),
        count=len(problem.callback_ids),
    )


def _changed(subject: str, key: int, action: str, **details: Any) -> None:
    audit.record(db(), action, subject, key, clock.now(), staff_id=access.current_staff().id, **details)
    notify(db(), "sites", key)


def _page(session: Session, site: Site, week: date) -> DutyPage:
    people = [
        one.staff for one in staff.everybody(session, site.id) if one.staff.role == "adviser" and one.staff.active
    ]
    rotas = {week + timedelta(days=n): diary.rota_of(session, site.id, week + timedelta(days=n)) for n in range(7)}
    hours = sites.hours_of(session, site)
    days = tuple(on for on, rows in rotas.items() if rows or hours.on(on) or on.weekday() < 5)
    return DutyPage(
        sites=tabs(session, site),
        site=tab_of(site),
        days=days,
        rows=_rows(people, days, rotas),
        capacity=_capacity(session, site, days),
        people=tuple((one.username, one.name) for one in people),
        week_before=week - A_WEEK,
        week_after=week + A_WEEK,
        notice=notice(),
    )


def _rows(people: Sequence[Staff], days: Sequence[date], rotas: Mapping[date, Sequence[Rota]]) -> tuple[DutyRow, ...]:
    rows = []
    for one in people:
        shifts = tuple(tuple(_shift(row) for row in rotas[on] if row.staff_id == one.id) for on in days)
        if any(shifts):
            rows.append(DutyRow(one.username, one.name, shifts))
    return tuple(rows)


def _shift(row: Rota) -> Shift:
    starts, ends = row.during.lower, row.during.upper
    if starts is None or ends is None:
        raise ValueError(f"rota {row.id} has no end")
    return Shift(row.id, row.kind, f"{to_london(starts):%H.%M}", f"{to_london(ends):%H.%M}")


def _capacity(session: Session, site: Site, days: Sequence[date]) -> tuple[str, ...]:
    """For each day, when the first start-up in English could still begin, or why there is no room."""
    now = clock.now()
    today = london_date(now)
    first: dict[date, str] = {}
    if days:
        for slot in diary.all_slots(
            session, site, diary.needs_of(site), combine(days[0], parse_clock("0:00")), now=now
        ):
            on = london_date(slot.starts_at)
            if on > days[-1]:
                break
            first.setdefault(on, say(mark("from {at}"), at=f"{to_london(slot.starts_at):%H.%M}"))
    return tuple("–" if on < today else first.get(on, say(mark("none"))) for on in days)
