"""Answering-machine detection: what Twilio takes for a person and what for a machine, rightly or wrongly.

Synchronous detection keeps whoever answered in silence until the verdict is there; only then is the call's document
asked for, with AnsweredBy. Asynchronous detection starts the document at once and sends the verdict to an address of
its own. Source: Twilio, "Answering machine detection".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.practice.calls.subscription import Subscription
from app.practice.signing import Pairs

if TYPE_CHECKING:
    from app.practice.calls.call import Call

Mode = Literal["Enable", "DetectMessageEnd"]
MODES: tuple[Mode, ...] = ("Enable", "DetectMessageEnd")
VERDICT_SECONDS = 4


@dataclass(frozen=True)
class Detection:
    """What was asked for with a call. `told`: who is told, where it is asynchronous."""

    mode: Mode = "Enable"
    timeout_seconds: int = 30
    asynchronous: bool = False
    told: Subscription | None = None


def detect(call: Call, detection: Detection, start: Callable[[Pairs], None]) -> None:
    """The call was answered: begin its document now, or when the verdict is there. `start` takes what is added."""
    if detection.asynchronous:
        start([])
    verdict, seconds = _verdict(call, detection)

    def decided() -> None:
        call.answered_by = verdict
        call.note("state", f"taken for {verdict}")
        form = [("AnsweredBy", verdict), ("MachineDetectionDuration", str(seconds * 1000))]
        if not detection.asynchronous:
            start(form)
        elif detection.told is not None:
            sent = [("CallSid", call.sid), ("AccountSid", call.exchange.account_sid), *form]
            call.exchange.correspondence.notify(
                "machine", detection.told.url, detection.told.method, sent, lane=f"{call.sid}/machine", call=call
            )

    call.later(seconds, decided, "verdict on who answered")


def _verdict(call: Call, detection: Detection) -> tuple[str, int]:
    """What it is taken for, and after how many seconds; no verdict in time is `unknown`."""
    phone = call.telephone
    voicemail = phone is not None and phone.behaviour == "voicemail"
    verdict, seconds = ("machine_start" if voicemail else "human"), VERDICT_SECONDS
    if voicemail and phone is not None and detection.mode == "DetectMessageEnd":
        verdict, seconds = "machine_end_beep", phone.greeting_seconds
    if phone is not None and phone.taken_for is not None:
        verdict = phone.taken_for
    return (verdict, seconds) if seconds <= detection.timeout_seconds else ("unknown", detection.timeout_seconds)
