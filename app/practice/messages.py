"""Text messages, out and in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

BODY_LIMIT = 1600
SOONEST, LATEST = 300, 35  # seconds and days ahead that a message can be scheduled
ON_ITS_WAY = frozenset({"scheduled", "accepted", "queued", "sending", "receiving"})
# Words by which a person ends, and takes up again, what comes from one sender; Twilio keeps to them by itself.
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
# GSM 03.38, the basic set and the set of those that count twice.
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("^{}\\[~]|€")


@dataclass
class Message:
    """One text message; `status` as Twilio names it."""

    sid: str
    direction: str
    from_: str
    to: str
    body: str
    created: datetime
    status: str
    status_callback: str = ""
    updated: datetime | None = None
    sent: datetime | None = None
    error_code: int | None = None
    messaging_service_sid: str = ""

    @property
    def on_its_way(self) -> bool:
        """Whether it has not come to its end."""
        return self.status in ON_ITS_WAY

    @property
    def segments(self) -> int:
        """How many messages of the network it takes."""
        return segments(self.body)


def segments(body: str) -> int:
    """160 or 153 characters of GSM-7 a segment; one character outside it makes all 70 or 67 (UCS-2)."""
    if set(body) <= GSM_BASIC | GSM_EXTENDED:
        length = len(body) + sum(character in GSM_EXTENDED for character in body)
        return 1 if length <= 160 else math.ceil(length / 153)
    length = len(body.encode("utf-16-le")) // 2
    return 1 if length <= 70 else math.ceil(length / 67)
