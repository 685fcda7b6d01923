"""What the service writes of itself: one JSON object a line, a constant message with identifiers beside it.

Never a name, a telephone number or a National Insurance number. Because the words of an error may hold what was
typed, or a row of the database, an error is told by its kind and by where it was raised, and not by its words; and
whatever still looks like such a number is hidden.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from structlog.typing import Processor

_NUMBERS: Final = re.compile(r"\+\d{8,15}|\b0\d{9,10}\b|\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")
_HIDDEN: Final = "(hidden)"
# Libraries that tell at their own INFO what they were asked, with the numbers that were to be rung.
_TALKATIVE: Final = ("twilio", "urllib3", "httpx", "apscheduler", "fontTools")

Entry = MutableMapping[str, Any]


def configure(level: int = logging.INFO) -> None:
    """Have this process write so, to its standard error; asked twice, it is done once."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _where_it_was_raised,
        _without_numbers,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    if not any(isinstance(handler, _Handler) for handler in root.handlers):
        handler = _Handler(sys.stderr)
        handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=before,
                processors=[
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            )
        )
        root.addHandler(handler)


class _Handler(logging.StreamHandler[Any]):
    """Ours, so that it is known again."""


def _where_it_was_raised(_logger: object, _method: str, entry: Entry) -> Entry:
    raised = entry.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        entry["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        entry["raised"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return entry


def _without_numbers(_logger: object, _method: str, entry: Entry) -> Entry:
    for key, value in entry.items():
        if isinstance(value, str) and key != "timestamp":
            entry[key] = _NUMBERS.sub(_HIDDEN, value)
    return entry
