"""Claimants: the date of claim is kept, the NI number is sealed, people are found again."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.claimants import service
from app.claimants.errors import OnePersonAlone, Overtaken
from app.claimants.models import Claimant
from app.sites.models import Site
from app.staff.models import Staff
from app.values.errors import Invalid
from app.values.national_insurance import NationalInsuranceNumber


@pytest.fixture
def site(session: Session) -> int:
    made = Site(
        slug="south-east-gwent",
        name="South East Gwent",
        nation="wales",
        telephone="+443069990103",
        textphone="+443069990113",
        languages=["cy", "en"],
        address_lines=["1 Example Street", "Newport"],
        overflow_order=[],
        rules={},
    )
    session.add(made)
    session.flush()
    return made.id


@pytest.fixture
def asha(session: Session, site: int) -> int:
    return person(session, site, "asha")


@pytest.fixture
def ben(session: Session, site: int) -> int:
    return person(session, site, "ben")


def person(session: Session, site: int, username: str) -> int:
    made = Staff(
        username=username,
        name=username,
        password_hash="x",
        role="supervisor",
        site_id=site,
        languages=[],
        textphone=False,
    )
    session.add(made)
    session.flush()
    return made.id


@pytest.fixture
def claimant(session: Session, site: int, now: datetime) -> Claimant:
    return service.first_contact(session, site, now)


def noted(session: Session, claimant: UUID) -> list[tuple[str, object]]:
    session.flush()
    rows = session.execute(
        select(AuditEntry.action, AuditEntry.details)
        .where(AuditEntry.subject == "claimant", AuditEntry.subject_key == str(claimant))
        .order_by(AuditEntry.id)
    )
    return [(action, details) for action, details in rows]


@pytest.mark.parametrize(
    ("language", "read", "interpreter"), [("en", "en", None), ("cy", "cy", None), ("pa", "en", "pa")]
)
def test_the_language_of_the_first_call_is_kept(
    session: Session, site: int, now: datetime, language: str, read: str, interpreter: str | None
) -> None:
    made = service.first_contact(session, site, now, language)
    kept = (made.spoken_language, made.read_language, made.correspondence, made.interpreter_language)
    assert kept == (language, read, read, interpreter)


def test_she_is_found_by_her_reference_however_it_is_typed(session: Session, claimant: Claimant) -> None:
    assert service.by_reference(session, claimant.reference.lower().replace("-", " ")) is claimant
    with pytest.raises(Invalid):
        service.by_reference(session, "rubbish")


def test_answers_are_kept_and_noted_by_column_never_by_value(
    session: Session, claimant: Claimant, asha: int, now: datetime
) -> None:
    answers = {"you.forenames": "Carys", "you.surname": "Pryce", "contact.safe_to_text": "yes"}
    changed = service.update_from_answers(session, claimant, answers, now, asha)
    assert sorted(changed) == ["forenames", "safe_to_text", "surname"]
    assert service.update_from_answers(session, claimant, answers, now, asha) == []
    assert noted(session, claimant.id)[1:] == [("changed", {"columns": ["forenames", "safe_to_text", "surname"]})]


def test_the_ni_number_is_sealed_and_opened_again(session: Session, claimant: Claimant, now: datetime) -> None:
    service.update_from_answers(session, claimant, {"you.nino": "QQ123456C"}, now, None)
    assert b"QQ123456C" not in (claimant.nino_sealed or b"")
    assert service.nino_of(claimant) == NationalInsuranceNumber("QQ123456C")
    service.update_from_answers(session, claimant, {"you.nino": {"unsure": True}}, now, None)
    assert service.nino_of(claimant) is None
    assert claimant.nino_look_up is None


def test_a_postcode_by_itself_does_not_move_her_letters(session: Session, claimant: Claimant, now: datetime) -> None:
    service.update_from_answers(session, claimant, {"home.postcode": "NP20 1AA"}, now, None)
    assert claimant.postcode == "NP20 1AA"
    elsewhere = {"you.postal_address": {"lines": ["The Hostel"], "postcode": "NP44 1AA"}}
    service.update_from_answers(session, claimant, elsewhere, now, None)
    service.update_from_answers(session, claimant, {"home.postcode": "NP20 1AB"}, now, None)
    assert claimant.postcode == "NP44 1AA"


def test_a_look_is_noted(session: Session, claimant: Claimant, asha: int, now: datetime) -> None:
    assert service.look_at(session, claimant.id, asha, now, why="search") is claimant
    assert noted(session, claimant.id)[-1] == ("viewed", {"why": "search"})
    assert service.look_at(session, UUID(int=1), asha, now, why="search") is None


def test_the_date_of_claim_is_put_right_by_two_people(
    session: Session, claimant: Claimant, asha: int, ben: int, now: datetime
) -> None:
    earlier = now - timedelta(days=3)
    asked = service.ask_correction(session, claimant, earlier, "letter of 20 November", now, asha)
    assert claimant.first_contact_at == now
    with pytest.raises(OnePersonAlone):
        service.agree_correction(session, asked.id, now, asha)
    assert service.agree_correction(session, asked.id, now, ben).first_contact_at == earlier
    with pytest.raises(Overtaken):
        service.agree_correction(session, asked.id, now, ben)
    assert [action for action, _ in noted(session, claimant.id)][1:] == [
        "first_contact_questioned",
        "first_contact_corrected",
    ]


def test_a_correction_that_is_not_agreed_to_changes_nothing(
    session: Session, claimant: Claimant, asha: int, ben: int, now: datetime
) -> None:
    before = claimant.first_contact_at
    asked = service.ask_correction(session, claimant, now - timedelta(days=3), "a letter", now, asha)
    with pytest.raises(Overtaken):
        service.ask_correction(session, claimant, now - timedelta(days=2), "another letter", now, ben)
    assert service.corrections_waiting(session) == [asked]
    service.refuse_correction(session, asked.id, now, ben)
    assert service.corrections_waiting(session) == []
    with pytest.raises(Overtaken):
        service.agree_correction(session, asked.id, now, ben)
    assert claimant.first_contact_at == before


def test_the_database_itself_refuses_another_date_of_claim(session: Session, claimant: Claimant, now: datetime) -> None:
    claimant.first_contact_at = now - timedelta(days=3)
    with pytest.raises(DBAPIError, match="may only be corrected by two people"):
        session.flush()


def test_another_site_may_be_hers(session: Session, claimant: Claimant, asha: int, now: datetime) -> None:
    session.add(
        Site(
            slug="somerset",
            name="Somerset",
            nation="england",
            telephone="+443069990104",
            textphone="+443069990114",
            languages=["en"],
            address_lines=["1 Example Street"],
            overflow_order=[],
            rules={},
        )
    )
    session.flush()
    other = session.scalars(select(Site.id).where(Site.slug == "somerset")).one()
    old = claimant.home_site_id
    service.move_home(session, claimant, other, now, asha)
    service.move_home(session, claimant, other, now, asha)
    assert noted(session, claimant.id)[1:] == [("moved", {"old": old, "new": other})]
