"""Private telephones of an office: added and taken out by a supervisor, noted, and not while they are promised."""

from datetime import datetime

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.callbacks import service as callbacks
from app.claimants import service as claimants
from app.database import Database
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from tests.diary_people import london
from tests.wallboard.browsing import Browser

OFFICES = "/supervisor/offices?site=somerset"


def telephones(database: Database) -> dict[str, int]:
    """Number to id, of Somerset's."""
    with database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        return {one.telephone: one.id for one in sites.telephones_of(session, site)}


def office(database: Database, name: str) -> str:
    with database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        return str(next(one.id for one in sites.offices_of(session, site) if one.name == name))


def noted(database: Database) -> list[str]:
    with database.transaction() as session:
        found = select(AuditEntry.action).where(AuditEntry.action.startswith("office_telephone"))
        return list(session.scalars(found.order_by(AuditEntry.id)))


def test_a_telephone_is_added_and_taken_out_again(supervisor: Browser, fresh_database: Database) -> None:
    # when one is added, as it is written on paper
    page = supervisor.sends(OFFICES, office=office(fresh_database, "Yeovil"), telephone="0117 496 0109")
    assert "0117 496 0109 at Yeovil can be promised now." in page

    # then it is there, and can be taken out; both are noted
    added = telephones(fresh_database)["+441174960109"]
    page = supervisor.sends(OFFICES, take__out=str(added))
    assert "0117 496 0109 at Yeovil is taken out." in page
    assert "+441174960109" not in telephones(fresh_database)
    assert noted(fresh_database) == ["office_telephone_added", "office_telephone_taken_out"]
    # and once more is no fault: a colleague was quicker
    assert supervisor.send(OFFICES, take__out=str(added)).status_code == 303


def test_what_is_no_number_or_known_already_is_said_beside_the_field(
    supervisor: Browser, fresh_database: Database
) -> None:
    where = office(fresh_database, "Yeovil")
    wrong = supervisor.send(OFFICES, office=where, telephone="twelve")
    assert (wrong.status_code, 'value="twelve"' in wrong.text) == (422, True)
    known = supervisor.send(OFFICES, office=where, telephone="0117 496 0101")
    assert known.status_code == 422
    assert "An office has that telephone already." in known.text
    assert noted(fresh_database) == []


def test_one_that_is_promised_stays(supervisor: Browser, fresh_database: Database, now: datetime) -> None:
    # given a call-back that is promised on it
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        sites.change_rules(session, site, kept_back_advisers=0)
        asha = staff.by_username(session, "asha")
        assert asha is not None
        diary.put_on_duty(session, asha.id, site.id, london("2026-11-23", "9:00"), london("2026-11-23", "17:00"))
        telephone = sites.telephones_of(session, site)[-1]
        needs = diary.needs_of(site, office_id=telephone.office_id)
        callbacks.book(
            session,
            site=site,
            slot=diary.offer_slots(session, site, needs, now, now=now)[0],
            claimant_id=claimants.first_contact(session, site.id, now).id,
            call_id=None,
            contact=callbacks.Contact(telephone.telephone),
            by_staff=None,
            now=now,
        )

    # when it is to be taken out, then it is said why not, at its office
    answer = supervisor.send(OFFICES, take__out=str(telephone.id))
    assert answer.status_code == 422
    assert "1 call-backs are promised on 0117 496 0103" in answer.text
    assert telephone.telephone in telephones(fresh_database)
    # and the list of call-backs says where she is rung
    assert "a private telephone at Yeovil" in supervisor.see("/supervisor/call-backs?site=somerset")


def test_an_office_of_another_site_is_not_changed_here(supervisor: Browser, fresh_database: Database) -> None:
    elsewhere = supervisor.send(
        "/supervisor/offices?site=buckinghamshire", office=office(fresh_database, "Yeovil"), telephone="0117 496 0109"
    )
    assert elsewhere.status_code == 404


def test_what_an_office_has_and_whom_its_advisers_know_best_is_kept(
    supervisor: Browser, fresh_database: Database
) -> None:
    # Given an office with everything, when the supervisor ticks less, and another specialism
    where = office(fresh_database, "Taunton")
    fields = {f"access__{where}": "ground_floor", f"knows__{where}__2": "lone_parents"}
    assert "are offered by this from now on" in supervisor.sends(OFFICES, describe=where, **fields)

    # Then that is what meetings are offered by
    with fresh_database.transaction() as session:
        taunton = next(one for one in sites.offices_of(session, sites.by_slug(session, "somerset")))
        assert taunton.access == ["ground_floor"]
        assert taunton.specialisms == {"Mary Chilcott": [], "David Hooper": ["lone_parents"]}
    assert supervisor.send(OFFICES, describe="0").status_code == 404
