"""REST's way to say where a number or an application leads."""

from __future__ import annotations

from collections.abc import Mapping

from app.practice.numbers import LeadsTo
from app.practice.rest import reading as read
from app.practice.rest.api import exchange
from app.practice.rest.errors import RestError

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


def change(changed: LeadsTo, form: Mapping[str, str], addresses: Mapping[str, str] = ADDRESSES) -> None:
    """Lead elsewhere, as the form says. Nothing is changed where anything is wrong: raises RestError."""
    name = form.get("FriendlyName", changed.friendly_name)
    if len(name) > NAME_LIMIT:
        raise RestError(400, 20001, f"FriendlyName is longer than {NAME_LIMIT} characters")
    given = {
        attribute: read.address(form[parameter], parameter) if form[parameter] else ""
        for parameter, attribute in addresses.items()
        if parameter in form
    }
    given |= {
        attribute: read.method(form[parameter], parameter)
        for parameter, attribute in METHODS.items()
        if parameter in form
    }
    changed.friendly_name, changed.updated = name, exchange.now()
    for attribute, value in given.items():
        setattr(changed, attribute, value)
