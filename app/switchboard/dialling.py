"""The telephone lane: every request to Twilio that rings, redirects, holds or hangs up, exactly once where it rings.

A leg is committed as dialling before the request goes out. If the answer is lost the leg is unknown and is never
simply sent again: the first webhook that bears its id adopts the SID, or it is looked for when it must have ended,
and only when it was absent twice is it dialled again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app import clock
from app.calls import service as calls
from app.calls.models import LEG, Leg
from app.calls.service import FreeLeg
from app.jobs.rules import TryLater
from app.line import service as line
from app.switchboard import dropping, in_time, legs, orders, outage
from app.switchboard.context import Switchboard
from app.telephony.errors import AnswerLost, Gone, NotNow, Refused, TelephonyError
from app.telephony.network import CONNECTIONS_KEPT

log = structlog.get_logger()

NOT_YET_ANSWERED = ("queued", "ringing")

# So many requests go out together: none waits for another's answer, and what a crash leaves to be looked for is few.
AT_ONCE = 128
STORED_EVERY_SECONDS = 0.2
# Threads that wait for Twilio's answers, and then for the next dials: to start one takes longer than to ring by it.
_waiters = ThreadPoolExecutor(CONNECTIONS_KEPT, thread_name_prefix="dial")
# A call's SID, or why there is none.
Answer = str | TelephonyError
ToRing = Leg | FreeLeg

# Nothing was carried out and she, or the adviser, still waits: tried again as long as anybody does.
FIRST_AGAIN, LATEST_AGAIN = timedelta(seconds=2), timedelta(seconds=30)
# A moment at which she may be rung is good for so long: in a full queue, or after an answer that was lost, it passes.
GOOD_FOR = timedelta(seconds=30)
AGAIN_WHILE_SOMEBODY_WAITS = timedelta(seconds=10)


def dial(board: Switchboard, payloads: Sequence[Mapping[str, Any]]) -> None:
    """Jobs: make the calls of legs, all at once."""
    priorities = {UUID(payload["leg"]): payload["priority"] for payload in payloads}
    for answers in _as_they_come(board, _begin(board, list(priorities))):
        _sent(board, {leg_id: answer for leg_id, answer in answers.items() if isinstance(answer, str)})
        for leg_id, answer in answers.items():
            if isinstance(answer, TelephonyError):
                _not_sent(board, leg_id, answer, priorities[leg_id])


def _begin(board: Switchboard, leg_ids: list[UUID]) -> list[ToRing]:
    """Commit to dialling; returns the legs to be dialled, in the order in which they were asked for.

    In one commit those of which there is nothing else to say, each of the others in its own. So nobody waits for a leg
    while he holds another, and it does not matter in which order they are taken.

    Whether she may be rung was looked at when her leg was wanted; of one that has waited since it is once more.
    """
    since = clock.now() - GOOD_FOR
    with board.database.transaction() as session:
        begun: list[ToRing] = [*_still_wanted(session, calls.lock_free_legs(session, leg_ids, "wanted", since))]
        calls.start_dialling(session, [leg.id for leg in begun], clock.now())

    def begin(session: Session, leg: Leg) -> None:
        if leg.state == "dialling":
            # It was begun before and its worker died: whether the request went out is not known.
            calls.answer_lost(leg, clock.now())
        elif leg.state == "wanted" and _for_nobody(session, leg):
            calls.cancel_leg(leg, clock.now())
        elif leg.state == "wanted":
            calls.start_dialling(session, [leg.id], clock.now())
            begun.append(leg)

    others = set(leg_ids) - {leg.id for leg in begun}
    for leg_id in others:
        with board.database.transaction() as session:
            in_time.look_again(board, session, leg_id, clock.now())
    _each_by_itself(board, others, begin)
    return sorted(begun, key=lambda leg: leg_ids.index(leg.id))


def _as_they_come(board: Switchboard, legs: list[ToRing]) -> Iterator[dict[UUID, Answer]]:
    """Ring them, and hand on the answers that are there together: one that is late keeps no other from being stored."""
    if len(legs) == 1:
        yield {legs[0].id: _ring(board, legs[0])}
    elif legs:
        waiting = {_waiters.submit(_ring, board, leg): leg.id for leg in legs}
        while waiting:
            answered, _ = wait(waiting, timeout=STORED_EVERY_SECONDS)
            yield {waiting.pop(one): one.result() for one in answered}


def _ring(board: Switchboard, leg: ToRing) -> Answer:
    addresses = board.addresses
    try:
        return board.telephone.dial(
            to=leg.to_number,
            from_=leg.from_number,
            url=addresses.leg(leg.id),
            fallback_url=addresses.fallback,
            status_callback=addresses.leg_status(leg.id),
            ring_seconds=leg.ring_seconds,
        )
    except (AnswerLost, NotNow, Refused) as error:
        return error


def _sent(board: Switchboard, sids: Mapping[UUID, str]) -> None:
    """Keep what Twilio calls them; in as many commits as `_begin`."""
    if not sids:
        return
    with board.database.transaction() as session:
        plain = _still_wanted(session, calls.lock_free_legs(session, sids, "dialling"))
        calls.all_sent(session, plain, sids)

    def keep(session: Session, leg: Leg) -> None:
        calls.sent(leg, sids[leg.id])
        if leg.state not in LEG.final and _for_nobody(session, leg):
            # It came to nothing while the request was on its way.
            orders.hang_up(session, sids[leg.id], clock.now())

    _each_by_itself(board, set(sids) - {leg.id for leg in plain}, keep)


def _not_sent(board: Switchboard, leg_id: UUID, error: TelephonyError, priority: int) -> None:
    with board.database.transaction() as session:
        match error:
            case Refused():
                log.warning("a call was refused", leg=str(leg_id), code=error.code)
                legs.on_refused(board, session, leg_id, error.code, clock.now())
                return
            case AnswerLost():
                log.warning("answer to a dial was lost", leg=str(leg_id))
                leg = calls.lock_leg(session, leg_id)
                if leg is not None:
                    calls.answer_lost(leg, clock.now())
            case _:
                log.warning("no call can be made at this moment", leg=str(leg_id), why=str(error))
                _not_made(session, leg_id, priority, clock.now())
    outage.asked_in_vain(board, error, clock.now())


def _each_by_itself(board: Switchboard, leg_ids: Iterable[UUID], do: Callable[[Session, Leg], None]) -> None:
    """Do it with each of the legs, locked, in a transaction of its own."""
    for leg_id in leg_ids:
        with board.database.transaction() as session:
            leg = calls.lock_leg(session, leg_id)
            if leg is not None:
                do(session, leg)


def _still_wanted(session: Session, legs: list[FreeLeg]) -> list[FreeLeg]:
    """Those whose offers are not over."""
    over = line.over_among(session, [leg.offer_id for leg in legs])
    return [leg for leg in legs if leg.offer_id not in over]


def _for_nobody(session: Session, leg: Leg) -> bool:
    """Whether it brings nobody together any more: she has hung up, or he, or a supervisor has gone."""
    return leg.left_at is not None or bool(line.over_among(session, [leg.offer_id]))


def _not_made(session: Session, leg_id: UUID, priority: int, now: datetime) -> None:
    leg = calls.lock_leg(session, leg_id)
    if leg is not None and leg.state == "dialling":
        calls.not_made(leg)
        waited = now - leg.created_at
        orders.dial(session, leg, priority, now, due_at=now + min(max(waited, FIRST_AGAIN), LATEST_AGAIN))


def redirect(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: make a live call ask where it was told to; if it is over, she has gone."""
    try:
        board.telephone.redirect(payload["sid"], payload["url"])
    except Gone as error:
        if _not_yet_answered(board, payload["sid"]):
            raise TryLater("our first answer has not reached the call") from error
        with board.database.transaction() as session:
            legs.gone(board, session, payload["sid"], clock.now())
    except (NotNow, AnswerLost) as error:
        # Asking a call to ask again does no harm twice.
        raise _once_it_answers(board, error) from error


def _once_it_answers(board: Switchboard, error: TelephonyError) -> TryLater:
    """Somebody is on that line: however long Twilio does not answer, it is tried until it does."""
    outage.asked_in_vain(board, error, clock.now())
    return TryLater(str(error), wait=AGAIN_WHILE_SOMEBODY_WAITS, counted=False)


def _not_yet_answered(board: Switchboard, sid: str) -> bool:
    """Whether a call that could not be redirected has only just come in: Twilio says the same of one that is over."""
    try:
        found = board.telephone.fetch(sid)
    except (NotNow, AnswerLost, Refused):
        return False
    return found is not None and found.status in NOT_YET_ANSWERED


def hang_up(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: end a call; ending it twice does no harm."""
    try:
        board.telephone.hang_up(payload["sid"])
    except (NotNow, AnswerLost) as error:
        raise _once_it_answers(board, error) from error


def hold(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: put somebody on hold or take her off, unless the other was pressed meanwhile."""
    with board.database.transaction() as session:
        wanted = calls.is_on_hold(session, payload["conference"])
    on: bool = payload["on"]
    if wanted != on:
        return
    try:
        board.telephone.hold(payload["conference"], payload["sid"], on)
    except Gone:
        return
    except (NotNow, AnswerLost) as error:
        raise _once_it_answers(board, error) from error


def look_for_lost_legs(board: Switchboard, now: datetime) -> int:
    """Tick: ask after legs that have not told what they should have; returns how many.

    Where the answer to the request was lost the call is looked for in Twilio's list. Where a callback was lost its
    status is asked for, so that nobody is rung, or on a call, for ever.
    """
    with board.database.transaction() as session:
        wanted = calls.legs_to_look_for(session, now)
    for leg_id in wanted:
        _look_for(board, leg_id, now)
    return len(wanted)


def _look_for(board: Switchboard, leg_id: UUID, now: datetime) -> None:
    with board.database.transaction() as session:
        leg = calls.lock_leg(session, leg_id)
        if leg is None or leg.state in LEG.final or leg.look_at is None or leg.look_at > now:
            return
        if leg.state == "dialling":
            # Its worker died before it could say more: give the call the time it would take to end.
            calls.answer_lost(leg, now)
            if leg.look_at is not None and leg.look_at > now:
                return
        to_number, since, sid = leg.to_number, leg.dialled_at or leg.created_at, leg.sid
        calls.look_later(leg, now)
    if sid is not None:
        _ask_after(board, leg_id, sid, now)
    else:
        _find(board, leg_id, to_number, since, now)


def _ask_after(board: Switchboard, leg_id: UUID, sid: str, now: datetime) -> None:
    try:
        found = board.telephone.fetch(sid)
    except (NotNow, AnswerLost, Refused):
        log.warning("could not ask after a call", leg=str(leg_id))
        return
    if found is None:
        # Twilio named this SID itself: what it does not know of it yet, it will.
        log.warning("twilio does not know a call that it made", leg=str(leg_id))
        return
    with board.database.transaction() as session:
        legs.on_status(board, session, leg_id, sid, found.status, None, now)


def _find(board: Switchboard, leg_id: UUID, to_number: str, since: datetime, now: datetime) -> None:
    try:
        found = board.telephone.find(to_number, since)
    except (NotNow, AnswerLost, Refused):
        log.warning("could not look for a call", leg=str(leg_id))
        return
    with board.database.transaction() as session:
        taken = calls.known_sids(session, [call.sid for call in found])
        ours = [call for call in found if call.sid not in taken]
        leg = calls.leg(session, leg_id)
        if leg is None or leg.state in LEG.final:
            return
        if ours:
            legs.on_status(board, session, leg_id, ours[0].sid, ours[0].status, None, now)
            return
        leg = calls.lock_leg(session, leg_id)
        if leg is not None and leg.state == "unknown" and calls.absent(leg, now):
            log.info("a lost call was never made and is dialled again", leg=str(leg_id))
            calls.not_made(leg)
            caller = line.who_wants(session, leg.offer_id)[0] is not None
            orders.dial(session, leg, orders.pressing(leg, caller=caller), now)


def after_drop(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: some seconds after an adviser's line went, see whether she still holds on."""
    with board.database.transaction() as session:
        dropping.after_drop(board, session, UUID(payload["connection"]), clock.now())
