"""When a call-back would suit her, as the address of the booking page has it: so that going back finds it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any, Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from app.diary.rules import Preference
from app.values.errors import Invalid
from app.values.london import midnight, parse_clock
from app.values.sentence import mark
from app.values.spreadsheet import parse_date
from app.web.said import say

WEEKDAYS: Final = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
TURNED_ROUND = mark("The later time must be after the earlier one.")
BY_FIELD: Final = {"not_before": parse_date, "earliest": parse_clock, "latest": parse_clock}


@dataclass(frozen=True, slots=True)
class Wishes:
    """Not before a day, on some weekdays (0 is Monday), begun between two times of the day; None, or none: as it comes.
    `at` is the site whose adviser she chose, or "home"; empty where nothing was said of it.

    `given` is what was typed, by field, and `errors` what is wrong with it: that is left out of account.
    """

    not_before: date | None = None
    weekdays: tuple[int, ...] = ()
    earliest: time | None = None
    latest: time | None = None
    at: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def are_any(self) -> bool:
        """Whether anything was wished."""
        return bool(self.given) or bool(self.weekdays)

    @property
    def preference(self) -> Preference:
        """The same, as the diary reads it."""
        return Preference(
            not_before=midnight(self.not_before) if self.not_before is not None else None,
            weekdays=frozenset(self.weekdays or range(len(WEEKDAYS))),
            between=(self.earliest or time.min, self.latest or time.max),
        )

    def address(self, **more: str) -> str:
        """What stands after the question mark of an address that keeps them, and more."""
        at = {"at": self.at} if self.at else {}
        return urlencode([*self.given.items(), *(("on", one) for one in self.weekdays), *{**at, **more}.items()])


def read(said: MultiDict[str, str]) -> Wishes:
    """From the fields of an address. What cannot be read is told as an error."""
    given = {name: typed for name in BY_FIELD if (typed := " ".join(said.get(name, "").split()))}
    understood: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, typed in given.items():
        try:
            understood[name] = BY_FIELD[name](typed)
        except Invalid as problem:
            errors[name] = say(problem.message, **problem.params)
    days = {int(one) for one in said.getlist("on") if one.isascii() and one.isdigit() and int(one) < len(WEEKDAYS)}
    found = Wishes(weekdays=tuple(sorted(days)), at=said.get("at", ""), given=given, errors=errors, **understood)
    if found.earliest is not None and found.latest is not None and found.earliest > found.latest:
        return replace(found, latest=None, errors={**errors, "latest": say(TURNED_ROUND)})
    return found
