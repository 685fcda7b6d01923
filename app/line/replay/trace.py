"""The files of a replay, read whole and checked whole: calls, advisers, when they were busy, and the rules.

Every fault is named by file, line and what is wrong; with any fault nothing is replayed.
"""

import csv
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from app.line.snapshot import SiteNow
from app.sites.rules import SiteRules
from app.values.language import LANGUAGES

SITES: Final = ("buckinghamshire", "calderdale-and-kirklees", "south-east-gwent", "somerset")
CALL_COLUMNS: Final = (
    "call_id",
    "arrived_at",
    "home_site",
    "language",
    "textphone",
    "patience_seconds",
    "handle_seconds",
)
ADVISER_COLUMNS: Final = ("adviser_id", "site", "languages", "textphone", "signed_in_at", "signed_out_at")
BUSY_COLUMNS: Final = ("adviser_id", "from", "to", "kind")
KINDS: Final = ("interview", "break")
MOST_FAULTS: Final = 20
T = TypeVar("T")
YES, NO = ("1", "true", "yes"), ("", "0", "false", "no")


class TraceError(ValueError):
    """One or more faults in the files of a replay; `faults` are sentences that name file and line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        shown = faults[:MOST_FAULTS]
        more = [f"and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
        super().__init__("\n".join([*shown, *more]))


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody who rings. `patience` is None for who never gives up; `handle` is talk, hold and wrap-up at home."""

    id: str
    arrived_at: datetime
    home: str
    language: str
    textphone: bool
    patience: timedelta | None
    handle: timedelta


@dataclass(frozen=True, slots=True)
class Person:
    """An adviser's turn of duty; who signs in twice stands in the file twice."""

    id: str
    site: str
    languages: frozenset[str]
    textphone: bool
    signed_in_at: datetime
    signed_out_at: datetime


@dataclass(frozen=True, slots=True)
class Busy:
    """Not available for calls: in an interview, or on a break."""

    adviser: str
    from_: datetime
    to: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A day, or many: the calls in order of arrival."""

    calls: tuple[Call, ...]
    people: tuple[Person, ...]
    busy: tuple[Busy, ...] = ()


def read(calls: Path, advisers: Path, busy: Path | None, sites: Mapping[str, SiteNow]) -> Trace:
    """The three files as one trace. Raises TraceError with every fault of all of them."""
    faults: list[str] = []
    rung = _unique(_rows(calls, CALL_COLUMNS, lambda row: _call(row, sites), faults), calls, faults)
    people = _alike(_rows(advisers, ADVISER_COLUMNS, lambda row: _person(row, sites), faults), advisers, faults)
    known = {person.id for person in people}
    engaged = _rows(busy, BUSY_COLUMNS, lambda row: _busy(row, known), faults) if busy else iter(())
    trace = Trace(
        tuple(sorted(rung, key=lambda call: call.arrived_at)), tuple(people), tuple(one for _, one in engaged)
    )
    if faults:
        raise TraceError(faults)
    return trace


def read_rules(path: Path | None) -> dict[str, SiteNow]:
    """The sites and their numbers by slug: `[all]` is for every site, `[sites.SLUG]` for one of them.

    Each takes the names of SiteRules and `overflow_order`. Without a file every number is the default. A site's
    order is by default the others as they stand in the list, from the next one on. Raises TraceError.
    """
    if path is None:
        return _sites({}, {})
    try:
        read_as = tomllib.loads(path.read_text(encoding="utf-8"))
        unknown = [name for name in read_as if name not in ("all", "sites")]
        if unknown:
            raise ValueError(f"[{unknown[0]}] is neither [all] nor [sites.SLUG]")
        return _sites(read_as.get("all", {}), read_as.get("sites", {}))
    except (OSError, ValueError, TypeError) as problem:
        raise TraceError([f"{path}: {problem}"]) from problem


def _sites(for_all: Mapping[str, Any], for_one: Mapping[str, Mapping[str, Any]]) -> dict[str, SiteNow]:
    for slug in for_one:
        if slug not in SITES:
            raise ValueError(f"[sites.{slug}]: the sites are {', '.join(SITES)}")
    found = {}
    for place, slug in enumerate(SITES):
        named = {**for_all, **for_one.get(slug, {})}
        order = tuple(named.pop("overflow_order", (*SITES[place + 1 :], *SITES[:place])))
        if any(other not in SITES for other in order):
            raise ValueError(f"overflow_order of {slug}: the sites are {', '.join(SITES)}")
        found[slug] = SiteNow(slug, slug.replace("-", " ").title(), True, order, SiteRules.read(named))
    return found


def _rows(
    path: Path, columns: tuple[str, ...], make: Callable[[dict[str, str]], T], faults: list[str]
) -> Iterator[tuple[int, T]]:
    """Each row with its line; what is wrong with one goes to `faults`."""
    try:
        file = path.open(newline="", encoding="utf-8-sig")
    except OSError as problem:
        faults.append(f"{path}: {problem.strerror}")
        return
    with file:
        reader = csv.DictReader(file)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            faults.append(f"{path}, line 1: there is no column {missing[0]}")
            return
        try:
            for row in reader:
                try:
                    if None in row or None in row.values():
                        raise ValueError(f"a row has {len(columns)} cells")
                    yield reader.line_num, make(row)
                except ValueError as problem:
                    faults.append(f"{path}, line {reader.line_num}: {problem}")
        except (csv.Error, UnicodeDecodeError) as problem:
            faults.append(f"{path}, line {reader.line_num + 1}: {problem}")


def _unique(rows: Iterator[tuple[int, Call]], path: Path, faults: list[str]) -> list[Call]:
    seen: dict[str, int] = {}
    calls = []
    for line, call in rows:
        first = seen.setdefault(call.id, line)
        if first != line:
            faults.append(f"{path}, line {line}: call_id is that of line {first} too")
        calls.append(call)
    return calls


def _alike(rows: Iterator[tuple[int, Person]], path: Path, faults: list[str]) -> list[Person]:
    """Every turn of duty; whoever has more than one is the same adviser in each."""
    seen: dict[str, tuple[int, Person]] = {}
    people = []
    for line, person in rows:
        first, as_first = seen.setdefault(person.id, (line, person))
        if (person.site, person.languages, person.textphone) != (as_first.site, as_first.languages, as_first.textphone):
            faults.append(f"{path}, line {line}: the site or skills are not those of line {first}")
        people.append(person)
    return people


def _call(row: dict[str, str], sites: Mapping[str, SiteNow]) -> Call:
    patience = row["patience_seconds"].strip()
    return Call(
        id=_present(row, "call_id"),
        arrived_at=_moment(row, "arrived_at"),
        home=_site(row, "home_site", sites),
        language=_language(row["language"]),
        textphone=_yes(row, "textphone"),
        patience=_seconds(row, "patience_seconds") if patience else None,
        handle=_seconds(row, "handle_seconds"),
    )


def _person(row: dict[str, str], sites: Mapping[str, SiteNow]) -> Person:
    person = Person(
        id=_present(row, "adviser_id"),
        site=_site(row, "site", sites),
        languages=frozenset(_language(code) for code in row["languages"].split()),
        textphone=_yes(row, "textphone"),
        signed_in_at=_moment(row, "signed_in_at"),
        signed_out_at=_moment(row, "signed_out_at"),
    )
    if not person.languages:
        raise ValueError("languages is empty")
    if person.signed_out_at <= person.signed_in_at:
        raise ValueError("signed_out_at is not after signed_in_at")
    return person


def _busy(row: dict[str, str], known: set[str]) -> Busy:
    busy = Busy(_present(row, "adviser_id"), _moment(row, "from"), _moment(row, "to"), row["kind"].strip())
    if busy.adviser not in known:
        raise ValueError("adviser_id is not in the file of advisers")
    if busy.kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}")
    if busy.to <= busy.from_:
        raise ValueError("to is not after from")
    return busy


def _present(row: dict[str, str], name: str) -> str:
    if not (value := row[name].strip()):
        raise ValueError(f"{name} is empty")
    return value


def _moment(row: dict[str, str], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(row[name].strip())
    except ValueError:
        raise ValueError(f"{name} is not a moment such as 2026-11-23T09:00:00+00:00") from None
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no offset from UTC, as in 2026-11-23T09:00:00+00:00")
    return moment


def _seconds(row: dict[str, str], name: str) -> timedelta:
    try:
        length = timedelta(seconds=float(row[name]))
    except (ValueError, OverflowError):
        raise ValueError(f"{name} is not a number of seconds") from None
    if length < timedelta():
        raise ValueError(f"{name} is less than nothing")
    return length


def _site(row: dict[str, str], name: str, sites: Mapping[str, SiteNow]) -> str:
    if (slug := row[name].strip()) not in sites:
        raise ValueError(f"{name} is none of {', '.join(sites)}")
    return slug


def _language(typed: str) -> str:
    if (code := typed.strip()) not in LANGUAGES:
        raise ValueError("a language is not one of the service's codes, such as en or cy")
    return code


def _yes(row: dict[str, str], name: str) -> bool:
    typed = row[name].strip().lower()
    if typed not in (*YES, *NO):
        raise ValueError(f"{name} is yes or no")
    return typed in YES
