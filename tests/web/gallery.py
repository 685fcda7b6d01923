"""Every page with invented people on it, so that it can be looked at and checked without anything behind it.

    python -m tests.web.gallery [FOLDER]

writes a picture of each page, wide and narrow, in English and in Welsh, into FOLDER (default: gallery/, ignored by
git). So does `python -m pytest -m long tests/web/test_pictures.py`, into the folder that PICTURES_DIR names.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, g, render_template, request
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app import clock
from app.web import errors, events, frame, headers
from tests.browser.chromium import launched
from tests.web import (
    gallery_casework,
    gallery_console,
    gallery_in_person,
    gallery_office,
    gallery_prompts,
    gallery_typed,
    gallery_wallboard,
    gallery_week,
)

NOW = datetime(2026, 11, 23, 14, 2, 11, tzinfo=UTC)
ADVISER = frame.Frame(
    name="Nia Example",
    role="adviser",
    site="Calderdale and Kirklees",
    presence=frame.Presence("ready", NOW - timedelta(seconds=42)),
    waiting=frame.Waiting(3, NOW - timedelta(seconds=41)),
)
ON_CALL = frame.Frame(
    name="Nia Example",
    role="adviser",
    site="Calderdale and Kirklees",
    presence=frame.Presence("on_call", NOW - timedelta(minutes=4, seconds=12)),
    waiting=frame.Waiting(0),
    on_call=True,
    plan=gallery_casework.POINTS,
    contacts=gallery_casework.CONTACTS,
)
IN_BROWSER = replace(ADVISER, browser_telephone=True)
WHO = {"home-in-browser": IN_BROWSER, "telephone": IN_BROWSER}
ENDING = frame.Ending(
    NOW + timedelta(minutes=4, seconds=12), "Are you still there? You are signed out in", "Stay signed in", "Told", 300
)
SUPERVISOR = frame.Frame(
    name="Owain Sample", role="supervisor", site="Calderdale and Kirklees", contacts=gallery_casework.CONTACTS, needs=2
)

Drawn = tuple[str, frame.Frame | None, dict[str, Any]]


def pages() -> dict[str, Drawn]:
    """Name of the page → template, who is signed in, what it shows."""
    shown: dict[str, Drawn] = {
        "sign-in": ("sign_in.html", None, {"username": "", "error": ""}),
        "sign-in-wrong": (
            "sign_in.html",
            None,
            {"username": "n.example", "error": "That name and password do not go together. Try again."},
        ),
        "accessibility": ("accessibility.html", ADVISER, {}),
        "help": ("help.html", ADVISER, {}),
        "ending": ("help.html", replace(ADVISER, ending=ENDING), {}),
        "error-409": ("error.html", ADVISER, {"trouble": errors.TROUBLES[409], "code": 409}),
    }
    for name, (template, page) in gallery_console.pages(NOW).items():
        who = (
            IN_BROWSER if name in ("home-in-browser", "telephone") else ADVISER if name.startswith("home") else ON_CALL
        )
        shown[name] = (template, who, {"page": page})
    for name, (template, given) in gallery_console.spoken_for(NOW).items():
        shown[name] = (template, ON_CALL, given)
    for name, (template, given) in gallery_office.typed_pages(
        NOW, gallery_console.person(NOW), shown["script-choice"][2]["page"]
    ).items():
        shown[name] = (template, ADVISER, given)
    for name, (template, page) in gallery_office.tasks(NOW).items():
        shown[name] = (template, ADVISER, {"page": page})
    for name, (template, page) in (gallery_wallboard.pages(NOW) | gallery_office.print_runs(NOW)).items():
        shown[name] = (template, SUPERVISOR, {"page": page})
    for name, (template, page) in (gallery_in_person.pages() | gallery_typed.pages(NOW)).items():
        shown[name] = (template, None, {"page": page})
    for name, (template, context) in gallery_prompts.pages().items():
        shown[name] = (template, SUPERVISOR, context)
    for name, (template, context) in gallery_week.diary_pages(NOW).items():
        shown[name] = (template, ADVISER, context)
    return shown


def gallery() -> Flask:
    """An app whose every page is one of `pages()`, at /<name>; the clock stands at NOW."""
    clock.use(lambda: NOW)
    app = Flask("app")
    frame.init(app, practice=True)
    headers.init(app, https=False)
    errors.init(app)
    events.init(app, "postgresql://nowhere.invalid/none")
    for room in ("console", "wallboard", "text_line"):
        app.register_blueprint(Blueprint(room, f"app.{room}", template_folder="templates"))
    shown = pages()
    signed_in: dict[str, frame.Frame | None] = {}
    frame.fill(app, lambda: signed_in.get("now"))

    @app.get("/live")
    def live() -> Response:
        return Response("retry: 60000\n\n", mimetype="text/event-stream")

    @app.get("/stay")
    def stay() -> str:
        """What a page asks whether its time ends; it is drawn as it was."""
        return render_template("parts/ending.html")

    def draw(name: str) -> Callable[[], str]:
        template, who, context = shown[name]

        def view() -> str:
            signed_in["now"] = who
            g.language = request.args.get("language", "en")
            return render_template(template, **context)

        return view

    for name in shown:
        app.add_url_rule(f"/{name}", f"gallery_{name.replace('-', '_')}", draw(name))
    return app


@contextmanager
def served() -> Iterator[str]:
    """The gallery on a free port of this machine; its address."""
    server = make_server("127.0.0.1", 0, gallery(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        clock.use(None)


def photograph(folder: Path, only: str = "") -> None:
    """Write a picture of each page, in both languages, at 1440 × 900 and, whole, at 320 wide."""
    with served() as address, launched() as browser:
        pictures(browser, address, folder, only)


def pictures(browser: Browser, address: str, folder: Path, only: str = "") -> dict[str, int]:
    """Write them from a gallery that is served; name of the picture → how many pixels the page is wider than that."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = {}
    for size, width, height in (("wide", 1440, 900), ("narrow", 320, 640)):
        tab = browser.new_page(viewport={"width": width, "height": height})
        for name, language in product((one for one in pages() if only in one), ("en", "cy")):
            tab.goto(f"{address}/{name}?language={language}", wait_until="domcontentloaded")
            tab.evaluate("document.fonts.ready")
            picture = folder / f"{name}.{language}.{size}.png"
            tab.screenshot(path=str(picture), full_page=size == "narrow")
            taken[picture.name] = tab.evaluate("document.documentElement.scrollWidth") - width
        tab.close()
    return taken


def today(offset: int = 0) -> date:
    """A day counted from NOW's."""
    return NOW.date() + timedelta(days=offset)


if __name__ == "__main__":
    photograph(Path(sys.argv[1] if len(sys.argv) > 1 else "gallery"), sys.argv[2] if len(sys.argv) > 2 else "")
