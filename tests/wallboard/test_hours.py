"""Hours and closing at once: changed by a supervisor, with the promises in the way, and noted."""

import re
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.callbacks.models import Callback
from app.database import Database
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from tests.diary_people import london
from tests.wallboard.browsing import Browser
from tests.wallboard.test_week import TUESDAY, promised

HOURS = "/supervisor/hours?site=somerset"

WEEK = {f"{edge}__{day}": at for day in range(5) for edge, at in (("opens", "8.30"), ("closes", "18.00"))}


def noted(database: Database, action: str) -> list[dict[str, object]]:
    with database.transaction() as session:
        return list(session.scalars(select(AuditEntry.details).where(AuditEntry.action == action)))


def hours_on_tuesday(database: Database) -> str:
    with database.transaction() as session:
        [tuesday] = sites.hours_of(session, sites.by_slug(session, "somerset")).week[1]
        return str(tuesday)


def due(database: Database, *ids: UUID) -> list[datetime | None]:
    with database.transaction() as session:
        return [session.get_one(Callback, one).due_at for one in ids]


def test_the_hours_of_one_day_are_changed_and_noted(supervisor: Browser, fresh_database: Database) -> None:
    page = supervisor.sends(HOURS, act="hours", **{**WEEK, "closes__4": "16.30"})
    assert "The hours are saved." in page
    with fresh_database.transaction() as session:
        [friday] = sites.hours_of(session, sites.by_slug(session, "somerset")).week[4]
        assert friday.closes == time(16, 30)
    assert noted(fresh_database, "hours_changed") == [
        {"days": [{"weekday": 4, "old": "08:30-18:00", "new": "08:30-16:30"}], "moves": []},
    ]


def test_a_page_that_was_open_for_long_changes_only_what_was_changed_on_it(
    supervisor: Browser, fresh_database: Database
) -> None:
    # given the page as it stood, and Friday has been made shorter since
    shown = {f"was__{day}": "08:30-18:00" for day in range(5)}
    supervisor.sends(HOURS, act="hours", **{**WEEK, "closes__4": "16.00"})

    # when Monday is changed on the old page, then Friday stays as it is now
    supervisor.sends(HOURS, act="hours", **{**WEEK, **shown, "opens__0": "9.00"})
    with fresh_database.transaction() as session:
        week = sites.hours_of(session, sites.by_slug(session, "somerset")).week
        assert [str(one) for day in (0, 4) for one in week[day]] == ["09:00–18:00", "08:30–16:00"]

    # and when Friday itself is changed on it, that is told, and done once it has been seen
    old = {**WEEK, **shown, "was__0": "09:00-18:00", "opens__0": "9.00", "closes__4": "17.00"}
    told = supervisor.send(HOURS, act="hours", **old)
    assert told.status_code == 422
    assert "Somebody has changed this day meanwhile: it is 08.30-16.00 now." in told.text
    assert 'name="was-4" value="08:30-16:00"' in told.text
    supervisor.sends(HOURS, act="hours", **{**old, "was__4": "08:30-16:00"})
    with fresh_database.transaction() as session:
        [friday] = sites.hours_of(session, sites.by_slug(session, "somerset")).week[4]
        assert friday.closes == time(17, 0)


def test_what_is_promised_in_time_that_would_be_shut_is_listed_moved_with_it_and_moved_back(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given two call-backs on Tuesday, of which the later would end after a quarter past four
    early, late = (promised(fresh_database, now, clock).id for clock in ("10:00", "15:40"))
    with fresh_database.transaction() as session:
        asha = staff.by_username(session, "asha")
        assert asha is not None
        diary.put_on_duty(session, asha.id, asha.site_id, london("2026-11-25", "8:30"), london("2026-11-25", "18:00"))

    # when Tuesday is to end at a quarter past four
    wanted = {"act": "hours", **WEEK, "closes__1": "16.15"}
    asked = supervisor.send(HOURS, **wanted)

    # then nothing is changed, and the later is listed with a time at which it could be
    assert asked.status_code == 409
    [(field, to)] = re.findall(r'name="(to-[0-9a-f-]+)" value="([^"]+)"', asked.text)
    assert field == f"to-{late}"
    assert hours_on_tuesday(fresh_database) == "08:30–18:00"

    # when it is agreed, then the hours are others, and it is moved
    done = supervisor.sends(HOURS, **wanted, go="move-all", **{field: to})
    assert "Call-backs moved: 1" in done
    assert hours_on_tuesday(fresh_database) == "08:30–16:15"
    assert due(fresh_database, early, late) == [london(TUESDAY, "10:00"), datetime.fromisoformat(to)]

    # and when it is undone, both are as they were
    entry = re.search(r'name="entry" value="(\d+)"', done)
    assert entry
    assert "Call-backs moved back: 1" in supervisor.sends(HOURS, act="undo", entry=entry[1])
    assert hours_on_tuesday(fresh_database) == "08:30–18:00"
    assert due(fresh_database, early, late) == [london(TUESDAY, "10:00"), london(TUESDAY, "15:40")]


def test_a_day_that_is_to_be_shut_for_good_lists_all_that_is_promised_on_it(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    booked = promised(fresh_database, now, "10:00")
    asked = supervisor.send(HOURS, act="hours", **{**WEEK, "opens__1": "", "closes__1": ""})
    assert (asked.status_code, f'name="to-{booked.id}"' in asked.text) == (409, True)
    # and a day on which nothing is promised is shut at once
    supervisor.sends(HOURS, act="hours", **{**WEEK, "opens__2": "", "closes__2": ""})


def test_longer_hours_in_which_somebody_has_booked_since_are_not_undone(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given Tuesday is open until half past six, and a call-back ends at twenty past
    done = supervisor.sends(HOURS, act="hours", **{**WEEK, "closes__1": "18.30"})
    booked = promised(fresh_database, now, "17:20", until="18:30")
    # when the hours are to be undone, then they stay, and it says why
    entry = re.search(r'name="entry" value="(\d+)"', done)
    assert entry
    page = supervisor.sends(HOURS, act="undo", entry=entry[1])
    assert "Call-backs are promised in time that would be shut again" in page
    assert hours_on_tuesday(fresh_database) == "08:30–18:30"
    assert due(fresh_database, booked.id) == [london(TUESDAY, "17:20")]


def test_hours_that_cannot_be_are_refused_with_what_was_typed(supervisor: Browser, fresh_database: Database) -> None:
    answer = supervisor.send(HOURS, act="hours", **{**WEEK, "closes__4": "8.00", "opens__2": "half nine"})
    assert answer.status_code == 422
    assert "It must close later than it opens." in answer.text
    assert 'value="half nine"' in answer.text
    assert noted(fresh_database, "hours_changed") == []


def test_closing_at_once_asks_first_and_wants_a_reason(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    assert "What will happen:" in supervisor.see("/supervisor/close?site=somerset")
    assert supervisor.send("/supervisor/close?site=somerset", act="close", reason=" ").status_code == 422
    page = supervisor.sends("/supervisor/close?site=somerset", act="close", reason="fire alarm")
    assert "fire alarm" in page
    assert "Open again" in page
    supervisor.sends("/supervisor/close?site=somerset", seen="/supervisor/close?site=somerset&open=yes", act="open")
    with fresh_database.transaction() as session:
        assert sites.by_slug(session, "somerset").emergency_closed_at is None
    assert len(noted(fresh_database, "closed_at_once")) == len(noted(fresh_database, "opened_again")) == 1


def test_a_site_that_there_is_not_is_not_found(supervisor: Browser) -> None:
    assert supervisor.client.get("/supervisor/hours?site=atlantis").status_code == 404
