"""What each site's textphone number plays: tones that somebody recorded from a textphone, sent as a file."""

from dataclasses import dataclass

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.audit import service as audit
from app.prompts import rules
from app.prompts import service as prompts
from app.sites import service as sites
from app.sites.errors import UnknownSite
from app.values.errors import Invalid
from app.values.sentence import mark
from app.values.telephone import TelephoneNumber
from app.wallboard.blueprint import done, notice, wallboard
from app.web import access
from app.web.said import say
from app.web.transactions import db

RECORDED = "textphone_recorded"
TITLES = {
    prompts.WAITING: mark("While a desk is looked for"),
    prompts.UNANSWERED: mark("When nobody answers, when we are closed, and when something has failed"),
}
WORDS = {
    prompts.WAITING: mark("STARTLINE HERE. PLS HOLD, WE ARE LOOKING FOR A TEXTPHONE DESK. GA"),
    prompts.UNANSWERED: mark(
        "STARTLINE HERE. SORRY, NO DESK CAN ANSWER NOW. WE HAVE YOUR NUMBER AND WILL RING YOU BY TEXTPHONE. SK SK"
    ),
}
WITHOUT = {
    prompts.WAITING: mark("Not sent yet: the caller hears nothing while a desk is looked for, one minute at most."),
    prompts.UNANSWERED: mark("Not sent yet: a voice says it instead, which a textphone cannot show."),
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recording of a site, or its place. `words` are what may be typed for it; `recording` its address."""

    kind: str
    title: str
    words: str
    without: str
    recording: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site, its textphone number as it is written, and what that plays."""

    slug: str
    name: str
    number: str
    recordings: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class TextphonesPage:
    """Every site's textphone number."""

    sites: tuple[SiteRow, ...]
    notice: str = ""


@wallboard.get("/wallboard/textphones")
@access.may("supervisor")
def show_textphones() -> str:
    """What each textphone number plays, and what is missing."""
    return render_template("wallboard/textphones.html", page=_page())


@wallboard.post("/wallboard/textphones/<slug>/<kind>")
@access.may("supervisor")
def send_textphone(slug: str, kind: str) -> ResponseReturnValue:
    """Keep a recording, in place of an older one."""
    if kind not in prompts.TEXTPHONE_KINDS:
        abort(404)
    try:
        site = sites.by_slug(db(), slug)
    except UnknownSite:
        abort(404)
    sent, now, who = request.files.get("sound"), clock.now(), access.current_staff()
    sound = sent.stream.read(rules.LONGEST_BYTES + 1) if sent else b""
    try:
        kept = prompts.keep_textphone(db(), site.id, kind, sound, who.id, now)
    except Invalid as problem:
        trouble = say(problem.message, **problem.params)
        return render_template("wallboard/textphones.html", page=_page((slug, kind), trouble)), 422
    audit.record(db(), RECORDED, "textphone_recording", kept.id, now, who.id, site=slug, kind=kind, bytes=len(sound))
    done(mark("The recording is kept. The next caller by textphone at {site} gets it."), site=site.name)
    return redirect(f"/wallboard/textphones#{slug}", 303)


def _page(wrong: tuple[str, str] | None = None, trouble: str = "") -> TextphonesPage:
    rows = []
    for site in sites.all_sites(db()):
        there = prompts.of_textphone(db(), site.id)
        recordings = tuple(
            Recorded(
                kind,
                say(TITLES[kind]),
                say(WORDS[kind]),
                say(WITHOUT[kind]),
                f"/voice/prompt/{there[kind]}" if kind in there else "",
                trouble if (site.slug, kind) == wrong else "",
            )
            for kind in prompts.TEXTPHONE_KINDS
        )
        rows.append(SiteRow(site.slug, site.name, TelephoneNumber(site.textphone).national(), recordings))
    return TextphonesPage(tuple(rows), notice())
