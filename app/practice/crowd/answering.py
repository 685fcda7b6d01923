"""What an invented adviser writes into a question's form: what she said, or something fitting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import yaml

from app.practice.crowd.kinds import HERE
from app.practice.crowd.page import TYPED, Form

Sent = dict[str, Any]
SAID = re.compile(
    r"I am (?P<title>\w+) (?P<forenames>\w+) (?P<surname>[\w-]+), born (?P<born>[\d ]+)\. "
    r"You can ring me on (?P<number>[\d ]+)\. My postcode is (?P<postcode>\w+ \w+)\. I speak (?P<language>\w+)\."
    r"(?: I use a (?P<telephone_kind>textphone)\.)?"
)
SOMEBODY = {
    "title": "Mrs", "forenames": "Nobody", "surname": "Example", "born": "24 11 1970", "number": "07700 900199",
    "postcode": "TA1 1AA", "language": "English",
}  # fmt: skip
WHO = "Who is it, please?"
UNSURE, DECLINED = "not_sure", "rather_not"


class Answers:
    """What is known of the person on the line, and what is made up for the rest."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._told = yaml.safe_load((HERE / "facts.yaml").read_text())
        self.known: dict[str, str] = {}
        self.forget()

    def forget(self) -> None:
        """Another person comes."""
        self.known = {
            **SOMEBODY,
            "word": self._chance.choice(self._told["words"]),
            "other": self._chance.choice(self._told["other"]),
            "telephone_kind": self._chance.choice(self._told["telephone_kinds"]),
        }

    def hear(self, sentence: str) -> bool:
        """Take in what she says of herself; whether it was that."""
        found = SAID.search(sentence)
        if found is not None:
            self.known |= {what: words for what, words in found.groupdict().items() if words is not None}
        return found is not None

    def to(self, form: Form, today: date) -> Iterator[Sent]:
        """What to send, and what to try next when that is refused; at the end that she is not sure, or will not say."""
        standing: Sent = {"field": form.value("field")}
        given = {field.name: field.value for field in form.fields if field.name.startswith("answer")}
        for answer in self._answers(form, given, today):
            yield {**standing, "go": "next", **answer}
        yield {**standing, "go": UNSURE}
        yield {**standing, "go": DECLINED}

    def word(self) -> str:
        """The word that she wants to be known by."""
        return self.known["word"]

    def reason(self) -> str:
        """Why something is put off."""
        return str(self._chance.choice(self._told["reasons"]))

    def _answers(self, form: Form, given: Mapping[str, str], today: date) -> Iterator[Sent]:
        field = re.sub(r"\[\d+\]", "[]", form.value("field"))
        last = field.rpartition(".")[2]
        choices = [one for one in form.named("answer") if one.kind in ("radio", "checkbox")]
        if field in self._told["fields"]:
            yield from self._fill(self._filled(self._told["fields"][field]), given)
        if choices:
            yield {"answer": self._choose(last, [one.value for one in choices])}
        elif "answer-year" in given:
            for told in self._dates(last, today):
                yield from self._fill(told, given)
        elif "answer-amount" in given:
            periods = [one.value for one in form.named("answer-period")]
            period = {"answer-period": self._chance.choice(periods)} if periods else {}
            yield {"answer-amount": self._draw("money"), **period}
        elif "answer-line1" in given:
            yield from self._fill(self._filled(self._told["address"]), given)
        elif [one.kind for one in form.named("answer")] == ["hidden"]:
            yield {"answer": form.value("answer")}
        else:
            yield from ({"answer": one} for one in self._lines(form, last))

    def _lines(self, form: Form, last: str) -> Iterator[str]:
        """What may fit in one line, best first."""
        if last in self._told["last_words"]:
            yield str(self._filled(self._told["last_words"][last]))
        asked = next((one for one in form.named("answer") if one.kind in TYPED), None)
        kinds = {"tel": "telephone", "email": "email"}
        if asked is not None and asked.kind in kinds:
            yield str(self._filled(self._told["last_words"][kinds[asked.kind]]))
        if asked is not None and asked.mode in ("numeric", "decimal"):
            yield self._draw("number")
        yield self._draw("text")

    def _choose(self, last: str, choices: list[str]) -> str:
        if set(choices) == {"yes", "no"}:
            sometimes = self._chance.randrange(100) < self._told["now_and_then"] and last not in self._told["no"]
            return "yes" if last in self._told["yes"] or sometimes else "no"
        return self._chance.choice(choices)

    def _dates(self, last: str, today: date) -> Iterator[str]:
        """A date that is past, then one that is to come."""
        if last in self._told["last_words"]:
            yield str(self._filled(self._told["last_words"][last]))
        for days in (-self._chance.randint(20, 200), self._chance.randint(5, 60), 0):
            day = today + timedelta(days=days)
            yield f"{day.day} {day.month} {day.year}"

    def _fill(self, told: Any, given: Mapping[str, str]) -> Iterator[Sent]:
        """An answer in the fields of the form."""
        if isinstance(told, dict):
            yield {f"answer-{part}": value for part, value in told.items()}
        elif "answer-year" in given:
            day, month, year = str(told).split()
            parts = {"answer-day": day, "answer-month": month, "answer-year": year}
            yield {name: value for name, value in parts.items() if name in given}
        else:
            yield {"answer": told}

    def _draw(self, name: str) -> str:
        return str(self._chance.choice(self._told[name]))

    def _filled(self, told: Any) -> Any:
        """One of several, with what is known put in its places; of several lists one list, as it is."""
        if isinstance(told, list):
            drawn = self._chance.choice(told)
            return drawn if isinstance(drawn, list) else self._filled(drawn)
        if isinstance(told, dict):
            return {part: self._filled(value) for part, value in told.items()}
        figures = {"six": f"{self._chance.randrange(10**6):06}", "three": f"{self._chance.randrange(1000):03}"}
        return str(told).format(**self.known, **figures)
