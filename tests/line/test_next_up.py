"""What one adviser will be offered next: the rule itself says it, and nobody else's turn is told as mine."""

from collections.abc import Iterable
from dataclasses import replace

from app.line.next_up import NextUp, next_up
from app.line.snapshot import Adviser, Snapshot, Waiting
from tests.line.snapshots import NOW, SLUGS, adviser, callback, caller, site

ME = adviser("me", idle=10)
BUSY = adviser("me", idle=None)


def asked(
    waiting: Iterable[Waiting] = (),
    others: Iterable[Adviser] = (),
    promised: Iterable[Waiting] = (),
    me: Adviser = ME,
) -> NextUp | None:
    snapshot = Snapshot(tuple(waiting), tuple(others), tuple(site(slug) for slug in SLUGS))
    return next_up(snapshot, me, promised, NOW)


def test_whoever_waits_and_comes_to_me_by_the_rule() -> None:
    found = asked([caller("old", waited=30), caller("new", waited=1)], [adviser("b", idle=5)])
    assert found is not None
    assert (found.demand, found.at) == ("old", None)
    assert "come first" in str(found.why)


def test_it_is_told_as_though_i_were_ready_now() -> None:
    # given two who are idle already: a third waits for me
    waiting = [caller("a", waited=30), caller("b", waited=20), caller("c", waited=10)]
    found = asked(waiting, [adviser("x"), adviser("y")], me=BUSY)
    assert found is not None
    assert found.demand == "c"
    # and who is offered to others is not told as mine
    assert asked(waiting[:2], [adviser("x"), adviser("y")], me=BUSY) is None


def test_whom_i_did_not_take_comes_again_once_i_am_ready_anew() -> None:
    assert asked([caller("c", last_offered_to="me")], [adviser("b", idle=None)]) is None
    found = asked([caller("c", last_offered_to="me")], me=BUSY)
    assert found is not None
    assert found.demand == "c"


def test_from_another_site_with_the_rules_own_sentence() -> None:
    found = asked([caller("c", home="somerset", waited=41)])
    assert found is not None
    assert "nobody is at work at Somerset" in str(found.why)


def test_else_the_first_call_back_that_falls_to_me() -> None:
    kept = callback("kept", late=-1200, held_adviser="me")
    others = callback("others", late=-600, held_adviser="b")
    # given the earlier is kept for somebody who speaks with a caller now, and will be free by then
    found = asked(others=[adviser("b", idle=None)], promised=[kept, others])
    assert found is not None
    assert (found.demand, found.at, str(found.why)) == ("kept", kept.due_at, "it is kept for you")


def test_nobody_is_promised_what_they_cannot_take() -> None:
    welsh = replace(callback("welsh", late=-600), language="cy")
    assert asked(others=[adviser("b", languages="en cy")], promised=[welsh]) is None
    assert asked() is None
