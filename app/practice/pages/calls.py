"""The pages that show each call's legs, documents, webhooks and events as they happen."""

from __future__ import annotations

from flask import abort, render_template, request

from app.practice.pages import call_view
from app.practice.pages.pages import pages
from app.practice.rest.api import exchange

LISTED_CALLS = 100
LISTED_ERRORS = 20
SHOWS = {"": "All calls", "live": "Going on now", "errors": "With errors"}


@pages.get("/calls")
def calls() -> str:
    """Every call, newest first, or those with some words in their numbers, id or state."""
    words, shows = request.args.get("words", "").strip(), request.args.get("shows", "")
    with exchange.lock:
        faulty = {note.call_sid for note in exchange.notifications}
        found = [
            call
            for call in reversed(exchange.calls.values())
            if call_view.matches(call, words)
            and (shows != "live" or call.is_live)
            and (shows != "errors" or call.sid in faulty)
        ]
        rooms = [room for room in exchange.conferences.values() if room.status != "completed"]
        notes = exchange.notifications[-LISTED_ERRORS:]
    return render_template(
        "practice/calls.html",
        calls=found[:LISTED_CALLS],
        more=max(0, len(found) - LISTED_CALLS),
        any=bool(exchange.calls),
        rooms=rooms,
        notes=notes,
        faulty=faulty,
        words=words,
        shows=shows,
        choices=SHOWS,
    )


@pages.get("/calls/<sid>")
def call(sid: str) -> str:
    """One conversation: its legs side by side, documents, webhooks and events as they happened."""
    found = exchange.calls.get(sid)
    if found is None:
        abort(404)
    sorts = frozenset(request.args.getlist("sort")) & set(call_view.SORTS) or frozenset(call_view.SORTS)
    alone = request.args.get("alone") == "yes"
    return render_template(
        "practice/call.html",
        call=found,
        conversation=call_view.conversation(exchange, found, sorts, alone),
        name_of=call_view.name_of,
        sorts={sort: words for sort, (words, _) in call_view.SORTS.items()},
        chosen=sorts,
        alone=alone,
    )
