"""A call is put through to telephones: numbers, browser telephones and SIP telephones."""

from __future__ import annotations

import pytest

from app.practice.calls.call import Call
from app.practice.exchange import Exchange
from tests.practice.conftest import DESK, HER_NUMBER, THE_LINE, Stub

OTHER_DESK = "+443069990202"


def dialling(nouns: str, attributes: str = "", then: str = "") -> str:
    return f'<Response><Dial action="/dialled" timeout="20" {attributes}>{nouns}</Dial>{then}</Response>'


def ring_in(exchange: Exchange, stub: Stub, document: str) -> Call:
    stub.scripts["inbound"] = document
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    return call


def test_a_browser_telephone_is_put_through(exchange: Exchange, stub: Stub) -> None:
    phone = exchange.client("tess")
    phone.register()
    client = '<Client><Identity>tess</Identity><Parameter name="leg" value="7"/></Client>'
    caller = ring_in(exchange, stub, dialling(client))
    assert phone.call is not None
    assert phone.call.custom_parameters == {"leg": "7"}
    assert phone.call.parent_sid == caller.sid

    phone.answer()
    phone.speak("Good morning.")
    phone.hang_up()
    exchange.settle()

    assert caller.last_said == "Good morning."
    assert stub.forms("dialled")[0]["DialCallStatus"] == "completed"


def test_a_browser_telephone_that_is_not_registered_is_no_answer_at_once(exchange: Exchange, stub: Stub) -> None:
    ring_in(exchange, stub, dialling("<Client>tess</Client>"))

    (form,) = stub.forms("dialled")
    assert (form["DialCallStatus"], form["DialCallDuration"], form["DialBridged"]) == ("no-answer", "0", "false")


def test_a_sip_telephone_is_put_through(exchange: Exchange, stub: Stub) -> None:
    desk = exchange.telephone("sip:desk-7@phones.example")
    caller = ring_in(exchange, stub, dialling("<Sip>sip:desk-7@phones.example</Sip>"))

    desk.answer()
    caller.speak("Hello?")

    assert desk.last_said == "Hello?"


@pytest.mark.parametrize(
    ("noun", "code"),
    [
        ("<Sip>desk-7</Sip>", "13243"),
        ("<Number>01632 960123</Number>", "13223"),
        ("<Client>tess example</Client>", "13223"),
        ("<Queue>line</Queue>", "12200"),
    ],
)
def test_what_cannot_be_rung_leads_to_the_fallback(exchange: Exchange, stub: Stub, noun: str, code: str) -> None:
    ring_in(exchange, stub, dialling(noun))

    assert stub.forms("fallback")[0]["ErrorCode"] == code


def test_she_hears_it_ring_and_is_not_answered_before_the_other_is(exchange: Exchange, stub: Stub) -> None:
    caller = ring_in(exchange, stub, dialling(DESK, 'answerOnBridge="true"'))
    exchange.advance(10)
    assert caller.status == "ringing"

    exchange.telephone(DESK).answer()
    exchange.advance(7)
    caller.hang_up()
    exchange.settle()

    assert stub.forms("number-status")[0]["CallDuration"] == "7"


def test_she_is_answered_for_what_follows_when_nobody_else_did(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["dialled"] = "<Response><Say>Nobody is there.</Say></Response>"
    caller = ring_in(exchange, stub, dialling(DESK, 'answerOnBridge="true"'))

    exchange.advance(21)

    assert stub.forms("dialled")[0]["CallStatus"] == "ringing"
    assert (caller.last_said, caller.status) == ("Nobody is there.", "in-progress")


def test_she_is_answered_at_once_for_a_conference(exchange: Exchange, stub: Stub) -> None:
    caller = ring_in(exchange, stub, dialling("<Conference>room</Conference>", 'answerOnBridge="true"'))

    assert (caller.status, caller.in_conference) == ("in-progress", "room")


def test_she_gives_up_while_it_rings(exchange: Exchange, stub: Stub) -> None:
    caller = ring_in(exchange, stub, dialling(DESK))

    caller.hang_up()
    exchange.settle()

    assert not exchange.telephone(DESK).ringing
    assert stub.forms("dialled")[0]["DialCallStatus"] == "canceled"


def test_all_ring_together_and_the_first_to_answer_has_the_call(exchange: Exchange, stub: Stub) -> None:
    ring_in(exchange, stub, dialling(f"<Number>{DESK}</Number><Number>{OTHER_DESK}</Number>"))
    assert exchange.telephone(DESK).ringing
    assert exchange.telephone(OTHER_DESK).ringing

    exchange.telephone(OTHER_DESK).answer()
    exchange.settle()

    assert not exchange.telephone(DESK).ringing


def test_they_ring_one_after_another(exchange: Exchange, stub: Stub) -> None:
    exchange.telephone(DESK).behaviour = "busy"
    nouns = f"<Number>{DESK}</Number><Number>{OTHER_DESK}</Number>"
    ring_in(exchange, stub, dialling(nouns, 'sequential="true"'))
    assert exchange.telephone(OTHER_DESK).ringing

    exchange.advance(20)

    assert stub.forms("dialled")[0]["DialCallStatus"] == "no-answer"


def test_the_call_ends_at_the_limit_of_the_dial(exchange: Exchange, stub: Stub) -> None:
    ring_in(exchange, stub, dialling(DESK, 'timeLimit="60"'))
    exchange.telephone(DESK).answer()

    exchange.advance(60)

    (form,) = stub.forms("dialled")
    assert (form["DialCallStatus"], form["DialCallDuration"]) == ("completed", "60")


def test_the_star_key_lets_the_other_go(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["dialled"] = "<Response><Say>What else?</Say></Response>"
    caller = ring_in(exchange, stub, dialling(DESK, 'hangupOnStar="true"'))
    exchange.telephone(DESK).answer()

    caller.press("*")
    exchange.settle()

    assert caller.last_said == "What else?"


def test_a_number_that_is_not_ours_is_not_shown(exchange: Exchange, stub: Stub) -> None:
    ring_in(exchange, stub, dialling(DESK, 'callerId="+441632960999"'))

    assert stub.forms("fallback")[0]["ErrorCode"] == "13214"


def test_what_the_other_hears_first_may_not_dial_on(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["whisper"] = dialling(OTHER_DESK)
    ring_in(exchange, stub, dialling(f'<Number url="/whisper">{DESK}</Number>'))

    exchange.telephone(DESK).answer()
    exchange.settle()

    assert [note.code for note in exchange.notifications] == [13201]


def test_a_pause_at_the_start_comes_before_the_answer(exchange: Exchange, stub: Stub) -> None:
    caller = ring_in(exchange, stub, '<Response><Pause length="5"/><Reject reason="busy"/></Response>')
    assert caller.status == "ringing"

    exchange.advance(5)

    assert caller.status == "busy"
