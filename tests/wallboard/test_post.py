"""Letters: run, posted, come back, printed again."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app.claimants import service as claimants
from app.claims.models import Claim
from app.database import Database
from app.jobs import service as jobs
from app.letters import service as letters
from app.letters.models import Letter
from app.letters.pack import ClaimPack
from app.settings import Settings
from app.sites import service as sites
from tests.letters import packs
from tests.wallboard.browsing import Browser

POST = "/supervisor/letters"
DAY = date(2026, 11, 23)
RUN = "/supervisor/letters/runs/2026-11-23"


@pytest.fixture
def wanted(supervisor: Browser, fresh_database: Database, now: datetime) -> tuple[UUID, str]:
    """A letter that waits, and its claimant's reference."""
    with fresh_database.transaction() as session:
        claimant = claimants.first_contact(session, sites.by_slug(session, "somerset").id, now)
        claimants.update_from_answers(session, claimant, {"you.surname": "Invented"}, now, None)
        claim = Claim(
            id=uuid4(),
            claimant_id=claimant.id,
            script_name="startup",
            script_version="1",
            state="finished",
            started_at=now,
        )
        session.add(claim)
        session.flush()
        return letters.want(session, "claim_pack", claimant.id, now, claim_id=claim.id).id, claimant.reference


@pytest.fixture
def printed(wanted: tuple[UUID, str], fresh_database: Database, settings: Settings, now: datetime) -> tuple[UUID, str]:
    def compose(_session: Session, _letter: Letter) -> ClaimPack:
        return replace(packs.PLAIN, reference=wanted[1])

    with fresh_database.transaction() as session:
        letters.run(session, date(2026, 11, 23), settings.letters_dir, now, compose)
    return wanted


def state_of(database: Database, letter_id: UUID) -> str:
    with database.transaction() as session:
        letter = letters.get(session, letter_id)
        assert letter is not None
        return letter.state


def test_printing_now_is_asked_of_the_printer(
    supervisor: Browser, wanted: tuple[UUID, str], fresh_database: Database, now: datetime
) -> None:
    assert "Invented" in supervisor.see(POST)
    assert "They are being printed." in supervisor.sends(POST, act="run")
    with fresh_database.transaction() as session:
        assert [job.kind for job in jobs.claim(session, "paper", now)] == ["print"]


def test_a_printed_letter_is_seen_and_its_run_marked_as_posted(
    supervisor: Browser, printed: tuple[UUID, str], fresh_database: Database
) -> None:
    answer = supervisor.client.get(f"{POST}/{printed[0]}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert "1 letters are marked as posted." in supervisor.sends(POST, act="posted", on="2026-11-23")
    assert state_of(fresh_database, printed[0]) == "posted"


def test_a_letter_is_fetched_as_plain_text(supervisor: Browser, printed: tuple[UUID, str]) -> None:
    answer = supervisor.client.get(f"{POST}/{printed[0]}.txt")

    assert answer.mimetype == "text/plain"
    assert "Dear Mrs N Example," in answer.text
    assert answer.text.index("Your claim form") < answer.text.index("Declaration")
    assert f"{printed[0]}.txt" in supervisor.see(RUN)


def test_a_form_kept_at_the_office_is_marked_as_collected(
    supervisor: Browser, printed: tuple[UUID, str], fresh_database: Database, now: datetime
) -> None:
    # given a form that was posted to the office, where she calls for it
    with fresh_database.transaction() as session:
        letter = session.get_one(Letter, printed[0])
        letter.kind = "held_for_collection"
        letters.posted(session, letter, now)

    assert "It is marked as collected." in supervisor.sends(RUN, collected=str(printed[0]))
    assert state_of(fresh_database, printed[0]) == "handed_over"


def test_a_letter_that_came_back_is_printed_again(
    supervisor: Browser, printed: tuple[UUID, str], fresh_database: Database
) -> None:
    supervisor.sends(POST, act="posted", on="2026-11-23")
    assert "It is marked as come back, and" in supervisor.sends(POST, act="returned", reference=printed[1])
    assert state_of(fresh_database, printed[0]) == "returned"
    assert "It goes into the next run." in supervisor.sends(POST, act="again", letter=str(printed[0]))
    assert state_of(fresh_database, printed[0]) == "wanted"


def test_a_run_is_printed_once_from_one_file_with_its_manifest(supervisor: Browser, printed: tuple[UUID, str]) -> None:
    # When the supervisor opens the run of the day
    page = supervisor.see(RUN)
    part = re.search(r"/supervisor/letters/parts/(\d+)\.pdf", page)
    assert part is not None
    whole = supervisor.client.get(part[0])
    listed = supervisor.client.get(part[0].replace(".pdf", ".csv"))

    # Then all is in one PDF, and the list names references only
    assert whole.data.startswith(b"%PDF")
    rows = list(csv.DictReader(io.StringIO(listed.text)))
    assert [row["place"] for row in rows] == ["1", "total", "total"]
    assert rows[0]["reference"] == printed[1]
    assert "Invented" not in listed.text
    # And who printed it is shown, and can be taken back
    assert "Do not print it again." in supervisor.sends(RUN, paper=part[1])
    assert "Sal Invented" in supervisor.see(RUN)
    assert "It is marked as not printed yet." in supervisor.sends(RUN, paper=part[1])


def test_each_letter_of_a_run_is_spoilt_or_posted_or_comes_back(
    supervisor: Browser, printed: tuple[UUID, str], fresh_database: Database, settings: Settings, now: datetime
) -> None:
    letter = str(printed[0])
    # Given a letter that was spoilt, and was printed in another part
    supervisor.sends(RUN, spoilt=letter)
    assert state_of(fresh_database, printed[0]) == "wanted"
    with fresh_database.transaction() as session:
        report = letters.run(
            session, DAY, settings.letters_dir, now, lambda *_: replace(packs.PLAIN, reference=printed[1])
        )
    assert report.part == 2
    # When it is posted and comes back
    supervisor.sends(RUN, posted=letter)
    assert "the site has a task" in supervisor.sends(RUN, returned=letter, because="gone_away")
    # Then what is marked twice is not done twice
    assert "marked that letter differently" in supervisor.sends(RUN, returned=letter, because="gone_away")
    # And a person closes the task before anything else is printed for her
    tasks = supervisor.see("/tasks")
    task = re.search(r'name="task" value="([^"]+)"', tasks)
    assert task is not None
    assert supervisor.send("/tasks", task=task[1]).status_code == 422
    closed = supervisor.sends("/tasks", task=task[1], **{f"outcome__{task[1].replace('-', '__')}": "collects"})
    assert "Collects letters at an office" in closed
    assert "It is open again." in supervisor.sends("/tasks", again=task[1])


def test_a_reference_that_is_none_is_said_to_be_none(supervisor: Browser) -> None:
    assert "Enter a reference" in supervisor.sends(POST, act="returned", reference="rubbish")


def test_a_letter_that_there_is_not_is_not_found(supervisor: Browser) -> None:
    assert supervisor.client.get(f"{POST}/{UUID(int=1)}.pdf").status_code == 404
