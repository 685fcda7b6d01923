"""Meetings measured, decisions side by side, and the week's sample, on the supervisor's pages."""

from datetime import date, datetime, timedelta

import pytest

from app.appointments import service as appointments
from app.appointments.models import Appointment
from app.claimants import service as claimants
from app.database import Database
from app.sites import service as sites
from app.staff import service as staff
from tests.wallboard.browsing import Browser

SAMPLE = "/supervisor/decisions/sample"


@pytest.fixture
def decided(supervisor: Browser, fresh_database: Database, now: datetime) -> list[Appointment]:
    """A deferral by Asha and a waiver that the supervisor herself asked for, both of last week."""
    with fresh_database.transaction() as session:
        site, last_week = sites.by_slug(session, "somerset"), now - timedelta(days=6)
        asha, sal = staff.by_username(session, "asha"), staff.by_username(session, "supervisor")
        assert asha is not None
        assert sal is not None
        one = appointments.defer(
            session,
            site=site,
            claimant_id=claimants.first_contact(session, site.id, now).id,
            claim_id=None,
            until=date(2026, 12, 15),
            because="caring",
            reason="Her mother is home from hospital.",
            by=asha.id,
            now=last_week,
            groups=["carer", "lone parent"],
        )
        other = appointments.ask_waiver(
            session,
            site=site,
            claimant_id=claimants.first_contact(session, site.id, now).id,
            claim_id=None,
            because="ill",
            reason="In hospital for months.",
            by=sal.id,
            now=last_week,
        )
        return [one, other]


def test_decisions_lie_side_by_side_by_reason_adviser_site_and_group(
    supervisor: Browser, decided: list[Appointment]
) -> None:
    page = supervisor.see("/supervisor/decisions")
    assert "looking after somebody all day" in page
    assert "Her mother is home from hospital." in page
    assert "There is no target" in page
    assert "Asha Rao" in supervisor.see("/supervisor/decisions?by=adviser")
    assert '<th scope="row">Somerset</th>' in supervisor.see("/supervisor/decisions?by=site")
    by_group = supervisor.see("/supervisor/decisions?by=group")
    assert '<th scope="row">Carer</th>' in by_group
    assert '<th scope="row">Lone parent</th>' in by_group
    # Of other days nothing is shown.
    assert "Nothing was put off" in supervisor.see("/supervisor/decisions?since=2026-10-01&until=2026-10-31")
    assert supervisor.client.get("/supervisor/decisions?by=target").status_code == 404


def test_the_sample_of_last_week_is_looked_at_by_another_person(
    supervisor: Browser, decided: list[Appointment]
) -> None:
    # Given the last week's sample, with one decision of the supervisor's own
    one, own = (str(decision.id) for decision in decided)
    page = supervisor.see(SAMPLE)
    assert "You took this decision" in page

    # When she says nothing, or looks at her own, it is refused
    assert supervisor.send(SAMPLE, decision=one).status_code == 422
    assert supervisor.send(SAMPLE, decision=own, **{f"found__{own.replace('-', '__')}": "same"}).status_code == 422

    # Then what she says of another's is kept, with who and when
    told = supervisor.sends(SAMPLE, decision=one, **{f"found__{one.replace('-', '__')}": "otherwise"})
    assert "It is kept with the decision." in told
    assert "Looked at by Sal Invented" in told
    # And a decision of another week is not in this one's sample
    assert "Nothing was put off" in supervisor.see(f"{SAMPLE}?week=2026-11-02")


def test_how_soon_people_are_seen_is_shown_for_days_that_have_any(supervisor: Browser) -> None:
    assert "No start-up was finished in these days." in supervisor.see("/supervisor/meetings")
    assert supervisor.client.get("/supervisor/meetings?since=soon").status_code == 400
