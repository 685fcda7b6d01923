"""The telephone numbers of the account over REST."""

from __future__ import annotations

import re

from app.practice.numbers import Number
from app.practice.rest import leading, shapes
from app.practice.rest import reading as read
from app.practice.rest.api import api, exchange
from app.practice.rest.errors import not_found
from app.practice.rest.paging import page

NOT_IMITATED = """AccountSid ApiVersion SmsApplicationSid VoiceApplicationSid VoiceCallerIdLookup
    EmergencyStatus EmergencyAddressSid TrunkSid VoiceReceiveMode IdentitySid AddressSid BundleSid"""


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
    form = read.form(("FriendlyName", *leading.ADDRESSES, *leading.METHODS), known=NOT_IMITATED)
    changed = _find(sid)
    leading.change(changed, form)
    return shapes.number(exchange, changed)
