"""Letters about a call-back: its time, whoever was rung in vain, and to whom they go."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.callbacks.models import Attempt
from app.claimants.models import Claimant, ThirdParty
from app.letters.checking import address_lines
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import interviewing, meeting, papers
from app.switchboard.context import Switchboard
from tests.switchboard.papers_scene import TODAY, booked, interviewed, squeezed, text_of


def test_a_time_to_ring_is_confirmed_by_post(
    session: Session, claimant: Claimant, board: Switchboard, site: Site, now: datetime
) -> None:
    letter = papers.confirm_by_letter(session, booked(session, claimant, site, now), now)
    assert letter

    report = papers.run(board, TODAY, now)

    assert [file.name for file in report.files] == ["SL-4K7P-9XQ2-2026-11-23-confirmation.pdf"]
    text = text_of(report.files[0].read_bytes())
    for told in ("Tuesday 24 November, 10 am", "03069 990102", "face to face", "SL-4K7P-9XQ2"):
        assert squeezed(told) in text
    assert "4821" not in text


def test_a_call_still_owed_is_confirmed_with_its_latest_time(
    session: Session, claimant: Claimant, board: Switchboard, site: Site, now: datetime
) -> None:
    callback = booked(session, claimant, site, now, "owed")
    callback.due_at, callback.next_at, callback.deadline = None, None, now + timedelta(days=2)
    papers.confirm_by_letter(session, callback, now)

    text = text_of(papers.run(board, TODAY, now).files[0].read_bytes())

    assert squeezed("At the latest: Wednesday 25 November") in text
    assert squeezed("You need not ring again") in text


@pytest.mark.parametrize(
    ("capacity", "document", "consent", "written_to"),
    [
        ("appointee", "seen", None, "Mrs Price"),
        ("appointee", "to_bring", None, "Mrs"),
        ("helper", None, "in_writing", "Mrs"),
        ("helper", None, None, "Mrs"),
    ],
)
def test_a_letter_goes_to_whoever_acts_in_her_place_and_never_to_a_helper(
    session: Session, claimant: Claimant, board: Switchboard, site: Site, ann: Staff, now: datetime,
    capacity: str, document: str | None, consent: str | None, written_to: str,
) -> None:  # fmt: skip
    # given somebody who acts for her or helps her
    party = ThirdParty(
        claimant_id=claimant.id, name="Mrs Price", relationship="relative", capacity=capacity, document=document,
        consent=consent, consent_at=now if consent else None, consent_by=ann.id if consent else None,
        recorded_at=now, recorded_by=ann.id,
    )  # fmt: skip
    session.add(party)
    papers.confirm_by_letter(session, booked(session, claimant, site, now), now)

    # when the letter about the time is printed, which speaks of benefits
    text = text_of(papers.run(board, TODAY, now).files[0].read_bytes())

    # then it is addressed to her, unless somebody acts in her place and the document was seen
    assert (squeezed("Dear Mrs Price") in text) == (squeezed("Mrs Price") in text) == (written_to == "Mrs Price")


@pytest.mark.parametrize(
    ("capacity", "document", "goes_to"),
    [
        ("appointee", "seen", ["Mr Price", "2 Other Street", "Leeds", "LS1 1AA"]),
        ("appointee", "to_bring", None),
        ("helper", None, None),
    ],
)
def test_what_may_not_be_posted_to_her_goes_to_the_address_of_whoever_acts_in_her_place(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, site: Site, now: datetime,
    capacity: str, document: str | None, goes_to: list[str] | None,
) -> None:  # fmt: skip
    # given somebody to whose home nothing may be posted; whoever acts for her or helps her lives elsewhere
    claim = interviewed(session, claimant, board, "a carer", ann, now)
    claimant.do_not_post = True
    session.add(
        ThirdParty(
            claimant_id=claimant.id, name="Mr Price", relationship="relative", capacity=capacity, document=document,
            consent=None if document else "in_writing", consent_at=None if document else now,
            consent_by=None if document else ann.id, address_lines=["2 Other Street", "Leeds"], postcode="LS1 1AA",
            recorded_at=now, recorded_by=ann.id,
        )
    )  # fmt: skip
    session.flush()

    # when the start-up's end asks whether the form is posted, and a time to ring is confirmed
    standing = interviewing.standing(session, claimant, now)
    is_posted = meeting.is_posted(session, standing, now)
    confirmation = papers.confirm_by_letter(session, booked(session, claimant, site, now), now)
    papers.want_claim_pack(session, claim, now)
    report = papers.run(board, TODAY, now)

    # then both go to whoever acts in her place, once the document was seen, and else nothing goes
    assert (is_posted, confirmation is not None) == (goes_to is not None, goes_to is not None)
    assert [address_lines(file.read_bytes()) for file in report.files] == ([goes_to, goes_to] if goes_to else [])


def test_whoever_was_rung_in_vain_is_written_to_once(
    session: Session, claimant: Claimant, board: Switchboard, site: Site, now: datetime
) -> None:
    callback = booked(session, claimant, site, now, "letter_wanted")
    session.add(Attempt(callback_id=callback.id, number=1, due_at=now, started_at=now, result="no_answer"))
    session.flush()

    first = papers.run(board, TODAY, now)
    second = papers.run(board, TODAY + timedelta(days=1), now + timedelta(days=1))

    assert (len(first.printed), len(second.printed)) == (1, 0)
    text = text_of(first.files[0].read_bytes())
    for told in ("We tried to ring you", "Monday 23 November 2026", "Your claim is not closed"):
        assert squeezed(told) in text


def test_nobody_is_written_to_where_post_is_not_safe(
    session: Session, claimant: Claimant, board: Switchboard, site: Site, now: datetime
) -> None:
    claimant.do_not_post = True
    callback = booked(session, claimant, site, now, "letter_wanted")

    assert papers.confirm_by_letter(session, callback, now) is None
    assert papers.run(board, TODAY, now).printed == ()
