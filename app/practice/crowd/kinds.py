"""Who rings in: the kinds of kinds.yaml, and the invented people made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

from app.practice.numbers import readable

HERE = Path(__file__).parent
TEXTPHONE = "textphone"
USUAL_PATIENCE = (420.0, 1200.0)
YEARS_OF_BIRTH = (1944, 2006)


@dataclass(frozen=True)
class Act:
    """On hearing these words: what is done the first time, the second and so on."""

    words: str
    does: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of claimant. Seconds are of the exchange's clock; the meaning of each is in kinds.yaml."""

    name: str
    share: float
    acts: tuple[Act, ...]
    lines: str = ""
    language: str = "English"
    withheld: bool = False
    patience: tuple[float, float] = USUAL_PATIENCE
    talks: tuple[float, float] | None = None
    rung_back: tuple[str, ...] = ("answers",)
    again: tuple[float, float] | None = None

    def rings(self, lines: Mapping[str, str]) -> list[str]:
        """Those of the lines (number by name) that this kind rings, by name."""
        if self.lines:
            return [name for name in lines if self.lines in name and (self.lines == TEXTPHONE or TEXTPHONE not in name)]
        return [name for name in lines if TEXTPHONE not in name]


@dataclass(frozen=True)
class Person:
    """An invented person. `born` as day month year; with `textphone` she types and reads what others say and hear."""

    title: str
    forenames: str
    surname: str
    born: str
    number: str
    postcode: str
    language: str
    textphone: bool = False

    @property
    def name(self) -> str:
        """As she is written."""
        return f"{self.title} {self.forenames} {self.surname}"

    def introduces_herself(self) -> str:
        """What she says when there is somebody to talk to."""
        textphone = " I use a textphone." if self.textphone else ""
        return (
            f"I am {self.name}, born {self.born}. You can ring me on {readable(self.number)}. "
            f"My postcode is {self.postcode}. I speak {self.language}.{textphone}"
        )


class People:
    """Makes people up, each with a telephone number that nobody else in the crowd has."""

    def __init__(self, chance: Random, file: Path = HERE / "kinds.yaml") -> None:
        self._chance = chance
        told = yaml.safe_load(file.read_text())
        self.kinds = [_kind(one) for one in told["kinds"]]
        self._told = told
        self._free = [number for span in told["numbers"] for number in _span(span)]
        chance.shuffle(self._free)

    def make(self, lines: Mapping[str, str]) -> tuple[Kind, Person, str] | None:
        """Somebody, and the name of the line she rings; None while every number is somebody's."""
        kinds = [kind for kind in self.kinds if kind.rings(lines)]
        if not self._free or not kinds:
            return None
        draw = self._chance.choice
        kind = self._chance.choices(kinds, [kind.share for kind in kinds])[0]
        line = draw(kind.rings(lines))
        born = f"{self._chance.randint(1, 28)} {self._chance.randint(1, 12)} {self._chance.randint(*YEARS_OF_BIRTH)}"
        name = draw(self._told["names"])
        person = Person(
            title=name["title"],
            forenames=draw(name["forenames"]),
            surname=draw(self._told["surnames"]),
            born=born,
            number=self._free.pop(),
            postcode=self._postcode(line),
            language=kind.language,
            textphone=TEXTPHONE in line,
        )
        return kind, person, line

    def give_back(self, number: str) -> None:
        """Nobody has that number any more."""
        self._free.insert(0, number)

    def _postcode(self, line: str) -> str:
        places: Mapping[str, Sequence[str]] = self._told["postcodes"]
        here = next((codes for words, codes in places.items() if words in line), None)
        return self._chance.choice(here or [code for codes in places.values() for code in codes])


def _span(span: Mapping[str, Any]) -> Iterator[str]:
    first = int(span["first"].removeprefix("+"))
    return (f"+{first + more}" for more in range(span["count"]))


def _kind(told: Mapping[str, Any]) -> Kind:
    acts = tuple(
        Act(one["words"], tuple(one["do"]) if isinstance(one["do"], list) else (one["do"],)) for one in told["hears"]
    )
    given = {name: value for name, value in told.items() if name not in ("hears", "rung_back")}
    spans: dict[str, Any] = {
        name: tuple(map(float, given[name])) for name in ("patience", "talks", "again") if name in given
    }
    plan: dict[str, Any] = {"rung_back": tuple(told["rung_back"])} if "rung_back" in told else {}
    return Kind(acts=acts, **{**given, **spans, **plan})
