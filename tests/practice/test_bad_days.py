"""What a test can let go wrong, and the pace at which calls are made."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from twilio.rest import Client

from app.practice.command import make_exchange, named_numbers, practice
from app.practice.exchange import Exchange
from tests.practice.conftest import ACCOUNT, DESK, HER_NUMBER, THE_LINE, TOKEN, Stub


def test_what_stands_between_may_answer_in_the_services_stead(exchange: Exchange, stub: Stub) -> None:
    exchange.faults.fail_webhook("/inbound", times=1, status=502)

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert len(stub.forms("inbound")) == 1
    assert stub.forms("fallback")[0]["ErrorCode"] == "11200"


def test_a_callback_can_be_lost(exchange: Exchange, stub: Stub) -> None:
    exchange.faults.lose_webhook("/number-status", times=1)
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    call.hang_up()
    exchange.settle()

    assert stub.forms("number-status") == []


def test_a_redirect_of_http_loses_the_digits(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Gather numDigits="1" action="/moved"/></Response>'
    stub.moved["moved"] = "/chosen"
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    call.press("1")
    exchange.settle()

    assert stub.forms("chosen") == [{}]


def test_calls_are_made_one_a_second_when_the_account_may_no_more(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    exchange.calls_per_second = 1
    others = [DESK, "+443069990202", "+443069990203"]
    for other in others:
        client.calls.create(to=other, from_=THE_LINE, url=f"{stub.base_url}/leg")

    exchange.advance(1)

    assert [exchange.telephone(other).ringing for other in others] == [True, True, False]


def test_a_telephone_that_answers_by_itself_does_so_after_a_while(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    exchange.telephone(DESK).behaviour = "answer"
    client.calls.create(to=DESK, from_=THE_LINE, url=f"{stub.base_url}/leg")

    exchange.advance(2)
    assert stub.forms("leg") == []
    exchange.advance(1)

    assert len(stub.forms("leg")) == 1


def test_the_exchange_of_the_command_owns_the_numbers_and_knows_the_desks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("PUBLIC_BASE_URL", "http://127.0.0.1:5000")
    monkeypatch.setenv("PRACTICE_DESKS", "+443069990201=Asha Example, Buckinghamshire; +443069990202=Ben Sample")
    monkeypatch.setenv("PRACTICE_INTERPRETERS", "+442079460301=Example Interpreters")

    exchange = make_exchange()

    assert exchange.numbers["+443069990103"].voice_url == "http://127.0.0.1:5000/voice/inbound"
    assert exchange.numbers["+447700900999"].can_text
    assert exchange.telephones["+443069990202"].name == "Ben Sample"
    assert exchange.telephones["+443069990202"].behaviour == "manual"
    assert exchange.telephones["+442079460301"].name == "Example Interpreters"
    assert exchange.telephones["+442079460301"].behaviour == "joins"
    assert not exchange.clock.by_hand


def test_the_command_listens_on_this_machine_only() -> None:
    result = CliRunner().invoke(practice, ["--host", "0.0.0.0"])  # noqa: S104 - what is refused

    assert result.exit_code == 1
    assert "this machine only" in result.output


def test_names_of_numbers_are_read_from_one_line() -> None:
    assert named_numbers("+441=A, one; +442=B") == {"+441": "A, one", "+442": "B"}
