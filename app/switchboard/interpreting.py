"""An interpreter joins as the third: rung after the adviser and before the claimant, supplier after supplier.

Whoever answers is briefed, with nothing about the person, and joins by pressing 1: a voicemail is not an interpreter.
The one that the diary holds for her is rung first. If nobody can be had, she is not rung, and it is our failure. An
interpreter who leaves, or whose line is lost, ends nothing: the other two stay, and the adviser can have one rung
again.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import LEG, Connection, Leg
from app.claimants import service as claimants
from app.diary import service as diary
from app.interpreters import service as interpreters
from app.line import service as line
from app.line.models import Demand, Offer
from app.scripts.wording import mark
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import connecting, in_time, messages, orders
from app.switchboard.context import Switchboard
from app.switchboard.replies import Confer, OfferByKey, Reply, Tell, announce
from app.telephony.twiml import Sentence
from app.values.errors import Invalid
from app.values.language import ENGLISH, LANGUAGES, NOT_KNOWN

JOIN_KEY: Final = "1"
ASKED_AT_MOST: Final = 2
RING_FOR: Final = timedelta(seconds=25)
LONGEST_PERSON: Final = 60
BEING_RUNG_OR_THERE: Final = ("wanted", "joined")


def needed(session: Session, callback: Callback, adviser_id: int) -> str | None:
    """The language that a call-back is to be interpreted from; None where she needs nobody, or he speaks it, or
    somebody of her own interprets, by her wish: then one is rung only when the adviser asks.

    What has become known of her since it was booked goes before what was booked.
    """
    if interpreters.wish_for(session, callback.claimant_id).own is not None:
        return None
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id is not None else None
    known = claimant.interpreter_language if claimant is not None else None
    return _unless_spoken(session, known or callback.interpreter_language, adviser_id)


def may_be_added(session: Session, connection: Connection) -> str | None:
    """The language in which the adviser may have an interpreter rung now; None where there is nothing to add."""
    if connection.ended_at is not None or connection.adviser_dropped_at is not None:
        return None
    if connection.claimant_id is None or connection.interpreter_state in BEING_RUNG_OR_THERE:
        return None
    if connection.interpreter_language is not None:
        return connection.interpreter_language
    claimant = claimants.by_id(session, connection.claimant_id)
    wanted = (claimant.interpreter_language or claimant.spoken_language) if claimant is not None else ENGLISH.code
    return _unless_spoken(session, None if wanted == ENGLISH.code else wanted, connection.adviser_id)


def _unless_spoken(session: Session, language: str | None, adviser_id: int) -> str | None:
    adviser = staff.by_id(session, adviser_id)
    return None if adviser is not None and language in adviser.languages else language


def begin(
    board: Switchboard,
    session: Session,
    demand: Demand,
    offer: Offer,
    connection: Connection,
    language: str,
    now: datetime,
    asks: UUID | None = None,
) -> None:
    """Ring for an interpreter, from the first supplier on. `asks` as in `connecting.over`, which may follow at once."""
    calls.move_interpreter(connection, "wanted")
    connection.interpreter_language, connection.interpreter_leg_id = language, None
    _ring_next(board, session, demand, offer, connection, None, now, asks)


def may_be_chosen(session: Session, connection: Connection) -> list[str]:
    """The languages of which the adviser may choose one to have an interpreter rung now: none where nobody is on the
    line yet, where it is known which is wanted, or where somebody interprets or is rung already."""
    talks = connection.claimant_joined_at is not None and connection.ended_at is None
    if not talks or connection.interpreter_state in BEING_RUNG_OR_THERE or may_be_added(session, connection):
        return []
    return [one for one in interpreters.languages(session) if _unless_spoken(session, one, connection.adviser_id)]


def add_pressed(
    board: Switchboard, session: Session, connection_id: UUID, now: datetime, chosen: str | None = None
) -> bool:
    """The adviser wants an interpreter, or another, of the language that is known or that was `chosen`; False where
    there is none to be added."""
    demand, offer, connection = connecting.lock_connection_in_order(session, connection_id)
    language = may_be_added(session, connection)
    if language is None and chosen in may_be_chosen(session, connection):
        language = chosen
    if language is None:
        return False
    begin(board, session, demand, offer, connection, language, now)
    return True


def who_interprets(session: Session, connection: Connection) -> Leg | None:
    """The leg of whoever interprets now, or is rung to; None where nobody is."""
    if connection.interpreter_state not in BEING_RUNG_OR_THERE or connection.interpreter_leg_id is None:
        return None
    return calls.leg(session, connection.interpreter_leg_id)


def write_down(session: Session, connection: Connection, person: str, now: datetime) -> None:
    """Keep the number or name that whoever interprets has given. Raises Invalid."""
    leg = who_interprets(session, connection)
    words = " ".join(person.split())
    if leg is None:
        raise Invalid(mark("Nobody interprets just now."))
    if not words or len(words) > LONGEST_PERSON:
        raise Invalid(
            mark("Write down the interpreter's number or name, in {most} letters at most."), most=LONGEST_PERSON
        )
    leg.person = words
    line.changed(session)
    audit.record(session, "interpreter noted", "leg", leg.id, now, staff_id=connection.adviser_id)


def on_answer(board: Switchboard, session: Session, leg_id: UUID, sid: str, now: datetime) -> Reply:
    """A supplier has answered, or an interpreter's line asks again what to do."""
    _, _, leg = connecting.lock_leg_in_order(session, leg_id)
    if not calls.adopt(leg, sid):
        return Tell()
    calls.advance(leg, "in-progress", None, now)
    connection = _of(session, leg)
    if connection is None:
        return _not_wanted(board)
    if connection.interpreter_state == "joined":
        return Confer(connection.id, connection.name, leg_id=leg.id)
    return _brief(board, session, connection, leg)


def on_key(board: Switchboard, session: Session, leg_id: UUID, digits: str, tries: int, now: datetime) -> Reply:
    """A key was pressed, or none in time. Only 1 joins: then, and not before, the claimant is rung."""
    demand, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    connection = _of(session, leg)
    if connection is None:
        return _not_wanted(board)
    if connection.interpreter_state == "joined":
        return Confer(connection.id, connection.name, leg_id=leg.id)
    if digits == JOIN_KEY:
        calls.move_interpreter(connection, "joined")
        leg.joined_at = now
        line.changed(session)
        if not _ring_her(board, session, demand, offer, connection, now):
            return _not_wanted(board)
        return Confer(connection.id, connection.name, leg_id=leg.id)
    if tries + 1 < ASKED_AT_MOST:
        return _brief(board, session, connection, leg, tries + 1)
    _ring_next(board, session, demand, offer, connection, leg.supplier_id, now)
    return Tell([announce(board.scripts, "interpreter_did_not_join", "en")])


def on_status(
    board: Switchboard, session: Session, leg_id: UUID, sid: str, status: str, sequence: int | None, now: datetime
) -> None:
    """What becomes of the leg: if nobody joined by it, the next supplier is rung."""
    demand, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    if calls.adopt(leg, sid) and calls.advance(leg, status, sequence, now) and leg.state == "ended":
        _over(board, session, demand, offer, leg, now)


def could_not_be_rung(board: Switchboard, session: Session, leg_id: UUID, now: datetime, refused: int) -> None:
    """Twilio refused to ring that supplier: the next is rung."""
    demand, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    if leg.state in LEG.final:
        return
    calls.refused(leg, now)
    calls.note(session, str(leg_id), "leg", "refused", now, code=refused)
    _over(board, session, demand, offer, leg, now)


def let_go(session: Session, offer: Offer, now: datetime) -> None:
    """The adviser's line was lost: whoever interprets, or is being rung to, is not kept waiting for another."""
    for leg in calls.legs_of_offer(session, offer.id):
        if leg.role == "interpreter":
            connecting.end_leg(session, leg.id, now)


def _of(session: Session, leg: Leg) -> Connection | None:
    """The connection for which this leg is wanted still, locked; None where it is over, or another was rung since."""
    assert leg.connection_id is not None  # noqa: S101 - an interpreter is rung only for a connection
    connection = calls.lock_connection(session, leg.connection_id)
    is_over = connection.ended_at is not None or connection.adviser_dropped_at is not None
    return None if is_over or connection.interpreter_leg_id != leg.id else connection


def _brief(board: Switchboard, session: Session, connection: Connection, leg: Leg, tries: int = 0) -> Reply:
    """What is wanted, in which language, and by which code we are known; nothing of the person."""
    said: list[Sentence] = []
    code = interpreters.by_id(session, leg.supplier_id).access_code if leg.supplier_id is not None else None
    if code is not None:
        said.append(announce(board.scripts, "interpreter_code", "en", {"code": " ".join(code)}))
    said += _wished(board, session, connection, leg)
    if connection.interpreter_language in (None, NOT_KNOWN):
        said.append(announce(board.scripts, "interpreter_wanted_any", "en"))
    else:
        spoken = LANGUAGES[str(connection.interpreter_language)].english_name
        said.append(announce(board.scripts, "interpreter_wanted", "en", {"language": spoken}))
    return OfferByKey(leg.id, said, tries)


def _wished(board: Switchboard, session: Session, connection: Connection, leg: Leg) -> list[Sentence]:
    """What she asks of whoever interprets, said to a supplier who can send another."""
    if leg.supplier_id is None or interpreters.by_id(session, leg.supplier_id).gender is not None:
        return []
    wish = interpreters.wish_for(session, connection.claimant_id)
    said = [announce(board.scripts, f"interpreter_{wish.gender}", "en")] if wish.gender else []
    if wish.dialect:
        said.append(announce(board.scripts, "interpreter_dialect", "en", {"dialect": wish.dialect}))
    people = wish.not_sent.get(leg.supplier_id, ())
    return [*said, *(announce(board.scripts, "interpreter_not", "en", {"person": one}) for one in people)]


def _not_wanted(board: Switchboard) -> Tell:
    return Tell([announce(board.scripts, "interpreter_not_wanted", "en")])


def _ring_next(
    board: Switchboard,
    session: Session,
    demand: Demand,
    offer: Offer,
    connection: Connection,
    after: int | None,
    now: datetime,
    asks: UUID | None = None,
) -> None:
    """Ring the supplier whose turn comes after that one."""
    line.changed(session)
    held = diary.supplier_kept_for(session, connection.callback_id) if connection.callback_id is not None else None
    wish = interpreters.wish_for(session, connection.claimant_id)
    supplier = interpreters.next_to_try(session, str(connection.interpreter_language), now, after, held, wish)
    if supplier is None:
        calls.move_interpreter(connection, "unreached")
        _nobody(board, session, demand, offer, connection, now, asks)
        return
    leg = calls.want_leg(
        session,
        offer_id=offer.id,
        connection_id=connection.id,
        role="interpreter",
        supplier_id=supplier.id,
        to_number=supplier.telephone,
        from_number=sites.by_id(session, demand.home_site_id).telephone,
        ring_seconds=int(RING_FOR.total_seconds()),
        now=now,
    )
    connection.interpreter_leg_id = leg.id
    orders.dial(session, leg, orders.pressing(leg, caller=demand.kind == "caller"), now)


def _nobody(
    board: Switchboard,
    session: Session,
    demand: Demand,
    offer: Offer,
    connection: Connection,
    now: datetime,
    asks: UUID | None,
) -> None:
    """Nobody can be had. Unless she is there already, or being rung, she is not rung: it is arranged again."""
    if connection.callback_id is None or calls.claimant_leg(session, connection.id) is not None:
        return
    callback = session.get_one(Callback, connection.callback_id)
    connecting.record(session, callback, "interpreter_failed", now)
    messages.nobody_interpreted(session, callback, now)
    connecting.over(board, session, demand, offer, connection, "no_interpreter", now, asks)


def _ring_her(
    board: Switchboard, session: Session, demand: Demand, offer: Offer, connection: Connection, now: datetime
) -> bool:
    """Ring her if she has not been; False where she may not be rung any more, and it is over."""
    if connection.callback_id is None or calls.claimant_leg(session, connection.id) is not None:
        return True
    callback = session.get_one(Callback, connection.callback_id)
    if in_time.may_ring_now(session, callback, now):
        connecting.ring_claimant(session, demand, offer, connection, callback, now)
        return True
    in_time.give_up(board, session, demand, offer, connection, now)
    return False


def _over(board: Switchboard, session: Session, demand: Demand, offer: Offer, leg: Leg, now: datetime) -> None:
    """An interpreter's leg is over: the next one, or, if somebody had joined by it, the two go on without."""
    connection = _of(session, leg)
    if connection is None:
        return
    if connection.interpreter_state == "wanted":
        _ring_next(board, session, demand, offer, connection, leg.supplier_id, now)
        return
    calls.move_interpreter(connection, "gone")
    line.changed(session)
    her = calls.claimant_leg(session, connection.id)
    if her is None or her.answered_at is not None:
        return
    # She is not there yet, and is not to meet somebody whom she cannot understand.
    if her.state == "wanted":
        connecting.end_leg(session, her.id, now)
    begin(board, session, demand, offer, connection, str(connection.interpreter_language), now)
