"""What a text asks for, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.texts.reading import Asks, Written, read


@pytest.mark.parametrize(
    ("body", "asks", "figures"),
    [
        ("CANCEL 4821", Asks.CANCEL, "4821"),
        ("please cancel, 4821.", Asks.CANCEL, "4821"),
        ("cancel4821", Asks.CANCEL, "4821"),
        ("4821 Change", Asks.CHANGE, "4821"),
        ("move pls", Asks.CHANGE, None),
        ("CANSLO 4821", Asks.CANCEL, "4821"),
        ("newid 4821", Asks.CHANGE, "4821"),
        ("Ie", Asks.YES, None),
        ("yes thanks", Asks.YES, None),
        ("book", Asks.BOOK, None),
        ("?", Asks.WHEN, None),
        ("", Asks.WHEN, None),
        ("when r u ringing", Asks.WHEN, None),
        ("4821", Asks.WHEN, "4821"),
        ("48215", Asks.WHEN, None),
        ("２", Asks.CHOOSE, None),
        ("no", Asks.NO, None),
        ("Not OK", Asks.NO, None),
        ("No it isn't safe, not yes", Asks.NO, None),
        ("na", Asks.NO, None),
        ("Don’t cancel 4821", Asks.WHEN, "4821"),
        ("no, CANCEL 4821", Asks.CANCEL, "4821"),
        ("Cancel 4821 I do not need it", Asks.CANCEL, "4821"),
        ("Change 4821, Tuesday is not good", Asks.CHANGE, "4821"),
        ("do not please cancel 4821", Asks.WHEN, "4821"),
        ("yes no problem", Asks.WHEN, None),
    ],
)
def test_words_in_any_case_and_order(body: str, asks: Asks, figures: str | None) -> None:
    read_as = read(body)
    assert (read_as.asks, read_as.figures) == (asks, figures)


@pytest.mark.parametrize(
    ("body", "choice"),
    [
        ("1", 1),
        (" 2. ", 2),
        ("Number 3 please", 3),
        ("yes 2", 2),
        ("2 yes", 2),
        ("2 for yes, with an interpreter", 2),
        ("2 for Calderdale", 2),
    ],
)
def test_a_number_alone_chooses(body: str, choice: int) -> None:
    assert read(body) == Written(Asks.CHOOSE, choice=choice)


@pytest.mark.parametrize(
    "body", ["I have 2 children and a dog", "ring at 1 or at 3 or later", "2.30 pm", "3pm", "at 3", "1 or 2", "10 am"]
)
def test_a_number_within_a_sentence_chooses_nothing(body: str) -> None:
    assert read(body).asks is Asks.WHEN


@pytest.mark.parametrize("body", ["STOP", " stop ", "Cancel", "END", "stopio"])
def test_stop_and_its_like_alone_mean_stop_as_twilio_has_it(body: str) -> None:
    assert read(body).asks is Asks.STOP


@pytest.mark.parametrize("body", ["Don't stop", "stop ringing me in the morning"])
def test_stop_within_a_sentence_does_not(body: str) -> None:
    assert read(body).asks in (Asks.WHEN, Asks.NO)


@given(st.text(max_size=1600))
def test_anything_can_be_read(body: str) -> None:
    read_as = read(body)
    assert read_as.figures is None or (len(read_as.figures) == 4 and read_as.figures.isdigit())
    assert read_as.choice is None or 1 <= read_as.choice <= 99
