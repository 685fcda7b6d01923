"""How long a sign-in lasts, and how guessing is slowed: pure."""

from datetime import datetime, timedelta

SIGNED_IN_AT_MOST = timedelta(hours=12)
# Who says near the end that they stay is signed in so much longer, and may say it again, up to a whole day.
STAYS_LONGER = timedelta(hours=1)
STAYS_AT_MOST = timedelta(hours=24)
# So long before a time that is set ends, whoever it concerns is told, and can have more with one key.
WARNED_BEFORE = timedelta(minutes=5)
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


def ends_at(
    started_at: datetime, stays_until: datetime | None, seen_at: datetime, presence: str, since: datetime
) -> datetime:
    """When a sign-in no longer counts, as things stand: too old, or nobody has been at the browser for too long.

    `presence` is what they do, `since` when. Whoever's doing has changed was there until then.
    """
    too_old = stays_until or started_at + SIGNED_IN_AT_MOST
    return too_old if presence in NOT_IDLE else min(too_old, max(seen_at, since) + LOCKED_WHEN_IDLE)


def prolonged(started_at: datetime, stays_until: datetime | None, now: datetime) -> datetime | None:
    """Until when somebody is signed in who says now that they stay; unchanged while the end is not near."""
    if now < (stays_until or started_at + SIGNED_IN_AT_MOST) - WARNED_BEFORE:
        return stays_until
    return min(now + STAYS_LONGER, started_at + STAYS_AT_MOST)


def telephone_identity(username: str) -> str:
    """The name of somebody's browser telephone: letters, digits and _ only, and another for every username."""
    return "".join(
        letter if letter.isascii() and letter.isalnum() else f"_{letter.encode().hex()}" for letter in username
    )


def username(typed: str) -> str:
    """A name for signing in as it is kept: without case, without blanks around it."""
    return typed.strip().casefold()[:100]
