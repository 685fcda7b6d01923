"""The diary of the personal advisers on its pages: needs, changes, who came, and a waiver of two people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.appointments import service as appointments
from app.appointments.models import Appointment
from app.casework import service as casework
from app.claimants import service as claimants
from app.claims.models import Answer, Claim
from app.database import Database
from app.settings import Settings
from app.sites import service as sites
from app.staff import service as staff
from app.tasks import service as tasks
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in

pytestmark = pytest.mark.usefixtures("time_stands")


@dataclass
class Office:
    """Ann and Bob of Somerset at their browsers, and a claimant whose start-up is finished."""

    app: Flask
    database: Database
    ann: Browser
    bob: Browser
    claimant_id: UUID
    reference: str

    def meetings(self) -> list[Appointment]:
        """Whatever was ever decided about her meeting, in order."""
        with self.database.transaction() as session:
            return list(session.scalars(select(Appointment).order_by(Appointment.made_at, Appointment.state)))

    def open_tasks(self) -> list[str]:
        """What is still to be done about her."""
        with self.database.transaction() as session:
            return [task.kind for task in tasks.open_for(session, self.claimant_id)]


@pytest.fixture
def office(settings: Settings, fresh_database: Database, now: datetime) -> Office:
    app = create_app(settings, fresh_database)
    with fresh_database.transaction() as session:
        site = next(one for one in sites.load(session) if one.slug == "somerset")
        passwords = {
            name: staff.add(session, username=name, name=name.title(), role=role, site_id=site.id, now=now).password
            for name, role in (("ann", "adviser"), ("bob", "supervisor"))
        }
        her = claimants.first_contact(session, site.id, now)
        claimants.update_from_answers(
            session,
            her,
            {
                "you.surname": "Invented",
                "you.address": {"lines": ["1 Sample Street", "Taunton"], "postcode": "TA1 1AA"},
            },
            now,
            None,
        )
        claim = Claim(
            id=uuid4(),
            claimant_id=her.id,
            script_name="startup",
            script_version="1",
            state="finished",
            started_at=now,
            finished_at=now,
        )
        session.add(claim)
        session.flush()
        for field, value in (("children.has", "yes"), ("partner.has", "no"), ("benefits", ["is"])):
            session.add(Answer(claim_id=claim.id, field=field, value=value, given_at=now))
        her_id, reference = her.id, her.reference
    ann, bob = (Browser(sign_in(app, name, passwords[name])) for name in ("ann", "bob"))
    return Office(app, fresh_database, ann, bob, her_id, reference)


def first_time(page: str) -> str:
    """The first time that is offered, as the form sends it back."""
    return page.split('name="appointment" type="radio" value="')[1].split('"')[0]


def test_a_meeting_is_booked_for_what_it_needs_changed_and_cancelled(office: Office) -> None:
    here = f"/people/{office.reference}/meeting"
    # Given that she needs an interpreter and no steps
    asked = f"{here}?asked=yes&needs=interpreter&needs=ground_floor"
    page = office.ann.see(asked)

    # When the first time of these is booked
    chosen = {"appointment": first_time(page), "asked": "yes", "needs": "interpreter"}
    shown = office.ann.sends(here, go="decide", **chosen)

    # Then it takes twice as long, and somebody is to find an interpreter
    [made] = office.meetings()
    assert made.starts_at is not None
    assert made.ends_at == made.starts_at + timedelta(minutes=90)
    assert "interpreter" in made.needs
    assert "That is decided." in shown
    assert office.open_tasks() == ["arrange_interpreter"]
    # And her group was noted, by which decisions are later laid side by side
    assert "lone parent" in made.groups
    # When it is changed, and then cancelled
    office.ann.sends(here, go="decide", appointment=first_time(office.ann.see(f"{here}?asked=yes")), asked="yes")
    assert sorted(one.state for one in office.meetings()) == ["booked", "cancelled"]
    assert "is free again" in office.ann.sends(here, go="cancel")
    assert {one.state for one in office.meetings()} == {"cancelled"}
    assert office.ann.send(here, go="cancel").status_code == 422


def test_who_did_not_come_is_invited_again_and_spoken_to_before_anything_ends(office: Office, now: datetime) -> None:
    here = f"/people/{office.reference}/meeting"
    office.ann.sends(here, go="decide", appointment=first_time(office.ann.see(here)))
    [made] = office.meetings()
    assert "Did not come<" not in office.ann.see(f"/meetings?site=somerset&on={made.starts_at:%Y-%m-%d}")

    # When its time has come and she has not
    with office.database.transaction() as session:
        session.get_one(Appointment, made.id).starts_at = now - timedelta(minutes=20)
    day = "/meetings?site=somerset"
    assert "Two tasks ask the site" in office.bob.sends(day, missed=str(made.id))

    # Then nothing ends before both tasks are closed
    refused = office.bob.send(day, ended=str(made.id))
    assert refused.status_code == 422
    assert "Nothing may end yet" in refused.text
    for task in office.bob.see("/tasks").split('name="task" value="')[1:]:
        id_ = task.split('"')[0]
        title = "written" if "invite again" in task.split("</button>")[0] else "spoken"
        office.bob.sends("/tasks", task=id_, **{f"outcome__{id_.replace('-', '__')}": title})
    assert "It is reported" in office.bob.sends(day, ended=str(made.id))
    assert office.meetings()[0].state == "ended"


def test_a_waiver_waits_for_another_person_and_an_immediate_need_stands(office: Office, now: datetime) -> None:
    # Given somebody without food today
    with office.database.transaction() as session:
        site, ann = sites.by_slug(session, "somerset"), staff.by_username(session, "ann")
        assert ann is not None
        casework.raise_need(session, office.claimant_id, site.id, ["no_food"], now, ann.id)

    # When a waiver is asked for, without and with a reason
    here = f"/people/{office.reference}/meeting"
    assert office.ann.send(here, go="decide", appointment="waive").status_code == 422
    office.ann.sends(here, go="decide", appointment="waive", because="ill", reason="In hospital for months.")
    [made] = office.meetings()

    # Then the one who asked cannot agree to it, and another can
    assert "somebody else agrees" in office.ann.see("/meetings")
    assert office.ann.send("/meetings", agreed=str(made.id)).status_code == 422
    assert "In hospital for months." in office.bob.see("/meetings")
    assert "agreed to, and stands" in office.bob.sends("/meetings", agreed=str(made.id))
    with office.database.transaction() as session:
        standing = appointments.standing(session, office.claimant_id)
        assert standing is not None
        assert (standing.state, standing.because) == ("waived", "ill")
        assert casework.need_of(session, office.claimant_id) is not None
