"""A question of a script as the adviser's page shows it, and what he typed as the script wants it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request

from app.claimants.models import Claimant
from app.console import pages as show
from app.scripts import as_said, wording
from app.scripts.answers import Fault, Raw
from app.scripts.conditions import is_declined, is_unsure
from app.scripts.definition import Guidance, Question
from app.scripts.walking import Script, SectionView
from app.scripts.wording import mark
from app.staff.models import Staff
from app.values.language import LANGUAGES
from app.values.telephone import TelephoneNumber
from app.web.said import say

PERIODS = {
    "week": mark("every week"),
    "fortnight": mark("every two weeks"),
    "four_weeks": mark("every four weeks"),
    "month": mark("every month"),
    "year": mark("every year"),
}
KEPT_AS_SAID = mark("Answered before, and kept as they said it: “{words}”.")
WAS_NOT_SURE = mark("Answered before: not sure.")
WOULD_RATHER_NOT = mark("Answered before: would rather not say.")
# The groups of people for whom some guidance is, by the names that the scripts give them.
GROUPS = {
    "jobseeker": mark("For a jobseeker"),
    "sick or disabled": mark("For somebody who is sick or disabled"),
    "carer": mark("For a carer"),
    "bereaved": mark("For somebody bereaved"),
    "lone parent": mark("For a lone parent"),
    "sixty and over": mark("For somebody of sixty or over"),
    "under 18": mark("For somebody under 18"),
}
DATE_PARTS = ("day", "month", "year")
ADDRESS_PARTS = ("line1", "line2", "line3", "line4", "postcode")
PARTS: Mapping[str, tuple[str, ...]] = {
    "date": DATE_PARTS,
    "month": DATE_PARTS[1:],
    "money": ("amount", "period"),
    "amount": ("amount",),
    "address": ADDRESS_PARTS,
}


def language_with(claimant: Claimant, adviser: Staff) -> str:
    """The language in which he asks her: Welsh where both speak it, else English."""
    return "cy" if claimant.spoken_language == "cy" and "cy" in adviser.languages else "en"


def typed(question: Question) -> Raw:
    """What stands in the form's fields, as the script takes it."""
    if question.kind == "choices":
        return request.form.getlist("answer")
    if question.kind in PARTS:
        return {part: request.form.get(f"answer-{part}", "") for part in PARTS[question.kind]}
    return request.form.get("answer", "")


def question(
    script: Script, asked: Question, answers: Mapping[str, Any], language: str, fault: Fault | None
) -> show.Question:
    """The question as it is shown: with what was answered before, or what was typed and what is wrong with it."""
    value = answers.get(asked.field)
    given, chosen = (_as_typed(asked), tuple(request.form.getlist("answer"))) if fault else _as_kept(asked, value)
    return show.Question(
        field=asked.field,
        kind=asked.kind,
        say=script.said(asked, answers, language),
        before=tuple(words for words, _ in wording.say_all(asked.before, language)),
        options=tuple(
            show.Choice(
                option.value,
                wording.say(option.label, language),
                wording.say(option.hint, language) if option.hint else "",
                str(number) if number < 10 else "",
            )
            for number, option in enumerate(script.options(asked, answers), start=1)
        ),
        periods=tuple(show.Choice(period, say(PERIODS[period])) for period in asked.periods),
        given=given,
        chosen=chosen,
        hint=_hint(asked, value),
        why=say(asked.why) if asked.why else "",
        if_unsure=say(asked.if_unsure) if asked.if_unsure else "",
        error=say(fault.message, **fault.params) if fault else "",
        checked=asked.kind in as_said.ODD_KINDS,
        optional=asked.optional,
        sensitive=asked.sensitive,
        say_language=language if language != "en" else "",
    )


def guidance(script: Script, asked: Question, answers: Mapping[str, Any]) -> tuple[show.Guidance, ...]:
    """What the adviser may want to know here."""
    return tuple(piece(one) for one in script.guidance(asked, answers))


def piece(one: Guidance) -> show.Guidance:
    """One piece of guidance, in the language of the page."""
    group = say(GROUPS.get(one.group, one.group.capitalize())) if one.group else ""
    return show.Guidance(say(one.text), say(one.source), one.date, group, one.confirmed)


def sections(views: Iterable[SectionView], answers: Mapping[str, Any], here: str) -> tuple[show.Section, ...]:
    """The sections that apply; a jump lands on the first question that is open."""
    found = []
    for view in views:
        open_ones = [one.field for one in view.questions if one.field not in answers]
        lands = open_ones[0] if open_ones else view.questions[0].field
        found.append(show.Section(say(view.title), lands, view.answered, view.unanswered, view.id == here))
    return tuple(found)


def _hint(asked: Question, value: Any) -> str:
    hint = say(asked.hint) if asked.hint else ""
    if (words := as_said.words_of(value)) != "":
        return f"{hint} {say(KEPT_AS_SAID, words=words)}".strip()
    if is_unsure(value):
        return f"{hint} {say(WAS_NOT_SURE)}".strip()
    if is_declined(value):
        return f"{hint} {say(WOULD_RATHER_NOT)}".strip()
    return hint


def _as_typed(asked: Question) -> dict[str, str]:
    if asked.kind in PARTS:
        return {f"answer-{part}": request.form.get(f"answer-{part}", "") for part in PARTS[asked.kind]}
    return {"answer": request.form.get("answer", "")}


def _as_kept(asked: Question, value: Any) -> tuple[dict[str, str], tuple[str, ...]]:
    if value is None or is_unsure(value) or is_declined(value):
        return {}, ()
    match asked.kind:
        case "choice" | "yes_no":
            return {}, (str(value),)
        case "choices":
            return {}, tuple(value)
        case "date" | "month":
            year, month, *day = str(value).split("-")
            parts = {"answer-year": year, "answer-month": str(int(month))}
            return ({**parts, "answer-day": str(int(day[0]))} if day else parts), ()
        case "money" | "amount":
            return {f"answer-{part}": str(value[part]) for part in PARTS[asked.kind] if part in value}, ()
        case "address":
            lines = {f"answer-line{number}": line for number, line in enumerate(value["lines"], start=1)}
            return {**lines, "answer-postcode": value["postcode"]}, ()
        case "language":
            return {"answer": LANGUAGES[value].english_name}, ()
        case "telephone":
            return {"answer": TelephoneNumber(value).national()}, ()
        case _:
            return {"answer": str(value)}, ()
