"""The people of a site: added with a password that is shown once."""

import re
from datetime import datetime

from flask import Flask

from app.database import Database
from app.sites import service as sites
from app.staff import service as staff
from tests.wallboard.browsing import Browser
from tests.wallboard.test_week import promised
from tests.web.signing_in import sign_in

STAFF, NEW = "/supervisor/staff?site=somerset", "/supervisor/staff/new?site=somerset"
CAI = {
    "name": "Cai Rees",
    "username": "Cai",
    "role": "adviser",
    "languages": "English, Welsh",
    "desk_number": "03069 990203",
    "textphone": "no",
}


def password_in(page: str) -> str:
    found = re.search(r'id="password">([^<]+)<', page)
    assert found
    return found[1]


def test_somebody_is_added_and_signs_in_with_the_password_shown(supervisor: Browser, app: Flask) -> None:
    page = supervisor.send(NEW, **CAI).text
    assert sign_in(app, "cai", password_in(page)).get("/wallboard").status_code == 200
    people = supervisor.see(STAFF)
    assert "English, Welsh" in people
    assert password_in(page) not in people


def test_a_name_that_is_taken_and_a_number_that_is_none_are_refused(
    supervisor: Browser, fresh_database: Database
) -> None:
    answer = supervisor.send(NEW, **{**CAI, "username": "asha"})
    assert answer.status_code == 422
    assert "Somebody signs in under that name already." in answer.text
    assert supervisor.send(NEW, **{**CAI, "desk_number": "12"}).status_code == 422
    assert supervisor.send(NEW, **{**CAI, "languages": "Klingonese"}).status_code == 422
    with fresh_database.transaction() as session:
        assert staff.by_username(session, "cai") is None


def test_a_new_password_replaces_the_old(supervisor: Browser, app: Flask, fresh_database: Database) -> None:
    with fresh_database.transaction() as session:
        asha = staff.by_username(session, "asha")
        assert asha is not None
    page = supervisor.send(f"/supervisor/staff/{asha.id}", seen=STAFF, act="password").text
    assert sign_in(app, "asha", password_in(page)).get("/wallboard").status_code == 200


def test_somebody_is_shut_out_and_let_in_but_nobody_shuts_herself_out(
    supervisor: Browser, fresh_database: Database
) -> None:
    with fresh_database.transaction() as session:
        ids = {one.staff.username: one.staff.id for one in staff.everybody(session)}
    supervisor.send(f"/supervisor/staff/{ids['asha']}", seen=STAFF, act="shut-out")
    assert "may not sign in" in supervisor.see(STAFF)
    supervisor.send(f"/supervisor/staff/{ids['asha']}", seen=STAFF, act="let-in")
    assert "may not sign in" not in supervisor.see(STAFF)
    answer = supervisor.send(f"/supervisor/staff/{ids['supervisor']}", seen=STAFF, act="shut-out")
    assert answer.status_code == 400


def test_whoever_is_kept_for_call_backs_is_not_shut_out_before_they_are_given_to_others(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given a call-back that somebody is kept for
    booked = promised(fresh_database, now, "10:00")

    # when they are to be shut out
    page = supervisor.sends(f"/supervisor/staff/{booked.held_adviser_id}", seen=STAFF, act="shut-out")

    # then the supervisor is told what to do first, where it is done
    assert "may still sign in: 1 call-backs are kept for them, the last on Tuesday 24 November, 10 am." in page
    assert "may not sign in" not in supervisor.see(STAFF)


def test_a_supervisor_chooses_which_telephone_rings(supervisor: Browser, fresh_database: Database) -> None:
    with fresh_database.transaction() as session:
        ids = {one.staff.username: one.staff.id for one in staff.everybody(session)}
    address = f"/supervisor/staff/{ids['asha']}/telephone"

    def rings() -> str | None:
        with fresh_database.transaction() as session:
            found = staff.by_id(session, ids["asha"])
            assert found is not None
            return found.rings_at

    assert rings() == "+443069990201"
    assert "in the browser" in supervisor.sends(address, telephone="browser", desk_number="03069 990201")
    assert rings() == "client:asha"
    assert "sip:asha@office.example" in supervisor.sends(
        address, telephone="desk", desk_number="sip:asha@office.example"
    )
    assert rings() == "sip:asha@office.example"
    assert supervisor.send(address, telephone="desk", desk_number="").status_code == 422
    assert rings() == "sip:asha@office.example"


def test_a_supervisor_chooses_a_telephone_of_her_own(supervisor: Browser, fresh_database: Database) -> None:
    with fresh_database.transaction() as session:
        her = staff.by_username(session, "supervisor")
        assert her is not None
    address = f"/supervisor/staff/{her.id}/telephone"
    supervisor.sends(address, telephone="browser", desk_number="")
    assert "Your browser telephone is not on" in supervisor.see("/supervisor/staff")
    assert supervisor.client.get("/telephone").status_code == 200


def test_an_operator_has_no_telephone(supervisor: Browser, fresh_database: Database, now: datetime) -> None:
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        added = staff.add(session, username="op", name="Op", role="operator", site_id=site.id, now=now)
    assert supervisor.client.get(f"/supervisor/staff/{added.staff.id}/telephone").status_code == 404
