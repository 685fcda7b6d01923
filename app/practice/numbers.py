"""The telephone numbers of the account, and where Twilio sends what reaches them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

TELEPHONE_NUMBER = re.compile(r"^\+[1-9]\d{6,14}$")


def is_telephone_number(text: str) -> bool:
    """Whether Twilio would take it for a number: E.164."""
    return TELEPHONE_NUMBER.match(text) is not None


@dataclass
class Number:
    """One number of the account."""

    sid: str
    phone_number: str
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

    @property
    def can_text(self) -> bool:
        """Numbers that begin with 03 may not send text messages."""
        return not self.phone_number.startswith("+443")
