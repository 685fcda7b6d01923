"""People rung and added to conferences over REST, and what can be done to whoever is in one."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.practice.calls.call import Call
from app.practice.calls.people import Behaviour
from app.practice.exchange import Exchange
from tests.practice.conftest import DESK, HER_NUMBER, THE_LINE, Stub

pytestmark = pytest.mark.usefixtures("as_published")
JOIN = """<Response><Dial><Conference participantLabel="her" statusCallback="/conference"
 statusCallbackEvent="start end join leave modify announcement">one</Conference></Dial></Response>"""
INTERPRETER = "+447700900777"


@pytest.fixture
def her(exchange: Exchange, stub: Stub) -> Call:
    """She is in the conference, alone."""
    stub.scripts["inbound"] = JOIN
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    return call


def room_of(client: Client) -> str:
    (found,) = client.conferences.list(friendly_name="one")
    return str(found.sid)


def events(stub: Stub) -> list[str]:
    return [form["StatusCallbackEvent"] for form in stub.forms("conference")]


def test_somebody_is_rung_and_added_to_a_conference_that_lives(
    exchange: Exchange, stub: Stub, her: Call, client: Client
) -> None:
    room = client.conferences(room_of(client))
    made = room.participants.create(
        from_=THE_LINE,
        to=DESK,
        label="adviser",
        status_callback=f"{stub.base_url}/leg-status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    assert (made.status, made.label, made.queue_time) == ("queued", "adviser", "0")

    exchange.settle()
    assert room.participants("adviser").fetch().status == "ringing"
    assert len(client.conferences.list(status="in-progress")) == 0
    exchange.telephone(DESK).answer()
    exchange.settle()

    assert room.participants(made.call_sid).fetch().status == "connected"
    assert her.in_conference == "one"
    her.speak("Hello?")
    assert exchange.telephone(DESK).last_said == "Hello?"
    assert events(stub) == ["participant-join", "participant-join", "conference-start"]
    assert [form["CallStatus"] for form in stub.forms("leg-status")] == ["initiated", "ringing", "in-progress"]

    room.participants("adviser").delete()
    exchange.settle()
    assert stub.forms("leg-status")[-1]["CallStatus"] == "completed"


def test_a_name_makes_the_conference_if_there_is_none(exchange: Exchange, stub: Stub, client: Client) -> None:
    made = client.conferences("two").participants.create(
        from_=THE_LINE,
        to=DESK,
        conference_status_callback=f"{stub.base_url}/conference",
        conference_status_callback_event=["join", "leave"],
    )
    again = client.conferences("two").participants.create(from_=THE_LINE, to=INTERPRETER)
    exchange.settle()

    assert made.conference_sid == again.conference_sid
    (found,) = client.conferences.list(friendly_name="two")
    assert (found.sid, found.status) == (made.conference_sid, "init")
    exchange.telephone(DESK).answer()
    exchange.telephone(INTERPRETER).answer()
    exchange.settle()
    assert client.conferences(found.sid).fetch().status == "in-progress"
    assert events(stub) == ["participant-join", "participant-join"]
    with pytest.raises(TwilioRestException) as refusal:
        client.conferences("two").participants(made.call_sid).fetch()
    assert (refusal.value.status, refusal.value.code) == (404, 20404)


@pytest.mark.parametrize(
    ("behaviour", "seconds", "status"),
    [("busy", 0, "busy"), ("no-answer", 25, "no-answer"), ("unreachable", 0, "failed")],
)
def test_one_who_does_not_come_is_reported_and_she_stays(
    exchange: Exchange, stub: Stub, her: Call, client: Client, behaviour: Behaviour, seconds: int, status: str
) -> None:
    exchange.telephone(DESK).behaviour = behaviour
    room = client.conferences(room_of(client))
    room.participants.create(from_=THE_LINE, to=DESK, timeout=20)

    exchange.advance(seconds)

    left = stub.forms("conference")[-1]
    assert (left["ReasonParticipantLeft"], left["ParticipantCallStatus"]) == ("participant_add_failed", status)
    assert [one.call_sid for one in room.participants.list()] == [her.sid]


def test_it_rings_five_seconds_longer_than_was_asked_for(exchange: Exchange, her: Call, client: Client) -> None:
    client.conferences(room_of(client)).participants.create(from_=THE_LINE, to=DESK, timeout=20)

    exchange.advance(24)
    assert exchange.telephone(DESK).ringing
    exchange.advance(1)

    assert not exchange.telephone(DESK).ringing


def test_a_conference_of_nobody_who_came_is_over(exchange: Exchange, client: Client) -> None:
    exchange.telephone(DESK).behaviour = "busy"
    made = client.conferences("two").participants.create(from_=THE_LINE, to=DESK)
    exchange.settle()

    assert client.conferences(made.conference_sid).fetch().status == "completed"
    with pytest.raises(TwilioRestException) as refusal:
        client.conferences(made.conference_sid).participants.create(from_=THE_LINE, to=DESK)
    assert (refusal.value.status, refusal.value.code) == (400, 16022)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"label": "her"}, 16026),
        ({"label": "a/b"}, 16024),
        ({"label": "x" * 129}, 16024),
        ({"call_sid_to_coach": "CA" + "0" * 32}, 13240),
        ({"coaching": True}, 20001),
        ({"timeout": 4}, 20001),
        ({"max_participants": 251}, 20001),
        ({"conference_status_callback": "http://127.0.0.1/", "conference_status_callback_event": ["begin"]}, 21626),
        ({"machine_detection": "Enable"}, 20001),
        ({"byoc": "BY" + "0" * 32}, 20001),
    ],
)
def test_a_participant_that_twilio_would_not_add_is_refused(
    exchange: Exchange, her: Call, client: Client, more: dict[str, object], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        client.conferences(room_of(client)).participants.create(from_=THE_LINE, to=DESK, **more)

    assert refusal.value.code == code
    assert [call.sid for call in exchange.calls.values()] == [her.sid]


def test_whoever_coaches_is_heard_by_the_one_who_is_coached(
    exchange: Exchange, stub: Stub, her: Call, client: Client
) -> None:
    room = client.conferences(room_of(client))
    adviser = room.participants.create(from_=THE_LINE, to=DESK)
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.settle()
    room.participants.create(from_=THE_LINE, to=INTERPRETER, call_sid_to_coach=adviser.call_sid, label="coach")
    exchange.settle()
    exchange.telephone(INTERPRETER).answer()
    exchange.settle()
    assert [one.label for one in room.participants.list(coaching=True)] == ["coach"]

    exchange.telephone(INTERPRETER).speak("Ask her when.")
    assert exchange.telephone(DESK).last_said == "Ask her when."
    assert her.last_said == ""
    changed = room.participants("coach").update(coaching=False)
    exchange.telephone(INTERPRETER).speak("When was it?")

    assert changed.coaching is False
    assert her.last_said == "When was it?"
    exchange.settle()
    assert events(stub)[-1] == "participant-modify"


def test_an_announcement_is_played_to_one_and_to_all(exchange: Exchange, stub: Stub, her: Call, client: Client) -> None:
    stub.scripts["news"] = "<Response><Say>One minute.</Say></Response>"
    room = client.conferences(room_of(client))
    room.participants.create(from_=THE_LINE, to=DESK)
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.settle()

    room.participants("her").update(announce_url=f"{stub.base_url}/news")
    exchange.advance(5)
    assert (her.last_said, exchange.telephone(DESK).last_said) == ("One minute.", "")
    room.update(announce_url=f"{stub.base_url}/news")
    exchange.advance(5)

    assert exchange.telephone(DESK).last_said == "One minute."
    assert events(stub).count("announcement-end") >= 2


def test_one_who_is_still_rung_can_be_put_out(exchange: Exchange, her: Call, client: Client) -> None:
    room = client.conferences(room_of(client))
    made = room.participants.create(from_=THE_LINE, to=DESK)
    exchange.settle()

    room.participants(made.call_sid).delete()
    exchange.settle()

    assert not exchange.telephone(DESK).ringing
    assert client.calls(made.call_sid).fetch().status == "canceled"


def test_a_conference_that_is_ended_stops_the_ringing_too(exchange: Exchange, her: Call, client: Client) -> None:
    room = client.conferences(room_of(client))
    room.participants.create(from_=THE_LINE, to=DESK)
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.settle()
    room.participants.create(from_=THE_LINE, to=INTERPRETER)
    exchange.settle()

    ended = room.update(status="completed")
    exchange.settle()

    assert (ended.status, ended.reason_conference_ended) == ("completed", "conference-ended-via-api")
    assert not exchange.telephone(INTERPRETER).ringing
    assert client.conferences.list(friendly_name="one", status="in-progress") == []


def test_a_name_that_was_used_before_is_another_conference(exchange: Exchange, her: Call, client: Client) -> None:
    first = room_of(client)
    her.hang_up()
    exchange.settle()
    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    found = client.conferences.list(friendly_name="one")

    assert [(room.status, room.sid == first) for room in found] == [("init", False), ("completed", True)]


def test_a_copy_that_lags_behind_shows_a_conference_as_it_was(exchange: Exchange, her: Call, client: Client) -> None:
    exchange.advance(60)
    room = client.conferences(room_of(client))
    room.participants.create(from_=THE_LINE, to=DESK)
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.advance(10)

    exchange.faults.stale_read("Conferences", times=4, seconds=30)
    assert [found.status for found in client.conferences.list(friendly_name="one")] == ["init"]
    assert room.fetch().status == "init"
    assert [one.call_sid for one in room.participants.list()] == [her.sid]
    exchange.faults.clear()
    exchange.faults.stale_read("Conferences", seconds=100)
    assert client.conferences.list(friendly_name="one") == []

    assert room.fetch().status == "in-progress"
    assert len(room.participants.list()) == 2
