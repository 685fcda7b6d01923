"""What the supervisor's pages share: their blueprint, the site that a page is about, what was just done."""

from flask import Blueprint, abort, flash, get_flashed_messages, request
from sqlalchemy.orm import Session

from app.sites import service as sites
from app.sites.errors import UnknownSite
from app.sites.models import Site
from app.wallboard.pages import SiteTab
from app.web import access
from app.web.said import say

wallboard = Blueprint("wallboard", __name__, template_folder="templates")


def chosen_site(session: Session) -> Site:
    """The site named in the address (?site=), else that of who looks."""
    slug = request.args.get("site", "")
    try:
        return sites.by_slug(session, slug) if slug else sites.by_id(session, access.current_staff().site_id)
    except UnknownSite:
        abort(404)


def tabs(session: Session, chosen: Site) -> tuple[SiteTab, ...]:
    """The row of sites above a page."""
    return tuple(SiteTab(site.slug, site.name, site.id == chosen.id) for site in sites.all_sites(session))


def tab_of(site: Site) -> SiteTab:
    """The site a page is about."""
    return SiteTab(site.slug, site.name, chosen=True)


def done(message: str, **values: str | int) -> None:
    """Say on the next page what was just done."""
    flash(say(message, **values))


def notice() -> str:
    """What was done on the page before this one, or nothing."""
    return " ".join(str(message) for message in get_flashed_messages())
