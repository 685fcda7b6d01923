"""A site's rules as a supervisor changes them on their page, and what then stands in the database."""

import re
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.models import AuditEntry
from app.database import Database
from app.sites import service as sites
from app.sites.rules import SiteRules
from app.staff import service as staff
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in, token_in

RULES = "/wallboard/sites/somerset/rules"


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def change(browser: Browser, act: str, version: str | None = None, **typed: str) -> TestResponse:
    """Send the form with these numbers changed, as it was seen now or at that version."""
    page = browser.see(RULES)
    form = {"csrf_token": token_in(page), "version": version or version_in(page), "act": act, **typed}
    return browser.client.post(RULES, data=form)


def stored(database: Database, slug: str = "somerset") -> SiteRules:
    with database.transaction() as session:
        return sites.rules_of(sites.by_slug(session, slug))


def noted(database: Database, action: str) -> list[dict[str, object]]:
    with database.transaction() as session:
        return list(session.scalars(select(AuditEntry.details).where(AuditEntry.action == action)))


def second_supervisor(app: Flask, database: Database, now: datetime) -> Browser:
    with database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        added = staff.add(session, username="second", name="Sam Invented", role="supervisor", site_id=site.id, now=now)
    return Browser(sign_in(app, "second", added.password))
