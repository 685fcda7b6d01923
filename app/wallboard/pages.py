"""What the supervisor's pages show: plain facts that views fill and templates draw.

Every sentence in them is already in the language of the page. Moments are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.wallboard.acts import Notice


@dataclass(frozen=True, slots=True)
class SiteTab:
    """A site in the row of sites above a page."""

    slug: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """A piece of one person's day: `kind` is duty or break; times as they are shown, 08.30."""

    id: int
    kind: str
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One person of the rota: for each day of the page, the pieces of that day, in order."""

    username: str
    name: str
    days: tuple[tuple[Shift, ...], ...]


@dataclass(frozen=True, slots=True)
class RowError:
    """A row of the file that could not be taken in; `row` counts from 1, the heading being row 1."""

    row: int
    words: str


@dataclass(frozen=True, slots=True)
class DutyPage:
    """Who is on duty in one week of one site; `capacity` is in the order of the days."""

    sites: tuple[SiteTab, ...]
    site: SiteTab
    days: tuple[date, ...]
    rows: tuple[DutyRow, ...]
    capacity: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    week_before: date
    week_after: date
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, slots=True)
class CallbackRow:
    """A call-back as the supervisor sees it. `state`: booked, due, late, owed, failing, in_interview, kept;
    `next_step` says what happens by itself; `attempts` what came of those made; `release` is the address at which it
    can be released to another site, if it can, `released_to` the site it is released to, and
    `chosen_at` the one at which they chose an adviser."""

    reference: str
    who: str
    site: str
    due_at: datetime | None
    state: str
    needs: str
    adviser: str
    next_step: str
    attempts: str = ""
    release: str = ""
    released_to: str = ""
    chosen_at: str = ""


@dataclass(frozen=True, slots=True)
class CallbacksPage:
    """Call-backs that need a hand first (late, owed, failing), then those due and booked; and how many more of each
    there are than can be taken in."""

    sites: tuple[SiteTab, ...]
    urgent: tuple[CallbackRow, ...]
    due: tuple[CallbackRow, ...]
    kept_today: int
    week: str
    more_urgent: int = 0
    more_due: int = 0
    undo_at: str = ""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """A site to choose: `value` is sent, `hint` says who is there."""

    value: str
    label: str
    hint: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """Releasing one call-back to another of the sites that `could` hold it. `refused` says why it cannot be released,
    if so; `released_to` is the site that may hold it already."""

    id: str
    site: SiteTab
    who: str
    due_at: datetime | None
    needs: str
    could: tuple[SiteChoice, ...]
    refused: str = ""
    released_to: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter; `state` is waiting, printed, posted, returned or failing."""

    id: str
    reference: str
    who: str
    about: str
    state: str
    at: datetime
    note: str = ""
    kept: bool = False  # it waits at an office until it is called for


@dataclass(frozen=True, slots=True)
class PrintRun:
    """One day's run of letters."""

    on: date
    letters: int
    printed_at: datetime | None
    posted_at: datetime | None


@dataclass(frozen=True, slots=True)
class LettersPage:
    """Letters that wait for the next run, the runs, and what came back."""

    waiting: tuple[LetterRow, ...]
    runs: tuple[PrintRun, ...]
    returned: tuple[LetterRow, ...]
    next_run: str
    because: tuple[tuple[str, str], ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody who signs in, and what they are doing now (`state` is empty for those who take no calls).

    `desk_number` is E.164 or a `sip:` address; `in_browser`: the telephone in the browser is rung in its place.
    """

    id: int
    username: str
    name: str
    role: str
    site: str
    languages: str
    desk_number: str
    state: str
    since: datetime | None
    reason: str = ""
    textphone: bool = False
    active: bool = True
    in_browser: bool = False
    may_be_rung: bool = True


@dataclass(frozen=True, slots=True)
class StaffPage:
    """The people of the service, by site."""

    sites: tuple[SiteTab, ...]
    people: tuple[StaffRow, ...]
    site: SiteTab


@dataclass(frozen=True, slots=True)
class NewStaffPage:
    """The form for somebody new at a site; `roles` and `telephones` are values and words."""

    sites: tuple[SiteTab, ...]
    site: SiteTab
    roles: tuple[tuple[str, str], ...]
    telephones: tuple[tuple[str, str], ...]
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TelephonePage:
    """Which telephone rings for an adviser; `telephones` are values and words, `site` the short name of his."""

    id: int
    name: str
    site: str
    telephones: tuple[tuple[str, str], ...]
    given: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """A password that was just made: it is shown this once."""

    name: str
    username: str
    password: str
    site: str


@dataclass(frozen=True, slots=True)
class FailedJob:
    """Work that was given up; `error` is what the last try came to."""

    id: int
    what: str
    lane: str
    tries: int
    error: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FailedJobsPage:
    """What was given up and waits for a person, the newest first."""

    jobs: tuple[FailedJob, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act or one look; `details` are codes and identifiers, never personal data."""

    at: datetime
    who: str
    action: str
    details: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Who did what to one record, and who looked, the latest first."""

    subject: str
    key: str
    rows: tuple[AuditRow, ...]
