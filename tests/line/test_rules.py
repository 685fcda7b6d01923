"""The rule of the line, case by case: who is offered at home, and who goes away."""

from dataclasses import replace

import pytest

from app.line.snapshot import SiteNow
from app.sites.rules import OverflowMode, SiteRules
from tests.line.snapshots import (
    adviser,
    callback,
    caller,
    pairs,
    run,
    site,
)

# Home first.


def test_a_caller_goes_to_the_adviser_of_her_site_who_has_been_idle_longest() -> None:
    decisions = run([caller("c")], [adviser("short", idle=5), adviser("long", idle=50)])
    assert pairs(decisions) == {"c": "long"}
    assert str(decisions.offers[0].reason) == "answered at home"
    assert not decisions.offers[0].away


def test_who_has_waited_longest_is_first() -> None:
    decisions = run([caller("new", waited=1), caller("old", waited=30)], [adviser("a")])
    assert pairs(decisions) == {"old": "a"}
    assert str(decisions.reasons["new"]) == "nobody who could take this is idle"


def test_with_somebody_idle_at_home_nobody_goes_away() -> None:
    decisions = run([caller("c", waited=60)], [adviser("h", idle=1), adviser("s", at="somerset", idle=900)])
    assert pairs(decisions) == {"c": "h"}


def test_she_is_not_offered_twice_running_to_one_adviser() -> None:
    decisions = run([caller("c", last_offered_to="a")], [adviser("a")])
    assert decisions.offers == ()
    assert decisions.cannot_be_answered == ("c",)


def test_who_is_not_offered_again_goes_elsewhere_and_the_adviser_takes_the_next() -> None:
    waiting = [caller("c", waited=9, last_offered_to="a"), caller("d", waited=1)]
    decisions = run(waiting, [adviser("a"), adviser("s", at="somerset")])
    assert pairs(decisions) == {"c": "s", "d": "a"}


# Away.


def test_with_nobody_idle_at_home_she_goes_at_once_to_the_first_site_of_her_homes_order() -> None:
    home = site("buckinghamshire", overflow_order=("somerset", "south-east-gwent"))
    decisions = run(
        [caller("old", waited=41), caller("c"), caller("d", waited=1)],
        [adviser("h", idle=None), adviser("g", at="south-east-gwent"), adviser("s1", at="somerset", idle=9),
         adviser("s2", at="somerset", idle=8)],
        home,
    )  # fmt: skip
    assert pairs(decisions) == {"old": "s1", "d": "s2", "c": "g"}
    assert str(decisions.offers[0].reason) == "sent to Somerset: 3 waiting here, oldest 41 s; 2 idle there"
    assert decisions.offers[0].away


@pytest.mark.parametrize(
    "somerset",
    [site("somerset", is_open=False), site("somerset", empty=True)],
    ids=["closed", "closed at once"],
)
def test_a_closed_site_takes_no_calls_of_others(somerset: SiteNow) -> None:
    decisions = run([caller("c")], [adviser("h", idle=None), adviser("s", at="somerset")], somerset)
    assert decisions.offers == ()


def test_a_site_with_a_caller_of_its_own_waiting_takes_none() -> None:
    waiting = [caller("c", waited=90), caller("theirs", home="somerset", waited=1)]
    decisions = run(waiting, [adviser("h", idle=None), adviser("s", at="somerset")])
    assert pairs(decisions) == {"theirs": "s"}


def test_a_caller_there_whom_nobody_idle_could_take_does_not_hold_up_the_others() -> None:
    waiting = [caller("c", waited=9), caller("theirs", home="somerset", waited=90, language="ro")]
    decisions = run(
        waiting,
        [adviser("h", idle=None), adviser("s", at="somerset"), adviser("r", at="somerset", idle=None, languages="ro")],
    )
    assert pairs(decisions) == {"c": "s"}
    assert str(decisions.reasons["theirs"]) == "nobody idle has: Romanian"


def test_two_sites_never_send_to_each_other() -> None:
    advisers = [adviser("h", idle=None), adviser("s", at="somerset")]
    decisions = run([caller("c")], advisers, sending=[("somerset", "buckinghamshire")])
    assert decisions.offers == ()


def test_nor_in_one_pass() -> None:
    waiting = [caller("b", waited=9, language="pl"), caller("s", home="somerset", waited=8, language="ro")]
    advisers = [adviser("rb", languages="en ro"), adviser("ps", at="somerset", languages="en pl")]
    decisions = run(waiting, advisers)
    assert len(decisions.offers) == 1


def test_a_caller_who_must_stay_home_stays() -> None:
    decisions = run([caller("c", away_allowed=False)], [adviser("h", idle=None), adviser("s", at="somerset")])
    assert decisions.offers == ()


def test_from_a_closed_home_she_goes_at_once_even_where_the_rule_waits() -> None:
    home = site("buckinghamshire", is_open=False, rules=SiteRules(overflow_mode=OverflowMode.AFTER))
    decisions = run([caller("c")], [adviser("s", at="somerset")], home)
    assert str(decisions.offers[0].reason) == "sent to Somerset: Buckinghamshire is closed; 1 idle there"


def test_from_an_unstaffed_home_too() -> None:
    home = site("buckinghamshire", rules=SiteRules(overflow_mode=OverflowMode.NEVER))
    decisions = run([caller("c")], [adviser("s", at="somerset")], home)
    assert str(decisions.offers[0].reason) == "sent to Somerset: nobody is at work at Buckinghamshire; 1 idle there"


def test_after_hours_whoever_still_waits_is_served_at_home() -> None:
    decisions = run([caller("c")], [adviser("h")], site("buckinghamshire", is_open=False))
    assert pairs(decisions) == {"c": "h"}


def test_nobody_is_offered_at_a_site_closed_at_once() -> None:
    decisions = run([caller("c")], [adviser("h")], site("buckinghamshire", empty=True))
    assert decisions.offers == ()
    assert decisions.cannot_be_answered == ("c",)
    assert "booked by the line" in str(decisions.reasons["c"])


def test_where_her_homes_callers_go_nowhere_that_is_staffed_she_is_booked() -> None:
    # given a home without anybody, whose callers go to a site without anybody; and another site that is staffed
    late = caller("c", waited=1200)
    home = site("buckinghamshire", overflow_order=("south-east-gwent",))
    somerset = [adviser("s", at="somerset")]
    # then nobody will ever be offered to her, and the line books
    assert run([late], somerset, home).cannot_be_answered == ("c",)
    assert run([late], [adviser("h"), *somerset], replace(home, empty=True)).cannot_be_answered == ("c",)
    # but not where the order names it
    there = replace(home, overflow_order=("south-east-gwent", "somerset"))
    assert pairs(run([late], somerset, there)) == {"c": "s"}


# A call-back that may be held at another site.


def test_a_call_back_stays_home_unless_it_is_released() -> None:
    advisers = [adviser("h", idle=None), adviser("g", at="south-east-gwent"), adviser("s", at="somerset")]
    assert run([callback("b", late=900)], advisers).offers == ()
    decisions = run([callback("b", late=900, also_at="somerset")], advisers)
    assert pairs(decisions) == {"b": "s"}
    assert decisions.offers[0].away
    assert str(decisions.offers[0].reason) == (
        "call-back of Buckinghamshire, due at 09:45: a supervisor released it to Somerset"
    )


def test_home_comes_first_for_it_all_the_same() -> None:
    advisers = [adviser("h", idle=1), adviser("s", at="somerset", idle=99)]
    decisions = run([callback("b", also_at="somerset")], advisers)
    assert pairs(decisions) == {"b": "h"}
    assert not decisions.offers[0].away


def test_at_the_other_site_it_takes_its_turn_among_theirs() -> None:
    advisers = [adviser("h", idle=None), adviser("s", at="somerset")]
    released = callback("b", also_at="somerset")
    assert pairs(run([released, caller("c", home="somerset", waited=19)], advisers)) == {"b": "s"}
    assert pairs(run([released, caller("c", home="somerset", waited=21)], advisers)) == {"c": "s"}


def test_there_too_it_needs_somebody_with_the_skills_and_he_is_kept_for_it() -> None:
    released = callback("b", language="pl", also_at="somerset")
    advisers = [adviser("h", idle=None), adviser("s", at="somerset")]
    assert run([released], advisers).offers == ()
    # and the only one who speaks it is not given to a caller there whom others could take later
    speaker = adviser("pl", at="somerset", idle=99, languages="en pl")
    waiting = [caller("c", home="somerset", waited=60), released]
    assert pairs(run(waiting, [adviser("s", at="somerset", idle=None), speaker])) == {"b": "pl"}


def test_a_site_that_is_closed_holds_none() -> None:
    advisers = [adviser("s", at="somerset")]
    released = callback("b", also_at="somerset")
    assert run([released], advisers, site("somerset", is_open=False)).offers == ()
    # but from a home that was closed at once it goes
    assert pairs(run([released], advisers, site("buckinghamshire", empty=True))) == {"b": "s"}


def test_why_it_is_held_there_is_said() -> None:
    chosen = callback("b", language="pa", also_at="somerset", chose_also=True)
    decisions = run([chosen], [adviser("h"), adviser("s", at="somerset", languages="en pa")])
    assert pairs(decisions) == {"b": "s"}
    assert str(decisions.offers[0].reason) == (
        "call-back of Buckinghamshire, due at 10:00: they chose an adviser of Somerset, who speaks Punjabi"
    )
