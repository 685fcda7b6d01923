"""An adviser writes in what she corrected on the form, in the script's own page."""

from datetime import datetime
from uuid import uuid4

import pytest
from flask import Flask

from app.claimants import service as claimants
from app.claims import service as claims
from app.claims.models import Claim
from app.database import Database
from app.sites import service as sites
from app.staff import service as staff
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in


@pytest.fixture
def claim(supervisor: Browser, fresh_database: Database, now: datetime) -> Claim:
    with fresh_database.transaction() as session:
        claimant = claimants.first_contact(session, sites.by_slug(session, "somerset").id, now)
        made = Claim(
            id=uuid4(), claimant_id=claimant.id, script_name="startup", script_version="1", state="open",
            started_at=now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        claims.save_answer(session, made, "you.sex", "female", False, None, now)
        claims.finish(session, made, None, now)
        return made


@pytest.fixture
def adviser(app: Flask, claim: Claim, fresh_database: Database, now: datetime) -> Browser:
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        made = staff.add(session, username="ann", name="Ann Invented", role="adviser", site_id=site.id, now=now)
    return Browser(sign_in(app, "ann", made.password))


def state_of(database: Database, claim: Claim) -> tuple[str, object]:
    with database.transaction() as session:
        kept = session.get_one(Claim, claim.id)
        return kept.state, claims.answers(session, kept).get("you.sex")


def test_an_answer_is_corrected_and_the_claim_goes_on(adviser: Browser, claim: Claim, fresh_database: Database) -> None:
    with fresh_database.transaction() as session:
        claimant = claimants.by_id(session, claim.claimant_id)
        assert claimant is not None
    person = f"/people/{claimant.reference}"
    asked = f"{person}/script/corrections"
    assert "Corrections to the form" in adviser.see(person)

    # given corrections that are begun
    page = adviser.sends(f"{person}/corrections", act="begin")
    assert "Nothing yet." in page
    assert f"{asked}?at=you.sex" in page

    # when one answer is chosen and given anew
    question = f"{asked}?at=you.sex"
    assert "keep this one as it is" in adviser.see(question)
    assert adviser.send(asked, seen=question, field="you.sex", answer="nonsense", go="next").status_code == 422
    page = adviser.sends(asked, seen=question, field="you.sex", answer="male", go="next")
    assert "<del>Female</del>" in page

    # then it is kept beside what was said before
    page = adviser.sends(f"{person}/corrections", act="finish")
    assert "the claim goes on with them" in page
    assert "<del>Female</del>" in page
    assert state_of(fresh_database, claim) == ("finished", "male")
    assert "changed that meanwhile" in adviser.sends(f"{person}/corrections", act="finish")
    assert adviser.client.get(question).status_code == 303


def test_there_is_nothing_to_correct_before_the_interview_is_finished(
    adviser: Browser, claim: Claim, fresh_database: Database
) -> None:
    with fresh_database.transaction() as session:
        kept = session.get_one(Claim, claim.id)
        claims.reopen(session, kept)
        claimant = claimants.by_id(session, claim.claimant_id)
        assert claimant is not None

    assert adviser.client.get(f"/people/{claimant.reference}/corrections").status_code == 404
    assert "Corrections to the form" not in adviser.see(f"/people/{claimant.reference}")
