"""Reads the file that describes the sites, and says of every fault on which line it is.

The YAML is read as nodes, not as values: every scalar stays the text that was typed (a telephone number is never
a number, nor 'no' a falsehood), and every one knows its line.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

import yaml

from app.sites.errors import SitesFileError
from app.sites.rules import SiteRules
from app.values import language, postcode
from app.values.bank_holidays import Nation
from app.values.errors import Invalid
from app.values.opening_hours import OpeningHours
from app.values.telephone import TelephoneNumber

T = TypeVar("T")

_SLUG: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")
_RANGE: Final = re.compile(r"([A-Z]{1,2})(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class OfficeInFile:
    """An office: address lines with the postcode last, telephones in E.164, names of personal advisers."""

    name: str
    address_lines: list[str]
    private_telephones: list[str]
    personal_advisers: list[str]


@dataclass(frozen=True)
class SiteInFile:
    """A site as the file has it; telephones in E.164, hours one stretch a day at most."""

    slug: str
    name: str
    nation: str
    telephone: str
    textphone: str
    languages: list[str]
    address_lines: list[str]
    overflow_order: list[str]
    hours: OpeningHours
    closures: dict[date, str]
    rules: SiteRules
    catchment: list[str]
    offices: list[OfficeInFile]


def read_sites(text: str, file: str) -> list[SiteInFile]:
    """The sites of a file's text; `file` is its name, for the faults. Raises SitesFileError naming every fault."""
    return _Reader(file).read(text)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[str] = []

    def read(self, text: str) -> list[SiteInFile]:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as problem:
            line = problem.problem_mark.line + 1 if problem.problem_mark else 1
            raise SitesFileError([f"{self.file}:{line}: {problem.problem}"]) from problem
        if root is None:
            raise SitesFileError([f"{self.file}:1: the file is empty"])
        top = self._mapping(root, {"sites"})
        nodes = self._sequence(top["sites"]) if "sites" in top else []
        sites = [site for node in nodes if (site := self._site(node)) is not None]
        if not self.faults:
            self._agree(sites, nodes)
        if self.faults:
            raise SitesFileError(self.faults)
        return sites

    def _site(self, node: yaml.Node) -> SiteInFile | None:
        required = {
            *("slug", "name", "nation", "telephone", "textphone", "languages"),
            *("address", "hours", "overflow_order", "catchment", "offices"),
        }
        before = len(self.faults)
        parts = self._mapping(node, required, {"closures", "rules"})
        if len(self.faults) > before:
            return None
        offices = [self._office(office) for office in self._sequence(parts["offices"])]
        values: dict[str, Any] = {
            "slug": self._value(parts["slug"], _slug),
            "name": self._value(parts["name"], str),
            "nation": self._value(parts["nation"], lambda typed: Nation(typed).value),
            "telephone": self._value(parts["telephone"], _telephone),
            "textphone": self._value(parts["textphone"], _telephone),
            "languages": self._values(parts["languages"], lambda typed: language.parse(typed).code),
            "address_lines": self._values(parts["address"], str),
            "overflow_order": self._values(parts["overflow_order"], _slug),
            "hours": self._hours(parts["hours"]),
            "closures": self._closures(parts.get("closures")),
            "rules": self._rules(parts.get("rules")),
            "catchment": [name for names in self._values(parts["catchment"], _districts) for name in names],
            "offices": [office for office in offices if office is not None],
        }
        return SiteInFile(**values) if len(self.faults) == before else None

    def _office(self, node: yaml.Node) -> OfficeInFile | None:
        before = len(self.faults)
        parts = self._mapping(node, {"name", "address", "private_telephones", "personal_advisers"})
        if len(self.faults) > before:
            return None
        return OfficeInFile(
            name=self._value(parts["name"], str) or "",
            address_lines=self._values(parts["address"], str),
            private_telephones=self._values(parts["private_telephones"], _telephone),
            personal_advisers=self._values(parts["personal_advisers"], str),
        )

    def _hours(self, node: yaml.Node) -> OpeningHours | None:
        days = {name: self._text(value) for name, value in self._pairs(node)}
        with self._at(node):
            hours = OpeningHours.parse(days)
            if any(len(day) > 1 for day in hours.week):
                raise ValueError("a site opens once a day at most")
            return hours
        return None

    def _closures(self, node: yaml.Node | None) -> dict[date, str]:
        closures = {}
        for day, reason in self._pairs(node) if node else ():
            with self._at(reason):
                closures[date.fromisoformat(day)] = self._text(reason)
        return closures

    def _rules(self, node: yaml.Node | None) -> SiteRules:
        parts = dict(self._pairs(node)) if node else {}
        typed = {name: self._text(value) for name, value in parts.items()}
        try:
            return SiteRules.read({name: int(text) if text.isdecimal() else text for name, text in typed.items()})
        except Invalid as problem:
            self._fault(parts.get(str(problem.params.get("name")), node), str(problem))
            return SiteRules()

    def _agree(self, sites: list[SiteInFile], nodes: list[yaml.Node]) -> None:
        """What no site can know by itself: slugs and numbers are unique, the order of overflow names sites."""
        slugs = {site.slug for site in sites}
        seen: dict[str, str] = {}
        for site, node in zip(sites, nodes, strict=True):
            for unique in (site.slug, site.telephone, site.textphone):
                if unique in seen:
                    self._fault(node, f"{site.slug} and {seen[unique]} both have {unique}")
                seen[unique] = site.slug
            for other in site.overflow_order:
                if other not in slugs or other == site.slug:
                    self._fault(node, f"overflow_order of {site.slug}: {other} is not another site of this file")

    # Nodes, and the lines they are on.

    def _fault(self, node: yaml.Node | None, what: str) -> None:
        line = node.start_mark.line + 1 if node else 1
        self.faults.append(f"{self.file}:{line}: {what}")

    @contextmanager
    def _at(self, node: yaml.Node | None) -> Iterator[None]:
        try:
            yield
        except ValueError as problem:
            self._fault(node, str(problem))

    def _mapping(
        self, node: yaml.Node, required: set[str], optional: frozenset[str] | set[str] = frozenset()
    ) -> dict[str, yaml.Node]:
        parts = dict(self._pairs(node))
        for name in sorted(required - set(parts)):
            self._fault(node, f"{name} is missing")
        for name in sorted(set(parts) - required - optional):
            self._fault(parts[name], f"{name} is not known here")
        return parts

    def _pairs(self, node: yaml.Node) -> list[tuple[str, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            self._fault(node, "names and values are wanted here")
            return []
        return [(self._text(key), value) for key, value in node.value]

    def _sequence(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            self._fault(node, "a list is wanted here")
            return []
        return list(node.value)

    def _text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self._fault(node, "text is wanted here")
            return ""
        return str(node.value).strip()

    def _value(self, node: yaml.Node, parse: Callable[[str], T]) -> T | None:
        with self._at(node):
            return parse(self._text(node))
        return None

    def _values(self, node: yaml.Node, parse: Callable[[str], T]) -> list[T]:
        values = (self._value(child, parse) for child in self._sequence(node))
        return [value for value in values if value is not None]


def _telephone(typed: str) -> str:
    return TelephoneNumber.parse(typed).e164


def _slug(typed: str) -> str:
    if not _SLUG.fullmatch(typed):
        raise ValueError(f"{typed} is not a slug: small letters and hyphens")
    return typed


def _districts(typed: str) -> list[str]:
    """One district, or a run of them: 'HP5-22'."""
    run = _RANGE.fullmatch(typed)
    if not run:
        return [postcode.district(typed)]
    return [postcode.district(f"{run[1]}{number}") for number in range(int(run[2]), int(run[3]) + 1)]
