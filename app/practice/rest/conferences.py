"""Conferences over REST."""

from __future__ import annotations

from app.practice.calls.conferences import Conference
from app.practice.rest import reading as read
from app.practice.rest import shapes
from app.practice.rest.api import api, exchange, seen
from app.practice.rest.errors import RestError, not_found
from app.practice.rest.paging import page

STATUSES = ("init", "in-progress", "completed")


def find(sid: str) -> Conference:
    """The conference with that SID; its name will not do."""
    conference = exchange.conferences.get(sid)
    if conference is None:
        raise not_found()
    return conference


def find_as_seen(sid: str) -> Conference:
    """The conference with that SID for somebody who only reads."""
    for conference in seen([find(sid)]):
        return conference
    raise not_found()


@api.get("/Conferences.json")
def list_conferences() -> shapes.Shape:
    """Conferences, newest first, by name and status; one that waits for its second participant is `init`."""
    args = read.query(("FriendlyName", "Status", *read.dates("DateCreated", "DateUpdated")))
    if "Status" in args:
        read.one_of(args["Status"], "Status", STATUSES)
    found = [
        conference
        for conference in seen(reversed(exchange.conferences.values()))
        if args.get("FriendlyName", conference.friendly_name) == conference.friendly_name
        and args.get("Status", conference.status) == conference.status
        and read.within(conference.created, "DateCreated")
        and read.within(conference.updated or conference.created, "DateUpdated")
    ]
    return page("conferences", found, lambda it: it.sid, lambda it: shapes.conference(exchange, it))


@api.get("/Conferences/<sid>.json")
def fetch_conference(sid: str) -> shapes.Shape:
    """One conference."""
    read.query(())
    return shapes.conference(exchange, find_as_seen(sid))


@api.post("/Conferences/<sid>.json")
def update_conference(sid: str) -> shapes.Shape:
    """End a conference or announce something in it; 16001 where it is not in progress."""
    form = read.form(("Status", "AnnounceUrl", "AnnounceMethod"))
    conference = find(sid)
    if conference.status != "in-progress":
        raise RestError(400, 16001, f"Conference {sid} is not currently active")
    if "Status" in form:
        if form["Status"] != "completed":
            raise RestError(400, 20001, f"Status: {form['Status']!r} is not completed")
        conference.end("conference-ended-via-api")
    elif "AnnounceUrl" in form:
        url = read.address(form["AnnounceUrl"], "AnnounceUrl")
        how = read.method(form.get("AnnounceMethod", "POST"), "AnnounceMethod")
        for participation in conference.participants.values():
            participation.announce(url, how)
    else:
        raise RestError(400, 20001, "Nothing to change: Status or AnnounceUrl")
    return shapes.conference(exchange, conference)
