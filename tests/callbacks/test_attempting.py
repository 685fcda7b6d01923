"""A promised call is made: at its time, tried again where it did not come about, never forgotten."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.errors import AlreadyBooked
from app.diary import service as diary
from app.measures.work import work
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.values.moves import IllegalMove
from tests.callbacks.promises import DAYS, HERS, book, call, claimant, first_slot, live_holds, rung
from tests.diary_people import london, make_adviser


def test_it_falls_due_at_its_time_and_once(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    assert booked.due_at is not None
    assert callbacks.fall_due(session, booked.due_at - timedelta(seconds=1)) == []
    assert callbacks.fall_due(session, booked.due_at) == [booked]
    assert callbacks.fall_due(session, booked.due_at) == []
    callbacks.begin_attempt(session, booked, booked.due_at)
    with pytest.raises(IllegalMove):
        callbacks.begin_attempt(session, booked, booked.due_at)


def test_whoever_suits_may_take_it_and_the_adviser_named_is_free_again(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    bob = make_adviser(session, site, "bob")
    due = london(DAYS[0], "10:40")
    callbacks.fall_due(session, due)
    callbacks.begin_attempt(session, booked, due, adviser_id=bob.id)
    assert live_holds(session) == []


def test_reached_and_finished_is_kept(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    due = london(DAYS[0], "10:40")
    rung(session, booked, due)
    callbacks.record_result(session, booked, "reached", due)
    assert booked.state == "in_progress"
    callbacks.finish(session, booked, due + timedelta(minutes=35))
    assert (booked.state, live_holds(session)) == ("kept", [])
    assert callbacks.attempts_of(session, booked)[0].counted
    with pytest.raises(IllegalMove):
        callbacks.finish(session, booked, due)


def test_broken_off_goes_on_at_another_time(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    due = london(DAYS[0], "10:40")
    rung(session, booked, due)
    callbacks.record_result(session, booked, "reached", due)
    later = due + timedelta(minutes=10)
    callbacks.move(session, booked, first_slot(session, site, later), by_staff=ann.id, now=later)
    assert (booked.state, booked.begun_at) == ("booked", None)


def test_no_answer_is_tried_again_at_another_part_of_the_day_with_an_adviser_held(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    due = london(DAYS[0], "10:40")
    rung(session, booked, due)
    callbacks.record_result(session, booked, "no_answer", due + timedelta(minutes=1))
    assert booked.state == "booked"
    assert booked.next_at is not None
    assert booked.next_at >= london(DAYS[0], "12:00")
    assert booked.due_at == due
    assert booked.held_adviser_id == ann.id
    assert [hold.during.lower for hold in live_holds(session)] == [booked.next_at]


def test_a_try_again_finds_nobody_free_and_is_made_all_the_same(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    due = london(DAYS[0], "10:40")
    rung(session, booked, due)
    sites.change_rules(session, site, kept_back_advisers=5)
    callbacks.record_result(session, booked, "no_answer", due)
    assert (booked.state, booked.held_adviser_id) == ("booked", None)
    assert booked.next_at is not None
    assert live_holds(session) == []


def test_engaged_is_tried_soon_and_does_not_count(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    due = london(DAYS[0], "10:40")
    rung(session, booked, due)
    callbacks.record_result(session, booked, "engaged", due)
    assert booked.next_at is not None
    assert due < booked.next_at <= due + timedelta(minutes=20)
    assert not callbacks.attempts_of(session, booked)[0].counted


def test_after_the_last_try_a_letter_is_wanted_and_nothing_closes(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    who = claimant(session, site, now)
    booked = book(session, site, now, who)
    for _ in range(sites.rules_of(site).attempts):
        assert booked.next_at is not None
        at = booked.next_at
        rung(session, booked, at)
        callbacks.record_result(session, booked, "no_answer", at)
    assert (booked.state, booked.next_at, live_holds(session)) == ("letter_wanted", None, [])
    assert callbacks.open_for(session, who.id) is booked
    parts = {attempt.started_at.hour // 4 for attempt in callbacks.attempts_of(session, booked)}
    assert len(parts) > 1
    # She rings when she has the letter: home rings her back at once.
    callbacks.bring_forward(session, booked, by_staff=None, now=now + timedelta(days=3))
    assert booked.state == "due"


def test_she_asks_for_another_time_and_is_owed_one_that_a_person_agrees_with_her(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    # given she is rung, and it does not suit her
    booked = book(session, site, now, claimant(session, site, now))
    due = london(DAYS[0], "10:40")
    rung(session, booked, due)
    # when she names no time
    callbacks.record_result(session, booked, "claimant_asked_other_time", due)
    # then she is owed one by the next closing time, and takes none unasked
    assert (booked.state, booked.deadline) == ("owed", london(DAYS[1], "18:00"))
    assert not callbacks.takes_any_time(booked)
    assert live_holds(session) == []
    # and the one that is agreed is a new promise
    agreed = first_slot(session, site, london(DAYS[2], "14:20"))
    callbacks.move(session, booked, agreed, by_staff=ann.id, now=due)
    assert (booked.state, booked.due_at, booked.begun_at, booked.deadline) == ("booked", agreed.starts_at, None, None)


def test_where_nobody_agrees_one_she_is_rung_before_her_deadline_all_the_same(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    due = london(DAYS[0], "10:40")
    rung(session, booked, due)
    callbacks.record_result(session, booked, "claimant_asked_other_time", due)
    assert callbacks.fall_due(session, london(DAYS[1], "16:59")) == []
    assert callbacks.fall_due(session, london(DAYS[1], "17:00")) == [booked]


def test_a_result_needs_an_attempt(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    with pytest.raises(IllegalMove):
        callbacks.record_result(session, booked, "no_answer", now)
    rung(session, booked, london(DAYS[0], "10:40"))
    with pytest.raises(KeyError):
        callbacks.record_result(session, booked, "lost in the post", now)


def test_now_means_that_home_rings_her_back_at_once(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    booked = book(session, site, now, claimant(session, site, now))
    callbacks.bring_forward(session, booked, by_staff=None, now=now)
    assert (booked.state, booked.next_at, booked.due_at) == ("due", now, now)
    assert live_holds(session) == []
    callbacks.begin_attempt(session, booked, now)
    with pytest.raises(IllegalMove):
        callbacks.bring_forward(session, booked, by_staff=None, now=now)


def test_one_owed_while_it_was_being_made_falls_due_as_a_promise_that_is_not_begun(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    # given a call-back begun at its time, of which the adviser recorded that it is owed
    owed = book(session, site, now, claimant(session, site, now))
    rung(session, owed, london(DAYS[0], "10:40"))
    callbacks.lose_time(session, owed, by_staff=ann.id, now=london(DAYS[0], "10:45"))
    assert owed.begun_at is not None
    # when the last hour before its deadline comes
    assert owed.deadline is not None
    assert callbacks.fall_due(session, owed.deadline) == [owed]
    # then it is a promise of its own
    assert owed.due_at == owed.deadline
    assert owed.begun_at is None


def test_an_owed_call_can_be_brought_forward_or_given_a_time(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    for ring_now in (True, False):
        booked = book(session, site, now, claimant(session, site, now))
        callbacks.lose_time(session, booked, by_staff=ann.id, now=now)
        assert (booked.state, booked.next_at) == ("owed", None)
        assert booked.deadline == london(DAYS[1], "18:00")
        if ring_now:
            callbacks.bring_forward(session, booked, by_staff=None, now=now)
            assert booked.state == "due"
        else:
            callbacks.move(session, booked, first_slot(session, site, now), by_staff=ann.id, now=now)
            assert booked.state == "booked"
            assert booked.deadline is None


def test_a_number_alone_opens_nothing(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    who = claimant(session, site, now)
    booked = book(session, site, now, who)
    wrong = "1357" if booked.proof_number != "1357" else "2468"
    assert callbacks.by_proof(session, HERS.telephone, booked.proof_number) is booked
    assert callbacks.by_proof(session, HERS.telephone, wrong) is None
    assert callbacks.by_proof(session, "+441632960002", booked.proof_number) is None
    assert callbacks.by_reference(session, who.reference, HERS.telephone) is booked
    assert callbacks.by_reference(session, who.reference, "+441632960002") is None


def test_two_of_a_household_with_the_same_proof_number_need_an_adviser(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    first, second = (book(session, site, now, claimant(session, site, now)) for _ in range(2))
    second.proof_number = first.proof_number
    session.flush()
    assert callbacks.by_proof(session, HERS.telephone, first.proof_number) is None


def test_she_is_never_rung_where_it_is_not_safe(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    who = claimant(session, site, now)
    booked = book(session, site, now, who)
    assert callbacks.may_dial(booked, who) is None
    who.safe_to_ring = False
    assert callbacks.may_dial(booked, who) is not None
    who.safe_to_ring = True
    callbacks.correct_contact(
        session, booked, callbacks.Contact("+441632960003", safe_to_ring=False), by_staff=ann.id, now=now
    )
    assert "not safe" in str(callbacks.may_dial(booked, None))
    callbacks.cancel(session, booked, by_staff=None, now=now)
    callbacks.correct_contact(session, booked, HERS, by_staff=None, now=now)
    assert callbacks.may_dial(booked, who) is not None


def test_a_try_again_keeps_to_the_times_that_are_safe(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    booked = book(session, site, now, claimant(session, site, now, safe_times="9:00-11:00"))
    due = london(DAYS[0], "10:40")
    rung(session, booked, due)
    callbacks.record_result(session, booked, "no_answer", due)
    assert booked.next_at is not None
    assert 9 <= booked.next_at.hour < 11
    assert booked.next_at > due


def test_a_keypad_booking_is_joined_to_its_claimant(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    who = claimant(session, site, now)
    booked = book(session, site, now, call_id=call(session, site, now))
    callbacks.attach(session, booked, who.id, by_staff=ann.id, now=now)
    assert callbacks.open_for(session, who.id) is booked
    other = book(session, site, now, call_id=call(session, site, now))
    with pytest.raises(AlreadyBooked):
        callbacks.attach(session, other, who.id, by_staff=ann.id, now=now)


def test_how_the_promises_stand(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    kept, late, waiting = (book(session, site, now, claimant(session, site, now)) for _ in range(3))
    kept.due_at = kept.next_at = london(DAYS[0], "8:40")
    late.due_at = late.next_at = london(DAYS[0], "9:00")
    waiting.due_at = waiting.next_at = london(DAYS[0], "9:20")
    session.flush()
    callbacks.fall_due(session, london(DAYS[0], "9:30"))
    callbacks.begin_attempt(session, kept, london(DAYS[0], "8:55"))
    callbacks.record_result(session, kept, "reached", london(DAYS[0], "8:56"))
    callbacks.finish(session, kept, london(DAYS[0], "9:30"))
    owed = book(session, site, now, claimant(session, site, now))
    callbacks.lose_time(session, owed, by_staff=None, now=now)
    stand = callbacks.promises(session, london(DAYS[0], "9:30"))[site.id]
    assert (stand.promised, stand.kept, stand.late, stand.waiting) == (3, 1, 1, 2)
    assert (stand.owed, stand.owed_late, stand.to_write) == (1, 0, 0)
    assert [row.id for row in callbacks.todays(session, site.id, now)] == [late.id, waiting.id, owed.id]


def test_a_promise_that_was_broken_is_not_mended_by_another_time(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    # given one that was begun in time and one that was not, both for this morning
    kept, late = (book(session, site, now, claimant(session, site, now)) for _ in range(2))
    kept.due_at = kept.next_at = late.due_at = late.next_at = london(DAYS[0], "8:40")
    late.textphone = True
    session.flush()
    callbacks.fall_due(session, london(DAYS[0], "8:40"))
    callbacks.begin_attempt(session, kept, london(DAYS[0], "8:45"))

    # when both have another time instead, the one at her own wish
    at = london(DAYS[0], "9:30")
    callbacks.record_result(session, kept, "claimant_asked_other_time", at)
    slot = next(diary.all_slots(session, site, diary.needs_of(site), at, now=at))
    callbacks.move(session, late, slot, by_staff=ann.id, now=at)

    # then this morning's are counted as they were, once, and the new one not yet
    stand = callbacks.promises(session, at)[site.id]
    assert (stand.promised, stand.kept, stand.late) == (2, 1, 0)
    of = work(session, at)[site.id].kept
    assert (of["textphone"].part, of["textphone"].of) == (0, 1)

    # and moved once more before that time it counts no more often
    later = next(diary.all_slots(session, site, diary.needs_of(site), slot.ends_at, now=at))
    callbacks.move(session, late, later, by_staff=ann.id, now=at)
    assert callbacks.promises(session, at)[site.id].promised == 2


def test_a_promise_across_a_clock_change_keeps_its_local_time(session: Session, site: Site) -> None:
    ann = make_adviser(session, site, "ann")
    friday = london("2026-10-23", "10:00")
    diary.put_on_duty(session, ann.id, site.id, london("2026-10-26", "14:20"), london("2026-10-26", "15:20"))
    booked = book(session, site, friday, claimant(session, site, friday))
    assert booked.due_at == london("2026-10-26", "14:20")
    assert booked.due_at.hour == 14
    assert date(2026, 10, 26) == booked.due_at.date()
    assert callbacks.fall_due(session, booked.due_at - timedelta(hours=1)) == []
    assert callbacks.fall_due(session, booked.due_at) == [booked]
