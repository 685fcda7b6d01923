"""Turns, signs, codes, and who may take a conversation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.conversations import rules
from app.conversations.rules import ADVISER, CLAIMANT, GA, SK, Place, Standing, Written
from app.sites.rules import OverflowMode, SiteRules

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("hello GA", Written("hello", GA)),
        ("hello ga.", Written("hello", GA)),
        ("Hello.\nMy name is Nora\nGA GA", Written("Hello.\nMy name is Nora", GA)),
        ("thanks bye SKSK", Written("thanks bye", SK)),
        ("thanks GA SK", Written("thanks", SK)),
        ("bibi", Written("", SK)),
        ("GA", Written("", GA)),
        ("I like yoga", Written("I like yoga", None)),
        ("I was at GA meetings", Written("I was at GA meetings", None)),
        ("a\x00b", Written("ab", None)),
        ("x" * 3000, Written("x" * rules.LONGEST_TURN, None)),
    ],
)
def test_a_sign_is_read_only_at_the_end(typed: str, read: Written) -> None:
    assert rules.read(typed) == read


def test_ga_gives_the_turn_and_no_sign_keeps_it() -> None:
    assert rules.after(Standing(CLAIMANT), CLAIMANT, GA) == Standing(ADVISER)
    assert rules.after(Standing(CLAIMANT), CLAIMANT, None) == Standing(CLAIMANT)


def test_both_typing_at_once_changes_no_turn() -> None:
    # given it is her turn
    standing = Standing(CLAIMANT)

    # when he types all the same, even with GA, then it is hers still
    assert rules.crosses(standing, ADVISER)
    assert rules.after(standing, ADVISER, GA) == standing


def test_it_is_over_when_both_have_said_sk() -> None:
    # given she has said SK
    said = rules.after(Standing(CLAIMANT), CLAIMANT, SK)
    assert said == Standing(ADVISER, CLAIMANT)

    # then his SK ends it; her own a second time does not, and anything else said takes it back
    assert rules.after(said, ADVISER, SK).over
    assert not rules.after(said, CLAIMANT, SK).over
    assert rules.after(said, ADVISER, GA) == Standing(CLAIMANT)


@pytest.mark.parametrize(
    ("presence", "reason", "held", "textphone", "may"),
    [
        ("ready", None, 0, True, True),
        ("away", "typing_over", 0, True, True),
        ("in_interview", "typing", 2, True, True),
        ("in_interview", "typing", 3, True, False),
        ("in_interview", None, 0, True, False),
        ("in_interview", "face_to_face", 0, True, False),
        ("on_call", None, 0, True, False),
        ("ringing", None, 0, True, False),
        ("wrapping_up", None, 0, True, False),
        ("break", "lunch", 0, True, False),
        ("ready", None, 0, False, False),
    ],
)
def test_three_at_once_and_none_on_a_call(
    presence: str, reason: str | None, held: int, textphone: bool, may: bool
) -> None:
    assert rules.may_take(presence, reason, held, textphone, ["en"], "en") is may


def test_a_welsh_conversation_is_for_who_has_welsh() -> None:
    assert not rules.may_take("ready", None, 0, True, ["en"], "cy")
    assert rules.may_take("ready", None, 0, True, ["en", "cy"], "cy")


def test_a_code_stands_once_in_time_and_for_few_tries() -> None:
    until = NOW + timedelta(minutes=1)
    assert rules.code_stands(until, None, rules.TRIES_AT_MOST - 1, NOW)
    assert not rules.code_stands(until, None, rules.TRIES_AT_MOST, NOW)
    assert not rules.code_stands(until, NOW, 0, NOW)
    assert not rules.code_stands(NOW, None, 0, NOW)


def test_codes_are_texted_sparingly() -> None:
    assert rules.may_text_code(rules.TEXTED_TO_ONE - 1, rules.TEXTED_TO_ALL - 1)
    assert not rules.may_text_code(rules.TEXTED_TO_ONE, 0)
    assert not rules.may_text_code(0, rules.TEXTED_TO_ALL)


def test_a_page_left_alone_needs_a_code_again() -> None:
    assert rules.door_stands(NOW, None, NOW + timedelta(minutes=59))
    assert not rules.door_stands(NOW, None, NOW + rules.DOOR_STANDS)
    assert not rules.door_stands(NOW, NOW - rules.DOOR_STANDS, NOW)


HOME = Place("Somerset", is_open=True, able=0)
FREE = Place("Gwent", is_open=True, able=2)


@pytest.mark.parametrize(
    ("home", "others", "mode", "waited", "goes"),
    [
        (HOME, [FREE], "adaptive", 0, 0),
        (HOME, [replace(FREE, able=0), FREE], "adaptive", 0, 1),
        (HOME, [replace(FREE, is_open=False), FREE], "at_once", 0, 1),
        # Its own people wait: it takes nobody.
        (HOME, [replace(FREE, waiting=1)], "at_once", 0, None),
        (replace(HOME, able=1), [FREE], "at_once", 0, None),
        (HOME, [FREE], "never", 999, None),
        (HOME, [FREE], "after", 9, None),
        (HOME, [FREE], "after", 10, 0),
        (HOME, [], "adaptive", 999, None),
    ],
)
def test_home_first_then_the_first_of_its_order_where_somebody_is_free(
    home: Place, others: list[Place], mode: str, waited: int, goes: int | None
) -> None:
    of_home = SiteRules(overflow_mode=OverflowMode(mode), overflow_after_seconds=10)
    found = rules.goes_to(home, others, of_home, timedelta(seconds=waited))
    assert (found[0] if found else None) == goes


def test_why_another_site_types_with_her_is_said() -> None:
    found = rules.goes_to(replace(HOME, is_open=False), [FREE], SiteRules(), timedelta())
    assert found is not None
    assert found[1].english() == "typed with at Gwent: Somerset is closed; 2 free there"
