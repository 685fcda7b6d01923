"""No page is forgotten: every template, and every route that answers GET, is in the gallery that tests walk."""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import Template

import app as service
from app import clock, create_app
from app.database import Database
from app.settings import Settings
from tests.web import gallery

# A route that shows nothing of its own in a browser, and why.
NO_PAGE = {
    "static": "style, scripts, fonts and sounds",
    "console.feed": "a calendar's file",
    "console.form": "a PDF",
    "console.form_as_text": "plain text",
    "console.typed_part": "a part of the page of a question, which the gallery's page `script-typed` shows",
    "health.alive": "one word for a machine",
    "health.ready": "JSON for a machine",
    "health.metrics": "figures for Prometheus",
    "pages.bar": "the bar at the top, which every page has",
    "pages.live": "a stream",
    "phone_line.prompt": "a sound",
    "phone_line.textphone": "a sound",
    "staying.ending": "the warning, which the gallery's page `ending` shows",
    "typed.live": "a stream",
    "wallboard.download_day": "a file",
    "wallboard.fetch_file": "a file",
    "wallboard.fetch_interpreters": "a file",
    "wallboard.fetch_part": "a file",
    "wallboard.read_letter": "plain text",
    "wallboard.see_letter": "a PDF",
}
# Only ever a part of a page, and the gallery shows it there: "script-typed".
ALONE = {"console/typed_part.html"}
DRAWS = re.compile(r'render_template\(\s*"([^"]+)"')


@pytest.fixture(scope="module")
def drawn() -> Iterator[set[str]]:
    """The templates of which the gallery's pages are made, the parts among them."""
    shown = gallery.gallery()
    loaded: set[str] = set()
    get = shown.jinja_env._load_template

    def load(name: str, given: Any) -> Template:
        loaded.add(name)
        return get(name, given)

    shown.jinja_env._load_template = load  # type: ignore[method-assign, assignment]
    browser = shown.test_client()
    for name in gallery.pages():
        assert browser.get(f"/{name}").status_code == 200, name
    assert browser.get("/script-choice", headers={"HX-Target": "desk"}).status_code == 200
    yield loaded
    clock.use(None)


def templates() -> set[str]:
    """Every template of the service, by the name under which it is drawn."""
    return {
        str(file.relative_to(folder))
        for folder in Path(service.__file__).parent.glob("*/templates")
        if folder.parent.name != "practice"
        for file in folder.rglob("*.html")
    }


def test_every_template_is_drawn_by_the_gallery(drawn: set[str]) -> None:
    assert sorted(templates() - drawn) == sorted(ALONE)


def test_every_route_that_answers_get_is_in_the_gallery_or_says_why_not(
    settings: Settings, fresh_database: Database, drawn: set[str]
) -> None:
    app = create_app(settings, fresh_database)
    forgotten = []
    for route in app.url_map.iter_rules():
        if "GET" not in (route.methods or ()) or route.endpoint in NO_PAGE:
            continue
        pages = _drawn_by(app, route.endpoint)
        if not pages or pages - drawn:
            forgotten.append(f"{route.rule} ({route.endpoint}): {', '.join(sorted(pages - drawn)) or 'draws nothing'}")
    assert forgotten == []
    assert sorted(set(NO_PAGE) - {route.endpoint for route in app.url_map.iter_rules()}) == []


def _drawn_by(app: Flask, endpoint: str) -> set[str]:
    """What a view draws by its own words, or by those of its module where it leaves the drawing to another."""
    view = inspect.unwrap(app.view_functions[endpoint])
    own = set(DRAWS.findall(inspect.getsource(view)))
    return own or set(DRAWS.findall(inspect.getsource(sys.modules[view.__module__])))
