"""By which way somebody is reached who does not speak by telephone: pure.

The order is that of the house: a textphone desk, her TextNumber of Relay UK, which any telephone may ring, the typed
page, where she can be told of it, and last an adviser who dials 18002 before her own number on a desk telephone,
because no other may.
"""

from collections.abc import Sequence
from typing import Final

VOICE: Final = "voice"
DESK: Final = "desk"
RELAY: Final = "relay"
TYPED: Final = "typed"
BY_HAND: Final = "by_hand"

# She was not reached so: the next way is tried. Who is engaged, or asks for another time, is reached by this one.
NOT_REACHED: Final = frozenset(
    {"no_answer", "voicemail", "voicemail_message", "not_in", "unobtainable", "not_at_the_page"}
)


def ways(telephone_kind: str, relay_number: str | None, *, can_type: bool = False) -> tuple[str, ...]:
    """The ways in which she can be reached, the first first; `can_type`: she has a code, or can be sent one."""
    relay = (RELAY,) if relay_number else ()
    typed = (TYPED,) if can_type else ()
    match telephone_kind:
        case "textphone":
            return (DESK, *relay, *typed, BY_HAND)
        case "relay":
            return (*relay, *typed, BY_HAND)
        case "typed":
            return (*typed, *relay, BY_HAND)
    return (VOICE,)


def speaks(telephone_kind: str) -> bool:
    """Whether there is no way but to speak, whatever else she has."""
    return ways(telephone_kind, None) == (VOICE,)


def way_now(ways: Sequence[str], results: Sequence[str], *, has_desk: bool) -> str:
    """The way for the next try after these results; `has_desk`: somebody with a textphone is at work."""
    failed = sum(result in NOT_REACHED for result in results)
    left = ways[min(failed, len(ways) - 1) :]
    return left[1] if left[0] == DESK and not has_desk and len(left) > 1 else left[0]
