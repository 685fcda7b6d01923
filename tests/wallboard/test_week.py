"""The supervisor's week: unset days stand out, a call-back is moved and moved back, advisers are kept back."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import event

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.database import Database
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import rebooking
from app.values.london import london_date
from app.values.opening_hours import Stretch
from tests.callbacks.promises import claimant
from tests.diary_people import london
from tests.wallboard.browsing import Browser

WEEK = "/wallboard/sites/somerset/week?of=2026-11-24"
TUESDAY = "2026-11-24"


def promised(database: Database, now: datetime, clock: str, until: str = "18:00") -> Callback:
    """Asha and Ben are on duty on Tuesday, and a call-back is booked."""
    with database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        for name in ("asha", "ben"):
            who = staff.by_username(session, name)
            assert who is not None
            if not [row for row in diary.rota_of(session, site.id, date(2026, 11, 24)) if row.staff_id == who.id]:
                diary.put_on_duty(session, who.id, site.id, london(TUESDAY, "8:30"), london(TUESDAY, until))
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


@pytest.mark.parametrize("said", [{"safe_times_unknown": True}, {"safe_in_words": "Not when he is at home"}])
def test_whose_times_only_she_can_agree_to_is_not_moved_by_a_drag(
    supervisor: Browser, fresh_database: Database, now: datetime, said: dict[str, Any]
) -> None:
    # given a time that she agreed to, and no other is known to be safe
    booked = promised(fresh_database, now, "10:00")
    with fresh_database.transaction() as session:
        her = session.get_one(Claimant, booked.claimant_id)
        for name, value in said.items():
            setattr(her, name, value)

    # when it is dragged to another
    at = london(TUESDAY, "14:00").isoformat()
    refused = supervisor.send(WEEK, act="move", callback=str(booked.id), to=at)

    # then it stays
    assert refused.status_code == 409
    assert "They are rung only at times that they agree to." in refused.text
    with fresh_database.transaction() as session:
        assert session.get_one(Callback, booked.id).due_at == london(TUESDAY, "10:00")


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


def asked_for(supervisor: Browser, database: Database, address: str) -> int:
    """How many statements a page asks of the database."""
    asked: list[str] = []

    def hear(_c: object, _k: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", hear)
    supervisor.see(address)
    event.remove(database.engine, "before_cursor_execute", hear)
    return len(asked)


def test_statements_do_not_grow_with_what_is_booked(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    opened = f"{WEEK}&at={TUESDAY}T10:00%2B00:00"
    counts = []
    # given one call-back, then two in the same half-hour, each of which a third adviser could have as well
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        added = staff.add(session, username="cai", name="Cai Invented", role="adviser", site_id=site.id, now=now)
        diary.put_on_duty(session, added.staff.id, site.id, london(TUESDAY, "8:30"), london(TUESDAY, "18:00"))
    for more in (1, 2):
        promised(fresh_database, now, "10:00")
        page = supervisor.see(opened)
        assert page.count('value="give"') == more
        counts.append((asked_for(supervisor, fresh_database, WEEK), asked_for(supervisor, fresh_database, opened)))
    assert counts == [(16, 18), (16, 18)]


@pytest.mark.parametrize(("by", "told"), [("17:00", True), ("18:30", False)])
def test_closing_a_day_tells_of_the_calls_that_are_owed_by_then(
    supervisor: Browser, fresh_database: Database, now: datetime, by: str, told: bool
) -> None:
    # given a call that is owed by a moment of Tuesday
    owed = promised(fresh_database, now, "10:00")
    with fresh_database.transaction() as session:
        callback = session.get_one(Callback, owed.id)
        callbacks.lose_time(session, callback, by_staff=None, now=now)
        callback.deadline = london(TUESDAY, by)
    # when the afternoon is closed, then that is told where it is due in it
    wanted = {"act": "close", "first": TUESDAY, "from": "13:00", "to": "18:00", "reason": "training"}
    page = supervisor.sends("/wallboard/sites/somerset/changes", **wanted)
    assert "Entered." in page
    assert ("Calls that are owed by then: 1." in page) == told


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
    done = supervisor.sends(page, **wanted, go="move-all", **times)
    assert "Call-backs moved: 2" in done
    assert "Tuesday 24 November 2026, 08:30–12:00" in done
    # when it is undone, then the site is open that morning and both are promised as they were
    entry = re.search(r'name="entry" value="(\d+)"', done)
    assert entry
    undone = supervisor.sends(page, act="undo", entry=entry[1])
    assert "Call-backs moved back: 2" in undone
    assert "Tuesday 24 November 2026" not in undone
    with fresh_database.transaction() as session:
        assert [session.get_one(Callback, one).due_at for one in both] == [
            london(TUESDAY, at) for at in ("9:00", "10:00")
        ]
    assert "It is undone already." in supervisor.sends(page, act="undo", entry=entry[1])


def test_what_is_booked_while_a_day_is_being_closed_is_listed_and_the_day_stays_open(
    supervisor: Browser, fresh_database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a call-back in the way of a closure, and what was agreed about it
    first = promised(fresh_database, now, "9:00")
    page = "/wallboard/sites/somerset/changes"
    wanted = {"act": "close", "first": TUESDAY, "from": "8:30", "to": "12:00", "reason": "training"}
    times = dict(re.findall(r'name="(to-[0-9a-f-]+)" value="([^"]*)"', supervisor.send(page, **wanted).text))
    # when another is booked in that time after the diary was looked at, and before the day is closed
    seconds: list[Callback] = []
    carry_out = rebooking.carry_out

    def booked_meanwhile(*args: Any) -> list[rebooking.Moved]:
        seconds.append(promised(fresh_database, now, "10:00"))
        return carry_out(*args)

    monkeypatch.setattr(rebooking, "carry_out", booked_meanwhile)
    answer = supervisor.send(page, **wanted, go="move-all", **times)
    # then nothing is changed, and both are listed
    assert answer.status_code == 409
    assert all(f'name="to-{one.id}"' in answer.text for one in (first, *seconds))
    with fresh_database.transaction() as session:
        assert sites.planned(session, sites.by_slug(session, "somerset")) == []
        assert session.get_one(Callback, first.id).due_at == london(TUESDAY, "9:00")


def test_a_whole_day_is_closed_with_its_promises_moved_and_opened_again(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    booked = promised(fresh_database, now, "9:00")
    with fresh_database.transaction() as session:
        asha = staff.by_username(session, "asha")
        assert asha is not None
        site_id = asha.site_id
        diary.put_on_duty(session, asha.id, site_id, london("2026-11-25", "8:30"), london("2026-11-25", "18:00"))
    page = "/wallboard/sites/somerset/changes"
    wanted = {"act": "close", "first": "24/11/2026", "reason": "training"}
    times = dict(re.findall(r'name="(to-[0-9a-f-]+)" value="([^"]*)"', supervisor.send(page, **wanted).text))
    assert "Call-backs moved: 1" in supervisor.sends(page, **wanted, go="move-all", **times)
    with fresh_database.transaction() as session:
        moved = session.get_one(Callback, booked.id).due_at
        assert moved is not None
        assert london_date(moved) == date(2026, 11, 25)
        assert sites.closures_of(session, sites.by_slug(session, "somerset")) == {date(2026, 11, 24): "training"}
    assert "closed: training" in supervisor.see(WEEK)
    again = supervisor.send(page, **{**wanted, "from": "9", "to": "10"})
    assert (again.status_code, "That day has a closure already" in again.text) == (422, True)
    assert "training" not in supervisor.sends(page, act="open", on=TUESDAY)


def test_what_is_typed_wrong_is_told_at_its_field(supervisor: Browser) -> None:
    page = "/wallboard/sites/somerset/changes"
    over = supervisor.send(page, act="close", first="1/1/2026", reason="x")
    never = supervisor.send(page, act="close", first="31/2/2027", reason="x")
    no_reason = supervisor.send(page, act="close", first="24/11/2026", reason=" ")
    backwards = supervisor.send(page, act="close", first="24/11/2026", reason="x", **{"from": "12", "to": "9"})
    nobody = supervisor.send(page, act="leave", who="nobody", first="24/11/2026")
    for answer, field in ((over, "close-first"), (never, "close-first"), (no_reason, "close-reason"),
                          (backwards, "close-to"), (nobody, "who")):  # fmt: skip
        assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True), field


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


def test_a_change_counts_up_the_feed_which_says_nothing_of_her(
    app: Flask, supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given a call-back of somebody whose name and telephone are known, kept for an adviser with a feed
    booked = promised(fresh_database, now, "10:00")
    with fresh_database.transaction() as session:
        assert booked.held_adviser_id
        assert booked.claimant_id
        who = session.get_one(Claimant, booked.claimant_id)
        who.surname, who.forenames = "Imagined", "Petronella"
        key = diary.new_feed(session, booked.held_adviser_id, now)

    def event_of_feed() -> tuple[Any, str]:
        text = app.test_client().get(f"/console/diary.ics?key={key}").text
        [kept] = Calendar.from_ical(text).walk("VEVENT")
        return kept, text

    first, text = event_of_feed()
    # when it is moved, then it is the same event with a higher SEQUENCE, at the new time
    supervisor.sends(WEEK, act="move", callback=str(booked.id), to=london(TUESDAY, "14:00").isoformat())
    with fresh_database.transaction() as session:
        held_by = session.get_one(Callback, booked.id).held_adviser_id
    assert held_by == booked.held_adviser_id
    second, moved = event_of_feed()
    assert second["uid"] == first["uid"]
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert second.decoded("dtstart") == london(TUESDAY, "14:00")
    # and neither says who she is or how she is reached
    for told in (text, moved):
        for secret in ("Imagined", "Petronella", booked.telephone, booked.telephone[-6:]):
            assert secret not in told


def test_a_call_back_is_given_to_another_adviser_and_back(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    booked = promised(fresh_database, now, "10:00")
    opened = f"{WEEK}&at={TUESDAY}T10:00%2B00:00"
    [other] = re.findall(
        r'<option value="(\d+)"', supervisor.see(opened).split('name="adviser"')[1].split("</select>")[0]
    )
    assert int(other) != booked.held_adviser_id
    page = supervisor.sends(WEEK, act="give", callback=str(booked.id), adviser=other)
    assert "It is kept for another adviser." in page
    with fresh_database.transaction() as session:
        given = session.get_one(Callback, booked.id)
        assert (given.held_adviser_id, given.due_at) == (int(other), booked.due_at)
    # when the other has something else at that time by now, then it is refused and nothing is changed
    second = promised(fresh_database, now, "10:00")
    assert second.held_adviser_id == booked.held_adviser_id
    refused = supervisor.send(WEEK, act="give", callback=str(booked.id), adviser=str(second.held_adviser_id))
    assert (refused.status_code, "can no longer be met" in refused.text) == (409, True)
    with fresh_database.transaction() as session:
        callbacks.cancel(session, session.get_one(Callback, second.id), by_staff=None, now=now)
    # when it is undone, then the first has it again
    entry = re.search(r'name="entry" value="(\d+)"', page)
    assert entry
    assert "It is undone." in supervisor.sends(WEEK, act="undo", entry=entry[1])
    with fresh_database.transaction() as session:
        assert session.get_one(Callback, booked.id).held_adviser_id == booked.held_adviser_id


def test_leave_that_is_undone_gives_back_what_it_moved(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    booked = promised(fresh_database, now, "10:00")
    with fresh_database.transaction() as session:
        assert booked.held_adviser_id
        who = staff.by_id(session, booked.held_adviser_id)
        assert who is not None
        username = who.username
        before = [row.during for row in diary.rota_of(session, who.site_id, date(2026, 11, 24))]
    page = "/wallboard/sites/somerset/changes"
    wanted = {"act": "leave", "who": username, "first": "24/11/2026"}
    times = dict(re.findall(r'name="(to-[0-9a-f-]+)" value="([^"]*)"', supervisor.send(page, **wanted).text))
    done = supervisor.sends(page, **wanted, go="move-all", **times)
    with fresh_database.transaction() as session:
        assert session.get_one(Callback, booked.id).held_adviser_id != booked.held_adviser_id
    entry = re.search(r'name="entry" value="(\d+)"', done)
    assert entry
    assert "Call-backs moved back: 1" in supervisor.sends(page, act="undo", entry=entry[1])
    with fresh_database.transaction() as session:
        assert session.get_one(Callback, booked.id).held_adviser_id == booked.held_adviser_id
        assert [row.during for row in diary.rota_of(session, who.site_id, date(2026, 11, 24))] == before


def test_an_operator_loads_and_saves_rota_and_leave(
    app: Flask, supervisor: Browser, fresh_database: Database, tmp_path: Path
) -> None:
    assert supervisor
    run, file = app.test_cli_runner(), tmp_path / "file.csv"
    for kind, text, wrong in (
        (
            "rota",
            "username,date,from,to,break_from,break_to\nasha,2026-11-25,08:30,16:30,12:00,12:40\n",
            "x,1/1/2026,,,,",
        ),
        ("leave", "username,first_day,last_day,from,to\nasha,2026-11-30,2026-12-04,,\n", "x,soon,,,"),
    ):
        file.write_text(text + wrong)
        done = run.invoke(args=["diary", "load", kind, str(file)])
        assert (done.exit_code, "row 3, username" in done.output) == (1, True)
        assert run.invoke(args=["diary", "save", kind, "somerset"]).output == text.splitlines()[0] + "\n"
        file.write_text(text)
        done = run.invoke(args=["diary", "load", kind, str(file)])
        assert (done.exit_code, done.output) == (0, "The file is taken in.\n")
        assert run.invoke(args=["diary", "save", kind, "somerset"]).output == text
