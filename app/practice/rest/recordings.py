"""Recordings over REST: those of a call, of a conference, and all."""

from __future__ import annotations

from flask import Response

from app.practice.calls.recordings import EVENTS, Recording, record_call
from app.practice.rest import reading as read
from app.practice.rest import shapes
from app.practice.rest.api import api, exchange
from app.practice.rest.errors import RestError, not_found
from app.practice.rest.paging import page

CURRENT = "Twilio.CURRENT"
START = (
    *("RecordingStatusCallback", "RecordingStatusCallbackEvent", "RecordingStatusCallbackMethod"),
    *("RecordingChannels", "RecordingTrack", "Trim"),
)
CHANNELS = {"mono": 1, "dual": 2}
TRACKS = ("inbound", "outbound", "both")
TRIMS = ("trim-silence", "do-not-trim")
MOVES = ("in-progress", "paused", "stopped")
PAUSES = ("skip", "silence")


def _of(owner: str, sid: str) -> list[Recording]:
    """The recordings of a call or of a conference, newest first."""
    if sid not in (exchange.calls if owner == "Calls" else exchange.conferences):
        raise not_found()
    return [
        it
        for it in reversed(exchange.recordings.values())
        if (it.call_sid == sid and it.conference_sid is None if owner == "Calls" else it.conference_sid == sid)
    ]


def _find(owner: str, owner_sid: str, sid: str) -> Recording:
    """One of them, by its SID, or the one that is being made."""
    for it in _of(owner, owner_sid):
        if it.sid == sid or (sid == CURRENT and it.live):
            return it
    raise not_found()


def _shown(it: Recording, owner: str = "", owner_sid: str = "") -> shapes.Shape:
    return shapes.recording(exchange, it, f"{owner}/{owner_sid}" if owner else "")


@api.post("/Calls/<sid>/Recordings.json")
def start_recording(sid: str) -> tuple[shapes.Shape, int]:
    """Record a call; 21220 where it is not in progress."""
    form = read.form(START, repeated=("RecordingStatusCallbackEvent",))
    call = exchange.calls.get(sid)
    if call is None:
        raise not_found()
    channels = CHANNELS[read.one_of(form.get("RecordingChannels", "dual"), "RecordingChannels", CHANNELS)]
    track = read.one_of(form.get("RecordingTrack", "both"), "RecordingTrack", TRACKS)
    read.one_of(form.get("Trim", "do-not-trim"), "Trim", TRIMS)
    subscription = read.subscription("RecordingStatusCallback", EVENTS, "completed")
    if call.status != "in-progress":
        raise RestError(400, 21220, "Requested resource is not eligible for recording")
    it = record_call(call, track=track, channels=channels, subscription=subscription)
    return _shown(it, "Calls", sid), 201


@api.get("/<any(Calls, Conferences):owner>/<owner_sid>/Recordings.json")
def recordings_of(owner: str, owner_sid: str) -> shapes.Shape:
    """The recordings of a call or of a conference."""
    read.query(read.dates("DateCreated"))
    found = [it for it in _of(owner, owner_sid) if read.within(it.created, "DateCreated")]
    return page("recordings", found, lambda it: it.sid, lambda it: _shown(it, owner, owner_sid))


@api.get("/<any(Calls, Conferences):owner>/<owner_sid>/Recordings/<sid>.json")
def recording_of(owner: str, owner_sid: str, sid: str) -> shapes.Shape:
    """One recording of a call or of a conference."""
    read.query(())
    return _shown(_find(owner, owner_sid, sid), owner, owner_sid)


@api.post("/<any(Calls, Conferences):owner>/<owner_sid>/Recordings/<sid>.json")
def change_recording(owner: str, owner_sid: str, sid: str) -> shapes.Shape:
    """Pause a recording, go on with it, or stop it; 21220 for one that is over."""
    form = read.form(("Status", "PauseBehavior"), required=("Status",))
    status = read.one_of(form["Status"], "Status", MOVES)
    pause = read.one_of(form.get("PauseBehavior", "silence"), "PauseBehavior", PAUSES)
    it = _find(owner, owner_sid, sid)
    if not it.live:
        raise RestError(400, 21220, f"Recording {it.sid} is {it.status}")
    if status == "paused":
        it.pause(skip=pause == "skip")
    elif status == "in-progress":
        it.resume()
    else:
        it.stop()
    return _shown(it, owner, owner_sid)


@api.delete("/<any(Calls, Conferences):owner>/<owner_sid>/Recordings/<sid>.json")
def delete_recording_of(owner: str, owner_sid: str, sid: str) -> tuple[str, int]:
    """Do away with a recording of a call or of a conference."""
    return _delete(_find(owner, owner_sid, sid))


@api.get("/Recordings.json")
def recordings() -> shapes.Shape:
    """Every recording, newest first."""
    args = read.query((*read.dates("DateCreated"), "CallSid", "ConferenceSid"), known="IncludeSoftDeleted")
    found = [
        it
        for it in reversed(exchange.recordings.values())
        if args.get("CallSid", it.call_sid) == it.call_sid
        and args.get("ConferenceSid", it.conference_sid) == it.conference_sid
        and read.within(it.created, "DateCreated")
    ]
    return page("recordings", found, lambda it: it.sid, _shown)


@api.get("/Recordings/<sid>.json")
def recording(sid: str) -> shapes.Shape:
    """One recording."""
    read.query((), known="IncludeSoftDeleted")
    it = exchange.recordings.get(sid)
    if it is None:
        raise not_found()
    return _shown(it)


@api.delete("/Recordings/<sid>.json")
def delete_recording(sid: str) -> tuple[str, int]:
    """Do away with a recording."""
    it = exchange.recordings.get(sid)
    if it is None:
        raise not_found()
    return _delete(it)


@api.get("/Recordings/<sid>")
def sound(sid: str) -> Response:
    """The sound of a recording that is finished."""
    found = exchange.recordings.get(sid.removesuffix(".wav"))
    if found is None or not found.finished:
        raise not_found()
    return Response(found.wav(), mimetype="audio/x-wav")


def _delete(it: Recording) -> tuple[str, int]:
    if it.live:
        raise RestError(400, 20001, f"Recording {it.sid} is still {it.status}")
    del exchange.recordings[it.sid]
    return "", 204
