"""What supervisors did at a site today: noted, told on the next page, and undone from where it was done.

Every act is an entry of the audit whose subject is the site; its details are what undoing it needs. What has moved on
since is not undone: then it says why.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import flash, get_flashed_messages
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.audit.models import AuditEntry
from app.database import notify
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import lending, releasing
from app.values.errors import Invalid
from app.values.london import london_date, midnight
from app.values.moves import IllegalMove
from app.values.sentence import mark
from app.web import access
from app.web.frame import STATES
from app.web.said import clock_time, say
from app.web.transactions import db

CLOSED, OPENED, LENT, HOME, PUT, RELEASED, UNDONE = (
    "closed_at_once",
    "opened_again",
    "lent",
    "brought_home",
    "put",
    "released",
    "undone",
)
LISTENED: Final = {
    "listen": mark("listened to a call of {name}"),
    "whisper": mark("spoke to {name} during a call"),
    "join": mark("joined a call of {name}"),
}
WORDS: Final = {
    CLOSED: mark("closed the site"),
    OPENED: mark("opened the site again"),
    LENT: mark("lent {name} to {site} for today"),
    HOME: mark("brought {name} back to {site}"),
    PUT: mark("set {name} to {state}"),
    RELEASED: mark("released the call-back of {reference} to {site}"),
    **LISTENED,
}
MAY_BE_UNDONE: Final = (CLOSED, LENT, HOME, PUT, RELEASED)
SHOWN_AT_MOST: Final = 30


@dataclass(frozen=True)
class Notice:
    """What was just done, or `refused`: the sentence, and the entry by which it is undone (0: it cannot be)."""

    words: str
    undo: int = 0
    refused: bool = False


@dataclass(frozen=True)
class Done:
    """One act of today: when, by whom, what, who undid it (empty: nobody), and the entry to undo it by (0: none)."""

    at: datetime
    who: str
    words: str
    undone_by: str
    undo: int


def note(site: Site, action: str, **details: Any) -> int:
    """Note an act at a site, and have every page that shows the site drawn again; returns its entry."""
    entry = audit.record(db(), action, "site", site.id, clock.now(), staff_id=access.current_staff().id, **details)
    db().flush()
    notify(db(), "line", site.id)
    notify(db(), "sites", site.id)
    return entry.id


def tell(words: str, undo: int = 0) -> None:
    """Say on the next page what was done, with the button that undoes it."""
    flash(words, f"undo:{undo}")


def refuse(words: str) -> None:
    """Say on the next page what was not done, and why."""
    flash(words, "refused")


def notices() -> tuple[Notice, ...]:
    """What was done, or refused, on the page before this one."""
    found: Any = get_flashed_messages(with_categories=True)
    return tuple(
        Notice(str(words), int(kind.partition(":")[2] or 0), refused=kind == "refused") for kind, words in found
    )


def done_today(session: Session, site: Site, now: datetime) -> tuple[Done, ...]:
    """What was done here today, the latest first."""
    since = midnight(london_date(now))
    entries = [one for one in audit.of(session, "site", site.id) if one.at >= since]
    undone = {one.details.get("of"): one for one in entries if one.action == UNDONE}
    names = {one.staff.id: one.staff.name for one in staff.everybody(session)}
    places = {one.id: one.name for one in sites.all_sites(session)}
    return tuple(_told(entries, undone, names, places))[:SHOWN_AT_MOST]


def to_undo(site: Site, entry_id: str, actions: tuple[str, ...]) -> AuditEntry:
    """What was done here today and is not undone yet, one of these `actions`. Raises Invalid, saying why not."""
    done = audit.of(db(), "site", site.id, actions=(*actions, UNDONE))
    entry = next((one for one in done if str(one.id) == entry_id and one.action != UNDONE), None)
    if entry is None or entry.at < midnight(london_date(clock.now())):
        raise Invalid(mark("There is nothing to undo."))
    if any(one.action == UNDONE and one.details.get("of") == entry.id for one in done):
        raise Invalid(mark("It is undone already."))
    return entry


def undo(site: Site, entry_id: int) -> None:
    """Undo an act of this site. Raises Invalid, saying why it is not undone."""
    session, now, me = db(), clock.now(), access.current_staff()
    entry = to_undo(site, str(entry_id), MAY_BE_UNDONE)
    match entry.action:
        case "closed_at_once":
            since = site.emergency_closed_at
            if since is None or since.isoformat() != entry.details["since"]:
                raise Invalid(mark("The site was opened, or closed anew, since."))
            sites.reopen(session, site)
        case "lent":
            lending.bring_home(session, entry.details["who"], now)
        case "brought_home":
            lending.lend(session, entry.details["who"], sites.by_id(session, entry.details["from"]), now)
        case "released":
            releasing.take_back(session, UUID(entry.details["callback"]), entry.details["to"], me.id, now)
        case _:
            _put_back(session, entry, me, now)
    note(site, UNDONE, of=entry_id)
    names = {one.staff.id: one.staff.name for one in staff.everybody(session)}
    places = {one.id: one.name for one in sites.all_sites(session)}
    tell(say(mark("Undone: {what}."), what=_words(entry, names, places)))


def _put_back(session: Session, entry: AuditEntry, me: Staff, now: datetime) -> None:
    details = entry.details
    who = session.get_one(Staff, details["who"])
    doing = staff.lock_presence(session, who.id)
    if doing.state != details["state"] or doing.since.isoformat() != details["since"]:
        raise Invalid(
            mark("{name} has done something else since, and is {state} now."),
            name=who.name,
            state=state_in_words(doing.state),
        )
    try:
        staff.put(session, who.id, details["before"], say(mark("taken back")), me.id, now, reason=details["reason"])
    except IllegalMove as problem:
        raise Invalid(
            mark("{name} cannot be set back to {state}."), name=who.name, state=state_in_words(details["before"])
        ) from problem


def state_in_words(state: str) -> str:
    """What somebody does, within a sentence."""
    words = say(STATES[state].word)
    return f"{words[:1].lower()}{words[1:]}"


def _told(
    entries: list[AuditEntry],
    undone: Mapping[Any, AuditEntry],
    names: Mapping[int, str],
    places: Mapping[int, str],
) -> Iterator[Done]:
    for one in entries:
        if one.action not in WORDS:
            continue
        taken_back = undone.get(one.id)
        undone_by = ""
        if taken_back is not None:
            by = names.get(taken_back.staff_id or 0, "")
            undone_by = say(mark("undone by {name} at {at}"), name=by, at=clock_time(taken_back.at))
        yield Done(
            at=one.at,
            who=names.get(one.staff_id or 0, ""),
            words=_words(one, names, places),
            undone_by=undone_by,
            undo=one.id if one.action in MAY_BE_UNDONE and taken_back is None else 0,
        )


def _words(entry: AuditEntry, names: Mapping[int, str], places: Mapping[int, str]) -> str:
    details = entry.details
    return say(
        WORDS[entry.action],
        name=names.get(details.get("who", 0), ""),
        site=places.get(details.get("to", 0), ""),
        reference=details.get("reference", ""),
        state=state_in_words(details["state"]) if "state" in details else "",
    )
