"""Sentences recorded for languages without a voice: what is missing, sent as a file or recorded in the browser."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.audit import service as audit
from app.prompts import rules
from app.prompts import service as prompts
from app.switchboard import recorded
from app.values.errors import Invalid
from app.values.language import LANGUAGES, Language
from app.values.sentence import mark
from app.wallboard.blueprint import done, notice, wallboard
from app.web import access
from app.web.said import say
from app.web.transactions import db

RECORDED = "prompt_recorded"


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """A language without a voice: how many of its prompts were recorded, of how many."""

    code: str
    name: str
    own_name: str
    right_to_left: bool
    recorded: int
    wanted: int


@dataclass(frozen=True, slots=True)
class PromptRow:
    """A prompt: its place on the sheet, its words, the English of its sentence, and its recording, if there is one."""

    number: int
    words: str
    english: str
    recording: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class PromptsPage:
    """A language's prompts, all of them or those that are missing."""

    language: LanguageRow
    rows: tuple[PromptRow, ...]
    missing_only: bool
    notice: str = ""
    printed_at: datetime | None = None


@wallboard.get("/wallboard/prompts")
@access.may("supervisor")
def show_languages() -> str:
    """The languages that have to be recorded."""
    rows = tuple(_row(one) for one in LANGUAGES.values() if not one.can_be_said and recorded.wanted(one.code))
    return render_template("wallboard/prompts.html", rows=rows)


@wallboard.get("/wallboard/prompts/<code>")
@access.may("supervisor")
def show_prompts(code: str) -> str:
    """What of a language was recorded, and what is missing."""
    return _drawn(code)


@wallboard.get("/wallboard/prompts/<code>/sheet")
@access.may("supervisor")
def show_sheet(code: str) -> str:
    """What somebody who records a language reads out, on paper."""
    language = _voiceless(code)
    page = PromptsPage(_row(language), _rows(code), missing_only=False, printed_at=clock.now())
    return render_template("wallboard/prompts_sheet.html", page=page)


@wallboard.post("/wallboard/prompts/<code>")
@access.may("supervisor")
def send_prompt(code: str) -> ResponseReturnValue:
    """Keep a recording, in place of an older one."""
    _voiceless(code)
    words, sent = request.form.get("words", ""), request.files.get("sound")
    if words not in recorded.wanted(code):
        abort(400)
    sound = sent.stream.read(rules.LONGEST_BYTES + 1) if sent else b""
    now, who = clock.now(), access.current_staff()
    try:
        kept = prompts.keep(db(), code, words, sound, who.id, now)
    except Invalid as problem:
        return _drawn(code, words, say(problem.message, **problem.params)), 422
    audit.record(db(), RECORDED, "prompt", kept.id, now, who.id, language=code, bytes=len(sound))
    done(mark("The recording is kept. It is played from the next sentence on."))
    missing = "?missing=yes" if request.args.get("missing") else ""
    return redirect(f"/wallboard/prompts/{code}{missing}", 303)


def _drawn(code: str, words: str = "", trouble: str = "") -> str:
    language = _voiceless(code)
    missing = request.args.get("missing") == "yes"
    rows = tuple(row for row in _rows(code, words, trouble) if not (missing and row.recording))
    return render_template("wallboard/prompts_of.html", page=PromptsPage(_row(language), rows, missing, notice()))


def _rows(code: str, wrong: str = "", trouble: str = "") -> tuple[PromptRow, ...]:
    there = prompts.recorded(db(), code)
    return tuple(
        PromptRow(
            number,
            words,
            english,
            f"/voice/prompt/{there[words]}" if words in there else "",
            trouble if words == wrong else "",
        )
        for number, (words, english) in enumerate(recorded.wanted(code).items(), 1)
    )


def _row(language: Language) -> LanguageRow:
    have, wanted = recorded.counts(db(), language.code)
    return LanguageRow(
        language.code, say(language.english_name), language.own_name, language.right_to_left, have, wanted
    )


def _voiceless(code: str) -> Language:
    language = LANGUAGES.get(code)
    if language is None or language.can_be_said or not recorded.wanted(code):
        abort(404)
    return language
