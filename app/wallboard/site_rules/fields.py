"""The numbers of a site as a supervisor reads and types them: a row a number, so that one more is one row more."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeVar

from app.sites import rules
from app.sites.rules import CUT_OFF, OPTIONAL, PINS, OverflowMode, SiteRules
from app.values.errors import Invalid
from app.values.sentence import mark
from app.web.said import say

T = TypeVar("T")
WHOLE: Final = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class Number:
    """One number: its name in SiteRules, what it is called, its unit and what it means."""

    name: str
    label: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Group:
    """Numbers that belong together. `tried`: a replay shows what a change of them would do."""

    title: str
    lead: str
    numbers: tuple[Number, ...]
    tried: bool = True


SECONDS: Final = mark("seconds")
MINUTES: Final = mark("minutes")
DAYS: Final = mark("days")
DESKS: Final = mark("desks")
ADVISERS: Final = mark("advisers")
PER_CENT: Final = mark("per cent")
PLACES: Final = mark("places")
TIMES: Final = mark("times")
WORKING_DAYS: Final = mark("working days")
CLOCK_TIME: Final = mark("hours:minutes")
MAY_BE_EMPTY: Final = (*OPTIONAL, CUT_OFF)
OF_ONE: Final = {
    SECONDS: mark("second"),
    MINUTES: mark("minute"),
    DAYS: mark("day"),
    DESKS: mark("desk"),
    ADVISERS: mark("adviser"),
    PLACES: mark("place"),
    TIMES: mark("time"),
    WORKING_DAYS: mark("working day"),
}

MODES: Final = {
    OverflowMode.ADAPTIVE: (
        mark("Adaptive"),
        mark(
            "At once while there is room; where calls take longer away, the other site keeps advisers for its own, "
            "and in overload a caller waits a moment for home first."
        ),
    ),
    OverflowMode.AT_ONCE: (mark("At once"), mark("Whenever nobody here is free and somebody elsewhere is.")),
    OverflowMode.AFTER: (
        mark("After a wait"),
        mark("After the wait below, and only where the other site keeps as many advisers free as is said below."),
    ),
    OverflowMode.NEVER: (
        mark("Never"),
        mark("Callers stay in this line. They go elsewhere only while this site is closed or nobody is at work here."),
    ),
}

GROUPS: Final = (
    Group(
        mark("Going to another site"),
        "",
        (
            Number(
                "overflow_after_seconds",
                mark("Wait for home"),
                SECONDS,
                mark("Under “after a wait”, for so long. The adaptive rule, when it waits, never waits longer."),
            ),
            Number(
                "overflow_kept_idle",
                mark("Kept free at the other site"),
                ADVISERS,
                mark("Under “after a wait”: so many stay free for the other site's own callers."),
            ),
        ),
    ),
    Group(
        mark("Pinned"),
        mark("What the adaptive rule chooses and measures by itself, unless a number stands here. Empty: it chooses."),
        (
            Number(
                "pinned_wait_seconds",
                mark("Callers of this site wait for home"),
                SECONDS,
                mark("Before they may go away, always."),
            ),
            Number(
                "pinned_kept_idle",
                mark("Kept free here for our own"),
                ADVISERS,
                mark("So many are never given to callers of other sites."),
            ),
            Number(
                "pinned_load_percent",
                mark("Load here"),
                PER_CENT,
                mark("Work that comes in, of what the advisers at work can do."),
            ),
            Number(
                "pinned_away_percent",
                mark("A call from elsewhere takes here"),
                PER_CENT,
                mark("Of what the same call takes at its home: 110 is a tenth longer."),
            ),
        ),
    ),
    Group(
        mark("Answering"),
        "",
        (
            Number(
                "target_seconds",
                mark("Answer within"),
                SECONDS,
                mark("What the rule works to. The service level on the board is always measured at 20 seconds."),
            ),
            Number(
                "target_percent",
                mark("Answer in that time"),
                PER_CENT,
                mark("Of the callers expected: so many advisers are kept back from call-backs as reach it."),
            ),
            Number(
                "ring_allowance_seconds",
                mark("Of that, for ringing"),
                SECONDS,
                mark("No wait for home may be longer than the target less this and 5 seconds."),
            ),
            Number(
                "adviser_ring_seconds",
                mark("Ring an adviser for"),
                SECONDS,
                mark("Then the caller goes back to the head of the line and the adviser is set away."),
            ),
            Number(
                "short_call_seconds",
                mark("A short call usually takes"),
                SECONDS,
                mark("Supposed until enough calls have been measured."),
            ),
            Number(
                "patience_seconds",
                mark("Callers usually stay"),
                SECONDS,
                mark("Before they give up. Supposed until enough callers have given up."),
            ),
        ),
    ),
    Group(
        mark("Call-backs"),
        "",
        (
            Number("interview_minutes", mark("An interview takes"), MINUTES, mark("As it is told to the claimant.")),
            Number(
                "interview_places",
                mark("Places in the diary"),
                PLACES,
                mark("An interview with its wrap-up takes so many places of the diary."),
            ),
            Number(
                "interpreter_percent",
                mark("With an interpreter"),
                PER_CENT,
                mark("Of the usual length: 200 is twice as long. Rounded up to whole places."),
            ),
            Number(
                "textphone_percent",
                mark("With a textphone"),
                PER_CENT,
                mark("Of the usual length: 250 is two and a half times as long. With both needs the longer counts."),
            ),
            Number(
                "relay_percent",
                mark("Through a relay"),
                PER_CENT,
                mark("Through Relay UK, or in British Sign Language by video: 200 is twice as long."),
            ),
            Number(
                "textphone_desks",
                mark("Textphone desks"),
                DESKS,
                mark("So many interviews by textphone at once. Empty: every adviser with a textphone has one."),
            ),
            Number(
                "lead_minutes", mark("Not sooner than in"), MINUTES, mark("From booking to the first time offered.")
            ),
            Number(
                CUT_OFF,
                mark("No booking for today after"),
                CLOCK_TIME,
                mark("After that time of the day the first time offered is on another day. Empty: up to closing."),
            ),
            Number("horizon_days", mark("Not later than in"), DAYS, mark("How far ahead times are offered.")),
            Number(
                "kept_back_advisers",
                mark("Kept back for callers at least"),
                ADVISERS,
                mark("So many at work are not promised to call-backs, and more where the forecast needs them."),
            ),
            Number("claimant_ring_seconds", mark("Ring a claimant for"), SECONDS, mark("Then it counts as no answer.")),
            Number("attempts", mark("Ring back in vain"), TIMES, mark("Then a letter goes.")),
            Number(
                "in_person_days",
                mark("Try in person after"),
                WORKING_DAYS,
                mark("Counted from that letter, where nothing is heard. At once where no letter can go."),
            ),
            Number(
                "reminder_days",
                mark("Remind by text"),
                WORKING_DAYS,
                mark("Before the call, at its time of day. Empty: no reminder. 0: on the day itself."),
            ),
            Number(
                "reminder_minutes",
                mark("Booked too late for that, remind"),
                MINUTES,
                mark("Before the call, but not within two hours of the booking."),
            ),
        ),
        tried=False,
    ),
    Group(
        mark("The personal adviser meeting"),
        "",
        (
            Number(
                "meeting_target_days",
                mark("Within"),
                WORKING_DAYS,
                mark("Of the finished start-up: the target."),
            ),
            Number("meeting_limit_days", mark("At the latest within"), WORKING_DAYS, mark("No later is offered.")),
        ),
        tried=False,
    ),
)
# What an empty field means.
EMPTY: Final = {
    **dict.fromkeys(PINS, mark("chosen by the rule")),
    "textphone_desks": mark("one for each adviser with a textphone"),
    "reminder_days": mark("no reminder"),
}
NUMBERS: Final = {number.name: number for group in GROUPS for number in group.numbers}
MODE: Final = "overflow_mode"
ORDER: Final = "overflow_order"
LABELS: Final = {
    MODE: mark("Callers go to another site"),
    ORDER: mark("The order of the other sites"),
    **{name: number.label for name, number in NUMBERS.items()},
}


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: texts by name and the order; the rules they make, None with the `errors` by field."""

    given: Mapping[str, str]
    order: tuple[str, ...]
    rules: SiteRules | None
    errors: Mapping[str, str]


def as_typed(of: SiteRules, order: Sequence[str]) -> Typed:
    """Rules as the form shows them; a pin that is not set is an empty field."""
    given = {name: "" if value is None else str(value) for name, value in of.stored().items()}
    return Typed(given, tuple(order), of, {})


def read(form: Mapping[str, str], standing: Typed, slug: str, known: Sequence[str]) -> Typed:
    """What was typed, every fault by its field; what the form does not name stays as it stands."""
    given = {**standing.given, **{name: form[name].strip() for name in (MODE, *NUMBERS) if name in form}}
    order = tuple(form[ORDER].split()) if ORDER in form else standing.order
    values: dict[str, object] = {}
    errors: dict[str, str] = {}
    for name in NUMBERS:
        text = given[name]
        if name == CUT_OFF:
            values[name] = _told(errors, name, partial(rules.clock_time, text))
            continue
        values[name] = int(text) if WHOLE.fullmatch(text) else None if name in OPTIONAL and not text else text
        if values[name] is not None:
            _told(errors, name, partial(rules.check_number, name, values[name]))
    _told(errors, ORDER, partial(rules.check_order, slug, order, known))
    made = None if errors else _told(errors, MODE, partial(SiteRules.read, {MODE: given[MODE], **values}))
    return Typed(given, order, made, errors)


def _told(errors: dict[str, str], name: str, check: Callable[[], T]) -> T | None:
    """Check it; what is wrong goes to the field that it names, else to this one."""
    try:
        return check()
    except Invalid as problem:
        errors[str(problem.params.get("name", name))] = in_words(problem)
        return None


def moved(typed: Typed, how: str, known: Sequence[str]) -> Typed:
    """The same with a site one place up or down in the order, left out of it, or put at its end."""
    direction, _, slug = how.partition(":")
    order = [one for one in typed.order if one in known]
    if direction == "in" and slug in known and slug not in order:
        order.append(slug)
    elif slug in order:
        place = order.index(slug)
        order.remove(slug)
        if direction != "out":
            order.insert(max(0, place + (-1 if direction == "up" else 1)), slug)
    return replace(typed, order=tuple(order))


def in_words(problem: Invalid) -> str:
    """What is wrong, with the field called as the page calls it."""
    named = {key: say(LABELS[str(value)]) if value in LABELS else value for key, value in problem.params.items()}
    return say(problem.message, **named)


def shown(name: str, value: object, names: Mapping[str, str]) -> str:
    """A value as a person reads it. `names` are the sites' by slug."""
    if name == MODE:
        return say(MODES[OverflowMode(str(value))][0])
    if isinstance(value, list):
        return ", ".join(names.get(slug, slug) for slug in value) or say(mark("none"))
    if name == CUT_OFF:
        return str(value) if value else say(mark("none"))
    if value is None:
        return say(EMPTY[name])
    unit = NUMBERS[name].unit
    return f"{value} {say(OF_ONE.get(unit, unit) if value == 1 else unit)}"


def differences(before: Typed, after: Typed) -> dict[str, tuple[object, object]]:
    """Name to old and new value, of what differs; the order too."""
    if before.rules is None or after.rules is None:
        return {}
    old = {**before.rules.stored(), ORDER: list(before.order)}
    new = {**after.rules.stored(), ORDER: list(after.order)}
    return {name: (old[name], new[name]) for name in old if old[name] != new[name]}
