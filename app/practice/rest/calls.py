"""Calls and their notifications over REST."""

from __future__ import annotations

from flask import request

from app.practice.calls.call import MOVES, Call
from app.practice.calls.subscription import Subscription
from app.practice.numbers import address_and_parameters, can_be_rung
from app.practice.rest import reading as read
from app.practice.rest import shapes
from app.practice.rest.api import api, exchange, seen
from app.practice.rest.applications import application_with
from app.practice.rest.detection import DETECTION, detection_asked_for
from app.practice.rest.errors import RestError, not_found
from app.practice.rest.paging import page
from app.practice.twiml.document import TwimlFault, parse

EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
TWIML_LIMIT = 4000
RING_SECONDS = 60
RING_SECONDS_LIMIT = 600
QUEUE_SECONDS_LIMIT = 24 * 3600
NOT_IMITATED_ON_CREATE = """
    SendDigits Record RecordingChannels RecordingStatusCallback RecordingStatusCallbackMethod Trim
    RecordingStatusCallbackEvent RecordingTrack SipAuthUsername SipAuthPassword Byoc
    CallReason CallToken CallerId ClientNotificationUrl
"""
CREATE = (
    *("To", "From", "Url", "Method", "Twiml", "FallbackUrl", "FallbackMethod", "Timeout"),
    *("StatusCallback", "StatusCallbackEvent", "StatusCallbackMethod", "TimeLimit", "ApplicationSid"),
    *DETECTION,
)
UPDATE = (
    *("Url", "Method", "Twiml", "Status", "FallbackUrl", "FallbackMethod"),
    *("StatusCallback", "StatusCallbackMethod", "TimeLimit"),
)
EXACT = {"To": "to", "From": "from_", "ParentCallSid": "parent_sid", "Status": "status"}
Document = tuple[str, str, str]  # address and method, or TwiML


def find(sid: str) -> Call:
    """The call with that SID."""
    call = exchange.calls.get(sid)
    if call is None:
        raise not_found()
    return call


@api.post("/Calls.json")
def create_call() -> tuple[shapes.Shape, int]:
    """Make a call: queued, and rung as soon as its turn comes."""
    form = read.form(CREATE, required=("To", "From"), repeated=("StatusCallbackEvent",), known=NOT_IMITATED_ON_CREATE)
    timeout = read.whole(form.get("Timeout", str(RING_SECONDS)), "Timeout", 1, RING_SECONDS_LIMIT)
    time_limit = read.whole(form["TimeLimit"], "TimeLimit", 1) if "TimeLimit" in form else None
    detection = detection_asked_for()
    check_ends()
    if "ApplicationSid" in form:
        document, fallback, subscription = _by_application(form["ApplicationSid"])
    else:
        document, fallback = _document(required=True), _fallback()
        subscription = read.subscription("StatusCallback", EVENTS, "completed")
    to, custom_parameters = address_and_parameters(form["To"])
    call = exchange.new_call("outbound-api", form["From"], to)
    call.custom_parameters, call.number_sid = custom_parameters, exchange.numbers[form["From"]].sid
    call.fallback_url, call.fallback_method = fallback or ("", "POST")
    call.subscription, call.time_limit_seconds = subscription, time_limit
    exchange.play_when_answered(call, *document, detection)
    call.note("rest", "created", "&".join(f"{name}={value}" for name, value in form.items(multi=True)))
    exchange.dial_out(call, timeout)
    return shapes.call(exchange, call), 201


def check_ends() -> None:
    """Refuse what cannot be rung, a number that is not the account's, and a call too many."""
    to, from_ = request.form["To"], request.form["From"]
    if not can_be_rung(to):
        raise RestError(400, 21211, f"The phone number you are attempting to call, {to}, is not valid.")
    if from_ not in exchange.numbers:
        raise RestError(400, 21210, f"The source phone number provided, {from_}, is not yet verified for your account.")
    if exchange.seconds_in_queue() > QUEUE_SECONDS_LIMIT:
        raise RestError(400, 22005)


@api.get("/Calls.json")
def list_calls() -> shapes.Shape:
    """Calls, newest first, by number, status and time."""
    args = read.query((*EXACT, *read.dates("StartTime", "EndTime")))
    if "Status" in args:
        read.one_of(args["Status"], "Status", MOVES)
    found = [
        call
        for call in seen(reversed(exchange.calls.values()))
        if all(getattr(call, EXACT[name]) == args[name] for name in EXACT if name in args)
        and read.within(call.started, "StartTime")
        and read.within(call.ended, "EndTime")
    ]
    return page("calls", found, lambda it: it.sid, lambda it: shapes.call(exchange, it))


@api.get("/Calls/<sid>.json")
def fetch_call(sid: str) -> shapes.Shape:
    """One call."""
    read.query(())
    for call in seen([find(sid)]):
        return shapes.call(exchange, call)
    raise not_found()


@api.post("/Calls/<sid>.json")
def update_call(sid: str) -> shapes.Shape:
    """End, cancel, redirect or limit a call; 21220 where its state does not allow it."""
    form = read.form(UPDATE)
    call = find(sid)
    time_limit = read.whole(form["TimeLimit"], "TimeLimit", 1) if "TimeLimit" in form else None
    document = _document(required=False)
    fallback = _fallback()
    events = " ".join(call.subscription.events) if call.subscription else "completed"
    subscription = read.subscription("StatusCallback", EVENTS, events)
    if not any((form.get("Status"), any(document[::2]), fallback, subscription, time_limit)):
        raise RestError(400, 20001, "Nothing to change: Url, Twiml, Status, TimeLimit or an address")
    if not call.is_live:
        raise RestError(400, 21220, f"Call is not in-progress. It is {call.status}.")
    if any(document[::2]) and "Status" not in form and call.status != "in-progress":
        raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
    call.fallback_url, call.fallback_method = fallback or (call.fallback_url, call.fallback_method)
    call.subscription = subscription or call.subscription
    if time_limit is not None:
        call.limit(time_limit)
    if "Status" in form:
        _finish(call, form["Status"])
    elif any(document[::2]):
        exchange.redirect(call, *document)
    return shapes.call(exchange, call)


@api.delete("/Calls/<sid>.json")
def delete_call(sid: str) -> tuple[str, int]:
    """Do away with the record of a call that has ended."""
    call = find(sid)
    if call.is_live:
        raise RestError(400, 21220, f"Call {sid} is {call.status}: its record cannot be deleted yet")
    del exchange.calls[sid]
    return "", 204


@api.get("/Calls/<sid>/Notifications.json")
def notifications(sid: str) -> shapes.Shape:
    """What was wrong with a call's webhooks and documents, newest first."""
    args = read.query(("Log", *read.dates("MessageDate")))
    find(sid)
    found = [
        note
        for note in reversed(exchange.notifications)
        if note.call_sid == sid and args.get("Log", note.log) == note.log and read.within(note.at, "MessageDate")
    ]
    return page("notifications", found, lambda it: it.sid, lambda it: shapes.notification(exchange, it, whole=False))


@api.get("/Calls/<sid>/Notifications/<note_sid>.json")
def notification(sid: str, note_sid: str) -> shapes.Shape:
    """One notification, with what was sent and answered."""
    read.query(())
    for note in exchange.notifications:
        if note.call_sid == sid and note.sid == note_sid:
            return shapes.notification(exchange, note, whole=True)
    raise not_found()


def _finish(call: Call, status: str) -> None:
    read.one_of(status, "Status", ("canceled", "completed"))
    if status == "canceled" and call.status not in ("queued", "ringing"):
        raise RestError(400, 21220, f"Call is not queued or ringing. It is {call.status}.")
    call.note("rest", status)
    call.end("completed" if call.status == "in-progress" else "canceled")


def _document(*, required: bool) -> Document:
    """What the call is to play. Where both are given, Twilio takes the Url and leaves the Twiml."""
    form = request.form
    url, twiml = form.get("Url", ""), form.get("Twiml", "")
    method = read.method(form.get("Method", "POST"), "Method")
    if url:
        return read.address(url, "Url"), method, ""
    if required and not twiml:
        raise RestError(400, 21205, "Url parameter is required.")
    if len(twiml) > TWIML_LIMIT:
        raise RestError(400, 32018)
    if twiml:
        try:
            parse(twiml.encode())
        except TwimlFault as fault:
            raise RestError(400, fault.code, fault.detail) from fault
    return "", method, twiml


def _fallback() -> tuple[str, str] | None:
    """The address that is asked when a document cannot be had, if the request gives one."""
    form = request.form
    method = read.method(form.get("FallbackMethod", "POST"), "FallbackMethod")
    return (read.address(form["FallbackUrl"], "FallbackUrl"), method) if form.get("FallbackUrl") else None


def _by_application(sid: str) -> tuple[Document, tuple[str, str] | None, Subscription | None]:
    """All addresses as an application has them; those of the request are left."""
    if sid not in exchange.applications:
        raise RestError(400, 21218, f"ApplicationSid {sid} is not one of the account")
    it = application_with(sid)
    if not it.voice_url:
        raise RestError(400, 21218, f"Application {sid} has no VoiceUrl")
    fallback = (it.voice_fallback_url, it.voice_fallback_method) if it.voice_fallback_url else None
    told = None
    if it.status_callback:
        told = Subscription(it.status_callback, it.status_callback_method, frozenset({"completed"}))
    return (it.voice_url, it.voice_method, ""), fallback, told
