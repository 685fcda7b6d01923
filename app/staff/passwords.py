"""Passwords: argon2id, a few at a time because each takes 64 MiB, and generated ones that can be typed."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

AT_A_TIME = 2
# No letter or figure that is taken for another; four times four of 28 are 77 bits.
_ALPHABET = "abcdefghjkmnpqrstvwxyz234679"

_hasher = PasswordHasher()
_places = threading.BoundedSemaphore(AT_A_TIME)
_nobodys: str | None = None


def generate() -> str:
    """A new password, like "wq3k-9dmt-h4xa-c7pe": shown once to whoever made it, kept nowhere."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    """The password as it is kept."""
    with _places:
        return _hasher.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the password that was kept. None (nobody has that name) takes as long and is never right."""
    global _nobodys
    if kept is None and _nobodys is None:
        _nobodys = hashed(generate())
    with _places:
        try:
            return _hasher.verify(kept or _nobodys or "", password) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)
