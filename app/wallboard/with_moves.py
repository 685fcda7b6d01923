"""A change of a site's diary and the promises that it would break: listed, moved with it in one step, undone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.audit.models import AuditEntry
from app.claimants import service as claimants
from app.diary.errors import SlotTaken, StillHeld
from app.sites.models import Site
from app.switchboard import rebooking
from app.switchboard.rebooking import Moved, Proposal
from app.values.errors import Invalid
from app.values.moves import IllegalMove
from app.values.sentence import mark
from app.wallboard import acts
from app.wallboard.promises import who_in_words
from app.web import access
from app.web.said import say, when
from app.web.transactions import db

MOVE_ALL = "move-all"
# Whatever is found to be in the way, nothing is done of it yet.
ONLY_SHOW = "show"
GONE = mark("Somebody was quicker, and one of the times is taken. Nothing was changed: these are the times now.")
UNDER_WAY = mark("One of these is being rung now. Wait until that is over.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change that somebody wants: what does it, the call-backs in its way, and what to note of it.

    `days` are those of the diary, each of a site by its id, in which it is made.
    """

    change: Callable[[], object]
    broken: tuple[UUID, ...]
    action: str
    details: dict[str, Any]
    days: frozenset[tuple[int, date]] = frozenset()


@dataclass(frozen=True, slots=True)
class ToMove:
    """A call-back in the way: when it is and for whom, and where it could go.

    `to` is a moment (ISO), empty where no time can be met and it would be owed.
    """

    id: str
    was: str
    who: str
    to: str
    words: str


Plan = tuple[ToMove, ...]


def breaks(change: Callable[[], object]) -> tuple[UUID, ...]:
    """The call-backs that stand in the way of a change, which is only tried."""
    tried = db().begin_nested()
    try:
        change()
    except StillHeld as problem:
        return tuple(problem.callback_ids)
    finally:
        tried.rollback()
    return ()


def enter(
    site: Site, wanted_now: Callable[[], Wanted], drawn: Callable[[Plan, str], str], done: str, now: datetime
) -> ResponseReturnValue | None:
    """Do what is wanted; where promises are in the way, first show where each could go.

    `wanted_now` looks at the form and the diary anew, `drawn` is the page with a plan and with what went wrong. None
    where it is done, and `done` (with what was moved) is told on the next page.
    """
    wanted = wanted_now()
    go = request.form.get("go")
    if go == ONLY_SHOW or (wanted.broken and go != MOVE_ALL):
        return drawn(_plan(wanted, wanted_now), ""), 409
    try:
        me = access.current_staff().id
        moved = rebooking.carry_out(db(), wanted.change, _agreed(wanted), me, now, wanted.days)
    except (SlotTaken, StillHeld):
        db().rollback()
        return drawn(_plan(wanted_now(), wanted_now), say(GONE)), 409
    except IllegalMove:
        db().rollback()
        return drawn((), say(UNDER_WAY)), 409
    entry = acts.note(site, wanted.action, moves=[one.noted() for one in moved], **wanted.details)
    acts.tell(" ".join(filter(None, (done, _told(moved)))), entry)
    return None


def undo(site: Site, actions: tuple[str, ...], take_out: Callable[[AuditEntry], None]) -> None:
    """Take back what was entered, and every call-back that was moved for it goes back where it still can.

    `take_out` takes back the change itself; it raises Invalid where that can no longer be.
    """
    now = clock.now()
    try:
        entry = acts.to_undo(site, request.form.get("entry", ""), actions)
        take_out(entry)
    except Invalid as problem:
        acts.refuse(say(problem.message, **problem.params))
        return
    back, left = rebooking.move_back(db(), entry.details["moves"], access.current_staff().id, now)
    acts.note(site, acts.UNDONE, of=entry.id, back=back, left=left)
    words = say(mark("It is undone."))
    if back or left:
        told = mark("It is undone. Call-backs moved back: {back}; that stay where they are, as they cannot: {left}.")
        words = say(told, back=back, left=left)
    acts.tell(words)


def _plan(wanted: Wanted, wanted_now: Callable[[], Wanted]) -> Plan:
    try:
        proposals = rebooking.propose(db(), wanted.change, wanted.broken, clock.now())
    except StillHeld:
        # Somebody has booked between the two looks at the diary.
        return _plan(wanted_now(), wanted_now)
    return tuple(_to_move(db(), one) for one in proposals)


def _agreed(wanted: Wanted) -> dict[UUID, datetime | None]:
    agreed: dict[UUID, datetime | None] = {}
    for one in wanted.broken:
        sent = request.form.get(f"to-{one}")
        if sent is None:
            raise SlotTaken
        try:
            agreed[one] = datetime.fromisoformat(sent) if sent else None
        except ValueError:
            abort(400)
    return agreed


def _told(moved: list[Moved]) -> str:
    if not moved:
        return ""
    untold = sum(one.told == "nobody" for one in moved)
    words = mark("Call-backs moved: {count}, of whom nobody is told by itself: {untold}.")
    return say(words, count=len(moved), untold=untold)


def _to_move(session: Session, one: Proposal) -> ToMove:
    who = claimants.by_id(session, one.callback.claimant_id) if one.callback.claimant_id else None
    return ToMove(
        str(one.callback.id),
        when(one.was),
        who_in_words(who),
        one.to.isoformat() if one.to else "",
        _where_to(one),
    )


def _where_to(one: Proposal) -> str:
    if not one.movable:
        return say(mark("being rung now: wait until that is over"))
    if one.to is None:
        return say(mark("no time can be met: it would be owed"))
    return say(mark("the same time, with another adviser")) if one.to == one.was else when(one.to)
