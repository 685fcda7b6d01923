"""She is rung only at moments that are safe for her and within her site's hours, however long it waits."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.diary import service as diary
from app.line import service as line
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import by_hand, in_time, owed, ringing_back
from app.switchboard.context import Switchboard
from app.texts import service as texts
from tests.callbacks.promises import claimant
from tests.diary_people import london

MONDAY, TUESDAY, WEDNESDAY = "2026-11-23", "2026-11-24", "2026-11-25"
# The Monday after it is a bank holiday.
FRIDAY, AFTER_THE_HOLIDAY = "2026-08-28", "2026-09-01"
MORNINGS = "09:00–11:00"
# Where no moment is known to be safe but one that she agrees to.
AS_AGREED = ({"safe_in_words": "Not on Thursdays"}, {"safe_times_unknown": True})


def booked(session: Session, site: Site, ann: Staff, day: str, clock: str, **safe: object) -> Callback:
    """Her call-back at that time, kept for Ann."""
    at = london(day, clock)
    sites.change_rules(session, site, kept_back_advisers=0)
    diary.put_on_duty(session, ann.id, site.id, london(day, "8:30"), london(day, "18:00"))
    before = at - timedelta(hours=2)
    return callbacks.book(
        session,
        site=site,
        slot=diary.slot_at(session, site, diary.needs_of(site), at, before),
        claimant_id=claimant(session, site, before, **safe).id,
        call_id=None,
        contact=callbacks.Contact("+447700900123", safe_to_text=True),
        by_staff=None,
        now=before,
    )


def owe(
    session: Session, site: Site, now: datetime, contact: callbacks.Contact | None = None, **safe: object
) -> Callback:
    return callbacks.owe(
        session,
        site=site,
        needs=diary.needs_of(site),
        claimant_id=claimant(session, site, now, **safe).id,
        call_id=None,
        contact=contact or callbacks.Contact("+447700900123"),
        by_staff=None,
        now=now,
    )


def left_on_friday(session: Session, board: Switchboard, site: Site, ann: Staff, **safe: object) -> Callback:
    """Her call-back of five on a Friday, which nobody was free for until the site shut."""
    hers = booked(session, site, ann, FRIDAY, "17:00", **safe)
    ringing_back.fall_due(board, london(FRIDAY, "17:00"))
    in_time.take_out_of_line(board, london(FRIDAY, "18:00"))
    return hers


def in_line(session: Session, callback: Callback) -> bool:
    return line.demand_of_callback(session, callback.id) is not None


def says(session: Session, callback: Callback, **safe: object) -> None:
    """She says what is safe, though it was promised already."""
    for name, value in safe.items():
        setattr(session.get_one(Claimant, callback.claimant_id), name, value)
    session.flush()


def test_whom_nobody_was_free_for_is_not_rung_once_it_is_no_longer_safe(
    session: Session, board: Switchboard, site: Site, ann: Staff
) -> None:
    # given that it is safe from nine to eleven, and her call-back of 10:40 waits for somebody to be free
    hers = booked(session, site, ann, MONDAY, "10:40", safe_times=MORNINGS)
    ringing_back.fall_due(board, london(MONDAY, "10:40"))
    assert in_time.take_out_of_line(board, london(MONDAY, "10:59")) == 0
    assert in_line(session, hers)

    # when eleven has come
    diary.put_on_duty(session, ann.id, site.id, london(TUESDAY, "8:30"), london(TUESDAY, "18:00"))
    assert in_time.take_out_of_line(board, london(MONDAY, "11:00")) == 1

    # then it waits no longer: she is rung when it is safe again, by who is kept for it, and its promise is broken
    assert not in_line(session, hers)
    assert (hers.state, hers.next_at) == ("booked", london(TUESDAY, "9:00"))
    assert (hers.due_at, hers.held_adviser_id) == (london(MONDAY, "10:40"), ann.id)
    assert callbacks.promises(session, london(MONDAY, "11:00"))[site.id].late == 1
    assert ringing_back.fall_due(board, london(MONDAY, "17:00")) == 0
    # and the supervisor still has it on the list of the day
    assert hers in callbacks.todays(session, site.id, london(MONDAY, "11:00"))
    # and nobody forecasts that it is rung any minute now
    assert callbacks.to_begin(session, london(MONDAY, "10:10"), london(MONDAY, "11:40"), 1) == []


def test_nobody_is_rung_on_the_morning_of_a_bank_holiday_for_what_was_due_the_week_before(
    session: Session, board: Switchboard, site: Site, ann: Staff
) -> None:
    # given a call-back due at five on a Friday, and everybody has gone home
    hers = booked(session, site, ann, FRIDAY, "17:00")
    ringing_back.fall_due(board, london(FRIDAY, "17:00"))
    assert in_time.take_out_of_line(board, london(FRIDAY, "17:59")) == 0

    # when the site shuts, then it goes on when it opens next
    in_time.take_out_of_line(board, london(FRIDAY, "18:00"))
    assert not in_line(session, hers)
    assert (hers.next_at, hers.due_at) == (london(AFTER_THE_HOLIDAY, "8:30"), london(FRIDAY, "17:00"))


def test_whoever_is_put_off_is_told_when_we_ring_instead(
    session: Session, board: Switchboard, site: Site, ann: Staff
) -> None:
    # given texts are safe
    # when hers is put off to the day after the holiday
    hers = left_on_friday(session, board, site, ann, safe_to_text=True)

    # then a text says so
    text = texts.latest(session, "put_off", hers.id)
    assert text is not None
    assert (text.telephone, text.about_at, text.expected_at) == (
        "+447700900123",
        london(FRIDAY, "17:00"),
        london(AFTER_THE_HOLIDAY, "8:30"),
    )
    # and where it is put off once more, another
    ringing_back.fall_due(board, london(AFTER_THE_HOLIDAY, "8:30"))
    in_time.take_out_of_line(board, london(AFTER_THE_HOLIDAY, "18:00"))
    again = texts.latest(session, "put_off", hers.id)
    assert again is not None
    assert (again.id != text.id, again.expected_at) == (True, hers.next_at)


def test_whom_no_text_may_reach_is_put_off_without_one(
    session: Session, board: Switchboard, site: Site, ann: Staff
) -> None:
    hers = left_on_friday(session, board, site, ann, safe_to_text=False)
    assert hers.next_at == london(AFTER_THE_HOLIDAY, "8:30")
    assert texts.latest(session, "put_off", hers.id) is None


def test_one_that_was_not_ticked_for_over_the_weekend_does_not_join_the_line(
    session: Session, board: Switchboard, site: Site, ann: Staff
) -> None:
    hers = booked(session, site, ann, FRIDAY, "17:00")
    ringing_back.fall_due(board, london("2026-08-31", "7:50"))
    assert not in_line(session, hers)
    assert hers.next_at == london(AFTER_THE_HOLIDAY, "8:30")


def test_a_site_that_was_closed_at_once_keeps_what_is_due_in_its_line(
    session: Session, board: Switchboard, site: Site, ann: Staff
) -> None:
    hers = booked(session, site, ann, MONDAY, "10:40")
    sites.close_at_once(session, site, "fire alarm", london(MONDAY, "10:30"), {})
    ringing_back.fall_due(board, london(MONDAY, "10:40"))
    assert in_time.take_out_of_line(board, london(MONDAY, "10:50")) == 0
    assert in_line(session, hers)


def test_what_is_owed_is_made_in_the_last_hour_that_is_safe(
    session: Session, board: Switchboard, site: Site, now: datetime
) -> None:
    hers = owe(session, site, now, safe_times=MORNINGS)
    assert hers.deadline == london(TUESDAY, "11:00")
    assert ringing_back.fall_due(board, london(TUESDAY, "9:59")) == 0
    ringing_back.fall_due(board, london(TUESDAY, "10:00"))
    assert in_line(session, hers)


def test_what_is_owed_is_not_made_at_its_deadline_where_that_is_not_safe(
    session: Session, board: Switchboard, site: Site, now: datetime
) -> None:
    # given an owed call with closing time as its deadline, and then she says that only the mornings are safe
    hers = owe(session, site, now)
    says(session, hers, safe_times=MORNINGS)

    # when the last hour before it has come
    ringing_back.fall_due(board, london(TUESDAY, "17:00"))

    # then it is made the next morning, and was promised for the deadline
    assert not in_line(session, hers)
    assert (hers.next_at, hers.due_at) == (london(WEDNESDAY, "9:00"), london(TUESDAY, "18:00"))


@pytest.mark.parametrize(
    "safe",
    [
        {"safe_to_ring": False},
        {"safe_in_words": "When he is at work"},
        {"safe_times_unknown": True},
        {"safe_times": "20:00–22:00"},
    ],
)
def test_an_owed_call_that_nobody_may_make_by_itself_is_past_its_deadline_and_is_left_to_a_person(
    session: Session, board: Switchboard, site: Site, now: datetime, safe: dict[str, Any]
) -> None:
    # given an owed call, and then she says that she may not be rung, or when in words, or at no hour of ours
    hers = owe(session, site, now)
    says(session, hers, **safe)

    # when its deadline comes and passes
    for clock in ("17:00", "17:01", "18:30"):
        ringing_back.fall_due(board, london(TUESDAY, clock))

    # then it is owed with the deadline that it had, is not looked at again and again, and is on the board as late
    assert (hers.state, hers.deadline, hers.for_a_person) == ("owed", london(TUESDAY, "18:00"), True)
    assert callbacks.fall_due(session, london(WEDNESDAY, "10:00")) == []
    assert callbacks.promises(session, london(TUESDAY, "18:30"))[site.id].owed_late == 1


@pytest.mark.parametrize("safe", AS_AGREED)
def test_where_no_time_is_known_to_be_safe_none_is_given_unasked(
    session: Session, board: Switchboard, site: Site, ann: Staff, now: datetime, safe: dict[str, Any]
) -> None:
    # given a free day, and somebody owed a call who has said "Not on Thursdays", or is not sure
    sites.change_rules(session, site, kept_back_advisers=0)
    diary.put_on_duty(session, ann.id, site.id, london(TUESDAY, "8:30"), london(TUESDAY, "18:00"))
    hers = owe(session, site, now, **safe)

    # then nothing is given to her and nobody rings her by itself: the supervisor has it on the list
    assert owed.give_times(board, now) == 0
    assert not callbacks.takes_any_time(hers)
    assert ringing_back.fall_due(board, london(TUESDAY, "17:30")) == 0
    assert list(callbacks.times_for(session, hers, now, now)) == []
    # but a person may choose with her
    assert next(callbacks.times_for(session, hers, now, now, by_person=True)).starts_at == london(TUESDAY, "8:40")


@pytest.mark.parametrize("safe", AS_AGREED)
def test_a_time_that_she_agreed_to_is_good_though_none_is_known_to_be_safe(
    session: Session, board: Switchboard, site: Site, ann: Staff, safe: dict[str, Any]
) -> None:
    # given a time that was agreed
    hers = booked(session, site, ann, MONDAY, "10:40", **safe)

    # when it comes, then she may be rung, for an hour
    ringing_back.fall_due(board, london(MONDAY, "10:40"))
    assert in_line(session, hers)
    assert in_time.take_out_of_line(board, london(MONDAY, "11:39")) == 0

    # and after that a person has to say when
    in_time.take_out_of_line(board, london(MONDAY, "11:40"))
    assert not in_line(session, hers)
    assert (hers.state, hers.for_a_person) == ("owed", True)


def test_who_wants_to_be_rung_now_is_whatever_the_hour(
    session: Session, board: Switchboard, site: Site, ann: Staff
) -> None:
    # given that only the mornings are safe, and she asks at 14:00 to be rung at once
    hers = booked(session, site, ann, TUESDAY, "9:40", safe_times=MORNINGS)
    now = london(MONDAY, "14:00")
    ringing_back.ring_now(session, hers, now)

    # then she is, for an hour
    ringing_back.fall_due(board, now + timedelta(seconds=10))
    assert in_line(session, hers)
    assert in_time.take_out_of_line(board, now + timedelta(minutes=59)) == 0
    assert in_time.take_out_of_line(board, now + timedelta(minutes=60)) == 1
    assert hers.next_at == london(TUESDAY, "9:00")


def test_who_asks_for_it_while_it_waits_in_the_line_is_rung_all_the_same(
    session: Session, board: Switchboard, site: Site, ann: Staff
) -> None:
    hers = booked(session, site, ann, MONDAY, "10:40", safe_times=MORNINGS)
    ringing_back.fall_due(board, london(MONDAY, "10:40"))
    ringing_back.ring_now(session, hers, london(MONDAY, "10:58"))
    assert in_time.take_out_of_line(board, london(MONDAY, "11:30")) == 0
    assert in_line(session, hers)


def test_an_interview_that_was_begun_goes_on_after_closing_time(
    session: Session, board: Switchboard, site: Site, ann: Staff
) -> None:
    hers = booked(session, site, ann, MONDAY, "17:00")
    ringing_back.fall_due(board, london(MONDAY, "17:00"))
    callbacks.begin_attempt(session, hers, london(MONDAY, "17:05"))
    callbacks.record_result(session, hers, "cut_off", london(MONDAY, "18:00"))
    demand = line.demand_of_callback(session, hers.id)
    assert demand is not None
    line.end(session, demand, "withdrawn", london(MONDAY, "18:00"))

    ringing_back.fall_due(board, london(MONDAY, "18:01"))
    assert in_line(session, hers)
    assert in_time.take_out_of_line(board, london(MONDAY, "18:10")) == 0


def test_nobody_dials_by_hand_at_a_time_that_is_not_safe(
    session: Session, board: Switchboard, site: Site, ann: Staff
) -> None:
    # given a call-back that an adviser is to dial himself, until eleven
    hers = booked(session, site, ann, MONDAY, "10:40", safe_times=MORNINGS, telephone_kind="relay", safe_to_text=False)
    ringing_back.fall_due(board, london(MONDAY, "10:40"))
    assert by_hand.is_due(session, hers, london(MONDAY, "10:59"))

    # when eleven has come, then he may not any more, and it goes on another day
    assert not by_hand.is_due(session, hers, london(MONDAY, "11:00"))
    in_time.take_out_of_line(board, london(MONDAY, "11:00"))
    assert (hers.state, hers.next_at) == ("booked", london(TUESDAY, "9:00"))
