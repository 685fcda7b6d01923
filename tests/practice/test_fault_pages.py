"""A person switches faults on and off on a page of the exchange."""

from __future__ import annotations

import pytest
import requests

from app.practice.exchange import Exchange
from app.practice.pages.faults import CHOICES
from tests.practice.conftest import HER_NUMBER, THE_LINE, Stub


def switch_on(exchange: Exchange, **form: str) -> requests.Response:
    return requests.post(f"{exchange.base_url}/faults", data=form, timeout=5)


def test_a_fault_that_was_chosen_strikes_and_is_shown_to_have_struck(exchange: Exchange, stub: Stub) -> None:
    page = switch_on(exchange, fault="lost", where="number-status completed", times="2", every="1", seconds="")
    assert "number-status completed" in page.text

    exchange.ring(from_=HER_NUMBER, to=THE_LINE).hang_up()
    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert [form["CallStatus"] for form in stub.forms("number-status")] == ["no-answer"]
    assert "lose webhook 1" in requests.get(f"{exchange.base_url}/faults", timeout=5).text


@pytest.mark.parametrize("chosen", CHOICES)
def test_every_fault_can_be_chosen_and_is_shown_by_the_same_name(exchange: Exchange, chosen: str) -> None:
    page = switch_on(exchange, fault=chosen, where="", times="", every="3", seconds="")

    (fault,) = exchange.faults.switched_on
    assert (fault.times, fault.every) == (None, 3)
    assert f'<th scope="row">{CHOICES[chosen].title}' in page.text


def test_a_connection_that_is_refused_fails_both_attempts(exchange: Exchange, stub: Stub) -> None:
    switch_on(exchange, fault="refused", where="/inbound", times="1", every="1")

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert stub.forms("fallback")[0]["ErrorCode"] == "11205"
    assert exchange.faults.switched_on == []


def test_one_is_switched_off_and_then_all(exchange: Exchange) -> None:
    for _time in range(3):
        exchange.faults.lose_webhook("/status")
    first = exchange.faults.switched_on[0].number

    requests.post(f"{exchange.base_url}/faults/off", data={"number": str(first)}, timeout=5)
    assert len(exchange.faults.switched_on) == 2
    requests.post(f"{exchange.base_url}/faults/off", data={"number": "all"}, timeout=5)

    assert exchange.faults.switched_on == []


def test_the_pace_of_calls_is_set(exchange: Exchange) -> None:
    requests.post(f"{exchange.base_url}/faults/pace", data={"pace": "1"}, timeout=5)
    assert exchange.calls_per_second == 1
    requests.post(f"{exchange.base_url}/faults/pace", data={"pace": ""}, timeout=5)

    assert exchange.calls_per_second is None


@pytest.mark.parametrize(
    "form", [{"fault": "fire"}, {"fault": "lost", "times": "1000"}, {"fault": "late", "seconds": "-1"}]
)
def test_what_cannot_be_chosen_is_refused(exchange: Exchange, form: dict[str, str]) -> None:
    assert switch_on(exchange, **form).status_code == 400
