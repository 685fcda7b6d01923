"""When work that did not succeed, or whose worker died, is tried again: pure."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)
TRIES_AT_MOST = 8

# Longer than any one job may take: requests to others have a limit of five seconds, a letter is set in one.
LEASE = timedelta(seconds=60)
# Nobody holds it: the worker is dead, or it lost the database and is still at one such request.
TAKEN_OVER_AFTER = timedelta(seconds=6)


class TryLater(Exception):
    """A handler raises it when the same work may succeed later; `wait` where the other side named one.

    A try that is not `counted` costs nothing: for work that is never to be given up while somebody depends on it.
    """

    def __init__(self, why: str = "", wait: timedelta | None = None, *, counted: bool = True) -> None:
        super().__init__(why)
        self.wait = wait
        self.counted = counted


def wait_before(next_try: int) -> timedelta:
    """How long to wait before try `next_try` (the first is 1 and waits for nothing): doubling, to ten minutes."""
    if next_try <= 1:
        return timedelta(0)
    doublings: int = min(next_try - 2, 20)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


def is_last(tries: int) -> bool:
    """Whether work tried so often is left for a person to look at."""
    return tries >= TRIES_AT_MOST


def is_abandoned(tries: int) -> bool:
    """Whether work that was begun so often without an end, its worker dying each time, should not be begun again."""
    return tries > TRIES_AT_MOST
