"""The frame around every page: where templates are found, what they may call, what the header shows."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, StrictUndefined
from werkzeug.local import LocalProxy

from app import clock
from app.values.sentence import mark
from app.web import said

MANIFEST = Path(__file__).parents[1] / "static" / "built" / "manifest.json"


@dataclass(frozen=True, slots=True)
class Presence:
    """What an adviser is doing, and since when. `state` is one of PRESENCES."""

    state: str
    since: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits at the adviser's site: how many, and since when the first of them (None: nobody)."""

    count: int
    oldest_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A time that ends unless something is done: when, in which words, and what the button says that gives more.

    `told` is said aloud, quietly, with {minutes} to be put in; `warns` seconds before the end it is first shown.
    """

    at: datetime
    words: str
    button: str
    told: str
    warns: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What the header shows of the person signed in.

    `presence` is None for those who take no calls; `waiting` None where no line is shown.
    `site` is the site's name in the language of the page; `browser_telephone`: calls ring in the browser.
    `plan` are the site's six points, none where its managers have not entered them, `contacts` name and number;
    `support_since` is set while they need support. `needs` counts the needs of today that nobody has taken, None for
    those who take none. `ending` is what ends first.
    """

    name: str
    role: str
    site: str
    presence: Presence | None = None
    waiting: Waiting | None = None
    on_call: bool = False
    browser_telephone: bool = False
    plan: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    support_since: datetime | None = None
    needs: int | None = None
    ending: Ending | None = None


FrameSource = Callable[[], Frame | None]


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state is shown: always a word and a shape, with a colour besides (a CSS class)."""

    word: str
    shape: str
    css: str


STATES = {
    "signed_out": StateLook(mark("Signed out"), "○", "grey"),
    "ready": StateLook(mark("Ready"), "●", "green"),
    "ringing": StateLook(mark("Ringing"), "◆", "teal"),
    "on_call": StateLook(mark("On a call"), "■", "teal"),
    "in_interview": StateLook(mark("In an interview"), "■", "teal"),
    "wrapping_up": StateLook(mark("Wrapping up"), "◐", "blue"),
    "break": StateLook(mark("On a break"), "◌", "grey"),
    "away": StateLook(mark("Away"), "▲", "amber"),
    "due": StateLook(mark("Due"), "◇", "teal"),
    "late": StateLook(mark("Late"), "▲", "red"),
    "owed": StateLook(mark("Owed"), "▲", "amber"),
    "kept": StateLook(mark("Kept"), "✓", "green"),
    "open": StateLook(mark("Open"), "●", "green"),
    "closed": StateLook(mark("Closed"), "▲", "amber"),
    "booked": StateLook(mark("Booked"), "◇", "teal"),
    "came": StateLook(mark("Came"), "✓", "green"),
    "missed": StateLook(mark("Did not come"), "▲", "amber"),
    "ended": StateLook(mark("No meeting came of it"), "○", "grey"),
    "working": StateLook(mark("Working"), "●", "green"),
    "failing": StateLook(mark("Failing"), "▲", "red"),
    "printed": StateLook(mark("Printed"), "◐", "blue"),
    "posted": StateLook(mark("Posted"), "✓", "green"),
    "returned": StateLook(mark("Came back"), "▲", "amber"),
    "handed_over": StateLook(mark("Collected"), "✓", "green"),
    "waiting": StateLook(mark("Waiting"), "◇", "teal"),
}

# The six points of the support plan. Their wording is each site's own, entered by its managers.
PLAN_POINTS = (
    mark("First point"),
    mark("Second point"),
    mark("Third point"),
    mark("Fourth point"),
    mark("Fifth point"),
    mark("Sixth point"),
)


def init(app: Flask, *, practice: bool) -> None:
    """Teach `app` its templates, filters and the frame; `practice` puts the banner on every page."""
    app.jinja_loader = ChoiceLoader(
        [
            PackageLoader("app.web"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    jinja = app.jinja_env
    jinja.undefined = StrictUndefined
    jinja.trim_blocks = True
    jinja.lstrip_blocks = True
    jinja.globals.update(
        _=said.say,
        asset=_asset,
        clock_now=clock.now,
        practice=practice,
        states=STATES,
        plan_points=PLAN_POINTS,
        html_language=said.language,
        part_wanted=part_wanted,
        day_options=lambda days: [(day.isoformat(), said.day(day)) for day in days],
    )
    jinja.filters.update(
        when=said.when,
        day=said.day,
        day_short=said.day_short,
        clock_time=said.clock_time,
        clock_exact=said.clock_exact,
        clock_hour=said.clock_hour,
        duration=duration,
        ago=lambda since: duration(clock.now() - since),
        iso=lambda moment: moment.isoformat(timespec="seconds"),
        phone=said.phone,
    )
    app.extensions["startline.frame"] = lambda: None
    # Asked of the database where a header is drawn, and once for all its parts.
    app.context_processor(lambda: {"frame": LocalProxy(cache(_frame))})


def fill(app: Flask, source: FrameSource) -> None:
    """Have `source` say, at each page, who is signed in and what their header shows; None for nobody."""
    app.extensions["startline.frame"] = source


def part_wanted() -> str:
    """The id of the part of a page that the browser swaps; empty where it asked for a page."""
    return request.headers.get("HX-Target", "")


def _frame() -> Frame | None:
    source: FrameSource = current_app.extensions["startline.frame"]
    return source()


@cache
def _manifest() -> dict[str, str]:
    found: dict[str, str] = json.loads(MANIFEST.read_text())
    return found


def _asset(name: str) -> str:
    """The address of a built file; before they are built, an address that is not there."""
    built: Any = _manifest() if MANIFEST.is_file() else {}
    return url_for("static", filename=f"built/{built.get(name, name)}")


def duration(length: timedelta | int | float) -> str:
    """A length of time as a clock shows it: 4:12, or 1:04:12. Never less than nought."""
    seconds = max(0, int(length.total_seconds() if isinstance(length, timedelta) else length))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
