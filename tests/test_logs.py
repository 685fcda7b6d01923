"""What is written of the service holds nothing of the people it is for."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from app import logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    logs.configure()
    [handler] = [one for one in logging.getLogger().handlers if isinstance(one, logs._Handler)]
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    if before is not None:
        handler.setStream(before)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_is_one_object_with_its_identifiers_beside_the_message(written: io.StringIO) -> None:
    structlog.get_logger("app.jobs").info("job_put_off", job=7, kind="dial")
    [line] = lines(written)
    assert (line["event"], line["job"], line["kind"], line["level"]) == ("job_put_off", 7, "dial", "info")
    assert line["timestamp"].endswith("Z")


def test_an_error_is_told_by_its_kind_and_place_and_not_by_its_words(written: io.StringIO) -> None:
    try:
        raise ValueError("Carys Pryce of 1 High Street")
    except ValueError:
        structlog.get_logger().exception("job_failed", job=7)
    [line] = lines(written)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["raised"][-1]
    assert "Carys" not in written.getvalue()


@pytest.mark.parametrize("number", ["+441632960001", "01632960001", "QQ123456C", "QQ 12 34 56 C"])
def test_a_number_that_slips_in_is_hidden_also_from_libraries(written: io.StringIO, number: str) -> None:
    logging.getLogger("some.library").warning("calling %s now", number)
    structlog.get_logger().info("refused", words=f"the number {number} is wrong")
    assert number not in written.getvalue()
    assert written.getvalue().count("(hidden)") == 2


def test_asked_twice_each_line_is_written_once(written: io.StringIO) -> None:
    logs.configure()
    structlog.get_logger().info("once")
    assert len(lines(written)) == 1
