"""Who is told of what happens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Subscription:
    """Who is told of a call's or a conference's events."""

    url: str
    method: str
    events: frozenset[str]
