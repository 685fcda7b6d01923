"""What was given up can be tried again; who looked and who changed can be seen."""

from datetime import datetime

from app.claimants import service as claimants
from app.database import Database
from app.jobs import service as jobs
from app.sites import service as sites
from tests.wallboard.browsing import Browser


def test_a_failed_job_is_shown_with_its_error_and_tried_again_once(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    with fresh_database.transaction() as session:
        job = jobs.enqueue(session, "telephone", "dial", {"leg": "1"}, now)
        jobs.claim(session, "telephone", now)
        jobs.fail(session, job.id, "Refused: 21211", now)
    assert "Refused: 21211" in supervisor.see("/supervisor/jobs")
    assert "It is being tried again." in supervisor.sends("/supervisor/jobs", job=str(job.id))
    assert "Nothing has failed." in supervisor.see("/supervisor/jobs")


def test_the_audit_of_a_record_names_people_and_is_itself_noted(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    with fresh_database.transaction() as session:
        made = claimants.first_contact(session, sites.by_slug(session, "somerset").id, now)
    address = f"/supervisor/audit/claimant/{made.id}"
    assert "first contact" in supervisor.see(address)
    page = supervisor.see(address)
    assert "audit viewed" in page
    assert "Sal Invented" in page


def test_there_is_no_audit_of_what_is_no_record(supervisor: Browser) -> None:
    for address in ("claimant/rubbish", "nothing/1"):
        assert supervisor.client.get(f"/supervisor/audit/{address}").status_code == 404


def test_the_call_backs_of_a_site_are_shown(supervisor: Browser) -> None:
    assert "None is late and none is owed." in supervisor.see("/supervisor/call-backs?site=somerset")
