"""A call is answered, and the exchange makes out whether by a person or by a machine; it may be wrong."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.practice.exchange import Exchange
from tests.practice.conftest import HER_NUMBER, THE_LINE, Stub


def ring_her(stub: Stub, client: Client, to: str = HER_NUMBER, **more: Any) -> str:
    detection = {"machine_detection": "Enable", **more}
    return str(client.calls.create(to=to, from_=THE_LINE, url=f"{stub.base_url}/leg", **detection).sid)


def test_a_person_is_asked_for_the_document_only_after_the_verdict(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    sid = ring_her(stub, client)
    exchange.settle()
    exchange.telephone(HER_NUMBER).answer()

    exchange.advance(3)
    assert stub.forms("leg") == []
    exchange.advance(1)

    (form,) = stub.forms("leg")
    assert (form["AnsweredBy"], form["MachineDetectionDuration"]) == ("human", "4000")
    assert client.calls(sid).fetch().answered_by == "human"


def test_a_voicemail_is_known_by_its_beginning(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.telephone(HER_NUMBER).behaviour = "voicemail"
    ring_her(stub, client)

    exchange.advance(19)

    assert stub.forms("leg")[0]["AnsweredBy"] == "machine_start"


def test_a_voicemail_is_waited_for_until_the_tone(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.telephone(HER_NUMBER).behaviour = "voicemail"
    ring_her(stub, client, machine_detection="DetectMessageEnd")

    exchange.advance(15 + 8)

    assert stub.forms("leg")[0]["AnsweredBy"] == "machine_end_beep"


def test_a_greeting_that_never_ends_is_unknown(exchange: Exchange, stub: Stub, client: Client) -> None:
    phone = exchange.telephone(HER_NUMBER)
    phone.behaviour, phone.greeting_seconds = "voicemail", 50
    ring_her(stub, client, machine_detection="DetectMessageEnd", machine_detection_timeout=20)

    exchange.advance(15 + 20)

    assert stub.forms("leg")[0]["AnsweredBy"] == "unknown"


def test_a_person_who_answers_slowly_is_taken_for_a_machine(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.telephone(HER_NUMBER).taken_for = "machine_start"
    ring_her(stub, client)
    exchange.settle()

    exchange.telephone(HER_NUMBER).answer()
    exchange.advance(4)

    assert stub.forms("leg")[0]["AnsweredBy"] == "machine_start"


def test_without_waiting_the_verdict_comes_to_an_address_of_its_own(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    stub.scripts["leg"] = '<Response><Pause length="30"/></Response>'
    sid = ring_her(stub, client, async_amd="true", async_amd_status_callback=f"{stub.base_url}/who")
    exchange.settle()

    exchange.telephone(HER_NUMBER).answer()
    exchange.settle()
    assert "AnsweredBy" not in stub.forms("leg")[0]
    exchange.advance(4)

    (form,) = stub.forms("who")
    assert (form["CallSid"], form["AnsweredBy"], form["MachineDetectionDuration"]) == (sid, "human", "4000")


def test_there_is_no_verdict_on_a_call_that_ended_before(exchange: Exchange, stub: Stub, client: Client) -> None:
    ring_her(stub, client)
    exchange.settle()
    exchange.telephone(HER_NUMBER).answer()

    exchange.telephone(HER_NUMBER).hang_up()
    exchange.advance(10)

    assert stub.forms("leg") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "client:tess"},
        {"machine_detection": "Perhaps"},
        {"machine_detection_timeout": 60},
        {"machine_detection_silence_timeout": 100},
    ],
)
def test_what_twilio_does_not_detect_is_refused(
    exchange: Exchange, stub: Stub, client: Client, wrong: dict[str, Any]
) -> None:
    with pytest.raises(TwilioRestException):
        ring_her(stub, client, **wrong)

    assert exchange.calls == {}
