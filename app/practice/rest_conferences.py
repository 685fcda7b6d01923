"""Conferences and their participants over REST."""

from __future__ import annotations

from app.practice import rest_errors as read
from app.practice import shapes
from app.practice.conferences import Conference, Participation
from app.practice.rest_api import api, exchange
from app.practice.rest_errors import RestError, not_found

UPDATE = ("Muted", "Hold", "HoldUrl", "HoldMethod", "AnnounceUrl", "AnnounceMethod", "EndConferenceOnExit")


def _find(sid: str) -> Conference:
    conference = exchange.conferences.get(sid)
    if conference is None:
        raise not_found()
    return conference


def _participant(conference_sid: str, who: str) -> Participation:
    for participation in _find(conference_sid).participants.values():
        if who == participation.call.sid or (participation.label and who == participation.label):
            return participation
    raise not_found()


@api.get("/Conferences.json")
def list_conferences() -> shapes.Shape:
    """Conferences, newest first, by name and status; one that waits for its second participant is `init`."""
    args = read.query(
        ("FriendlyName", "Status"),
        known="DateCreated DateCreated< DateCreated> DateUpdated DateUpdated< DateUpdated>",
    )
    found = [
        conference
        for conference in reversed(exchange.conferences.values())
        if args.get("FriendlyName", conference.friendly_name) == conference.friendly_name
        and args.get("Status", conference.status) == conference.status
    ]
    return shapes.page("conferences", [shapes.conference(exchange, conference) for conference in found])


@api.get("/Conferences/<sid>.json")
def fetch_conference(sid: str) -> shapes.Shape:
    """One conference."""
    read.query(())
    return shapes.conference(exchange, _find(sid))


@api.post("/Conferences/<sid>.json")
def update_conference(sid: str) -> shapes.Shape:
    """End a conference or announce something in it; 16001 where it is not in progress."""
    form = read.form(("Status", "AnnounceUrl", "AnnounceMethod"))
    conference = _find(sid)
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


@api.get("/Conferences/<sid>/Participants.json")
def participants(sid: str) -> shapes.Shape:
    """Who is in a conference now."""
    args = read.query(("Muted", "Hold", "Coaching"))
    found = [
        participation
        for participation in _find(sid).participants.values()
        if ("Muted" not in args or participation.muted == read.true(args["Muted"], "Muted"))
        and ("Hold" not in args or participation.hold == read.true(args["Hold"], "Hold"))
        and ("Coaching" not in args or bool(participation.coach) == read.true(args["Coaching"], "Coaching"))
    ]
    return shapes.page("participants", [shapes.participant(exchange, one) for one in found])


@api.post("/Conferences/<sid>/Participants.json")
def create_participant(sid: str) -> shapes.Shape:
    """Refused: people are added by calls of their own."""
    raise RestError(501, 20001, f"The practice exchange does not add participants by REST (to {sid})")


@api.get("/Conferences/<sid>/Participants/<who>.json")
def participant(sid: str, who: str) -> shapes.Shape:
    """One participant, by call SID or label."""
    read.query(())
    return shapes.participant(exchange, _participant(sid, who))


@api.post("/Conferences/<sid>/Participants/<who>.json")
def change(sid: str, who: str) -> shapes.Shape:
    """Hold, mute, announce to, or change one participant."""
    form = read.form(UPDATE, known="WaitUrl WaitMethod BeepOnExit Coaching CallSidToCoach")
    participation = _participant(sid, who)
    if "Muted" in form:
        participation.set_muted(read.true(form["Muted"], "Muted"))
    if "Hold" in form:
        url = form.get("HoldUrl", "")
        participation.set_hold(
            read.true(form["Hold"], "Hold"),
            read.address(url, "HoldUrl") if url else "",
            read.method(form.get("HoldMethod", "GET"), "HoldMethod"),
        )
    if "EndConferenceOnExit" in form:
        participation.ends_conference = read.true(form["EndConferenceOnExit"], "EndConferenceOnExit")
        participation.conference.flag(participation, "participant-modify", "modify")
    if "AnnounceUrl" in form:
        participation.announce(
            read.address(form["AnnounceUrl"], "AnnounceUrl"),
            read.method(form.get("AnnounceMethod", "POST"), "AnnounceMethod"),
        )
    return shapes.participant(exchange, participation)


@api.delete("/Conferences/<sid>/Participants/<who>.json")
def remove(sid: str, who: str) -> tuple[str, int]:
    """Put one participant out; her call goes on after its <Dial>."""
    _participant(sid, who).kick()
    return "", 204
