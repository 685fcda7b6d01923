"""The service rings people, puts them in conferences, and takes them out of queues."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.practice.calls.people import Behaviour
from app.practice.exchange import Exchange
from tests.practice.conftest import DESK, HER_NUMBER, THE_LINE, Stub

ALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
JOIN = """<Response>
<Dial><Conference startConferenceOnEnter="true" endConferenceOnExit="false" beep="false"
 statusCallback="/conference" statusCallbackEvent="start end join leave mute hold">connection-1</Conference>
</Dial>
<Say>You are alone again.</Say>
</Response>"""
Dial = Callable[[], str]


@pytest.fixture
def dial_desk(client: Client, stub: Stub) -> Dial:
    def dial() -> str:
        made = client.calls.create(
            to=DESK,
            from_=THE_LINE,
            url=f"{stub.base_url}/leg",
            fallback_url=f"{stub.base_url}/fallback",
            status_callback=f"{stub.base_url}/leg-status",
            status_callback_event=ALL_EVENTS,
            timeout=20,
        )
        return str(made.sid)

    return dial


def statuses(stub: Stub) -> list[tuple[str, str]]:
    return [(form["CallStatus"], form["SequenceNumber"]) for form in stub.forms("leg-status")]


def test_an_answered_call_reports_each_event_in_order(exchange: Exchange, stub: Stub, dial_desk: Dial) -> None:
    stub.scripts["leg"] = '<Response><Gather numDigits="1" action="/accept"><Say>Press 1.</Say></Gather></Response>'
    phone = exchange.telephone(DESK)

    sid = dial_desk()
    exchange.settle()
    assert phone.ringing
    phone.answer()
    exchange.settle()
    phone.press("1")
    exchange.settle()
    phone.hang_up()
    exchange.settle()

    assert statuses(stub) == [("initiated", "0"), ("ringing", "1"), ("in-progress", "2"), ("completed", "3")]
    assert stub.forms("accept")[0]["CallSid"] == sid
    assert phone.said[0].text == "Press 1."


@pytest.mark.parametrize(
    ("behaviour", "seconds", "status", "sip"),
    [
        ("busy", 0, "busy", "486"),
        ("unreachable", 0, "failed", "404"),
        ("no-answer", 20, "no-answer", "487"),
        ("manual", 20, "no-answer", "487"),
    ],
)
def test_a_call_that_is_not_answered_says_why(
    exchange: Exchange,
    stub: Stub,
    dial_desk: Dial,
    behaviour: Behaviour,
    seconds: int,
    status: str,
    sip: str,
) -> None:
    exchange.telephone(DESK).behaviour = behaviour

    dial_desk()
    exchange.advance(seconds)

    last = stub.forms("leg-status")[-1]
    assert (last["CallStatus"], last["SipResponseCode"]) == (status, sip)
    assert stub.forms("leg") == []


def test_a_declined_call_is_engaged(exchange: Exchange, stub: Stub, dial_desk: Dial) -> None:
    dial_desk()
    exchange.settle()

    exchange.telephone(DESK).decline()
    exchange.settle()

    assert statuses(stub)[-1][0] == "busy"


def test_a_telephone_on_another_call_is_engaged(exchange: Exchange, stub: Stub, dial_desk: Dial) -> None:
    stub.scripts["leg"] = '<Response><Pause length="60"/></Response>'
    dial_desk()
    exchange.settle()
    exchange.telephone(DESK).answer()

    dial_desk()
    exchange.settle()

    assert statuses(stub)[-1][0] == "busy"


def test_a_voicemail_answers_and_presses_nothing(exchange: Exchange, stub: Stub, dial_desk: Dial) -> None:
    stub.scripts["leg"] = '<Response><Gather numDigits="1"><Say>Press 1.</Say></Gather><Hangup/></Response>'
    exchange.telephone(DESK).behaviour = "voicemail"

    dial_desk()
    exchange.advance(60)

    assert [status for status, _ in statuses(stub)] == ["initiated", "ringing", "in-progress", "completed"]


def test_a_cancelled_call_stops_ringing_and_cannot_be_redirected(
    exchange: Exchange, stub: Stub, dial_desk: Dial, client: Client
) -> None:
    sid = dial_desk()
    exchange.settle()

    client.calls(sid).update(status="canceled")
    exchange.settle()

    assert not exchange.telephone(DESK).ringing
    assert statuses(stub)[-1][0] == "canceled"
    with pytest.raises(TwilioRestException) as refusal:
        client.calls(sid).update(url=f"{stub.base_url}/leg")
    assert refusal.value.code == 21220


def test_a_call_cancelled_while_it_is_queued_is_never_reported(
    exchange: Exchange, stub: Stub, dial_desk: Dial, client: Client
) -> None:
    sid = dial_desk()

    client.calls(sid).update(status="canceled")
    exchange.advance(60)

    assert statuses(stub) == []


def test_she_waits_in_a_queue_and_is_redirected_into_a_conference_with_the_adviser(
    exchange: Exchange, stub: Stub, dial_desk: Dial, client: Client
) -> None:
    stub.scripts |= {
        "inbound": '<Response><Enqueue waitUrl="/wait" action="/left">line</Enqueue></Response>',
        "wait": '<Response><Say>You are first.</Say><Pause length="9"/></Response>',
        "leg": JOIN,
        "join": JOIN,
    }
    caller = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(25)
    waits = stub.forms("wait")
    assert [form["QueueTime"] for form in waits] == ["0", "10", "20"]
    assert waits[0]["QueuePosition"] == "1"

    dial_desk()
    exchange.settle()
    desk = exchange.telephone(DESK)
    desk.answer()
    exchange.settle()
    client.calls(caller.sid).update(url=f"{stub.base_url}/join", method="POST")
    exchange.settle()

    assert stub.forms("left")[0]["QueueResult"] == "redirected"
    assert caller.in_conference == "connection-1"
    events = [form["StatusCallbackEvent"] for form in stub.forms("conference")]
    assert events == ["participant-join", "participant-join", "conference-start"]
    assert [form["SequenceNumber"] for form in stub.forms("conference")] == ["1", "2", "3"]

    caller.speak("Hello?")
    assert desk.last_said == "Hello?"

    caller.hang_up()
    exchange.settle()
    gone = stub.forms("conference")[3]
    assert gone["StatusCallbackEvent"] == "participant-leave"
    assert gone["ReasonParticipantLeft"] == "participant_hung_up"
    assert desk.call is not None
    assert desk.call.in_conference == "connection-1"


def test_holding_and_taking_out_are_reported_with_their_reasons(
    exchange: Exchange, stub: Stub, dial_desk: Dial, client: Client
) -> None:
    stub.scripts |= {
        "inbound": JOIN,
        "leg": JOIN,
        "please-hold": "<Response><Say>Hold on.</Say></Response>",
    }
    caller = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    dial_desk()
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.settle()
    (found,) = client.conferences.list(friendly_name="connection-1", status="in-progress")

    participant = client.conferences(found.sid).participants(caller.sid)
    participant.update(hold=True)
    exchange.settle()
    assert caller.on_hold
    participant.update(hold=False)
    client.calls(caller.sid).update(url=f"{stub.base_url}/please-hold")
    exchange.settle()

    tail = [form for form in stub.forms("conference") if int(form["SequenceNumber"]) > 3]
    assert [form["StatusCallbackEvent"] for form in tail] == [
        "participant-hold",
        "participant-unhold",
        "participant-leave",
    ]
    assert tail[-1]["ReasonParticipantLeft"] == "participant_updated_via_api"
    assert caller.last_said == "Hold on."


def test_a_removed_participant_goes_on_after_the_dial(
    exchange: Exchange, stub: Stub, dial_desk: Dial, client: Client
) -> None:
    stub.scripts |= {"inbound": JOIN, "leg": JOIN}
    caller = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    dial_desk()
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.settle()
    (found,) = client.conferences.list(friendly_name="connection-1")

    client.conferences(found.sid).participants(caller.sid).delete()
    exchange.settle()

    assert caller.in_conference is None
    assert caller.last_said == "You are alone again."


def test_a_conference_with_one_in_it_has_not_started_and_cannot_be_ended(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    stub.scripts["inbound"] = JOIN
    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert client.conferences.list(status="in-progress") == []
    (waiting,) = client.conferences.list(status="init")
    with pytest.raises(TwilioRestException) as refusal:
        client.conferences(waiting.sid).update(status="completed")
    assert (refusal.value.status, refusal.value.code) == (400, 16001)


def test_a_dialled_number_is_connected_and_its_end_goes_to_the_action(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = (
        f'<Response><Dial action="/dialled" timeout="20"><Number>{DESK}</Number></Dial></Response>'
    )
    caller = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    desk = exchange.telephone(DESK)
    desk.answer()
    caller.speak("Hello?")
    assert desk.last_said == "Hello?"

    exchange.advance(30)
    desk.hang_up()
    exchange.settle()

    (form,) = stub.forms("dialled")
    assert (form["DialCallStatus"], form["DialCallDuration"]) == ("completed", "30")


def test_nobody_answers_a_dialled_number(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = f'<Response><Dial action="/dialled" timeout="20">{DESK}</Dial></Response>'
    exchange.ring(from_=HER_NUMBER, to=THE_LINE)

    exchange.advance(20)

    assert stub.forms("dialled")[0]["DialCallStatus"] == "no-answer"


def test_who_joins_by_itself_presses_the_key_that_it_is_told_once(
    exchange: Exchange, stub: Stub, dial_desk: Dial
) -> None:
    # given a telephone that nobody plays, and which joins
    stub.scripts["leg"] = (
        '<Response><Gather numDigits="1" action="/accept"><Say>To join, press 4.</Say></Gather></Response>'
    )
    stub.scripts["accept"] = JOIN
    phone = exchange.telephone(DESK)
    phone.behaviour = "joins"

    # when it is rung
    dial_desk()
    exchange.advance(15)

    # then it answers, and presses that key
    assert [form["Digits"] for form in stub.forms("accept")] == ["4"]
    assert phone.call is not None
    assert phone.call.in_conference is not None
