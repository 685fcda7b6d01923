"""How soon people were seen, measured both ways; decisions with what followed."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.appointments.models import Appointment
from app.appointments.rules import sample
from app.claimants.models import Claimant
from app.claims.models import Claim
from app.measures import meetings
from app.sites.models import Site
from app.staff.models import Staff
from tests.diary_people import london, make_adviser, make_site

MONDAY = date(2026, 11, 23)


@pytest.fixture
def site(session: Session) -> Site:
    return make_site(session)


@pytest.fixture
def ann(session: Session, site: Site) -> Staff:
    return make_adviser(session, site, "ann")


def finished(session: Session, site: Site, by: Staff, now: datetime) -> Claim:
    """A start-up that was finished now; she first got in touch on the Friday before."""
    her = Claimant(id=uuid4(), reference=uuid4().hex, first_contact_at=now - timedelta(days=3), home_site_id=site.id)
    session.add(her)
    session.flush()
    claim = Claim(
        id=uuid4(),
        claimant_id=her.id,
        script_name="startup",
        script_version="1",
        state="finished",
        started_at=now,
        finished_at=now,
        finished_by=by.id,
    )
    session.add(claim)
    session.flush()
    return claim


def meeting(session: Session, site: Site, claim: Claim, now: datetime, day: str) -> Appointment:
    """Her meeting at nine on that day."""
    starts_at = london(day, "9:00")
    office = appointments.offer_times(session, site, now, None, now)[0].office_id
    slot = appointments.slot_at(session, site, appointments.PERSONAL_ADVISER, office, starts_at)
    return appointments.book(
        session,
        slot,
        claimant_id=claim.claimant_id,
        claim_id=claim.id,
        by_staff=None,
        letter_arrives_on=None,
        now=now,
    )


def test_the_share_within_three_and_four_days_and_from_first_contact_to_seen(
    session: Session, site: Site, ann: Staff, now: datetime
) -> None:
    # Given meetings on the third, the fourth and the fifth working day; and one start-up without any
    third, _, _ = (
        meeting(session, site, finished(session, site, ann, now), now, day)
        for day in ("2026-11-26", "2026-11-27", "2026-11-30")
    )
    finished(session, site, ann, now)
    put_off = finished(session, site, ann, now)
    decide(session, site, put_off, ann, now)

    # When the first of them came
    appointments.came(session, third, by=ann.id, now=now + timedelta(days=4))

    # Then each is counted by its own definition
    row = meetings.seen(session, now, now + timedelta(days=1))[site.id]
    assert (row.finished, row.booked, row.in_target, row.in_limit, row.decided) == (5, 3, 1, 2, 1)
    assert row.waits == [4]
    assert row.median_wait == 4
    assert meetings.seen(session, now + timedelta(days=1), now + timedelta(days=2)) == {}


def decide(session: Session, site: Site, claim: Claim, by: Staff, now: datetime) -> Appointment:
    return appointments.defer(
        session,
        site=site,
        claimant_id=claim.claimant_id,
        claim_id=claim.id,
        until=date(2026, 12, 7),
        because="caring",
        reason="her mother is home from hospital",
        by=by.id,
        now=now,
        groups=["carer"],
    )


def test_a_decision_is_shown_with_what_followed(session: Session, site: Site, ann: Staff, now: datetime) -> None:
    claim = finished(session, site, ann, now)
    decided = decide(session, site, claim, ann, now)
    since, until = now - timedelta(hours=1), now + timedelta(hours=1)
    [shown] = meetings.decisions(session, since, until)
    assert (shown.appointment, shown.followed, shown.is_waiver, shown.signed) == (decided, None, False, False)

    # When she has a meeting after all, and comes
    later = now + timedelta(days=1)
    seen = meeting(session, site, claim, later, "2026-11-26")
    [shown] = meetings.decisions(session, since, until)
    assert shown.followed == "booked"
    appointments.came(session, seen, by=ann.id, now=later + timedelta(days=3))
    [shown] = meetings.decisions(session, since, until)
    assert shown.followed == "kept"
    assert meetings.decisions(session, since, until, site_id=site.id + 1) == []
    assert meetings.start_ups(session, since, until) == {ann.id: 1}


def test_the_sample_is_a_tenth_and_always_the_same() -> None:
    keys = [UUID(int=number) for number in range(45)]
    drawn = sample(keys, MONDAY)
    assert len(drawn) == 5
    assert drawn == sample(reversed(keys), MONDAY)
    assert drawn != sample(keys, MONDAY + timedelta(days=7))
    assert sorted(sample(keys[:2], MONDAY)) == keys[:2]
