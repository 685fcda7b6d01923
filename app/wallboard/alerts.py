"""Alerts: those that stand, for the board, and the page of the numbers they go by."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.alerts import service as alerts
from app.alerts.models import Alert
from app.alerts.rules import KINDS, NUMBERS, AlertRules
from app.sites import service as sites
from app.sites.errors import UnknownSite
from app.sites.models import Site
from app.staff import service as staff
from app.values.errors import Invalid
from app.values.sentence import mark
from app.values.telephone import TelephoneNumber
from app.wallboard.blueprint import done, notice, tab_of, wallboard
from app.wallboard.board_page import AlertRow, AlertsPage
from app.wallboard.pages import SiteTab
from app.web import access
from app.web.said import clock_time, say, when
from app.web.transactions import db

SWITCHES: Final = KINDS
TEXTS: Final = {
    "wanted": mark("a text is on its way"),
    "sent": mark("sent by text at {at}"),
    "refused": mark("no text: the network would not take it"),
    "quiet": mark("no text: the same alert was sent shortly before"),
    "no_number": mark("no text: there is no mobile number"),
    "not_mobile": mark("no text: the number cannot be texted"),
}


def standing(session: Session) -> tuple[AlertRow, ...]:
    """The alerts that are not over, the latest first."""
    return _rows(session, alerts.open_alerts(session))


@wallboard.post("/wallboard/alerts/<int:alert_id>/seen")
@access.may("supervisor")
def see_alert(alert_id: int) -> ResponseReturnValue:
    """Say that one has seen an alert and sees to it."""
    if alerts.seen(db(), alert_id, access.current_staff().id, clock.now()) is None:
        abort(404)
    return redirect("/wallboard", 303)


@wallboard.get("/wallboard/alerts")
@access.may("supervisor")
def show_alerts() -> str:
    """The numbers of a site, or of all, and the last alerts."""
    return render_template("wallboard/alerts.html", page=_page(db(), _site(db())))


@wallboard.post("/wallboard/alerts")
@access.may("supervisor")
def change_alerts() -> ResponseReturnValue:
    """Keep the numbers, or have a site go by those of all again."""
    site = _site(db())
    site_id, me = site.id if site else None, access.current_staff().id
    match request.form.get("act"):
        case "keep":
            given = {name: value.strip() for name, value in request.form.items() if name != "csrf_token"}
            rules, errors = _read(given)
            if rules is None:
                page = replace(_page(db(), site), given=given, errors=errors)
                return render_template("wallboard/alerts.html", page=page), 422
            alerts.set_rules(db(), site_id, rules, clock.now(), me)
            done(mark("The alerts go by these numbers from now on."))
        case "as-all" if site is not None:
            alerts.set_rules(db(), site_id, None, clock.now(), me)
            done(mark("{site} goes by the numbers of all sites again."), site=site.name)
        case "undo" if request.form.get("entry", "").isdecimal():
            try:
                alerts.undo_change(db(), site_id, int(request.form["entry"]), clock.now(), me)
            except Invalid as problem:
                done(mark("It was not undone. {why}"), why=say(problem.message, **problem.params))
            else:
                done(mark("The alerts go by the numbers of before again."))
        case _:
            abort(400)
    return redirect(f"/wallboard/alerts?site={site.slug}" if site else "/wallboard/alerts", 303)


def _site(session: Session) -> Site | None:
    slug = request.args.get("site", "")
    try:
        return sites.by_slug(session, slug) if slug else None
    except UnknownSite:
        abort(404)


def _read(given: Mapping[str, str]) -> tuple[AlertRules | None, dict[str, str]]:
    errors: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for name, (least, most) in NUMBERS.items():
        typed = given.get(name, "")
        if typed.isascii() and typed.isdigit() and least <= int(typed) <= most:
            numbers[name] = int(typed)
        else:
            errors[name] = say(mark("Give a whole number from {least} to {most}."), least=least, most=most)
    mobile = ""
    if given.get("mobile"):
        try:
            number = TelephoneNumber.parse(given["mobile"])
        except Invalid as problem:
            errors["mobile"] = say(problem.message, **problem.params)
        else:
            mobile = number.e164
            if not number.is_mobile:
                errors["mobile"] = say(mark("That is no British mobile number: it cannot be sent a text."))
    if errors:
        return None, errors
    switches = {name: given.get(name) == "yes" for name in SWITCHES}
    return AlertRules.read({**switches, **numbers, "mobile": mobile}), {}


def _last_change(session: Session, site: Site | None) -> tuple[str, int]:
    """Who changed the numbers last, in a sentence, and the entry by which that is undone."""
    entry = alerts.last_change(session, site.id if site else None)
    if entry is None:
        return "", 0
    who = staff.by_id(session, entry.staff_id) if entry.staff_id is not None else None
    words = mark("Last changed by {name}, {when}.")
    return say(words, name=who.name if who else say(mark("somebody")), when=when(entry.at)), entry.id


def _page(session: Session, site: Site | None) -> AlertsPage:
    rules = alerts.rules(session)
    changed, undo = _last_change(session, site)
    of = rules.get(site.id if site else None, rules[None])
    given = {
        **{name: "yes" if getattr(of, name) else "" for name in SWITCHES},
        **{name: str(getattr(of, name)) for name in NUMBERS},
        "mobile": TelephoneNumber.parse(of.mobile).national() if of.mobile else "",
    }
    return AlertsPage(
        sites=tuple(SiteTab(one.slug, one.name, one == site) for one in sites.all_sites(session)),
        site=tab_of(site) if site else None,
        own=site is not None and site.id in rules,
        given=given,
        lately=_rows(session, alerts.lately(session)),
        unsent="" if of.mobile else say(mark("No alert is sent by text: there is no mobile number to send it to.")),
        notice=notice(),
        changed=changed,
        undo=undo,
    )


def _rows(session: Session, found: list[Alert]) -> tuple[AlertRow, ...]:
    seen_by = {alert.seen_by for alert in found if alert.seen_by is not None}
    names = {staff_id: who.name for staff_id in seen_by if (who := staff.by_id(session, staff_id)) is not None}
    return tuple(
        AlertRow(
            id=alert.id,
            sentence=say(alert.reason, **alert.reason_values),
            since=alert.raised_at,
            text=say(TEXTS[alert.text_state], at=clock_time(alert.texted_at) if alert.texted_at else ""),
            seen=say(mark("seen by {name} at {at}"), name=names[alert.seen_by], at=clock_time(alert.seen_at))
            if alert.seen_by and alert.seen_at
            else "",
            until=alert.cleared_at,
            process=alert.subject,
        )
        for alert in found
    )
