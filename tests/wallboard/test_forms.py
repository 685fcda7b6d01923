"""A signed form is recorded by its reference at the post room's page, and taken back."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from app.claimants import service as claimants
from app.claims.models import Claim, FormChase
from app.database import Database
from app.sites import service as sites
from tests.wallboard.browsing import Browser

ADDRESS = "/forms"


@pytest.fixture
def reference(supervisor: Browser, fresh_database: Database, now: datetime) -> str:
    """A claim in the post, whose claimant was reminded of its form."""
    with fresh_database.transaction() as session:
        began = now - timedelta(days=15)
        claimant = claimants.first_contact(session, sites.by_slug(session, "somerset").id, began)
        claim = Claim(
            id=uuid4(), claimant_id=claimant.id, script_name="startup", script_version="1", state="posted",
            started_at=began, finished_at=began,
        )  # fmt: skip
        session.add(claim)
        session.flush()
        session.add(FormChase(claim_id=claim.id, step="first", at=now, by_letter=True, by_text=False, by_task=True))
        return claimant.reference


def test_a_form_is_recorded_and_taken_back(supervisor: Browser, reference: str) -> None:
    page = supervisor.see(ADDRESS)
    assert reference in page
    assert "letter, to be rung" in page

    page = supervisor.sends(ADDRESS, reference=reference.lower(), corrected="yes")
    assert f"The form of {reference} is recorded, in time." in page
    assert "No form is awaited" in page
    assert "A form came back with corrections" in supervisor.see("/tasks")
    assert "recorded before" in supervisor.sends(ADDRESS, reference=reference)
    assert "received Monday 23 November" in supervisor.see(f"/people/{reference}")

    undo = page.split('name="undo" value="')[1].split('"')[0]
    assert "awaited again" in supervisor.sends(ADDRESS, undo=undo)
    assert "wanted by" in supervisor.see(f"/people/{reference}")
    answer = supervisor.send(ADDRESS, seen=ADDRESS, undo=undo)
    assert answer.status_code == 422
    assert "stands differently" in answer.text


def test_what_is_typed_wrong_is_said_and_kept(supervisor: Browser, reference: str) -> None:
    answer = supervisor.send(ADDRESS, reference="SL-1234", on__day="31", on__month="2", on__year="2026")
    assert answer.status_code == 422
    assert "Give the day it came" in answer.text
    answer = supervisor.send(ADDRESS, reference="SL-1234")
    assert "Enter a reference" in answer.text
    assert 'value="SL-1234"' in answer.text
