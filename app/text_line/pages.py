"""What the typed page shows: plain facts that views fill and templates draw. Moments are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.web.turns import TurnShown


@dataclass(frozen=True, slots=True)
class StartPage:
    """The two ways in. `areas` are the value and name of each site, `textphones` the name and number of each."""

    areas: tuple[tuple[str, str], ...]
    closed: bool
    opens_next: datetime | None
    textphones: tuple[tuple[str, str], ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EnterPage:
    """Asking for the code: one `texted` to a mobile, or one that we gave."""

    texted: bool
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """The conversation as she sees it. `place` is hers in the line, nought once somebody has come.

    `times` are those at which `telephone` can be rung instead; `typed_at` is when we type with her and do not ring.
    `rung_at` is the one promised, `rung_from` the number that will show and `proof` what we say then; `owed_by` is
    until when a call is owed.
    """

    id: str
    reference: str
    site: str
    state: str
    turn: str
    sk_by: str
    place: int
    turns: tuple[TurnShown, ...]
    closed: bool
    opens_next: datetime | None
    somebody_here: bool
    times: tuple[datetime, ...] = ()
    rung_at: datetime | None = None
    rung_from: str = ""
    proof: str = ""
    owed_by: datetime | None = None
    typed_at: datetime | None = None
    telephone: str = ""
    draft: str = ""
    sent_key: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
