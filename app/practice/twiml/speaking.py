"""Say, Play and Pause."""

from __future__ import annotations

from collections.abc import Callable

from app.practice.twiml.document import Element
from app.practice.twiml.performance import Performance
from app.practice.twiml.voices import seconds_to_say

PLAY_SECONDS = 5
ENDLESS = 1000  # What `loop="0"` comes to: Twilio says 1,000 at most.


def say(performance: Performance, verb: Element) -> None:
    """Say the text, as often as `loop` has it."""

    def once() -> None:
        performance.call.hear(verb.text, verb.get("language", "en-US"), verb.get("voice", "man"))

    _repeat(performance, verb, once, seconds_to_say(verb.text))


def play(performance: Performance, verb: Element) -> None:
    """Play a recording; the person on the call "hears" its address."""

    def once() -> None:
        performance.call.hear(verb.text or verb.get("digits", ""), "", "play")

    _repeat(performance, verb, once, PLAY_SECONDS)


def pause(performance: Performance, verb: Element) -> None:
    """Wait in silence."""
    performance.after(verb.number("length", 1), performance.proceed, "pause")


def _repeat(performance: Performance, verb: Element, once: Callable[[], None], seconds: int) -> None:
    left = verb.number("loop", 1) or ENDLESS

    def turn() -> None:
        nonlocal left
        if left == 0:
            performance.proceed()
            return
        left -= 1
        once()
        performance.after(seconds, turn, f"<{verb.name}>")

    turn()
