"""Waivers of two people, decisions looked at, who came and who did not, and what is tried before anything ends."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.appointments.errors import AlreadyBooked, NotTried, SamePerson
from app.appointments.models import Appointment, DecisionReview
from app.audit.models import AuditEntry
from app.sites.models import Site
from app.staff.models import Staff
from app.tasks import service as tasks
from app.values.errors import Invalid
from app.values.moves import IllegalMove
from tests.appointments.test_service import book_next, claimant

LATER = timedelta(days=4)


def waiver(session: Session, site: Site, who: UUID, by: Staff, now: datetime) -> Appointment:
    return appointments.ask_waiver(
        session,
        site=site,
        claimant_id=who,
        claim_id=None,
        because="ill",
        reason="in hospital for long",
        by=by.id,
        now=now,
    )


def booked(session: Session, site: Site, by: Staff, now: datetime) -> Appointment:
    who = claimant(session, site, now)
    book_next(session, site, by, now, who)
    made = appointments.standing(session, who)
    assert made is not None
    return made


def test_a_waiver_counts_once_somebody_else_agrees(
    session: Session, site: Site, ann: Staff, bob: Staff, now: datetime
) -> None:
    # Given a waiver that Ann asks for
    one = waiver(session, site, claimant(session, site, now), ann, now)
    assert (one.state, appointments.waivers_asked(session)) == ("waiver_asked", [one])

    # When she agrees to it herself, it is refused; when Bob does, it is waived
    with pytest.raises(SamePerson):
        appointments.agree_waiver(session, one, by=ann.id, now=now)
    appointments.agree_waiver(session, one, by=bob.id, now=now)
    assert (one.state, one.decided_by, one.agreed_by) == ("waived", ann.id, bob.id)
    assert appointments.waivers_asked(session) == []
    noted = session.scalars(select(AuditEntry).where(AuditEntry.subject_key == str(one.id))).all()
    assert {(entry.action, entry.staff_id) for entry in noted} == {
        ("waiver asked for", ann.id),
        ("appointment waived", bob.id),
    }


def test_the_database_itself_knows_no_waiver_of_one_person(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    waiver(session, site, claimant(session, site, now), ann, now)
    for agreed_by in (None, ann.id):
        alone = update(Appointment).values(state="waived", agreed_by=agreed_by, agreed_at=now)
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(alone)


def test_a_waiver_that_is_not_agreed_to_asks_for_a_time(
    session: Session, site: Site, ann: Staff, bob: Staff, now: datetime
) -> None:
    who = claimant(session, site, now)
    one = waiver(session, site, who, ann, now)
    appointments.refuse_waiver(session, one, by=bob.id, now=now)
    assert appointments.standing(session, who) is None
    assert [task.kind for task in tasks.open_for(session, who)] == ["find_a_time"]
    with pytest.raises(IllegalMove):
        appointments.agree_waiver(session, one, by=bob.id, now=now)


def test_nobody_comes_before_the_time(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    one = booked(session, site, ann, now)
    with pytest.raises(IllegalMove):
        appointments.did_not_come(session, one, by=ann.id, now=now)
    appointments.came(session, one, by=ann.id, now=now + LATER)
    assert (one.state, one.settled_by) == ("kept", ann.id)


def test_before_anything_ends_she_is_invited_again_and_rung_or_visited(
    session: Session, site: Site, ann: Staff, bob: Staff, now: datetime
) -> None:
    # Given somebody who did not come
    one = booked(session, site, ann, now)
    later = now + LATER
    appointments.did_not_come(session, one, by=ann.id, now=later)
    wanted = {task.kind: task for task in appointments.left_to_try(session, one)}
    assert {kind: task.due_on for kind, task in wanted.items()} == {
        "invite_again": date(2026, 11, 30),
        "ring_or_visit": date(2026, 12, 4),
    }
    assert appointments.missed_and_open(session, site.id) == [one]

    # Then it cannot be reported before both were done by a person
    for kind, outcome in (("invite_again", "written"), ("ring_or_visit", "spoken")):
        with pytest.raises(NotTried):
            appointments.end(session, one, by=bob.id, now=later)
        tasks.close(session, wanted[kind], outcome, "", by=bob.id, now=later)
    appointments.end(session, one, by=bob.id, now=later)
    assert (one.state, one.settled_by) == ("ended", bob.id)
    assert appointments.missed_and_open(session, site.id) == []


def test_a_missed_meeting_after_which_another_is_booked_does_not_end(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    one = booked(session, site, ann, now)
    later = now + LATER
    appointments.did_not_come(session, one, by=ann.id, now=later)
    assert one.claimant_id is not None
    slot = appointments.offer_times(session, site, now, None, later)[0]
    appointments.book(
        session, slot, claimant_id=one.claimant_id, claim_id=None, by_staff=ann.id, letter_arrives_on=None, now=later
    )
    assert appointments.missed_and_open(session, site.id) == []
    with pytest.raises(AlreadyBooked):
        appointments.end(session, one, by=ann.id, now=later)
    with pytest.raises(AlreadyBooked):
        appointments.take_back(session, one, by=ann.id, now=later)


def test_a_mark_made_by_mistake_is_taken_back_with_its_tasks(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    one = booked(session, site, ann, now)
    later = now + LATER
    appointments.did_not_come(session, one, by=ann.id, now=later)
    appointments.take_back(session, one, by=ann.id, now=later + timedelta(minutes=1))
    assert one.state == "booked"
    assert one.claimant_id is not None
    assert tasks.open_for(session, one.claimant_id) == []
    # Missed after all, it is tried afresh: what was closed by mistake does not count.
    appointments.did_not_come(session, one, by=ann.id, now=later + timedelta(minutes=2))
    assert len(appointments.left_to_try(session, one)) == 2
    with pytest.raises(NotTried):
        appointments.end(session, one, by=ann.id, now=later + timedelta(minutes=3))


def test_a_decision_is_looked_at_by_somebody_else(
    session: Session, site: Site, ann: Staff, bob: Staff, now: datetime
) -> None:
    one = waiver(session, site, claimant(session, site, now), ann, now)
    week = date(2026, 11, 23)
    with pytest.raises(SamePerson):
        appointments.review(session, one, week=week, found="same", note="", by=ann.id, now=now)
    with pytest.raises(Invalid):
        appointments.review(session, one, week=week, found="", note="", by=bob.id, now=now)
    for found in ("unsure", "otherwise"):
        appointments.review(session, one, week=week, found=found, note=" a deferral ", by=bob.id, now=now)
    [kept] = session.scalars(select(DecisionReview)).all()
    assert (kept.found, kept.note, kept.reviewed_by) == ("otherwise", "a deferral", bob.id)
