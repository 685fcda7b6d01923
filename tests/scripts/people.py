"""Invented people and how they answer: what they say of themselves, and something fitting for everything else."""

from collections.abc import Mapping
from typing import Any

from app.scripts.answers import Accepted, Raw
from app.scripts.definition import Ending, Question
from app.scripts.walking import Script

TODAY = "2026-11-23"
FACTS: dict[str, Any] = {"first_contact.on": "2026-11-20", "today": TODAY, "home.in_area": "yes"}

ANYBODY: dict[str, Raw] = {
    "you.date_of_birth": "24 11 1990",
    "benefits": ["jsa"],
    "scope.working": "no",
    "contact.spoken_language": "en",
    "contact.read_language": "English",
    "urgent.any": "no",
}

PEOPLE: dict[str, dict[str, Raw]] = {
    "a single jobseeker": {"partner.has": "no", "children.has": "no", "before.any": "yes", "wanted.when": "now"},
    "a lone parent with two children": {
        "benefits": ["is", "hb", "ctb"],
        "partner.has": "no",
        "children.has": "yes",
        "children[0].more": "yes",
        "children[1].more": "no",
        "home.tenure": "council",
    },
    "a carer": {"benefits": ["is", "ica"], "caring.any": "yes", "cared_for[0].hours": "40", "wanted.when": "not_now"},
    "a couple with a mortgage": {
        "partner.has": "yes",
        "partner.works": "yes",
        "home.tenure": "owner",
        "home.mortgage": "yes",
        "savings.accounts": "yes",
        "accounts[0].more": "yes",
        "accounts[1].more": "no",
    },
    "somebody of 61": {"you.date_of_birth": "1 2 1965", "benefits": ["is"], "scope.taking_part": "yes"},
    "somebody who is sick": {"benefits": ["ib"], "health.limits": "yes", "health.certificate": "yes"},
    "a widower": {"benefits": ["bereavement"], "you.marital": "widowed", "bereavement.recent": "now"},
    "somebody with two small jobs": {
        "scope.working": "yes",
        "scope.hours": "12.5",
        "jobs[0].more": "yes",
        "jobs[1].kind": "self_employed",
    },
}

BY_KIND: dict[str, Raw] = {
    "text": "Example",
    "long_text": "Something to tell",
    "date": "1 3 2020",
    "month": "3 2020",
    "money": {"amount": "52.20", "period": "week"},
    "amount": "1,200",
    "number": "3",
    "hours": "12",
    "times": "09:00 to 17:00",
    "telephone": "01632 960 001",
    "email": "name@example.org",
    "postcode": "hx11ab",
    "address": "1 High Street\nHalifax\nHX1 1AB",
    "nino": "QQ 12 34 56 C",
    "sort_code": "30-94-30",
    "account_number": "00733445",
    "digits": "4821",
    "recording": "RE1",
    "told": "",
    "language": "en",
}


def reply(question: Question, says: Mapping[str, Raw]) -> Raw:
    """What somebody who says these things answers to the question."""
    if question.field in says:
        return says[question.field]
    if question.id.endswith(".more") or question.kind == "yes_no":
        return "no"
    if question.options:
        return question.options[0].value
    if question.kind == "date" and question.limits.dates == "future":
        return "1 3 2031"
    return BY_KIND[question.kind]


def walk(script: Script, says: Mapping[str, Raw], facts: Mapping[str, Any]) -> tuple[dict[str, Any], list[str], Ending]:
    """The answers, the fields in the order they were asked, and where it ended."""
    answers = dict(facts)
    asked: list[str] = []
    while isinstance(step := script.next(answers), Question):
        asked.append(step.field)
        result = script.accept(step, reply(step, says), "adviser", answers)
        assert isinstance(result, Accepted), (step.field, result)
        answers |= result.changes
        assert len(asked) < 1000
    return answers, asked, step
