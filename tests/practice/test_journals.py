"""A rehearsal of days: the exchange keeps the newest of everything, and whatever is not over."""

from __future__ import annotations

from app.practice.exchange import Exchange
from app.practice.journals import Journal
from tests.practice.conftest import HER_NUMBER, THE_LINE, Stub


def test_a_journal_keeps_its_newest_entries() -> None:
    journal: Journal[int] = Journal(80)

    for number in range(1_000):
        journal.append(number)

    assert 80 <= len(journal) <= 90
    assert journal[-1] == 999
    assert journal[0] == 1_000 - len(journal)


def test_the_calls_that_ended_first_are_forgotten_and_none_that_lives(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = "<Response><Dial><Conference>one</Conference></Dial></Response>"
    lives = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    for _ in range(20):
        exchange.ring(from_="+447700900124", to=THE_LINE).hang_up()
        exchange.settle()
    newest = list(exchange.calls)[-1]

    exchange.forget(keep=8)

    assert len(exchange.calls) == 8
    assert {lives.sid, newest} <= exchange.calls.keys()
    assert lives.is_live
    assert len(exchange.telephone("+447700900124").history) == 7
    assert lives.sid in exchange.sender.cookies
    assert len(exchange.sender.cookies) <= 8 + 1


def test_a_very_long_answer_of_rest_is_not_kept(exchange: Exchange) -> None:
    exchange.keep_request("GET", "/2010-04-01/Accounts/AC/Calls.json", [], 200, "x" * 100_000)

    assert exchange.requests[-1].answer == ""
