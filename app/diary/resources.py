"""What an interview needs besides its adviser, and when each is free.

An interpreter: suppliers are shared by all sites, and what each can serve at once is numbered seats, so that the
exclusion constraint alone says that no line is promised twice. A supplier that states no number of lines is on
demand: it can be had in its hours, and nothing is held. A textphone desk: numbered, where a site has fewer of them
than advisers who can use one; else the adviser himself is the desk. A private telephone of an office, by its number.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.diary.errors import StillHeld
from app.diary.holding import ends_of, held, keep, lock, name_of_day
from app.diary.models import Hold
from app.diary.rules import DESK, INTERPRETER, TELEPHONE, Needs, Stretch, Thing, subtract
from app.interpreters import service as interpreters
from app.sites import service as sites
from app.sites.models import OfficeTelephone, Site
from app.sites.rules import OFFICE_DAY
from app.values import opening_hours
from app.values.language import LANGUAGES
from app.values.london import combine, london_date, midnight
from app.values.opening_hours import OpeningHours

OFFICE_HOURS: Final = OpeningHours.of({weekday: [OFFICE_DAY] for weekday in range(7)})


@dataclass(frozen=True)
class Resource:
    """One thing that suits. `key` is its name in the diary, None where it need not be held; `hours` None: always."""

    key: str | None
    hours: OpeningHours | None = None

    def on(self, day: date) -> Iterable[Stretch]:
        """When it can be had at all on a London day."""
        if self.hours is None:
            return [(midnight(day), midnight(day + timedelta(days=1)))]
        return [_moments(day, stretch) for stretch in self.hours.on(day)]


Resources = Mapping[str, Sequence[Resource]]


def wanted(session: Session, site: Site, needs: Needs) -> Resources:
    """Kind to all that would do, in the order in which they are taken; one of each kind has to be free."""
    found: dict[str, list[Resource]] = {}
    if needs.interpreter:
        # Nobody signs on the telephone.
        found[INTERPRETER] = [] if LANGUAGES[needs.language].signed else _who_interprets(session, needs)
    desks = sites.rules_of(site).textphone_desks
    if needs.textphone and desks is not None:
        found[DESK] = [Resource(f"{site.id}:{number}") for number in range(1, desks + 1)]
    if needs.office_id is not None:
        found[TELEPHONE] = [
            Resource(one.telephone, OFFICE_HOURS)
            for one in sites.telephones_of(session, site)
            if one.office_id == needs.office_id
        ]
    return found


def _who_interprets(session: Session, needs: Needs) -> list[Resource]:
    wish = interpreters.wish_for(session, needs.claimant_id)
    seats = interpreters.seats_for(session, needs.language, wish)
    return [Resource(seat, supplier.opening) for supplier, seat in seats]


def free_on(
    session: Session, resources: Resources, day: date, besides: UUID | None = None
) -> dict[str, tuple[Thing, ...]]:
    """Kind to things, with the times at which each is free on a London day: a statement for each kind.

    What is held for the call-back `besides` is free.
    """
    found = {}
    for kind, some in resources.items():
        keys = [one.key for one in some if one.key is not None]
        from_, to = midnight(day), midnight(day + timedelta(days=1))
        taken = held(session, kind, keys, from_, to, besides) if keys else {}
        found[kind] = tuple(Thing(one.key, subtract(one.on(day), taken.get(one.key or "", ()))) for one in some)
    return found


def locks(resources: Resources, day: date) -> list[str]:
    """What to wait for besides the site's own day: suppliers, whom other sites promise as well."""
    suppliers = {interpreters.supplier_of(one.key) for one in resources.get(INTERPRETER, ()) if one.key is not None}
    return [name_of_day("interpreter", supplier, day) for supplier in suppliers]


def kept_for(session: Session, callback_id: UUID) -> dict[str, str]:
    """What is held for a call-back now: kind to key."""
    rows = session.execute(
        select(Hold.resource, Hold.resource_key).where(Hold.callback_id == callback_id, Hold.released_at.is_(None))
    )
    return {row.resource: row.resource_key for row in rows}


def supplier_kept_for(session: Session, callback_id: UUID) -> int | None:
    """The supplier of the interpreter that is held for a call-back, if one is."""
    seat = kept_for(session, callback_id).get(INTERPRETER)
    return interpreters.supplier_of(seat) if seat is not None else None


def keep_interpreter(
    session: Session,
    site_id: int,
    needs: Needs,
    appointment_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> None:
    """Hold an interpreter for a meeting at an office, by telephone or to sign there, the first in turn that is free for
    all of it.

    Nothing is held where none is free, or where whoever is first can be had without it. The caller has the lock of the
    site's day.
    """
    day = london_date(starts_at)
    lines = {INTERPRETER: _who_interprets(session, needs)}
    lock(session, locks(lines, day))
    first = next((one for one in free_on(session, lines, day)[INTERPRETER] if one.is_free(starts_at, ends_at)), None)
    if first is None or first.key is None:
        return
    keep(
        session,
        resource=INTERPRETER,
        resource_key=first.key,
        site_id=site_id,
        starts_at=starts_at,
        ends_at=ends_at,
        now=now,
        appointment_id=appointment_id,
    )


def lines_promised(session: Session, supplier_ids: Collection[int], now: datetime) -> list[Hold]:
    """What is held of these suppliers for call-backs that are not over, in order of time."""
    of_theirs = or_(*(Hold.resource_key.like(f"{one}:%") for one in supplier_ids))
    live = (Hold.resource == INTERPRETER, Hold.released_at.is_(None), Hold.callback_id.is_not(None))
    found = select(Hold).where(*live, of_theirs, func.upper(Hold.during) > now)
    return list(session.scalars(found.order_by(Hold.during, Hold.id)))


def keep_other_lines(session: Session, promised: Sequence[tuple[Hold, Needs]], now: datetime) -> list[Hold]:
    """Where a line that is held for a call-back can be had no more, hold another for the same time. Returns those for
    which there was none: they are held no more."""
    wanted_for = [(hold, {INTERPRETER: _who_interprets(session, needs)}) for hold, needs in promised]
    days = [(hold, lines, london_date(ends_of(hold.during)[0])) for hold, lines in wanted_for]
    sites_days = {name_of_day("diary", hold.site_id, day) for hold, _, day in days}
    lock(session, sites_days.union(*(locks(lines, day) for _, lines, day in days)))
    left = []
    for hold, lines, day in days:
        session.refresh(hold)
        if hold.released_at is not None or hold.callback_id is None:
            continue
        begins, ends = ends_of(hold.during)
        things = free_on(session, lines, day, hold.callback_id)[INTERPRETER]
        free = [one.key for one in things if one.is_free(begins, ends)]
        if hold.resource_key in free:
            continue
        hold.released_at = now
        session.flush()
        if not free:
            left.append(hold)
        elif free[0] is not None:
            keep(
                session,
                resource=INTERPRETER,
                resource_key=free[0],
                site_id=hold.site_id,
                starts_at=begins,
                ends_at=ends,
                now=now,
                callback_id=hold.callback_id,
            )
    return left


def interpreters_kept_for(session: Session, appointment_ids: Collection[UUID]) -> dict[UUID, int]:
    """The supplier whose line is held for each of these meetings, where one is."""
    rows = session.execute(
        select(Hold.appointment_id, Hold.resource_key).where(
            Hold.resource == INTERPRETER, Hold.appointment_id.in_(appointment_ids), Hold.released_at.is_(None)
        )
    )
    return {appointment_id: interpreters.supplier_of(key) for appointment_id, key in rows if appointment_id is not None}


def take_out_telephone(session: Session, telephone: OfficeTelephone, now: datetime) -> None:
    """Have a private telephone no longer. Raises StillHeld where call-backs are promised on it."""
    # Whoever promises it holds its row: see offering.hold.
    session.refresh(telephone, with_for_update=True)
    promised = session.scalars(
        select(Hold.callback_id).where(
            Hold.resource == TELEPHONE,
            Hold.resource_key == telephone.telephone,
            Hold.released_at.is_(None),
            func.upper(Hold.during) > now,
        )
    )
    broken = [callback_id for callback_id in promised if callback_id is not None]
    if broken:
        raise StillHeld(broken)
    session.delete(telephone)
    session.flush()


def _moments(day: date, stretch: opening_hours.Stretch) -> Stretch:
    return combine(day, stretch.opens), combine(day, stretch.closes)
