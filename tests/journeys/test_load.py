"""Six hundred calls an hour on sixty advisers, with every fault of the exchange: nobody is lost, and all is counted.

A day of nine and a half hours is the work of some hours on a small machine. As much of it is run as LOAD_MINUTES of
real time allow, and the figures say how much that was.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.practice.crowd.tally import FIGURES
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard.kept_calls import FILE, TAKING
from tests import conftest as databases
from tests.journeys.day_sums import matching, outcomes, rung_twice
from tests.journeys.full_house import OPENS, FullHouse, full_house
from tests.journeys.lost import lost
from tests.journeys.tally import figure, survived

pytestmark = pytest.mark.long
CALLS_AN_HOUR, CLOSES = 600, OPENS + timedelta(hours=9.5)
# How many times as quickly time passes: where the machine cannot keep up, desks ring out before anybody picks up.
PACE = float(os.environ.get("LOAD_PACE", "3"))
AT_MOST_SECONDS = float(os.environ.get("LOAD_MINUTES", "15")) * 60
SIGNED_IN_SECONDS = 180
# A crowd whose every number is somebody's lets nobody in, and says nothing of it.
RANG_AT_LEAST = 0.9
# No fault of the exchange brings it about that a page of ours fails.
OURS = "answered 5"
# As in a day at random: some looks at what Twilio has; twice this is longer than anything the service gives itself.
TO_MEND, ROUNDS, SETTLES_SECONDS = (61, 61, 61, 1140), 2, 8


@pytest.fixture
def house(tmp_path: Path) -> Iterator[FullHouse]:
    with databases.copied() as database, full_house(database, tmp_path, tmp_path / "story.txt") as made:
        yield made


def test_a_day_with_every_fault_loses_nobody(house: FullHouse, tmp_path: Path) -> None:
    # given sixty advisers are ready
    _everybody_signs_in(house)

    # when people ring all day, and everything goes wrong now and then
    house.switch_faults_on()
    began, used, opened_at = time.monotonic(), house.processor_seconds(), house.exchange.now()
    house.crowd.calls_an_hour = CALLS_AN_HOUR
    assert house.crowd.setting.exchange.go_at(PACE)
    house.crowd.run(threading.Event(), lambda now: now >= CLOSES or time.monotonic() - began > AT_MOST_SECONDS)
    seconds, passed = time.monotonic() - began, house.exchange.now() - opened_at
    shares = {name: (one - used[name]) / seconds for name, one in house.processor_seconds().items()}
    house.switch_faults_off()
    assert house.crowd.setting.exchange.go_at(1)
    house.crowd.go_home(lambda: time.sleep(SETTLES_SECONDS))
    _time_to_mend(house)

    # then everybody who rang came to something, and nothing hangs
    rang = [call for call in house.exchange.every_call if call.direction == "inbound"]
    files = [tmp_path / FILE, tmp_path / TAKING]
    numbers = {call.from_ for call in rang}
    with house.session() as session:
        became, took = outcomes(session, rang, files), matching(session, house.exchange.asked_for)
        desks = set(session.scalars(select(Staff.desk_number)))
    # A desk whose ring was lost to us may be rung once more while somebody waits; a claimant never.
    rung = [call for call in house.exchange.every_call if call.to not in desks]
    faults = [*lost(house, numbers, files), *rung_twice(rung)]
    faults += [what for what in became if what.startswith("LOST")]
    faults += [f"{times} × {what}" for what, times in house.crowd.tally.faults.items() if OURS in what]
    _tell(house, seconds, passed, shares, became)
    for line in took.lines():
        figure(line)
    assert sum(became.values()) == len(rang)
    expected = CALLS_AN_HOUR * passed / timedelta(hours=1)
    assert len(rang) >= RANG_AT_LEAST * expected, f"{len(rang)} rang, not {expected:.0f}: nobody is left"
    assert not faults, "\n".join(faults)
    for kind in house.exchange.faults.struck:
        survived(kind.replace("_", " "), "a day of a crowd")


def _everybody_signs_in(house: FullHouse) -> None:
    latest = time.monotonic() + SIGNED_IN_SECONDS

    def are_ready(_now: datetime) -> bool:
        with house.session() as session:
            ready = sum(one.presence.state == "ready" for one in staff.present(session))
        assert time.monotonic() < latest, f"only {ready} are ready"
        return ready == len(house.crowd.members)

    house.crowd.run(threading.Event(), are_ready)


def _time_to_mend(house: FullHouse) -> None:
    for seconds in TO_MEND * ROUNDS:
        house.exchange.clock.ahead.move_on(timedelta(seconds=seconds))
        time.sleep(SETTLES_SECONDS)


def _tell(house: FullHouse, seconds: float, passed: timedelta, shares: dict[str, float], became: Counter[str]) -> None:
    counted, exchange = house.crowd.tally.counted, house.exchange
    sent = exchange.sent + sum(exchange.requested.values())
    figure(f"load: {passed.total_seconds() / 3600:.2f} h of a day of {CALLS_AN_HOUR} calls an hour in {seconds:.0f} s")
    figure("  crowd: " + ", ".join(f"{name} {counted[name]}" for name in FIGURES))
    figure("  became: " + ", ".join(f"{what} {many}" for what, many in became.most_common()))
    figure("  struck: " + ", ".join(f"{kind} {many}" for kind, many in exchange.faults.struck.most_common()))
    figure(f"  {sent / seconds:.1f} webhooks and REST requests a second; {dict(exchange.requested)}")
    figure("  processors: " + ", ".join(f"{name} {share:.2f}" for name, share in shares.items()))
    for what, times in house.crowd.tally.faults.most_common(20):
        figure(f"  a fault the crowd met: {times} × {what}")
