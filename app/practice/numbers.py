"""The telephone numbers of the account, and where Twilio sends what reaches them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

TELEPHONE_NUMBER = re.compile(r"^\+[1-9]\d{6,14}$")
# Twilio's helper libraries make identities of letters, digits and underscores, 256 at most.
CLIENT_ADDRESS = re.compile(r"^client:(\w{1,256})(?:\?(.*))?$", re.ASCII)
SIP_ADDRESS = re.compile(r"^sips?:[^@\s]+@[^@\s]+$")


def is_telephone_number(text: str) -> bool:
    """Whether Twilio would take it for a number: E.164."""
    return TELEPHONE_NUMBER.match(text) is not None


def may_stand_on_a_desk(text: str) -> bool:
    """Whether a telephone of ours can have it: a number or a SIP address. What is in a browser is played there."""
    return is_telephone_number(text) or SIP_ADDRESS.match(text) is not None


def can_be_rung(text: str) -> bool:
    """Whether a call can be made to it: a telephone number, a browser telephone or a SIP telephone."""
    return any(pattern.match(text) for pattern in (TELEPHONE_NUMBER, CLIENT_ADDRESS, SIP_ADDRESS))


def address_and_parameters(text: str) -> tuple[str, dict[str, str]]:
    """What is rung, and what is told to a browser telephone besides: `client:tess?leg=7`."""
    found = CLIENT_ADDRESS.match(text)
    if found is None:
        return text, {}
    return f"client:{found[1]}", dict(parse_qsl(found[2] or ""))


def international(text: str) -> str:
    """A number as it is dialled in the United Kingdom, in E.164; a SIP address as it is; else without spaces."""
    if text.startswith("sip:"):
        return text
    digits = re.sub(r"[\s()-]", "", text)
    return f"+44{digits[1:]}" if re.fullmatch(r"0\d{9,10}", digits) else digits


def readable(number: str) -> str:
    """A number as people write it: 03069 990101."""
    if not number.startswith("+44"):
        return "number withheld" if number == "anonymous" else number
    national = "0" + number[3:]
    return f"{national[:5]} {national[5:]}"


@dataclass
class LeadsTo:
    """Where what reaches a number or an application is sent. An address that is "" was not given."""

    sid: str
    created: datetime
    updated: datetime
    friendly_name: str = ""
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"


@dataclass
class Application(LeadsTo):
    """What Twilio calls a TwiML application: where calls and messages lead, under an identifier of its own."""

    message_status_callback: str = ""


@dataclass
class Number(LeadsTo):
    """One number of the account."""

    phone_number: str = ""

    @property
    def can_text(self) -> bool:
        """Numbers that begin with 03 may not send text messages."""
        return not self.phone_number.startswith("+443")
