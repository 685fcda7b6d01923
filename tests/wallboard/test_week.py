"""The supervisor's week: unset days stand out, a call-back is moved and moved back, advisers are kept back."""

import re
from datetime import date, datetime

from flask import Flask
from icalendar import Calendar
from sqlalchemy import event

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.database import Database
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import rebooking
from app.values.opening_hours import Stretch
from tests.callbacks.promises import claimant
from tests.diary_people import london
from tests.wallboard.browsing import Browser

WEEK = "/wallboard/sites/somerset/week?of=2026-11-24"
TUESDAY = "2026-11-24"


def promised(database: Database, now: datetime, clock: str) -> Callback:
    """Asha and Ben are on duty on Tuesday, and a call-back is booked."""
    with database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        for name in ("asha", "ben"):
            who = staff.by_username(session, name)
            assert who is not None
            if not [row for row in diary.rota_of(session, site.id, date(2026, 11, 24)) if row.staff_id == who.id]:
                diary.put_on_duty(session, who.id, site.id, london(TUESDAY, "8:30"), london(TUESDAY, "18:00"))
        sites.change_rules(session, site, kept_back_advisers=0)
        slot = diary.slot_at(session, site, diary.needs_of(site), london(TUESDAY, clock), now)
        return callbacks.book(
            session, site=site, slot=slot, claimant_id=claimant(session, site, now).id, call_id=None,
            contact=callbacks.Contact("+441632960001"), by_staff=None, now=now,
        )  # fmt: skip


def test_a_day_without_a_rota_stands_out(supervisor: Browser, fresh_database: Database, now: datetime) -> None:
    promised(fresh_database, now, "10:00")
    page = supervisor.see(WEEK)
    assert page.count("nobody on duty") == 4
    assert "1 booked" in page


def test_a_call_back_is_moved_and_moved_back(supervisor: Browser, fresh_database: Database, now: datetime) -> None:
    booked = promised(fresh_database, now, "10:00")
    at = london(TUESDAY, "14:00").isoformat()
    assert f'value="{at}"' in supervisor.see(f"{WEEK}&move={booked.id}")
    page = supervisor.sends(WEEK, act="move", callback=str(booked.id), to=at)
    with fresh_database.transaction() as session:
        assert session.get_one(Callback, booked.id).due_at == london(TUESDAY, "14:00")
    entry = re.search(r'name="entry" value="(\d+)"', page)
    assert entry
    assert "It is undone." in supervisor.sends(WEEK, act="undo", entry=entry[1])
    with fresh_database.transaction() as session:
        moved_back = session.get_one(Callback, booked.id)
        assert moved_back.due_at == london(TUESDAY, "10:00")
        assert moved_back.held_adviser_id == booked.held_adviser_id


def test_a_number_is_pinned(supervisor: Browser, fresh_database: Database, now: datetime) -> None:
    promised(fresh_database, now, "10:00")
    page = supervisor.sends(WEEK, act="pin", at=london(TUESDAY, "10:00").isoformat(), number="2")
    assert "2 kept back" in page


def test_leave_is_tried_and_what_it_breaks_goes_to_another(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    booked = promised(fresh_database, now, "10:00")
    with fresh_database.transaction() as session:
        who = booked.held_adviser_id
        assert who is not None

        def away() -> object:
            return diary.take_leave(
                session, who, london(TUESDAY, "0:00"), london("2026-11-25", "0:00"), by=None, now=now
            )

        [proposed] = rebooking.propose(session, away, [booked.id], now)
        assert (proposed.to, proposed.adviser_id != who) == (london(TUESDAY, "10:00"), True)
        assert session.get_one(Callback, booked.id).held_adviser_id == who
        rebooking.carry_out(session, away, {booked.id: proposed.to}, by=who, now=now)
        assert session.get_one(Callback, booked.id).held_adviser_id != who


def test_a_half_day_is_closed_and_both_promises_are_moved(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    both = [promised(fresh_database, now, clock).id for clock in ("9:00", "10:00")]
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        morning = Stretch.parse("8:30-12:00")

        def close() -> None:
            sites.add_closure(session, site, date(2026, 11, 24), "training", morning)

        broken = callbacks.promised_during(session, site.id, london(TUESDAY, "8:30"), london(TUESDAY, "12:00"))
        assert broken == both
        proposed = rebooking.propose(session, close, broken, now)
        assert all(one.to and one.to >= london(TUESDAY, "12:00") for one in proposed)
        rebooking.carry_out(session, close, {one.callback.id: one.to for one in proposed}, by=1, now=now)
        assert callbacks.promised_during(session, site.id, london(TUESDAY, "8:30"), london(TUESDAY, "12:00")) == []
    assert "shut: training" in supervisor.see(WEEK)


def test_statements_do_not_grow_with_what_is_booked(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    counts = []
    for clock in ("10:00", "11:00"):
        promised(fresh_database, now, clock)
        asked: list[str] = []

        def hear(_c: object, _k: object, statement: str, *_more: object, into: list[str] = asked) -> None:
            into.append(statement)

        event.listen(fresh_database.engine, "before_cursor_execute", hear)
        supervisor.see(WEEK)
        event.remove(fresh_database.engine, "before_cursor_execute", hear)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 16


def test_closing_a_half_day_lists_what_is_in_the_way_and_moves_all(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    both = [promised(fresh_database, now, clock).id for clock in ("9:00", "10:00")]
    page = "/wallboard/sites/somerset/changes"
    wanted = {"act": "close", "first": TUESDAY, "from": "8:30", "to": "12:00", "reason": "training"}
    asked = supervisor.send(page, **wanted)
    assert asked.status_code == 409
    times = dict(re.findall(r'name="(to-[0-9a-f-]+)" value="([^"]*)"', asked.text))
    assert len(times) == 2
    with fresh_database.transaction() as session:
        assert [session.get_one(Callback, one).due_at for one in both] == [
            london(TUESDAY, at) for at in ("9:00", "10:00")
        ]
    assert "Call-backs moved: 2" in supervisor.sends(page, **wanted, go="move-all", **times)


def test_a_calendar_reads_what_is_kept_and_not_for_whom(
    app: Flask, supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    booked = promised(fresh_database, now, "10:00")
    with fresh_database.transaction() as session:
        assert booked.held_adviser_id
        key = diary.new_feed(session, booked.held_adviser_id, now)
    answer = app.test_client().get(f"/console/diary.ics?key={key}")
    [kept] = Calendar.from_ical(answer.get_data()).walk("VEVENT")
    assert (kept["uid"], kept["sequence"]) == (f"{booked.id}@startline", 0)
    assert kept.decoded("dtstart") == london(TUESDAY, "10:00")
    assert kept["dtstart"].params["TZID"] == "Europe/London"
    assert str(kept["summary"]) == "Call-back 40 min, Somerset"
    assert booked.telephone not in answer.text
    with fresh_database.transaction() as session:
        diary.end_feed(session, booked.held_adviser_id)
    assert app.test_client().get(f"/console/diary.ics?key={key}").status_code == 404
