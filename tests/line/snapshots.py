"""Snapshots of the line in a few words, and what the rule makes of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.line.rules import decide
from app.line.snapshot import (
    Adviser,
    Decisions,
    Kind,
    Measured,
    SiteNow,
    Snapshot,
    Waiting,
)

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SLUGS = ("buckinghamshire", "calderdale-and-kirklees", "south-east-gwent", "somerset")
STRAINED = Measured(load=1.1, away_factor=1.3)
# Overload and slower calls away, but room at the others.
WAITING = Measured(load=1.1, away_factor=1.2, at=dict.fromkeys(SLUGS, 0.5))


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def site(slug: str, **changes: object) -> SiteNow:
    others = tuple(other for other in SLUGS if other != slug)
    plain = SiteNow(slug, slug.replace("-", " ").title(), is_open=True, overflow_order=others)
    return replace(plain, **changes)  # type: ignore[arg-type]


def caller(name: str, home: str = "buckinghamshire", waited: float = 0, **changes: object) -> Waiting:
    plain = Waiting(name, Kind.CALLER, home, "en", ago(waited))
    return replace(plain, **changes)  # type: ignore[arg-type]


def callback(name: str, late: float = 0, home: str = "buckinghamshire", **changes: object) -> Waiting:
    plain = Waiting(name, Kind.CALLBACK, home, "en", ago(3600), due_at=ago(late))
    return replace(plain, **changes)  # type: ignore[arg-type]


def adviser(
    name: str, at: str = "buckinghamshire", idle: float | None = 10, languages: str = "en", textphone: bool = False
) -> Adviser:
    since = None if idle is None else ago(idle)
    return Adviser(name, at, frozenset(languages.split()), textphone, since)


NOBODY_HOME_TWO_AWAY = (adviser("h", idle=None), adviser("s1", at="somerset"), adviser("s2", at="somerset"))


def run(
    waiting: Iterable[Waiting],
    advisers: Iterable[Adviser],
    *sites: SiteNow,
    measured: Measured | None = None,
    sending: Iterable[tuple[str, str]] = (),
) -> Decisions:
    named = {one.slug: one for one in sites}
    all_sites = tuple(named.get(slug) or site(slug) for slug in SLUGS)
    snapshot = Snapshot(tuple(waiting), tuple(advisers), all_sites, frozenset(sending), measured or Measured())
    return decide(snapshot, NOW)


def pairs(decisions: Decisions) -> dict[object, object]:
    return {offer.demand: offer.adviser for offer in decisions.offers}
