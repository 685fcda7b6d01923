"""Which questions no path can ask: their conditions want two things of one answer, or an answer nobody is asked for.

A question is asked where its own condition holds, and its section's. Where a condition wants an answer, the
question of that answer must be asked as well, so its conditions are wanted too, and so on back to the first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from app.scripts.conditions import All, AnyOf, Comparison, Condition, Either, Field, Not
from app.scripts.definition import Definition, Ending, Loop, Question

MOST_WAYS: Final = 2_000
"""Ways in which a condition may come true that are looked at; one with more is taken to be possible."""

Way = tuple[Comparison, ...]
"""Comparisons that are all to be true together."""


@dataclass(frozen=True)
class _Asked:
    question: Question
    conditions: tuple[Condition, ...]


def never_asked(definition: Definition) -> list[Question]:
    """The questions that no answers lead to, in the order of the script."""
    asked = {one.question.id: one for one in _all(definition)}
    return [one.question for one in asked.values() if not _is_possible(one, asked)]


def _all(definition: Definition) -> Iterator[_Asked]:
    for section in definition.sections:
        for step in section.steps:
            match step:
                case Question():
                    yield _Asked(step, _present(section.when, step.when))
                case Loop():
                    for question in (*step.questions, step.more):
                        yield _Asked(question, _present(section.when, step.when, question.when))
                case Ending():
                    continue


def _present(*conditions: Condition | None) -> tuple[Condition, ...]:
    return tuple(one for one in conditions if one is not None)


def _is_possible(one: _Asked, asked: Mapping[str, _Asked]) -> bool:
    return _can_hold(one.conditions, asked, {}, {}, frozenset())


def _can_hold(
    conditions: tuple[Condition, ...],
    asked: Mapping[str, _Asked],
    wanted: Mapping[str, frozenset[str]],
    barred: Mapping[str, frozenset[str]],
    opened: frozenset[str],
) -> bool:
    """Whether the conditions can be true together, with the answers that are `wanted` or `barred` already."""
    ways = _ways_of(All(conditions))
    if ways is None:
        return True
    return any(_way_is_open(way, asked, wanted, barred, opened) for way in ways)


def _way_is_open(
    way: Way,
    asked: Mapping[str, _Asked],
    wanted: Mapping[str, frozenset[str]],
    barred: Mapping[str, frozenset[str]],
    opened: frozenset[str],
) -> bool:
    values, excluded = dict(wanted), dict(barred)
    further: list[Condition] = []
    for part in way:
        if not isinstance(part.left, Field) or part.left.path not in asked:
            continue
        path = part.left.path
        if part.operator in ("==", "in") and "[]" not in path:
            allowed = frozenset(str(value) for value in _listed(part.right))
            values[path] = values.get(path, allowed) & allowed
        if part.operator == "!=":
            excluded[path] = excluded.get(path, frozenset()) | {str(part.right)}
        if path in values and not values[path] - excluded.get(path, frozenset()):
            return False
        if part.operator != "!=" and path not in opened:
            further += asked[path].conditions
            opened |= {path}
    return not further or _can_hold(tuple(further), asked, values, excluded, opened)


def _listed(right: object) -> tuple[object, ...]:
    return right if isinstance(right, tuple) else (right,)


def _ways_of(condition: Condition) -> list[Way] | None:
    """The condition as ways to come true; None where there are too many to look at. What cannot be told is free."""
    match condition:
        case All(parts):
            found: list[Way] = [()]
            for part in parts:
                ways = _ways_of(part)
                if ways is None or len(found) * len(ways) > MOST_WAYS:
                    return None
                found = [one + other for one, other in product(found, ways)]
            return found
        case Either(parts):
            sums: list[Way] = []
            for part in parts:
                ways = _ways_of(part)
                if ways is None:
                    return None
                sums += ways
            return sums
        case AnyOf(_, inner):
            return _ways_of(inner)
        case Not(Comparison(left, "==", right)):
            return [(Comparison(left, "!=", right),)]
        case Comparison():
            return [(condition,)]
        case _:
            return [()]
