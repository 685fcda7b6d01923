"""What a site's textphone number plays: sent as a file, kept, heard, and refused where it cannot be played."""

from io import BytesIO

from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.database import Database
from app.prompts import service as prompts
from app.sites import service as sites
from tests.prompts.test_rules import sound
from tests.wallboard.browsing import Browser

PAGE, SEND = "/wallboard/textphones", "/wallboard/textphones/somerset/unanswered"


def test_what_is_missing_is_shown_with_words_to_type(supervisor: Browser) -> None:
    page = supervisor.see(PAGE)

    assert page.count("Not sent yet: a voice says it instead") == len(
        ("buckinghamshire", "calderdale-and-kirklees", "south-east-gwent", "somerset")
    )
    assert "WILL RING YOU BY TEXTPHONE. SK SK" in page
    assert "/wallboard/textphones" in supervisor.see("/wallboard/prompts")


def test_a_recording_is_kept_noted_and_can_be_heard(supervisor: Browser, app: Flask, fresh_database: Database) -> None:
    page = supervisor.sends(SEND, seen=PAGE, sound=(BytesIO(sound()), "one.wav"))

    assert "The next caller by textphone at Somerset gets it." in page
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        [kept] = prompts.of_textphone(session, site.id).values()
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "textphone_recorded")).one()
        assert noted.details == {"site": "somerset", "kind": "unanswered", "bytes": len(sound())}
    heard = app.test_client().get(f"/voice/prompt/{kept}")
    assert (heard.content_type, heard.data) == ("audio/wav", sound())
    assert f"/voice/prompt/{kept}" in page


def test_a_new_one_takes_its_place(supervisor: Browser, fresh_database: Database) -> None:
    for loud in (9000, 5000):
        supervisor.sends(SEND, seen=PAGE, sound=(BytesIO(sound(loud=loud)), "one.wav"))

    with fresh_database.transaction() as session:
        [kept] = prompts.of_textphone(session, sites.by_slug(session, "somerset").id).values()
        found = prompts.by_id(session, kept)
        assert found is not None
        assert found.sound == sound(loud=5000)


def test_what_cannot_be_played_is_refused_and_nothing_else_is_taken(supervisor: Browser) -> None:
    silent = supervisor.send(SEND, seen=PAGE, sound=(BytesIO(sound(loud=10)), "one.wav"))
    elsewhere = supervisor.send("/wallboard/textphones/nowhere/unanswered", seen=PAGE)
    other = supervisor.send("/wallboard/textphones/somerset/other", seen=PAGE)

    assert (silent.status_code, elsewhere.status_code, other.status_code) == (422, 404, 404)
    assert "Nothing can be heard in it" in silent.text
