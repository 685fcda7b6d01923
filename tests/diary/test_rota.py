"""Who is on duty, and what may not be changed once it bears a promise."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.diary import service as diary
from app.diary.errors import RotaClash, SlotTaken, StillHeld
from app.diary.models import Rota
from app.sites.models import Site
from app.values.errors import Invalid
from tests.diary_people import london, make_adviser, make_site

DAY = "2026-11-24"
HEADING = "username,date,from,to,break_from,break_to\n"


@pytest.fixture
def site(session: Session) -> Site:
    return make_site(session)


def promise(session: Session, site: Site, staff_id: int, start: datetime, end: datetime, now: datetime) -> Callback:
    callback = Callback(
        id=uuid4(), site_id=site.id, booked_at=now, next_at=start, telephone="+441632960001", proof_number="4071"
    )
    session.add(callback)
    session.flush()
    diary.keep(
        session,
        resource=diary.ADVISER,
        resource_key=str(staff_id),
        site_id=site.id,
        starts_at=start,
        ends_at=end,
        now=now,
        callback_id=callback.id,
    )
    return callback


def test_an_adviser_is_on_duty_once(session: Session, site: Site) -> None:
    ann = make_adviser(session, site, "ann")
    diary.put_on_duty(session, ann.id, site.id, london(DAY, "8:30"), london(DAY, "17:00"))
    with pytest.raises(RotaClash):
        diary.put_on_duty(session, ann.id, site.id, london(DAY, "16:00"), london(DAY, "18:00"))
    assert len(diary.rota_of(session, site.id, date(2026, 11, 24))) == 1


def test_a_time_on_duty_ends_after_it_begins_and_on_the_same_day(session: Session, site: Site) -> None:
    ann = make_adviser(session, site, "ann")
    for start, end in (("17:00", "9:00"), ("9:00", "9:00")):
        with pytest.raises(Invalid):
            diary.put_on_duty(session, ann.id, site.id, london(DAY, start), london(DAY, end))
    with pytest.raises(Invalid, match="same day"):
        diary.put_on_duty(session, ann.id, site.id, london(DAY, "9:00"), london("2026-11-25", "9:00"))


def test_a_break_lies_within_a_time_on_duty(session: Session, site: Site) -> None:
    ann = make_adviser(session, site, "ann")
    with pytest.raises(Invalid, match="within"):
        diary.add_break(session, ann.id, london(DAY, "12:00"), london(DAY, "13:00"))
    diary.put_on_duty(session, ann.id, site.id, london(DAY, "8:30"), london(DAY, "12:30"))
    with pytest.raises(Invalid, match="within"):
        diary.add_break(session, ann.id, london(DAY, "12:00"), london(DAY, "13:00"))
    diary.add_break(session, ann.id, london(DAY, "12:00"), london(DAY, "12:30"))
    with pytest.raises(RotaClash):
        diary.add_break(session, ann.id, london(DAY, "12:15"), london(DAY, "12:30"))


def test_a_hold_outside_the_rota_is_refused_by_the_database(session: Session, site: Site, now: datetime) -> None:
    ann = make_adviser(session, site, "ann")
    diary.put_on_duty(session, ann.id, site.id, london(DAY, "8:30"), london(DAY, "17:00"))
    with pytest.raises(SlotTaken):
        promise(session, site, ann.id, london(DAY, "16:20"), london(DAY, "17:20"), now)


def test_nobody_is_held_twice_at_one_time(session: Session, site: Site, now: datetime) -> None:
    ann = make_adviser(session, site, "ann")
    diary.put_on_duty(session, ann.id, site.id, london(DAY, "8:30"), london(DAY, "17:00"))
    first = promise(session, site, ann.id, london(DAY, "10:00"), london(DAY, "11:00"), now)
    with pytest.raises(SlotTaken):
        promise(session, site, ann.id, london(DAY, "10:40"), london(DAY, "11:40"), now)
    assert diary.release(session, first.id, now) == 1
    promise(session, site, ann.id, london(DAY, "10:40"), london(DAY, "11:40"), now)


def test_a_change_that_breaks_a_promise_is_refused_and_names_it(session: Session, site: Site, now: datetime) -> None:
    ann = make_adviser(session, site, "ann")
    row = diary.put_on_duty(session, ann.id, site.id, london(DAY, "8:30"), london(DAY, "17:00"))
    callback = promise(session, site, ann.id, london(DAY, "10:00"), london(DAY, "11:00"), now)
    with pytest.raises(StillHeld) as refused:
        diary.remove(session, row.id)
    assert refused.value.callback_ids == (callback.id,)
    with pytest.raises(StillHeld):
        diary.add_break(session, ann.id, london(DAY, "10:40"), london(DAY, "11:20"))
    assert [rota.kind for rota in diary.rota_of(session, site.id, date(2026, 11, 24))] == ["duty"]


def test_duty_goes_with_its_breaks(session: Session, site: Site) -> None:
    ann = make_adviser(session, site, "ann")
    lunch = (london(DAY, "12:00"), london(DAY, "13:00"))
    row = diary.put_on_duty(session, ann.id, site.id, london(DAY, "8:30"), london(DAY, "17:00"), breaks=[lunch])
    diary.remove(session, row.id)
    diary.remove(session, row.id)
    assert diary.rota_of(session, site.id, date(2026, 11, 24)) == []


def test_who_is_due_in_an_interview(session: Session, site: Site, now: datetime) -> None:
    ann = make_adviser(session, site, "ann")
    diary.put_on_duty(session, ann.id, site.id, london(DAY, "8:30"), london(DAY, "17:00"))
    begins = london(DAY, "10:00")
    callback = promise(session, site, ann.id, begins, london(DAY, "11:00"), now)
    assert diary.adviser_due_in_interview(session, site.id, london(DAY, "9:45"), 10) == {}
    assert diary.adviser_due_in_interview(session, site.id, london(DAY, "9:50"), 10) == {ann.id: begins}
    assert diary.adviser_due_in_interview(session, site.id, london(DAY, "10:59"), 10) == {ann.id: begins}
    assert diary.adviser_due_in_interview(session, site.id, london(DAY, "11:00"), 10) == {}
    diary.release(session, callback.id, now)
    assert diary.adviser_due_in_interview(session, site.id, begins, 10) == {}


def test_a_rota_file_is_loaded_in_london_time(session: Session, site: Site, now: datetime) -> None:
    make_adviser(session, site, "ann")
    text = HEADING + "ann,2026-11-24,8:30,17.00,12:00,1pm\nann,29/03/2027,08:30,12:30,,\n\n"
    assert diary.load_rota_csv(session, text, now) == []
    rows = diary.rota_of(session, site.id, date(2026, 11, 24))
    assert [(row.kind, row.during.lower, row.during.upper) for row in rows] == [
        ("duty", london(DAY, "8:30"), london(DAY, "17:00")),
        ("break", london(DAY, "12:00"), london(DAY, "13:00")),
    ]
    summer = diary.rota_of(session, site.id, date(2027, 3, 29))[0].during.lower
    assert summer is not None
    assert (summer.hour, summer.minute) == (7, 30)


def test_a_rota_file_may_be_loaded_again_and_put_right(session: Session, site: Site, now: datetime) -> None:
    make_adviser(session, site, "ann")
    for until in ("17:00", "17:00", "16:00"):
        assert diary.load_rota_csv(session, f"username,date,from,to\nann,{DAY},8:30,{until}\n", now) == []
    rows = diary.rota_of(session, site.id, date(2026, 11, 24))
    assert [row.during.upper for row in rows] == [london(DAY, "16:00")]


def test_of_a_faulty_file_every_fault_is_told_and_nothing_is_loaded(
    session: Session, site: Site, now: datetime
) -> None:
    make_adviser(session, site, "ann")
    text = HEADING + "\n".join(
        [
            f"ann,{DAY},8:30,12:30,,",
            f"nobody,{DAY},8:30,12:30,,",
            "ann,24.11.2026,8:30,12:30,,",
            f"ann,{DAY},12:00,17:00,,",
            "ann,2026-11-25,half past,17:00,,",
            "ann,2026-11-26,8:30,17:00,17:00,18:00",
            "ann,2026-11-22,8:30,17:00,,",
            "ann,2026-11-27,17:00,8:30,,",
            "ann,2026-11-30,8:30,17:00,12:00,",
        ]
    )
    errors = diary.load_rota_csv(session, text, now)
    assert [error.row for error in errors] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert str(errors[0]) == "row 3, username: There is nobody with the username nobody"
    assert session.scalar(select(func.count()).select_from(Rota)) == 0


def test_a_time_the_clocks_skip_is_refused(session: Session, site: Site, now: datetime) -> None:
    make_adviser(session, site, "ann")
    errors = diary.load_rota_csv(session, "username,date,from,to\nann,2027-03-28,1:30,9:00\n", now)
    assert "no such time" in str(errors[0])


def test_a_file_without_its_columns_is_refused(session: Session, site: Site, now: datetime) -> None:
    for text in ("", "username,date,from\nann,2026-11-24,8:30\n"):
        assert {error.row for error in diary.load_rota_csv(session, text, now)} == {1}


def test_a_file_may_not_take_away_a_time_that_is_promised(session: Session, site: Site, now: datetime) -> None:
    ann, bob = make_adviser(session, site, "ann"), make_adviser(session, site, "bob")
    diary.put_on_duty(session, ann.id, site.id, london(DAY, "8:30"), london(DAY, "17:00"))
    promise(session, site, ann.id, london(DAY, "10:00"), london(DAY, "11:00"), now)
    text = f"username,date,from,to\nbob,{DAY},8:30,12:30\nann,{DAY},12:30,17:00\n"
    errors = diary.load_rota_csv(session, text, now)
    assert [error.row for error in errors] == [3]
    assert [row.staff_id for row in diary.rota_of(session, site.id, date(2026, 11, 24))] == [ann.id]
    assert bob.id not in {row.staff_id for row in diary.rota_of(session, site.id, date(2026, 11, 24))}
