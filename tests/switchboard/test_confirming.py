"""When she is told by text of what was promised: at once while she talks with us, else at a moment that is safe."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants.models import ThirdParty
from app.diary import service as diary
from app.jobs.models import Job
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import messages, rebooking
from app.switchboard.context import Switchboard
from app.texts import service as texts
from tests.callbacks.promises import claimant
from tests.diary_people import london

MONDAY, TUESDAY, WEDNESDAY = "2026-11-23", "2026-11-24", "2026-11-25"
HER_MOBILE = "+447700900123"
AFTERNOONS = "14:00–17:00"


def booked(session: Session, site: Site, ann: Staff, now: datetime, **safe: object) -> Callback:
    """Her call-back on Wednesday at 15:00, kept for Ann; she may be told by text."""
    sites.change_rules(session, site, kept_back_advisers=0, reminder_days=None)
    diary.put_on_duty(session, ann.id, site.id, london(WEDNESDAY, "8:30"), london(WEDNESDAY, "18:00"))
    return callbacks.book(
        session,
        site=site,
        slot=diary.slot_at(session, site, diary.needs_of(site), london(WEDNESDAY, "15:00"), now),
        claimant_id=claimant(session, site, now, safe_to_text=True, **safe).id,
        call_id=None,
        contact=callbacks.Contact(HER_MOBILE, safe_to_text=True),
        by_staff=None,
        now=now,
    )


def sent_at(session: Session) -> list[datetime]:
    """When each text that is wanted goes out."""
    return list(session.scalars(select(Job.due_at).where(Job.kind == "text").order_by(Job.due_at)))


@pytest.mark.parametrize(
    ("safe", "clock", "day", "goes"),
    [
        ({}, "12:00", MONDAY, "12:00"),
        ({}, "20:00", TUESDAY, "8:30"),
        ({"safe_times": AFTERNOONS}, "12:00", MONDAY, "14:00"),
        ({"safe_times": AFTERNOONS}, "20:00", TUESDAY, "14:00"),
    ],
)
def test_a_supervisor_moves_it_and_she_hears_of_it_when_that_is_safe(
    session: Session, site: Site, ann: Staff, now: datetime, safe: dict[str, object], clock: str, day: str, goes: str
) -> None:
    hers = booked(session, site, ann, now, **safe)
    done = rebooking.move(session, hers, london(WEDNESDAY, "16:00"), ann.id, london(MONDAY, clock))
    assert done.told == "text"
    assert sent_at(session) == [london(day, goes)]


def test_a_text_to_her_own_telephone_keeps_to_her_times_though_another_is_rung(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    # given a helper who is rung and may not be written to, so that she herself has the texts
    hers = booked(session, site, ann, now, safe_times=AFTERNOONS, telephone=HER_MOBILE)
    helper = ThirdParty(
        claimant_id=hers.claimant_id, name="Mr Ali", relationship="friend", capacity="helper", rings_back=True,
        telephone="+441632960002", safe_to_ring=True, recorded_at=now, recorded_by=ann.id,
    )  # fmt: skip
    session.add(helper)
    session.flush()
    hers.third_party_id, hers.telephone = helper.id, "+441632960002"
    session.flush()

    # when the call-back is moved at noon
    rebooking.move(session, hers, london(WEDNESDAY, "10:00"), ann.id, london(MONDAY, "12:00"))

    # then her text waits until it is safe
    assert sent_at(session) == [london(MONDAY, "14:00")]


def test_while_she_talks_with_us_it_goes_at_once(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    hers = booked(session, site, ann, now, safe_times=AFTERNOONS)
    assert messages.promised(session, hers, london(MONDAY, "12:00"), with_her=True) == "text"
    assert sent_at(session) == [london(MONDAY, "12:00")]


def test_who_said_in_words_when_it_is_safe_gets_no_text_unasked(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    hers = booked(session, site, ann, now, safe_in_words="Not when he is at home")
    assert messages.promised(session, hers, now) == "nobody"
    assert not messages.tell_late(session, hers, None, london(WEDNESDAY, "16:10"))
    assert sent_at(session) == []


def test_nobody_is_moved_to_a_time_that_only_she_can_agree_to(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    hers = booked(session, site, ann, now, safe_in_words="Not when he is at home")
    with pytest.raises(rebooking.OnlyAsAgreedError):
        rebooking.move(session, hers, london(WEDNESDAY, "16:00"), ann.id, now)
    assert hers.due_at == london(WEDNESDAY, "15:00")


def test_nobody_is_moved_to_a_time_that_is_not_safe(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    hers = booked(session, site, ann, now, safe_times=AFTERNOONS)
    with pytest.raises(rebooking.NotSafeThenError):
        rebooking.move(session, hers, london(WEDNESDAY, "10:00"), ann.id, now)
    assert hers.due_at == london(WEDNESDAY, "15:00")


def test_what_could_not_be_sent_in_its_hours_is_not_sent_at_night(
    session: Session, board: Switchboard, site: Site, ann: Staff, now: datetime
) -> None:
    # given a confirmation of a booking made on the line, which no worker came to for hours
    hers = booked(session, site, ann, now)
    messages.promised(session, hers, london(MONDAY, "17:00"), with_her=True)
    job = session.scalars(select(Job).where(Job.kind == "text")).one()

    # when one does, at night
    messages.send(board, job.payload, london(MONDAY, "23:00"))

    # then it does not go
    text = texts.latest(session, "confirmation", hers.id)
    assert text is not None
    assert text.state == "not_sent"
