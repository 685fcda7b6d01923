"""An interview given to another adviser at the same time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.diary import resources
from app.diary.errors import SlotTaken
from app.diary.holding import ADVISER, ends_of, keep, lock_day
from app.diary.models import Hold
from app.diary.offering import free_intervals
from app.diary.rules import INTERPRETER, Needs, Thing
from app.sites import service as sites
from app.sites.models import Site
from app.values.london import london_date, midnight


def held_of(session: Session, callback_id: UUID) -> Hold | None:
    """What keeps an adviser for a call-back."""
    return session.scalar(
        select(Hold).where(Hold.callback_id == callback_id, Hold.resource == ADVISER, Hold.released_at.is_(None))
    )


def who_else(session: Session, site_id: int, day: date, wanted: Mapping[UUID, Needs]) -> dict[UUID, list[int]]:
    """Call-back → the advisers (staff ids) who suit and are free for all of the time that another is kept for it.

    Call-backs of a site that are kept on one London day, each with its needs; those that nobody is kept for have
    nobody. One who does not speak her language suits where an interpreter is kept with it, or can be had on demand.
    In as many statements however many they are, but for each kind of need that is met by an interpreter.
    """
    kept: dict[UUID, dict[str, Hold]] = {}
    for hold in session.scalars(select(Hold).where(Hold.callback_id.in_(wanted), Hold.released_at.is_(None))):
        if hold.callback_id is not None:
            kept.setdefault(hold.callback_id, {})[hold.resource] = hold
    if not kept:
        return {}
    there = free_intervals(session, site_id, midnight(day), midnight(day + timedelta(days=1)))
    site, on_demand = sites.by_id(session, site_id), dict[tuple[Needs, UUID | None], Sequence[Thing]]()
    found = {}
    for callback_id, needs in wanted.items():
        holds = kept.get(callback_id, {})
        if ADVISER not in holds:
            continue
        begins, ends = ends_of(holds[ADVISER].during)
        interpreted = INTERPRETER in holds
        if needs.interpreter and not interpreted:
            whose = needs, needs.claimant_id
            if whose not in on_demand:
                on_demand[whose] = _on_demand(session, site, needs, day)
            interpreted = any(one.is_free(begins, ends) for one in on_demand[whose])
        found[callback_id] = [
            one.adviser_id
            for one in there
            if one.suits(needs, interpreted=needs.interpreter and interpreted) and one.is_free(begins, ends)
        ]
    return found


def _on_demand(session: Session, site: Site, needs: Needs, day: date) -> list[Thing]:
    """The interpreters who can be had without being held, with their hours."""
    things = resources.free_on(session, resources.wanted(session, site, needs), day)
    return [one for one in things.get(INTERPRETER, ()) if one.key is None]


def pass_on(session: Session, callback_id: UUID, adviser_id: int, needs: Needs, now: datetime) -> Hold:
    """Keep this adviser for it in place of the one who is. Raises SlotTaken, and then nothing is changed."""
    hold = held_of(session, callback_id)
    if hold is None:
        raise SlotTaken
    begins, ends = ends_of(hold.during)
    day = london_date(begins)
    with session.begin_nested():
        lock_day(session, hold.site_id, day)
        if adviser_id not in who_else(session, hold.site_id, day, {callback_id: needs}).get(callback_id, ()):
            raise SlotTaken
        hold.released_at = now
        session.flush()
        return keep(
            session,
            resource=ADVISER,
            resource_key=str(adviser_id),
            site_id=hold.site_id,
            starts_at=begins,
            ends_at=ends,
            now=now,
            callback_id=callback_id,
        )
