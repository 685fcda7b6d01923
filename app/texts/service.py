"""The only door to the texts: wanted, sent, told of by the network; received once each; and who wants none."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.texts.models import TEXT, TextBooking, TextedNumber, TextMessage, TextReceived
from app.texts.rules import OFFER_STANDS, Step
from app.values.london import london_date
from app.values.moves import IllegalMove

# What Twilio calls it, and what it is to us; what is on its way still is nothing new.
TOLD = {"sent": "sent", "delivered": "delivered", "undelivered": "undelivered", "failed": "failed"}


def want(
    session: Session,
    kind: str,
    callback_id: UUID,
    telephone: str,
    about_at: datetime,
    now: datetime,
    expected_at: datetime | None = None,
) -> TextMessage | None:
    """Ask for a text about the time promised; None where she has been reminded of it, or told it is late, before."""
    row = {
        "id": uuid4(),
        "kind": kind,
        "callback_id": callback_id,
        "telephone": telephone,
        "about_at": about_at,
        "expected_at": expected_at,
        "state": "wanted",
        "wanted_at": now,
    }
    made: TextMessage | None = session.scalar(
        insert(TextMessage).values(row).on_conflict_do_nothing().returning(TextMessage)
    )
    return made


def lock(session: Session, text_id: UUID) -> TextMessage | None:
    """The text, locked until the commit and read afresh; None where there is none."""
    return session.get(TextMessage, text_id, with_for_update=True, populate_existing=True)


def move(text: TextMessage, state: str, now: datetime, code: int | None = None) -> bool:
    """How it stands with a text; False where it stands so already, or has come to another end: the first counts."""
    try:
        text.state = TEXT.check(text.state, state)
    except IllegalMove:
        return False
    if state == "sent" or (state == "delivered" and text.sent_at is None):
        text.sent_at = now
    if state in TEXT.final:
        text.ended_at = now
    text.error_code = code if code is not None else text.error_code
    return True


def adopt(text: TextMessage, sid: str) -> bool:
    """Take the SID that the network tells of for this text; False where it is another's."""
    text.sid = text.sid or sid
    return text.sid == sid


def latest(session: Session, kind: str, callback_id: UUID) -> TextMessage | None:
    """The text of that kind about a call-back that was wanted last."""
    found = select(TextMessage).where(TextMessage.kind == kind, TextMessage.callback_id == callback_id)
    return session.scalars(found.order_by(TextMessage.wanted_at.desc()).limit(1)).first()


def told_late(session: Session, callback_ids: Collection[UUID]) -> set[tuple[UUID, datetime]]:
    """Of these call-backs each promise of which she was told that it is late: its call-back and its time."""
    if not callback_ids:
        return set()
    rows = session.execute(
        select(TextMessage.callback_id, TextMessage.about_at).where(
            TextMessage.kind == "late", TextMessage.callback_id.in_(callback_ids)
        )
    )
    return {(callback_id, about_at) for callback_id, about_at in rows}


def about(session: Session, callback_ids: Collection[UUID]) -> tuple[list[TextMessage], list[TextReceived]]:
    """Every text about these call-backs, sent and received, each in order."""
    if not callback_ids:
        return [], []
    sent = select(TextMessage).where(TextMessage.callback_id.in_(callback_ids)).order_by(TextMessage.wanted_at)
    came = select(TextReceived).where(TextReceived.callback_id.in_(callback_ids)).order_by(TextReceived.received_at)
    return list(session.scalars(sent)), list(session.scalars(came))


def receive(session: Session, sid: str, telephone: str, now: datetime) -> tuple[TextReceived, bool]:
    """The text of this SID, and whether it is new: told of a second time, it stands as it was answered."""
    row = {"sid": sid, "telephone": telephone, "received_at": now}
    made = session.scalar(insert(TextReceived).values(row).on_conflict_do_nothing().returning(TextReceived))
    return (made, True) if made is not None else (session.get_one(TextReceived, sid), False)


def lock_number(session: Session, telephone: str) -> TextedNumber:
    """What is known of a number, locked until the commit: two texts of one number are taken one after the other."""
    fresh = insert(TextedNumber).values(telephone=telephone, wrong_figures=0).on_conflict_do_nothing()
    session.execute(fresh)
    return session.get_one(TextedNumber, telephone, with_for_update=True, populate_existing=True)


def stop(session: Session, telephone: str, now: datetime) -> None:
    """The number wants no more texts."""
    number = lock_number(session, telephone)
    number.stopped_at = number.stopped_at or now


def stopped_at(session: Session, telephone: str) -> datetime | None:
    """Since when a number wants no texts; None where it takes them."""
    return session.scalar(select(TextedNumber.stopped_at).where(TextedNumber.telephone == telephone))


def wrong_today(number: TextedNumber, now: datetime) -> int:
    """How often figures of this number fitted nothing on this London day."""
    return number.wrong_figures if number.wrong_on == london_date(now) else 0


def count_wrong(number: TextedNumber, now: datetime) -> None:
    """Its figures fitted nothing."""
    number.wrong_figures, number.wrong_on = wrong_today(number, now) + 1, london_date(now)


def keep_offer(number: TextedNumber, callback_id: UUID, times: Sequence[datetime], now: datetime) -> None:
    """It was offered these times for a call-back, and may choose among them for a while."""
    number.offered_for, number.offered_at = callback_id, now
    number.offered = [at.isoformat() for at in times]


def forget_offer(number: TextedNumber) -> None:
    """Nothing is offered any more."""
    number.offered_for = number.offered_at = number.offered = None


def offer_of(number: TextedNumber, now: datetime) -> tuple[UUID | None, list[datetime]]:
    """For which call-back times were offered, and which; none once that is too long ago."""
    if number.offered_at is None or now - number.offered_at > OFFER_STANDS:
        return None, []
    return number.offered_for, [datetime.fromisoformat(at) for at in number.offered or ()]


def booking_of(session: Session, telephone: str, now: datetime) -> TextBooking | None:
    """What a number has answered of the questions by which it books a call-back; None where it is long ago, or none."""
    booking = session.get(TextBooking, telephone)
    return booking if booking is not None and now - booking.asked_at <= OFFER_STANDS else None


def begin_booking(session: Session, number: TextedNumber, language: str, now: datetime) -> None:
    """It books a call-back from the first question on; what was answered, or offered, before counts no more."""
    forget_offer(number)
    end_booking(session, number.telephone)
    session.add(
        TextBooking(telephone=number.telephone, asked=Step.AREA, asked_at=now, language=language, interpreter=False)
    )


def end_booking(session: Session, telephone: str) -> None:
    """It is booked, or given up."""
    session.execute(delete(TextBooking).where(TextBooking.telephone == telephone))
