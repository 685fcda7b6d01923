"""Calls and their notifications over REST."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from flask import g, request

from app.practice import rest_errors as read
from app.practice import shapes
from app.practice.calls import Call, Subscription
from app.practice.numbers import address_and_parameters, can_be_rung
from app.practice.rest_api import api, exchange
from app.practice.rest_errors import RestError, not_found
from app.practice.twiml import TwimlFault, parse

EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
TWIML_LIMIT = 4000
RING_SECONDS = 60
RING_SECONDS_LIMIT = 600
NOT_IMITATED_ON_CREATE = """
    SendDigits Record RecordingChannels RecordingStatusCallback RecordingStatusCallbackMethod Trim
    RecordingStatusCallbackEvent RecordingTrack SipAuthUsername SipAuthPassword MachineDetection
    MachineDetectionTimeout MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold
    MachineDetectionSilenceTimeout AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod Byoc
    CallReason CallToken CallerId TimeLimit ClientNotificationUrl ApplicationSid
"""
CREATE = (
    *("To", "From", "Url", "Method", "Twiml", "FallbackUrl", "FallbackMethod", "Timeout"),
    *("StatusCallback", "StatusCallbackEvent", "StatusCallbackMethod"),
)
UPDATE = (
    *("Url", "Method", "Twiml", "Status", "FallbackUrl", "FallbackMethod"),
    *("StatusCallback", "StatusCallbackMethod"),
)


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
    if not can_be_rung(form["To"]):
        raise RestError(400, 21211, f"The phone number you are attempting to call, {form['To']}, is not valid.")
    if form["From"] not in exchange.numbers:
        raise RestError(
            400,
            21210,
            f"The source phone number provided, {form['From']}, is not yet verified for your account.",
        )
    timeout = form.get("Timeout", str(RING_SECONDS))
    if not timeout.isdigit() or not 1 <= int(timeout) <= RING_SECONDS_LIMIT:
        raise RestError(400, 20001, f"Timeout: {timeout!r} is not 1 to {RING_SECONDS_LIMIT} seconds")
    url, twiml = _document(required=True)
    to, custom_parameters = address_and_parameters(form["To"])
    call = exchange.new_call("outbound-api", form["From"], to)
    call.custom_parameters = custom_parameters
    call.number_sid = exchange.numbers[form["From"]].sid
    _addresses(call)
    exchange.play_when_answered(call, url, read.method(form.get("Method", "POST"), "Method"), twiml)
    call.note("rest", "created", "&".join(f"{name}={value}" for name, value in form.items(multi=True)))
    exchange.dial_out(call, int(timeout))
    return shapes.call(exchange, call), 201


@api.get("/Calls.json")
def list_calls() -> shapes.Shape:
    """Calls, newest first, by number, status and time."""
    names = ("To", "From", "ParentCallSid", "Status", "StartTime", "StartTime<", "StartTime>")
    args = read.query((*names, "EndTime", "EndTime<", "EndTime>"))
    exact = {"To": "to", "From": "from_", "ParentCallSid": "parent_sid", "Status": "status"}
    calls = [
        call
        for call in _seen(reversed(exchange.calls.values()))
        if all(getattr(call, exact[name]) == args[name] for name in exact if name in args)
        and _within(call.started, "StartTime")
        and _within(call.ended, "EndTime")
    ]
    return shapes.page("calls", [shapes.call(exchange, call) for call in calls])


@api.get("/Calls/<sid>.json")
def fetch_call(sid: str) -> shapes.Shape:
    """One call."""
    read.query(())
    for call in _seen([find(sid)]):
        return shapes.call(exchange, call)
    raise not_found()


@api.post("/Calls/<sid>.json")
def update_call(sid: str) -> shapes.Shape:
    """End, cancel or redirect a call; 21220 where its state does not allow it."""
    form = read.form(UPDATE, known="TimeLimit")
    call = find(sid)
    status = form.get("Status")
    url, twiml = _document(required=False)
    if status is not None:
        _finish(call, status)
    elif url or twiml:
        if call.status != "in-progress":
            raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
        _addresses(call)
        exchange.redirect(call, url, read.method(form.get("Method", "POST"), "Method"), twiml)
    else:
        raise RestError(400, 20001, "Nothing to change: Url, Twiml or Status")
    return shapes.call(exchange, call)


@api.get("/Calls/<sid>/Notifications.json")
def notifications(sid: str) -> shapes.Shape:
    """What was wrong with a call's webhooks and documents, newest first."""
    args = read.query(("Log",), known="MessageDate MessageDate< MessageDate>")
    find(sid)
    found = [
        note
        for note in reversed(exchange.notifications)
        if note.call_sid == sid and args.get("Log", note.log) == note.log
    ]
    return shapes.page("notifications", [shapes.notification(exchange, note, whole=False) for note in found])


@api.get("/Calls/<sid>/Notifications/<note_sid>.json")
def notification(sid: str, note_sid: str) -> shapes.Shape:
    """One notification, with what was sent and answered."""
    for note in exchange.notifications:
        if note.call_sid == sid and note.sid == note_sid:
            return shapes.notification(exchange, note, whole=True)
    raise not_found()


def _seen(calls: Iterable[Call]) -> Iterator[Call]:
    """The calls as they are, or as they were for a reader who comes to a copy that lags behind."""
    for call in calls:
        picture = call if g.as_of is None else call.as_it_was(g.as_of)
        if picture is not None:
            yield picture


def _finish(call: Call, status: str) -> None:
    if status == "canceled":
        if call.status not in ("queued", "ringing"):
            raise RestError(400, 21220, f"Call is not queued or ringing. It is {call.status}.")
    elif status == "completed":
        if not call.is_live:
            raise RestError(400, 21220, "Call is not in-progress. Cannot end.")
    else:
        raise RestError(400, 20001, f"Status: {status!r} is neither completed nor canceled")
    call.note("rest", status)
    call.end("completed" if call.status == "in-progress" else "canceled")


def _document(*, required: bool) -> tuple[str, str]:
    """The Url or the Twiml of the request, only one of them."""
    url, twiml = request.form.get("Url", ""), request.form.get("Twiml", "")
    if url and twiml:
        raise RestError(400, 20001, "Url and Twiml exclude each other")
    if required and not (url or twiml):
        raise RestError(400, 21205, "Url parameter is required.")
    if len(twiml) > TWIML_LIMIT:
        raise RestError(400, 32018)
    if twiml:
        try:
            parse(twiml.encode())
        except TwimlFault as fault:
            raise RestError(400, fault.code, fault.detail) from fault
    return (read.address(url, "Url") if url else ""), twiml


def _addresses(call: Call) -> None:
    form = request.form
    if "FallbackUrl" in form:
        call.fallback_url = read.address(form["FallbackUrl"], "FallbackUrl")
        call.fallback_method = read.method(form.get("FallbackMethod", "POST"), "FallbackMethod")
    if "StatusCallback" in form:
        events = {event for value in form.getlist("StatusCallbackEvent") for event in value.split()}
        if not events <= EVENTS:
            raise RestError(400, 21626, f"{sorted(events - EVENTS)} are not events of a call")
        before = call.subscription.events if call.subscription else frozenset({"completed"})
        call.subscription = Subscription(
            read.address(form["StatusCallback"], "StatusCallback"),
            read.method(form.get("StatusCallbackMethod", "POST"), "StatusCallbackMethod"),
            frozenset(events) or before,
        )


def _within(moment: datetime | None, name: str) -> bool:
    """Whether a time lies where the query wants it: on a day, on or after, on or before."""
    args = request.args
    for key in (name, f"{name}>", f"{name}<"):
        if key not in args:
            continue
        if moment is None:
            return False
        wanted = read.moment(args[key], key)
        if key.endswith(">"):
            inside = moment >= wanted
        elif key.endswith("<"):
            inside = moment <= wanted
        else:
            day = datetime.combine(wanted.date(), time.min, UTC)
            inside = day <= moment < day + timedelta(days=1)
        if not inside:
            return False
    return True
