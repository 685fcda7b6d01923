"""A call-back booked by keypad, changed by keypad, or owed; a face-to-face time taken by keypad."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.appointments.service import FACE_TO_FACE, MeetingSlot
from app.callbacks import service as callbacks
from app.callbacks.errors import AlreadyBooked
from app.callbacks.models import Callback
from app.callbacks.service import Contact
from app.calls import service as calls
from app.calls.models import Call
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.line import service as line
from app.line.models import Demand
from app.scripts import wording
from app.scripts.definition import Spoken
from app.sites import service as sites
from app.switchboard import messages, ringing_back
from app.switchboard.context import Switchboard
from app.switchboard.endings import ending
from app.switchboard.inbound import enter, wanted_language
from app.switchboard.replies import Reply, Tell, announce
from app.values.language import ENGLISH, NOT_KNOWN, WELSH
from app.values.telephone import TelephoneNumber

ORDINALS = ("first", "second", "third")
# The states of a call-back that has no time, as they are told.
TOLD_AS = {"owed": "owed", "letter_wanted": "halted"}


def _set(call: Call, params: dict[str, Any] | None = None, **facts: Any) -> None:
    """Put facts, and what fills the places of sentences, among the call's answers."""
    call.answers = {
        **call.answers,
        **{name.replace("__", "."): value for name, value in facts.items()},
        "params": {**call.answers.get("params", {}), **(params or {})},
    }


def _forget(call: Call, *fields: str) -> None:
    call.answers = {name: value for name, value in call.answers.items() if name not in fields}


# ── by keypad ────────────────────────────────────────────────────────────────────────────────────────────────────


@ending("book_by_keypad")
def begin(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """Ask what must be known before times can be offered."""
    in_line = line.demand_of_call(session, call.id) is not None and "line.nobody" not in call.answers
    _forget(call, "callback.choice")
    number = TelephoneNumber.parse(call.from_number).spoken() if call.from_number else ""
    _set(
        call, {"number": number}, line__open="yes" if in_line else "no", call__language=call.language, offer__made="no"
    )
    return enter(board, session, call, "book_by_keypad", now)


@ending("offer_times")
def offer_times(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """She has said what she needs: offer the first times at which all of it can be had."""
    _offer(session, call, now)
    return enter(board, session, call, "book_by_keypad", now)


def _needs(session: Session, call: Call) -> diary.Needs:
    language, asked = wanted_language(call), call.answers.get("callback.language_help") == "yes"
    helped = asked or "call.other_language" in call.answers
    if asked and language == ENGLISH.code:
        # Which language it is has not been said.
        language = NOT_KNOWN
    elif language == WELSH.code:
        # A Welsh call stays Welsh: whoever rings her speaks it, and that is the help.
        helped = False
    site = sites.by_id(session, call.site_id)
    return diary.needs_of(site, language, helped, call.textphone, relayed=call.relayed)


@ending("later_times")
def later_times(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """None of those suits her: offer the next ones, as often as she likes."""
    after = datetime.fromisoformat(call.answers["offers"][-1])
    _forget(call, "callback.choice")
    _offer(session, call, now, after)
    return enter(board, session, call, "book_by_keypad", now)


def _offer(session: Session, call: Call, now: datetime, from_: datetime | None = None) -> None:
    """Put three times to her, from then on; one more is kept, from which the later ones begin."""
    site = sites.by_id(session, call.site_id)
    slots = diary.offer_slots(session, site, _needs(session, call), from_ or now, now=now, count=len(ORDINALS) + 1)
    said = {
        f"{ordinal}_time": wording.when(slot.starts_at, call.language, spoken=True)
        for ordinal, slot in zip(ORDINALS, slots, strict=False)
    }
    _set(
        call,
        said,
        offer__made="yes",
        offer__count=min(len(slots), len(ORDINALS)),
        offer__later="yes" if len(slots) > len(ORDINALS) else "no",
        offers=[slot.starts_at.isoformat() for slot in slots],
    )


@ending("book")
def book(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """Take the time she chose; if somebody was quicker, offer the next ones."""
    site = sites.by_id(session, call.site_id)
    starts_at = datetime.fromisoformat(call.answers["offers"][ORDINALS.index(call.answers["callback.choice"])])
    # Locked before the diary is.
    demand = line.demand_of_call(session, call.id)
    try:
        slot = diary.slot_at(session, site, _needs(session, call), starts_at, now)
        booked = callbacks.book(
            session,
            site=site,
            slot=slot,
            claimant_id=call.claimant_id,
            call_id=call.id,
            contact=_contact(call, _number(call) or ""),
            by_staff=None,
            now=now,
        )
    except SlotTaken:
        _forget(call, "callback.choice")
        _offer(session, call, now)
        return enter(board, session, call, "book_by_keypad", now, (_announcement(board, "time_gone"),))
    except AlreadyBooked as already:
        booked = already.callback
        if booked.state == "owed":
            booked = callbacks.move(session, booked, slot, by_staff=None, now=now)
    _leave_the_line(session, call, demand, now)
    messages.promised(session, booked, now, with_her=True)
    assert booked.due_at is not None  # noqa: S101 - a booked call-back has its time
    _set(
        call,
        {
            "when": wording.when(booked.due_at, call.language, spoken=True),
            "number": TelephoneNumber.parse(site.telephone).spoken(),
            "proof": wording.digits(booked.proof_number),
        },
    )
    return enter(board, session, call, "read_back", now)


def _number(call: Call) -> str | None:
    """The number to ring (E.164), or None where hers is withheld and she has given no other."""
    answers = call.answers
    same = answers.get("callback.same_number") == "yes" or "callback.number" not in answers
    return call.from_number if same else str(answers["callback.number"])


def _unsafe(call: Call) -> bool:
    return call.answers.get("contact.safe_to_ring") == "no"


def _contact(call: Call, telephone: str) -> Contact:
    return Contact(
        telephone,
        safe_to_ring=not _unsafe(call),
        safe_to_leave_message=call.answers.get("contact.safe_to_leave_message") == "yes",
        name_recording=call.answers.get("callback.name", {}).get("recording"),
        on_behalf=call.answers.get("callback.rings"),
    )


def _leave_the_line(session: Session, call: Call, demand: Demand | None, now: datetime) -> None:
    call.booked_at = now
    if demand is not None:
        line.end(session, demand, "booked", now)
    if call.state != "in_script":
        calls.move_call(call, "in_script")


@ending("owed_call")
def owe(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """No time can be met, or none suits: the call is owed, with a deadline, and shown to the supervisor."""
    number = _number(call)
    if number is None and call.part != "book_by_keypad" and not call.textphone:
        # Her number is withheld: she is asked for one.
        return begin(board, session, call, now)
    if number is None:
        return Tell([announce(board.scripts, "owed_call_unknown", call.language)])
    _owe(session, call, number, now)
    _leave_the_line(session, call, line.demand_of_call(session, call.id), now)
    # Whom it is not safe to ring has just been told that a safe way will be found.
    return Tell([announce(board.scripts, "goodbye" if _unsafe(call) else "owed_call", call.language)])


def owe_after_all(session: Session, call: Call, now: datetime) -> bool:
    """She was lost on the line by our fault: the call is owed. False where her number is withheld."""
    number = _number(call)
    if number is None:
        return False
    _owe(session, call, number, now)
    call.booked_at = now
    return True


def _owe(session: Session, call: Call, number: str, now: datetime) -> None:
    """The call is owed; where it was owed, or booked, before, that promise stands."""
    site = sites.by_id(session, call.site_id)
    with suppress(AlreadyBooked):
        callbacks.owe(
            session,
            site=site,
            needs=_needs(session, call),
            claimant_id=call.claimant_id,
            call_id=call.id,
            contact=_contact(call, number),
            by_staff=None,
            now=now,
            was_asked=call.answers.get("callback.choice") == "none",
        )


# ── about a call-back that is booked ─────────────────────────────────────────────────────────────────────────────


@ending("booked_callback")
def about_booked(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """Ask for the four figures: her number alone opens nothing."""
    return enter(board, session, call, "booked_callback", now)


@ending("look_up")
def look_up(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """Find the booking of her four figures."""
    found = _found(session, call)
    at_once = found is not None and ringing_back.can_ring_at_once(session, found, now)
    _set(
        call,
        {},
        booked__found="yes" if found is not None else "no",
        booked__home_open="yes" if at_once else "no",
        booked__state=TOLD_AS.get(found.state, "booked") if found is not None else "",
    )
    when = (found.next_at or found.due_at) if found is not None and found.state not in TOLD_AS else None
    if when is not None:
        _set(call, {"when": wording.when(when, call.language, spoken=True)})
    return enter(board, session, call, "booked_callback", now)


def _found(session: Session, call: Call) -> Callback | None:
    if call.from_number is None:
        return None
    return callbacks.by_proof(session, call.from_number, call.answers["booked.proof"])


@ending("keep")
def keep(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:  # noqa: ARG001 - an ending
    """Nothing changes."""
    return Tell()


@ending("cancel")
def cancel(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:  # noqa: ARG001 - an ending
    """She does not want it any more."""
    found = _found(session, call)
    if found is not None:
        ringing_back.cancel(session, found, now)
    return Tell()


@ending("ring_now")
def ring_now(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:  # noqa: ARG001 - an ending
    """Home rings her back at once: no interview runs at her expense."""
    found = _found(session, call)
    # Offered only while home is open; where it has shut this moment, her time stands.
    if found is not None and ringing_back.can_ring_at_once(session, found, now):
        ringing_back.ring_now(session, found, now)
    return Tell()


# ── face to face ─────────────────────────────────────────────────────────────────────────────────────────────────


@ending("face_to_face")
def face_to_face(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """The next two times at the nearest office."""
    site = sites.by_id(session, call.site_id)
    times = appointments.face_to_face_times(session, site, now, needs=_needs_there(call))
    said: dict[str, Any] = {
        f"{ordinal}_time": wording.when(slot.starts_at, call.language, spoken=True)
        for ordinal, slot in zip(ORDINALS, times, strict=False)
    }
    said["office"] = times[0].office if times else ""
    kept = [{"office": slot.office_id, "at": slot.starts_at.isoformat()} for slot in times]
    _set(call, said, offer__count=len(times), meetings=kept)
    return enter(board, session, call, "face_to_face", now)


@ending("book_face_to_face")
def book_face_to_face(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """Take the time she chose; if somebody was quicker, offer the next ones."""
    site = sites.by_id(session, call.site_id)
    chosen = call.answers["meetings"][ORDINALS.index(call.answers["face_to_face.choice"])]
    try:
        starts_at = datetime.fromisoformat(chosen["at"])
        slot = appointments.slot_at(session, site, FACE_TO_FACE, chosen["office"], starts_at, needs=_needs_there(call))
        made = appointments.book_face_to_face(
            session, slot, claimant_id=call.claimant_id, call_id=call.id, by_staff=None, now=now
        )
    except SlotTaken:
        _forget(call, "face_to_face.choice")
        return face_to_face(board, session, call, now)
    call.booked_at = now
    office = next(one for one in sites.offices_of(session, site) if one.id == slot.office_id)
    address = ", ".join(office.address_lines[1:])
    _set(call, _read_back(call, slot, address, made.proof_number))
    return enter(board, session, call, "face_to_face_booked", now)


def _needs_there(call: Call) -> tuple[str, ...]:
    return ("interpreter",) if "call.other_language" in call.answers else ()


def _read_back(call: Call, slot: MeetingSlot, address: str, proof: str | None) -> dict[str, Any]:
    return {
        "when": wording.when(slot.starts_at, call.language, spoken=True),
        "office": slot.office,
        "address": address,
        "proof": wording.digits(proof or ""),
    }


def _announcement(board: Switchboard, name: str) -> Spoken:
    return board.scripts.get("line").announcement(name)
