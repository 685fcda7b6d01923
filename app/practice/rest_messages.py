"""Text messages and telephone numbers over REST."""

from __future__ import annotations

import re

from flask import Response

from app.practice import rest_errors as read
from app.practice import shapes
from app.practice.messages import BODY_LIMIT, Message
from app.practice.numbers import Number, is_telephone_number
from app.practice.rest_api import api, exchange
from app.practice.rest_errors import RestError, not_found

ALPHANUMERIC_SENDER = re.compile(r"^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$")
NOT_IMITATED = """
    ApplicationSid MaxPrice ProvideFeedback Attempt ValidityPeriod ForceDelivery ContentRetention
    AddressRetention SmartEncoded PersistentAction TrafficType ShortenUrls ScheduleType SendAt SendAsMms
    ContentVariables RiskCheck FallbackFrom MessagingServiceSid MediaUrl ContentSid
"""
NUMBER_NOT_IMITATED = """AccountSid ApiVersion SmsApplicationSid VoiceApplicationSid VoiceCallerIdLookup
    EmergencyStatus EmergencyAddressSid TrunkSid VoiceReceiveMode IdentitySid AddressSid BundleSid"""
ADDRESSES = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
}
METHODS = {
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
}


@api.post("/Messages.json")
def create_message() -> tuple[shapes.Shape, int]:
    """Send a text message: queued, sent after one second, delivered after two."""
    form = read.form(("To", "From", "Body", "StatusCallback"), known=NOT_IMITATED)
    for name, missing in (("To", 21604), ("From", 21603), ("Body", 21602)):
        if not form.get(name):
            raise RestError(400, missing)
    sender, to, body = form["From"], form["To"], form["Body"]
    if len(body) > BODY_LIMIT:
        raise RestError(400, 21617)
    if not is_telephone_number(to):
        raise RestError(400, 21211, f"Invalid 'To' Phone Number: {to}")
    own = exchange.numbers.get(sender)
    if not (own is not None and own.can_text) and not ALPHANUMERIC_SENDER.match(sender):
        raise RestError(400, 21606, f"{sender} is not a message-capable number of the account")
    callback = form.get("StatusCallback", "")
    message = Message(
        exchange.identifiers.new("SM"),
        "outbound-api",
        sender,
        to,
        body,
        exchange.now(),
        "queued",
        read.address(callback, "StatusCallback") if callback else "",
    )
    exchange.send_text(message)
    return shapes.message(exchange, message), 201


@api.get("/Messages.json")
def list_messages() -> shapes.Shape:
    """Text messages, newest first."""
    args = read.query(("To", "From"), known="DateSent DateSent< DateSent>")
    found = [
        message
        for message in reversed(exchange.messages)
        if args.get("To", message.to) == message.to and args.get("From", message.from_) == message.from_
    ]
    return shapes.page("messages", [shapes.message(exchange, message) for message in found])


@api.get("/Messages/<sid>.json")
def fetch_message(sid: str) -> shapes.Shape:
    """One text message."""
    for message in exchange.messages:
        if message.sid == sid:
            return shapes.message(exchange, message)
    raise not_found()


@api.get("/IncomingPhoneNumbers.json")
def numbers() -> shapes.Shape:
    """The telephone numbers of the account."""
    args = read.query(("PhoneNumber", "FriendlyName"), known="Beta Origin")
    found = [
        number
        for number in exchange.numbers.values()
        if args.get("PhoneNumber", number.phone_number) == number.phone_number
        and args.get("FriendlyName", number.friendly_name) == number.friendly_name
    ]
    return shapes.page("incoming_phone_numbers", [shapes.number(exchange, number) for number in found])


def number_with(sid: str) -> Number:
    for number in exchange.numbers.values():
        if number.sid == sid:
            return number
    raise not_found()


@api.get("/IncomingPhoneNumbers/<sid>.json")
def number(sid: str) -> shapes.Shape:
    """One telephone number."""
    read.query(())
    return shapes.number(exchange, number_with(sid))


@api.post("/IncomingPhoneNumbers/<sid>.json")
def change_number(sid: str) -> shapes.Shape:
    """Say where a number leads."""
    form = read.form(("FriendlyName", *ADDRESSES, *METHODS), known=NUMBER_NOT_IMITATED)
    changed = number_with(sid)
    for name, attribute in ADDRESSES.items():
        if name in form:
            setattr(changed, attribute, read.address(form[name], name) if form[name] else "")
    for name, attribute in METHODS.items():
        if name in form:
            setattr(changed, attribute, read.method(form[name], name))
    changed.friendly_name = form.get("FriendlyName", changed.friendly_name)
    changed.updated = exchange.now()
    return shapes.number(exchange, changed)


@api.get("/Recordings/<sid>")
def recording(sid: str) -> Response:
    """The sound of a recording."""
    found = exchange.recordings.get(sid.removesuffix(".wav"))
    if found is None:
        raise not_found()
    return Response(found.wav(), mimetype="audio/x-wav")
