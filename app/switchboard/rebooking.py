"""Promises moved by a supervisor: one by one, or all that a change of the diary would break.

Leave, a closure: the change is tried, what it would break is found, and the first times at which each could be met
instead; then all of it is undone. When the supervisor agrees, the change and every move are done in one transaction,
each looked at once more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks import rules
from app.callbacks import service as callbacks
from app.callbacks.models import CALLBACK, Callback
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.sites import service as sites
from app.switchboard import messages, ringing_back
from app.values.london import london_date
from app.values.moves import IllegalMove


class NotSafeThenError(SlotTaken):
    """She has said that it is not safe to ring her at that time."""


class OnlyAsAgreedError(SlotTaken):
    """No time is known to be safe for her but one that she has agreed to: a person finds it with her."""


Told = Literal["same", "text", "letter", "nobody"]
Change = Callable[[], object]
NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Proposal:
    """Where a call-back could go: when it `was`, when it could be and with whom; without `to` no time can be met."""

    callback: Callback
    was: datetime
    to: datetime | None
    adviser_id: int | None

    @property
    def movable(self) -> bool:
        """Whether it can be given another time at all: not while she is being rung."""
        return self.callback.state in callbacks.MOVABLE


@dataclass(frozen=True)
class Moved:
    """What was done with one: `to` is None where it is owed now; `told` says how she hears of it by itself."""

    callback: Callback
    was: datetime
    to: datetime | None
    adviser_before: int | None
    told: Told

    def noted(self) -> dict[str, Any]:
        """As the audit keeps it, enough to undo it by."""
        return {
            "callback": str(self.callback.id),
            "was": self.was.isoformat(),
            "to": self.to.isoformat() if self.to else None,
            "adviser": self.adviser_before,
        }


def propose(session: Session, change: Change, broken: Sequence[UUID], now: datetime) -> list[Proposal]:
    """For each of these the first time that could be met after the change; nothing is changed."""
    with _only_tried(session):
        found, still = [], _locked(session, broken)
        for one in still:
            if one.state in callbacks.MOVABLE:
                diary.release(session, one.id, now)
        movable = all(one.state in callbacks.MOVABLE for one in still)
        if movable:
            change()
        for one in still:
            was = callbacks.time_of(one) or now
            slot = next(callbacks.times_for(session, one, was, now), None) if movable else None
            if slot is not None:
                diary.hold(session, slot, one.id, now)
            # Read now: what was only tried is forgotten when it is undone.
            found.append((one, was, slot))
    return [
        Proposal(one, was, slot.starts_at if slot else None, slot.adviser_id if slot else None)
        for one, was, slot in found
    ]


def carry_out(
    session: Session,
    change: Change,
    wanted: Mapping[UUID, datetime | None],
    by: int,
    now: datetime,
    days: Iterable[tuple[int, date]] = (),
) -> list[Moved]:
    """Do the change, and move each call-back to its time; without one it is owed.

    `days`, each of a site by its id, are those of the diary in which the change itself is made.
    Raises SlotTaken or IllegalMove where one of them can no longer be done, StillHeld where one is missing: nothing
    is half done.
    """
    with session.begin_nested():
        were = _locked(session, list(wanted))
        _lock_days(session, ((one, wanted[one.id]) for one in were), days)
        before = {one.id: (callbacks.time_of(one) or now, one.held_adviser_id) for one in were}
        for one in were:
            if one.state not in callbacks.MOVABLE:
                raise IllegalMove(CALLBACK.what, one.state, "booked")
            diary.release(session, one.id, now)
        session.flush()
        change()
        # Day after day: interpreters whom sites share are waited for in that order too.
        in_order = sorted(were, key=lambda one: wanted[one.id] or NEVER)
        moved = {one.id: _moved(session, one, wanted[one.id], *before[one.id], by, now) for one in in_order}
        return [moved[one.id] for one in were]


def move(session: Session, callback: Callback, to: datetime, by: int, now: datetime, *, agreed: bool = False) -> Moved:
    """Give one call-back another time; `agreed`: it is one that she had before. Raises IllegalMove and SlotTaken;
    NotSafeThenError where it is not safe, and OnlyAsAgreedError where that is not known."""
    ringing_back.lock(session, [callback])
    if callback.state == "in_progress":
        raise IllegalMove(CALLBACK.what, callback.state, "booked")
    was = callbacks.time_of(callback) or now
    return _moved(session, callback, to, was, callback.held_adviser_id, by, now, agreed=agreed)


def move_back(session: Session, noted: Iterable[Mapping[str, Any]], by: int, now: datetime) -> tuple[int, int]:
    """Undo moves that were noted, each where it still can be; how many were moved back and how many were not."""
    back = left = 0
    noted = sorted(noted, key=lambda one: str(one["was"]))
    callbacks_of = {one.id: one for one in _locked(session, [UUID(one["callback"]) for one in noted])}
    to_days = ((callbacks_of[UUID(one["callback"])], datetime.fromisoformat(one["was"])) for one in noted)
    _lock_days(session, to_days)
    for one in noted:
        try:
            with session.begin_nested():
                _move_back(session, one, by, now)
            back += 1
        except (SlotTaken, IllegalMove):
            left += 1
    return back, left


def _move_back(session: Session, noted: Mapping[str, Any], by: int, now: datetime) -> None:
    callback = session.get_one(Callback, UUID(noted["callback"]), with_for_update=True, populate_existing=True)
    to = datetime.fromisoformat(noted["to"]) if noted["to"] else None
    if callback.state != ("booked" if to else "owed") or callbacks.time_of(callback) != (to or callback.due_at):
        raise SlotTaken
    was = datetime.fromisoformat(noted["was"])
    if was != to:
        move(session, callback, was, by, now, agreed=True)
    if noted["adviser"] is not None and callback.held_adviser_id != noted["adviser"]:
        try:
            callbacks.give_to(session, callback, noted["adviser"], by_staff=by, now=now)
        except SlotTaken:
            # The time is hers again; with whom is the lesser matter.
            return


def _moved(
    session: Session,
    callback: Callback,
    to: datetime | None,
    was: datetime,
    adviser: int | None,
    by: int,
    now: datetime,
    *,
    agreed: bool = False,
) -> Moved:
    if to is None:
        if callback.state != "owed":
            ringing_back.lose_time(session, callback, now, by_staff=by)
        return Moved(callback, was, None, adviser, "nobody")
    if not rules.suits(callbacks.times_to_choose(session, callback), to):
        raise NotSafeThenError
    if not agreed and to != was and callbacks.safe_times(session, callback) is None:
        raise OnlyAsAgreedError
    site = sites.by_id(session, callback.diary_site_id)
    slot = diary.slot_at(session, site, callbacks.needs_of(callback), to, now)
    ringing_back.move(session, callback, slot, now, by_staff=by)
    return Moved(callback, was, to, adviser, "same" if to == was else messages.promised(session, callback, now))


def _locked(session: Session, ids: Sequence[UUID]) -> list[Callback]:
    """These call-backs and what hangs on them, locked and read afresh; those promised first come first."""
    found = callbacks.lock_all(session, ids)
    ringing_back.lock(session, found)
    return sorted(found, key=lambda one: (callbacks.time_of(one) or one.booked_at, one.booked_at))


def _lock_days(
    session: Session, to: Iterable[tuple[Callback, datetime | None]], besides: Iterable[tuple[int, date]] = ()
) -> None:
    """The days of the diary to which these are moved, all at once: one after the other, in the order of the promises,
    two supervisors would wait for each other."""
    diary.lock_days(session, {*besides, *((one.diary_site_id, london_date(at)) for one, at in to if at is not None)})


@contextmanager
def _only_tried(session: Session) -> Iterator[None]:
    """A savepoint that is always undone."""
    nested = session.begin_nested()
    try:
        yield
    finally:
        nested.rollback()
