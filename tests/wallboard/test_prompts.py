"""Sentences recorded for a language without a voice: what is missing, what is sent, and what is refused."""

from io import BytesIO

from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.database import Database
from app.prompts import service as prompts
from app.switchboard import recorded
from tests.prompts.test_rules import sound
from tests.wallboard.browsing import Browser

URDU, WORDS = "/wallboard/prompts/ur", "آپ کیا کرنا چاہتے ہیں"


def test_what_is_missing_is_listed_language_by_language(supervisor: Browser) -> None:
    page = supervisor.see("/wallboard/prompts")

    assert "اردو" in page
    assert f"0 of {len(recorded.wanted('ur'))}" in page
    assert "ਪੰਜਾਬੀ" not in page


def test_a_recording_is_kept_and_can_be_heard(supervisor: Browser, app: Flask, fresh_database: Database) -> None:
    # when the supervisor sends a WAV file for one sentence
    page = supervisor.sends(URDU, words=WORDS, sound=(BytesIO(sound()), "one.wav"))

    # then it is kept, noted without its words, served to whoever plays it on the line, and no longer missing
    assert "The recording is kept" in page
    with fresh_database.transaction() as session:
        address = f"/voice/prompt/{prompts.recorded(session, 'ur')[WORDS]}"
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "prompt_recorded")).one()
        assert noted.details == {"language": "ur", "bytes": len(sound())}
    heard = app.test_client().get(address)
    assert (heard.content_type, heard.data) == ("audio/wav", sound())
    assert address in page
    assert f'value="{WORDS}"' not in supervisor.see(f"{URDU}?missing=yes")


def test_a_new_recording_takes_the_place_of_the_old_one(supervisor: Browser, fresh_database: Database) -> None:
    supervisor.sends(URDU, words=WORDS, sound=(BytesIO(sound()), "one.wav"))
    supervisor.sends(URDU, words=WORDS, sound=(BytesIO(sound(loud=5000)), "two.wav"))

    with fresh_database.transaction() as session:
        kept = prompts.by_id(session, prompts.recorded(session, "ur")[WORDS])
        assert kept is not None
        assert kept.sound == sound(loud=5000)


def test_what_cannot_be_played_is_refused_beside_its_sentence(supervisor: Browser) -> None:
    silent = supervisor.send(URDU, words=WORDS, sound=(BytesIO(sound(loud=10)), "one.wav"))
    nothing = supervisor.send(URDU, words=WORDS, sound=(BytesIO(), ""))
    stray = supervisor.send(URDU, words="something else", sound=(BytesIO(sound()), "one.wav"))

    assert (silent.status_code, nothing.status_code, stray.status_code) == (422, 422, 400)
    assert "Nothing can be heard in it" in silent.text
    assert "Choose a file" in nothing.text


def test_the_sheet_has_every_sentence_from_right_to_left_with_its_english(supervisor: Browser) -> None:
    page = supervisor.see(f"{URDU}/sheet")

    assert all(words in page for words in recorded.wanted("ur") if "'" not in words)
    assert 'dir="rtl"' in page
    assert "What would you like to do?" in page


def test_a_language_with_a_voice_has_nothing_to_record(supervisor: Browser) -> None:
    assert supervisor.client.get("/wallboard/prompts/pa").status_code == 404
