"""Waiting in a queue: what is heard meanwhile, and how the wait ends."""

from __future__ import annotations

import pytest
from twilio.rest import Client

from app.practice.calls.call import Call
from app.practice.exchange import Exchange
from tests.practice.conftest import HER_NUMBER, THE_LINE, Stub

WAIT = '<Response><Say>You are next.</Say><Pause length="9"/></Response>'


def ring_and_wait(exchange: Exchange, stub: Stub, *, name: str = "line", attributes: str = "") -> Call:
    stub.scripts["inbound"] = (
        f'<Response><Enqueue waitUrl="/wait" action="/left" {attributes}>{name}</Enqueue></Response>'
    )
    stub.scripts.setdefault("wait", WAIT)
    stub.scripts["left"] = "<Response><Say>Now you are out.</Say></Response>"
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    return call


def result(stub: Stub) -> str:
    (form,) = stub.forms("left")
    return form["QueueResult"]


def test_she_hangs_up_while_she_waits(exchange: Exchange, stub: Stub) -> None:
    call = ring_and_wait(exchange, stub)
    exchange.advance(12)

    call.hang_up()
    exchange.settle()

    assert result(stub) == "hangup"
    assert stub.forms("left")[0]["QueueTime"] == "12"
    assert stub.forms("left")[0]["CallStatus"] == "completed"


def test_she_is_redirected_out_of_the_queue(exchange: Exchange, stub: Stub, client: Client) -> None:
    call = ring_and_wait(exchange, stub)

    client.calls(call.sid).update(twiml="<Response><Say>An adviser is free.</Say></Response>")
    exchange.settle()

    assert result(stub) == "redirected"
    assert call.last_said == "An adviser is free."


@pytest.mark.parametrize("document", ["<Response><Dial>+443069990201</Dial></Response>", "<Response><Say>", "<Wait/>"])
def test_a_waiting_document_that_is_no_good_ends_the_wait_with_an_error(
    exchange: Exchange, stub: Stub, document: str
) -> None:
    stub.scripts["wait"] = document

    call = ring_and_wait(exchange, stub)

    assert result(stub) == "error"
    assert call.last_said == "Now you are out."
    assert len(exchange.notifications) == 1
    assert stub.forms("fallback") == []


def test_a_waiting_document_that_cannot_be_had_leads_to_the_fallback(exchange: Exchange, stub: Stub) -> None:
    stub.scripts |= {"wait": "500", "fallback": "<Response><Say>Please hold on.</Say></Response>"}

    call = ring_and_wait(exchange, stub)

    assert stub.forms("fallback")[0]["ErrorCode"] == "11200"
    assert call.last_said == "Please hold on."
    assert exchange.queue("line").members == []


@pytest.mark.parametrize("name", ["", "n" * 65])
def test_a_queue_without_a_proper_name_is_an_error(exchange: Exchange, stub: Stub, name: str) -> None:
    ring_and_wait(exchange, stub, name=name)

    assert result(stub) == "error"
    assert "QueueSid" not in stub.forms("left")[0]


def test_a_full_queue_turns_the_next_away(exchange: Exchange, stub: Stub) -> None:
    ring_and_wait(exchange, stub, attributes='maxQueueSize="1"')

    ring_and_wait(exchange, stub, attributes='maxQueueSize="1"')

    assert result(stub) == "queue-full"


def test_queueing_itself_can_fail(exchange: Exchange, stub: Stub) -> None:
    exchange.faults.break_queue("line")

    call = ring_and_wait(exchange, stub)

    assert result(stub) == "system-error"
    assert call.last_said == "Now you are out."


def test_the_waiting_document_is_asked_for_again_and_again_with_the_time_waited(exchange: Exchange, stub: Stub) -> None:
    ring_and_wait(exchange, stub)

    exchange.advance(25)

    assert [form["QueueTime"] for form in stub.forms("wait")] == ["0", "10", "20"]
