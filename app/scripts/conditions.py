"""The small language in which a script says when something applies.

    partner.has == 'yes' and age(you.date_of_birth) >= 60
    benefits has 'jsa' or any(children[].disabled == 'yes')

A condition is read once, when the script is loaded, into a tree of the classes below. It can compare fields with
values, look into lists, and nothing else: no arithmetic, no attribute, no call but the four named here.

A field that has no answer yet satisfies no comparison, not even `!=`. "Not sure" and "would rather not say" are
answers that equal nothing, so they satisfy only `!=`, `answered(...)` and `unsure(...)`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.scripts.errors import ConditionError

Literal = str | int | tuple[str, ...]

AGE_IS_COUNTED_TO: Final = "first_contact.on"
"""The fact (an ISO date) to which ages are counted: the day of first contact, so that an answer given a month
later does not change which questions applied."""


@dataclass(frozen=True)
class Field:
    """The answer at a path; `children[].name` means the child whose turn it is."""

    path: str


@dataclass(frozen=True)
class Age:
    """Whole years from the date in the field to the day of first contact."""

    path: str


@dataclass(frozen=True)
class Count:
    """How many of a loop there are."""

    loop: str


@dataclass(frozen=True)
class Comparison:
    """`left operator right`; the operator is one of == != < <= > >= in has."""

    left: Field | Age | Count
    operator: str
    right: Literal


@dataclass(frozen=True)
class Answered:
    """Whether the field has any answer, or, with `unsure`, whether that answer is "not sure"."""

    path: str
    unsure: bool = False


@dataclass(frozen=True)
class AnyOf:
    """Whether the condition is true of at least one turn of its loop."""

    loop: str
    condition: "Condition"


@dataclass(frozen=True)
class Not:
    """The opposite."""

    condition: "Condition"


@dataclass(frozen=True)
class All:
    """Every one of them."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class Either:
    """At least one of them."""

    conditions: tuple["Condition", ...]


Condition = Comparison | Answered | AnyOf | Not | All | Either

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>'[^']*')|(?P<number>\d+)|(?P<name>[a-z][a-z0-9_]*(?:\[\])?(?:\.[a-z][a-z0-9_]*)*)"
    r"|(?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,))"
)
_COMPARISONS: Final = {"==", "!=", "<", "<=", ">", ">=", "in", "has"}
_WORDS: Final = {"and", "or", "not", "in", "has"}


def parse(text: str) -> Condition:
    """Read a condition. Raises ConditionError with a sentence that says what is wrong, and where."""
    reader = _Reader(text)
    condition = reader.either()
    reader.expect_end()
    return condition


def holds(condition: Condition | None, answers: Mapping[str, Any], turn: int | None = None) -> bool:
    """Whether the condition is true of the answers; no condition always is. `turn` is the loop's index from 0."""
    match condition:
        case None:
            return True
        case All(parts):
            return all(holds(part, answers, turn) for part in parts)
        case Either(parts):
            return any(holds(part, answers, turn) for part in parts)
        case Not(inner):
            return not holds(inner, answers, turn)
        case Answered(path, unsure):
            value = answers.get(at_turn(path, turn), _MISSING)
            return is_unsure(value) if unsure else value is not _MISSING
        case AnyOf(loop, inner):
            return any(holds(inner, answers, index) for index in range(turns(loop, answers)))
        case Comparison(left, operator, right):
            return _compare(_value(left, answers, turn), operator, right)


def at_turn(path: str, turn: int | None) -> str:
    """`children[].name` at turn 0 is `children[0].name`; a path outside a loop stays as it is."""
    return path if turn is None else path.replace("[]", f"[{turn}]", 1)


def turns(loop: str, answers: Mapping[str, Any]) -> int:
    """How many turns of a loop have an answer."""
    start = f"{loop}["
    indexes = [int(key[len(start) : key.index("]")]) for key in answers if key.startswith(start)]
    return max(indexes, default=-1) + 1


def is_unsure(value: object) -> bool:
    """Whether the stored answer is "not sure"."""
    return isinstance(value, Mapping) and bool(value.get("unsure"))


def is_declined(value: object) -> bool:
    """Whether the stored answer is "would rather not say"."""
    return isinstance(value, Mapping) and bool(value.get("declined"))


def parts_of(condition: Condition | None) -> Iterator[Condition]:
    """The condition and everything in it."""
    if condition is None:
        return
    yield condition
    match condition:
        case All(inner) | Either(inner):
            for part in inner:
                yield from parts_of(part)
        case Not(part) | AnyOf(_, part):
            yield from parts_of(part)
        case _:
            return


class _Missing:
    """Stands for "no answer yet", which is not the same as an answer of None."""


_MISSING: Final = _Missing()


def _value(operand: Field | Age | Count, answers: Mapping[str, Any], turn: int | None) -> object:
    match operand:
        case Field(path):
            return answers.get(at_turn(path, turn), _MISSING)
        case Count(loop):
            return turns(loop, answers)
        case Age(path):
            born, on = (_as_date(answers.get(key)) for key in (at_turn(path, turn), AGE_IS_COUNTED_TO))
            return _MISSING if born is None or on is None else years_between(born, on)


def years_between(born: date, on: date) -> int:
    """Whole years; somebody born on 29 February has their birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _as_date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _as_number(value: object) -> Decimal | None:
    if isinstance(value, Mapping):
        value = value.get("amount")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


_ORDER: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _compare(value: object, operator: str, right: Literal) -> bool:
    if value is _MISSING:
        return False
    if operator == "has":
        return isinstance(value, (list, tuple)) and right in value
    if operator == "in":
        return isinstance(right, tuple) and isinstance(value, str) and value in right
    if isinstance(right, int):
        number = _as_number(value)
        return operator == "!=" if number is None else _ORDER[operator](number, Decimal(right))
    return (value == right) if operator == "==" else (value != right)


class _Reader:
    """Reads a condition's text from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._tokens()
        self.place = 0

    def _tokens(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        start = 0
        text = self.text.rstrip()
        while start < len(text):
            match = _TOKEN.match(text, start)
            if match is None:
                raise ConditionError(f"'{text[start:].strip()[:20]}' is not understood in the condition '{text}'")
            kind = str(match.lastgroup)
            found.append((kind, match[kind]))
            start = match.end()
        return found

    def either(self) -> Condition:
        """One or more, with `or` between them."""
        parts = [self.all()]
        while self.take("or"):
            parts.append(self.all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def all(self) -> Condition:
        """One or more, with `and` between them."""
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self) -> Condition:
        """A comparison, a named test, something in brackets, or the opposite of one of these."""
        if self.take("not"):
            return Not(self.one())
        if self.take("("):
            condition = self.either()
            self.expect(")")
            return condition
        name = self.name()
        if self.take("("):
            return self.call(name)
        return self.comparison(Field(name))

    def call(self, name: str) -> Condition:
        """What follows `name(`."""
        if name in ("answered", "unsure"):
            path = self.name()
            self.expect(")")
            return Answered(path, unsure=name == "unsure")
        if name == "any":
            condition = self.either()
            self.expect(")")
            loops = {path.split("[]")[0] for path in fields_of(condition) if "[]" in path}
            if len(loops) != 1:
                raise self.fault("any(...) must ask about the fields of one loop, such as children[].name")
            return AnyOf(loops.pop(), condition)
        if name in ("age", "count"):
            path = self.name()
            self.expect(")")
            return self.comparison(Age(path) if name == "age" else Count(path))
        raise self.fault(f"'{name}(' is not known; there are age, any, answered, count and unsure")

    def comparison(self, left: Field | Age | Count) -> Condition:
        """What follows the left side."""
        _, operator = self.next()
        if operator not in _COMPARISONS:
            raise self.fault("a field must be compared with something, as in: partner.has == 'yes'")
        if operator != "in":
            return Comparison(left, operator, self.literal())
        self.expect("[")
        values = [str(self.literal())]
        while self.take(","):
            values.append(str(self.literal()))
        self.expect("]")
        return Comparison(left, operator, tuple(values))

    def literal(self) -> str | int:
        """A number, or words in single quotes."""
        kind, token = self.next()
        if kind == "number":
            return int(token)
        if kind == "text":
            return token[1:-1]
        raise self.fault(f"expected a number or words in quotes, found '{token or 'the end'}'")

    def name(self) -> str:
        """A field, or the name of a test."""
        kind, token = self.next()
        if kind != "name" or token in _WORDS:
            raise self.fault(f"expected a field, found '{token or 'the end'}'")
        return token

    def next(self) -> tuple[str, str]:
        """The next token, or two empty texts at the end."""
        token = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        self.place += 1
        return token

    def take(self, wanted: str) -> bool:
        """Step over `wanted` if it is next."""
        if self.place < len(self.tokens) and self.tokens[self.place][1] == wanted:
            self.place += 1
            return True
        return False

    def expect(self, wanted: str) -> None:
        """Step over `wanted`, which must be next."""
        if not self.take(wanted):
            raise self.fault(f"'{wanted}' is missing")

    def expect_end(self) -> None:
        """Nothing may be left."""
        if self.place < len(self.tokens):
            raise self.fault(f"'{self.tokens[self.place][1]}' was not expected; is 'and' or 'or' missing?")

    def fault(self, what: str) -> ConditionError:
        """The error to raise, with the whole condition quoted."""
        return ConditionError(f"{what} (in the condition: {self.text.strip()})")


def fields_of(condition: Condition | None) -> Iterator[str]:
    """Every path that the condition looks at."""
    for part in parts_of(condition):
        match part:
            case Comparison(Field(path) | Age(path), _, _) | Answered(path, _):
                yield path
            case _:
                continue
