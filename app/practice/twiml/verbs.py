"""Every verb by its name, with those that only say where to go next."""

from __future__ import annotations

from collections.abc import Callable

from app.practice.twiml import dialling, gathering, queues, recording, speaking
from app.practice.twiml.document import Element
from app.practice.twiml.performance import Performance

Verb = Callable[[Performance, Element], None]


def redirect(performance: Performance, verb: Element) -> None:
    """Ask for another document; what follows is not reached."""
    performance.ask(verb.text, verb.get("method", "POST"))


def hang_up(performance: Performance, _verb: Element) -> None:
    """End the call."""
    performance.call.finish()


def reject(performance: Performance, verb: Element) -> None:
    """Refuse an inbound call that was not taken yet."""
    call = performance.call
    if call.direction == "inbound" and call.status == "ringing":
        call.end("busy" if verb.get("reason", "rejected") == "busy" else "no-answer")
        return
    performance.exchange.correspondence.fail(
        performance.call,
        12200,
        performance.document.url,
        "<Reject> stands first, in the answer to an inbound call",
    )


VERBS: dict[str, Verb] = {
    "Say": speaking.say,
    "Play": speaking.play,
    "Pause": speaking.pause,
    "Gather": gathering.gather,
    "Dial": dialling.dial,
    "Enqueue": queues.enqueue,
    "Leave": queues.leave,
    "Redirect": redirect,
    "Reject": reject,
    "Record": recording.record,
    "Hangup": hang_up,
}
