"""When payment may be expected, from a dated, sourced table kept as data; where it says nothing, nothing is known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Self

import yaml

from app.claims.errors import BadPaymentTableError
from app.values.sentence import mark

PAYMENT: Final = Path(__file__).with_name("payment.yaml")
NOT_KNOWN_YET: Final = mark("We do not know yet when you will be paid. We will tell you as soon as we do.")
OTHERS_NOT_KNOWN: Final = mark(
    "For what else you claim we do not know yet when you will be paid. We will tell you as soon as we do."
)
_NAMES: Final = {"id", "benefits", "say", "source", "date"}


@dataclass(frozen=True)
class Expected:
    """What is told of these benefits, an English template; where it comes from, and the day of that text."""

    benefits: frozenset[str]
    say: str
    source: str
    date: date


@dataclass(frozen=True)
class PaymentTable:
    """The rows of a file, in its order."""

    rows: tuple[Expected, ...]

    @classmethod
    def read(cls, file: Path = PAYMENT) -> Self:
        """Read and check a table. Raises BadPaymentTableError that names each faulty row."""
        try:
            found = yaml.safe_load(file.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise BadPaymentTableError(f"{file.name}: {error}") from error
        rows = found if isinstance(found, list) else [found]
        faults = [f"{file.name}, row {number}: {fault}" for number, row in enumerate(rows, 1) for fault in _faults(row)]
        if faults:
            raise BadPaymentTableError("\n".join(faults))
        return cls(tuple(_expected(row) for row in rows))

    def told(self, benefits: Collection[str]) -> list[str]:
        """What is told somebody who claims these, a sentence each; none where nothing is known of any of them."""
        rows = [row for row in self.rows if row.benefits & set(benefits)]
        known = frozenset[str]().union(*(row.benefits for row in rows))
        others = [OTHERS_NOT_KNOWN] if rows and set(benefits) - known else []
        return [row.say for row in rows] + others


def _faults(row: Any) -> list[str]:
    if not isinstance(row, dict) or row.keys() != _NAMES:
        return [f"it must have {', '.join(sorted(_NAMES))}, and nothing else"]
    faults = [
        f"'{name}' must be words" for name in ("say", "source") if not isinstance(row[name], str) or not row[name]
    ]
    if not isinstance(row["benefits"], list) or not row["benefits"]:
        faults.append("'benefits' must be a list of codes")
    try:
        date.fromisoformat(str(row["date"]))
    except ValueError:
        faults.append("'date' must be the day of the source's text, such as 2016-08-04")
    return faults


def _expected(row: dict[str, Any]) -> Expected:
    day = date.fromisoformat(str(row["date"]))
    return Expected(frozenset(row["benefits"]), row["say"], row["source"], day)
