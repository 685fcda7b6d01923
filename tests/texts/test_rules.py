"""What follows from a text: the number tells, the four figures act, and they are not guessed at."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.texts.reading import Written, read
from app.texts.rules import BY_TEXT, WRONG_AT_MOST, Act, Booking, Decision, Known, Step, decide

HERS = Booking(UUID(int=1), "4821", has_time=True)
OTHER = Booking(UUID(int=2), "7356", has_time=True)
CHANGES = {Act.CANCEL, Act.OFFER, Act.TAKE}
# What is put into the hands of whoever has the telephone; all else says nothing about anybody.
ABOUT_HER = {Act.TELL, Act.CONFIRM, Act.CANCEL, Act.OFFER, Act.TAKE, Act.BEING_RUNG}


@pytest.mark.parametrize(
    ("body", "act"),
    [
        ("?", Act.TELL),
        ("yes", Act.CONFIRM),
        ("1", Act.CONFIRM),
        ("2", Act.TELL),
        ("cancel it", Act.ASK_FIGURES_TO_CANCEL),
        ("change", Act.ASK_FIGURES_TO_CHANGE),
        ("CANCEL 4821", Act.CANCEL),
        ("CHANGE 4821", Act.OFFER),
        ("BOOK 4821", Act.OFFER),
        ("4821", Act.TELL),
        ("CANCEL 1357", Act.WRONG_FIGURES),
        ("ring at 1430", Act.TELL),
        ("BOOK", Act.TELL),
    ],
)
def test_with_one_booking(body: str, act: Act) -> None:
    assert decide(read(body), Known([HERS])).act is act


def test_an_owed_call_has_no_time_to_confirm() -> None:
    assert decide(read("yes"), Known([replace(HERS, has_time=False)])).act is Act.TELL


def test_where_two_share_a_number_only_figures_tell_them_apart() -> None:
    known = Known([HERS, OTHER])
    assert decide(read("?"), known) == Decision(Act.ASK_WHICH)
    assert decide(read("CANCEL 7356"), known) == Decision(Act.CANCEL, OTHER)


def test_a_choice_counts_only_among_what_was_offered() -> None:
    known = Known([HERS], offered_for=HERS.id, offered=2)
    assert decide(read("2"), known) == Decision(Act.TAKE, HERS, 2)
    assert decide(read("3"), known).act is Act.TELL
    # what it was offered for is over meanwhile
    assert decide(read("1"), Known([], offered_for=HERS.id, offered=2)).act is Act.HOW_TO_BOOK


@pytest.mark.parametrize(
    ("asked", "body", "act", "choice"),
    [
        (None, "BOOK", Act.ASK_AREA, 0),
        (None, "1", Act.HOW_TO_BOOK, 0),
        (None, "?", Act.HOW_TO_BOOK, 0),
        (Step.AREA, "4", Act.ASK_SAFE, 4),
        (Step.AREA, "12", Act.ASK_AREA, 0),
        (Step.AREA, "yes", Act.ASK_AREA, 0),
        (Step.AREA, "Taunton", Act.ASK_AREA, 0),
        (Step.SAFE, "1", Act.OFFER_FIRST, 1),
        (Step.SAFE, "yes", Act.OFFER_FIRST, 1),
        (Step.SAFE, "2 please", Act.OFFER_FIRST, 2),
        (Step.SAFE, "3", Act.DO_NOT_RING, 0),
        (Step.SAFE, "no", Act.DO_NOT_RING, 0),
        (Step.SAFE, "not ok", Act.DO_NOT_RING, 0),
        (Step.SAFE, "1430", Act.ASK_SAFE, 0),
        (Step.TIME, "2.30 pm", Act.OFFER_AGAIN, 0),
        (Step.TIME, "1430", Act.OFFER_AGAIN, 0),
        (Step.TIME, "no", Act.OFFER_LATER, 0),
        (None, "BOOK 1430", Act.ASK_AREA, 0),
        (Step.SAFE, "4", Act.ASK_SAFE, 0),
        (Step.SAFE, "don't know", Act.DO_NOT_RING, 0),
        (Step.SAFE, "what?", Act.ASK_SAFE, 0),
        (Step.TIME, "2", Act.BOOK, 2),
        (Step.TIME, "4", Act.OFFER_LATER, 4),
        (Step.TIME, "5", Act.OFFER_AGAIN, 0),
        (Step.TIME, "BOOK", Act.ASK_AREA, 0),
    ],
)
def test_a_call_back_is_booked_question_by_question(asked: Step | None, body: str, act: Act, choice: int) -> None:
    decided = decide(read(body), Known(asked=asked, areas=4, times=3))
    assert (decided.act, decided.choice) == (act, choice)


def test_the_figure_after_the_last_time_asks_for_later_ones() -> None:
    acts = [decide(read(str(n)), Known(asked=Step.TIME, areas=4, times=1)).act for n in (1, 2, 3)]
    assert acts == [Act.BOOK, Act.OFFER_LATER, Act.OFFER_AGAIN]


@pytest.mark.parametrize("body", ["BOOK", "2", "yes", "no", "?", "CANCEL", "CANCEL 1357", "BOOK 1430", "1430"])
@pytest.mark.parametrize("asked", [None, *Step])
def test_a_number_that_may_not_be_told_of_its_call_back_is_answered_as_if_it_had_none(
    asked: Step | None, body: str
) -> None:
    unsafe, known = replace(HERS, safe=False), Known(asked=asked, areas=4, times=3)
    assert decide(read(body), replace(known, bookings=[unsafe])) == decide(read(body), known)


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("body", ["BOOK 1357", "1357"])
def test_figures_of_another_are_not_guessed_at_by_way_of_booking(body: str, safe: bool) -> None:
    known = Known([replace(HERS, safe=safe)], asked=Step.TIME, areas=4, times=3)
    assert decide(read(body), known).wrong
    assert decide(read(body), replace(known, wrong_today=WRONG_AT_MOST - 1)).act is Act.RING_US


@pytest.mark.parametrize("body", ["?", "yes", "no"])
def test_while_she_is_being_rung_she_is_told_so(body: str) -> None:
    assert decide(read(body), Known([replace(HERS, being_rung=True)])).act is Act.BEING_RUNG


def test_whoever_has_stopped_us_books_nothing_by_text() -> None:
    assert decide(read("BOOK"), Known(stopped=True, areas=4)).act is Act.RING_US


def test_the_third_wrong_guess_and_all_after_it_are_sent_to_the_telephone() -> None:
    guess = read("CANCEL 1357")
    acts = [decide(guess, Known([HERS], wrong_today=count)).act for count in range(WRONG_AT_MOST)]
    assert acts == [Act.WRONG_FIGURES, Act.WRONG_FIGURES, Act.RING_US]
    assert decide(read("CANCEL 4821"), Known([HERS], wrong_today=WRONG_AT_MOST)).act is Act.RING_US


def test_a_number_without_a_booking_learns_nothing_by_guessing() -> None:
    assert decide(read("CANCEL 4821"), Known()) == decide(read("CANCEL 1357"), Known([HERS]))


def test_while_she_is_being_rung_nothing_is_changed() -> None:
    assert decide(read("CANCEL 4821"), Known([replace(HERS, being_rung=True)])).act is Act.BEING_RUNG


def test_stop_and_start() -> None:
    assert decide(read("STOP"), Known([HERS])).act is Act.STOP
    assert decide(read("START"), Known([HERS], stopped=True)).act is Act.START
    assert decide(read("YES"), Known([HERS], stopped=True)).act is Act.START


bodies = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(["CANCEL", "CHANGE", "BOOK", "YES", "IE", "NEWID", "1", "2", "3", "4821", "7356", "1357", "?"]),
        max_size=4,
    ).map(" ".join),
)
written_texts = bodies.map(read)
knowns = st.builds(
    Known,
    bookings=st.lists(
        st.builds(
            Booking,
            id=st.sampled_from([HERS.id, OTHER.id]),
            figures=st.sampled_from(["4821", "7356"]),
            has_time=st.booleans(),
            being_rung=st.booleans(),
            safe=st.booleans(),
        ),
        max_size=3,
    ),
    wrong_today=st.integers(0, 4),
    stopped=st.booleans(),
    offered_for=st.sampled_from([None, HERS.id]),
    offered=st.integers(0, 3),
    asked=st.sampled_from([None, *Step]),
    areas=st.integers(1, 5),
    times=st.integers(1, 3),
)


@given(written_texts, knowns)
def test_nothing_is_changed_without_figures_or_an_offer_that_they_opened(written: Written, known: Known) -> None:
    decided = decide(written, known)
    if decided.act in CHANGES:
        assert decided.booking is not None
        by_figures = decided.booking.figures == written.figures
        by_offer = decided.act is Act.TAKE and decided.booking.id == known.offered_for
        assert by_figures or by_offer
        assert not decided.booking.being_rung


@given(written_texts, knowns)
def test_nothing_is_told_where_texts_are_not_safe(written: Written, known: Known) -> None:
    decided = decide(written, known)
    assert (decided.act in ABOUT_HER) == (decided.booking is not None)
    assert decided.booking is None or decided.booking.safe


@given(written_texts, knowns)
def test_none_is_booked_where_one_is_told_of_and_no_answer_is_outside_the_question(
    written: Written, known: Known
) -> None:
    decided = decide(written, known)
    if decided.act in BY_TEXT:
        assert not any(one.safe for one in known.bookings)
        assert not known.stopped
        assert 0 <= decided.choice <= known.answers
        assert decided.act is Act.ASK_AREA or known.asked is not None
    if decided.act is Act.BOOK:
        assert known.asked is Step.TIME
        assert 1 <= decided.choice <= known.times
