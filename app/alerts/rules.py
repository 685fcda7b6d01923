"""When an alert is raised and when it is over. Pure: no clock, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, Final, Self

from app.values.errors import Invalid
from app.values.sentence import Sentence, mark
from app.values.telephone import TelephoneNumber

KINDS: Final = (
    "oldest_waiting",
    "service_level",
    "late_callback",
    "nobody_signed_in",
    "silent",
    "will_be_late",
    "met_nobody",
    "support_needed",
    "immediate_need",
    "textphone_unanswered",
    "vacancies_refused",
    "typed_waiting",
)

# What has just gone may come again at once: an alert is over when its cause has been away for so long.
CALM_FOR: Final = timedelta(seconds=60)
# Of a few calls a share says nothing.
CALLS_AT_LEAST: Final = 10
# 0.57 × 100 is a hair less than 57.
ROUNDING: Final = 1e-9
NUMBERS: Final = {
    "oldest_waiting_seconds": (10, 3600),
    "typed_waiting_seconds": (10, 3600),
    "service_level_percent": (1, 100),
    "quiet_minutes": (0, 720),
}

SENTENCES: Final = {
    "oldest_waiting": mark("{site}: a caller has waited for more than {limit} seconds."),
    "service_level": mark("{site}: service level today {percent} %, below {limit} %."),
    "late_callback": mark("{site}: call-backs not begun 15 minutes after their time: {count}."),
    "nobody_signed_in": mark("{site} is open and no adviser is signed in."),
    "met_nobody": mark("{site}: claimants who answered our call in the last 15 minutes and met nobody: {count}."),
    "immediate_need": mark("{site}: needs of today that nobody has taken for ten minutes: {count}. Take them now."),
    "textphone_unanswered": mark("{site}: textphone callers of the last 15 minutes whom no desk answered: {count}."),
    "typed_waiting": mark(
        "{site}: somebody at the typed page has waited for more than {limit} seconds. Have somebody type with them."
    ),
}
# By whether an adviser will do or one of a language must, and whether anybody will be free at all.
WILL_BE_LATE: Final = {
    (False, True): mark(
        "{site}: the call-back of {at} will probably be {minutes} minutes late: no adviser is free before {free_at}."
    ),
    (True, True): mark(
        "{site}: the call-back of {at} will probably be {minutes} minutes late: "
        "no {language} speaker is free before {free_at}."
    ),
    (False, False): mark("{site}: the call-back of {at} will be late: nobody at work can be seen to take it."),
    (True, False): mark("{site}: the call-back of {at} will be late: no {language} speaker is at work."),
}
SUPPORT_NEEDED: Final = mark("{site}: {name} needs support since {at}. Go to the desk, or listen to the call.")
SILENT: Final = {
    "worker": mark("The worker gives no sign of life: nobody is rung, and no text or letter goes out."),
    "scheduler": mark("The scheduler gives no sign of life: call-backs do not fall due."),
}

VACANCIES_REFUSED: Final = mark(
    "The file of vacancies {file} was not taken in, and those before it stand. In it: {faults}. Put in a corrected one."
)

# What an alert is about: its kind, the site's id if it is about one, the process or file if it is about one.
Key = tuple[str, int | None, str]


@dataclass(frozen=True)
class AlertRules:
    """Which alerts are raised, from what number on, and to whom they are sent. A supervisor may change each live.

    `mobile` is the duty supervisor's, E.164, empty for none; `quiet_minutes` is for how long after a text the same
    alert is not sent again.
    """

    oldest_waiting: bool = True
    oldest_waiting_seconds: int = 120
    service_level: bool = True
    service_level_percent: int = 70
    late_callback: bool = True
    nobody_signed_in: bool = True
    silent: bool = True
    will_be_late: bool = True
    met_nobody: bool = True
    support_needed: bool = True
    immediate_need: bool = True
    textphone_unanswered: bool = True
    vacancies_refused: bool = True
    typed_waiting: bool = True
    typed_waiting_seconds: int = 120
    quiet_minutes: int = 15
    mobile: str = ""

    def __post_init__(self) -> None:
        for name, (least, most) in NUMBERS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise Invalid(
                    mark("{name} must be a whole number from {least} to {most}"), name=name, least=least, most=most
                )

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From what is stored; what is not named keeps its default. Raises Invalid."""
        known = {one.name for one in fields(cls)}
        for name in stored:
            if name not in known:
                raise Invalid(mark("{name} is not a rule of an alert"), name=name)
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        """As it is kept in the database."""
        return asdict(self)


@dataclass(frozen=True)
class SiteNow:
    """What the rule is shown of a site. `oldest_waiting` in seconds, None where nobody waits; `service_level` from 0
    to 1, None before the first call, measured on so many calls; `late` call-backs, advisers `signed_in`, claimants who
    lately answered our call and `met_nobody`, immediate `needs` that nobody has taken in time, and `textphones` that
    lately rang and no desk answered; `oldest_typed` in seconds, of who waits at the typed page."""

    id: int
    name: str
    is_open: bool
    oldest_waiting: float | None
    service_level: float | None
    measured_on: int
    late: int
    signed_in: int
    met_nobody: int = 0
    needs: int = 0
    textphones: int = 0
    oldest_typed: float | None = None


@dataclass(frozen=True)
class LateAhead:
    """A call-back whose promise will probably be broken: `at` and `free_at` as times of the day are written, the second
    empty where nobody can be seen to be free; `language` in English, empty where any adviser will do. `subject` tells
    one call-back from another."""

    site_id: int
    site: str
    subject: str
    at: str
    minutes: int
    language: str = ""
    free_at: str = ""


@dataclass(frozen=True)
class Support:
    """An adviser who needs support now, by `name`; `at` as a time of the day is written, `subject` tells one from
    another."""

    site_id: int
    site: str
    subject: str
    name: str
    at: str


@dataclass(frozen=True)
class RefusedFile:
    """The newest file of vacancies, where nothing of it was taken in: its name, and a fault in it."""

    name: str
    fault: str


@dataclass(frozen=True)
class Finding:
    """A cause for an alert, and how it is said."""

    kind: str
    site_id: int | None
    subject: str
    sentence: Sentence

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.kind, self.site_id, self.subject


@dataclass(frozen=True)
class Changes:
    """What follows for the alerts: `raised` anew; `calm` from now; `troubled` again after a calm; `over`."""

    raised: tuple[Finding, ...] = ()
    calm: frozenset[Key] = field(default_factory=frozenset)
    troubled: frozenset[Key] = field(default_factory=frozenset)
    over: frozenset[Key] = field(default_factory=frozenset)


def findings(
    sites: Iterable[SiteNow],
    silent: Iterable[str],
    rules: Mapping[int | None, AlertRules],
    late_ahead: Iterable[LateAhead] = (),
    support: Iterable[Support] = (),
    refused: RefusedFile | None = None,
) -> tuple[Finding, ...]:
    """Every cause there is now. `rules` holds each site's by its id, and under None those of all."""
    found = [finding for site in sites for finding in _of_site(site, rules.get(site.id, rules[None]))]
    found += [_late_ahead(one) for one in late_ahead if rules.get(one.site_id, rules[None]).will_be_late]
    found += [_support(one) for one in support if rules.get(one.site_id, rules[None]).support_needed]
    if rules[None].silent:
        found += [Finding("silent", None, process, Sentence(SILENT[process])) for process in silent]
    if refused is not None and rules[None].vacancies_refused:
        found.append(_refused(refused))
    return tuple(found)


def _late_ahead(one: LateAhead) -> Finding:
    values: dict[str, str | int] = {
        "site": one.site,
        "at": one.at,
        "minutes": one.minutes,
        "language": one.language,
        "free_at": one.free_at,
    }
    sentence = Sentence(WILL_BE_LATE[bool(one.language), bool(one.free_at)], values)
    return Finding("will_be_late", one.site_id, one.subject, sentence)


def _refused(file: RefusedFile) -> Finding:
    values: dict[str, str | int] = {"file": file.name, "faults": file.fault}
    return Finding("vacancies_refused", None, file.name, Sentence(VACANCIES_REFUSED, values))


def _support(one: Support) -> Finding:
    values: dict[str, str | int] = {"site": one.site, "name": one.name, "at": one.at}
    return Finding("support_needed", one.site_id, one.subject, Sentence(SUPPORT_NEEDED, values))


def _of_site(site: SiteNow, rules: AlertRules) -> Iterable[Finding]:
    def finding(kind: str, **values: str | int) -> Finding:
        return Finding(kind, site.id, "", Sentence(SENTENCES[kind], {"site": site.name, **values}))

    # Whoever waits on the line at closing time is still served; what is typed at night is kept for the morning.
    oldest = {"oldest_waiting": site.oldest_waiting, "typed_waiting": site.oldest_typed if site.is_open else None}
    for kind, seconds in oldest.items():
        limit = getattr(rules, f"{kind}_seconds")
        if getattr(rules, kind) and seconds is not None and seconds > limit:
            yield finding(kind, limit=limit)
    if rules.service_level and site.is_open and site.measured_on >= CALLS_AT_LEAST and site.service_level is not None:
        percent = int(site.service_level * 100 + ROUNDING)
        if percent < rules.service_level_percent:
            yield finding("service_level", percent=percent, limit=rules.service_level_percent)
    counts = {
        "late_callback": site.late,
        "met_nobody": site.met_nobody,
        "immediate_need": site.needs,
        "textphone_unanswered": site.textphones,
    }
    for kind, count in counts.items():
        if getattr(rules, kind) and count:
            yield finding(kind, count=count)
    if rules.nobody_signed_in and site.is_open and not site.signed_in:
        yield finding("nobody_signed_in")


def changes(found: Iterable[Finding], standing: Mapping[Key, datetime | None], now: datetime) -> Changes:
    """What follows from the causes there are; `standing` is each open alert and since when its cause has been away."""
    causes = {finding.key: finding for finding in found}
    away = {key: since for key, since in standing.items() if key not in causes}
    return Changes(
        raised=tuple(finding for key, finding in causes.items() if key not in standing),
        calm=frozenset(key for key, since in away.items() if since is None),
        troubled=frozenset(key for key in causes if standing.get(key) is not None),
        over=frozenset(key for key, since in away.items() if since is not None and now - since >= CALM_FOR),
    )


def text_of(rules: AlertRules, sent_last: datetime | None, now: datetime) -> str:
    """What becomes of the text message of a new alert: "wanted", or why none is sent."""
    if not rules.mobile:
        return "no_number"
    if not TelephoneNumber.parse(rules.mobile).is_mobile:
        return "not_mobile"
    if sent_last is not None and now - sent_last < timedelta(minutes=rules.quiet_minutes):
        return "quiet"
    return "wanted"
