"""What the page of one site shows, and the pages from which something is done there: plain facts for the templates.

Every sentence in them is already in the language of the page. Moments are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.wallboard.acts import Done, Notice
from app.wallboard.pages import SiteTab

OWN = "own"


@dataclass(frozen=True, slots=True)
class Message:
    """A ready sentence that callers may hear, as it is said in English and in Welsh."""

    value: str
    english: str
    welsh: str


@dataclass(frozen=True, slots=True)
class ClosePage:
    """Asking whether a site is really to be closed at once, or opened again. `effects` say what will happen to whom.

    `speaks_welsh`: its callers are asked for their language, so that some hear the message in Welsh.
    """

    site: SiteTab
    closing: bool
    effects: tuple[str, ...]
    messages: tuple[Message, ...] = ()
    speaks_welsh: bool = False
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Asking until what time today a site is opened now, or, where it `is_open`, kept open. `until` as it is typed."""

    site: SiteTab
    is_open: bool
    effects: tuple[str, ...]
    until: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to be on a call: `value` is sent."""

    value: str
    label: str
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class Listening:
    """The call that I am on, or am rung for. `wanted` is what I asked for where it is not in force yet."""

    adviser: str
    rings: bool
    since: datetime
    words: str
    modes: tuple[Mode, ...]
    wanted: str = ""
    to_say: str = ""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call or an interview that goes on. `kind` is a state: on_call or in_interview; `listeners` who is on it."""

    id: str
    kind: str
    since: datetime
    adviser: str
    about: str
    note: str = ""
    listeners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody in the line; `place` from 1, 0 for a call-back that is due."""

    place: int
    since: datetime
    language: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An adviser who works here today, or belongs here and works elsewhere (`lent`: where, or from where)."""

    id: int
    name: str
    state: str
    since: datetime | None
    reason: str
    languages: str
    with_whom: str
    lent: str = ""


@dataclass(frozen=True, slots=True)
class KeptBackRow:
    """How many advisers are kept back for callers in a half-hour, `words` all of it in a sentence.

    `expected` are the calls as they are read, or a dash.
    """

    at: datetime
    expected: str
    advisers: int
    why: str
    words: str
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class SitePage:
    """A site at work. Where it is closed at once, `still_today` call-backs are promised for `today` all the same."""

    sites: tuple[SiteTab, ...]
    site: SiteTab
    status: str
    is_open: bool
    closed_since: datetime | None
    closed_reason: str
    closed_message: str
    people: tuple[PersonRow, ...]
    calls: tuple[CallRow, ...]
    waiting: tuple[WaitingRow, ...]
    modes: tuple[Mode, ...]
    has_telephone: bool
    me: int = 0
    listening: Listening | None = None
    notices: tuple[Notice, ...] = ()
    done: tuple[Done, ...] = ()
    kept_back: tuple[KeptBackRow, ...] = ()
    today: str = ""
    still_today: int = 0


@dataclass(frozen=True, slots=True)
class SitePersonPage:
    """What can be done about one adviser. `states` are those he can be put to; where none, `refusal` says why.

    `kept` are the times of today's call-backs that are kept for him at `home`, his own site.
    """

    site: SiteTab
    person: PersonRow
    states: tuple[tuple[str, str], ...]
    elsewhere: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]
    home: str = ""
    is_lent: bool = False
    refusal: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
