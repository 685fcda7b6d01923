"""Appointments at an office: with a personal adviser, or a start-up face to face; put off, or not needed."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.appointments import rules
from app.appointments.errors import AlreadyBooked, TooEarly
from app.appointments.expected import FACE_TO_FACE, PERSONAL_ADVISER, of_call, one_of, standing
from app.appointments.models import APPOINTMENT, Appointment
from app.audit.service import record
from app.database import notify
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.sites import service as sites
from app.sites.models import Office, Site
from app.sites.rules import open_hours
from app.values.bank_holidays import Nation, bank_holidays
from app.values.errors import Invalid
from app.values.london import london_date
from app.values.proof import ProofNumber
from app.values.sentence import mark

__all__ = [
    "FACE_TO_FACE",
    "PERSONAL_ADVISER",
    "MeetingSlot",
    "book",
    "book_face_to_face",
    "cancel",
    "change",
    "defer",
    "face_to_face_times",
    "offer_times",
    "slot_at",
    "standing",
    "waive",
]

GRID_MINUTES: Final = 20
# She has to get there.
TRAVEL: Final = timedelta(hours=1)
_SECRET: Final = random.SystemRandom()


@dataclass(frozen=True)
class MeetingSlot:
    """A time (UTC) at an office with somebody by name."""

    kind: str
    site_id: int
    office_id: int
    office: str
    with_whom: str
    starts_at: datetime
    ends_at: datetime


def offer_times(
    session: Session,
    site: Site,
    from_: datetime,
    letter_arrives_on: date | None,
    now: datetime,
    *,
    papers_read_out: bool = False,
    lives_at: str | None = None,
    count: int = 6,
) -> list[MeetingSlot]:
    """Times for a meeting with a personal adviser after a start-up that finished at `from_`.

    Within the target of working days; the limit's only if those are full; later days only if all are. Before
    `letter_arrives_on` only when the papers have been read out to her and she agrees. Where her postcode is known
    they are at the offices nearest to it, unless those have nothing within the limit.
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
    free = _free(session, site, offices, PERSONAL_ADVISER, rules.MEETING_MINUTES, days.all, now + TRAVEL)
    agreed = [slot for slot in free if rules.may_start(slot.starts_at, letter_arrives_on, papers_read_out)]
    far = {office.id: rules.nearness(office.address_lines, lives_at) for office in offices}
    near = [slot for slot in agreed if far[slot.office_id] == min(far.values())]
    if not any(london_date(slot.starts_at) in (*days.target, *days.limit) for slot in near):
        near = agreed
    return rules.choose(near, lambda slot: slot.starts_at, days, count)


def face_to_face_times(
    session: Session,
    site: Site,
    now: datetime,
    count: int = 2,
    lives_at: str | None = None,
    *,
    office_id: int | None = None,
    from_: date | None = None,
    interpreted: bool = False,
) -> list[MeetingSlot]:
    """The next times for a start-up face to face from a day on, at that office, else at the one nearest to a postcode
    where one is known; longer where somebody interprets."""
    first, last = from_ or london_date(now), london_date(now) + timedelta(days=sites.rules_of(site).horizon_days)
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    having = (office for office in sites.offices_of(session, site) if office.personal_advisers)
    offices = sorted(
        (office for office in having if office_id in (None, office.id)),
        key=lambda office: rules.nearness(office.address_lines, lives_at),
    )
    for office in offices:
        free = _free(session, site, [office], FACE_TO_FACE, _start_up_minutes(site, interpreted), days, now + TRAVEL)
        if free:
            return free[:count]
    return []


def slot_at(
    session: Session, site: Site, kind: str, office_id: int, starts_at: datetime, *, interpreted: bool = False
) -> MeetingSlot:
    """The slot that was offered, from what a form or a key sends back. Raises SlotTaken where there is none."""
    minutes = rules.MEETING_MINUTES if kind == PERSONAL_ADVISER else _start_up_minutes(site, interpreted)
    offices = [office for office in sites.offices_of(session, site) if office.id == office_id]
    for slot in _free(session, site, offices, kind, minutes, [london_date(starts_at)], starts_at):
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
) -> Appointment:
    """Book a meeting with a personal adviser; one that was deferred or waived becomes this one.

    Raises SlotTaken, TooEarly (her letter cannot have come, and she has not agreed), AlreadyBooked.
    """
    if not rules.may_start(slot.starts_at, letter_arrives_on, papers_read_out):
        raise TooEarly
    with session.begin_nested():
        appointment = one_of(session, claimant_id, PERSONAL_ADVISER)
        if appointment is None:
            appointment = _new(slot, now, claimant_id=claimant_id, claim_id=claim_id)
        elif appointment.state == "booked":
            raise AlreadyBooked(appointment)
        _take(session, appointment, slot, now, papers_read_out)
    _tell(session, "appointment booked", appointment, now, by_staff)
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
        before = one_of(session, claimant_id, FACE_TO_FACE) if claimant_id else of_call(session, call_id)
        if before is not None:
            raise AlreadyBooked(before)
        appointment = _new(slot, now, claimant_id=claimant_id, call_id=call_id)
        appointment.proof_number, appointment.online = str(ProofNumber.generate(chance)), online
        _take(session, appointment, slot, now)
    _tell(session, "appointment booked", appointment, now, by_staff)
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
            slot, now, claimant_id=appointment.claimant_id, call_id=appointment.call_id, claim_id=appointment.claim_id
        )
        new.proof_number = appointment.proof_number
        _take(session, new, slot, now, papers_read_out)
    _tell(session, "appointment booked", new, now, by_staff)
    return new


def defer(
    session: Session,
    *,
    site: Site,
    claimant_id: UUID,
    claim_id: UUID | None,
    until: date,
    reason: str,
    by: int,
    now: datetime,
) -> Appointment:
    """Put the meeting off until a date, for a reason, by a person. Her claim goes on meanwhile.

    Raises Invalid without a reason or with a date that is not to come.
    """
    if until <= london_date(now):
        raise Invalid(mark("Enter the date, after today, until which the meeting is put off"))
    appointment = _decided(session, site, claimant_id, claim_id, "deferred", reason, by, now)
    appointment.until = until
    session.flush()
    _tell(session, "appointment deferred", appointment, now, by)
    return appointment


def waive(
    session: Session, *, site: Site, claimant_id: UUID, claim_id: UUID | None, reason: str, by: int, now: datetime
) -> Appointment:
    """Do without the meeting, in an exceptional case, for a reason, by a person. Raises Invalid without a reason."""
    appointment = _decided(session, site, claimant_id, claim_id, "waived", reason, by, now)
    session.flush()
    _tell(session, "appointment waived", appointment, now, by)
    return appointment


def cancel(session: Session, appointment: Appointment, *, by_staff: int | None, now: datetime) -> None:
    """Cancel an appointment and give back its time. Raises IllegalMove for one that is over."""
    appointment.state = APPOINTMENT.check(appointment.state, "cancelled")
    diary.release_appointment(session, appointment.id, now)
    session.flush()
    _tell(session, "appointment cancelled", appointment, now, by_staff)


def _start_up_minutes(site: Site, interpreted: bool) -> int:
    """The start-up with its wrap-up, as long as it is by telephone."""
    return sites.rules_of(site).places(interpreter=interpreted) * GRID_MINUTES


def _key(office_id: int, name: str) -> str:
    return f"{office_id}:{name}"


def _free(
    session: Session,
    site: Site,
    offices: Iterable[Office],
    kind: str,
    minutes: int,
    days: Iterable[date],
    not_before: datetime,
) -> list[MeetingSlot]:
    """Every free time on these days, in order; at each office and time whoever of the office is held least."""
    offices = list(offices)
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
                name = min(free, key=lambda name: len(held[_key(office.id, name)]))
                found.append(MeetingSlot(kind, site.id, office.id, office.name, name, at, at + length))
    return found


def _new(
    slot: MeetingSlot,
    now: datetime,
    *,
    claimant_id: UUID | None,
    call_id: UUID | None = None,
    claim_id: UUID | None = None,
) -> Appointment:
    return Appointment(
        kind=slot.kind,
        claimant_id=claimant_id,
        call_id=call_id,
        claim_id=claim_id,
        site_id=slot.site_id,
        state="booked",
        made_at=now,
    )


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
        if appointment.state != "booked":
            appointment.state = APPOINTMENT.check(appointment.state, "booked")
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


def _decided(
    session: Session,
    site: Site,
    claimant_id: UUID,
    claim_id: UUID | None,
    state: str,
    reason: str,
    by: int,
    now: datetime,
) -> Appointment:
    """A decision that there is no meeting for now; whatever stood before is cancelled."""
    if not reason.strip():
        raise Invalid(mark("Enter the reason: it is read beside others, so that like cases are decided alike"))
    before = one_of(session, claimant_id, PERSONAL_ADVISER)
    if before is not None:
        cancel(session, before, by_staff=by, now=now)
    appointment = Appointment(
        kind=PERSONAL_ADVISER,
        claimant_id=claimant_id,
        claim_id=claim_id,
        site_id=site.id,
        state=state,
        reason=reason.strip(),
        decided_by=by,
        made_at=now,
    )
    session.add(appointment)
    return appointment


def _tell(session: Session, action: str, appointment: Appointment, now: datetime, by: int | None) -> None:
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
