"""The rule of the line, case by case: who waits for home first, by the rule or because it is pinned."""

from datetime import timedelta

from app.line.snapshot import Adviser, Measured, OverflowState
from app.sites.rules import OverflowMode, SiteRules
from tests.line.snapshots import NOBODY_HOME_TWO_AWAY, NOW, STRAINED, WAITING, adviser, ago, caller, pairs, run, site


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
