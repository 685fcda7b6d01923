"""From what a telephone is to do next, to TwiML."""

from typing import Any

from app.switchboard.replies import (
    Ask,
    Confer,
    HoldOn,
    KeepRinging,
    LeaveTheLine,
    OfferByKey,
    Reply,
    Tell,
    Wait,
    Waiting,
)
from app.telephony import twiml
from app.telephony.addresses import Addresses
from app.values.language import LANGUAGES

QUEUE = "waiting"
# Place and wait are said about once a minute; in between a key may be pressed at any time.
WAIT_ROUND_SECONDS = 45
# Twilio picks a call up at the first verb that is not <Pause> (its page of that verb): so long it rings before it asks
# whether a desk has taken it.
RING_ROUND_SECONDS = 2
NAME_SECONDS = 6
ADVISER_KEY_SECONDS = 8


def render(reply: Reply, addresses: Addresses) -> str:
    """The document that makes a telephone do it."""
    match reply:
        case Ask():
            return _ask(reply, addresses)
        case Wait():
            wait, then = addresses.wait(reply.call_id), addresses.call_now(reply.call_id)
            return twiml.wait_in_queue(QUEUE, wait, then, reply.sentences)
        case KeepRinging():
            return twiml.hold_on((), addresses.call_now(reply.call_id), RING_ROUND_SECONDS)
        case Waiting():
            key = addresses.wait_key(reply.call_id) if reply.may_book else None
            return twiml.wait(reply.sentences, key, WAIT_ROUND_SECONDS)
        case LeaveTheLine():
            return twiml.leave_queue()
        case Confer():
            wait = addresses.connection_wait(reply.connection_id)
            events = addresses.connection_events(reply.connection_id)
            heard: dict[str, Any] = {"muted": reply.muted, "coached": reply.coached, "keys": reply.keys}
            return twiml.confer(reply.name, _again(reply, addresses), wait, events, reply.sentences, **heard)
        case OfferByKey():
            action = addresses.leg_key(reply.leg_id, reply.tries)
            keys = twiml.Keys(action, digits=1, timeout_seconds=ADVISER_KEY_SECONDS)
            return twiml.ask(reply.sentences, keys)
        case HoldOn():
            return twiml.hold_on(reply.sentences, _again(reply, addresses))
        case Tell():
            return twiml.tell(reply.sentences)


def _ask(reply: Ask, addresses: Addresses) -> str:
    action = addresses.turn(reply.call_id, reply.turn)
    plan = reply.plan
    if plan.gather == "recording":
        return twiml.record(reply.sentences, action, NAME_SECONDS)
    hears = plan.gather in ("keys_or_speech", "speech")
    keys = twiml.Keys(
        action,
        digits=plan.length,
        finish_on=plan.finish_on,
        speech_hints=reply.hints if hears else (),
        # Speech is listened for only where the script knows words of her language; keys always work.
        speech_language=LANGUAGES[reply.language].gather if hears and reply.hints else None,
        timeout_seconds=plan.seconds,
    )
    return twiml.ask(reply.sentences, keys)


def _again(reply: HoldOn | Confer, addresses: Addresses) -> str:
    if reply.leg_id is not None:
        return addresses.leg(reply.leg_id)
    assert reply.call_id is not None  # noqa: S101 - it is either a leg of ours or a caller
    return addresses.call_now(reply.call_id)
