"""By which way somebody is reached who does not speak by telephone."""

import pytest

from app.callbacks.ways import way_now, ways

NUMBER = "+443001234567"


@pytest.mark.parametrize(
    ("kind", "number", "there_are"),
    [
        ("voice", NUMBER, ("voice",)),
        ("signed", None, ("voice",)),
        ("textphone", NUMBER, ("desk", "relay", "by_hand")),
        ("textphone", None, ("desk", "by_hand")),
        ("relay", NUMBER, ("relay", "by_hand")),
        ("relay", None, ("by_hand",)),
    ],
)
def test_the_ways_in_their_order(kind: str, number: str | None, there_are: tuple[str, ...]) -> None:
    assert ways(kind, number) == there_are


def test_the_typed_page_stands_before_what_is_dialled_by_hand_where_she_can_be_told_of_it() -> None:
    assert ways("textphone", NUMBER, can_type=True) == ("desk", "relay", "typed", "by_hand")
    assert ways("relay", None, can_type=True) == ("typed", "by_hand")
    assert ways("typed", None, can_type=True) == ("typed", "by_hand")
    assert ways("typed", None) == ("by_hand",)
    assert ways("voice", NUMBER, can_type=True) == ("voice",)


def test_who_did_not_come_to_the_page_is_tried_by_the_next_way() -> None:
    assert way_now(("desk", "typed", "by_hand"), ["no_answer", "not_at_the_page"], has_desk=True) == "by_hand"


@pytest.mark.parametrize(
    ("results", "has_desk", "way"),
    [
        ([], True, "desk"),
        (["engaged", "claimant_asked_other_time", "cut_off"], True, "desk"),
        (["no_answer"], True, "relay"),
        (["no_answer", "unobtainable"], True, "by_hand"),
        (["no_answer"] * 5, True, "by_hand"),
        ([], False, "relay"),
    ],
)
def test_what_reached_nobody_is_followed_by_the_next(results: list[str], has_desk: bool, way: str) -> None:
    assert way_now(("desk", "relay", "by_hand"), results, has_desk=has_desk) == way


def test_without_any_desk_a_textphone_alone_is_dialled_by_hand() -> None:
    assert way_now(("desk", "by_hand"), [], has_desk=False) == "by_hand"
