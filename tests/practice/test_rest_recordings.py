"""Recordings of calls and conferences over REST."""

from __future__ import annotations

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.practice.calls.call import Call
from app.practice.exchange import Exchange
from tests.practice.conftest import ACCOUNT, DESK, HER_NUMBER, KEY, KEY_SECRET, THE_LINE, Stub

pytestmark = pytest.mark.usefixtures("as_published")
CURRENT = "Twilio.CURRENT"


@pytest.fixture
def call(exchange: Exchange, stub: Stub) -> Call:
    stub.scripts["inbound"] = '<Response><Say>Hello.</Say><Pause length="600"/></Response>'
    made = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    return made


def test_a_call_is_recorded_but_for_what_is_said_while_it_is_paused(
    exchange: Exchange, stub: Stub, call: Call, client: Client
) -> None:
    recordings = client.calls(call.sid).recordings
    made = recordings.create(
        recording_channels="mono",
        recording_status_callback=f"{stub.base_url}/recorded",
        recording_status_callback_event=["in-progress", "completed"],
    )
    assert (made.status, made.source, made.channels) == ("in-progress", "StartCallRecordingAPI", 1)

    call.speak("My name is Ada.")
    exchange.advance(10)
    assert recordings(CURRENT).update(status="paused").status == "paused"
    call.speak("My card is 4000 0000.")
    exchange.advance(20)
    assert recordings(CURRENT).update(status="in-progress").sid == made.sid
    call.speak("Goodbye.")
    exchange.advance(5)
    assert recordings(CURRENT).update(status="stopped").status == "stopped"
    exchange.advance(1)

    done = recordings(made.sid).fetch()
    assert (done.status, done.duration) == ("completed", "35")
    assert exchange.recordings[made.sid].text == "My name is Ada. Goodbye."
    told = stub.forms("recorded")
    assert [form["RecordingStatus"] for form in told] == ["in-progress", "completed"]
    assert told[1]["RecordingDuration"] == "35"
    sound = requests.get(told[1]["RecordingUrl"], auth=(KEY, KEY_SECRET), timeout=5)
    assert sound.headers["Content-Type"] == "audio/x-wav"


def test_a_pause_may_be_left_out(exchange: Exchange, call: Call, client: Client) -> None:
    made = client.calls(call.sid).recordings.create()
    exchange.advance(10)
    client.calls(call.sid).recordings(made.sid).update(status="paused", pause_behavior="skip")
    exchange.advance(20)

    call.hang_up()
    exchange.advance(1)

    assert client.recordings(made.sid).fetch().duration == "10"


def test_a_call_that_is_over_is_not_recorded(exchange: Exchange, call: Call, client: Client) -> None:
    made = client.calls(call.sid).recordings.create()
    call.hang_up()
    exchange.advance(1)

    with pytest.raises(TwilioRestException) as refusal:
        client.calls(call.sid).recordings.create()
    assert refusal.value.code == 21220
    with pytest.raises(TwilioRestException) as refusal:
        client.calls(call.sid).recordings(CURRENT).update(status="paused")
    assert refusal.value.status == 404
    with pytest.raises(TwilioRestException) as refusal:
        client.calls(call.sid).recordings(made.sid).update(status="paused")
    assert refusal.value.code == 21220


def test_recordings_are_listed_and_deleted(exchange: Exchange, call: Call, client: Client) -> None:
    made = client.calls(call.sid).recordings.create()
    with pytest.raises(TwilioRestException):
        client.recordings(made.sid).delete()
    client.calls(call.sid).recordings(made.sid).update(status="stopped")
    exchange.advance(1)

    assert [one.sid for one in client.recordings.list(call_sid=call.sid)] == [made.sid]
    assert [one.sid for one in client.calls(call.sid).recordings.list()] == [made.sid]
    client.calls(call.sid).recordings(made.sid).delete()

    assert client.recordings.list() == []


def test_a_conference_is_recorded_from_its_start(exchange: Exchange, stub: Stub, client: Client) -> None:
    first = client.conferences("one").participants.create(
        from_=THE_LINE,
        to=DESK,
        conference_record="record-from-start",
        conference_recording_status_callback=f"{stub.base_url}/recorded",
    )
    client.conferences("one").participants.create(from_=THE_LINE, to=HER_NUMBER)
    exchange.settle()
    room = client.conferences(first.conference_sid)
    exchange.telephone(DESK).answer()
    exchange.settle()
    assert room.recordings.list() == []
    exchange.telephone(HER_NUMBER).answer()
    exchange.settle()

    exchange.telephone(DESK).speak("How are you?")
    assert room.recordings(CURRENT).update(status="paused").source == "Conference"
    exchange.telephone(HER_NUMBER).speak("That is private.")
    room.recordings(CURRENT).update(status="in-progress")
    exchange.telephone(HER_NUMBER).speak("Well.")
    exchange.advance(30)
    room.update(status="completed")
    exchange.advance(1)

    (done,) = room.recordings.list()
    assert (done.status, done.conference_sid, done.duration) == ("completed", first.conference_sid, "30")
    assert exchange.recordings[done.sid].text == "How are you? Well."
    assert stub.forms("recorded")[0]["ConferenceSid"] == first.conference_sid


def test_a_conference_has_no_recording_to_create(exchange: Exchange, client: Client) -> None:
    made = client.conferences("one").participants.create(from_=THE_LINE, to=DESK)
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Conferences/{made.conference_sid}/Recordings.json"

    answer = requests.post(exchange.base_url + path, auth=(KEY, KEY_SECRET), timeout=5)

    assert (answer.status_code, answer.json()["code"]) == (405, 20004)
