"""What is typed is checked by the rule by which it is kept; an odd answer can be kept as said, and is recorded."""

from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.claims import service as claims
from app.scripts import as_said
from app.scripts.answers import parse
from app.scripts.definition import Question
from app.values.errors import Invalid
from tests.journeys.browser import Adviser
from tests.journeys.world import World


@pytest.fixture
def tess(world: World) -> Adviser:
    """Tess, on a call with somebody new, at the date of birth."""
    found = Adviser(world, "tess").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    found.follow().answer_all(upto="you.date_of_birth")
    return found


def check(tess: Adviser, field: str, **typed: str) -> dict[str, str]:
    """What the page is told of what is typed."""
    token = tess.page.xpath('string((//input[@name="csrf_token"])[1]/@value)')
    form = {"csrf_token": token, "field": field, **typed}
    found: dict[str, str] = tess.http.post(f"{tess.base}/script/inbound/check", data=form, timeout=30).json()
    return found


def kept(world: World) -> Any:
    """The date of birth of whom Tess talks with, as it is stored."""
    claimant_id = world.connection("tess").claimant_id
    assert claimant_id is not None
    with world.session() as session:
        claim = claims.under_way(session, claimant_id)
        assert claim is not None
        return claims.answers(session, claim)["you.date_of_birth"]


def date(day: str, month: str, year: str) -> dict[str, str]:
    return {"answer-day": day, "answer-month": month, "answer-year": year}


def test_what_is_typed_is_read_or_its_fault_said_and_nothing_is_kept(tess: Adviser) -> None:
    field = "you.date_of_birth"
    assert check(tess, field, **date("24", "11", "1970")) == {"fault": "", "reads": "24 November 1970"}
    assert "that month has 28 days" in check(tess, field, **date("31", "2", "1979"))["fault"]
    assert "has not come yet" in check(tess, field, **date("1", "1", "2030"))["fault"]
    assert check(tess, field, **date("", "", "")) == {"fault": "", "reads": ""}
    assert tess.open(tess.path).field == field


def test_an_odd_answer_is_kept_as_it_was_said_and_counts_as_not_sure(tess: Adviser, world: World) -> None:
    # given a day that no calendar has, refused
    page = f"/people/{tess.reference}/script/inbound"
    typed = {"field": "you.date_of_birth", "go": "next", **date("31", "2", "1979")}
    tess.send(page, fields=typed)
    assert tess.status == 422
    assert "Keep it as they said it" in tess.text

    # when the adviser keeps it all the same
    tess.send(page, fields={**typed, "go": "as_said"})

    # then the next question is asked, the words are kept, and that they passed the check
    assert tess.status == 200
    assert tess.field != "you.date_of_birth"
    assert "31 2 1979" in tess.open(f"{page}?at=you.date_of_birth").text
    with world.session() as session:
        said = session.scalars(select(AuditEntry).where(AuditEntry.action == "kept as said")).one()
        assert said.details == {"field": "you.date_of_birth"}
    assert kept(world) == {"unsure": True, "as_said": "31 2 1979"}


def test_what_is_good_after_all_is_kept_as_it_reads(tess: Adviser, world: World) -> None:
    page = f"/people/{tess.reference}/script/inbound"
    tess.send(page, fields={"field": "you.date_of_birth", "go": "as_said", **date("24", "11", "1970")})
    assert kept(world) == "1970-11-24"


@pytest.mark.parametrize(("kind", "channel"), [("choice", "adviser"), ("date", "keypad")])
def test_only_an_adviser_passes_a_check_and_only_where_a_rule_can_be_wrong(kind: Any, channel: Any) -> None:
    with pytest.raises(Invalid):
        parse(Question("a.b", "a", kind, "What?"), {"as_said": "odd"}, channel)


def test_words_are_the_parts_in_their_order() -> None:
    assert as_said.words_in({"amount": " 12 or so", "period": "week"}) == "12 or so week"
    assert len(as_said.words_in("x" * 999)) == as_said.LONGEST
