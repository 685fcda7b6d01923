"""A telephone as its page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.practice.calls.call import Call, Happening
from app.practice.numbers import readable

if TYPE_CHECKING:
    from app.practice.exchange import Exchange

KEYS = (
    *(("1", ""), ("2", "ABC"), ("3", "DEF"), ("4", "GHI"), ("5", "JKL"), ("6", "MNO")),
    *(("7", "PQRS"), ("8", "TUV"), ("9", "WXYZ"), ("*", ""), ("0", ""), ("#", "")),
)
BEHAVIOURS = ("manual", "answer", "joins", "no-answer", "busy", "voicemail", "unreachable")
TOLD = frozenset({"said", "key", "spoken", "person", "state", "lost"})
WORDS = {
    "ringing": "It rings",
    "in-progress": "Answered",
    "engaged": "It was engaged",
    "recording": "The tone sounds: speak now",
}
SHOWN = 60
ENDINGS = {
    "completed": "Call ended",
    "busy": "Engaged",
    "no-answer": "Not answered",
    "failed": "The call failed",
    "canceled": "The caller gave up",
}


def state(exchange: Exchange, number: str) -> dict[str, Any]:
    """What a page needs to draw one telephone."""
    with exchange.lock:
        phone = exchange.telephone(number)
        call = phone.call or (phone.history[-1] if phone.history else None)
        if call is None:
            return {"state": "idle", "title": "Ready", "call": "", "story": [], "seconds": None, "music": ""}
        inbound = call.direction == "inbound"
        far = call.to if inbound else call.from_
        owned = exchange.numbers.get(far)
        who = f"{readable(far)} {owned.friendly_name}" if owned else readable(far)
        mode = _mode(call)
        return {
            "state": mode,
            "title": _title(call, mode, who),
            "call": call.sid,
            "story": [
                {"number": number, "kind": h.kind, "text": _words(h), "detail": h.detail}
                for number, h in enumerate(call.journal)
                if h.kind in TOLD
            ][-SHOWN:],
            "seconds": _seconds(exchange, call),
            "music": call.music,
        }


def _words(happening: Happening) -> str:
    """A line of the journal for somebody who is not a developer."""
    if happening.kind != "state":
        return happening.text
    return WORDS.get(happening.text) or ENDINGS.get(happening.text) or happening.text.capitalize()


def _mode(call: Call) -> str:
    if not call.is_live:
        return "ended"
    if call.status == "in-progress":
        return "talking"
    return "calling" if call.direction == "inbound" else "ringing"


def _title(call: Call, mode: str, who: str) -> str:
    if mode == "ended":
        return ENDINGS[call.status]
    if mode == "ringing":
        return f"Ringing: {who}"
    if mode == "calling":
        return f"Calling {who}"
    if call.on_hold:
        return f"On hold: {who}"
    if call.participation is not None and not call.music:
        return f"Connected: {who}"
    return who


def _seconds(exchange: Exchange, call: Call) -> int | None:
    if call.answered is None:
        return None
    return round(((call.ended or exchange.now()) - call.answered).total_seconds())
