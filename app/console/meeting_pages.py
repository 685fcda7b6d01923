"""What the pages about meetings show: each a template's `page`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.console.pages import CallBar, MeetingChoice, Person


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """The meeting of one person, after her start-up. `standing` says how it stands; `booked`: it has a time."""

    person: Person
    standing: str
    booked: bool
    choice: MeetingChoice
    letter: str
    call: CallBar | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in the diary. `may` are what can be said of it now: came, missed, back; `print`: its form is to be
    printed and read out."""

    id: str
    starts_at: datetime
    kind: str
    who: str
    reference: str
    with_whom: str
    needs: str
    state: str
    may: tuple[str, ...] = ()
    print: bool = False


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """An office and its day."""

    name: str
    rows: tuple[MeetingRow, ...]


@dataclass(frozen=True, slots=True)
class MissedRow:
    """A missed meeting after which no other was made; `left` is what is still to be tried before anything ends."""

    id: str
    starts_at: datetime
    who: str
    reference: str
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """A waiver that waits for a second person. `mine`: who looks is who asked for it. The words of the reason are empty
    where the record is restricted."""

    id: str
    who: str
    reference: str
    because: str
    reason: str
    asked_by: str
    asked_at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """The diary of the personal advisers of a site on a day. `first_contacts`: reference and name, of any site."""

    site: str
    slug: str
    on: date
    before: date
    after: date
    sites: tuple[tuple[str, str], ...]
    offices: tuple[OfficeDay, ...]
    missed: tuple[MissedRow, ...] = ()
    waivers: tuple[WaiverRow, ...] = ()
    first_contacts: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
