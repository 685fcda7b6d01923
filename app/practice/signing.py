"""Signatures of webhooks, and identifiers shaped as Twilio's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
from collections.abc import Iterable

Pairs = list[tuple[str, str]]


def signature(auth_token: str, url: str, form: Iterable[tuple[str, str]]) -> str:
    """What Twilio puts in X-Twilio-Signature.

    Base64 of HMAC-SHA1 over the whole URL with its query, without the fragment, followed by each name of the
    form and its distinct values, both sorted. Source: Twilio, "Validating requests".
    """
    values: dict[str, set[str]] = {}
    for name, value in form:
        values.setdefault(name, set()).add(value)
    text = url.split("#", 1)[0] + "".join(name + value for name in sorted(values) for value in sorted(values[name]))
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


class Identifiers:
    """SIDs, the same for the same seed and order, so that a failing test fails again in the same way."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._numbers = itertools.count(1)

    def new(self, prefix: str) -> str:
        """Two letters and 32 hexadecimal digits."""
        text = f"{self._seed}/{next(self._numbers)}"
        return prefix + hashlib.sha256(text.encode()).hexdigest()[:32]
