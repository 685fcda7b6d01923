"""The clock of a rehearsal: moved on, or passing more quickly, alike for the exchange and for the service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from app import clock
from app.practice.exchange import Exchange
from app.practice.rehearsal import GREATEST_PACE, RehearsalClock
from app.practice.server import serve
from tests.practice.conftest import ACCOUNT, TOKEN

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Machine:
    """The machine's own time, which the test moves."""

    def __init__(self) -> None:
        self.now = START

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr("app.practice.rehearsal.time.time", lambda: made.now.timestamp())
    monkeypatch.setattr(clock, "_system", lambda: made.now)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "clock"
    made.write_text("3600.0")
    return made


def test_time_passes_as_quickly_for_the_service_as_for_the_exchange(machine: Machine, file: Path) -> None:
    exchange, service = RehearsalClock(file), clock.Ahead(file)
    assert service() == START + timedelta(hours=1)

    exchange.go_at(4)
    machine.passes(60)

    assert exchange() == timedelta(hours=1, minutes=3)
    assert service() == machine.now + exchange()

    # and from then on as everywhere, with what was gained kept
    exchange.go_at(1)
    machine.passes(60)
    assert exchange() == timedelta(hours=1, minutes=3)
    assert service() == START + timedelta(hours=1, minutes=5)


def test_it_is_moved_on_at_any_pace(machine: Machine, file: Path) -> None:
    exchange = RehearsalClock(file)
    exchange.go_at(2)
    machine.passes(10)

    exchange.move_on(timedelta(minutes=5))
    machine.passes(10)

    assert (exchange.pace, exchange()) == (2, timedelta(hours=1, minutes=5, seconds=20))


@pytest.mark.parametrize("pace", [0.5, 0, -1, GREATEST_PACE + 1, float("nan")])
def test_no_other_pace_is_taken(file: Path, pace: float) -> None:
    with pytest.raises(ValueError, match="time passes once to 5 times as quickly"):
        RehearsalClock(file).go_at(pace)


def test_the_clock_page_lets_time_pass_more_quickly_where_it_can(file: Path) -> None:
    can = Exchange(account_sid=ACCOUNT, auth_token=TOKEN, ahead=RehearsalClock(file))
    cannot = Exchange(account_sid=ACCOUNT, auth_token=TOKEN)
    for exchange in (can, cannot):
        server = serve(exchange)

        answer = requests.post(f"{server.base_url}/clock/pace", data={"pace": "3"}, timeout=5)
        wrong = requests.post(f"{server.base_url}/clock/pace", data={"pace": "soon"}, timeout=5)

        server.stop()
        assert wrong.status_code == 409
        assert (answer.status_code, "rings for 10 seconds" in answer.text) == (
            (200, True) if exchange is can else (409, False)
        )
