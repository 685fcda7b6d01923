"""How long a sign-in lasts, and how guessing is slowed: pure."""

from datetime import datetime, timedelta

SIGNED_IN_AT_MOST = timedelta(hours=12)
LOCKED_WHEN_IDLE = timedelta(minutes=30)
# A page asks often; that somebody was there is noted no oftener than this.
SEEN_EVERY = timedelta(minutes=1)

WRONG_BEFORE_A_WAIT = 5
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)

# Talking with a claimant is no idleness, whatever the browser sees of it; nor is waiting for one: who is ready and
# not at the desk is set away by the first call that is not answered, and from then on the time counts.
NOT_IDLE = frozenset({"ready", "ringing", "on_call", "in_interview"})


def wait_after(failures: int) -> timedelta:
    """How long a name must rest after its latest wrong password: nothing for four, then longer each time."""
    if failures < WRONG_BEFORE_A_WAIT:
        return timedelta(0)
    doublings = min(failures - WRONG_BEFORE_A_WAIT, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


def is_over(started_at: datetime, seen_at: datetime, presence: str, since: datetime, now: datetime) -> bool:
    """Whether a sign-in no longer counts: too old, or nobody has been at the browser for too long.

    `presence` is what they do, `since` when. Whoever's doing has changed was there until then.
    """
    if now - started_at >= SIGNED_IN_AT_MOST:
        return True
    if presence in NOT_IDLE:
        return False
    there_until = max(seen_at, since)
    return now - there_until >= LOCKED_WHEN_IDLE


def telephone_identity(username: str) -> str:
    """The name of somebody's browser telephone: letters, digits and _ only, and another for every username."""
    return "".join(
        letter if letter.isascii() and letter.isalnum() else f"_{letter.encode().hex()}" for letter in username
    )


def username(typed: str) -> str:
    """A name for signing in as it is kept: without case, without blanks around it."""
    return typed.strip().casefold()[:100]
