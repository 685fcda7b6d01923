"""Reads the file that lists the suppliers of interpreters, and says of every fault on which line it is."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from app.interpreters.errors import SuppliersFileError
from app.interpreters.rules import GENDERS, KINDS
from app.values import language
from app.values.errors import Invalid
from app.values.lined_file import LinedFile
from app.values.money import Money
from app.values.opening_hours import OpeningHours
from app.values.sentence import mark
from app.values.telephone import TelephoneNumber

LONGEST_CODE = 12
MOST_LINES = 100
LONGEST_DIALECT = 40
REQUIRED = {"name", "telephone", "languages"}
OPTIONAL = {"access_code", "lines", "hours", "kind", "price", "gender", "dialects"}


@dataclass(frozen=True)
class SupplierInFile:
    """A supplier as it is described: telephone in E.164, languages as BCP 47 codes, hours by weekday as typed.

    `kind` is one of `rules.KINDS`, `gender` of `rules.GENDERS`; `price_pence` a begun minute's.
    """

    name: str
    telephone: str
    languages: list[str]
    access_code: str | None
    lines: int | None
    hours: dict[str, str] | None
    kind: str = "supplier"
    price_pence: int | None = None
    gender: str | None = None
    dialects: list[str] = field(default_factory=list)


def read_suppliers(text: str, file: str) -> list[SupplierInFile]:
    """The suppliers of a file's text, in the order in which they are tried; `file` is its name, for the faults.

    Raises SuppliersFileError naming every fault.
    """
    return _Reader(file).read(text)


class _Reader(LinedFile):
    def read(self, text: str) -> list[SupplierInFile]:
        root = self.root(text)
        top = self.mapping(root, {"suppliers"}) if root is not None else {}
        nodes = self.sequence(top["suppliers"]) if "suppliers" in top else []
        suppliers = [supplier for node in nodes if (supplier := self._supplier(node)) is not None]
        if not self.faults:
            self._agree(suppliers, nodes)
        if self.faults:
            raise SuppliersFileError(self.faults)
        return suppliers

    def _supplier(self, node: yaml.Node) -> SupplierInFile | None:
        before = len(self.faults)
        parts = self.mapping(node, REQUIRED, OPTIONAL)
        if len(self.faults) > before:
            return None
        values: dict[str, Any] = {
            "name": self.value(parts["name"], str),
            "telephone": self.value(parts["telephone"], lambda typed: TelephoneNumber.parse(typed).e164),
            "languages": self.values(parts["languages"], lambda typed: language.parse(typed).code),
            "access_code": self.value(parts["access_code"], access_code) if "access_code" in parts else None,
            "lines": self.value(parts["lines"], lines) if "lines" in parts else None,
            "hours": self._hours(parts["hours"]) if "hours" in parts else None,
            "kind": self.value(parts["kind"], kind) if "kind" in parts else "supplier",
            "price_pence": self.value(parts["price"], price) if "price" in parts else None,
            "gender": self.value(parts["gender"], gender) if "gender" in parts else None,
            "dialects": self.values(parts["dialects"], dialect) if "dialects" in parts else [],
        }
        if not parts["languages"].value:
            self.fault(parts["languages"], "a supplier speaks one language at least")
        return SupplierInFile(**values) if len(self.faults) == before else None

    def _hours(self, node: yaml.Node) -> dict[str, str] | None:
        days = {name: self.text(value) for name, value in self.pairs(node)}
        with self.at(node):
            OpeningHours.parse(days)
            return days
        return None

    def _agree(self, suppliers: list[SupplierInFile], nodes: list[yaml.Node]) -> None:
        """What no supplier can know by itself: names and telephones are unique."""
        seen: dict[str, str] = {}
        for supplier, node in zip(suppliers, nodes, strict=True):
            for unique in (supplier.name, supplier.telephone):
                if unique in seen:
                    self.fault(node, f"{supplier.name} and {seen[unique]} both have {unique}")
                seen[unique] = supplier.name


def access_code(typed: str) -> str:
    """The digits by which a supplier knows who rings. Raises Invalid."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_CODE):
        raise Invalid(mark("An access code is of digits, {most} at most"), most=LONGEST_CODE)
    return typed


def lines(typed: str) -> int:
    """How many a supplier can serve at once. Raises Invalid."""
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= MOST_LINES):
        raise Invalid(mark("Lines are a whole number from 1 to {most}"), most=MOST_LINES)
    return int(typed)


def kind(typed: str) -> str:
    """One of `rules.KINDS`. Raises Invalid."""
    if typed not in KINDS:
        raise Invalid(mark("The kind is one of: {kinds}"), kinds=", ".join(KINDS))
    return typed


def gender(typed: str) -> str:
    """One of `rules.GENDERS`. Raises Invalid."""
    if typed not in GENDERS:
        raise Invalid(mark("The gender is one of: {genders}"), genders=", ".join(GENDERS))
    return typed


def dialect(typed: str) -> str:
    """The name of a dialect, such as Mirpuri. Raises Invalid."""
    words = " ".join(typed.split())
    if not words or len(words) > LONGEST_DIALECT:
        raise Invalid(mark("A dialect is a word or two, {most} letters at most"), most=LONGEST_DIALECT)
    return words


def price(typed: str) -> int:
    """What a minute costs, in pounds as typed; returns pence. Raises Invalid."""
    return Money.parse(typed).pence
