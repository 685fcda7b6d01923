"""Every voice webhook. A view reads the form, asks the switchboard, and renders its reply; it decides nothing."""

import re
from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, request

from app import clock
from app.phone_line import fallback
from app.phone_line.rendering import render
from app.prompts import service as prompts
from app.switchboard import connecting, inbound, legs, recorded, textphones, waiting
from app.switchboard.context import Switchboard
from app.switchboard.replies import Reply, Tell
from app.telephony import twiml
from app.values.errors import Invalid
from app.values.telephone import TelephoneNumber
from app.web import access
from app.web.proof import field, twilio_only
from app.web.transactions import db

WAIT_ALONE_SECONDS = 30
LONGEST_NUMBER = 9

OF_A_LEG = re.compile(r"/voice/leg/([0-9a-f-]{36})/")

phone_line = Blueprint("phone_line", __name__, url_prefix="/voice")


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


def _xml(document: str) -> Response:
    return Response(document, content_type="text/xml; charset=utf-8")


def _answer(reply: Reply) -> Response:
    addresses = _board().addresses
    return _xml(render(recorded.played(db(), reply, addresses), addresses))


def _sequence() -> int | None:
    return _number(field("SequenceNumber"))


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER else None


def _caller_number() -> str | None:
    """The number she rings from in E.164, or None where it is withheld."""
    number = field("From")
    if not number.startswith("+"):
        return None
    try:
        return TelephoneNumber.parse(number).e164
    except Invalid:
        return None


@phone_line.post("/inbound")
@twilio_only
def ring() -> Response:
    """A call comes in to one of our numbers."""
    sid = field("CallSid")
    return _answer(inbound.ring(_board(), db(), sid, _caller_number(), field("To"), clock.now()))


@phone_line.post("/call/<uuid:call_id>/turn/<int:turn>")
@twilio_only
def answer(call_id: UUID, turn: int) -> Response:
    """A caller answered a question, or let it pass."""
    digits, speech, recording = field("Digits"), field("SpeechResult"), field("RecordingUrl")
    # A recording reports the key that ended it, or "hangup", as its digits.
    keyed = "" if recording else digits
    return _answer(inbound.answer(_board(), db(), call_id, turn, keyed, speech, recording, clock.now()))


@phone_line.post("/call/<uuid:call_id>/now")
@twilio_only
def call_now(call_id: UUID) -> Response:
    """What a caller should do as things stand: asked after a queue, a redirect or a conference."""
    rings = field("CallStatus") == "ringing"
    return _answer(inbound.left_line(_board(), db(), call_id, clock.now(), rings=rings))


@phone_line.post("/call/<uuid:call_id>/wait")
@twilio_only
def wait(call_id: UUID) -> Response:
    """One round of waiting: place, estimated wait, and how to have the call-back booked instead."""
    return _answer(waiting.round_of(_board(), db(), call_id, clock.now()))


@phone_line.post("/call/<uuid:call_id>/wait-key")
@twilio_only
def wait_key(call_id: UUID) -> Response:
    """A key pressed while waiting."""
    return _answer(waiting.pressed(_board(), db(), call_id, field("Digits"), clock.now()))


@phone_line.post("/leg/<uuid:leg_id>/now")
@twilio_only
def leg_now(leg_id: UUID) -> Response:
    """Somebody we rang has answered, or asks again what to do."""
    session, sid = db(), field("CallSid")
    return _leg(leg_id, lambda: legs.on_answer(_board(), session, leg_id, sid, clock.now()))


@phone_line.post("/leg/<uuid:leg_id>/key/<int:tries>")
@twilio_only
def leg_key(leg_id: UUID, tries: int) -> Response:
    """Whoever was told what we ring about, an adviser, interpreter or supervisor, pressed a key, or none."""
    digits = field("Digits")
    return _leg(leg_id, lambda: legs.on_key(_board(), db(), leg_id, digits, tries, clock.now()))


def _leg(leg_id: UUID, decide: Callable[[], Reply]) -> Response:
    try:
        return _answer(decide())
    except connecting.UnknownLegError:
        current_app.logger.warning("a webhook names a leg that was never made: %s", leg_id)
        return _answer(Tell())


@phone_line.post("/leg/<uuid:leg_id>/status")
@twilio_only
def leg_status(leg_id: UUID) -> Response:
    """What became of a call that we made."""
    try:
        legs.on_status(_board(), db(), leg_id, field("CallSid"), field("CallStatus"), _sequence(), clock.now())
    except connecting.UnknownLegError:
        current_app.logger.warning("a status names a leg that was never made: %s", leg_id)
    return _xml(twiml.nothing())


@phone_line.post("/connection/<uuid:connection_id>/wait")
@twilio_only
def connection_wait(connection_id: UUID) -> Response:  # noqa: ARG001 - the address names it for the log
    """What is heard by somebody alone in a conference: quiet."""
    return _xml(twiml.quiet(WAIT_ALONE_SECONDS))


@phone_line.post("/connection/<uuid:connection_id>/events")
@twilio_only
def connection_events(connection_id: UUID) -> Response:
    """What happens in a conference."""
    connecting.on_event(
        db(),
        connection_id,
        conference_sid=field("ConferenceSid"),
        event=field("StatusCallbackEvent"),
        sequence=_sequence(),
        call_sid=field("CallSid") or None,
        reason=field("ReasonParticipantLeft") or field("ReasonConferenceEnded") or None,
        now=clock.now(),
    )
    return _xml(twiml.nothing())


@phone_line.get("/prompt/<uuid:prompt_id>")
@access.anyone
def prompt(prompt_id: UUID) -> Response:
    """A recording, for whoever plays it on the line. It says nothing of anybody, and never changes."""
    found = prompts.by_id(db(), prompt_id) or abort(404)
    return Response(found.sound, content_type=found.media, headers={"Cache-Control": "public, max-age=86400"})


@phone_line.get("/textphone/<int:figures>")
@access.anyone
def textphone(figures: int) -> Response:
    """What a textphone number plays where nobody answers, without the database."""
    found = textphones.file_of(_board().settings, str(figures)) or abort(404)
    return Response(found.read_bytes(), content_type=textphones.media_of(found))


@phone_line.post("/status")
@twilio_only
def status() -> Response:
    """What became of a call to one of our numbers: the only word of a caller's hanging up."""
    sid, told, rings, rang = field("CallSid"), field("CallStatus"), _caller_number(), field("To")
    inbound.on_status(_board(), db(), sid, told, _sequence(), clock.now(), from_=rings, to=rang)
    return _xml(twiml.nothing())


@phone_line.post("/fallback")
@twilio_only
def fall_back() -> Response:
    """Twilio could not use our last answer: a sentence, and the call is not lost."""
    failed = fallback.Failed(
        sid=field("CallSid"),
        from_number=_caller_number(),
        to_number=field("To"),
        came_in=field("Direction") in ("", "inbound"),
        leg_id=_leg_named(),
        tries=_tries(),
    )
    return _xml(fallback.reply(_board(), failed, clock.now()))


def _tries() -> int:
    return _number(request.args.get("tries", "")) or 0


def _leg_named() -> UUID | None:
    """The leg that the address which failed names, or that we named ourselves a while ago."""
    found = OF_A_LEG.search(field("ErrorUrl"))
    try:
        return UUID(request.args.get("leg", "") or (found[1] if found else ""))
    except ValueError:
        return None
