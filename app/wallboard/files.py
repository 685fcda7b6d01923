"""A site's rota, leave, closures, hours and offices as files: fetched, sent, looked at, and only then taken in."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from flask import Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.diary import service as diary
from app.sites import service as sites
from app.sites.models import Site
from app.switchboard import shut_times, site_files
from app.values import spreadsheet
from app.values.london import london_date
from app.values.sentence import mark
from app.wallboard import acts
from app.wallboard.acts import Notice
from app.wallboard.blueprint import tab_of, tabs, wallboard
from app.wallboard.pages import RowError, SiteTab
from app.wallboard.site import site_or_404
from app.web import access
from app.web.said import say
from app.web.transactions import db

TAKEN_IN = "file_taken_in"
# What is looked at comes back with the form that takes it in, and a form holds no more than half a megabyte.
FILE_BYTES: Final = 400_000
SHOWN_AT_MOST: Final = 200
# How far ahead a file may reach to be seen, and how much of a rota is fetched.
AHEAD, FETCHED = timedelta(days=400), timedelta(days=27)
NO_FILE = mark("Choose a file.")
NOT_TEXT = mark("That is not a CSV file in UTF-8. Save it again as CSV UTF-8.")
TOO_LONG = mark("That file is too long. Send it in parts.")
CHANGED = mark("Something has changed meanwhile. Nothing was taken in: this is what would change now.")


@dataclass(frozen=True)
class Kind:
    """A kind of file: what writes it (site, now, to which day), what takes it in (site, text, now)."""

    title: str
    columns: str
    hint: str
    save: Callable[[Site, datetime, date], str]
    load: Callable[[Site, str, datetime], list[spreadsheet.RowError]]


@dataclass(frozen=True, slots=True)
class FileForm:
    """One kind on the page: its name, and what its file is like."""

    name: str
    title: str
    columns: str
    hint: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would change: rows that come and rows that go, in the file's own columns, the first of them.

    `comes` and `goes` count all.

    `digest` stands for all of it: what is taken in is what was looked at.
    """

    text: str
    digest: str
    columns: tuple[str, ...] = ()
    added: tuple[tuple[str, ...], ...] = ()
    taken_out: tuple[tuple[str, ...], ...] = ()
    comes: int = 0
    goes: int = 0


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The page. `kind` is the one that was sent, with what came of it."""

    sites: tuple[SiteTab, ...]
    site: SiteTab
    forms: tuple[FileForm, ...]
    kind: str = ""
    preview: Preview | None = None
    faults: tuple[RowError, ...] = ()
    trouble: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


@wallboard.get("/wallboard/sites/<slug>/files")
@access.may("supervisor")
def show_files(slug: str) -> str:
    """What can be fetched and sent."""
    return _drawn(site_or_404(slug))


@wallboard.get("/wallboard/sites/<slug>/files/<kind>.csv")
@access.may("supervisor")
def fetch_file(slug: str, kind: str) -> Response:
    """What there is from today on, as a file that can be sent again; of the rota, four weeks."""
    site, now = site_or_404(slug), clock.now()
    known = KINDS.get(kind) or abort(404)
    text = known.save(site, now, london_date(now) + FETCHED)
    named = f"attachment; filename={site.slug}-{kind}.csv"
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": named})


@wallboard.post("/wallboard/sites/<slug>/files")
@access.may("supervisor")
def send_file(slug: str) -> ResponseReturnValue:
    """Look at what a file would change; or take it in, if that is still what was looked at."""
    site, name = site_or_404(slug), request.form.get("kind", "")
    kind = KINDS.get(name) or abort(400)
    act = request.form.get("act")
    if act == "look":
        try:
            text = file_sent()
        except UnicodeDecodeError:
            return _drawn(site, kind=name, errors={name: say(NOT_TEXT)}), 422
        if not text or len(text.encode()) > FILE_BYTES:
            return _drawn(site, kind=name, errors={name: say(TOO_LONG if text else NO_FILE)}), 422
    elif act == "take-in":
        text = request.form.get("text", "")
    else:
        abort(400)
    faults, preview = _tried(site, kind, text)
    if faults:
        rows = tuple(RowError(one.row, fault_in_words(one)) for one in faults)
        return _drawn(site, kind=name, faults=rows), 422
    if act == "look":
        return _drawn(site, kind=name, preview=preview)
    if preview.digest != request.form.get("digest"):
        return _drawn(site, kind=name, preview=preview, trouble=say(CHANGED)), 409
    if kind.load(site, text, clock.now()):
        abort(409)
    acts.note(site, TAKEN_IN, kind=name, bytes=len(text.encode()))
    acts.tell(say(mark("The file is taken in.")))
    return redirect(f"/wallboard/sites/{site.slug}/files", 303)


def file_sent() -> str:
    """The text of the file that was sent, empty where there is none. Raises UnicodeDecodeError."""
    sent = request.files.get("file")
    return sent.stream.read(FILE_BYTES + 1).decode("utf-8-sig") if sent else ""


def _tried(site: Site, kind: Kind, text: str) -> tuple[list[spreadsheet.RowError], Preview]:
    """What a file would come to; nothing is changed."""
    now = clock.now()
    to = london_date(now) + AHEAD
    before = kind.save(site, now, to)
    tried = db().begin_nested()
    try:
        faults = kind.load(site, text, now)
        after = kind.save(site, now, to)
    finally:
        tried.rollback()
    heading, *old = csv.reader(io.StringIO(before))
    _, *new = csv.reader(io.StringIO(after))
    were, are = Counter(map(tuple, old)), Counter(map(tuple, new))
    added, taken_out = tuple((are - were).elements()), tuple((were - are).elements())
    return faults, Preview(
        text,
        hashlib.sha256(repr((added, taken_out)).encode()).hexdigest(),
        tuple(heading),
        added[:SHOWN_AT_MOST],
        taken_out[:SHOWN_AT_MOST],
        len(added),
        len(taken_out),
    )


def fault_in_words(one: spreadsheet.RowError) -> str:
    """What is wrong with a row, after the name of its column."""
    words = say(one.sentence.template, **one.sentence.params)
    return f"{one.column}: {words}" if one.column else words


def _hours_of(site: Site, _now: datetime, _to: date) -> str:
    return site_files.hours_csv(db(), site)


def _offices_of(site: Site, _now: datetime, _to: date) -> str:
    return site_files.offices_csv(db(), site)


def _load_hours(site: Site, text: str, now: datetime) -> list[spreadsheet.RowError]:
    return site_files.load_hours_csv(db(), site, text, now)


def _load_offices(site: Site, text: str, now: datetime) -> list[spreadsheet.RowError]:
    return site_files.load_offices_csv(db(), site, text, now)


def _rota_of(site: Site, now: datetime, to: date) -> str:
    return diary.rota_csv(db(), site.id, london_date(now), to)


def _leave_of(site: Site, now: datetime, _to: date) -> str:
    return diary.leave_csv(db(), site.id, now)


def _closures_of(site: Site, now: datetime, _to: date) -> str:
    return sites.closures_csv(db(), site, london_date(now))


def _load_rota(site: Site, text: str, now: datetime) -> list[spreadsheet.RowError]:
    return diary.load_rota_csv(db(), text, now, site_id=site.id)


def _load_leave(site: Site, text: str, now: datetime) -> list[spreadsheet.RowError]:
    return diary.load_leave_csv(db(), text, now, by=access.current_staff().id, site_id=site.id)


def _load_closures(site: Site, text: str, now: datetime) -> list[spreadsheet.RowError]:
    return sites.load_closures_csv(db(), site, text, london_date(now), partial(shut_times.promised_in, db(), site))


KINDS: Final = {
    "rota": Kind(
        mark("Rota"),
        "username, date, from, to, break_from, break_to",
        mark("A row is a time on duty. The rows of a person's day are all of that day: what was there goes."),
        _rota_of,
        _load_rota,
    ),
    "leave": Kind(
        mark("Leave"),
        "username, first_day, last_day, from, to",
        mark("Without times it is whole days. Leave that is entered already stays; nothing is taken back."),
        _leave_of,
        _load_leave,
    ),
    "closures": Kind(
        mark("Closures"),
        "date, from, to, reason",
        mark("Without times it is the whole day. A day that the file does not name stays as it is."),
        _closures_of,
        _load_closures,
    ),
    "hours": Kind(
        mark("Opening hours"),
        "day, opens, closes",
        mark("Without times it is shut that day. A day that the file does not name stays as it is."),
        _hours_of,
        _load_hours,
    ),
    "offices": Kind(
        mark("Offices and their private telephones"),
        "office, address, advisers, telephones, has",
        mark("Several in one cell are parted by semicolons. An office that the file does not name stays as it is."),
        _offices_of,
        _load_offices,
    ),
}


def _drawn(
    site: Site,
    kind: str = "",
    preview: Preview | None = None,
    faults: tuple[RowError, ...] = (),
    trouble: str = "",
    errors: Mapping[str, str] | None = None,
) -> str:
    forms = tuple(FileForm(name, say(one.title), one.columns, say(one.hint)) for name, one in KINDS.items())
    page = FilesPage(
        tabs(db(), site), tab_of(site), forms, kind, preview, faults, trouble, errors or {}, acts.notices()
    )
    return render_template("wallboard/files.html", page=page)
