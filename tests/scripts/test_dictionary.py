"""The script against the claim's data dictionary: every thing it names is asked, as the right kind of answer.

The nineteen groups are those of the service's requirements. What is not asked but known (the moment of first
contact, the home site) is kept with the call-back and is not in this list.
"""

from pathlib import Path

import pytest

from app.scripts.service import load_all
from app.scripts.walking import Script
from tests.scripts.people import ANYBODY, FACTS, PEOPLE, walk

DICTIONARY: dict[str, dict[str, str]] = {
    "contact": {
        "contact.telephone": "telephone",
        "benefits": "choices",
        "scope.claimed_before": "choice",
        "claim.earlier_contact": "choice",
        "claim.unchanged": "choices",
        "claim.from": "choice",
        "claim.from_date": "date",
        "claim.earlier_why": "choice",
        "contact.spoken_language": "language",
        "contact.read_language": "language",
        "contact.correspondence": "choice",
        "contact.interpreter": "yes_no",
        "contact.telephone_kind": "choice",
        "contact.relay_number": "telephone",
        "contact.large_print": "yes_no",
        "contact.other_format": "choice",
        "third.rings": "choice",
        "third.capacity": "choice",
        "contact.safe_to_ring": "yes_no",
        "contact.safe_to_leave_message": "yes_no",
        "contact.safe_to_text": "yes_no",
        "contact.safe_to_post": "yes_no",
        "contact.safe_times": "times",
        "contact.safe_in_words": "text",
        "urgent.any": "yes_no",
        "urgent.what": "choices",
    },
    "you": {
        "you.title": "text",
        "you.surname": "text",
        "you.forenames": "text",
        "you.other_names": "text",
        "you.date_of_birth": "date",
        "you.nino": "nino",
        "you.sex": "choice",
        "you.address": "address",
        "you.address_since": "month",
        "you.postal_address": "address",
        "you.settled": "yes_no",
        "contact.telephone_other": "telephone",
        "contact.email": "email",
        "you.marital": "choice",
        "you.separated_on": "date",
        "you.nationality": "text",
        "you.always_here": "yes_no",
        "you.arrived": "month",
        "you.away": "yes_no",
        "you.away_year": "yes_no",
    },
    "partner": {
        "partner.title": "text",
        "partner.forenames": "text",
        "partner.surname": "text",
        "partner.other_names": "text",
        "partner.date_of_birth": "date",
        "partner.nino": "nino",
        "partner.sex": "choice",
        "partner.nationality": "text",
        "partner.always_here": "yes_no",
        "partner.arrived": "month",
        "partner.here": "yes_no",
        "partner.address": "address",
        "partner.since": "month",
        "partner.away_since": "date",
        "partner.works": "yes_no",
        "partner.hours": "hours",
        "partner.pay": "money",
        "partner.joint": "choice",
    },
    "children": {
        "children[].forenames": "text",
        "children[].surname": "text",
        "children[].date_of_birth": "date",
        "children[].relationship": "choice",
        "children[].child_benefit": "choice",
        "children[].child_benefit_number": "text",
        "children[].education": "choice",
        "children[].disabled": "yes_no",
        "children[].childcare": "yes_no",
        "children[].childcare_cost": "money",
        "maintenance.agency": "choice",
        "maintenance.amount": "money",
    },
    "household": {
        "household[].name": "text",
        "household[].part": "choice",
        "household[].date_of_birth": "date",
        "household[].pays": "money",
        "household[].doing": "choice",
    },
    "home": {
        "home.tenure": "choice",
        "home.landlord": "text",
        "home.landlord_address": "address",
        "home.rent": "money",
        "home.rent_includes": "choices",
        "home.arrears": "yes_no",
        "home.arrears_amount": "amount",
        "home.tenancy_start": "month",
        "home.council_tax": "choice",
        "home.lender": "text",
    },
    "work now": {
        "jobs[].employer": "text",
        "jobs[].employer_address": "address",
        "jobs[].employer_telephone": "telephone",
        "jobs[].kind": "choice",
        "jobs[].hours": "hours",
        "jobs[].pay": "money",
        "jobs[].expenses": "yes_no",
        "jobs[].more": "yes_no",
    },
    "past work": {
        "past_jobs[].employer": "text",
        "past_jobs[].started": "month",
        "past_jobs[].ended": "date",
        "past_jobs[].why": "choice",
        "past_jobs[].owed": "choices",
        "past_jobs[].owed_amount": "amount",
        "past_jobs[].p45": "yes_no",
    },
    "education": {
        "learning.kind": "choice",
        "learning.name": "text",
        "learning.hours": "hours",
        "learning.begins": "month",
        "learning.ends": "month",
    },
    "health": {
        "health.since": "date",
        "health.condition": "text",
        "health.doctor": "text",
        "health.certificate_from": "date",
        "health.certificate_to": "date",
        "health.sick_pay": "choice",
        "health.hospital": "yes_no",
        "health.accident": "yes_no",
        "health.baby_due": "date",
    },
    "caring": {"cared_for[].name": "text", "cared_for[].hours": "hours", "cared_for[].benefit": "choice"},
    "bereavement": {
        "bereavement.name": "text",
        "bereavement.date": "date",
        "bereavement.relationship": "choice",
        "bereavement.child_benefit": "yes_no",
    },
    "other benefits": {"received[].which": "choice", "received[].since": "month", "received[].amount": "money"},
    "pensions": {
        "pensions[].provider": "text",
        "pensions[].address": "address",
        "pensions[].amount": "money",
        "pensions[].rises": "text",
    },
    "other income": {
        "income.maintenance": "money",
        "income.rent": "money",
        "income.insurance": "money",
        "income.dispute": "money",
        "income.other_detail": "text",
    },
    "savings": {
        "accounts[].balance": "amount",
        "savings.shares_value": "amount",
        "savings.property_value": "amount",
        "savings.other_value": "amount",
        "savings.total": "amount",
    },
    "work wanted": {
        "wanted.kinds": "long_text",
        "wanted.qualifications": "choices",
        "wanted.skills": "text",
        "wanted.driving": "choice",
        "wanted.hours": "hours",
        "wanted.days": "choices",
        "wanted.limits": "text",
        "wanted.steps": "choices",
        "wanted.help": "choices",
        "meeting.days": "choices",
        "meeting.time_of_day": "choice",
    },
    "payment": {
        "payment.how": "choice",
        "payment.holder": "choice",
        "payment.holder_name": "text",
        "payment.bank": "text",
        "payment.sort_code": "sort_code",
        "payment.account_number": "account_number",
        "payment.roll_number": "text",
    },
    "declaration": {
        "declaration.told_true": "told",
        "declaration.told_changes": "told",
        "declaration.understood": "yes_no",
        "declaration.council": "yes_no",
    },
}
SENSITIVE = {"you.nino", "partner.nino", "bereavement.nino", "health.condition"} | {
    f"payment.{one}" for one in ("sort_code", "account_number", "roll_number")
}
RAPID = {"scope.claimed_before": "recent", "claim.earlier_contact": "paid"}


@pytest.fixture(scope="module")
def script() -> Script:
    return load_all(Path("ivr_scripts"), practice=True).get("startup")


def test_there_are_nineteen_groups() -> None:
    assert len(DICTIONARY) == 19


@pytest.mark.parametrize("group", DICTIONARY)
def test_every_field_of_the_group_is_asked_as_its_kind(script: Script, group: str) -> None:
    kinds = {field: script.question(field.replace("[]", "[0]")).kind for field in script.fields}

    assert {field: kinds.get(field) for field in DICTIONARY[group]} == DICTIONARY[group]


def test_what_is_sensitive_is_marked(script: Script) -> None:
    marked = {field for field in script.fields if script.question(field.replace("[]", "[0]")).sensitive}

    assert marked >= SENSITIVE


def test_a_repeat_claim_goes_through_only_what_changed(script: Script) -> None:
    # Given somebody who claimed within 12 weeks, and whose children, home and savings are as they were
    says = ANYBODY | PEOPLE["a lone parent with two children"] | RAPID
    whole, _, _ = walk(script, says | {"claim.unchanged": ["nothing"]}, FACTS)

    # When she says so
    short, asked, ending = walk(script, says | {"claim.unchanged": ["children", "home", "savings"]}, FACTS)

    # Then nothing of these is asked, everything else is, and the call ends as ever
    assert ending.name == "finished"
    left_out = {field for field in whole if field not in short}
    assert left_out
    assert {script.question(field).section for field in left_out} == {"children", "home", "savings"}
    assert "partner.has" in asked


def test_only_a_recent_claim_that_was_paid_has_a_short_form(script: Script) -> None:
    _, asked, _ = walk(script, ANYBODY | RAPID | {"claim.earlier_contact": "refused"}, FACTS)

    assert "claim.unchanged" not in asked
