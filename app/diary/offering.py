"""The times that can be promised, from the rota and from what is booked; and the promise itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from app.diary import keeping_back, resources, rules
from app.diary.errors import SlotTaken
from app.diary.holding import ADVISER, ends_of, held, keep, lock, name_of_day
from app.diary.keeping_back import Kept
from app.diary.leave import BREAK, DUTY
from app.diary.models import Rota
from app.diary.resources import Resources
from app.diary.rules import AS_SOON_AS_POSSIBLE, AdviserFree, Needs, Preference, Slot, Stretch
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import open_hours
from app.staff.models import Staff
from app.values.london import combine, london_date, midnight
from app.values.opening_hours import OpeningHours


@dataclass(frozen=True)
class Known:
    """What is looked up once for all the days: the doors, and what would do besides an adviser."""

    hours: OpeningHours
    shut: Mapping[date, str]
    resources: Resources


def needs_of(
    site: Site,
    language: str = "en",
    interpreter: bool = False,
    textphone: bool = False,
    office_id: int | None = None,
    claimant_id: UUID | None = None,
    *,
    relayed: bool = False,
) -> Needs:
    """What a start-up of that site's claimant needs, with as many places as the site has set for such a need."""
    places = sites.rules_of(site).places(interpreter=interpreter, textphone=textphone, relayed=relayed)
    return Needs(language, interpreter, textphone, places, office_id, claimant_id)


def offer_slots(
    session: Session,
    site: Site,
    needs: Needs,
    from_: datetime,
    preference: Preference = AS_SOON_AS_POSSIBLE,
    *,
    now: datetime,
    count: int = 3,
) -> list[Slot]:
    """The first times that can be promised, at different parts of the day, soonest first; none where none can.

    None is sooner than `from_` or than the site's lead time, none later than its horizon; after its cut-off none is
    for the same day.
    """
    return rules.choose(all_slots(session, site, needs, from_, preference, now=now), count)


def all_slots(
    session: Session,
    site: Site,
    needs: Needs,
    from_: datetime,
    preference: Preference = AS_SOON_AS_POSSIBLE,
    *,
    now: datetime,
    until: datetime | None = None,
) -> Iterator[Slot]:
    """Every time (up to `until`) that can be promised, in order; a day is looked at only when it is come to."""
    numbers = sites.rules_of(site)
    soonest = max(from_, now + timedelta(minutes=numbers.lead_minutes))
    last = london_date(now) + timedelta(days=numbers.horizon_days)
    if until is not None:
        last = min(last, london_date(until))
    known = _look_up(session, site, needs, now)
    day = london_date(soonest)
    while day <= last:
        if preference.may_be_on(day) and (day > london_date(now) or numbers.may_book_for_today(now)):
            for slot in _slots_on(session, site, known, day, needs, now):
                if until is not None and slot.starts_at > until:
                    return
                if slot.starts_at >= soonest and preference.suits(slot.starts_at):
                    yield slot
        day += timedelta(days=1)


def slot_at(session: Session, site: Site, needs: Needs, starts_at: datetime, now: datetime) -> Slot:
    """The slot that was offered, from what a form or a key sends back. Raises SlotTaken where it is gone."""
    known = _look_up(session, site, needs, now)
    found = _slots_on(session, site, known, london_date(starts_at), needs, now, only=starts_at)
    if not found:
        raise SlotTaken
    return found[0]


def hold(session: Session, slot: Slot, callback_id: UUID, now: datetime) -> Slot:
    """Promise a slot to a call-back, and say what is held. Raises SlotTaken, with nothing changed and no lock left.

    Under the locks of its day everything is looked at once more: the doors, the rota, who and what is free and how
    many are kept back. If the adviser named has gone but another who suits is free, that one is held; so with an
    interpreter, a desk, a telephone. All of it is held together, or nothing.
    """
    day, site = london_date(slot.starts_at), sites.by_id(session, slot.site_id)
    with session.begin_nested():
        others = resources.locks(resources.wanted(session, site, slot.needs), day)
        lock(session, [name_of_day("diary", slot.site_id, day), *others])
        if slot.needs.office_id is not None:
            sites.keep_telephones(session, slot.needs.office_id)
        found = slot_at(session, site, slot.needs, slot.starts_at, now)
        for resource, key in ((ADVISER, str(found.adviser_id)), *found.besides):
            keep(
                session,
                resource=resource,
                resource_key=key,
                site_id=found.site_id,
                starts_at=found.starts_at,
                ends_at=found.ends_at,
                now=now,
                callback_id=callback_id,
            )
    return found


def free_intervals(
    session: Session, site_id: int, from_: datetime, to: datetime, besides: UUID | None = None
) -> list[AdviserFree]:
    """Those on duty at a site between two moments, and when they are neither on a break nor held.

    Who is held for the call-back `besides` is free.
    """
    duties: dict[int, list[Stretch]] = {}
    breaks: dict[int, list[Stretch]] = {}
    skills: dict[int, tuple[frozenset[str], bool]] = {}
    rows = session.execute(
        select(Rota.staff_id, Rota.kind, Rota.during, Staff.languages, Staff.textphone)
        .join(Staff, Staff.id == Rota.staff_id)
        .where(Rota.site_id == site_id, Rota.during.overlaps(Range(from_, to)), Staff.active)
    )
    for staff_id, kind, during, languages, textphone in rows:
        into = {DUTY: duties, BREAK: breaks}[kind]
        begins, ends = ends_of(during)
        into.setdefault(staff_id, []).append((max(begins, from_), min(ends, to)))
        skills[staff_id] = (frozenset(languages), textphone)
    kept = held(session, ADVISER, [str(staff_id) for staff_id in duties], from_, to, besides)
    found = []
    for staff_id, duty in sorted(duties.items()):
        booked = kept[str(staff_id)]
        at_work = rules.subtract(duty, breaks.get(staff_id, ()))
        found.append(
            AdviserFree(
                adviser_id=staff_id,
                languages=skills[staff_id][0],
                textphone=skills[staff_id][1],
                free=rules.subtract(at_work, booked),
                booked=sum((ends - begins for begins, ends in booked), timedelta()),
                at_work=at_work,
            )
        )
    return found


def kept_back_on(session: Session, site: Site, day: date, now: datetime) -> list[tuple[datetime, Kept]]:
    """Each half-hour of a London day on which the site is open, and how many are kept back in it, and why."""
    from_, to = midnight(day), midnight(day + timedelta(days=1))
    at_work = [adviser.at_work for adviser in free_intervals(session, site.id, from_, to)]
    numbers = keeping_back.numbers(session, site.id, sites.rules_of(site).kept_back_advisers, from_, to)
    hours, shut = _doors(session, site, now)
    found = []
    for opens, closes in open_hours(hours, shut, day):
        at = rules.half_hour(combine(day, opens))
        while at < combine(day, closes):
            found.append((at, numbers.kept(at, rules.fewest(at_work, at))))
            at += rules.HALF_HOUR
    return found


def _look_up(session: Session, site: Site, needs: Needs, now: datetime) -> Known:
    """When the site is open and what would do, on whichever day."""
    return Known(*_doors(session, site, now), resources.wanted(session, site, needs))


def _doors(session: Session, site: Site, now: datetime) -> tuple[OpeningHours, Mapping[date, str]]:
    shut = sites.shut_days(session, site)
    if site.emergency_closed_at is not None:
        shut[london_date(now)] = "closed at once"
    return sites.hours_of(session, site), shut


def _slots_on(
    session: Session, site: Site, known: Known, day: date, needs: Needs, now: datetime, only: datetime | None = None
) -> list[Slot]:
    """Every slot of a London day that can be promised, from `now` on; or only the one that begins at a moment."""
    grid = rules.starts(day, open_hours(known.hours, known.shut, day), needs)
    times = [at for at in grid if at > now and only in (None, at)]
    if not times:
        return []
    from_, to = midnight(day), midnight(day + timedelta(days=1))
    advisers = free_intervals(session, site.id, from_, to, needs.callback_id)
    numbers = keeping_back.numbers(session, site.id, sites.rules_of(site).kept_back_advisers, from_, to)
    kept_back = numbers.kept_back(adviser.at_work for adviser in advisers)
    things = resources.free_on(session, known.resources, day, needs.callback_id) if advisers else {}
    return rules.find_slots(site.id, times, advisers, needs, kept_back, things)
