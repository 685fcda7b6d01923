"""What a test can let go wrong on the way between the exchange and the service."""

from __future__ import annotations

import pytest
from twilio.rest import Client

from app.practice.exchange import Exchange
from app.practice.faults import Faults, Spoilt
from tests.practice.conftest import DESK, HER_NUMBER, TEXTS, THE_LINE, Stub

PATIENT = "<Response><Say>Please hold on.</Say><Pause length='30'/></Response>"


def dial_desk(stub: Stub, client: Client) -> None:
    client.calls.create(
        to=DESK,
        from_=THE_LINE,
        url=f"{stub.base_url}/leg",
        status_callback=f"{stub.base_url}/leg-status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )


def sequence(stub: Stub) -> list[str]:
    return [form["SequenceNumber"] for form in stub.forms("leg-status")]


def test_an_event_is_told_twice_with_the_same_token(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.faults.double_webhook("ringing")

    dial_desk(stub, client)
    exchange.settle()

    assert sequence(stub) == ["0", "1", "1"]
    tokens = [headers["I-Twilio-Idempotency-Token"] for _path, _form, headers in stub.received]
    assert tokens[0] != tokens[1] == tokens[2]


def test_an_event_is_told_late_and_as_it_was_when_it_happened(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.faults.delay_webhook(("/leg-status", "ringing"), seconds=20)
    dial_desk(stub, client)
    exchange.settle()

    exchange.telephone(DESK).answer()
    exchange.advance(20)

    assert sequence(stub) == ["0", "2", "3", "1"]
    assert stub.forms("leg-status")[-1]["CallStatus"] == "ringing"
    assert stub.forms("leg-status")[-1]["Timestamp"] == "Mon, 23 Nov 2026 09:00:00 +0000"


def test_an_event_is_overtaken_by_the_next(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.faults.swap_webhook(("/leg-status", "initiated"))

    dial_desk(stub, client)
    exchange.settle()

    assert sequence(stub) == ["1", "0"]


def test_an_event_that_nothing_overtakes_is_told_after_ten_seconds(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    exchange.faults.swap_webhook(("/leg-status", "ringing"))
    dial_desk(stub, client)

    exchange.advance(9)
    assert sequence(stub) == ["0"]
    exchange.advance(1)

    assert sequence(stub) == ["0", "1"]


def test_every_event_may_come_in_the_wrong_order(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.faults.swap_webhook("/leg-status", times=None)
    dial_desk(stub, client)
    exchange.settle()

    exchange.telephone(DESK).answer()
    exchange.advance(10)

    assert sequence(stub) == ["1", "0", "3", "2"]


def test_the_end_of_a_call_alone_is_lost(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.faults.lose_webhook(("/leg-status", "completed"), times=None)
    dial_desk(stub, client)
    exchange.settle()

    exchange.telephone(DESK).answer()
    exchange.telephone(DESK).hang_up()
    exchange.settle()

    assert sequence(stub) == ["0", "1", "2"]
    assert exchange.faults.struck["lose_webhook"] == 1


def test_one_event_in_three_is_lost(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.faults.lose_webhook("/leg-status", times=None, every=3)
    dial_desk(stub, client)
    exchange.settle()

    exchange.telephone(DESK).answer()
    exchange.settle()

    assert sequence(stub) == ["0", "1", "3"]


def test_an_answer_after_fifteen_seconds_is_too_late(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["fallback"] = PATIENT
    exchange.faults.answer_late("/inbound")
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)

    exchange.advance(14)
    assert (len(stub.forms("inbound")), stub.forms("fallback")) == (1, [])
    exchange.advance(1)

    assert stub.forms("fallback")[0]["ErrorCode"] == "11205"
    assert call.last_said == "Please hold on."


def test_she_hangs_up_before_a_slow_answer_comes(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = PATIENT
    exchange.faults.answer_late("/inbound", seconds=10)
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(9)

    call.hang_up()
    exchange.advance(5)

    assert call.said == []
    assert stub.forms("number-status")[0]["CallStatus"] == "no-answer"


def test_the_answer_to_a_text_message_comes_too_late(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["text"] = "<Response><Message>Thank you.</Message></Response>"
    exchange.faults.answer_late("/text")
    exchange.text(from_=HER_NUMBER, to=TEXTS, body="Please ring me")

    exchange.advance(20)

    assert [message.body for message in exchange.messages] == ["Please ring me"]
    assert [note.code for note in exchange.notifications] == [11205]


def test_nobody_waits_for_the_answer_to_news(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.faults.answer_late("")

    dial_desk(stub, client)
    exchange.settle()

    assert sequence(stub) == ["0", "1"]
    assert exchange.faults.struck.total() == 0


def test_a_slow_answer_in_time_is_played(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = PATIENT
    exchange.faults.answer_late("/inbound", seconds=10)
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)

    exchange.advance(10)

    assert call.last_said == "Please hold on."
    assert stub.forms("fallback") == []


@pytest.mark.parametrize(
    ("how", "code"), [("bad-xml", "12100"), ("too-large", "11750"), ("wrong-type", "12300"), ("wrong-root", "12102")]
)
def test_a_spoilt_answer_leads_to_the_fallback(exchange: Exchange, stub: Stub, how: Spoilt, code: str) -> None:
    exchange.faults.spoil_webhook("/inbound", how)

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert len(stub.forms("inbound")) == 1
    assert stub.forms("fallback")[0]["ErrorCode"] == code


def test_the_service_need_not_have_heard_of_what_failed(exchange: Exchange, stub: Stub) -> None:
    exchange.faults.fail_webhook("/inbound", status=500, reached=False)

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert stub.forms("inbound") == []
    assert stub.forms("fallback")[0]["ErrorCode"] == "11200"


def test_a_redirect_on_the_way_loses_the_form(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Gather numDigits="1" action="/chosen"/></Response>'
    exchange.faults.redirect_webhook("/chosen")
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    call.press("1")
    exchange.settle()

    assert stub.forms("chosen") == [{}]


def test_a_document_is_asked_for_twice_and_the_second_answer_counts(exchange: Exchange, stub: Stub) -> None:
    answers = iter(["<Response><Say>One.</Say></Response>", "<Response><Say>Two.</Say></Response>"])
    stub.scripts["inbound"] = lambda _form: next(answers)
    exchange.faults.double_webhook("/inbound")

    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert [heard.text for heard in call.said] == ["Two."]


def test_a_full_queue_takes_nobody(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Enqueue waitUrl="/wait" action="/left">line</Enqueue></Response>'
    exchange.faults.fill_queue("line")

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert stub.forms("left")[0]["QueueResult"] == "queue-full"
    assert stub.forms("wait") == []


def test_a_stale_read_shows_a_call_as_it_was(exchange: Exchange, stub: Stub, client: Client) -> None:
    dial_desk(stub, client)
    exchange.advance(40)
    exchange.telephone(DESK).answer()
    exchange.advance(10)
    exchange.faults.stale_read("/Calls", times=2)

    (listed,) = client.calls.list(to=DESK)
    fetched = client.calls(listed.sid).fetch()

    assert (listed.status, fetched.status, fetched.start_time) == ("ringing", "ringing", listed.start_time)
    assert client.calls(listed.sid).fetch().status == "completed"


def test_a_stale_read_does_not_know_a_call_that_was_just_made(exchange: Exchange, stub: Stub, client: Client) -> None:
    dial_desk(stub, client)
    exchange.advance(5)
    exchange.faults.stale_read("/Calls.json", seconds=30)

    assert client.calls.list(to=DESK) == []
    assert len(client.calls.list(to=DESK)) == 1


def test_faults_are_cleared_and_switched_off_one_by_one() -> None:
    faults = Faults()
    faults.lose_webhook("/a")
    faults.double_webhook("/b", times=None)
    first, second = faults.switched_on

    faults.remove(first.number)
    assert faults.switched_on == [second]
    faults.clear()

    assert faults.switched_on == []
    assert faults.take("double_webhook", "POST /b ") is None
