"""The exchange's time: moved by hand, and real."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from app.practice.delivery import Pump
from app.practice.exchange import Exchange
from tests.practice.conftest import ACCOUNT, HER_NUMBER, THE_LINE, TOKEN, Stub


def test_the_service_hears_of_each_moment_before_what_happens_then(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Pause length="3"/><Redirect>/later</Redirect></Response>'
    order: list[object] = []
    exchange.on_time(order.append)

    def later(_form: dict[str, str]) -> str:
        order.append("later")
        return "<Response/>"

    stub.scripts["later"] = later
    start = exchange.now()

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(10)

    assert order == [start + timedelta(seconds=3), "later", start + timedelta(seconds=10)]


def test_the_clock_stops_on_the_way_when_the_service_has_timers_of_its_own(exchange: Exchange) -> None:
    moments: list[datetime] = []
    exchange.on_time(moments.append)
    start = exchange.now()

    exchange.advance(60, every=25)

    assert [(moment - start).total_seconds() for moment in moments] == [25, 50, 60]


def test_the_service_works_until_it_has_nothing_more_to_do(exchange: Exchange, stub: Stub) -> None:
    jobs = ["first", "second"]
    exchange.on_settle(lambda: bool(jobs and jobs.pop()))

    exchange.settle()

    assert jobs == []


def test_a_service_that_never_rests_is_named(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = "<Response><Redirect>/inbound</Redirect></Response>"
    exchange.hand.MOST_AT_ONE_MOMENT = 50
    exchange.ring(from_=HER_NUMBER, to=THE_LINE)

    with pytest.raises(RuntimeError, match="more than 50 events at one moment"):
        exchange.settle()


@pytest.fixture
def real_time(stub: Stub) -> Iterator[Exchange]:
    made = Exchange(account_sid=ACCOUNT, auth_token=TOKEN)
    made.connect_number(THE_LINE, voice_url=f"{stub.base_url}/inbound")
    pump = Pump(made.clock)
    pump.start()
    yield made
    pump.stop()


def test_in_real_time_a_slow_answer_to_one_call_does_not_hold_up_another(real_time: Exchange, stub: Stub) -> None:
    second_came, both = threading.Event(), threading.Event()

    def answer(form: dict[str, str]) -> str:
        if form["From"] == HER_NUMBER:
            assert second_came.wait(10), "the second call waited for the first"
            both.set()
        else:
            second_came.set()
        return "<Response><Hangup/></Response>"

    stub.scripts["inbound"] = answer
    real_time.ring(from_=HER_NUMBER, to=THE_LINE)
    real_time.ring(from_=None, to=THE_LINE)

    assert both.wait(10)
