"""Applications: where calls and messages lead, under an identifier of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Application:
    """What Twilio calls a TwiML application. An address that is "" was not given."""

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
    message_status_callback: str = ""
