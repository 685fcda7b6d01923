"""The rule of the line, case by case: skills, interpreters, and call-backs kept for one adviser."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.line.snapshot import SiteNow
from app.sites.rules import OverflowMode, SiteRules
from tests.line.snapshots import NOW, STRAINED, adviser, callback, caller, pairs, run, site

# Skills.


def test_an_adviser_needs_the_language_and_the_textphone() -> None:
    waiting = [caller("w", language="cy"), caller("t", textphone=True)]
    decisions = run(waiting, [adviser("e"), adviser("cy", languages="en cy"), adviser("t", textphone=True)])
    assert pairs(decisions) == {"w": "cy", "t": "t"}


def test_the_only_welsh_speaker_idle_is_kept_for_the_welsh_caller_behind() -> None:
    waiting = [caller("en", waited=30), caller("cy", waited=1, language="cy")]
    decisions = run(waiting, [adviser("w", languages="en cy", idle=99), adviser("busy", idle=None)])
    assert pairs(decisions) == {"cy": "w"}


def test_but_not_when_another_welsh_speaker_is_idle() -> None:
    waiting = [caller("en", waited=30), caller("cy", waited=1, language="cy")]
    advisers = [
        adviser("w1", languages="en cy", idle=99),
        adviser("w2", languages="en cy", idle=9),
        adviser("e", idle=None),
    ]
    assert pairs(run(waiting, advisers)) == {"en": "w1", "cy": "w2"}


def test_nor_when_the_welsh_caller_may_not_be_offered_to_her() -> None:
    waiting = [caller("en", waited=30), caller("cy", waited=1, language="cy", last_offered_to="w")]
    decisions = run(waiting, [adviser("w", languages="en cy"), adviser("busy", idle=None)])
    assert pairs(decisions) == {"en": "w"}


def test_two_rare_skills_of_one_adviser_do_not_stop_all_offers() -> None:
    waiting = [caller("cy", waited=2, language="cy"), caller("text", waited=1, textphone=True)]
    decisions = run(waiting, [adviser("both", languages="en cy", textphone=True), adviser("e", idle=None)])
    assert len(decisions.offers) == 1


def test_a_rare_skill_nobody_idle_has_does_not_hold_up_those_behind() -> None:
    waiting = [caller("cy", waited=99, language="cy"), caller("en", waited=1)]
    assert pairs(run(waiting, [adviser("e"), adviser("w", languages="cy", idle=None)])) == {"en": "e"}


def test_the_only_speaker_elsewhere_is_kept_for_the_caller_who_needs_her() -> None:
    waiting = [caller("en", waited=30), caller("pa", waited=1, language="pa")]
    decisions = run(waiting, [adviser("h", idle=None), adviser("p", at="somerset", languages="en pa")])
    assert pairs(decisions) == {"pa": "p"}


# Interpreters.


def test_where_nobody_at_work_speaks_her_language_any_adviser_takes_her_with_an_interpreter() -> None:
    decisions = run([caller("pa", language="pa", or_interpreted=True)], [adviser("e")])
    assert decisions.offers[0].interpreted
    assert str(decisions.offers[0].reason) == "answered at home with an interpreter: nobody free speaks Punjabi"


def test_a_speaker_who_is_idle_elsewhere_comes_before_an_interpreter() -> None:
    decisions = run(
        [caller("pa", language="pa", or_interpreted=True)],
        [adviser("e"), adviser("p", at="somerset", languages="en pa")],
    )
    assert pairs(decisions) == {"pa": "p"}


def test_a_speaker_who_is_busy_is_waited_for_as_long_as_the_target() -> None:
    advisers = [adviser("e"), adviser("p", languages="en pa", idle=None)]
    early = run([caller("pa", waited=19, language="pa", or_interpreted=True)], advisers)
    assert early.offers == ()
    assert early.look_again_at == NOW + timedelta(seconds=1)
    assert pairs(run([caller("pa", waited=20, language="pa", or_interpreted=True)], advisers)) == {"pa": "e"}


@pytest.mark.parametrize(
    "home",
    [
        site("buckinghamshire", rules=SiteRules(overflow_mode=OverflowMode.NEVER)),
        site("buckinghamshire", overflow_order=("south-east-gwent",)),
    ],
    ids=["never", "not in its order"],
)
def test_a_speaker_at_a_site_to_which_no_call_of_her_home_goes_is_not_waited_for(home: SiteNow) -> None:
    advisers = [adviser("e"), adviser("p", at="somerset", languages="en pl")]
    decisions = run([caller("pl", language="pl", or_interpreted=True)], advisers, home)
    assert pairs(decisions) == {"pl": "e"}


@pytest.mark.parametrize("rules", [SiteRules(), SiteRules(overflow_mode=OverflowMode.AFTER, overflow_kept_idle=1)])
def test_a_speaker_whom_another_site_keeps_for_its_own_is_waited_for_as_long_as_the_target(rules: SiteRules) -> None:
    # given two idle at home, and the only speaker idle at a site that takes nobody now
    home = site("buckinghamshire", rules=rules)
    advisers = [adviser("e1"), adviser("e2"), adviser("p", at="somerset", languages="en pl"),
                adviser("b", at="somerset", idle=None)]  # fmt: skip
    polish = caller("pl", waited=19, language="pl", or_interpreted=True)
    # then she waits as long as for one who is busy
    early = run([polish], advisers, home, measured=STRAINED)
    assert early.offers == ()
    assert early.look_again_at == NOW + timedelta(seconds=1)
    # and then somebody at home takes her with an interpreter
    late = replace(polish, joined_at=NOW - timedelta(minutes=10))
    decisions = run([late], advisers, home, measured=STRAINED)
    assert [(offer.site, offer.interpreted) for offer in decisions.offers] == [("buckinghamshire", True)]


def test_a_speaker_without_a_textphone_is_not_waited_for_by_one_who_types() -> None:
    advisers = [adviser("t", textphone=True), adviser("w", languages="en cy")]
    decisions = run([caller("cy", language="cy", textphone=True, or_interpreted=True)], advisers)
    assert pairs(decisions) == {"cy": "t"}


def test_without_an_interpreter_a_language_nobody_speaks_is_for_the_line_to_book() -> None:
    decisions = run([caller("pa", language="pa")], [adviser("e")])
    assert decisions.cannot_be_answered == ("pa",)


# Call-backs.


def test_a_call_back_goes_to_the_adviser_it_was_kept_for() -> None:
    decisions = run([callback("b", held_adviser="kept")], [adviser("kept", idle=1), adviser("long", idle=99)])
    assert pairs(decisions) == {"b": "kept"}
    assert str(decisions.offers[0].reason) == "call-back due at 10:00"


def test_if_he_is_not_free_whoever_suits_takes_it() -> None:
    decisions = run([callback("b", held_adviser="kept")], [adviser("kept", idle=None), adviser("long", idle=99)])
    assert pairs(decisions) == {"b": "long"}
    assert "not free" in str(decisions.offers[0].reason)


def test_a_caller_is_not_given_him_while_another_is_idle() -> None:
    waiting = [caller("c", waited=60), callback("b", held_adviser="kept")]
    decisions = run(waiting, [adviser("kept", idle=99), adviser("other", idle=1)])
    assert pairs(decisions) == {"c": "other", "b": "kept"}


def test_when_it_falls_due_it_is_as_urgent_as_a_caller_who_has_waited_the_target() -> None:
    assert pairs(run([callback("b"), caller("c", waited=19)], [adviser("a")])) == {"b": "a"}
    assert pairs(run([callback("b"), caller("c", waited=21)], [adviser("a")])) == {"c": "a"}


def test_it_is_never_early_and_never_away() -> None:
    early = run([callback("b", late=-5)], [adviser("a")])
    assert early.offers == ()
    assert early.look_again_at == NOW + timedelta(seconds=5)
    away = run([callback("b", late=600)], [adviser("h", idle=None), adviser("s", at="somerset")])
    assert away.offers == ()
    assert away.cannot_be_answered == ()


def test_with_nothing_to_wait_for_there_is_nothing_to_look_at_again() -> None:
    assert run([], [adviser("a")]).look_again_at is None


def test_a_welsh_call_stays_welsh_however_long_it_waits() -> None:
    # given a Welsh caller who has waited long, a Welsh speaker who is busy, and an idle adviser without Welsh
    late = caller("cy", waited=99, language="cy", stays=True)
    advisers = [adviser("e"), adviser("w", languages="en cy", idle=None)]

    # then she waits for the one who speaks it, and nothing is booked instead
    decisions = run([late], advisers)
    assert pairs(decisions) == {}
    assert (decisions.cannot_be_answered, decisions.nobody_speaks) == ((), ())


def test_a_welsh_call_goes_to_the_site_where_somebody_speaks_it() -> None:
    # given an idle adviser without Welsh at the site that is tried first, and one with it at another
    advisers = [
        adviser("h", idle=None),
        adviser("e", "calderdale-and-kirklees"),
        adviser("w", "south-east-gwent", languages="en cy"),
    ]
    assert pairs(run([caller("cy", waited=30, language="cy", stays=True)], advisers)) == {"cy": "w"}


def test_where_nobody_at_work_speaks_welsh_she_is_asked_and_may_wait() -> None:
    # given nobody at work speaks it
    welsh = caller("cy", language="cy", stays=True)
    decisions = run([welsh], [adviser("e")])
    assert decisions.cannot_be_answered == decisions.nobody_speaks == ("cy",)

    # when she has chosen to wait, then she is left in the line
    waits = replace(welsh, waits_for_speaker=True)
    assert run([waits], [adviser("e")]).cannot_be_answered == ()

    # when nobody is at work at all, then there is nothing to ask, and nobody to wait for
    assert (run([welsh], []).cannot_be_answered, run([welsh], []).nobody_speaks) == (("cy",), ())
    assert run([waits], []).cannot_be_answered == ("cy",)


def test_she_is_asked_too_where_the_only_speaker_is_at_a_site_to_which_no_call_of_her_home_goes() -> None:
    # given a home that sends nobody away, or whose callers' next site keeps more for its own than it has at work
    never = SiteRules(overflow_mode=OverflowMode.NEVER)
    keeps_one = SiteRules(overflow_mode=OverflowMode.AFTER, overflow_kept_idle=1)
    welsh = caller("cy", waited=60, language="cy", stays=True)
    speaker = adviser("w", at="somerset", languages="en cy")
    for rules in (never, keeps_one):
        decisions = run([welsh], [adviser("e"), speaker], site("buckinghamshire", rules=rules))
        assert decisions.nobody_speaks == ("cy",)
    # but she waits where that site could spare him
    both = [adviser("e"), speaker, adviser("s", at="somerset", idle=None)]
    waits = run([welsh], both, site("buckinghamshire", rules=keeps_one))
    assert (waits.offers, waits.cannot_be_answered) == ((), ())
    # and nothing is kept from a home without anybody
    assert pairs(run([welsh], [speaker], site("buckinghamshire", rules=keeps_one))) == {"cy": "w"}


def test_a_welsh_call_back_is_made_by_another_only_where_nobody_there_speaks_it() -> None:
    due = callback("cy", late=99, language="cy", stays=True, or_interpreted=True)
    busy = adviser("w", languages="en cy", idle=None)
    assert pairs(run([due], [adviser("e"), busy])) == {}
    assert pairs(run([due], [adviser("e")])) == {"cy": "e"}


def test_a_welsh_call_back_is_given_to_nobody_without_welsh_however_late_it_is() -> None:
    # given a Welsh call-back that is late, and nobody at work at home who speaks it, or only at another site
    late = callback("b", late=900, language="cy", stays=True, held_adviser="kept")
    away = adviser("w", "south-east-gwent", languages="en cy")
    assert pairs(run([late], [adviser("e"), away])) == {}

    # when another of home who speaks it is there, then he has it
    assert pairs(run([late], [adviser("e"), away, adviser("other", languages="en cy")])) == {"b": "other"}
