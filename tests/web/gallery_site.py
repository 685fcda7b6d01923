"""The page of one site, and what is done from it, with invented people."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.wallboard import site_pages as show
from app.wallboard.acts import Done, Notice
from app.wallboard.closing import READY
from app.wallboard.pages import SiteTab

MODES = (show.Mode("listen", "Listen"), show.Mode("whisper", "Whisper"), show.Mode("join", "Join"))
OPEN = "Open until 6 pm."
NOW = (
    "Whoever rings until then is answered as while the site is open. It ends by itself.",
    "Advisers at work here now: 2. Callers are offered to them at once.",
)


def pages(now: datetime, tabs: tuple[SiteTab, ...]) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model."""
    return {**_site(now, tabs), **_closing(tabs[1]), **_person(now, tabs[1])}


def _ago(now: datetime, **units: int) -> datetime:
    return now - timedelta(**units)


def _people(now: datetime) -> tuple[show.PersonRow, ...]:
    return (
        show.PersonRow(
            1,
            "Nia Example",
            "on_call",
            _ago(now, minutes=4, seconds=12),
            "",
            "English, Welsh",
            "a caller of Calderdale and Kirklees, English",
        ),
        show.PersonRow(
            2,
            "Rhys Sample-Jones",
            "in_interview",
            _ago(now, minutes=31),
            "",
            "English, Punjabi, textphone",
            "a call-back of Somerset, Punjabi",
            "lent by Somerset today",
        ),
        show.PersonRow(
            3, "Cai Invented", "ready", _ago(now, seconds=42), "set by Owain Sample: the line is long", "English", ""
        ),
        show.PersonRow(4, "Asha Madeup", "away", _ago(now, minutes=6), "did not answer", "English", ""),
        show.PersonRow(5, "Bo Nobody", "signed_out", None, "", "English, Polish", ""),
    )


def _site(now: datetime, tabs: tuple[SiteTab, ...]) -> dict[str, tuple[str, Any]]:
    calls = (
        show.CallRow(
            "c1",
            "on_call",
            _ago(now, minutes=4, seconds=12),
            "Nia Example",
            "a caller of Calderdale and Kirklees, English",
            listeners=("Owain Sample whispers",),
        ),
        show.CallRow(
            "c2",
            "in_interview",
            _ago(now, minutes=31),
            "Rhys Sample-Jones",
            "a call-back of Somerset, Punjabi",
            "on hold",
        ),
    )
    waiting = (
        show.WaitingRow(1, _ago(now, seconds=52), "English", "waits up to 10 s for somebody at home"),
        show.WaitingRow(2, _ago(now, seconds=20), "Welsh", "nobody who speaks Welsh is idle"),
        show.WaitingRow(0, _ago(now, seconds=70), "English", "nobody is idle"),
    )
    done = (
        Done(
            _ago(now, minutes=2), "Owain Sample", "lent Rhys Sample-Jones to Calderdale and Kirklees for today", "", 9
        ),
        Done(_ago(now, minutes=40), "Ffion Imagined", "closed the site", "undone by Owain Sample at 1.30 pm", 0),
    )
    listening = show.Listening(
        "Nia Example",
        rings=False,
        since=_ago(now, minutes=1),
        words="You hear both; only Nia Example hears you.",
        modes=(MODES[0], show.Mode("whisper", "Whisper", in_force=True), MODES[2]),
        wanted="Join",
        to_say="Hello, my name is Owain Sample. I work with Nia Example, and have joined your call to help.",
    )
    busy = show.SitePage(
        tabs,
        tabs[1],
        OPEN,
        is_open=True,
        closed_since=None,
        closed_reason="",
        closed_message="",
        people=_people(now),
        calls=calls,
        waiting=waiting,
        modes=MODES,
        has_telephone=True,
        notices=(Notice("Rhys Sample-Jones works for Calderdale and Kirklees until midnight.", 9),),
        done=done,
        kept_back=_kept_back(now),
    )
    shut = show.SitePage(
        tabs,
        tabs[1],
        "closed at once: fire alarm",
        is_open=False,
        closed_since=_ago(now, minutes=12),
        closed_reason="fire alarm",
        closed_message=READY["building"],
        still_today=5,
        people=(),
        calls=(),
        waiting=(),
        modes=MODES,
        has_telephone=False,
        notices=(
            Notice("It was not undone. Nia Example has done something else since, and is on a call now.", refused=True),
        ),
    )
    by_hours = replace(
        shut,
        status="Closed: outside its opening hours. Opens Tuesday 24 November, 8.30 am.",
        closed_since=None,
        people=_people(now),
        notices=(),
    )
    return {
        "site": ("wallboard/site.html", busy),
        "site-listening": ("wallboard/site.html", replace(busy, listening=listening, notices=())),
        "site-no-telephone": ("wallboard/site.html", replace(busy, has_telephone=False, notices=())),
        "site-shut": ("wallboard/site.html", shut),
        "site-outside-its-hours": ("wallboard/site.html", by_hours),
    }


def _kept_back(now: datetime) -> tuple[show.KeptBackRow, ...]:
    this = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
    rows = (
        ("12", 3, "from 6 Mondays"),
        ("9", 2, "from 6 Mondays"),
        ("9", 0, "pinned by a supervisor"),
        ("4", 1, "from other weekdays"),
        ("–", 1, "this site's own number: there is no forecast yet"),
    )
    return tuple(
        show.KeptBackRow(
            this + place * timedelta(minutes=30),
            expected,
            advisers,
            why,
            f"Calls expected: {expected}. Advisers kept back: {advisers} ({why}).",
            is_now=place == 0,
        )
        for place, (expected, advisers, why) in enumerate(rows)
    )


def _closing(site: SiteTab) -> dict[str, tuple[str, Any]]:
    messages = tuple(show.Message(name, words, f"Yn Gymraeg: {words}") for name, words in READY.items())
    effects = (
        (
            "Callers waiting in this line: 3, the first since 2.01 pm. Each hears the message at once. "
            "They keep their place, and are offered to Somerset."
        ),
        "Calls and interviews under way: 2. They go on until they end.",
    )
    close = show.ClosePage(site, closing=True, effects=effects, messages=messages, speaks_welsh=True)
    wrong = show.ClosePage(
        site,
        closing=True,
        effects=effects,
        messages=messages,
        given={"message": "own", "reason": "flood"},
        errors={"english": "Write what callers are to hear, or choose one of the ready sentences."},
    )
    opened = show.ClosePage(site, closing=False, effects=("Callers are taken here again.",))
    return {
        "close": ("wallboard/close.html", close),
        "close-wrong": ("wallboard/close.html", wrong),
        "open": ("wallboard/close.html", opened),
        "open-now": ("wallboard/open.html", show.OpenPage(site, is_open=False, effects=NOW, until="18.00")),
        "open-longer": (
            "wallboard/open.html",
            show.OpenPage(
                site,
                is_open=True,
                effects=NOW,
                until="17.00",
                error="It is open until 6 pm already: give a later time.",
            ),
        ),
    }


def _person(now: datetime, site: SiteTab) -> dict[str, tuple[str, Any]]:
    people = _people(now)
    elsewhere = (("somerset", "Somerset"), ("south-east-gwent", "South East Gwent"))
    return {
        "site-person": (
            "wallboard/site_person.html",
            show.SitePersonPage(
                site,
                people[3],
                (("ready", "Ready"),),
                elsewhere,
                ("2.30 pm", "4 pm"),
                home="Calderdale and Kirklees",
                given={"state": "ready"},
                errors={"word": "Say why in a few words: Asha Madeup reads it."},
            ),
        ),
        "site-person-lent": (
            "wallboard/site_person.html",
            show.SitePersonPage(
                site,
                people[1],
                (),
                elsewhere,
                (),
                home="Somerset",
                is_lent=True,
                refusal="Rhys Sample-Jones is with somebody: that call comes first.",
            ),
        ),
    }
