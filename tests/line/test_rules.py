"""The rule of the line, case by case."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.line.rules import decide
from app.line.snapshot import (
    Adviser,
    Decisions,
    Kind,
    Measured,
    OverflowState,
    SiteNow,
    Snapshot,
    Waiting,
)
from app.sites.rules import OverflowMode, SiteRules

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SLUGS = ("buckinghamshire", "calderdale-and-kirklees", "south-east-gwent", "somerset")
STRAINED = Measured(load=1.1, away_factor=1.3)
# Overload and slower calls away, but room at the others.
WAITING = Measured(load=1.1, away_factor=1.2, at=dict.fromkeys(SLUGS, 0.5))


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def site(slug: str, **changes: object) -> SiteNow:
    others = tuple(other for other in SLUGS if other != slug)
    plain = SiteNow(slug, slug.replace("-", " ").title(), is_open=True, overflow_order=others)
    return replace(plain, **changes)  # type: ignore[arg-type]


def caller(name: str, home: str = "buckinghamshire", waited: float = 0, **changes: object) -> Waiting:
    plain = Waiting(name, Kind.CALLER, home, "en", ago(waited))
    return replace(plain, **changes)  # type: ignore[arg-type]


def callback(name: str, late: float = 0, home: str = "buckinghamshire", **changes: object) -> Waiting:
    plain = Waiting(name, Kind.CALLBACK, home, "en", ago(3600), due_at=ago(late))
    return replace(plain, **changes)  # type: ignore[arg-type]


def adviser(
    name: str, at: str = "buckinghamshire", idle: float | None = 10, languages: str = "en", textphone: bool = False
) -> Adviser:
    since = None if idle is None else ago(idle)
    return Adviser(name, at, frozenset(languages.split()), textphone, since)


NOBODY_HOME_TWO_AWAY = (adviser("h", idle=None), adviser("s1", at="somerset"), adviser("s2", at="somerset"))


def run(
    waiting: Iterable[Waiting],
    advisers: Iterable[Adviser],
    *sites: SiteNow,
    measured: Measured | None = None,
    sending: Iterable[tuple[str, str]] = (),
) -> Decisions:
    named = {one.slug: one for one in sites}
    all_sites = tuple(named.get(slug) or site(slug) for slug in SLUGS)
    snapshot = Snapshot(tuple(waiting), tuple(advisers), all_sites, frozenset(sending), measured or Measured())
    return decide(snapshot, NOW)


def pairs(decisions: Decisions) -> dict[object, object]:
    return {offer.demand: offer.adviser for offer in decisions.offers}


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


# Waiting for home first.


def test_in_overload_she_waits_for_home_a_quarter_of_the_target() -> None:
    busy_line = site("buckinghamshire", overflow=OverflowState(waits_first=True))
    early = run([caller("c", waited=4)], NOBODY_HOME_TWO_AWAY, busy_line, measured=WAITING)
    assert early.offers == ()
    assert str(early.reasons["c"]) == "waiting for home; may go to another site after 5 s"
    assert early.look_again_at == NOW + timedelta(seconds=1)
    later = run([caller("c", waited=5)], NOBODY_HOME_TWO_AWAY, busy_line, measured=WAITING)
    assert str(later.offers[0].reason) == (
        "sent to Somerset after 5 s in the line of home: 1 waiting here, oldest 5 s; 2 idle there"
    )


def six(at: str, idle: int) -> list[Adviser]:
    """Six advisers at work there, so many of them idle."""
    return [adviser(f"{at}-{number}", at=at, idle=10 if number < idle else None) for number in range(6)]


def test_and_leaves_one_idle_there() -> None:
    fuller = Measured(load=1.1, away_factor=1.2, at={"somerset": 1.1})
    for idle, goes in ((1, False), (2, True)):
        advisers = [*six("buckinghamshire", 0), *six("somerset", idle)]
        assert bool(run([caller("c", waited=15)], advisers, measured=fuller).offers) is goes


def test_an_adviser_refused_to_somebody_past_the_target_is_not_given_to_a_newcomer_from_elsewhere() -> None:
    # given two homes, the longer line of which gains less: all in it are late as it is
    slower = Measured(load=1.1, away_factor=1.1)
    late = [caller(f"late{number}", waited=60 + number) for number in range(8)]
    newcomer = caller("new", home="calderdale-and-kirklees", waited=1)
    advisers = [*six("buckinghamshire", 0), *six("calderdale-and-kirklees", 0), *six("somerset", 2)]
    assert len(run([newcomer], advisers, measured=slower).offers) == 1
    # then while nobody of the longer line goes, neither does she, until she has waited as long
    together = run([*late, newcomer], advisers, measured=slower)
    assert together.offers == ()
    assert together.look_again_at == NOW + timedelta(seconds=19)


def test_where_calls_take_longer_away_an_overloaded_site_takes_nobody() -> None:
    assert run([caller("c", waited=60)], NOBODY_HOME_TWO_AWAY, measured=STRAINED).offers == ()


def test_slower_calls_alone_are_no_reason_to_wait() -> None:
    measured = Measured(load=0.6, away_factor=1.2)
    advisers = [*six("buckinghamshire", 0), *six("somerset", 1)]
    assert len(run([caller("c")], advisers, measured=measured).offers) == 1


def test_each_site_keeps_for_its_own_by_its_own_load() -> None:
    # given Somerset in overload, and South East Gwent not
    measured = Measured(load=1.0, away_factor=1.1, at={"somerset": 1.2, "south-east-gwent": 0.5})
    home = site("buckinghamshire", overflow_order=("somerset", "south-east-gwent"))
    advisers = [*NOBODY_HOME_TWO_AWAY[:2], adviser("g", at="south-east-gwent")]
    # then it is passed over
    assert pairs(run([caller("c")], advisers, home, measured=measured)) == {"c": "g"}


def test_it_returns_to_at_once_when_the_line_has_been_calm_for_a_minute() -> None:
    waiting = OverflowState(waits_first=True)
    calm = run([], [], site("buckinghamshire", overflow=waiting), measured=STRAINED)
    assert calm.overflow["buckinghamshire"] == OverflowState(waits_first=True, calm_since=NOW)
    assert calm.look_again_at == NOW + timedelta(seconds=60)
    nearly = OverflowState(waits_first=True, calm_since=ago(59))
    assert run([], [], site("buckinghamshire", overflow=nearly)).overflow["buckinghamshire"].waits_first
    enough = OverflowState(waits_first=True, calm_since=ago(60))
    assert run([], [], site("buckinghamshire", overflow=enough)).overflow["buckinghamshire"] == OverflowState()


def test_one_caller_who_waits_five_seconds_ends_the_calm() -> None:
    nearly = OverflowState(waits_first=True, calm_since=ago(59))
    decisions = run([caller("c", waited=5)], [adviser("h", idle=None)], site("buckinghamshire", overflow=nearly))
    assert decisions.overflow["buckinghamshire"] == OverflowState(waits_first=True)


def test_a_pinned_rule_is_obeyed() -> None:
    advisers = [adviser("h", idle=None), adviser("s1", at="somerset"), adviser("s2", at="somerset")]
    for mode, waited, goes in (
        (OverflowMode.AT_ONCE, 0, True),
        (OverflowMode.AFTER, 9, False),
        (OverflowMode.AFTER, 10, True),
        (OverflowMode.NEVER, 600, False),
    ):
        home = site("buckinghamshire", rules=SiteRules(overflow_mode=mode))
        decisions = run([caller("c", waited=waited)], advisers, home, measured=STRAINED)
        assert bool(decisions.offers) is goes


def test_a_pinned_wait_is_waited_and_no_longer() -> None:
    home = site("buckinghamshire", rules=SiteRules(pinned_wait_seconds=7))
    early = run([caller("c", waited=6)], NOBODY_HOME_TWO_AWAY, home)
    assert early.offers == ()
    assert early.look_again_at == NOW + timedelta(seconds=1)
    assert len(run([caller("c", waited=7)], NOBODY_HOME_TWO_AWAY, home).offers) == 1


def test_a_pinned_nothing_is_at_once_even_where_the_rule_would_wait() -> None:
    home = site("buckinghamshire", rules=SiteRules(pinned_wait_seconds=0), overflow=OverflowState(waits_first=True))
    assert len(run([caller("c")], NOBODY_HOME_TWO_AWAY, home, measured=WAITING).offers) == 1


def test_a_pinned_reserve_is_kept_by_the_site_that_pinned_it() -> None:
    # given two idle at Somerset, which keeps two, or one, whatever the rule would
    keeps_two = site("somerset", rules=SiteRules(pinned_kept_idle=2))
    assert run([caller("c")], NOBODY_HOME_TWO_AWAY, keeps_two).offers == ()
    keeps_one = site("somerset", rules=SiteRules(pinned_kept_idle=1))
    assert len(run([caller("c")], NOBODY_HOME_TWO_AWAY, keeps_one, measured=STRAINED).offers) == 1


def test_a_pinned_load_and_handling_count_instead_of_what_was_measured() -> None:
    quiet = site("somerset", rules=SiteRules(pinned_load_percent=50))
    assert len(run([caller("c")], NOBODY_HOME_TWO_AWAY, quiet, measured=STRAINED).offers) == 1
    as_quick = site("somerset", rules=SiteRules(pinned_away_percent=100))
    assert len(run([caller("c")], NOBODY_HOME_TWO_AWAY, as_quick, measured=STRAINED).offers) == 1
    slow = site("somerset", rules=SiteRules(pinned_load_percent=110, pinned_away_percent=130))
    assert run([caller("c")], NOBODY_HOME_TWO_AWAY, slow).offers == ()


def test_a_state_is_stored_and_read_back_the_same() -> None:
    for state in (OverflowState(), OverflowState(waits_first=True, calm_since=NOW)):
        assert OverflowState.read(state.stored()) == state


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
