"""A conversation as its page shows it: its legs side by side, and all that happened on them in order of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from app.practice.calls.call import Call, Happening
from app.practice.numbers import readable

if TYPE_CHECKING:
    from app.practice.exchange import Exchange
    from app.practice.webhooks.correspondence import Notification

# What can be shown alone, and which kinds of happening belong to it.
SORTS = {
    "heard": ("What is heard and done", frozenset({"said", "spoken", "key", "person", "lost"})),
    "documents": ("Documents and verbs", frozenset({"answer", "verb", "late"})),
    "webhooks": ("Webhooks and REST", frozenset({"webhook", "rest"})),
    "events": ("States, conferences, queues", frozenset({"state", "conference", "queue"})),
}
ALWAYS = "error"
WORDS = {
    "said": "Hears",
    "spoken": "Says",
    "key": "Presses",
    "person": "Person",
    "lost": "Nobody heard",
    "answer": "Answer",
    "verb": "Verb",
    "late": "Too late",
    "webhook": "Webhook",
    "rest": "REST",
    "state": "State",
    "conference": "Conference",
    "queue": "Queue",
    ALWAYS: "Error",
}
FORM_FIELD = re.compile(r"&(?=[A-Za-z][\w.]*=)")
SHORT = 90
MOST_ROWS = 1000
INDENT = "  "
CONFERENCE = re.compile(r"(?:joins|leaves) ([^:]+)")


@dataclass(frozen=True)
class Row:
    """One happening: of which leg (its place among them), what it is called, and what can be unfolded."""

    id: str
    at: datetime
    leg: int
    kind: str
    word: str
    text: str
    aside: str
    folded: str


@dataclass(frozen=True)
class Conversation:
    """The legs in order of their making, the rows in order of time; `left_out`: older rows that are not shown."""

    legs: tuple[Call, ...]
    rows: tuple[Row, ...]
    errors: tuple[Notification, ...]
    left_out: int


def conversation(exchange: Exchange, call: Call, sorts: frozenset[str], alone: bool) -> Conversation:
    """What belongs to a call: with the legs it was in a conference with or that it dialled, or alone."""
    with exchange.lock:
        legs = (call,) if alone else _together(exchange, call)
        kinds = frozenset().union(*(SORTS[sort][1] for sort in sorts)) | {ALWAYS}
        rows = [
            _row(leg.sid, place, number, happening)
            for place, leg in enumerate(legs)
            for number, happening in enumerate(leg.journal)
            if happening.kind in kinds
        ]
        sids = {leg.sid for leg in legs}
        errors = tuple(note for note in exchange.notifications if note.call_sid in sids)
    rows.sort(key=lambda row: row.at)
    return Conversation(legs, tuple(rows[-MOST_ROWS:]), errors, max(0, len(rows) - MOST_ROWS))


def name_of(call: Call) -> str:
    """Whose leg it is: the person's number, or what was rung."""
    return readable(call.from_ if call.direction == "inbound" else call.to)


def matches(call: Call, words: str) -> bool:
    """Whether a call has all the words in its numbers (as they are kept, or as people write them), id or state."""
    told = [call.sid, call.from_, call.to, readable(call.from_), readable(call.to), call.status, call.direction]
    if call.in_conference:
        told.append(call.in_conference)
    everything = " ".join(told).lower()
    return all(word in everything for word in words.lower().split())


def pretty(document: str) -> str:
    """TwiML with an element a line; anything else as it is."""
    try:
        # Nothing but what the service under rehearsal on this machine has answered is read here.
        read = minidom.parseString(document.strip())  # noqa: S318
    except (ExpatError, ValueError):
        return document
    lines = read.documentElement.toprettyxml(indent=INDENT).splitlines() if read.documentElement else []
    return "\n".join(line for line in lines if line.strip())


def _together(exchange: Exchange, call: Call) -> tuple[Call, ...]:
    """The call, all that shared a conference with it, and what dialled it or was dialled, in order of their making."""
    rooms = _rooms(call)
    return tuple(
        other
        for other in exchange.calls.values()
        if other is call or rooms & _rooms(other) or other.parent_sid == call.sid or other.sid == call.parent_sid
    )


def _rooms(call: Call) -> set[str]:
    found = (CONFERENCE.match(happening.text) for happening in call.journal if happening.kind == "conference")
    return {match[1] for match in found if match is not None}


def _row(sid: str, place: int, number: int, happening: Happening) -> Row:
    kind, text, detail = happening.kind, happening.text, happening.detail
    folded = ""
    if kind in ("webhook", "rest"):
        detail, folded = "", FORM_FIELD.sub("\n", detail)
    elif kind == "answer":
        detail, folded = "", pretty(detail)
    elif len(detail) > SHORT:
        detail, folded = "", detail
    return Row(f"{sid[-8:]}-{number}", happening.at, place, kind, WORDS.get(kind, kind), text, detail, folded)
