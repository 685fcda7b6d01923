"""Ringing her: what has fallen due, each attempt, and what comes of it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.callbacks import rules
from app.callbacks.booking import keep_to, owe_by, tell
from app.callbacks.finding import is_unpromised, live_attempt, lock, was_unpromised
from app.callbacks.models import CALLBACK, Attempt, Callback
from app.callbacks.punctuality import remember
from app.callbacks.results import RESULTS, Follows
from app.callbacks.rules import Next, Tried
from app.callbacks.times import OWED_FALLS_DUE, terms_of, times_for
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.sites import service as sites
from app.values.moves import IllegalMove

# By how much a try may be put later so that an adviser can be held for it; one that comes soon holds nobody.
PUT_OFF_LEEWAY: Final = timedelta(hours=2)
LEEWAY: Final = {Follows.OTHER_TIME_OF_DAY: PUT_OFF_LEEWAY}


def fall_due(session: Session, now: datetime, limit: int = 100, besides: Collection[UUID] = ()) -> list[Callback]:
    """Claim the booked call-backs whose time has come, the earliest first; each is claimed by one claimer only.

    `besides`: those that are left as they are.

    A call that is owed falls due in the last hour before its deadline, whoever is free: it was promised. Not one at
    an office, where nobody waits before a time is agreed, nor one of which no moment is known to be safe: a person has
    to find one.
    """
    by_itself = Callback.office_id.is_(None) & ~Callback.for_a_person
    owed = (Callback.state == "owed") & by_itself & (Callback.deadline <= now + OWED_FALLS_DUE)
    due = session.scalars(
        select(Callback)
        .where(((Callback.state == "booked") & (Callback.next_at <= now)) | owed, Callback.id.not_in(besides))
        .order_by(func.coalesce(Callback.next_at, Callback.deadline))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for callback in due:
        if callback.state == "owed":
            callback.state = CALLBACK.check(callback.state, "booked")
            remember(session, callback, now)
            callback.next_at, callback.due_at, callback.begun_at = now, callback.deadline, None
        callback.state = CALLBACK.check(callback.state, "due")
        tell(session, "call-back due", callback, now)
    return list(due)


def put_off(session: Session, callback: Callback, now: datetime) -> bool:
    """This is no moment to ring her: she is rung at the next that is. Its promise stands as it was, and is late.

    False where there is none, or she was to come to an office for it, and would not be there. Raises IllegalMove.
    """
    lock(session, callback)
    at = rules.next_moment(now, terms_of(session, callback))
    if at is None or callback.office_id is not None:
        return False
    callback.state = CALLBACK.check(callback.state, "booked")
    diary.release(session, callback.id, now)
    callback.next_at, callback.held_adviser_id, callback.wanted_now_at = at, None, None
    _hold(session, callback, at, at + PUT_OFF_LEEWAY, now)
    tell(session, "call-back put off", callback, now)
    return True


def begin_attempt(
    session: Session,
    callback: Callback,
    now: datetime,
    *,
    adviser_id: int | None = None,
    connection_id: UUID | None = None,
    rings_her: bool = True,
    by_hand: bool = False,
    conversation_id: UUID | None = None,
) -> Attempt:
    """Set out to ring her. Raises IllegalMove where it is not due: nobody is rung twice.

    Where another than the adviser named takes it, the one named is free again; what else is held stays so. Where
    somebody else must be rung before her (`rings_her` false), the promise is begun by `now_rung` only. `by_hand`: the
    adviser dials it himself, or types with her in `conversation_id`.
    """
    lock(session, callback)
    callback.state = CALLBACK.check(callback.state, "in_progress")
    if rings_her:
        now_rung(callback, now)
    last = session.scalar(select(Attempt).where(Attempt.callback_id == callback.id).order_by(Attempt.number.desc()))
    goes_on = last is not None and _goes_on_early(callback, last, now)
    early = goes_on or is_unpromised(callback, callback.next_at, now)
    if adviser_id is not None and adviser_id != callback.held_adviser_id and not early:
        diary.release_adviser(session, callback.id, now)
    attempt = Attempt(
        callback_id=callback.id,
        number=last.number + 1 if last is not None else 1,
        due_at=(callback.due_at if goes_on else callback.next_at) or now,
        started_at=now,
        connection_id=connection_id,
        by_hand_of=adviser_id if by_hand else None,
        conversation_id=conversation_id,
        away_because=callback.away_because,
    )
    session.add(attempt)
    tell(session, "call-back begun", callback, now, adviser_id)
    return attempt


def pass_attempt(session: Session, callback: Callback, connection_id: UUID) -> None:
    """The attempt goes on with another adviser, by that connection. Raises IllegalMove where none goes on."""
    lock(session, callback)
    _going_on(session, callback).connection_id = connection_id
    session.flush()


def pass_conversation(session: Session, callback: Callback, conversation_id: UUID, adviser_id: int) -> None:
    """Another adviser goes on with what was typed; nothing changes where the attempt is no conversation's."""
    lock(session, callback)
    attempt = live_attempt(session, callback)
    if attempt is not None and attempt.conversation_id == conversation_id:
        attempt.by_hand_of = adviser_id
        session.flush()


def now_rung(callback: Callback, now: datetime) -> None:
    """It is she who is rung now: the promise is begun."""
    callback.begun_at = callback.begun_at or now


def record_result(
    session: Session,
    callback: Callback,
    result: str,
    now: datetime,
    *,
    by_staff: int | None = None,
) -> Next:
    """What came of the attempt now going on; the next step that `rules.after` gives is taken.

    `result` is a code of `results.RESULTS`. "reached" lets the interview run on, until `finish`, `booking.move` or
    another result. Raises KeyError for no such result, IllegalMove where nobody is being rung.
    """
    lock(session, callback)
    attempt = _going_on(session, callback)
    earlier = [one for one in tried(session, callback) if one.at < attempt.started_at]
    attempt.result, attempt.counted = result, RESULTS[result].counted or attempt.counted
    if was_unpromised(callback, attempt):
        before = [one for one in _tried_early(session, callback) if one.at < attempt.started_at]
        following = rules.after_unpromised(result, callback.due_at, now, before)
        if following is not None:
            _back_to_the_promise(callback, attempt, following, now)
            tell(session, f"call-back result {result}", callback, now, by_staff)
            return following
    following = rules.after(result, now, earlier, terms_of(session, callback))
    if following.state != "in_progress":
        attempt.ended_at = now
        diary.release(session, callback.id, now)
        callback.held_adviser_id = None
        callback.next_at = following.next_at
        if following.next_at is not None and (leeway := LEEWAY.get(RESULTS[result].follows)) is not None:
            last = following.next_at + leeway
            _hold(session, callback, following.next_at, last, now)
        if following.state == "owed":
            # What she asks for will be a new promise: a person agrees it with her, and no time is given to her unasked.
            remember(session, callback, now)
            callback.due_at = callback.begun_at = None
            owe_by(session, callback, sites.by_id(session, callback.site_id), now)
            callback.turned_down = True
        callback.due_at = callback.due_at or callback.next_at
        callback.state = CALLBACK.check(callback.state, following.state)
        callback.ended_at = now if callback.state in CALLBACK.final else None
    tell(session, f"call-back result {result}", callback, now, by_staff)
    return following


def _back_to_the_promise(callback: Callback, attempt: Attempt, following: Next, now: datetime) -> None:
    """It was rung besides what is promised: who and what is held for that stays held, and it is not begun yet."""
    attempt.ended_at = now
    callback.state = CALLBACK.check(callback.state, following.state)
    callback.next_at = following.next_at
    if following.next_at is None:
        callback.ended_at = now
    else:
        callback.begun_at = None


def finish(session: Session, callback: Callback, now: datetime, *, by_staff: int | None = None) -> None:
    """The start-up is finished: the promise is kept. Raises IllegalMove where nobody is being rung."""
    lock(session, callback)
    if callback.state == "in_progress":
        _going_on(session, callback).ended_at = now
    callback.state = CALLBACK.check(callback.state, "kept")
    callback.ended_at, callback.next_at = now, None
    diary.release(session, callback.id, now)
    tell(session, "call-back kept", callback, now, by_staff)


def tried(session: Session, callback: Callback) -> list[Tried]:
    """Its attempts so far that have a result, in order, but for those made before the time promised."""
    return _tried(session, callback, Attempt.due_at <= Attempt.started_at)


def _tried_early(session: Session, callback: Callback) -> list[Tried]:
    """Those made before the time that is promised now."""
    return _tried(session, callback, (Attempt.due_at > Attempt.started_at) & (Attempt.due_at == callback.due_at))


def _tried(session: Session, callback: Callback, which: ColumnElement[bool]) -> list[Tried]:
    rows = session.scalars(
        select(Attempt)
        .where(Attempt.callback_id == callback.id, Attempt.result.is_not(None), which)
        .order_by(Attempt.number)
    )
    return [Tried(row.result, row.started_at) for row in rows if row.result]


def _goes_on_early(callback: Callback, last: Attempt, now: datetime) -> bool:
    """Whether the last attempt was made before the time that is still promised, so that another now is besides it."""
    return callback.due_at is not None and callback.due_at == last.due_at > now


def _going_on(session: Session, callback: Callback) -> Attempt:
    attempt = live_attempt(session, callback)
    if attempt is None or callback.state != "in_progress":
        raise IllegalMove(CALLBACK.what, callback.state, "the result of an attempt")
    return attempt


def _hold(session: Session, callback: Callback, wanted: datetime, last: datetime, now: datetime) -> None:
    """Hold for a try again, from the time wanted to the last, who and what it needs, if all can be had together.

    Otherwise she is rung at the time wanted all the same, by whoever is ready.
    """
    for slot in times_for(session, callback, wanted, now, last):
        try:
            keep_to(callback, diary.hold(session, slot, callback.id, now))
        except SlotTaken:
            continue
        return
