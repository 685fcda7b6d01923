"""The offices of a site: private telephones that call-backs are promised on, what else they have, who sits there."""

from dataclasses import dataclass, field, replace

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.database import notify
from app.diary import service as diary
from app.diary.errors import StillHeld
from app.sites import service as sites
from app.sites.errors import TelephoneKnown
from app.sites.models import Office, OfficeTelephone, Site
from app.values.errors import Invalid
from app.values.sentence import mark
from app.values.telephone import TelephoneNumber
from app.wallboard.blueprint import chosen_site, done, notice, tab_of, tabs, wallboard
from app.wallboard.pages import SiteTab
from app.web import access
from app.web.said import say
from app.web.transactions import db

ACCESS_IN_WORDS = {
    "interpreter": mark("A telephone with a loudspeaker, for an interpreter"),
    "ground_floor": mark("A room without steps"),
    "textphone": mark("A textphone"),
}
SPECIALISMS_IN_WORDS = {
    "lone_parents": mark("Lone parents"),
    "incapacity": mark("Illness and disability"),
    "jobseekers": mark("Looking for work"),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick."""

    value: str
    label: str
    key: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """An office: its private telephones by id, what was typed for another, and what is wrong with that.

    `access` is what it has; `advisers` are names, each with what they know best.
    """

    id: int
    name: str
    address: str
    telephones: tuple[tuple[int, str], ...]
    access: tuple[str, ...] = ()
    advisers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    given: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class OfficesPage:
    """The offices of a site. `errors` by field, for the summary."""

    sites: tuple[SiteTab, ...]
    site: SiteTab
    offices: tuple[OfficeCard, ...]
    access: tuple[Box, ...] = ()
    specialisms: tuple[Box, ...] = ()
    notice: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@wallboard.get("/supervisor/offices")
@access.may("supervisor")
def show_offices() -> str:
    """The offices of a site, with their private telephones."""
    return render_template("wallboard/offices.html", page=_page(db(), chosen_site(db())))


@wallboard.post("/supervisor/offices")
@access.may("supervisor")
def change_offices() -> ResponseReturnValue:
    """Add a private telephone to an office, or take one out; say what it has, and whom its advisers know best."""
    site = chosen_site(db())
    if "take-out" in request.form:
        errors = _take_out(site)
    elif "describe" in request.form:
        _describe(site)
        errors = {}
    elif "office" in request.form:
        errors = _add(site)
    else:
        abort(400)
    if errors:
        return render_template("wallboard/offices.html", page=_with(_page(db(), site), errors)), 422
    return redirect(f"/supervisor/offices?site={site.slug}", 303)


def _add(site: Site) -> dict[str, str]:
    office = next((one for one in sites.offices_of(db(), site) if str(one.id) == request.form["office"]), None)
    if office is None:
        abort(404)
    name = f"telephone-{office.id}"
    try:
        number = TelephoneNumber.parse(request.form.get("telephone", ""))
        made = sites.add_telephone(db(), office, number.e164)
    except Invalid as problem:
        return {name: say(problem.message, **problem.params)}
    except TelephoneKnown:
        return {name: say(mark("An office has that telephone already."))}
    _changed(site, office, made, "office_telephone_added")
    done(mark("{number} at {office} can be promised now."), number=number.national(), office=office.name)
    return {}


def _describe(site: Site) -> None:
    """What the office has, and whom each adviser knows best, by their places in its list."""
    office = next((one for one in sites.offices_of(db(), site) if str(one.id) == request.form["describe"]), None)
    if office is None:
        abort(404)
    knows = {
        name: request.form.getlist(f"knows-{office.id}-{number}")
        for number, name in enumerate(office.personal_advisers, start=1)
    }
    sites.describe_office(office, request.form.getlist(f"access-{office.id}"), knows)
    me, now = access.current_staff().id, clock.now()
    has = ", ".join(office.access)
    audit.record(db(), "office_described", "site", site.id, now, staff_id=me, office=office.name, access=has)
    done(mark("Meetings at {office} are offered by this from now on."), office=office.name)


def _take_out(site: Site) -> dict[str, str]:
    found = [one for one in sites.telephones_of(db(), site) if str(one.id) == request.form["take-out"]]
    if not found:
        # Somebody else was quicker.
        return {}
    telephone = found[0]
    office, number = db().get_one(Office, telephone.office_id), TelephoneNumber(telephone.telephone).national()
    try:
        diary.take_out_telephone(db(), telephone, clock.now())
    except StillHeld as problem:
        told = mark("{count} call-backs are promised on {number}: move or cancel them first.")
        return {f"telephone-{office.id}": say(told, count=len(problem.callback_ids), number=number)}
    _changed(site, office, telephone, "office_telephone_taken_out")
    done(mark("{number} at {office} is taken out. To have it back, add it again."), number=number, office=office.name)
    return {}


def _changed(site: Site, office: Office, telephone: OfficeTelephone, action: str) -> None:
    me, now = access.current_staff().id, clock.now()
    audit.record(db(), action, "site", site.id, now, staff_id=me, office=office.name, telephone=telephone.telephone)
    notify(db(), "sites", site.id)


def _page(session: Session, site: Site) -> OfficesPage:
    telephones = sites.telephones_of(session, site)
    return OfficesPage(
        sites=tabs(session, site),
        site=tab_of(site),
        offices=tuple(
            OfficeCard(
                id=office.id,
                name=office.name,
                address=", ".join(office.address_lines),
                telephones=tuple(
                    (one.id, TelephoneNumber(one.telephone).national())
                    for one in telephones
                    if one.office_id == office.id
                ),
                access=tuple(office.access),
                advisers=tuple((name, tuple(office.specialisms.get(name, ()))) for name in office.personal_advisers),
            )
            for office in sites.offices_of(session, site)
        ),
        access=tuple(Box(name, say(words)) for name, words in ACCESS_IN_WORDS.items()),
        specialisms=tuple(Box(name, say(words)) for name, words in SPECIALISMS_IN_WORDS.items()),
        notice=notice(),
    )


def _with(page: OfficesPage, errors: dict[str, str]) -> OfficesPage:
    """The same with what is wrong, and what was typed, at the office that it is about."""
    typed = request.form.get("telephone", "")
    offices = tuple(
        replace(one, given=typed, error=errors[f"telephone-{one.id}"]) if f"telephone-{one.id}" in errors else one
        for one in page.offices
    )
    return replace(page, offices=offices, errors=errors)
