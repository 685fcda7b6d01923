"""Whose turn it is."""

from app.interpreters.rules import Listed, Wish, held_first, next_to_try, seats, suited, supplier_of
from app.values.language import NOT_KNOWN

IN_TURN = [Listed(7, ["pa", "ur"]), Listed(3, ["pl"]), Listed(5, ["pa", "pl"])]


def test_suppliers_that_speak_the_language_are_tried_in_their_order() -> None:
    assert next_to_try(IN_TURN, "pa") == 7
    assert next_to_try(IN_TURN, "pa", after=7) == 5
    assert next_to_try(IN_TURN, "pa", after=5) is None
    assert next_to_try(IN_TURN, "pl") == 3


def test_nobody_speaks_it() -> None:
    assert next_to_try(IN_TURN, "sw") is None
    assert next_to_try([], "pa") is None


def test_where_the_language_is_not_known_yet_everybody_is_tried() -> None:
    found: list[int] = []
    while (one := next_to_try(IN_TURN, NOT_KNOWN, found[-1] if found else None)) is not None:
        found.append(one)
    assert found == [7, 3, 5]


def test_a_round_ends_where_the_one_tried_last_is_no_longer_listed() -> None:
    assert next_to_try(IN_TURN, "pa", after=99) is None


def test_the_one_that_is_held_is_first_and_the_others_keep_their_turn() -> None:
    round_ = held_first(IN_TURN, 5)
    assert [next_to_try(round_, "pa"), next_to_try(round_, "pa", after=5), next_to_try(round_, "pa", after=7)] == [
        5,
        7,
        None,
    ]
    assert held_first(IN_TURN, None) == IN_TURN


def test_what_a_supplier_can_serve_at_once_has_names() -> None:
    assert seats(7, 2) == ["7:1", "7:2"]
    assert seats(7, None) == [None]
    assert supplier_of("7:2") == 7


def test_what_she_asks_for_is_kept_where_it_can_be() -> None:
    # given a man of our own, a woman of our own, and a supplier who can send either
    ours = [Listed(1, ["pa"], gender="man"), Listed(2, ["pa"], gender="woman", dialects=["Doabi"]), Listed(3, ["pa"])]

    # then a woman is asked before a man, and the man is still better than nobody
    assert [one.id for one in suited(ours, Wish(gender="woman"))] == [2, 3, 1]
    assert [one.id for one in suited(ours, Wish(gender="man"))] == [1, 3, 2]

    # then who speaks her dialect goes first, but not before the gender she asked for
    assert [one.id for one in suited(ours, Wish(dialect="doabi"))] == [2, 1, 3]
    assert [one.id for one in suited(ours, Wish(gender="man", dialect="Doabi"))] == [1, 3, 2]
    assert suited(ours, Wish()) == ours


def test_who_may_not_interpret_is_never_asked_not_even_when_held() -> None:
    left = held_first(suited(IN_TURN, Wish(without=frozenset({7}))), 7)
    assert [next_to_try(left, "pa"), next_to_try(left, "pa", after=5)] == [5, None]
