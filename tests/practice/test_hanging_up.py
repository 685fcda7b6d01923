"""She hangs up, whatever the call is doing: it ends, nothing is left of it, and its end is told once."""

from __future__ import annotations

import pytest
from twilio.rest import Client

from app.practice.exchange import Exchange
from tests.practice.conftest import DESK, HER_NUMBER, THE_LINE, Stub

CONFERENCE = '<Dial><Conference waitUrl="/wait" statusCallback="/conference">room</Conference></Dial>'
STATES = {
    "while she hears a sentence": "<Say>Welcome to the start-up line, please hold on.</Say>",
    "in a pause": '<Say>Please hold on.</Say><Pause length="30"/>',
    "in a pause before she is answered": '<Pause length="30"/>',
    "while keys are awaited": '<Gather numDigits="4" timeout="30"><Say>Four digits.</Say></Gather>',
    "while she may speak": '<Gather input="speech" language="en-GB" timeout="30"/>',
    "while she is recorded": '<Record timeout="30" action="/recorded"/>',
    "in the queue": '<Enqueue waitUrl="/wait" action="/left">line</Enqueue>',
    "while another telephone rings": f'<Dial action="/dialled">{DESK}</Dial>',
    "while it rings and she is not answered": f'<Dial answerOnBridge="true" action="/dialled">{DESK}</Dial>',
    "alone in a conference": CONFERENCE,
    "before the answer to a redirect": "<Redirect>/slow</Redirect>",
}


@pytest.mark.parametrize("document", STATES.values(), ids=STATES)
def test_she_hangs_up(exchange: Exchange, stub: Stub, document: str) -> None:
    exchange.faults.answer_late("/slow", seconds=10)
    stub.scripts |= {
        "inbound": f"<Response>{document}<Say>She is still there.</Say></Response>",
        "wait": '<Response><Say>You are next.</Say><Pause length="30"/></Response>',
    }
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(1.5)

    call.press("1")
    call.hang_up()
    exchange.settle()
    heard = len(call.said)
    exchange.advance(120)

    assert not call.is_live
    assert len(call.said) == heard
    assert len(stub.forms("number-status")) == 1
    assert not any(other.is_live for other in exchange.calls.values())
    assert all(queue.members == [] for queue in exchange.queues.values())
    assert all(room.status == "completed" for room in exchange.conferences.values())
    assert exchange.clock.next_due() is None
    assert exchange.notifications == []


@pytest.mark.parametrize("answered", [False, True])
def test_whoever_was_rung_hangs_up(exchange: Exchange, stub: Stub, client: Client, answered: bool) -> None:
    stub.scripts["leg"] = '<Response><Pause length="30"/></Response>'
    client.calls.create(
        to=DESK, from_=THE_LINE, url=f"{stub.base_url}/leg", status_callback=f"{stub.base_url}/leg-status"
    )
    exchange.settle()
    phone = exchange.telephone(DESK)
    if answered:
        phone.answer()
        exchange.settle()

    phone.hang_up()
    exchange.advance(60)

    (form,) = stub.forms("leg-status")
    assert form["CallStatus"] == ("completed" if answered else "busy")
    assert exchange.clock.next_due() is None
