"""Leave: the rota is cut for it and is whole again when it is taken back; leave as a file; a week's rota copied."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.database import Database
from app.diary import service as diary
from app.diary.errors import LeaveClash
from app.diary.holding import ends_of
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from tests.diary_people import london, make_adviser, make_site

WEDNESDAY, NEXT = "2026-11-25", "2026-12-02"
MONDAY = date(2026, 11, 23)
HEADING = "username,first_day,last_day,from,to\n"


@pytest.fixture
def session(fresh_database: Database) -> Iterator[Session]:
    with fresh_database.transaction() as session:
        yield session


@pytest.fixture
def site(session: Session) -> Site:
    return make_site(session)


@pytest.fixture
def asha(session: Session, site: Site) -> Staff:
    """On duty on Wednesday from 8.30 to 16.30, with a break at noon."""
    asha = make_adviser(session, site, "asha")
    pause = (london(WEDNESDAY, "12:00"), london(WEDNESDAY, "12:40"))
    diary.put_on_duty(session, asha.id, site.id, london(WEDNESDAY, "8:30"), london(WEDNESDAY, "16:30"), breaks=[pause])
    return asha


def rota(session: Session, site: Site, day: str) -> list[tuple[str, datetime, datetime]]:
    rows = diary.rota_of(session, site.id, date.fromisoformat(day))
    return sorted((row.kind, *ends_of(row.during)) for row in rows)


def test_leave_taken_back_restores_the_rota(session: Session, site: Site, asha: Staff, now: datetime) -> None:
    before = rota(session, site, WEDNESDAY)
    # when she is away from eleven to two, break and all
    leave = diary.take_leave(session, asha.id, london(WEDNESDAY, "11:00"), london(WEDNESDAY, "14:00"), by=None, now=now)
    assert rota(session, site, WEDNESDAY) == [
        ("duty", london(WEDNESDAY, "8:30"), london(WEDNESDAY, "11:00")),
        ("duty", london(WEDNESDAY, "14:00"), london(WEDNESDAY, "16:30")),
    ]
    # then, taken back, her day is in one piece again
    assert diary.take_back(session, leave, now) == 0
    assert rota(session, site, WEDNESDAY) == before


def test_what_stands_there_meanwhile_is_not_put_back(session: Session, site: Site, asha: Staff, now: datetime) -> None:
    leave = diary.take_leave(
        session, asha.id, london(WEDNESDAY, "0:00"), london("2026-11-26", "0:00"), by=None, now=now
    )
    assert rota(session, site, WEDNESDAY) == []
    with pytest.raises(LeaveClash):
        diary.take_leave(session, asha.id, london(WEDNESDAY, "9:00"), london(WEDNESDAY, "10:00"), by=None, now=now)
    # given that the day is over for a part when it is taken back: only what is still to come matters
    assert diary.take_back(session, leave, now + timedelta(days=7)) == 0
    assert rota(session, site, WEDNESDAY) == []


def test_a_rota_that_is_loaded_over_leave_is_whole_when_the_leave_is_taken_back(
    session: Session, site: Site, asha: Staff, now: datetime
) -> None:
    leave = diary.take_leave(
        session, asha.id, london(WEDNESDAY, "0:00"), london("2026-11-26", "0:00"), by=None, now=now
    )
    text = f"username,date,from,to\nasha,{WEDNESDAY},10:00,18:00\n"
    assert diary.load_rota_csv(session, text, now) == []
    assert rota(session, site, WEDNESDAY) == []
    diary.take_back(session, leave, now)
    assert rota(session, site, WEDNESDAY) == [("duty", london(WEDNESDAY, "10:00"), london(WEDNESDAY, "18:00"))]


def test_leave_of_a_file_is_entered_once_and_written_as_it_was_read(
    session: Session, site: Site, asha: Staff, now: datetime
) -> None:
    text = f"{HEADING}asha,{WEDNESDAY},2026-11-27,,\nasha,{NEXT},{NEXT},09:00,13:00\n"
    assert diary.load_leave_csv(session, text, now, by=asha.id) == []
    assert rota(session, site, WEDNESDAY) == []
    assert diary.leave_csv(session, site.id, now) == text
    assert diary.load_leave_csv(session, text, now) == []
    assert diary.leave_csv(session, site.id, now) == text


def test_a_file_of_leave_with_faults_tells_each_and_enters_none(
    session: Session, site: Site, asha: Staff, now: datetime
) -> None:
    before = rota(session, site, WEDNESDAY)
    rows = (
        f"asha,{WEDNESDAY},2026-11-27,,",
        "nobody,2026-11-30,,,",
        "asha,soon,,,",
        "asha,2026-12-04,2026-12-01,,",
        "asha,2026-12-01,2026-12-02,09:00,10:00",
        "asha,2026-12-01,,noon,13:00",
        "asha,2026-11-26,,,",
        "asha,2026-11-02,,,",
    )
    faults = diary.load_leave_csv(session, HEADING + "\n".join(rows), now)
    assert [(one.row, one.column) for one in faults] == [
        (3, "username"),
        (4, "first_day"),
        (5, "first_day"),
        (6, "from"),
        (7, "from"),
        (8, "first_day"),
        (9, "first_day"),
    ]
    assert diary.leave_csv(session, site.id, now) == HEADING
    assert rota(session, site, WEDNESDAY) == before


def test_a_heading_that_lacks_a_column_is_the_only_fault(session: Session, asha: Staff, now: datetime) -> None:
    [fault] = diary.load_leave_csv(session, f"username,first_day\n{asha.username},{WEDNESDAY}\n", now)
    assert (fault.row, fault.column) == (1, "last_day")


def test_a_week_is_copied_and_what_cannot_be_is_told(session: Session, site: Site, asha: Staff, now: datetime) -> None:
    # given five people on duty that Wednesday: one has a rota a week later, one is on leave for the afternoon,
    # one is on duty at another site; and a Thursday on which the site will be shut
    others = {name: make_adviser(session, site, name) for name in ("ben", "cai", "dee")}
    for one in others.values():
        diary.put_on_duty(session, one.id, site.id, london(WEDNESDAY, "9:00"), london(WEDNESDAY, "17:00"))
    diary.put_on_duty(session, asha.id, site.id, london("2026-11-26", "9:00"), london("2026-11-26", "17:00"))
    diary.put_on_duty(session, others["ben"].id, site.id, london(NEXT, "10:00"), london(NEXT, "11:00"))
    diary.take_leave(session, others["cai"].id, london(NEXT, "13:00"), london(NEXT, "17:00"), by=None, now=now)
    gwent = sites.by_slug(session, "south-east-gwent")
    diary.put_on_duty(session, others["dee"].id, gwent.id, london(NEXT, "10:00"), london(NEXT, "11:00"))
    sites.add_closure(session, site, date(2026, 12, 3), "training")

    # when the week is copied
    copied, left_out = diary.copy_week(session, site, MONDAY, now)

    # then two days are, one without the leave, and the rest is told
    assert copied == 2
    assert {(one.staff_id, one.why) for one in left_out} == {
        (others["ben"].id, "has a rota already: it was left as it is"),
        (others["cai"].id, "is on leave for some of it: that was left out"),
        (others["dee"].id, "is on duty elsewhere"),
        (None, "the site is shut"),
    }
    there = {
        row.staff_id: ends_of(row.during)
        for row in diary.rota_of(session, site.id, date.fromisoformat(NEXT))
        if row.kind == "duty"
    }
    assert there == {
        asha.id: (london(NEXT, "8:30"), london(NEXT, "16:30")),
        others["ben"].id: (london(NEXT, "10:00"), london(NEXT, "11:00")),
        others["cai"].id: (london(NEXT, "9:00"), london(NEXT, "13:00")),
    }


def test_a_day_on_which_somebody_was_lent_is_copied_at_home(
    session: Session, site: Site, asha: Staff, now: datetime
) -> None:
    # given Asha of this site was lent to another on Wednesday
    gwent = sites.by_slug(session, "south-east-gwent")
    diary.move_day(session, asha.id, date.fromisoformat(WEDNESDAY), gwent.id)

    # when both copy their week
    assert diary.copy_week(session, gwent, MONDAY, now) == (0, [])
    copied, _ = diary.copy_week(session, site, MONDAY, now)

    # then a week later she is on duty at home, and nowhere else
    assert copied == 1
    assert [
        row.staff_id for row in diary.rota_of(session, site.id, date.fromisoformat(NEXT)) if row.kind == "duty"
    ] == [asha.id]
    assert diary.rota_of(session, gwent.id, date.fromisoformat(NEXT)) == []


def test_the_clocks_may_change_between_two_weeks(session: Session, site: Site, now: datetime) -> None:
    asha = make_adviser(session, site, "asha")
    diary.put_on_duty(session, asha.id, site.id, london("2027-03-24", "8:30"), london("2027-03-24", "16:30"))
    assert diary.copy_week(session, site, date(2027, 3, 22), now) == (1, [])
    [row] = diary.rota_of(session, site.id, date(2027, 3, 31))
    assert ends_of(row.during) == (london("2027-03-31", "8:30"), london("2027-03-31", "16:30"))
