"""What a person and what a machine is told when a page cannot be had."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.values.moves import IllegalMove
from app.web.errors import TROUBLES


@pytest.mark.parametrize("code", [400, 403, 404, 409, 500, 503])
def test_a_person_is_told_in_words(bare_app: Flask, code: int) -> None:
    answer = bare_app.test_client().get(f"/error/{code}", headers={"Accept": "text/html,*/*"})
    assert answer.status_code == code
    assert TROUBLES[code].title in answer.get_data(as_text=True)


def test_a_machine_is_told_the_number(bare_app: Flask) -> None:
    answer = bare_app.test_client().get("/error/403", headers={"Accept": "*/*"})
    assert answer.status_code == 403
    assert "Startline" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (IllegalMove("presence", "away", "on_call"), 409),
        (OperationalError("SELECT 1", {}, Exception("the connection is closed")), 503),
    ],
)
def test_what_rooms_refuse_and_a_database_that_is_away_are_told_in_words(
    bare_app: Flask, raised: Exception, code: int
) -> None:
    def fail() -> str:
        raise raised

    bare_app.add_url_rule("/fails", "fails", fail)
    answer = bare_app.test_client().get("/fails", headers={"Accept": "text/html"})
    assert answer.status_code == code
    assert TROUBLES[code].title in answer.get_data(as_text=True)
