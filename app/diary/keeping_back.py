"""How many advisers are kept back for inbound calls in a half-hour, and why that many.

A supervisor's pin goes before everything. Else it is what the forecast needs, but never more than are at work less
one, or nothing could be promised, and never less than the site's own number. Without a forecast it is that number.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.diary import rules
from app.diary.models import Forecast, KeptBack
from app.diary.rules import Stretch


class Why(StrEnum):
    """What a number was taken from."""

    PINNED = "pinned"
    FORECAST = "forecast"
    SITE = "site"


@dataclass(frozen=True)
class Kept:
    """So many are kept back. `calls` expected, as the mean of so many `days`, where there is a forecast."""

    advisers: int
    why: Why
    calls: float | None = None
    days: int = 0


@dataclass(frozen=True)
class Needed:
    """A forecast of one half-hour: calls expected, from so many days of the same weekday, and advisers needed."""

    starts_at: datetime
    calls: float
    days: int
    advisers: int


@dataclass(frozen=True)
class Numbers:
    """What is known of the half-hours of a site from one moment to another."""

    pinned: Mapping[datetime, int]
    forecast: Mapping[datetime, Forecast]
    least: int

    def kept(self, half_hour: datetime, at_work: int) -> Kept:
        """How many in a half-hour in which so many are at work."""
        forecast = self.forecast.get(half_hour)
        calls, days = (forecast.calls, forecast.days) if forecast else (None, 0)
        if half_hour in self.pinned:
            return Kept(self.pinned[half_hour], Why.PINNED, calls, days)
        if forecast is None:
            return Kept(self.least, Why.SITE)
        return Kept(max(self.least, min(forecast.advisers, at_work - 1)), Why.FORECAST, calls, days)

    def kept_back(self, duties: Iterable[Iterable[Stretch]]) -> Callable[[datetime], int]:
        """Half-hour to number, where each adviser is on duty, and on no break, in these stretches."""
        at_work = [tuple(stretches) for stretches in duties]
        known: dict[datetime, int] = {}

        def kept(half_hour: datetime) -> int:
            if half_hour not in known:
                known[half_hour] = self.kept(half_hour, rules.fewest(at_work, half_hour)).advisers
            return known[half_hour]

        return kept


def numbers(session: Session, site_id: int, least: int, from_: datetime, to: datetime) -> Numbers:
    """Pins and forecasts of the half-hours from a moment up to another; `least` is the site's own number."""
    pinned = session.execute(
        select(KeptBack.starts_at, KeptBack.advisers).where(
            KeptBack.site_id == site_id, KeptBack.starts_at >= from_, KeptBack.starts_at < to
        )
    )
    forecast = session.scalars(
        select(Forecast).where(Forecast.site_id == site_id, Forecast.starts_at >= from_, Forecast.starts_at < to)
    )
    return Numbers({row.starts_at: row.advisers for row in pinned}, {one.starts_at: one for one in forecast}, least)


def pin_kept_back(session: Session, site_id: int, starts_at: datetime, advisers: int | None) -> None:
    """Keep so many advisers back for inbound calls in the half-hour of a moment; None: as the forecast has it again."""
    beginning = rules.half_hour(starts_at)
    row = session.get(KeptBack, (site_id, beginning))
    if row and advisers is None:
        session.delete(row)
    elif advisers is not None:
        session.merge(KeptBack(site_id=site_id, starts_at=beginning, advisers=advisers))
    session.flush()


def keep_forecast(session: Session, site_id: int, needed: Iterable[Needed], now: datetime) -> None:
    """Put this forecast of a site in the place of the one before; what is past stays as it was."""
    session.execute(delete(Forecast).where(Forecast.site_id == site_id, Forecast.starts_at >= rules.half_hour(now)))
    session.add_all(
        Forecast(
            site_id=site_id,
            starts_at=one.starts_at,
            calls=one.calls,
            days=one.days,
            advisers=one.advisers,
            made_at=now,
        )
        for one in needed
        if one.starts_at >= rules.half_hour(now)
    )
    session.flush()
