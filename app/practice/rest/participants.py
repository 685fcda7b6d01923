"""The participants of a conference over REST: rung and added, held, muted, coached, spoken to, put out."""

from __future__ import annotations

import re

from flask import request

from app.practice.calls.conferences import GREATEST_SIZE, LABEL_LIMIT, Conference, Participation
from app.practice.calls.participants import invite
from app.practice.calls.recordings import EVENTS as RECORDING_EVENTS
from app.practice.numbers import address_and_parameters
from app.practice.rest import reading as read
from app.practice.rest import shapes
from app.practice.rest.api import api, exchange
from app.practice.rest.calls import EVENTS, RING_SECONDS, RING_SECONDS_LIMIT, check_ends
from app.practice.rest.conferences import find, find_as_seen
from app.practice.rest.errors import RestError, not_found
from app.practice.rest.paging import page
from app.practice.twiml.document import Element

CONFERENCE_SID = re.compile(r"^CF[0-9a-fA-F]{32}$")
CALL_SID = re.compile(r"^CA[0-9a-fA-F]{32}$")
CONFERENCE_EVENTS = frozenset({"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"})
REPEATED = ("StatusCallbackEvent", "ConferenceStatusCallbackEvent", "ConferenceRecordingStatusCallbackEvent")
CREATE = (
    *("From", "To", "Label", "Timeout", "TimeLimit", "EarlyMedia", "Region", "Coaching", "CallSidToCoach"),
    *("Muted", "Beep", "StartConferenceOnEnter", "EndConferenceOnExit", "WaitUrl", "WaitMethod", "MaxParticipants"),
    *("ConferenceRecord", "StatusCallback", "StatusCallbackMethod", "ConferenceStatusCallback"),
    *("ConferenceStatusCallbackMethod", "ConferenceRecordingStatusCallback"),
    *("ConferenceRecordingStatusCallbackMethod", *REPEATED),
)
NOT_IMITATED = """
    Record ConferenceTrim RecordingChannels RecordingStatusCallback RecordingStatusCallbackMethod
    RecordingStatusCallbackEvent RecordingTrack Trim SipAuthUsername SipAuthPassword JitterBufferSize Byoc CallerId
    CallReason CallToken ClientNotificationUrl CallerDisplayName MachineDetection MachineDetectionTimeout
    MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout
    AmdStatusCallback AmdStatusCallbackMethod
"""
UPDATE = (
    *("Muted", "Hold", "HoldUrl", "HoldMethod", "AnnounceUrl", "AnnounceMethod", "WaitUrl", "WaitMethod"),
    *("BeepOnExit", "EndConferenceOnExit", "Coaching", "CallSidToCoach"),
)
FLAGS = {"Muted": False, "StartConferenceOnEnter": True, "EndConferenceOnExit": False}
RECORDS = {
    "true": "record-from-start",
    "false": "do-not-record",
    "record-from-start": "record-from-start",
    "do-not-record": "do-not-record",
}
REGIONS = ("us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1")
SHORTEST_RING_SECONDS = 5


def _participant(conference_sid: str, who: str) -> Participation:
    """One who is in the conference or is being rung for it, by call SID or label."""
    conference = find(conference_sid)
    for participation in (*conference.participants.values(), *conference.invited.values()):
        if who == participation.call.sid or (participation.label and who == participation.label):
            return participation
    raise not_found()


@api.get("/Conferences/<sid>/Participants.json")
def participants(sid: str) -> shapes.Shape:
    """Who is in a conference now, or is being rung for it."""
    flags = ("Muted", "Hold", "Coaching")
    args = read.query(flags)
    wanted = {name: read.true(args[name], name) for name in flags if name in args}
    conference = find_as_seen(sid)
    found = [
        it
        for it in (*conference.participants.values(), *conference.invited.values())
        if wanted.get("Muted", it.muted) == it.muted
        and wanted.get("Hold", it.hold) == it.hold
        and wanted.get("Coaching", bool(it.coach)) == bool(it.coach)
    ]
    return page("participants", found, lambda it: it.call.sid, lambda it: shapes.participant(exchange, it))


@api.post("/Conferences/<room>/Participants.json")
def create_participant(room: str) -> tuple[shapes.Shape, int]:
    """Ring somebody and add him to a conference: one that lives, by its SID, or by name, made if there is none."""
    form = read.form(CREATE, required=("From", "To"), repeated=REPEATED, known=NOT_IMITATED)
    check_ends()
    ring = read.whole(form.get("Timeout", str(RING_SECONDS)), "Timeout", SHORTEST_RING_SECONDS, RING_SECONDS_LIMIT)
    time_limit = read.whole(form["TimeLimit"], "TimeLimit", 1) if "TimeLimit" in form else None
    told_of_call = read.subscription("StatusCallback", EVENTS, "completed")
    told_of_conference = read.subscription("ConferenceStatusCallback", CONFERENCE_EVENTS, "start end")
    attributes = _attributes()
    by_sid = CONFERENCE_SID.match(room)
    there = find(room) if by_sid else exchange.live_conference(room)
    if there is not None and there.status == "completed":
        raise RestError(400, 16022)
    _check_place(there, attributes)
    conference = there or exchange.conference(room, told_of_conference)
    to, custom_parameters = address_and_parameters(form["To"])
    call = exchange.new_call("outbound-api", form["From"], to)
    call.custom_parameters, call.number_sid = custom_parameters, exchange.numbers[form["From"]].sid
    call.subscription, call.time_limit_seconds = told_of_call, time_limit
    call.note("rest", "created", "&".join(f"{name}={value}" for name, value in form.items(multi=True)))
    noun = Element("Conference", attributes, conference.friendly_name, ())
    return shapes.participant(exchange, invite(conference, call, noun, ring), created=True), 201


@api.get("/Conferences/<sid>/Participants/<who>.json")
def participant(sid: str, who: str) -> shapes.Shape:
    """One participant."""
    read.query(())
    return shapes.participant(exchange, _participant(sid, who))


@api.post("/Conferences/<sid>/Participants/<who>.json")
def change(sid: str, who: str) -> shapes.Shape:
    """Hold, mute, coach, announce to, or change one participant."""
    form = read.form(UPDATE)
    it = _participant(sid, who)
    flags = {
        name: read.true(form[name], name)
        for name in ("Muted", "Hold", "EndConferenceOnExit", "BeepOnExit", "Coaching")
        if name in form
    }
    hold_url, hold_method = _address("HoldUrl"), read.method(form.get("HoldMethod", "GET"), "HoldMethod")
    announce_url = _address("AnnounceUrl")
    announce_method = read.method(form.get("AnnounceMethod", "POST"), "AnnounceMethod")
    _address("WaitUrl")
    read.method(form.get("WaitMethod", "POST"), "WaitMethod")
    coach = _coached(it.conference, flags.get("Coaching"), it.coach)
    if not form:
        raise RestError(400, 20001, "Nothing to change")
    if "Muted" in flags:
        it.set_muted(flags["Muted"])
    if "Hold" in flags:
        it.set_hold(flags["Hold"], hold_url, hold_method)
    elif hold_url:
        raise RestError(400, 20001, "HoldUrl without Hold")
    if {"EndConferenceOnExit", "BeepOnExit", "Coaching", "CallSidToCoach", "WaitUrl"} & set(form):
        it.ends_conference, it.coach = flags.get("EndConferenceOnExit", it.ends_conference), coach
        it.conference.flag(it, "participant-modify", "modify")
    if announce_url:
        it.announce(announce_url, announce_method)
    return shapes.participant(exchange, it)


@api.delete("/Conferences/<sid>/Participants/<who>.json")
def remove(sid: str, who: str) -> tuple[str, int]:
    """Put one participant out, whose call goes on after its <Dial>; one who is still rung is rung no more."""
    it = _participant(sid, who)
    if it.call.participation is it:
        it.kick()
    else:
        it.call.end("canceled")
    return "", 204


def _attributes() -> dict[str, str]:
    """The parameters of a new participant, as the attributes that <Conference> would have."""
    form = request.form
    flags = {name: read.true(form[name], name) if name in form else usual for name, usual in FLAGS.items()}
    attributes = {name[0].lower() + name[1:]: str(flag).lower() for name, flag in flags.items()}
    attributes["beep"] = read.one_of(form.get("Beep", "true"), "Beep", ("true", "false", "onEnter", "onExit"))
    attributes["participantLabel"] = form.get("Label", "")
    largest = read.whole(form.get("MaxParticipants", str(GREATEST_SIZE)), "MaxParticipants", 2, GREATEST_SIZE)
    attributes["maxParticipants"] = str(largest)
    attributes["record"] = RECORDS[read.one_of(form.get("ConferenceRecord", "false"), "ConferenceRecord", RECORDS)]
    read.true(form.get("EarlyMedia", "true"), "EarlyMedia")
    read.one_of(form.get("Region", "ie1"), "Region", REGIONS)
    wait_method = read.method(form.get("WaitMethod", "POST"), "WaitMethod")
    if "WaitUrl" in form:
        attributes |= {"waitUrl": _address("WaitUrl"), "waitMethod": wait_method}
    told = read.subscription("ConferenceRecordingStatusCallback", RECORDING_EVENTS, "completed")
    if told is not None:
        attributes["recordingStatusCallback"] = told.url
        attributes["recordingStatusCallbackMethod"] = told.method
        attributes["recordingStatusCallbackEvent"] = " ".join(told.events)
    return attributes


def _check_place(conference: Conference | None, attributes: dict[str, str]) -> None:
    """Refuse a label that cannot be given, a conference that is full, and coaching of nobody."""
    label = attributes["participantLabel"]
    if len(label) > LABEL_LIMIT or "/" in label or CALL_SID.match(label):
        raise RestError(400, 16024)
    there = [*conference.participants.values(), *conference.invited.values()] if conference else []
    if label and any(it.label == label for it in there):
        raise RestError(400, 16026)
    if len(there) >= int(attributes["maxParticipants"]):
        raise RestError(400, 16020)
    coaching = read.true(request.form["Coaching"], "Coaching") if "Coaching" in request.form else None
    coach = _coached(conference, coaching, "")
    if coach:
        attributes["coach"] = coach


def _coached(conference: Conference | None, coaching: bool | None, before: str) -> str:
    """The call SID of whoever is coached, "" for nobody; a call that is not there cannot be."""
    coached = request.form.get("CallSidToCoach", before)
    if coaching is False:
        return ""
    if coaching is None and "CallSidToCoach" not in request.form:
        return before
    if coaching and not coached:
        raise RestError(400, 20001, "Coaching without CallSidToCoach")
    if coached and (conference is None or coached not in conference.participants):
        raise RestError(400, 13240, f"CallSidToCoach {coached} is not in this conference")
    return coached


def _address(name: str) -> str:
    """An address that may be left out or empty."""
    value = request.form.get(name, "")
    return read.address(value, name) if value else ""
