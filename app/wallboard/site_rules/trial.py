"""What a trial of rules came to, as a table of three columns and in one sentence, and what it cannot know."""

from collections.abc import Callable, Iterator, Mapping
from math import isnan
from typing import Any, Final

from app.line.replay.comparing import read
from app.line.replay.outcomes import SHORT, TARGET, Measures
from app.values.sentence import mark
from app.wallboard.site_rules.pages import Row
from app.web.said import say

NONE: Final = "–"
Told = Callable[[Measures], str]


def rows(found: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Row, ...]:
    """The measures beside each other: what happened, under the present rules, under the new ones."""
    three = tuple(read(found[name]) for name in ("happened", "present", "new"))
    shown = [Row(say(label), say(meaning, **NUMBERS), _cells(three, told)) for label, meaning, told in MEASURES]
    if not any(measures.left_waiting for measures in three):
        shown = [row for row in shown if row.label != say(LEFT_WAITING)]
    for home, other in sorted({pair for measures in three for pair in measures.moved}):
        label = say(mark("From {home} to {other}"), home=names.get(home, home), other=names.get(other, other))
        calls = tuple(str(measures.moved[home, other]) for measures in three)
        shown.append(Row(label, say(mark("Callers of the one answered at the other.")), (calls[0], calls[1], calls[2])))
    return tuple(shown)


def sentence(found: Mapping[str, Any]) -> str:
    """What would be different under the new rules from the present ones, both replayed."""
    clauses = list(_clauses(read(found["present"]), read(found["new"])))
    if not clauses:
        return say(mark("Under the new rules nothing would have been different for these calls."))
    return say(mark("Under the new rules: {changes}."), changes="; ".join(clauses))


def notes(found: Mapping[str, Any]) -> tuple[str, ...]:
    """What was supposed, and what a replay cannot know."""
    day = found["day"]
    return tuple(say(words, **values) for words, values in _notes(day))


def _cells(three: tuple[Measures, ...], told: Told) -> tuple[str, str, str]:
    happened, present, new = (told(measures) for measures in three)
    return happened, present, new


def _percent(share: float) -> str:
    return NONE if isnan(share) else f"{share:.1f} %"


def _seconds(seconds: float) -> str:
    return NONE if isnan(seconds) else f"{seconds:.1f} s"


NUMBERS: Final = {"target": TARGET.seconds, "short": SHORT.seconds}
LEFT_WAITING: Final = mark("Still waiting")
MEASURES: Final[tuple[tuple[str, str, Told], ...]] = (
    (mark("Offered"), mark("Callers who entered a line."), lambda of: str(of.offered)),
    (mark("Answered"), mark("By an adviser, at any site."), lambda of: str(of.answered)),
    (mark("Gave up"), mark("Rang off before anybody answered."), lambda of: str(of.abandoned)),
    (LEFT_WAITING, mark("When the last adviser had gone."), lambda of: str(of.left_waiting)),
    (
        mark("Service level"),
        mark("Answered within {target} s ÷ (answered + gave up − gave up within {short} s)."),
        lambda of: _percent(of.service_level),
    ),
    (mark("Abandonment"), mark("Gave up ÷ (answered + gave up)."), lambda of: _percent(of.abandonment)),
    (
        mark("Abandonment without short"),
        mark("The same without those who gave up within {short} s."),
        lambda of: _percent(of.abandonment_less_short),
    ),
    (mark("Speed of answer, mean"), mark("Waits of answered callers."), lambda of: _seconds(of.mean_wait)),
    (mark("Speed of answer, median"), mark("Half waited no longer."), lambda of: _seconds(of.median_wait)),
    (mark("Nine in ten within"), mark("Of answered callers."), lambda of: _seconds(of.wait_of_nine_in_ten)),
    (mark("Longest wait"), mark("Answered or not."), lambda of: _seconds(of.longest_wait)),
    (mark("Answered at home"), mark("Of those answered."), lambda of: _percent(of.at_home)),
    (
        mark("Occupancy"),
        mark("(Ringing + calls + interviews) ÷ (signed in − breaks). Of what happened, the board has it by site."),
        lambda of: _percent(of.occupancy),
    ),
)


def _clauses(present: Measures, new: Measures) -> Iterator[str]:
    points = round(new.service_level, 1) - round(present.service_level, 1)
    if abs(points) > 0.01:
        words = (
            mark("the service level is {points} points higher, {new} instead of {present}")
            if points > 0
            else mark("the service level is {points} points lower, {new} instead of {present}")
        )
        yield say(
            words,
            points=f"{abs(points):.1f}",
            new=_percent(new.service_level),
            present=_percent(present.service_level),
        )
    if new.abandoned != present.abandoned:
        yield say(mark("callers who give up: {new} instead of {present}"), new=new.abandoned, present=present.abandoned)
    away = sum(new.moved.values()), sum(present.moved.values())
    if away[0] != away[1]:
        yield say(mark("answered away from home: {new} instead of {present}"), new=away[0], present=away[1])
    if round(new.mean_wait, 1) != round(present.mean_wait, 1) and not isnan(new.mean_wait + present.mean_wait):
        yield say(
            mark("the mean wait is {new} instead of {present}"),
            new=_seconds(new.mean_wait),
            present=_seconds(present.mean_wait),
        )


def _notes(day: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str | int]]]:
    yield (
        mark(
            "Nobody knows how long those who were answered would have stayed. Each is supposed to have had {seconds} s "
            "more patience than was needed, on average: from the {count} who gave up, and the usual patience."
        ),
        {"seconds": round(day["patience_seconds"]), "count": day["gave_up"]},
    )
    yield (
        mark(
            "How long a call would have been that nobody took is drawn from the {count} that were taken and finished; "
            "those keep their own length."
        ),
        {"count": day["handled"]},
    )
    yield (
        mark(
            "A call away from home is taken to last {factor} times as long as at home, and an adviser to answer after "
            "{ring} s of ringing, as it was that day."
        ),
        {"factor": f"{day['away_factor']:.2f}", "ring": f"{day['ring_seconds']:g}"},
    )
    yield (
        mark(
            "The advisers ({count}) sign in, take breaks and hold interviews as they really did; whoever is signed in "
            "stays. Their skills are those of now. Under other rules they might have done otherwise."
        ),
        {"count": day["advisers"]},
    )
    if day["interpreted"]:
        yield (
            mark(
                "Callers whose language nobody spoke count as such whom anybody may take, with an interpreter: {count}."
            ),
            {"count": day["interpreted"]},
        )
    if day["booked"]:
        yield (
            mark("Callers who booked a call-back instead of waiting are in none of the columns: {count}."),
            {"count": day["booked"]},
        )
    if day["in_line"]:
        yield mark("Callers who are still in the line are in none of the columns: {count}."), {"count": day["in_line"]}
    yield (
        mark(
            "The replay is of the line alone: it knows nothing of closing times, of call-backs booked by keypad, or of "
            "advisers who do not answer."
        ),
        {},
    )
