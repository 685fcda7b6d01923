"""Making, moving and giving up a promise to ring back."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from psycopg.errors import UniqueViolation
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.service import record
from app.callbacks.errors import AlreadyBooked
from app.callbacks.finding import (
    is_unpromised,
    live_attempt,
    lock,
    needs_of,
    open_for,
    open_for_call,
    safe_times,
)
from app.callbacks.models import CALLBACK, CHOSEN, Callback
from app.callbacks.punctuality import remember
from app.callbacks.times import deadline_of_owed, times_for
from app.callbacks.words import agreed_word
from app.database import notify
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.diary.service import Needs, Slot
from app.sites import service as sites
from app.sites.models import Site
from app.values.moves import IllegalMove
from app.values.proof import ProofNumber

SECRET: Final = random.SystemRandom()


@dataclass(frozen=True)
class Contact:
    """How to reach her: the number to ring (E.164), and what is safe; `third_party_id`: whose, if not hers.

    `safe_to_text` is None where she was not asked of texts. `on_behalf`: whose number it is, where somebody books it by
    keypad for her. Where she comes to an office, the number that is rung is
    that of the private telephone held there.
    """

    telephone: str
    safe_to_ring: bool = True
    safe_to_leave_message: bool = False
    safe_to_text: bool | None = None
    name_recording: str | None = None
    third_party_id: int | None = None
    on_behalf: str | None = None


def book(
    session: Session,
    *,
    site: Site,
    slot: Slot,
    claimant_id: UUID | None,
    call_id: UUID | None,
    contact: Contact,
    by_staff: int | None,
    now: datetime,
    chance: random.Random = SECRET,
) -> Callback:
    """Promise to ring her back at that time, in the diary of `site`, her home, or of the slot's site where she chose an
    adviser there.

    Raises AlreadyBooked with the call-back that is open, SlotTaken where somebody was quicker; either way nothing
    is changed.
    """
    callback = _new(site, slot.needs, claimant_id, call_id, contact, by_staff, now, chance)
    callback.due_at = callback.next_at = slot.starts_at
    _at_home_or_away(callback, site.id, slot)

    def promised() -> None:
        keep_to(callback, diary.hold(session, slot, callback.id, now))

    return _open(session, callback, promised, now)


def owe(
    session: Session,
    *,
    site: Site,
    needs: Needs,
    claimant_id: UUID | None,
    call_id: UUID | None,
    contact: Contact,
    by_staff: int | None,
    now: datetime,
    was_asked: bool = False,
    chance: random.Random = SECRET,
) -> Callback:
    """Owe her a call where no time can be met: it has its own deadline, on the board. Raises AlreadyBooked.

    `was_asked`: the times that could be met were put to her, and she took none.
    """
    callback = _new(site, needs, claimant_id, call_id, contact, by_staff, now, chance)
    callback.state = "owed"
    _owe(session, callback, site, now, was_asked=was_asked)
    return _open(session, callback, lambda: None, now)


def open_unpromised(
    session: Session,
    *,
    site: Site,
    needs: Needs,
    claimant_id: UUID,
    contact: Contact,
    by_staff: int,
    now: datetime,
    chance: random.Random = SECRET,
) -> Callback:
    """Ring her now, though nothing was promised: it is due this moment. Raises AlreadyBooked."""
    callback = _new(site, needs, claimant_id, None, contact, by_staff, now, chance)
    callback.state, callback.next_at = "due", now
    return _open(session, callback, lambda: None, now)


def ring_early(session: Session, callback: Callback, *, by_staff: int, now: datetime) -> None:
    """Ring her now, besides the time that was promised, which stays hers with all that is held. Raises IllegalMove."""
    lock(session, callback)
    callback.state = CALLBACK.check(callback.state, "due")
    tell(session, "call-back rung early", callback, now, by_staff)


def not_taken(session: Session, callback: Callback, now: datetime) -> bool:
    """The adviser who would ring her from her record did not take it: nobody does in his stead, and what was promised
    stands. False where the call was promised, and another makes it."""
    lock(session, callback)
    if callback.state != "due" or not is_unpromised(callback, callback.next_at, now):
        return False
    callback.state = CALLBACK.check(callback.state, "booked" if callback.due_at else "cancelled")
    callback.ended_at = now if callback.due_at is None else None
    tell(session, "call-back not rung early", callback, now)
    return True


def move(
    session: Session, callback: Callback, slot: Slot, *, by_staff: int | None, now: datetime, home_id: int | None = None
) -> Callback:
    """Another time for an open call-back, whatever has come of it so far. The old is kept if the new is taken.

    It is a new promise: its tries go on being counted, its punctuality begins anew. `home_id` is her home, where that
    is another site than the slot's, at which she chose an adviser. Raises SlotTaken, IllegalMove.
    """
    lock(session, callback)
    CALLBACK.check(callback.state, "booked")
    with session.begin_nested():
        diary.release(session, callback.id, now)
        held = diary.hold(session, slot, callback.id, now)
        _close_attempt(session, callback, now)
        remember(session, callback, now)
        callback.state = CALLBACK.check(callback.state, "booked")
        _at_home_or_away(callback, home_id, slot)
        _need(callback, slot.needs)
        keep_to(callback, held)
        callback.due_at = callback.next_at
        callback.begun_at = callback.deadline = callback.wanted_now_at = None
        callback.for_a_person = False
        session.flush()
    tell(session, "call-back moved", callback, now, by_staff)
    return callback


def give_to(session: Session, callback: Callback, adviser_id: int, *, by_staff: int, now: datetime) -> None:
    """Keep another adviser for it, at the same time. Raises SlotTaken, IllegalMove where it is begun or over."""
    lock(session, callback)
    if callback.state != "booked":
        raise IllegalMove(CALLBACK.what, callback.state, "another adviser")
    if callback.held_adviser_id == adviser_id:
        raise SlotTaken
    diary.pass_on(session, callback.id, adviser_id, needs_of(callback), now)
    callback.held_adviser_id = adviser_id
    tell(session, "call-back given to another adviser", callback, now, by_staff)


def cancel(session: Session, callback: Callback, *, by_staff: int | None, now: datetime) -> None:
    """Give up a call-back because she, or a person for a reason, wants it so. Raises IllegalMove if it is over."""
    lock(session, callback)
    callback.state = CALLBACK.check(callback.state, "cancelled")
    callback.ended_at = now
    _let_go(session, callback, now)
    tell(session, "call-back cancelled", callback, now, by_staff)


def bring_forward(
    session: Session,
    callback: Callback,
    *,
    by_staff: int | None,
    now: datetime,
    pause: timedelta = timedelta(),
    at_wish: bool = True,
) -> Callback:
    """Ring her back at once: it falls due this moment, or after a pause. `at_wish`: that is wanted, whatever the hour.

    Raises IllegalMove where she is being rung, or it is over.
    """
    lock(session, callback)
    if callback.state == "in_progress":
        raise IllegalMove(CALLBACK.what, callback.state, "due")
    if callback.state not in ("booked", "due", "letter_wanted"):
        callback.state = CALLBACK.check(callback.state, "booked")
    callback.next_at = now + pause
    callback.wanted_now_at = now if at_wish else callback.wanted_now_at
    callback.for_a_person = False
    if callback.due_at is None or callback.due_at > now:
        callback.due_at = now
    wanted = "booked" if pause else "due"
    if callback.state != wanted:
        callback.state = CALLBACK.check(callback.state, wanted)
    _let_go(session, callback, now)
    tell(session, "call-back brought forward", callback, now, by_staff)
    return callback


def want_now(session: Session, callback: Callback, now: datetime) -> None:
    """She wants to be rung at once, or an adviser has judged that she may be: it is due already, whatever the hour."""
    callback.wanted_now_at = now
    session.flush()


def lose_time(
    session: Session,
    callback: Callback,
    *,
    by_staff: int | None,
    now: datetime,
    was_asked: bool = False,
    for_a_person: bool = False,
) -> Callback:
    """The time promised can no longer be met (a site closed, a rota changed, none suits her who is being rung now): the
    call is owed. Raises IllegalMove.

    `was_asked`: the other times were put to her, and she took none. `for_a_person`: she cannot be rung by itself at
    all; if it was owed before, its deadline stays as it was.
    """
    lock(session, callback)
    callback.state = CALLBACK.check(callback.state, "owed")
    _close_attempt(session, callback, now)
    owed_by = callback.deadline
    _owe(session, callback, sites.by_id(session, callback.site_id), now, was_asked=was_asked)
    if for_a_person:
        callback.for_a_person, callback.deadline = True, owed_by or callback.deadline
    callback.next_at = callback.wanted_now_at = None
    _let_go(session, callback, now)
    tell(session, "call-back owed", callback, now, by_staff)
    return callback


def attach(session: Session, callback: Callback, claimant_id: UUID, *, by_staff: int | None, now: datetime) -> None:
    """Say whose a call-back is that was booked by keypad or text. Raises AlreadyBooked where she has another."""
    other = open_for(session, claimant_id)
    if other is not None and other.id != callback.id:
        raise AlreadyBooked(other)
    try:
        with session.begin_nested():
            callback.claimant_id = claimant_id
            session.flush()
    except IntegrityError as problem:
        other = open_for(session, claimant_id)
        if other is None:
            raise
        raise AlreadyBooked(other) from problem
    tell(session, "call-back joined to its claimant", callback, now, by_staff)


def correct_contact(
    session: Session, callback: Callback, contact: Contact, *, by_staff: int | None, now: datetime
) -> None:
    """Another number, or another answer to what is safe, for a call-back still open.

    A private telephone of an office stays the one that is held.
    """
    if callback.office_id is None:
        callback.telephone, callback.third_party_id = contact.telephone, contact.third_party_id
        callback.on_behalf = contact.on_behalf
    callback.safe_to_ring = contact.safe_to_ring
    callback.safe_to_leave_message = contact.safe_to_leave_message
    callback.safe_to_text = contact.safe_to_text
    callback.name_recording = contact.name_recording or callback.name_recording
    callback.for_a_person = not contact.safe_to_ring or safe_times(session, callback) is None
    session.flush()
    tell(session, "call-back contact corrected", callback, now, by_staff)


def _at_home_or_away(callback: Callback, home_id: int | None, slot: Slot) -> None:
    """Whose call-back it is from now on, and where it is held. What was released was released for the time before; an
    adviser elsewhere whom she chose stays her choice as long as the time is one of that site."""
    if home_id is None:
        home_id = callback.site_id if slot.site_id == callback.diary_site_id else slot.site_id
    callback.site_id = home_id
    chosen = slot.site_id != home_id
    callback.away_site_id, callback.away_because = (slot.site_id, CHOSEN) if chosen else (None, None)


def keep_to(callback: Callback, held: Slot) -> None:
    """Who and what is held for it, and when: a private telephone is the one that is rung."""
    callback.held_adviser_id, callback.next_at = held.adviser_id, held.starts_at
    callback.telephone = held.kept(diary.TELEPHONE) or callback.telephone


def tell(session: Session, action: str, callback: Callback, now: datetime, by_staff: int | None = None) -> None:
    """Put it on record, and tell the line and the board."""
    actor = "line" if by_staff is None else "staff"
    record(session, action, "callback", callback.id, now, staff_id=by_staff, actor=actor, state=callback.state)
    session.flush()
    notify(session, "line", callback.site_id)
    notify(session, "board", callback.site_id)


def _new(
    site: Site,
    needs: Needs,
    claimant_id: UUID | None,
    call_id: UUID | None,
    contact: Contact,
    by_staff: int | None,
    now: datetime,
    chance: random.Random,
) -> Callback:
    callback = Callback(
        id=uuid4(),
        claimant_id=claimant_id,
        call_id=call_id,
        site_id=site.id,
        booked_by=by_staff,
        booked_at=now,
        state="booked",
        telephone=contact.telephone,
        third_party_id=contact.third_party_id,
        safe_to_ring=contact.safe_to_ring,
        safe_to_leave_message=contact.safe_to_leave_message,
        safe_to_text=contact.safe_to_text,
        name_recording=contact.name_recording,
        on_behalf=contact.on_behalf,
        proof_number=str(ProofNumber.generate(chance)),
        agreed_word=agreed_word(needs.language, chance),
    )
    _need(callback, needs)
    return callback


def _need(callback: Callback, needs: Needs) -> None:
    callback.places, callback.office_id = needs.places, needs.office_id
    callback.language, callback.textphone = needs.language, needs.textphone
    callback.interpreter_language = needs.language if needs.interpreter else None


def _open(session: Session, callback: Callback, promised: Callable[[], None], now: datetime) -> Callback:
    """Store a new call-back and whatever is promised with it; the database has the last word on one a claimant."""
    already = _already(session, callback)
    if already is not None:
        raise AlreadyBooked(already)
    try:
        with session.begin_nested():
            session.add(callback)
            session.flush()
            promised()
            session.flush()
    except IntegrityError as problem:
        already = _already(session, callback) if isinstance(problem.orig, UniqueViolation) else None
        if already is None:
            raise
        raise AlreadyBooked(already) from problem
    tell(session, f"call-back {callback.state}", callback, now, callback.booked_by)
    return callback


def _already(session: Session, callback: Callback) -> Callback | None:
    found = open_for(session, callback.claimant_id) if callback.claimant_id else None
    return found or (open_for_call(session, callback.call_id) if callback.call_id else None)


def _close_attempt(session: Session, callback: Callback, now: datetime) -> None:
    """What goes on now is over: it does not suit her."""
    attempt = live_attempt(session, callback)
    if attempt is not None:
        attempt.result = attempt.result or "claimant_asked_other_time"
        attempt.ended_at = now


def _let_go(session: Session, callback: Callback, now: datetime) -> None:
    diary.release(session, callback.id, now)
    callback.held_adviser_id = None
    session.flush()


def owe_by(session: Session, callback: Callback, site: Site, now: datetime) -> None:
    """By when one that is owed is made; and that a person makes it, where she said in words when it is safe."""
    safe = safe_times(session, callback)
    callback.for_a_person = safe is None
    callback.deadline = deadline_of_owed(session, site, now, safe or ())


def _owe(session: Session, callback: Callback, site: Site, now: datetime, *, was_asked: bool) -> None:
    """By when it is made, and by whom. What she turned down, of the times until then, is not given to her unasked."""
    owe_by(session, callback, site, now)
    free = times_for(session, callback, now, now, callback.deadline)
    callback.turned_down = was_asked and next(free, None) is not None
