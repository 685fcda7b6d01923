"""What the rule of the line is shown, and what it answers: plain values, the same for the live service and a replay."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from app.sites.rules import SiteRules
from app.values.sentence import Sentence

DemandId = UUID | str
AdviserId = int | str


class Kind(StrEnum):
    """What an adviser is wanted for."""

    CALLER = "caller"
    CALLBACK = "callback"


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for an adviser. Sites are named by slug.

    `joined_at` is the first time she joined a line and is never reset. A call-back has its `due_at`, and is not
    offered earlier; `also_at` is the one other site at which it may be held, if any, released to it or because
    she chose it (`chose_also`). `away_allowed` is whether she may
    be answered at another site at all; `or_interpreted` whether, where nobody speaks her language, any adviser may
    take her with an interpreter. Who `stays` in her language is not taken so for being late; who `waits_for_speaker`
    chose to wait, though nobody at work speaks it.
    """

    id: DemandId
    kind: Kind
    home: str
    language: str
    joined_at: datetime
    textphone: bool = False
    due_at: datetime | None = None
    held_adviser: AdviserId | None = None
    also_at: str | None = None
    chose_also: bool = False
    last_offered_to: AdviserId | None = None
    away_allowed: bool = True
    or_interpreted: bool = False
    stays: bool = False
    waits_for_speaker: bool = False


@dataclass(frozen=True)
class Adviser:
    """An adviser at work: signed in, not on a break and not away. `idle_since` is None while he is not idle.

    In an interview, on a call, ringing or wrapping up is not idle; and who is `in_interview` will not be for long.
    """

    id: AdviserId
    site: str
    languages: frozenset[str]
    textphone: bool = False
    idle_since: datetime | None = None
    in_interview: bool = False


@dataclass(frozen=True)
class OverflowState:
    """Whether a site's callers wait for home before they go away, and since when its line has been calm."""

    waits_first: bool = False
    calm_since: datetime | None = None

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From what is kept in the database."""
        calm = stored.get("calm_since")
        return cls(bool(stored.get("waits_first")), datetime.fromisoformat(calm) if calm else None)

    def stored(self) -> dict[str, Any]:
        """As it is kept in the database."""
        calm = self.calm_since.isoformat() if self.calm_since else None
        return {"waits_first": self.waits_first, "calm_since": calm}


@dataclass(frozen=True)
class SiteNow:
    """A site at this moment. `empty` where it was closed at once: nobody is there to answer anything."""

    slug: str
    name: str
    is_open: bool
    overflow_order: tuple[str, ...]
    rules: SiteRules = field(default_factory=SiteRules)
    overflow: OverflowState = field(default_factory=OverflowState)
    empty: bool = False


@dataclass(frozen=True)
class Measured:
    """What has been measured of the short calls: load (work that comes in ÷ advisers who can take it) of all sites
    together and `at` each by slug, how many times as long a call takes away as at home, the mean seconds of one at home
    and those that callers stay before they give up, 0 where that is not known."""

    load: float = 0.0
    away_factor: float = 1.0
    at: Mapping[str, float] = field(default_factory=dict)
    handling_seconds: float = 0.0
    patience_seconds: float = 0.0


@dataclass(frozen=True)
class Snapshot:
    """Everything the rule may know. `sending` holds (home, other) for every call of home now at the other site."""

    waiting: tuple[Waiting, ...]
    advisers: tuple[Adviser, ...]
    sites: tuple[SiteNow, ...]
    sending: frozenset[tuple[str, str]] = frozenset()
    measured: Measured = field(default_factory=Measured)


@dataclass(frozen=True)
class Offer:
    """This demand to this adviser, and why. `away` where he is not of her home site."""

    demand: DemandId
    adviser: AdviserId
    site: str
    away: bool
    interpreted: bool
    reason: Sentence


@dataclass(frozen=True)
class Decisions:
    """What follows from a snapshot.

    `reasons` says of each demand still waiting why it waits. `cannot_be_answered` are the callers whom nobody at
    work anywhere could take: the line books for them, but asks first those of them whose language `nobody_speaks`, as
    somebody could take them in English. `look_again_at` is the first moment at which time alone would change a
    decision, or None.
    """

    offers: tuple[Offer, ...]
    overflow: Mapping[str, OverflowState]
    reasons: Mapping[DemandId, Sentence]
    cannot_be_answered: tuple[DemandId, ...]
    look_again_at: datetime | None
    nobody_speaks: tuple[DemandId, ...] = ()
