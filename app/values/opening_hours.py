"""Opening hours: for each weekday, the stretches of local time when a place is open, and parts of days it is not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Final, Self

from app.values.errors import Invalid
from app.values.london import parse_clock
from app.values.sentence import mark

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, order=True)
class Stretch:
    """From `opens` up to, and not with, `closes`, in local time on one day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise Invalid(mark("The closing time must be later than the opening time"))

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read '08:30-18:00', '08.30–18.00' or '8.30am to 6pm'. Raises Invalid."""
        ends = re.split(r"\s*(?:-|–|to)\s*", typed.strip().lower())
        if len(ends) != 2:
            raise Invalid(mark("Enter opening hours like 08:30-18:00"))
        return cls(parse_clock(ends[0]), parse_clock(ends[1]))

    @classmethod
    def parse_several(cls, typed: str) -> tuple[Self, ...]:
        """Read '09:00-11:00, 14:00 to 17:00', parted by commas, semicolons or 'and', in order. Raises Invalid."""
        pieces = re.split(r"[,;]|\band\b", typed.lower())
        return tuple(sorted(cls.parse(piece) for piece in pieces if piece.strip()))

    def without(self, other: "Stretch") -> tuple["Stretch", ...]:
        """What is left of it before and after another."""
        edges = ((self.opens, min(self.closes, other.opens)), (max(self.opens, other.closes), self.closes))
        return tuple(Stretch(opens, closes) for opens, closes in edges if opens < closes)

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


@dataclass(frozen=True)
class OpeningHours:
    """A week; `week[0]` holds Monday's stretches in order, none overlapping another; none means closed.

    `shut` has the dates on which the place is shut for a part of the day: which part, and why.
    """

    week: tuple[tuple[Stretch, ...], ...]
    shut: Mapping[date, Mapping[Stretch, str]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for day in self.week:
            if any(after.opens < before.closes for before, after in pairwise(day)):
                raise Invalid(mark("Two opening times of one day overlap"))

    @classmethod
    def of(
        cls, days: Mapping[int, Iterable[Stretch]], shut: Mapping[date, Mapping[Stretch, str]] | None = None
    ) -> Self:
        """From weekday (0 is Monday) to stretches, in any order; `shut`: parts of certain days."""
        return cls(tuple(tuple(sorted(days.get(weekday, ()))) for weekday in range(7)), shut or {})

    @classmethod
    def parse(cls, days: Mapping[str, str]) -> Self:
        """From weekday names to hours as typed: {'monday': '08:30-18:00'}; commas part two stretches."""
        read: dict[int, list[Stretch]] = {}
        for name, typed in days.items():
            if name.lower() not in WEEKDAYS:
                raise Invalid(mark("{name} is not a day of the week"), name=name)
            pieces = [piece for piece in typed.split(",") if piece.strip()]
            read[WEEKDAYS.index(name.lower())] = [Stretch.parse(piece) for piece in pieces]
        return cls.of(read)

    def on(self, day: date) -> tuple[Stretch, ...]:
        """The stretches of that date: those of its day of the week, less the part that is shut on it."""
        left = self.week[day.weekday()]
        for part in self.shut.get(day, ()):
            left = tuple(piece for stretch in left for piece in stretch.without(part))
        return left

    def why_shut(self, day: date, clock: time) -> str | None:
        """Why the place is shut at that time of that date, where a part of the day is shut; else None."""
        parts = self.shut.get(day, {})
        return next((why for part, why in parts.items() if part.opens <= clock < part.closes), None)

    def contains(self, day: date, clock: time) -> bool:
        """Whether a place with these hours is open at that local time."""
        return any(stretch.opens <= clock < stretch.closes for stretch in self.on(day))
