"""The benefit expert fetches a claim and says that it has come; who looked is noted."""

from datetime import datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.claimants import service as claimants
from app.claims.models import Claim, ClaimExport
from app.database import Database
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import handing_on
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in

ADDRESS = "/claims"


@pytest.fixture
def reference(app: Flask, supervisor: Browser, fresh_database: Database, now: datetime) -> str:
    """A claim that was handed on; whose it is."""
    with fresh_database.transaction() as session:
        claimant = claimants.first_contact(session, sites.by_slug(session, "somerset").id, now)
        claimants.update_from_answers(session, claimant, {"you.surname": "Invented"}, now, None)
        claim = Claim(
            id=uuid4(), claimant_id=claimant.id, script_name="startup", script_version="1", state="finished",
            started_at=now, finished_at=now,
        )  # fmt: skip
        session.add(claim)
    handing_on.hand_on(app.extensions["switchboard"], {"claim": str(claim.id)})
    return claimant.reference


@pytest.fixture
def expert(app: Flask, reference: str, fresh_database: Database, now: datetime) -> Browser:
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        made = staff.add(session, username="eve", name="Eve Invented", role="expert", site_id=site.id, now=now)
    return Browser(sign_in(app, "eve", made.password))


def export(database: Database) -> ClaimExport:
    with database.transaction() as session:
        return session.scalars(select(ClaimExport)).one()


def test_it_is_fetched_received_and_that_is_undone(expert: Browser, reference: str, fresh_database: Database) -> None:
    # given a claim that waits
    assert reference in expert.see(ADDRESS)
    made = export(fresh_database)
    assert made.state == "made"

    # when she fetches both files
    assert expert.client.get(f"{ADDRESS}/{made.id}.json").json["reference"] == reference  # type: ignore[index]
    assert expert.client.get(f"{ADDRESS}/{made.id}.pdf").data.startswith(b"%PDF")
    assert export(fresh_database).state == "sent"

    # then she says that she has it, and takes that back
    assert "It is noted that it was received" in expert.sends(ADDRESS, received=str(made.id))
    assert export(fresh_database).received_by == "Eve Invented"
    assert "Somebody" not in expert.see(ADDRESS)
    assert "It waits for a receipt again." in expert.sends(ADDRESS, undo=str(made.id))
    assert export(fresh_database).state == "sent"
    with fresh_database.transaction() as session:
        noted = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == "claim_export")).all()
    assert noted == ["made", "fetched", "fetched", "received", "not_received"]


def test_pressed_twice_it_is_received_once(expert: Browser, fresh_database: Database) -> None:
    made = str(export(fresh_database).id)
    expert.sends(ADDRESS, received=made)

    assert "changed meanwhile" in expert.sends(ADDRESS, received=made)


def test_a_restricted_record_has_no_name_and_who_opens_it_is_seen(
    expert: Browser, reference: str, fresh_database: Database, now: datetime
) -> None:
    with fresh_database.transaction() as session:
        claimant = claimants.by_reference(session, reference)
        eve = staff.by_username(session, "eve")
        assert claimant
        assert eve
        claimants.restrict(session, claimant, "She is in danger", now, eve.id)
    assert "Restricted record" in expert.see(ADDRESS)
    assert "Invented</td>" not in expert.see(ADDRESS)

    expert.see(f"{ADDRESS}/{export(fresh_database).id}.json")

    with fresh_database.transaction() as session:
        assert len(claimants.openings(session, now)) == 1


def test_a_supervisor_puts_nothing_where_there_is_no_outbox(supervisor: Browser, reference: str) -> None:
    page = supervisor.see(ADDRESS)
    assert reference in page
    assert "outbox" not in page
    assert "Her home site." in supervisor.see("/claims/schema.json")


def test_what_is_not_there_is_not_found(expert: Browser) -> None:
    assert expert.client.get(f"{ADDRESS}/{uuid4()}.json").status_code == 404
    assert expert.send(ADDRESS, received=str(uuid4())).status_code == 404
    assert expert.send(ADDRESS, received="x").status_code == 400
