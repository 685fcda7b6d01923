"""A claim is opened once, answered, broken off, taken up again, finished; every answer ever given is kept."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.errors import ClaimNotOpenError
from app.claims.models import Answer, Claim
from app.claims.rules import EvidenceRules
from app.scripts.service import load_all
from app.scripts.walking import Script
from app.staff.models import Staff
from app.values.moves import IllegalMove
from tests.diary_people import make_adviser, make_site


@pytest.fixture(scope="module")
def script() -> Script:
    return load_all(Path("ivr_scripts"), practice=True).get("startup")


@pytest.fixture
def ann(session: Session) -> Staff:
    return make_adviser(session, make_site(session), "ann")


@pytest.fixture
def claimant(session: Session, ann: Staff, now: datetime) -> Claimant:
    row = Claimant(id=uuid4(), reference="SL-4K7P-9XQ2", first_contact_at=now, home_site_id=ann.site_id)
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def claim(session: Session, claimant: Claimant, script: Script, ann: Staff, now: datetime) -> Claim:
    return claims.open_claim(session, claimant.id, script, None, ann.id, now)


def test_opening_twice_opens_one(
    session: Session, claimant: Claimant, claim: Claim, script: Script, ann: Staff, now: datetime
) -> None:
    again = claims.open_claim(session, claimant.id, script, None, ann.id, now)

    assert again.id == claim.id
    assert (claim.number, claim.state, claim.script_version) == (1, "open", script.version)


def test_a_claim_broken_off_goes_on_with_any_adviser(
    session: Session, claimant: Claimant, claim: Claim, script: Script, ann: Staff, now: datetime
) -> None:
    claims.save_answer(session, claim, "you.sex", "female", False, ann.id, now)
    claims.break_off(session, claim, now)
    other = make_adviser(session, make_site(session), "bob")

    again = claims.open_claim(session, claimant.id, script, None, other.id, now + timedelta(days=1))

    assert (again.id, again.state) == (claim.id, "open")
    assert claims.answers(session, again) == {"you.sex": "female"}


def test_a_new_claim_after_a_finished_one_is_her_second(
    session: Session, claimant: Claimant, claim: Claim, script: Script, ann: Staff, now: datetime
) -> None:
    claims.finish(session, claim, ann.id, now)

    second = claims.open_claim(session, claimant.id, script, None, ann.id, now)

    assert (second.number, claims.under_way(session, claimant.id)) == (2, second)
    assert [one.number for one in claims.of_claimant(session, claimant.id)] == [2, 1]


@pytest.mark.parametrize("value", ["yes", 3, 16.5, None, ["jsa", "hb"], {"amount": "52.20", "period": "week"}])
@pytest.mark.parametrize("sensitive", [False, True])
def test_an_answer_comes_back_as_it_was_given(
    session: Session, claim: Claim, now: datetime, value: object, sensitive: bool
) -> None:
    claims.save_answer(session, claim, "a.field", value, sensitive, None, now)

    assert claims.answers(session, claim) == {"a.field": value}


def test_what_is_sensitive_cannot_be_read_in_the_database(
    session: Session, claim: Claim, script: Script, now: datetime
) -> None:
    claims.save_answers(session, claim, {"you.nino": "QQ123456C", "you.sex": "female"}, script, None, now)

    kept = {row.field: (row.value, row.sealed) for row in session.scalars(select(Answer))}
    assert kept["you.sex"] == ("female", None)
    assert kept["you.nino"][0] is None
    assert b"QQ123456C" not in (kept["you.nino"][1] or b"")


def test_every_answer_ever_given_is_kept_in_order(session: Session, claim: Claim, ann: Staff, now: datetime) -> None:
    later = now + timedelta(minutes=1)
    claims.save_answer(session, claim, "you.sex", "female", False, ann.id, now)
    claims.save_answer(session, claim, "you.sex", "male", True, None, later)

    assert claims.answers(session, claim) == {"you.sex": "male"}
    assert claims.history(session, claim, "you.sex") == [(now, ann.id, "female"), (later, None, "male")]


@pytest.mark.parametrize("statement", ["UPDATE answer_history SET field = 'x'", "DELETE FROM answer_history"])
def test_the_history_is_never_altered(session: Session, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))


@pytest.mark.parametrize("close", [claims.break_off, lambda s, c, n: claims.finish(s, c, None, n)])
def test_a_claim_that_is_not_open_takes_no_answer(session: Session, claim: Claim, now: datetime, close: object) -> None:
    assert callable(close)
    close(session, claim, now)

    with pytest.raises(ClaimNotOpenError):
        claims.save_answer(session, claim, "you.sex", "female", False, None, now)


def test_a_finished_claim_may_be_put_right_before_it_is_signed(session: Session, claim: Claim, now: datetime) -> None:
    claims.finish(session, claim, None, now)
    claims.posted(session, claim)
    claims.reopen(session, claim)
    claims.save_answer(session, claim, "you.sex", "female", False, None, now)
    claims.finish(session, claim, None, now)
    claims.sign(session, claim, None, now)

    assert (claim.state, claim.signed_at) == ("signed", now)
    with pytest.raises(IllegalMove):
        claims.reopen(session, claim)


def test_posting_changes_nothing_that_has_gone_on_meanwhile(session: Session, claim: Claim, now: datetime) -> None:
    claims.finish(session, claim, None, now)
    claims.sign(session, claim, None, now)

    claims.posted(session, claim)

    assert claim.state == "signed"


def test_a_claim_is_not_finished_while_it_is_broken_off(session: Session, claim: Claim, now: datetime) -> None:
    claims.break_off(session, claim, now)

    with pytest.raises(IllegalMove):
        claims.finish(session, claim, None, now)


def test_the_papers_follow_from_what_stands(session: Session, claim: Claim, now: datetime) -> None:
    claims.save_answer(session, claim, "children.has", "yes", False, None, now)

    items = claims.evidence_for(session, claim, EvidenceRules.read(), {"first_contact.on": "2026-11-20"})

    assert [item.id for item in items] == ["identity", "national_insurance", "children"]
