"""What a site has as files: looked at first, then taken in, whole or not at all; fetched in the same form."""

import html
import re
from datetime import date, datetime
from io import BytesIO

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.callbacks.models import Callback
from app.database import Database
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from tests.diary_people import london
from tests.wallboard.browsing import Browser
from tests.wallboard.test_week import promised

FILES = "/wallboard/sites/somerset/files"
ROTA = "username,date,from,to,break_from,break_to\nasha,2026-11-25,08:30,16:30,12:00,12:40\n"
LEAVE = "username,first_day,last_day,from,to\nasha,2026-11-30,2026-12-04,,\nben,2026-12-01,2026-12-01,09:00,13:00\n"
CLOSURES = "date,from,to,reason\n2026-12-03,08:30,12:00,training\n2026-12-04,,,moving house\n"
BY_KIND = {"rota": ROTA, "leave": LEAVE, "closures": CLOSURES}


def file(text: str) -> tuple[BytesIO, str]:
    return BytesIO(text.encode()), "file.csv"


def looked_at(supervisor: Browser, kind: str, text: str) -> tuple[str, dict[str, str]]:
    """The preview, and what its form sends back."""
    answer = supervisor.send(FILES, kind=kind, act="look", file=file(text))
    assert answer.status_code == 200
    fields = dict(re.findall(r'name="(text|digest)" value="([^"]*)"', answer.text))
    return answer.text, {name: html.unescape(value) for name, value in fields.items()}


def fetched(supervisor: Browser, kind: str) -> str:
    answer = supervisor.client.get(f"{FILES}/{kind}.csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return answer.text


@pytest.mark.parametrize("kind", sorted(BY_KIND))
def test_a_file_is_looked_at_taken_in_and_fetched_as_it_was_sent(supervisor: Browser, kind: str) -> None:
    text = BY_KIND[kind]
    nothing = text.splitlines()[0] + "\n"
    # when it is looked at, then all of it is shown and nothing has changed
    page, sent = looked_at(supervisor, kind, text)
    assert f"Comes in: {len(text.splitlines()) - 1}" in page
    assert "Goes out" not in page
    assert fetched(supervisor, kind) == nothing
    # when it is taken in, then it can be fetched, and sent again it changes nothing
    assert "The file is taken in." in supervisor.sends(FILES, kind=kind, act="take-in", **sent)
    assert fetched(supervisor, kind) == text
    page, _ = looked_at(supervisor, kind, text)
    assert "The file changes nothing" in page


def test_what_goes_out_is_shown_and_is_noted(supervisor: Browser, fresh_database: Database) -> None:
    _, sent = looked_at(supervisor, "rota", ROTA)
    supervisor.sends(FILES, kind="rota", act="take-in", **sent)
    page, _ = looked_at(supervisor, "rota", "username,date,from,to\nasha,25/11/2026,10:00,18:00\n")
    assert "Comes in: 1" in page
    assert "Goes out: 1" in page
    with fresh_database.transaction() as session:
        [noted] = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "file_taken_in"))
        assert noted == {"kind": "rota", "bytes": len(ROTA)}


def test_what_has_changed_since_it_was_looked_at_is_shown_again(supervisor: Browser, fresh_database: Database) -> None:
    _, sent = looked_at(supervisor, "closures", CLOSURES)
    with fresh_database.transaction() as session:
        sites.add_closure(session, sites.by_slug(session, "somerset"), date(2026, 12, 3), "flood")
    answer = supervisor.send(FILES, kind="closures", act="take-in", **sent)
    assert answer.status_code == 409
    assert "Something has changed meanwhile." in answer.text
    assert "Goes out: 1" in answer.text
    with fresh_database.transaction() as session:
        assert sites.closures_of(session, sites.by_slug(session, "somerset")) == {date(2026, 12, 3): "flood"}


@pytest.mark.parametrize(
    ("kind", "text", "faults"),
    [
        (
            "rota",
            ROTA + "nobody,2026-11-26,09:00,17:00,,\nben,2026-11-26,9,x,,\n",
            ["Row 3: username: There is nobody with the username nobody", "Row 4: to:"],
        ),
        (
            "leave",
            LEAVE + "nobody,2026-11-26,2026-11-27,,\nben,soon,,,\nasha,2026-12-04,2026-12-07,,\n",
            ["Row 4: username:", "Row 5: first_day:", "Row 6: first_day: This person has leave already"],
        ),
        (
            "closures",
            CLOSURES + "2026-12-04,,,again\n2026-12-07,12:00,9:00,x\n2026-12-08,,,\n1/1/2026,,,past\n",
            [
                "Row 4: date: Another row closes that day already",
                "Row 5: to: The end must be later than the beginning",
                "Row 6: reason: This cell may not be empty",
                "Row 7: date: That day is over",
            ],
        ),
    ],
)
def test_faults_are_told_by_row_and_column_and_nothing_is_taken_in(
    supervisor: Browser, kind: str, text: str, faults: list[str]
) -> None:
    for act in ({"act": "look", "file": file(text)}, {"act": "take-in", "text": text, "digest": ""}):
        answer = supervisor.send(FILES, kind=kind, **act)
        assert answer.status_code == 422
        assert f"Nothing was taken in: {len(faults)} rows need another look." in answer.text
        for fault in faults:
            assert fault in html.unescape(answer.text)
    assert fetched(supervisor, kind) == text.splitlines()[0] + "\n"


def test_a_time_in_which_a_call_back_is_promised_is_a_fault(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    booked = promised(fresh_database, now, "10:00")
    with fresh_database.transaction() as session:
        assert booked.held_adviser_id is not None
        who = staff.by_id(session, booked.held_adviser_id)
        assert who is not None
        username = who.username
    for kind, text in (
        ("closures", "date,from,to,reason\n2026-11-24,,,flood\n"),
        ("leave", f"username,first_day,last_day\n{username},2026-11-24,2026-11-24\n"),
        ("rota", f"username,date,from,to\n{username},2026-11-24,12:00,18:00\n"),
    ):
        answer = supervisor.send(FILES, kind=kind, act="look", file=file(text))
        assert (answer.status_code, "1 call-backs are promised" in answer.text) == (422, True), kind
    with fresh_database.transaction() as session:
        assert session.get_one(Callback, booked.id).due_at == london("2026-11-24", "10:00")


def test_nobody_of_another_site_is_changed(supervisor: Browser, fresh_database: Database, now: datetime) -> None:
    with fresh_database.transaction() as session:
        gwent = sites.by_slug(session, "south-east-gwent")
        staff.add(session, username="cai", name="Cai Invented", role="adviser", site_id=gwent.id, now=now)
    text = "username,date,from,to\ncai,2026-11-25,08:30,16:30\n"
    answer = supervisor.send(FILES, kind="rota", act="look", file=file(text))
    assert (answer.status_code, "There is nobody with the username cai" in answer.text) == (422, True)
    with fresh_database.transaction() as session:
        assert diary.rota_of(session, gwent.id, date(2026, 11, 25)) == []


def test_what_is_no_file_is_said_to_be_none(supervisor: Browser) -> None:
    assert "Choose a file." in supervisor.send(FILES, kind="rota", act="look").text
    rubbish = (BytesIO(b"\xff\xfe\x00"), "rota.xlsx")
    assert "That is not a CSV file in UTF-8." in supervisor.send(FILES, kind="rota", act="look", file=rubbish).text
    long = supervisor.send(FILES, kind="rota", act="look", file=file("x" * 400_001))
    assert (long.status_code, "That file is too long." in long.text) == (422, True)
    assert supervisor.client.get(f"{FILES}/letters.csv").status_code == 404
