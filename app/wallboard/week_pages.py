"""What the page of a site's week shows: plain facts for the template. Moments are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.wallboard.acts import Notice
from app.wallboard.pages import SiteTab


@dataclass(frozen=True, slots=True)
class Cell:
    """A half-hour of a day. `shut`: why the site is shut then; `places`: the times to which a call-back can move.

    `why_kept` is the sentence of how many are kept back for callers.
    """

    starts_at: datetime
    label: str
    on_duty: int = 0
    capacity: int = 0
    booked: int = 0
    left: int = 0
    kept_back: int = 0
    pinned: bool = False
    why_kept: str = ""
    shut: str = ""
    chosen: bool = False
    places: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid. `closed`: why it is shut all day; `unset`: nobody is on duty on a day the site is open."""

    on: date
    closed: str
    unset: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """A call-back in the opened half-hour, or one that is late or owed. `others` may have it: id and name."""

    id: str
    at: datetime | None
    reference: str
    who: str
    state: str
    needs: str
    adviser: str
    movable: bool
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WeekPage:
    """The week. `rows` are half-hours: what the clock shows, and a cell a day (None: not open then)."""

    sites: tuple[SiteTab, ...]
    site: SiteTab
    of: date
    days: tuple[Day, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    needs: tuple[tuple[str, str], ...]
    need: str
    before: date
    after: date
    in_need: tuple[Booked, ...]
    opened: Cell | None = None
    booked: tuple[Booked, ...] = ()
    pinned: tuple[Cell, ...] = ()
    moving: Booked | None = None
    notices: tuple[Notice, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
