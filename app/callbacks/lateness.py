"""Whether a call-back will be late, before it is. Pure: no database, no clock.

Call-backs are given out on paper in the order of their times: to the adviser held for it if he is free by then, else
to whoever suits and is free first. Callers who ring in meanwhile are not foreseen; advisers are kept back for them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

LOOKED_AHEAD: Final = timedelta(minutes=30)
# What has run over its time ends soon, nobody knows when: it is taken to last so long still.
SOON: Final = timedelta(minutes=5)
WRAP_UP: Final = timedelta(minutes=5)
A_BREAK: Final = timedelta(minutes=15)
LATE_ALREADY: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Due:
    """A call-back to come, or due and not begun. `interpreted`: somebody interprets, so that any adviser will do."""

    id: UUID
    due_at: datetime
    language: str
    length: timedelta
    interpreted: bool = False
    textphone: bool = False
    held_adviser: int | None = None


@dataclass(frozen=True)
class Doing:
    """What an adviser of the site does: a state of presence, since when, and how long that was planned to take (an
    interview, with its wrap-up). `on_duty_from`: when his time on duty today begins, None where he has none."""

    adviser_id: int
    languages: frozenset[str]
    textphone: bool
    state: str
    since: datetime
    planned: timedelta | None = None
    on_duty_from: datetime | None = None


@dataclass(frozen=True)
class Forecast:
    """When it can begin, None where nobody at work will suit; and `lacks`, the language an adviser must speak, None
    where any will do."""

    due: Due
    begins_at: datetime | None
    lacks: str | None = None

    def late_by(self, now: datetime) -> timedelta:
        """How late it will be; where nobody can be seen to come, as late as it can be foreseen to be."""
        begins_at = self.begins_at or max(self.due.due_at, now) + LOOKED_AHEAD
        return max(begins_at - self.due.due_at, timedelta())


def free_at(doing: Doing, now: datetime, short_call: timedelta) -> datetime | None:
    """When an adviser can take a call-back; None where that cannot be said.

    Whoever is not signed in counts from the beginning of his duty, until he has not come to it.
    """
    match doing.state:
        case "ready":
            return now
        case "ringing" | "on_call":
            return max(doing.since + short_call + WRAP_UP, now + timedelta(minutes=1))
        case "in_interview":
            planned = doing.since + (doing.planned or timedelta(minutes=60))
            return planned if planned > now else now + SOON
        case "wrapping_up":
            return max(doing.since + WRAP_UP, now + timedelta(minutes=1))
        case "break":
            # When it began says little of when it ends.
            return now + A_BREAK
        case "signed_out" if doing.on_duty_from is not None and doing.on_duty_from + SOON > now:
            return max(doing.on_duty_from, now)
        case _:
            return None


def foresee(dues: Iterable[Due], at_work: Sequence[Doing], now: datetime, short_call: timedelta) -> list[Forecast]:
    """For each call-back of one site, in the order of their times, when it can begin."""
    free: dict[int, datetime] = {
        one.adviser_id: at for one in at_work if (at := free_at(one, now, short_call)) is not None
    }
    people = {one.adviser_id: one for one in at_work}
    ordered = sorted(dues, key=lambda due: (due.due_at, due.id))
    promised = {due.held_adviser: due for due in reversed(ordered) if due.held_adviser is not None}
    found = []
    for due in ordered:
        suited = [adviser_id for adviser_id in free if _suits(people[adviser_id], due)]
        chosen = _choose(due, suited, free, promised, now)
        if chosen is None:
            found.append(Forecast(due, None, None if due.interpreted else due.language))
            continue
        begins_at = max(free[chosen], due.due_at, now)
        found.append(Forecast(due, begins_at, None if due.interpreted else due.language))
        free[chosen] = begins_at + due.length
    return found


def _choose(
    due: Due, suited: Sequence[int], free: Mapping[int, datetime], promised: Mapping[int, Due], now: datetime
) -> int | None:
    """Who is held for it, if he is free by its time; else who is free first, one with nobody else promised to him
    before one who has."""
    by = max(due.due_at, now)
    if due.held_adviser is not None and due.held_adviser in suited and free[due.held_adviser] <= by:
        return due.held_adviser

    def order(adviser_id: int) -> tuple[datetime, bool, int]:
        others = promised.get(adviser_id)
        return max(free[adviser_id], by), others is not None and others is not due, adviser_id

    return min(suited, key=order, default=None)


def _suits(doing: Doing, due: Due) -> bool:
    return (due.interpreted or due.language in doing.languages) and (doing.textphone or not due.textphone)


def told_time(forecast: Forecast, now: datetime) -> datetime | None:
    """By when she is told that we ring: five minutes from now at least, on the next five; None where nobody knows."""
    if forecast.begins_at is None:
        return None
    at = max(forecast.begins_at, now + SOON)
    past = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at - past + SOON if past else at


def she_is_told(forecast: Forecast, now: datetime, kept_within: timedelta) -> bool:
    """Whether she is to hear of it: late already, or seen to be later than the promise allows (`kept_within`).

    That nobody is at work yet is for the supervisor to mend: she would be told of it too soon.
    """
    if now - forecast.due.due_at > LATE_ALREADY:
        return True
    return forecast.begins_at is not None and forecast.late_by(now) > kept_within
