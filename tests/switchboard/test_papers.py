"""From answers in the database to a PDF in the post room: every answer is on it, and the post takes it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.claimants.models import Claimant, ThirdParty
from app.claims import form as forms
from app.claims import service as claims
from app.jobs.models import Job
from app.letters.checking import address_lines, check
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import interviewing, papers
from app.switchboard.context import Switchboard
from app.switchboard.packing import facts
from app.tasks import service as tasks
from tests.scripts.people import PEOPLE
from tests.switchboard.papers_scene import TODAY, booked, interviewed, squeezed, text_of


@pytest.mark.parametrize("who", PEOPLE)
def test_every_answer_arrives(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, now: datetime, who: str,
) -> None:  # fmt: skip
    claim = interviewed(session, claimant, board, who, ann, now)
    letter = papers.want_claim_pack(session, claim, now)

    report = papers.run(board, TODAY, now)

    assert (report.printed, report.faults) == ((letter.id,), ())
    text = "".join(text_of(file.read_bytes()) for file in report.files)
    answers = claims.answers(session, claim) | facts(claimant, TODAY)
    for section in forms.form(board.scripts.get("startup"), answers, "en"):
        for row in section.rows:
            assert squeezed(row.answer) in text
    for file in report.files:
        assert check(file.read_bytes()) == []
    papers.posted(session, letter, now)
    assert (letter.state, claim.state) == ("posted", "posted")


def test_the_letter_says_when_to_come_and_what_to_bring(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, site: Site, now: datetime
) -> None:
    claim = interviewed(session, claimant, board, "a lone parent with two children", ann, now)
    slot = appointments.offer_times(session, site, now, date(2026, 11, 25), now)[0]
    appointments.book(
        session, slot, claimant_id=claimant.id, claim_id=claim.id, by_staff=ann.id,
        letter_arrives_on=date(2026, 11, 25), now=now,
    )  # fmt: skip

    pdf = papers.show(board, session, claim, now)

    text = text_of(pdf)
    assert address_lines(pdf) == ["Mrs Nerys Ann Example", "14 Invented Terrace", "Halifax", "HX1 1AB"]
    for told in ("Dear Mrs Example", "Wednesday 25 November", slot.office, slot.with_whom, "birth certificate"):
        assert squeezed(told) in text
    assert squeezed("by Sunday 20 December 2026") in text
    assert squeezed("your own choice") in text


def test_a_jobseeker_is_not_told_that_everything_is_a_choice(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, now: datetime
) -> None:
    claim = interviewed(session, claimant, board, "a single jobseeker", ann, now)

    assert not papers.claim_pack(board, session, claim, now).choice_is_theirs


def test_nothing_is_posted_where_it_is_not_safe(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, now: datetime,
    tmp_path: Path,
) -> None:  # fmt: skip
    claimant.do_not_post = True
    claim = interviewed(session, claimant, board, "a carer", ann, now)
    papers.want_claim_pack(session, claim, now)

    report = papers.run(board, TODAY, now)

    assert report.printed == ()
    assert list(tmp_path.iterdir()) == []
    assert claim.state == "finished"
    assert papers.show(board, session, claim, now).startswith(b"%PDF")


def test_a_safe_address_for_letters_comes_first(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, now: datetime
) -> None:
    claim = interviewed(session, claimant, board, "a carer", ann, now)
    claims.reopen(session, claim)
    safe = {"lines": ["c/o The Invented Hostel", "Leeds"], "postcode": "LS1 1AA"}
    claims.save_answer(session, claim, "you.postal_address", safe, False, ann.id, now)

    pack = papers.claim_pack(board, session, claim, now)

    assert pack.address_lines == ("c/o The Invented Hostel", "Leeds", "LS1 1AA")


def test_a_second_claim_has_a_reference_of_its_own(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, now: datetime
) -> None:
    interviewed(session, claimant, board, "a carer", ann, now)
    second = interviewed(session, claimant, board, "a carer", ann, now)

    assert papers.claim_pack(board, session, second, now).reference == "SL-4K7P-9XQ2/2"


@pytest.mark.parametrize("correspondence", ["cy", "both"])
def test_the_form_is_in_the_language_she_asked_for(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, now: datetime,
    correspondence: str,
) -> None:  # fmt: skip
    claimant.correspondence = correspondence
    claim = interviewed(session, claimant, board, "a carer", ann, now)

    pack = papers.claim_pack(board, session, claim, now)

    assert pack.language == correspondence
    assert check(papers.show(board, session, claim, now)) == []


def test_a_very_long_name_is_cut_to_initials_on_the_envelope(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, now: datetime
) -> None:
    claimant.forenames = "Bartholomew Augustine Maximilian"
    claimant.surname = "Featherstonehaugh-Invented"
    claim = interviewed(session, claimant, board, "a carer", ann, now)

    pack = papers.claim_pack(board, session, claim, now)

    assert pack.recipient == "Mrs B A M Featherstonehaugh-Invented"
    assert pack.declaration.signatories == ("Mrs Bartholomew Augustine Maximilian Featherstonehaugh-Invented",)


@pytest.mark.parametrize(
    ("at", "printed_at_once"),
    [
        ("2026-11-23T16:59", False),  # the run is still to come
        ("2026-11-23T17:10", True),  # it has been, and the post has not gone
        ("2026-11-23T17:30", False),
        ("2026-11-28T17:10", False),  # a Saturday
    ],
)
def test_what_comes_between_the_run_and_the_post_is_printed_at_once(
    session: Session, claimant: Claimant, site: Site, at: str, printed_at_once: bool
) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)

    papers.confirm_by_letter(session, booked(session, claimant, site, moment), moment)

    assert bool(session.scalars(select(Job).where(Job.kind == "print")).all()) == printed_at_once


def test_nothing_goes_to_an_address_from_which_a_letter_came_back(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, site: Site, now: datetime
) -> None:
    # given a letter that came back as gone away
    first = papers.want_claim_pack(session, interviewed(session, claimant, board, "a carer", ann, now), now)
    papers.run(board, TODAY, now)
    papers.posted(session, first, now)
    task = papers.returned(session, first, "gone_away", now + timedelta(days=2))

    # when another is wanted, it waits
    papers.confirm_by_letter(session, booked(session, claimant, site, now), now)
    held = papers.run(board, TODAY + timedelta(days=2), now + timedelta(days=2))
    assert (held.printed, held.part) == ((), None)
    assert "came back" in held.faults[0][1]

    # then a person who says where it may go lets it out
    tasks.close(session, task, "new_address", "", by=ann.id, now=now + timedelta(days=3))
    assert len(papers.run(board, TODAY + timedelta(days=3), now + timedelta(days=3)).printed) == 1


@pytest.mark.parametrize(
    ("at", "runs"),
    [
        ("2026-11-23T16:59", 0),
        ("2026-11-23T17:00", 1),
        ("2026-11-23T23:59", 1),
        ("2026-11-28T17:30", 0),  # a Saturday
        ("2026-12-25T17:30", 0),
        ("2026-07-01T16:30", 1),  # half past five in London's summer
    ],
)
def test_the_days_run_is_asked_for_once_each_working_day(
    session: Session, board: Switchboard, at: str, runs: int
) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)

    papers.ask_for_run(board, now)
    papers.ask_for_run(board, now + timedelta(seconds=30))

    assert len(session.scalars(select(Job).where(Job.kind == "print")).all()) == runs


FORM_IS_SENT = "We will send you the form"
WAITS = "Your form will wait for you at an office"


@pytest.mark.parametrize(
    ("safe", "document", "lives", "rung", "told"),
    [
        ("yes", None, True, False, FORM_IS_SENT),
        ("no", None, True, False, WAITS),
        ("no", "seen", True, False, "We will send the form to Mrs Price, who acts for you"),
        ("no", "seen", True, True, FORM_IS_SENT),
        ("no", "seen", False, False, WAITS),
        ("no", "to_bring", True, False, WAITS),
    ],
)
def test_the_script_says_to_whom_the_form_goes(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, site: Site, now: datetime,
    safe: str, document: str | None, lives: bool, rung: bool, told: str,
) -> None:  # fmt: skip
    # given it is safe to write to her or not, and somebody acts for her or nobody does
    claimant.do_not_post = safe == "no"
    if document is not None:
        party = ThirdParty(
            claimant_id=claimant.id, name="Mrs Price", relationship="relative", capacity="appointee",
            document=document, address_lines=["2 Other Road", "Leeds"] if lives else None,
            postcode="LS1 1AA" if lives else None, recorded_at=now, recorded_by=ann.id,
        )  # fmt: skip
        session.add(party)
        session.flush()
        booked(session, claimant, site, now).third_party_id = party.id if rung else None
        session.flush()

    # when the adviser comes to the form
    script = board.scripts.get("startup")
    answers = {**interviewing.standing(session, claimant, now).answers, "contact.safe_to_post": safe}
    question = next(
        step for section in script.applicable(answers) for step in section.questions
        if step.id == "declaration.told_form"
    )  # fmt: skip

    # then it is said where it will be
    assert script.said(question, answers, "en").startswith(told)
