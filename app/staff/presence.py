"""What each adviser is doing now: every move is checked against the table of moves, and told to who looks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.database import notify
from app.staff.models import PRESENCE, Presence, PresenceChange, Staff, dialled

# The matcher looks when the line changes; browsers hear of a presence by its own topic.
LINE, CHANNEL = "line", "presence"
NOT_FOR_CALLS = ("signed_out", "break", "away")


@dataclass(frozen=True)
class AtWork:
    """What the matcher has to know of somebody at work; `rings_at` is None where there is no telephone."""

    id: int
    site_id: int
    languages: frozenset[str]
    textphone: bool
    rings_at: str | None
    state: str
    idle_since: datetime | None


@dataclass(frozen=True)
class Present:
    """Somebody who is signed in, and what they are doing."""

    staff: Staff
    presence: Presence


def lock_presence(session: Session, staff_id: int) -> Presence:
    """What somebody is doing, and nobody else may change it until this transaction ends."""
    return session.scalars(_locked(staff_id)).one()


def lock_free_presence(session: Session, staff_id: int) -> Presence | None:
    """The same, without waiting; None where it is changing at this moment."""
    return session.scalars(_locked(staff_id, skip=True)).one_or_none()


def _locked(staff_id: int, *, skip: bool = False) -> Select[Presence]:
    statement = select(Presence).where(Presence.staff_id == staff_id).with_for_update(skip_locked=skip)
    return statement.execution_options(populate_existing=True)


def set_presence(session: Session, staff_id: int, state: str, reason: str | None, now: datetime) -> Presence:
    """Move somebody to `state`; raises IllegalMove. To the same state again: only the reason is changed.

    Whoever becomes ready is idle from now. Being rung leaves that as it was: a caller who goes before she is
    answered costs the adviser no place.
    """
    doing = lock_presence(session, staff_id)
    if doing.state == state:
        doing.reason = reason
        doing.set_by = doing.word = None
        session.flush()
        return doing
    return _move(session, doing, state, reason, now, idle_since=now if state == "ready" else None)


def put(
    session: Session, staff_id: int, state: str, word: str, by: int, now: datetime, reason: str | None = None
) -> Presence:
    """A supervisor puts somebody to `state`, and says why in a word that he will read; raises IllegalMove."""
    doing = set_presence(session, staff_id, state, reason, now)
    doing.set_by, doing.word = by, word
    session.flush()
    return doing


def ringing_stopped(session: Session, staff_id: int, now: datetime) -> Presence:
    """The caller went while somebody was rung: ready again, idle as long as before."""
    doing = lock_presence(session, staff_id)
    if doing.state != "ringing":
        return doing
    return _move(session, doing, "ready", None, now, idle_since=doing.idle_since or now)


def presence_of(session: Session, staff_id: int) -> Presence:
    """What somebody is doing."""
    return session.get_one(Presence, staff_id)


def on_site(session: Session, site_id: int) -> list[Present]:
    """Who is signed in at a site, the one idle longest first."""
    return [one for one in present(session) if one.staff.site_id == site_id]


def has_textphone(session: Session, site_id: int) -> bool:
    """Whether anybody who is signed in at a site has a textphone."""
    at_work = select(Presence).join(Staff, Presence.staff_id == Staff.id).where(Presence.state != "signed_out")
    there = at_work.where(Staff.active, Staff.site_id == site_id, Staff.textphone)
    return bool(session.scalar(select(there.exists())))


def present(session: Session) -> list[Present]:
    """Everybody who is signed in, the one idle longest first."""
    found = session.execute(
        select(Staff, Presence)
        .join(Presence, Presence.staff_id == Staff.id)
        .where(Presence.state != "signed_out", Staff.active)
        .order_by(Presence.idle_since.asc().nulls_last(), Staff.id)
        .execution_options(populate_existing=True)
    )
    return [Present(staff, doing) for staff, doing in found]


def at_work(session: Session) -> list[AtWork]:
    """Everybody who is signed in and neither on a break nor away, the one idle longest first: their bare columns, since
    it is asked at each pass of the matcher."""
    found = session.execute(
        select(
            Staff.id,
            Staff.site_id,
            Staff.languages,
            Staff.textphone,
            Staff.username,
            Staff.browser_telephone,
            Staff.desk_number,
            Presence.state,
            Presence.idle_since,
        )
        .join(Presence, Presence.staff_id == Staff.id)
        .where(Presence.state.not_in(NOT_FOR_CALLS), Staff.active)
        .order_by(Presence.idle_since.asc().nulls_last(), Staff.id)
    )
    return [
        AtWork(staff_id, site_id, frozenset(spoken), textphone, dialled(username, in_browser, desk), state, idle_since)
        for staff_id, site_id, spoken, textphone, username, in_browser, desk, state, idle_since in found
    ]


def note(session: Session, doing: Presence, now: datetime) -> None:
    """Add to the history what somebody does from now on, and at which site: a day is replayed from it."""
    site_id = session.get_one(Staff, doing.staff_id).site_id
    change = PresenceChange(staff_id=doing.staff_id, site_id=site_id, state=doing.state, reason=doing.reason, at=now)
    session.add(change)
    session.flush()


def _move(
    session: Session, doing: Presence, state: str, reason: str | None, now: datetime, idle_since: datetime | None
) -> Presence:
    doing.state = PRESENCE.check(doing.state, state)
    doing.reason, doing.since = reason, now
    doing.set_by = doing.word = None
    if state != "ringing":
        doing.idle_since = idle_since
    note(session, doing, now)
    notify(session, LINE)
    notify(session, CHANNEL, doing.staff_id)
    return doing
