"""Who was at work on a day, and when busy with other things than calls: from the history of presence."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Final

from sqlalchemy import select, true
from sqlalchemy.orm import Session, aliased

from app.line.replay.trace import Busy, Person
from app.staff.models import PresenceChange, Staff
from app.values.london import midnight

AWAY_FROM_CALLS: Final = ("break", "away")


def duty_of(
    session: Session, on: date, until: datetime, slugs: Mapping[int, str]
) -> tuple[tuple[Person, ...], tuple[Busy, ...]]:
    """The turns of duty of a London day up to a moment, and the interviews and breaks in them. `slugs` names the sites.

    Whoever is still signed in is taken to stay to the end of the day. Skills are those of today: they are not kept
    by day. An adviser who works at another site than his own that day stands there as another.
    """
    people, busy = [], []
    staff = {one.id: one for one in session.scalars(select(Staff).where(Staff.role == "adviser"))}
    for staff_id, changes in groupby(_changes(session, on, until), key=lambda change: change.staff_id):
        adviser = staff.get(staff_id)
        if adviser is None:
            continue
        for turn in _turns(list(changes), midnight(on + timedelta(days=1))):
            own = turn[0].site_id == adviser.site_id
            slug = slugs[turn[0].site_id]
            named = str(staff_id) if own else f"{staff_id}-{slug}"
            begins, ends = turn[0].at, turn[-1].at
            people.append(Person(named, slug, frozenset(adviser.languages), adviser.textphone, begins, ends))
            busy += [Busy(named, from_, to, kind) for from_, to, kind in _busy(turn)]
    return tuple(people), tuple(busy)


class _Change:
    """What somebody does from `at` on, and where he works."""

    __slots__ = ("at", "site_id", "staff_id", "state")

    def __init__(self, staff_id: int, site_id: int, state: str, at: datetime) -> None:
        self.staff_id, self.site_id, self.state, self.at = staff_id, site_id, state, at


def _changes(session: Session, on: date, until: datetime) -> list[_Change]:
    """Of each person what stood when the day began, and every change of the day, in order."""
    first, end = midnight(on), min(midnight(on + timedelta(days=1)), until)
    columns = (PresenceChange.staff_id, PresenceChange.site_id, PresenceChange.state, PresenceChange.at)
    last = aliased(PresenceChange)
    # One look into the index a person, however long the history is.
    before = (
        select(last.site_id, last.state, last.at)
        .where(last.staff_id == Staff.id, last.at < first)
        .order_by(last.at.desc(), last.id.desc())
        .limit(1)
        .lateral()
    )
    carried = session.execute(
        select(Staff.id, before.c.site_id, before.c.state).select_from(Staff).join(before, true())
    )
    found = [_Change(staff_id, site_id, state, first) for staff_id, site_id, state in carried]
    rows = session.execute(
        select(*columns)
        .where(PresenceChange.at >= first, PresenceChange.at < end)
        .order_by(PresenceChange.at, PresenceChange.id)
    )
    found += [_Change(*row) for row in rows]
    return sorted(found, key=lambda change: (change.staff_id, change.at))


def _turns(changes: Sequence[_Change], end: datetime) -> Iterator[list[_Change]]:
    """Each stretch of being signed in at one site, closed by the change that ended it."""
    turn: list[_Change] = []
    for change in [*changes, _Change(changes[-1].staff_id, changes[-1].site_id, "signed_out", end)]:
        if turn and (change.state == "signed_out" or change.site_id != turn[0].site_id):
            if change.at > turn[0].at:
                yield [*turn, change]
            turn = []
        if change.state != "signed_out":
            turn.append(change)


def _busy(turn: Sequence[_Change]) -> Iterator[tuple[datetime, datetime, str]]:
    """From, to and kind. Wrapping up an interview belongs to it, and so does being rung for it."""
    kinds: list[str] = []
    for number, change in enumerate(turn[:-1]):
        before, after = kinds[-1] if kinds else "", turn[number + 1].state
        if change.state in AWAY_FROM_CALLS:
            kinds.append("break")
        elif (
            change.state == "in_interview"
            or (change.state == "wrapping_up" and before == "interview")
            or (change.state == "ringing" and after == "in_interview")
        ):
            kinds.append("interview")
        else:
            kinds.append("")
    stretches = zip(kinds, pairwise(turn), strict=True)
    for kind, group in groupby(stretches, key=lambda stretch: stretch[0]):
        pieces = [pair for _, pair in group]
        from_, to = pieces[0][0].at, pieces[-1][1].at
        if kind and to > from_:
            yield from_, to, kind
