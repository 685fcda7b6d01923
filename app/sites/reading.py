"""Reads the file that describes the sites, and says of every fault on which line it is."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import yaml

from app.sites.errors import SitesFileError
from app.sites.rules import ACCESS, SPECIALISMS, SiteRules
from app.values import language, postcode
from app.values.bank_holidays import Nation
from app.values.errors import Invalid
from app.values.lined_file import LinedFile
from app.values.opening_hours import OpeningHours
from app.values.telephone import TelephoneNumber

_SLUG: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")
_RANGE: Final = re.compile(r"([A-Z]{1,2})(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class OfficeInFile:
    """An office: address lines with the postcode last, telephones in E.164, names of personal advisers.

    `access` is of `rules.ACCESS`, `specialisms` a personal adviser's name → of `rules.SPECIALISMS`.
    """

    name: str
    address_lines: list[str]
    private_telephones: list[str]
    personal_advisers: list[str]
    access: list[str]
    specialisms: dict[str, list[str]]


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


class _Reader(LinedFile):
    def read(self, text: str) -> list[SiteInFile]:
        root = self.root(text)
        top = self.mapping(root, {"sites"}) if root is not None else {}
        nodes = self.sequence(top["sites"]) if "sites" in top else []
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
        parts = self.mapping(node, required, {"closures", "rules"})
        if len(self.faults) > before:
            return None
        offices = [self._office(office) for office in self.sequence(parts["offices"])]
        values: dict[str, Any] = {
            "slug": self.value(parts["slug"], _slug),
            "name": self.value(parts["name"], str),
            "nation": self.value(parts["nation"], lambda typed: Nation(typed).value),
            "telephone": self.value(parts["telephone"], _telephone),
            "textphone": self.value(parts["textphone"], _telephone),
            "languages": self.values(parts["languages"], lambda typed: language.parse(typed).code),
            "address_lines": self.values(parts["address"], str),
            "overflow_order": self.values(parts["overflow_order"], _slug),
            "hours": self._hours(parts["hours"]),
            "closures": self._closures(parts.get("closures")),
            "rules": self._rules(parts.get("rules")),
            "catchment": [name for names in self.values(parts["catchment"], _districts) for name in names],
            "offices": [office for office in offices if office is not None],
        }
        return SiteInFile(**values) if len(self.faults) == before else None

    def _office(self, node: yaml.Node) -> OfficeInFile | None:
        before = len(self.faults)
        required = {"name", "address", "private_telephones", "personal_advisers"}
        parts = self.mapping(node, required, {"access", "specialisms"})
        if len(self.faults) > before:
            return None
        return OfficeInFile(
            name=self.value(parts["name"], str) or "",
            address_lines=self.values(parts["address"], str),
            private_telephones=self.values(parts["private_telephones"], _telephone),
            personal_advisers=self.values(parts["personal_advisers"], str),
            access=self.values(parts["access"], _one_of(ACCESS)) if "access" in parts else [],
            specialisms=self._specialisms(parts),
        )

    def _specialisms(self, parts: Mapping[str, yaml.Node]) -> dict[str, list[str]]:
        found = {}
        there = self.values(parts["personal_advisers"], str)
        for name, node in self.pairs(parts["specialisms"]) if "specialisms" in parts else ():
            if name not in there:
                self.fault(node, f"{name} is not a personal adviser of this office")
            found[name] = self.values(node, _one_of(SPECIALISMS))
        return found

    def _hours(self, node: yaml.Node) -> OpeningHours | None:
        days = {name: self.text(value) for name, value in self.pairs(node)}
        with self.at(node):
            hours = OpeningHours.parse(days)
            if any(len(day) > 1 for day in hours.week):
                raise ValueError("a site opens once a day at most")
            return hours
        return None

    def _closures(self, node: yaml.Node | None) -> dict[date, str]:
        closures = {}
        for day, reason in self.pairs(node) if node else ():
            with self.at(reason):
                closures[date.fromisoformat(day)] = self.text(reason)
        return closures

    def _rules(self, node: yaml.Node | None) -> SiteRules:
        parts = dict(self.pairs(node)) if node else {}
        typed = {name: self.text(value) for name, value in parts.items()}
        try:
            return SiteRules.read({name: int(text) if text.isdecimal() else text for name, text in typed.items()})
        except Invalid as problem:
            self.fault(parts.get(str(problem.params.get("name")), node), str(problem))
            return SiteRules()

    def _agree(self, sites: list[SiteInFile], nodes: list[yaml.Node]) -> None:
        """What no site can know by itself: slugs and numbers are unique, overflow goes to sites that are there."""
        slugs = {site.slug for site in sites}
        seen: dict[str, str] = {}
        for site, node in zip(sites, nodes, strict=True):
            for unique in (site.slug, site.telephone, site.textphone):
                if unique in seen:
                    self.fault(node, f"{site.slug} and {seen[unique]} both have {unique}")
                seen[unique] = site.slug
            for telephone in (number for office in site.offices for number in office.private_telephones):
                if telephone in seen:
                    self.fault(node, f"{site.slug} and {seen[telephone]} both have {telephone}")
                seen[telephone] = site.slug
            for other in site.overflow_order:
                if other not in slugs or other == site.slug:
                    self.fault(node, f"overflow_order of {site.slug}: {other} is not another site of this file")


def _one_of(known: Collection[str]) -> Callable[[str], str]:
    """What refuses every word but these."""

    def parse(typed: str) -> str:
        if typed not in known:
            raise ValueError(f"{typed} is not known here: {', '.join(known)}")
        return typed

    return parse


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
