"""What supervisors did at a site today: noted, told on the next page, and undone from where it was done.

Every act is an entry of the audit whose subject is the site; its details are what undoing it needs. What has moved on
since is not undone: then it says why, and has no button any more.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import current_app, flash, get_flashed_messages
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.audit.models import AuditEntry
from app.database import notify
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import lending, releasing, shutting
from app.switchboard.context import Switchboard
from app.values.errors import Invalid
from app.values.london import london_date, midnight
from app.values.moves import IllegalMove
from app.values.sentence import Sentence, mark
from app.web import access
from app.web.frame import STATES
from app.web.said import clock_time, say
from app.web.transactions import db

CLOSED, OPENED, OPENED_UNTIL, LENT, HOME, PUT, RELEASED, UNDONE = (
    "closed_at_once",
    "opened_again",
    "opened_until",
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
    OPENED_UNTIL: mark("opened the site until {at}"),
    LENT: mark("lent {name} to {site} for today"),
    HOME: mark("brought {name} back to {site}"),
    PUT: mark("set {name} to {state}"),
    RELEASED: mark("released the call-back of {reference} to {site}"),
    **LISTENED,
}
MAY_BE_UNDONE: Final = (CLOSED, OPENED, OPENED_UNTIL, LENT, HOME, PUT, RELEASED)
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
    shown = [one for one in entries if one.action in WORDS][:SHOWN_AT_MOST]
    standing = {
        one.id
        for one in shown
        if one.action in MAY_BE_UNDONE and one.id not in undone and _overtaken(session, site, one) is None
    }
    return tuple(_told(shown, undone, standing, names, places))


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
    details = entry.details
    if "who" in details:
        # Nobody moves the adviser between the look and the undoing.
        staff.lock_presence(session, details["who"])
        session.refresh(session.get_one(Staff, details["who"]))
    overtaken = _overtaken(session, site, entry)
    if overtaken is not None:
        raise Invalid(overtaken.template, **overtaken.params)
    match entry.action:
        case "closed_at_once":
            sites.reopen(session, site)
        case "opened_again":
            board: Switchboard = current_app.extensions["switchboard"]
            shutting.close_at_once(board, session, site, details["reason"], details["message"] or {}, now)
        case "opened_until":
            before = [datetime.fromisoformat(one) for one in details["before"]]
            if before:
                sites.open_until(session, site, before[1], before[0])
            else:
                sites.open_by_hours(session, site)
        case "lent":
            lending.bring_home(session, details["who"], now)
        case "brought_home":
            lending.lend(session, details["who"], sites.by_id(session, details["from"]), now)
        case "released":
            releasing.take_back(session, UUID(details["callback"]), details["to"], me.id, now)
        case _:
            _put_back(session, entry, me, now)
    note(site, UNDONE, of=entry_id)
    names = {one.staff.id: one.staff.name for one in staff.everybody(session)}
    places = {one.id: one.name for one in sites.all_sites(session)}
    tell(say(mark("Undone: {what}."), what=_words(entry, names, places)))


def _overtaken(session: Session, site: Site, entry: AuditEntry) -> Sentence | None:
    """What has happened since, where what was done no longer stands; None where it can be undone."""
    details = entry.details
    match entry.action:
        case "closed_at_once":
            since = site.emergency_closed_at
            stands = since is not None and since.isoformat() == details["since"]
            return None if stands else Sentence(mark("The site was opened, or closed anew, since."))
        case "opened_again":
            [last] = audit.of(session, "site", site.id, at_most=1, actions=(CLOSED, OPENED))
            stands = last.id == entry.id and site.emergency_closed_at is None and "reason" in details
            return None if stands else Sentence(mark("The site was closed, or opened anew, since."))
        case "opened_until":
            until = site.opened_until
            stands = until is not None and until.isoformat() == details["until"] and clock.now() < until
            return None if stands else Sentence(mark("That is over, or was changed since."))
        case "lent" | "brought_home":
            who = session.get_one(Staff, details["who"])
            was_lent_by = details["from"] if entry.action == LENT else None
            if (who.site_id, who.home_site_id) == (details["to"], was_lent_by):
                return None
            works_at = {"name": who.name, "site": sites.by_id(session, who.site_id).name}
            return Sentence(mark("{name} was lent or brought back since, and works for {site} now."), works_at)
        case "released":
            why = releasing.stays(session, UUID(details["callback"]), details["to"])
            return Sentence(why) if why is not None else None
        case _:
            who, doing = session.get_one(Staff, details["who"]), staff.presence_of(session, details["who"])
            if (doing.state, doing.since.isoformat()) == (details["state"], details["since"]):
                return None
            does = {"name": who.name, "state": state_in_words(doing.state)}
            return Sentence(mark("{name} has done something else since, and is {state} now."), does)


def _put_back(session: Session, entry: AuditEntry, me: Staff, now: datetime) -> None:
    details = entry.details
    try:
        staff.put(
            session, details["who"], details["before"], say(mark("taken back")), me.id, now, reason=details["reason"]
        )
    except IllegalMove as problem:
        name = session.get_one(Staff, details["who"]).name
        raise Invalid(
            mark("{name} cannot be set back to {state}."), name=name, state=state_in_words(details["before"])
        ) from problem


def state_in_words(state: str) -> str:
    """What somebody does, within a sentence."""
    words = say(STATES[state].word)
    return f"{words[:1].lower()}{words[1:]}"


def _told(
    entries: list[AuditEntry],
    undone: Mapping[Any, AuditEntry],
    standing: Collection[int],
    names: Mapping[int, str],
    places: Mapping[int, str],
) -> Iterator[Done]:
    for one in entries:
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
            undo=one.id if one.id in standing else 0,
        )


def _words(entry: AuditEntry, names: Mapping[int, str], places: Mapping[int, str]) -> str:
    details = entry.details
    return say(
        WORDS[entry.action],
        name=names.get(details.get("who", 0), ""),
        site=places.get(details.get("to", 0), ""),
        reference=details.get("reference", ""),
        state=state_in_words(details["state"]) if "state" in details else "",
        at=clock_time(datetime.fromisoformat(details["until"])) if "until" in details else "",
    )
