"""The call-backs of some days of a site, and those that wait for a person: each with whose it is, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from app.callbacks.models import CALLBACK, Callback
from app.callbacks.punctuality import KEPT_WITHIN
from app.claimants.models import Claimant
from app.diary.holding import ADVISER, ends_of
from app.diary.models import Hold
from app.diary.rules import PLACE

# A time that is still to come and can be given another: nobody is being rung.
MOVABLE = ("booked", "due")


@dataclass(frozen=True)
class Booked:
    """A call-back, and the claimant, where it is known who she is."""

    callback: Callback
    claimant: Claimant | None

    @property
    def at(self) -> datetime | None:
        """When she is to be rung, or was."""
        return time_of(self.callback)


@dataclass(frozen=True)
class Kept:
    """A time kept for an adviser: `changes` says how often it was changed, `made_at` when the last time."""

    callback: Callback
    reference: str | None
    starts_at: datetime
    ends_at: datetime
    changes: int
    made_at: datetime


def time_of(callback: Callback) -> datetime | None:
    """When she is to be rung: the next try of one still booked, else the time that was promised."""
    return callback.next_at if callback.state in MOVABLE and callback.next_at else callback.due_at


def between(session: Session, site_id: int, from_: datetime, to: datetime) -> list[Booked]:
    """The call-backs of a time in a site's diary, whatever came of them but for those cancelled, in order."""
    of_site = (Callback.diary_site_id == site_id) & (Callback.state != "cancelled")
    then = Callback.due_at.between(from_, to) | ((Callback.state == "booked") & Callback.next_at.between(from_, to))
    found = [one for one in _rows(session, of_site & then) if one.at is not None and from_ <= one.at < to]
    return sorted(found, key=lambda one: (one.at, one.callback.booked_at))


def in_need(session: Session, site_id: int, now: datetime) -> list[Booked]:
    """A site's call-backs that are late, or owed a time, or wait for somebody to act: the oldest first."""
    late = Callback.state.in_(MOVABLE) & Callback.begun_at.is_(None) & (Callback.due_at < now - KEPT_WITHIN)
    waiting = Callback.state.in_(("owed", "letter_wanted"))
    found = _rows(session, (Callback.site_id == site_id) & Callback.state.not_in(CALLBACK.final) & (late | waiting))
    return sorted(found, key=lambda one: one.callback.due_at or one.callback.booked_at)


def owed(session: Session) -> list[Booked]:
    """Calls owed at any site that take any time: the earliest deadline first, then who waited longest."""
    found = (one for one in _rows(session, Callback.state == "owed") if takes_any_time(one.callback))
    return sorted(found, key=lambda one: (one.callback.deadline or one.callback.booked_at, one.callback.booked_at))


def takes_any_time(callback: Callback) -> bool:
    """Whether one that is owed may be given a time unasked.

    At an office nobody waits before a time is agreed, and who turned down what there was is asked by a person.
    """
    return callback.office_id is None and not callback.turned_down and not callback.for_a_person


def promised_during(session: Session, site_id: int, from_: datetime, to: datetime) -> list[UUID]:
    """The call-backs of a site whose interview, with its wrap-up, would have a part in that time."""
    longest = func.coalesce(func.max(Callback.places), 0)
    most = session.scalar(select(longest).where(Callback.diary_site_id == site_id, Callback.state.in_(MOVABLE))) or 0
    return [
        one.callback.id
        for one in between(session, site_id, from_ - most * PLACE, to)
        if one.callback.state in MOVABLE and one.at is not None and one.at + one.callback.places * PLACE > from_
    ]


def owed_within(session: Session, site_id: int, from_: datetime, to: datetime) -> int:
    """How many calls a site owes by a moment of that time."""
    owed = select(func.count()).where(Callback.site_id == site_id, Callback.state == "owed")
    return session.scalar(owed.where(Callback.deadline.between(from_, to))) or 0


def promised_from(session: Session, site_id: int, from_: datetime) -> list[tuple[UUID, datetime, datetime]]:
    """A site's call-backs still to be made from a moment on: each with when its interview, with its wrap-up, begins and
    ends."""
    of_site = (Callback.diary_site_id == site_id) & Callback.state.in_(MOVABLE)
    return [
        (one.callback.id, one.at, one.at + one.callback.places * PLACE)
        for one in _rows(session, of_site)
        if one.at is not None and one.at >= from_
    ]


def diary_of(session: Session, adviser_id: int, from_: datetime) -> list[Kept]:
    """What is kept for an adviser from a moment on, in order."""
    every = aliased(Hold)
    changes = (
        select(func.count())
        .where(every.callback_id == Callback.id, every.resource == ADVISER)
        .correlate(Callback)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Callback, Claimant.reference, Hold.during, changes, Hold.made_at)
        .join(Hold, Hold.callback_id == Callback.id)
        .outerjoin(Claimant, Claimant.id == Callback.claimant_id)
        .where(
            Hold.resource == ADVISER,
            Hold.resource_key == str(adviser_id),
            Hold.released_at.is_(None),
            func.upper(Hold.during) > from_,
        )
        .order_by(Hold.during)
    )
    return [Kept(callback, ref, *ends_of(during), count - 1, at) for callback, ref, during, count, at in rows]


def _rows(session: Session, which: ColumnElement[bool]) -> list[Booked]:
    statement = select(Callback, Claimant).outerjoin(Claimant, Claimant.id == Callback.claimant_id).where(which)
    return [Booked(callback, claimant) for callback, claimant in session.execute(statement)]
