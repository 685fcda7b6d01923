"""The claim form: from a script and its answers to sections of questions and answers in a language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from babel.dates import format_date

from app.scripts import as_said
from app.scripts.conditions import is_declined, is_unsure
from app.scripts.definition import Loop, Question
from app.scripts.walking import Script
from app.scripts.wording import mark, say
from app.values import language as languages
from app.values.bank import AccountNumber, SortCode
from app.values.errors import Invalid
from app.values.national_insurance import NationalInsuranceNumber
from app.values.telephone import TelephoneNumber

NOT_ANSWERED: Final = {"told", "recording"}
"""Kinds that leave nothing to print."""

# The form lies on a table at home. What is arranged between her and us, and what could bring her into danger
# if somebody else read it, is kept with the claim and never printed.
NOT_FOR_PAPER: Final = {"start", "urgent", "safety", "who_rings"}
"""Sections left out."""
NEVER_PRINTED: Final = {
    "maintenance.danger",
    "contact.agreed_word",
    "contact.safe_to_post",
    "declaration.understood",
    "meeting.days",
    "meeting.time_of_day",
    "meeting.too_soon",
    "meeting.too_soon_why",
    "meeting.help",
}
"""Questions left out, by id."""

AS_SAID = mark("{words} (as it was said; to be checked)")
NOT_SURE = mark("Not sure")
RATHER_NOT_SAY = mark("Would rather not say")
ONE_OF_SEVERAL = mark("{heading}: number {number}")
ONE_OF: Final = {
    "children": mark("Child {number}"),
    "household": mark("Person living with you, {number}"),
    "jobs": mark("Job {number}"),
    "past_jobs": mark("Earlier job {number}"),
    "received": mark("Benefit {number}"),
    "pensions": mark("Pension {number}"),
    "accounts": mark("Account {number}"),
    "cared_for": mark("Person you look after, {number}"),
}
"""What one turn of a loop is called, by the loop's name."""
YES = mark("Yes")
NO = mark("No")
A_PERIOD: Final = {
    "once": mark("{amount}, once"),
    "day": mark("{amount} a day"),
    "week": mark("{amount} a week"),
    "fortnight": mark("{amount} every two weeks"),
    "four_weeks": mark("{amount} every four weeks"),
    "month": mark("{amount} a month"),
    "quarter": mark("{amount} every three months"),
    "year": mark("{amount} a year"),
}


@dataclass(frozen=True)
class FormRow:
    """A question as it was asked and its answer, empty where she has not been asked it yet."""

    field: str
    label: str
    answer: str


@dataclass(frozen=True)
class FormSection:
    """A part of the form; each person, job or income of several is a part of its own."""

    heading: str
    rows: tuple[FormRow, ...]


def form(script: Script, answers: Mapping[str, Any], language: str) -> list[FormSection]:
    """Every question that applies, in the order of asking; what was only told or does not apply is left out."""
    more = {step.more.id for section in script.definition.sections for step in section.steps if isinstance(step, Loop)}
    sections = []
    for view in script.applicable(answers):
        asked = [one for one in view.questions if _is_printed(one) and one.id not in more]
        for (loop, turn), questions in groupby(asked, key=_loop_and_turn):
            heading = say(view.title, language)
            if turn is not None:
                one_of_several = ONE_OF.get(loop, ONE_OF_SEVERAL)
                heading = say(one_of_several, language, heading=heading, number=turn + 1)
            rows = tuple(_row(script, one, answers, language) for one in questions if not _left_empty(one, answers))
            if rows:
                sections.append(FormSection(heading, rows))
    return sections


def in_words(question: Question, value: Any, language: str) -> str:
    """A kept answer as a person reads it."""
    if (words := as_said.words_of(value)) != "":
        return say(AS_SAID, language, words=words)
    if is_unsure(value):
        return say(NOT_SURE, language)
    if is_declined(value):
        return say(RATHER_NOT_SAY, language)
    if value is None:
        return ""
    show = _SHOWN.get(question.kind)
    return show(question, value, language) if show else str(value)


def _is_printed(question: Question) -> bool:
    return (
        question.kind not in NOT_ANSWERED and question.section not in NOT_FOR_PAPER and question.id not in NEVER_PRINTED
    )


def _loop_and_turn(question: Question) -> tuple[str, int | None]:
    return (question.id.partition("[]")[0] if question.turn is not None else "", question.turn)


def _left_empty(question: Question, answers: Mapping[str, Any]) -> bool:
    return question.field in answers and answers[question.field] in (None, [])


def _row(script: Script, question: Question, answers: Mapping[str, Any], language: str) -> FormRow:
    label = say(question.say, language, **script.fills(question, answers))
    answer = in_words(question, answers[question.field], language) if question.field in answers else ""
    return FormRow(question.field, label, answer)


def _choice(question: Question, value: Any, language: str) -> str:
    for option in question.options:
        if option.value == value:
            return say(option.label, language)
    return {"yes": say(YES, language), "no": say(NO, language)}.get(str(value), str(value))


def _choices(question: Question, value: Any, language: str) -> str:
    return "\n".join(_choice(question, one, language) for one in value)


def _date(_question: Question, value: Any, language: str) -> str:
    return format_date(date.fromisoformat(value), "d MMMM y", locale=_locale(language))


def _month(_question: Question, value: Any, language: str) -> str:
    return format_date(date.fromisoformat(f"{value}-01"), "MMMM y", locale=_locale(language))


def _money(_question: Question, value: Any, language: str) -> str:
    period = value["period"]
    return say(A_PERIOD[period], language, amount=_pounds(value["amount"]))


def _amount(_question: Question, value: Any, _language: str) -> str:
    return _pounds(value["amount"])


def _pounds(amount: str) -> str:
    whole, _, pence = amount.partition(".")
    return f"£{int(whole):,}" + (f".{pence:0<2}" if pence.strip("0") else "")


def _address(_question: Question, value: Any, _language: str) -> str:
    return "\n".join([*value["lines"], value["postcode"]])


def _telephone(_question: Question, value: Any, _language: str) -> str:
    return TelephoneNumber(value).national()


def _nino(_question: Question, value: Any, _language: str) -> str:
    return NationalInsuranceNumber(value).formatted()


def _sort_code(_question: Question, value: Any, _language: str) -> str:
    return SortCode(value).formatted()


def _account_number(_question: Question, value: Any, _language: str) -> str:
    return AccountNumber(value).formatted()


def _language(_question: Question, value: Any, language: str) -> str:
    try:
        known = languages.parse(value)
    except Invalid:
        return str(value)
    return known.own_name if language == known.code else say(known.english_name, language)


def _locale(language: str) -> str:
    return "cy" if language == "cy" else "en_GB"


_SHOWN: Final[Mapping[str, Callable[[Question, Any, str], str]]] = {
    "choice": _choice,
    "yes_no": _choice,
    "choices": _choices,
    "date": _date,
    "month": _month,
    "money": _money,
    "amount": _amount,
    "address": _address,
    "telephone": _telephone,
    "nino": _nino,
    "sort_code": _sort_code,
    "account_number": _account_number,
    "language": _language,
}
