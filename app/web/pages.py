"""Pages and parts that everybody has: help, the accessibility statement, the live stream, the bar at the top."""

import structlog
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.casework import service as casework
from app.measures import board
from app.sites import service as sites
from app.staff.models import ROLES, Staff
from app.support import service as support
from app.support.rules import EVERYWHERE
from app.web import access, events, staying
from app.web.frame import Frame, Presence, Waiting
from app.web.said import say
from app.web.transactions import db

pages = Blueprint("pages", __name__)
log = structlog.get_logger()


@pages.get("/help")
@access.anyone
def help_page() -> str:
    """The keys, the six points, what the states look like."""
    return render_template("help.html")


@pages.get("/accessibility")
@access.anyone
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("accessibility.html")


@pages.get("/live")
@access.may(*ROLES)
def live() -> ResponseReturnValue:
    """The live stream of `topics`, separated by commas."""
    return events.stream(request.args.get("topics", "").split(","))


@pages.get("/bar")
@access.may(*ROLES)
def bar() -> str:
    """The bar at the top alone, for a page that draws it again."""
    return render_template("parts/header.html")


def who_is_here() -> Frame | None:
    """What the header shows of who is signed in; nothing where the database cannot be asked."""
    try:
        found = access.signed_in()
        if found is None:
            return None
        site = sites.by_id(db(), found.staff.site_id)
        takes_calls = found.staff.role == "adviser"
        waiting = Waiting(*board.line_of(db(), site.id)) if takes_calls else None
        plan, support_since = support.in_sight(db(), found.staff)
        needs = _needs(found.staff)
        ending = staying.next_ending(found)
    except SQLAlchemyError:
        log.warning("header_without_database")
        return None
    return Frame(
        name=found.staff.name,
        role=found.staff.role,
        site=site.name,
        presence=Presence(found.presence.state, found.presence.since) if takes_calls else None,
        waiting=waiting,
        browser_telephone=found.staff.browser_telephone,
        on_call=found.presence.state in ("on_call", "in_interview"),
        plan=plan.points,
        contacts=(*((say(name), number) for name, number in EVERYWHERE), *plan.contacts),
        support_since=support_since,
        needs=needs,
        ending=ending,
    )


def _needs(me: Staff) -> int | None:
    """How many needs of today nobody has taken at the site of its officer, or of a supervisor."""
    if me.role != "supervisor" and casework.officer_of(db(), me.site_id) != me.id:
        return None
    return sum(need.taken_at is None for need in casework.needs_open(db(), me.site_id))
