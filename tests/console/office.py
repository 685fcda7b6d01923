"""An office of Somerset: two of its people at their browsers, and a claimant whose start-up is finished."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from app import create_app
from app.appointments.models import Appointment
from app.claimants import service as claimants
from app.claims.models import Answer, Claim
from app.database import Database
from app.settings import Settings
from app.sites import service as sites
from app.staff import service as staff
from app.tasks import service as tasks
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in


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


def make_office(settings: Settings, fresh_database: Database, now: datetime) -> Office:
    """The same, in a database of their own."""
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
