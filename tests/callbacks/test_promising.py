"""The promise to ring back: made once, never promised twice, moved without being lost."""

import random
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.callbacks import service as callbacks
from app.callbacks.errors import AlreadyBooked
from app.callbacks.models import Callback
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.interpreters import service as interpreters
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.values.opening_hours import Stretch
from tests.callbacks.promises import DAYS, HERS, book, call, claimant, first_slot, live_holds
from tests.diary_people import london, make_adviser


def test_a_promise_names_a_time_an_adviser_a_word_and_a_number(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    assert (booked.state, booked.due_at, booked.next_at) == ("booked", london(DAYS[0], "10:40"), booked.due_at)
    assert (booked.held_adviser_id, booked.places) == (ann.id, 3)
    assert len(booked.proof_number) == 4
    assert booked.agreed_word
    assert [(hold.callback_id, hold.resource_key) for hold in live_holds(session)] == [(booked.id, str(ann.id))]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject_key == str(booked.id))).one()
    assert (entry.action, entry.actor) == ("call-back booked", "line")


def test_the_agreed_word_is_in_her_language_where_there_is_a_list(session: Session, site: Site, now: datetime) -> None:
    interpreters.load(session)
    gwen = make_adviser(session, site, "gwen", "cy")
    diary.put_on_duty(session, gwen.id, site.id, london(DAYS[1], "8:30"), london(DAYS[1], "18:00"))
    chosen = set()
    for language, interpreter in (("cy", False), ("so", True)):
        needs = diary.needs_of(site, language, interpreter=interpreter)
        booked = callbacks.book(
            session,
            site=site,
            slot=diary.offer_slots(session, site, needs, now, now=now)[0],
            claimant_id=claimant(session, site, now).id,
            call_id=None,
            contact=HERS,
            by_staff=gwen.id,
            now=now,
            chance=random.Random(3),
        )
        chosen.add(booked.agreed_word)
        assert callbacks.needs_of(booked) == needs
    assert len(chosen) == 2


def test_a_claimant_has_one_open_call_back_whoever_books_it(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    who = claimant(session, site, now)
    first = book(session, site, now, who)
    with pytest.raises(AlreadyBooked) as refused:
        book(session, site, now, who)
    assert refused.value.callback is first
    callbacks.cancel(session, first, by_staff=None, now=now)
    assert live_holds(session) == []
    assert book(session, site, now, who).id != first.id


def test_a_call_leads_to_one_call_back(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    call_id = call(session, site, now)
    first = book(session, site, now, call_id=call_id)
    with pytest.raises(AlreadyBooked):
        book(session, site, now, claimant(session, site, now), call_id=call_id)
    assert callbacks.open_for_call(session, call_id) is first


def test_the_database_too_refuses_a_second(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    who = claimant(session, site, now)
    book(session, site, now, who)
    second = Callback(
        claimant_id=who.id, site_id=site.id, booked_at=now, next_at=now, telephone="+441632960001", proof_number="4071"
    )
    session.add(second)
    with pytest.raises(IntegrityError, match="uq_callbacks_claimant"):
        session.flush()
    session.rollback()


def test_a_place_that_is_gone_changes_nothing(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    slot = first_slot(session, site, now)
    book(session, site, now, claimant(session, site, now))
    who = claimant(session, site, now)
    with pytest.raises(SlotTaken):
        callbacks.book(
            session, site=site, slot=slot, claimant_id=who.id, call_id=None, contact=HERS, by_staff=None, now=now
        )
    assert callbacks.open_for(session, who.id) is None


def test_where_no_time_can_be_met_a_call_is_owed_by_the_next_open_days_end(
    session: Session, site: Site, now: datetime
) -> None:
    christmas_eve = london("2026-12-24", "17:50")
    owed = callbacks.owe(
        session,
        site=site,
        needs=diary.needs_of(site),
        claimant_id=claimant(session, site, now).id,
        call_id=None,
        contact=HERS,
        by_staff=None,
        now=christmas_eve,
    )
    assert (owed.state, owed.next_at) == ("owed", None)
    assert owed.deadline == london("2026-12-29", "18:00")


@pytest.mark.parametrize(
    ("shut", "deadline"),
    [
        # What is left of Tuesday: half an hour in the morning, two hours in the evening, nothing of use.
        ("09:00-16:00", london(DAYS[1], "18:00")),
        ("12:00-17:30", london(DAYS[1], "12:00")),
        ("09:00-18:00", london(DAYS[2], "18:00")),
    ],
)
def test_an_owed_call_falls_due_while_the_doors_are_open_on_a_day_that_is_partly_shut(
    session: Session, site: Site, ann: Staff, now: datetime, shut: str, deadline: datetime
) -> None:
    # given a Monday, and a Tuesday that is shut in part
    sites.add_closure(session, site, date.fromisoformat(DAYS[1]), "training", Stretch.parse(shut))
    booked = book(session, site, now, claimant(session, site, now))
    # when the time is lost, then its deadline is the end of an open hour
    callbacks.lose_time(session, booked, by_staff=None, now=now)
    assert booked.deadline == deadline


def test_an_owed_call_falls_due_in_the_hour_before_its_deadline(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    callbacks.lose_time(session, booked, by_staff=None, now=now)
    assert callbacks.fall_due(session, london(DAYS[1], "16:59")) == []
    assert callbacks.fall_due(session, london(DAYS[1], "17:00")) == [booked]
    assert (booked.state, booked.due_at) == ("due", london(DAYS[1], "18:00"))


def test_moving_gives_the_old_time_back(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    # Twenty minutes later: a time that overlaps the one she has.
    slot = diary.Slot(site.id, ann.id, london(DAYS[0], "11:00"), london(DAYS[0], "12:00"), callbacks.needs_of(booked))
    callbacks.move(session, booked, slot, by_staff=ann.id, now=now)
    assert (booked.due_at, booked.next_at) == (slot.starts_at, slot.starts_at)
    assert [hold.during.lower for hold in live_holds(session)] == [slot.starts_at]


def test_what_is_held_for_it_is_in_nobodys_way_but_others(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    # given Ann is kept for her, and nobody else is at work
    booked = book(session, site, now, claimant(session, site, now))
    assert booked.due_at is not None
    later = booked.due_at + timedelta(minutes=20)

    # then others cannot have a time that overlaps hers, and she can
    with pytest.raises(SlotTaken):
        diary.slot_at(session, site, diary.needs_of(site), later, now)
    slot = diary.slot_at(session, site, callbacks.needs_of(booked), later, now)
    callbacks.move(session, booked, slot, by_staff=ann.id, now=now)
    assert (booked.due_at, [hold.during.lower for hold in live_holds(session)]) == (later, [later])


def test_a_move_that_fails_leaves_the_old_promise(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    before = booked.due_at
    night = diary.Slot(site.id, ann.id, london(DAYS[0], "20:00"), london(DAYS[0], "21:00"), callbacks.needs_of(booked))
    with pytest.raises(SlotTaken):
        callbacks.move(session, booked, night, by_staff=ann.id, now=now)
    assert (booked.state, booked.due_at) == ("booked", before)
    assert [hold.during.lower for hold in live_holds(session)] == [before]
