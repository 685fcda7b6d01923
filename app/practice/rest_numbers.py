"""The telephone numbers of the account over REST."""

from __future__ import annotations

import re

from app.practice import reading as read
from app.practice import shapes
from app.practice.numbers import Number
from app.practice.paging import page
from app.practice.rest_api import api, exchange
from app.practice.rest_errors import RestError, not_found

NOT_IMITATED = """AccountSid ApiVersion SmsApplicationSid VoiceApplicationSid VoiceCallerIdLookup
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
NAME_LIMIT = 64


def _find(sid: str) -> Number:
    for number in exchange.numbers.values():
        if number.sid == sid:
            return number
    raise not_found()


@api.get("/IncomingPhoneNumbers.json")
def numbers() -> shapes.Shape:
    """The telephone numbers of the account; a part of one finds all that contain it, `*` being any digit."""
    args = read.query(("PhoneNumber", "FriendlyName"), known="Beta Origin")
    wanted = re.escape(args.get("PhoneNumber", "")).replace(r"\*", r"\d")
    found = [
        number
        for number in exchange.numbers.values()
        if re.search(wanted, number.phone_number)
        and args.get("FriendlyName", number.friendly_name) == number.friendly_name
    ]
    return page("incoming_phone_numbers", found, lambda it: it.sid, lambda it: shapes.number(exchange, it))


@api.get("/IncomingPhoneNumbers/<sid>.json")
def number(sid: str) -> shapes.Shape:
    """One telephone number."""
    read.query(())
    return shapes.number(exchange, _find(sid))


@api.post("/IncomingPhoneNumbers/<sid>.json")
def change_number(sid: str) -> shapes.Shape:
    """Say where a number leads. Nothing is changed where anything is wrong."""
    form = read.form(("FriendlyName", *ADDRESSES, *METHODS), known=NOT_IMITATED)
    changed = _find(sid)
    given = {
        attribute: read.address(form[name], name) if form[name] else ""
        for name, attribute in ADDRESSES.items()
        if name in form
    }
    given |= {attribute: read.method(form[name], name) for name, attribute in METHODS.items() if name in form}
    name = form.get("FriendlyName", changed.friendly_name)
    if len(name) > NAME_LIMIT:
        raise RestError(400, 20001, f"FriendlyName is longer than {NAME_LIMIT} characters")
    for attribute, value in given.items():
        setattr(changed, attribute, value)
    changed.friendly_name, changed.updated = name, exchange.now()
    return shapes.number(exchange, changed)
