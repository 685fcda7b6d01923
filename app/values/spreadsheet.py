"""A CSV file with a heading, read whole: every fault is told by its row and its column, and nothing is guessed."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from app.values.errors import Invalid
from app.values.sentence import Sentence, mark

Value = TypeVar("Value")
TOO_MANY_CELLS = mark("This row has more cells than the heading: words with a comma stand in quotation marks")


@dataclass(frozen=True, order=True)
class RowError:
    """What is wrong with one row of a file; the heading is row 1, as a spreadsheet counts. No `column`: with all."""

    row: int
    sentence: Sentence = field(compare=False)
    column: str = ""

    def __str__(self) -> str:
        return f"row {self.row}{f', {self.column}' if self.column else ''}: {self.sentence}"


@dataclass
class Row:
    """One row: what stands in each column, trimmed, empty where the file has no such column."""

    number: int
    cells: Mapping[str, str]
    errors: list[RowError]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def read(self, column: str, parse: Callable[[str], Value]) -> Value | None:
        """What a cell says; None where it cannot be read, and then the fault is noted."""
        try:
            return parse(self.cells[column])
        except Invalid as problem:
            self.fault(problem.sentence, column)
            return None

    def fault(self, sentence: Sentence | str, column: str = "", **params: str | int) -> None:
        """Note what is wrong with the row, or with one cell of it."""
        said = Sentence(sentence, params) if isinstance(sentence, str) else sentence
        self.errors.append(RowError(self.number, said, column))


def read(text: str, columns: Sequence[str], more: Sequence[str] = ()) -> tuple[list[Row], list[RowError]]:
    """The rows of a file that has these columns, in any order, and perhaps `more`; and the faults found so far.

    The rows note their own faults in the same list. A row without anything in it is none.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=None))
    try:
        heading, *lines = list(reader) or [[]]
    except csv.Error:
        return [], [RowError(reader.line_num, Sentence(mark("This row cannot be read as CSV")))]
    heading = [name.strip().lower() for name in heading]
    errors = [
        RowError(1, Sentence(mark("The heading has no column {name}"), {"name": name}), name)
        for name in columns
        if name not in heading
    ]
    if errors:
        return [], errors
    rows = []
    for number, cells in enumerate(lines, start=2):
        values = [cell.strip() for cell in cells]
        if any(values):
            found = dict.fromkeys((*columns, *more), "") | dict(zip(heading, values, strict=False))
            rows.append(Row(number, found, errors))
        if any(values[len(heading) :]):
            rows[-1].fault(TOO_MANY_CELLS)
    return rows, errors


def write(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A file with these columns, as `read` reads it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def parse_date(typed: str) -> date:
    """2026-11-24, or 24/11/2026 as a British spreadsheet writes it. Raises Invalid."""
    try:
        if "/" in typed:
            day, month, year = (int(part) for part in typed.split("/"))
            return date(year, month, day)
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(mark("Enter a date like 2026-11-24 or 24/11/2026")) from None


def parse_words(typed: str) -> str:
    """Some words, with one space between them. Raises Invalid where there are none."""
    words = " ".join(typed.split())
    if not words:
        raise Invalid(mark("This cell may not be empty"))
    return words
