"""Meetings and face-to-face start-ups, booked in a real database."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.appointments.errors import AlreadyBooked, TooEarly
from app.appointments.models import Appointment
from app.claimants.models import Claimant
from app.diary.errors import SlotTaken
from app.diary.models import Hold
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.tasks import service as tasks
from app.values.errors import Invalid
from app.values.london import london_date
from app.values.moves import IllegalMove
from tests.diary_people import london

ARRIVES = date(2026, 11, 25)


def claimant(session: Session, site: Site, now: datetime) -> UUID:
    row = Claimant(id=uuid4(), reference=uuid4().hex, first_contact_at=now, home_site_id=site.id)
    session.add(row)
    session.flush()
    return row.id


def book_next(session: Session, site: Site, ann: Staff, now: datetime, who: UUID) -> appointments.MeetingSlot:
    slot = appointments.offer_times(session, site, now, ARRIVES, now)[0]
    appointments.book(
        session, slot, claimant_id=who, claim_id=None, by_staff=ann.id, letter_arrives_on=ARRIVES, now=now
    )
    return slot


def put_off(
    session: Session,
    site: Site,
    who: UUID,
    by: Staff,
    now: datetime,
    until: date = date(2027, 1, 11),
    because: str = "bereaved",
    reason: str = "her husband died in October",
) -> Appointment:
    return appointments.defer(
        session,
        site=site,
        claimant_id=who,
        claim_id=None,
        until=until,
        because=because,
        reason=reason,
        by=by.id,
        now=now,
    )


def test_times_are_within_three_working_days_and_not_before_the_letter(
    session: Session, site: Site, now: datetime
) -> None:
    slots = appointments.offer_times(session, site, now, ARRIVES, now)
    assert [f"{slot.starts_at:%d %H:%M}" for slot in slots] == [
        "25 13:00", "25 13:00", "26 09:00", "26 09:00", "26 13:00", "26 13:00",
    ]  # fmt: skip
    assert all(slot.ends_at - slot.starts_at == timedelta(minutes=45) for slot in slots)
    assert len({slot.office for slot in slots}) == 2


def test_times_are_at_the_office_near_her_while_it_has_any(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    near = sites.offices_of(session, site)[-1]
    lives_at = near.address_lines[-1]

    def offered() -> set[int]:
        slots = appointments.offer_times(session, site, now, ARRIVES, now, lives_at=lives_at)
        return {slot.office_id for slot in slots}

    assert offered() == {near.id}
    near.personal_advisers = []
    session.flush()
    assert offered()
    assert near.id not in offered()


def test_a_meeting_before_the_letter_is_hers_to_agree_to(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    slot = appointments.offer_times(session, site, now, ARRIVES, now, papers_read_out=True)[0]
    assert london_date(slot.starts_at) == date(2026, 11, 24)
    who = claimant(session, site, now)
    with pytest.raises(TooEarly):
        appointments.book(
            session, slot, claimant_id=who, claim_id=None, by_staff=ann.id, letter_arrives_on=ARRIVES, now=now
        )
    booked = appointments.book(
        session,
        slot,
        claimant_id=who,
        claim_id=None,
        by_staff=ann.id,
        letter_arrives_on=ARRIVES,
        now=now,
        papers_read_out=True,
    )
    assert booked.papers_read_out
    assert booked.state == "booked"


def test_the_fourth_day_only_when_the_first_three_are_full(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    days = set()
    while True:
        slot = book_next(session, site, ann, now, claimant(session, site, now))
        days.add(london_date(slot.starts_at))
        if london_date(slot.starts_at) == date(2026, 11, 27):
            break
        assert london_date(slot.starts_at) <= date(2026, 11, 26)
    assert days == {date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)}


def test_a_closed_day_is_not_offered(session: Session, site: Site, now: datetime) -> None:
    before_christmas = london("2026-12-23", "10:00")
    slots = appointments.offer_times(session, site, before_christmas, None, before_christmas, count=20)
    assert {london_date(slot.starts_at) for slot in slots} == {
        date(2026, 12, 24),
        date(2026, 12, 29),
        date(2026, 12, 30),
    }


def test_two_advisers_of_an_office_take_two_and_no_third(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    slot = appointments.offer_times(session, site, now, None, now)[0]
    names = []
    for _ in range(2):
        booked = appointments.book(
            session,
            slot,
            claimant_id=claimant(session, site, now),
            claim_id=None,
            by_staff=ann.id,
            letter_arrives_on=None,
            now=now,
        )
        names.append(booked.with_whom)
    assert len(set(names)) == 2
    with pytest.raises(SlotTaken):
        appointments.book(
            session,
            slot,
            claimant_id=claimant(session, site, now),
            claim_id=None,
            by_staff=ann.id,
            letter_arrives_on=None,
            now=now,
        )
    with pytest.raises(SlotTaken):
        appointments.slot_at(session, site, slot.kind, slot.office_id, slot.starts_at)


def test_a_claimant_has_one_meeting(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    who = claimant(session, site, now)
    first = book_next(session, site, ann, now, who)
    with pytest.raises(AlreadyBooked) as refused:
        book_next(session, site, ann, now, who)
    assert refused.value.appointment.starts_at == first.starts_at


def test_another_time_gives_the_first_back(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    who = claimant(session, site, now)
    first = book_next(session, site, ann, now, who)
    standing = appointments.standing(session, who)
    assert standing is not None
    other = appointments.offer_times(session, site, now, ARRIVES, now)[-1]
    new = appointments.change(session, standing, other, by_staff=ann.id, letter_arrives_on=ARRIVES, now=now)
    assert (standing.state, new.state, new.starts_at) == ("cancelled", "booked", other.starts_at)
    again = appointments.slot_at(session, site, first.kind, first.office_id, first.starts_at)
    assert again.starts_at == first.starts_at
    assert len(session.scalars(select(Hold).where(Hold.released_at.is_(None))).all()) == 1


def test_a_deferral_has_a_date_a_reason_and_a_person(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    who = claimant(session, site, now)
    book_next(session, site, ann, now, who)
    for until, because, reason in (
        (date(2026, 11, 23), "bereaved", "her husband died in October"),
        (date(2027, 1, 11), "bereaved", "  "),
        (date(2027, 1, 11), "", "her husband died in October"),
    ):
        with pytest.raises(Invalid):
            put_off(session, site, who, ann, now, until=until, because=because, reason=reason)
    deferred = put_off(session, site, who, ann, now)
    assert (deferred.state, deferred.until, deferred.decided_by) == ("deferred", date(2027, 1, 11), ann.id)
    assert session.scalars(select(Hold).where(Hold.released_at.is_(None))).all() == []
    # On its day somebody is asked to talk with her again.
    [task] = tasks.open_for(session, who)
    assert (task.kind, task.due_on) == ("deferral_over", date(2027, 1, 11))
    # A meeting then takes its place, and the decision stays as it was taken.
    january = london("2027-01-11", "10:00")
    slot = appointments.offer_times(session, site, january, None, january)[0]
    booked = appointments.book(
        session, slot, claimant_id=who, claim_id=None, by_staff=ann.id, letter_arrives_on=None, now=january
    )
    assert booked.instead_of == deferred.id
    assert (deferred.state, deferred.reason) == ("cancelled", "her husband died in October")


def test_the_next_two_times_face_to_face(session: Session, site: Site, now: datetime) -> None:
    slots = appointments.face_to_face_times(session, site, now)
    assert [f"{slot.starts_at:%d %H:%M}" for slot in slots] == ["23 11:00", "23 13:00"]
    assert len({slot.office_id for slot in slots}) == 1
    assert all(slot.ends_at - slot.starts_at == timedelta(hours=1) for slot in slots)


def test_the_office_is_the_one_near_her(session: Session, site: Site, now: datetime) -> None:
    for office in sites.offices_of(session, site):
        near = appointments.face_to_face_times(session, site, now, lives_at=office.address_lines[-1])
        assert {slot.office_id for slot in near} == {office.id}


def test_a_face_to_face_start_up_has_a_proof_number_and_can_be_cancelled_once(
    session: Session, site: Site, now: datetime
) -> None:
    slot = appointments.face_to_face_times(session, site, now)[0]
    booked = appointments.book_face_to_face(session, slot, claimant_id=None, call_id=None, by_staff=None, now=now)
    assert booked.proof_number is not None
    assert len(booked.proof_number) == 4
    appointments.cancel(session, booked, by_staff=None, now=now)
    with pytest.raises(IllegalMove):
        appointments.cancel(session, booked, by_staff=None, now=now)


def test_an_hour_at_the_office_and_a_meeting_of_the_same_person_do_not_overlap(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    slot = appointments.face_to_face_times(session, site, now)[0]
    for _ in range(2):
        appointments.book_face_to_face(session, slot, claimant_id=None, call_id=None, by_staff=None, now=now)
    overlapping = slot.starts_at - timedelta(minutes=30)
    with pytest.raises(SlotTaken):
        appointments.slot_at(session, site, appointments.PERSONAL_ADVISER, slot.office_id, overlapping)


def test_only_offices_that_have_what_she_needs_are_offered(session: Session, site: Site, now: datetime) -> None:
    # Given one office with a textphone, and two with a telephone for an interpreter
    taunton, yeovil = sites.offices_of(session, site)
    assert "textphone" not in yeovil.access

    def offered(*needs: str) -> list[appointments.MeetingSlot]:
        return appointments.offer_times(session, site, now, ARRIVES, now, needs=needs, count=20)

    # Then only that office is offered, and with an interpreter a meeting takes twice as long
    assert {slot.office_id for slot in offered("textphone")} == {taunton.id}
    assert {slot.office_id for slot in offered()} == {taunton.id, yeovil.id}
    assert {slot.ends_at - slot.starts_at for slot in offered("interpreter")} == {timedelta(minutes=90)}
    # And where no office has it there is no time: a person finds one
    taunton.access = []
    session.flush()
    assert offered("textphone") == []


def test_whoever_knows_such_claimants_best_sees_her_while_there_is_time(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    def offered() -> list[appointments.MeetingSlot]:
        return appointments.offer_times(session, site, now, ARRIVES, now, specialisms={"lone_parents"}, count=20)

    assert {slot.with_whom for slot in offered()} == {"Mary Chilcott"}
    assert {london_date(slot.starts_at) for slot in offered()} <= {date(2026, 11, 25), date(2026, 11, 26)}
    # When nobody knows lone parents best, an early time comes before a specialist.
    for office in sites.offices_of(session, site):
        office.specialisms = {}
    session.flush()
    assert {slot.office for slot in offered()} == {"Taunton", "Yeovil"}
