"""How a site's rules were changed: by whom, when, from what to what; and setting a change back."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.audit.models import AuditEntry
from app.database import notify
from app.line import service as line
from app.line import trials
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.values.errors import Invalid
from app.values.sentence import mark
from app.wallboard.site_rules.fields import LABELS, ORDER, in_words, shown
from app.wallboard.site_rules.pages import Change
from app.web import access
from app.web.said import say, when

ACTIONS: Final = {"rules_changed": mark("changed"), "rules_set_back": mark("set back")}
SHOWN: Final = 20


class Refused(Exception):
    """A change that is not made; the sentence says why, in the language of the page."""


def apply(session: Session, site: Site, changes: Mapping[str, tuple[Any, Any]], action: str, **details: Any) -> None:
    """Put new values (name to old and new) in force at once and note them; raises Invalid, and nothing is changed.

    `site` is locked by whoever asks, and the old values are those that stand.
    """
    new = {name: after for name, (_, after) in changes.items()}
    if ORDER in new:
        sites.change_order(session, site, new[ORDER])
    sites.change_rules(session, site, **{name: value for name, value in new.items() if name != ORDER})
    audit.record(
        session,
        action,
        "site",
        site.id,
        clock.now(),
        staff_id=access.current_staff().id,
        old={name: before for name, (before, _) in changes.items()},
        new=new,
        **details,
    )
    line.changed(session)
    notify(session, trials.CHANNEL, site.id)


def set_back(session: Session, site: Site, change_id: int) -> None:
    """Set the values of a change back to what they were before it. Raises Refused where one was changed again."""
    entries = _entries(session, site)
    entry = next((one for one in entries if one.id == change_id), None)
    if entry is None:
        raise Refused(say(mark("That change is too long ago to be set back here.")))
    standing = _standing(site)
    old, new = entry.details["old"], entry.details["new"]
    for name, value in new.items():
        if standing[name] != value:
            raise Refused(_since(session, entries, entry, name, standing[name]))
    try:
        apply(session, site, {name: (new[name], old[name]) for name in new}, "rules_set_back", undoes=entry.id)
    except Invalid as problem:
        raise Refused(in_words(problem)) from problem


def history(session: Session, site: Site) -> tuple[Change, ...]:
    """The changes, the latest first."""
    names = _names(session)
    standing = _standing(site)
    return tuple(
        Change(
            who=_who(session, entry),
            at=entry.at,
            what=say(ACTIONS[entry.action]),
            differences=in_sentences({name: (entry.details["old"][name], value) for name, value in new.items()}, names),
            undo=str(entry.id) if all(standing[name] == value for name, value in new.items()) else "",
        )
        for entry in _entries(session, site)
        for new in [entry.details["new"]]
    )


def in_sentences(changes: Mapping[str, tuple[object, object]], names: Mapping[str, str]) -> tuple[str, ...]:
    """Each difference in words."""
    return tuple(
        say(
            mark("{name}: {old}, now {new}"),
            name=say(LABELS[name]),
            old=shown(name, before, names),
            new=shown(name, after, names),
        )
        for name, (before, after) in changes.items()
    )


def overtaken(session: Session, site: Site) -> str:
    """Who changed the rules last, while somebody else was looking at them, and what."""
    latest = history(session, site)[:1]
    if not latest:
        return say(mark("The rules were changed meanwhile, by loading the file of the sites."))
    [change] = latest
    return say(
        mark("{who} changed these rules meanwhile, {at}. {what}."),
        who=change.who,
        at=when(change.at),
        what="; ".join(change.differences),
    )


def _since(session: Session, entries: list[AuditEntry], undone: AuditEntry, name: str, standing: object) -> str:
    names = _names(session)
    later = next((one for one in entries if one.id > undone.id and name in one.details["new"]), None)
    value = shown(name, standing, names)
    if later is None:
        return say(
            mark("Not set back: {name} was changed since, to {value}, by loading the file of the sites."),
            name=say(LABELS[name]),
            value=value,
        )
    return say(
        mark("Not set back: {who} has changed {name} since, {at}, to {value}. Set that back first, if it is wrong."),
        who=_who(session, later),
        name=say(LABELS[name]),
        at=when(later.at),
        value=value,
    )


def _entries(session: Session, site: Site) -> list[AuditEntry]:
    return audit.of(session, "site", site.id, SHOWN, tuple(ACTIONS))


def _standing(site: Site) -> dict[str, Any]:
    return {**sites.rules_of(site).stored(), ORDER: list(site.overflow_order)}


def _names(session: Session) -> dict[str, str]:
    return {site.slug: site.name for site in sites.all_sites(session)}


def _who(session: Session, entry: AuditEntry) -> str:
    who = staff.by_id(session, entry.staff_id) if entry.staff_id is not None else None
    return who.name if who else say(mark("somebody"))
