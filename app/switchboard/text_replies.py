"""A text came in: what it asks for is done, and answered. What follows from it is decided in texts/rules.py."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.diary import rules as offering
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.sites import service as sites
from app.switchboard import booking_by_text, messages, reaching, ringing_back
from app.texts import service as texts
from app.texts import words
from app.texts.models import TextedNumber, TextReceived
from app.texts.reading import Written, read
from app.texts.rules import BY_TEXT, OFFERED_AT_MOST, Act, Booking, Decision, Known, Step, decide
from app.values.london import london_date


def receive(session: Session, sid: str, sender: str, body: str, now: datetime) -> str | None:
    """Do what a text from a number (E.164) asks for; returns the answer, None where none is to go.

    Told of a second time by the same SID, it changes nothing and is answered the same.
    """
    received, is_new = texts.receive(session, sid, sender, now)
    if is_new:
        number = texts.lock_number(session, sender)
        received.answer = _take(session, received, number, read(body), now)
        session.flush()
    return received.answer


def _take(
    session: Session, received: TextReceived, number: TextedNumber, written: Written, now: datetime
) -> str | None:
    open_ones = {one.id: one for one in callbacks.open_to(session, number.telephone)}
    offered_for, times = texts.offer_of(number, now)
    begun = texts.booking_of(session, number.telephone, now)
    known = Known(
        bookings=[_booking(session, one, number, now) for one in open_ones.values()],
        wrong_today=texts.wrong_today(number, now),
        stopped=number.stopped_at is not None,
        offered_for=offered_for,
        offered=len(times),
        asked=Step(begun.asked) if begun is not None else None,
        areas=len(sites.all_sites(session)),
        times=len(begun.offered or ()) if begun is not None else 0,
    )
    decision = decide(written, known)
    received.asks, received.act = written.asks.value, decision.act.value
    if decision.wrong:
        texts.count_wrong(number, now)
    callback = open_ones[decision.booking.id] if decision.booking is not None else None
    # What is about no booking is shown to the adviser all the same, where it is certain who wrote it.
    whose = callback or _only(open_ones)
    received.callback_id = whose.id if whose is not None else None
    match decision.act:
        case Act.STOP:
            number.stopped_at = number.stopped_at or now
            return None
        case Act.START:
            number.stopped_at = None
            return None
    before = callback.language if callback else begun.language if begun else _language(open_ones)
    language = words.language_of("cy" if written.welsh else before)
    if decision.act in BY_TEXT:
        answer, made = booking_by_text.go_on(session, number, decision, language, now)
        received.callback_id = made.id if made is not None else received.callback_id
        return answer
    answer = words.plain(decision.act, language) if callback is None else _act(session, number, callback, decision, now)
    # Twilio takes no answer to a number that has stopped us.
    return None if number.stopped_at is not None else answer


def _act(session: Session, number: TextedNumber, callback: Callback, decision: Decision, now: datetime) -> str:
    if decision.act is Act.OFFER:
        return _offer(session, number, callback, now)
    if decision.act is Act.TAKE:
        return _move(session, number, callback, decision.choice, now)
    if decision.act is Act.CANCEL:
        texts.forget_offer(number)
        ringing_back.cancel(session, callback, now)
    return words.answer(decision.act, messages.about(session, callback))


def _offer(session: Session, number: TextedNumber, callback: Callback, now: datetime, *, again: bool = False) -> str:
    """The first times at which all that she needs can be had, within the times that are safe for her."""
    free = callbacks.times_for(session, callback, now, now, by_person=True)
    suit = (slot for slot in free if slot.starts_at != callback.due_at)
    times = [slot.starts_at for slot in offering.choose(suit, OFFERED_AT_MOST)]
    texts.keep_offer(number, callback.id, times, now)
    return words.offer(times, messages.about(session, callback), again=again)


def _move(session: Session, number: TextedNumber, callback: Callback, choice: int, now: datetime) -> str:
    """She has chosen one of the times that were offered; if somebody was quicker, the next ones are offered."""
    site, needs = sites.by_id(session, callback.diary_site_id), callbacks.needs_of(callback)
    _, times = texts.offer_of(number, now)
    try:
        slot = diary.slot_at(session, site, needs, times[choice - 1], now)
        ringing_back.move(session, callback, slot, now)
    except SlotTaken:
        return _offer(session, number, callback, now, again=True)
    texts.forget_offer(number)
    messages.remind(session, callback, now)
    return words.answer(Act.TAKE, messages.about(session, callback))


def _booking(session: Session, callback: Callback, number: TextedNumber, now: datetime) -> Booking:
    return Booking(
        id=callback.id,
        figures=callback.proof_number,
        has_time=callback.state in ("booked", "due"),
        being_rung=callback.state == "in_progress",
        # Who has stopped us may still cancel: she is sent no answer.
        safe=reaching.texted_about(session, callback, london_date(now)) == number.telephone,
    )


def _only(open_ones: Mapping[UUID, Callback]) -> Callback | None:
    return next(iter(open_ones.values())) if len(open_ones) == 1 else None


def _language(open_ones: Mapping[UUID, Callback]) -> str:
    only = _only(open_ones)
    return only.language if only is not None else "en"
