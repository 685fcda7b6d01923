"""An office added, or its address and its personal advisers changed: one row of the file, typed on a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.audit import service as audit
from app.database import notify
from app.sites import service as sites
from app.sites.models import Office, Site
from app.switchboard import site_files
from app.values import spreadsheet
from app.values.sentence import mark
from app.wallboard.blueprint import chosen_site, done, tab_of, wallboard
from app.wallboard.pages import SiteTab
from app.web import access
from app.web.said import say
from app.web.transactions import db

NEW = 0


@dataclass(frozen=True, slots=True)
class OfficeForm:
    """The form: `id` is NEW for another office, `given` what was typed or stands; lists are line by line."""

    site: SiteTab
    id: int
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@wallboard.get("/supervisor/offices/new", defaults={"office_id": NEW})
@wallboard.get("/supervisor/offices/<int:office_id>")
@access.may("supervisor")
def ask_office(office_id: int) -> str:
    """What is known of an office; empty for another one."""
    site, office = _found(office_id)
    given = {}
    if office is not None:
        lines = {"address": office.address_lines, "advisers": office.personal_advisers}
        given = {"office": office.name, **{name: "\n".join(some) for name, some in lines.items()}}
    return render_template("wallboard/office.html", page=OfficeForm(tab_of(site), office_id, given))


@wallboard.post("/supervisor/offices/new", defaults={"office_id": NEW})
@wallboard.post("/supervisor/offices/<int:office_id>")
@access.may("supervisor")
def keep_office(office_id: int) -> ResponseReturnValue:
    """Add it, or change it; what is wrong is said at its field, and nothing is kept."""
    site, office = _found(office_id)
    given = {name: request.form.get(name, "").strip() for name in ("office", "address", "advisers")}
    if office is not None:
        given["office"] = office.name
    errors = _kept(site, office, given)
    if errors:
        return render_template("wallboard/office.html", page=OfficeForm(tab_of(site), office_id, given, errors)), 422
    audit.record(
        db(), "office_changed", "site", site.id, clock.now(), staff_id=access.current_staff().id, office=given["office"]
    )
    notify(db(), "sites", site.id)
    done(mark("{office} is kept."), office=given["office"])
    return redirect(f"/supervisor/offices?site={site.slug}", 303)


def _kept(site: Site, office: Office | None, given: Mapping[str, str]) -> dict[str, str]:
    if office is None and given["office"] in {one.name for one in sites.offices_of(db(), site)}:
        return {"office": say(mark("This site has an office of that name already."))}
    address, advisers = (site_files.parted(given[name].splitlines()) for name in ("address", "advisers"))
    stands = site_files.row_of(db(), site, office)
    row = {**stands, "office": given["office"], "address": address, "advisers": advisers}
    text = spreadsheet.write(site_files.OFFICES, [[row[column] for column in site_files.OFFICES]])
    faults = site_files.load_offices_csv(db(), site, text, clock.now())
    return {one.column: say(one.sentence.template, **one.sentence.params) for one in faults}


def _found(office_id: int) -> tuple[Site, Office | None]:
    if office_id == NEW:
        return chosen_site(db()), None
    office = sites.office(db(), office_id) or abort(404)
    return sites.by_id(db(), office.site_id), office
