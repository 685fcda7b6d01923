"""Times at an office: with a personal adviser, or for a start-up face to face; booked, changed, cancelled."""

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.appointments import rules
from app.appointments.errors import AlreadyBooked, TooEarly
from app.appointments.models import APPOINTMENT, STANDING, Appointment
from app.audit.service import record
from app.database import notify
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.sites import service as sites
from app.sites.models import Office, Site
from app.sites.rules import open_hours
from app.values.bank_holidays import Nation, bank_holidays
from app.values.london import london_date
from app.values.proof import ProofNumber

PERSONAL_ADVISER: Final = "personal_adviser"
FACE_TO_FACE: Final = "face_to_face"
GRID_MINUTES: Final = 20
# She has to get there.
TRAVEL: Final = timedelta(hours=1)
# No meeting is promised further ahead.
FAR_AHEAD: Final = timedelta(days=366)
_SECRET: Final = random.SystemRandom()


@dataclass(frozen=True)
class MeetingSlot:
    """A time (UTC) at an office with somebody by name, who `knows` most of the claimants of these specialisms."""

    kind: str
    site_id: int
    office_id: int
    office: str
    with_whom: str
    starts_at: datetime
    ends_at: datetime
    needs: tuple[str, ...] = ()
    knows: frozenset[str] = frozenset()


def offer_times(
    session: Session,
    site: Site,
    from_: datetime,
    letter_arrives_on: date | None,
    now: datetime,
    *,
    papers_read_out: bool = False,
    lives_at: str | None = None,
    needs: Collection[str] = (),
    specialisms: Collection[str] = (),
    count: int = 6,
) -> list[MeetingSlot]:
    """Times for a meeting with a personal adviser after a start-up that finished at `from_`.

    Within the target of working days; the limit's only if those are full; later days only if all are. Before
    `letter_arrives_on` only when the papers have been read out to her and she agrees. Only at offices that have what
    she `needs`. Where her postcode is known they are at the offices nearest to it, and with somebody who knows most of
    such claimants, unless there is nothing of that within the limit: an early time comes before a specialist.
    """
    numbers = sites.rules_of(site)
    days = rules.meeting_days(
        london_date(from_),
        london_date(now),
        bank_holidays(Nation(site.nation)),
        numbers.meeting_target_days,
        numbers.meeting_limit_days,
    )
    offices = sites.offices_of(session, site)
    free = _free(session, site, offices, PERSONAL_ADVISER, needs, days.all, now + TRAVEL, specialisms)
    times = [slot for slot in free if rules.may_start(slot.starts_at, letter_arrives_on, papers_read_out)]
    far = {office.id: rules.nearness(office.address_lines, lives_at) for office in offices}

    def only(those: list[MeetingSlot]) -> list[MeetingSlot]:
        """Those, if any of them is within the limit; else all there were."""
        within = any(london_date(slot.starts_at) in (*days.target, *days.limit) for slot in those)
        return those if within else times

    times = only([slot for slot in times if far[slot.office_id] == min(far.values())])
    times = only([slot for slot in times if slot.knows.issuperset(specialisms)])
    times = only([slot for slot in times if slot.knows.intersection(specialisms)]) if specialisms else times
    return rules.choose(times, lambda slot: slot.starts_at, days, count)


def face_to_face_times(
    session: Session,
    site: Site,
    now: datetime,
    count: int = 2,
    lives_at: str | None = None,
    needs: Collection[str] = (),
    *,
    office_id: int | None = None,
    from_: date | None = None,
) -> list[MeetingSlot]:
    """The next times for a start-up face to face from a day on, at that office, else at the one nearest to a postcode
    where one is known."""
    first, last = from_ or london_date(now), london_date(now) + timedelta(days=sites.rules_of(site).horizon_days)
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    having = (office for office in sites.offices_of(session, site) if office.personal_advisers)
    offices = sorted(
        (office for office in having if office_id in (None, office.id)),
        key=lambda office: rules.nearness(office.address_lines, lives_at),
    )
    for office in offices:
        free = _free(session, site, [office], FACE_TO_FACE, needs, days, now + TRAVEL)
        if free:
            return free[:count]
    return []


def slot_at(
    session: Session,
    site: Site,
    kind: str,
    office_id: int,
    starts_at: datetime,
    needs: Collection[str] = (),
    specialisms: Collection[str] = (),
) -> MeetingSlot:
    """The slot that was offered, from what a form or a key sends back. Raises SlotTaken where there is none."""
    offices = [office for office in sites.offices_of(session, site) if office.id == office_id]
    for slot in _free(session, site, offices, kind, needs, [london_date(starts_at)], starts_at, specialisms):
        if slot.starts_at == starts_at:
            return slot
    raise SlotTaken


def book(
    session: Session,
    slot: MeetingSlot,
    *,
    claimant_id: UUID,
    claim_id: UUID | None,
    by_staff: int | None,
    letter_arrives_on: date | None,
    now: datetime,
    papers_read_out: bool = False,
    groups: Collection[str] = (),
) -> Appointment:
    """Book a meeting with a personal adviser, in place of a deferral or a waiver that stood.

    Raises SlotTaken, TooEarly (her letter cannot have come, and she has not agreed), AlreadyBooked.
    """
    if not rules.may_start(slot.starts_at, letter_arrives_on, papers_read_out):
        raise TooEarly
    with session.begin_nested():
        before = one_of(session, claimant_id, PERSONAL_ADVISER)
        if before is not None and before.state == "booked":
            raise AlreadyBooked(before)
        appointment = _new(slot, now, claimant_id=claimant_id, claim_id=claim_id, groups=groups)
        if before is not None:
            # A decision stays as it was taken, to be read beside others.
            cancel(session, before, by_staff=by_staff, now=now)
            appointment.instead_of = before.id
        _take(session, appointment, slot, now, papers_read_out)
    tell(session, "appointment booked", appointment, now, by_staff)
    return appointment


def book_face_to_face(
    session: Session,
    slot: MeetingSlot,
    *,
    claimant_id: UUID | None,
    call_id: UUID | None,
    by_staff: int | None,
    now: datetime,
    online: bool = False,
    chance: random.Random = _SECRET,
) -> Appointment:
    """Book a start-up face to face: by an adviser, by one key, or by herself `online`; no reason is asked.

    Raises SlotTaken, AlreadyBooked.

    It bears a proof number, so that she can change it without giving her name.
    """
    with session.begin_nested():
        before = one_of(session, claimant_id, FACE_TO_FACE) if claimant_id else _of_call(session, call_id)
        if before is not None:
            raise AlreadyBooked(before)
        appointment = _new(slot, now, claimant_id=claimant_id, call_id=call_id)
        appointment.proof_number, appointment.online = str(ProofNumber.generate(chance)), online
        _take(session, appointment, slot, now)
    tell(session, "appointment booked", appointment, now, by_staff)
    return appointment


def change(
    session: Session,
    appointment: Appointment,
    slot: MeetingSlot,
    *,
    by_staff: int | None,
    letter_arrives_on: date | None,
    now: datetime,
    papers_read_out: bool = False,
) -> Appointment:
    """Another time for a booked appointment: the old one is cancelled only if the new one can be had."""
    if not rules.may_start(slot.starts_at, letter_arrives_on, papers_read_out):
        raise TooEarly
    with session.begin_nested():
        cancel(session, appointment, by_staff=by_staff, now=now)
        new = _new(
            slot,
            now,
            claimant_id=appointment.claimant_id,
            call_id=appointment.call_id,
            claim_id=appointment.claim_id,
            groups=appointment.groups,
        )
        new.proof_number, new.instead_of = appointment.proof_number, appointment.id
        _take(session, new, slot, now, papers_read_out)
    tell(session, "appointment booked", new, now, by_staff)
    return new


def cancel(session: Session, appointment: Appointment, *, by_staff: int | None, now: datetime) -> None:
    """Cancel an appointment and give back its time. Raises IllegalMove for one that is over."""
    settle(appointment, "cancelled", by_staff, now)
    diary.release_appointment(session, appointment.id, now)
    session.flush()
    tell(session, "appointment cancelled", appointment, now, by_staff)


def settle(appointment: Appointment, state: str, by: int | None, now: datetime) -> None:
    """It comes to that state, as this person says. Raises IllegalMove."""
    appointment.state = APPOINTMENT.check(appointment.state, state)
    appointment.settled_at, appointment.settled_by = now, by


def standing(session: Session, claimant_id: UUID, kind: str = PERSONAL_ADVISER) -> Appointment | None:
    """The claimant's appointment of that kind that is booked, deferred, waived, or asked to be."""
    return session.scalar(
        select(Appointment)
        .where(
            Appointment.claimant_id == claimant_id,
            Appointment.kind == kind,
            Appointment.state.in_(STANDING),
        )
        .order_by(Appointment.made_at.desc())
        .limit(1)
    )


def _start_up_minutes(site: Site) -> int:
    """The start-up with its wrap-up, as long as it is by telephone."""
    return sites.rules_of(site).interview_places * GRID_MINUTES


def _key(office_id: int, name: str) -> str:
    return f"{office_id}:{name}"


def meetings_with(session: Session, office: Office, name: str, now: datetime) -> int:
    """How many meetings to come a personal adviser of an office is kept for."""
    key = _key(office.id, name)
    return len(diary.held(session, diary.PERSONAL_ADVISER, [key], now, now + FAR_AHEAD)[key])


def _free(
    session: Session,
    site: Site,
    offices: Iterable[Office],
    kind: str,
    needs: Collection[str],
    days: Iterable[date],
    not_before: datetime,
    specialisms: Collection[str] = (),
) -> list[MeetingSlot]:
    """Every free time on these days, in order, at the offices that have what is needed.

    At each office and time it is whoever of the office knows most of such claimants, and of those who is held least.
    """
    offices = [office for office in offices if set(needs) <= set(office.access)]
    minutes = rules.minutes_of(rules.MEETING_MINUTES if kind == PERSONAL_ADVISER else _start_up_minutes(site), needs)
    hours, shut = sites.hours_of(session, site), sites.shut_days(session, site)
    times = [at for day in days for at in rules.starts(day, open_hours(hours, shut, day), minutes) if at >= not_before]
    if not times or not offices:
        return []
    length = timedelta(minutes=minutes)
    keys = [_key(office.id, name) for office in offices for name in office.personal_advisers]
    held = diary.held(session, diary.PERSONAL_ADVISER, keys, times[0], times[-1] + length)
    found = []
    for at in times:
        for office in offices:
            free = [
                name
                for name in office.personal_advisers
                if not any(begins < at + length and at < ends for begins, ends in held[_key(office.id, name)])
            ]
            if free:
                knows = {name: frozenset(office.specialisms.get(name, ())) for name in free}
                name = min(
                    free,
                    key=lambda name: (-len(knows[name].intersection(specialisms)), len(held[_key(office.id, name)])),
                )
                found.append(
                    MeetingSlot(kind, site.id, office.id, office.name, name, at, at + length, tuple(needs), knows[name])
                )
    return found


def _new(
    slot: MeetingSlot,
    now: datetime,
    *,
    claimant_id: UUID | None,
    call_id: UUID | None = None,
    claim_id: UUID | None = None,
    groups: Collection[str] = (),
) -> Appointment:
    return Appointment(
        kind=slot.kind,
        claimant_id=claimant_id,
        call_id=call_id,
        claim_id=claim_id,
        site_id=slot.site_id,
        needs=list(slot.needs),
        groups=sorted(groups),
        state="booked",
        made_at=now,
    )


def one_of(session: Session, claimant_id: UUID, kind: str) -> Appointment | None:
    """Her standing appointment, with nobody else able to make one for her until the commit."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"appointments {claimant_id}", 0))))
    return standing(session, claimant_id, kind)


def _of_call(session: Session, call_id: UUID | None) -> Appointment | None:
    if call_id is None:
        return None
    return session.scalar(select(Appointment).where(Appointment.call_id == call_id, Appointment.state == "booked"))


def _take(
    session: Session, appointment: Appointment, slot: MeetingSlot, now: datetime, papers_read_out: bool = False
) -> None:
    """Hold whoever of the slot's office is free then, the one named first. Raises SlotTaken."""
    diary.lock_day(session, slot.site_id, london_date(slot.starts_at))
    site = sites.by_id(session, slot.site_id)
    names = next(
        (office.personal_advisers for office in sites.offices_of(session, site) if office.id == slot.office_id), []
    )
    for name in sorted(names, key=lambda name: name != slot.with_whom):
        key = _key(slot.office_id, name)
        if diary.held(session, diary.PERSONAL_ADVISER, [key], slot.starts_at, slot.ends_at)[key]:
            continue
        appointment.office_id, appointment.with_whom = slot.office_id, name
        appointment.starts_at, appointment.ends_at = slot.starts_at, slot.ends_at
        appointment.papers_read_out = papers_read_out
        session.add(appointment)
        session.flush()
        diary.keep(
            session,
            resource=diary.PERSONAL_ADVISER,
            resource_key=key,
            site_id=slot.site_id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            now=now,
            appointment_id=appointment.id,
        )
        return
    raise SlotTaken


def tell(session: Session, action: str, appointment: Appointment, now: datetime, by: int | None) -> None:
    """Say that this has become of it: in the audit, and to whoever looks at the board."""
    record(
        session,
        action,
        "appointment",
        appointment.id,
        now,
        staff_id=by,
        actor="staff" if by is not None else "line",
        kind=appointment.kind,
        state=appointment.state,
    )
    notify(session, "board", appointment.site_id)
