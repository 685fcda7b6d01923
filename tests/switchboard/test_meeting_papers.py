"""Letters about the meeting: written when what she was last told by letter holds no more, once, and to no other end."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.appointments.models import Appointment
from app.claimants.models import Claimant, ThirdParty
from app.claims.models import Claim
from app.letters import service as letters
from app.letters.checking import address_lines, check
from app.letters.validating import faults
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import papers
from app.switchboard.context import Switchboard
from tests.switchboard.papers_scene import TODAY, interviewed, squeezed, text_of

ARRIVES = date(2026, 11, 25)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def meeting(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, site: Site, now: datetime
) -> Appointment:
    """Her meeting, which the claim form that went in the day's run told her of."""
    claim = interviewed(session, claimant, board, "a carer", ann, now)
    slot = appointments.offer_times(session, site, now, ARRIVES, now)[0]
    made = appointments.book(
        session, slot, claimant_id=claimant.id, claim_id=claim.id, by_staff=ann.id, letter_arrives_on=ARRIVES, now=now
    )
    papers.want_claim_pack(session, claim, now)
    assert len(papers.run(board, TODAY, now).printed) == 1
    return made


def next_run(board: Switchboard, now: datetime) -> list[str]:
    """What the letters of the next day's run say, each held against the post."""
    report = papers.run(board, TOMORROW, now + timedelta(days=1))
    assert report.faults == ()
    for file in report.files:
        assert faults(file.read_bytes()) == []
    return [text_of(file.read_bytes()) for file in report.files]


def test_what_still_holds_is_not_written_again(board: Switchboard, meeting: Appointment, now: datetime) -> None:
    assert meeting.state == "booked"
    assert next_run(board, now) == []


def test_another_time_is_written_once(
    session: Session, board: Switchboard, meeting: Appointment, site: Site, ann: Staff, now: datetime
) -> None:
    # given a meeting that was moved after the form had gone
    later = appointments.offer_times(session, site, now, ARRIVES, now)[3]
    new = appointments.change(session, meeting, later, by_staff=ann.id, letter_arrives_on=ARRIVES, now=now)

    # when the next run is made, and the one after it
    said = next_run(board, now)
    again = papers.run(board, TOMORROW + timedelta(days=1), now + timedelta(days=1, hours=1))

    # then she is told the new time, and that the old one is off, once
    assert len(said) == 1
    assert new.with_whom
    for told in ("A new time for your appointment", "in our last letter is off", new.with_whom):
        assert squeezed(told) in said[0]
    assert again.printed == ()


def test_a_change_before_the_form_is_printed_is_in_the_form(
    session: Session, claimant: Claimant, board: Switchboard, site: Site, ann: Staff, now: datetime
) -> None:
    claim = interviewed(session, claimant, board, "a carer", ann, now)
    first, *_, later = appointments.offer_times(session, site, now, ARRIVES, now)
    made = appointments.book(
        session, first, claimant_id=claimant.id, claim_id=claim.id, by_staff=ann.id, letter_arrives_on=ARRIVES, now=now
    )
    papers.want_claim_pack(session, claim, now)
    appointments.change(session, made, later, by_staff=ann.id, letter_arrives_on=ARRIVES, now=now)

    report = papers.run(board, TODAY, now)

    assert [letters.get(session, one).kind for one in report.printed] == ["claim_pack"]  # type: ignore[union-attr]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_whoever_missed_it_is_invited_again(
    session: Session, board: Switchboard, claimant: Claimant, meeting: Appointment, now: datetime, language: str
) -> None:
    # given somebody who was expected and did not come
    claimant.correspondence = language
    meeting.starts_at = now + timedelta(hours=1)
    meeting.state = "missed"

    said = next_run(board, now)

    # then nothing is closed, and the letter says what the meeting is for and how to choose a time
    told = {
        "en": (
            "We would still like to see you",
            "Your claim is not closed",
            "in another way before anything is closed",
        ),
        "cy": ("Hoffem eich gweld o hyd",),
    }
    assert len(said) == 1
    for sentence in told[language]:
        assert squeezed(sentence) in said[0]
    assert next_run(board, now) == []


def test_a_meeting_put_off_after_the_form_has_gone_is_written(
    session: Session, board: Switchboard, meeting: Appointment, claimant: Claimant, site: Site, ann: Staff,
    now: datetime,
) -> None:  # fmt: skip
    appointments.cancel(session, meeting, by_staff=ann.id, now=now)
    session.add(
        Appointment(
            kind="personal_adviser", claimant_id=claimant.id, site_id=site.id, state="deferred",
            until=date(2027, 3, 1), reason="your baby is due", decided_by=ann.id, made_at=now + timedelta(minutes=1),
        )
    )  # fmt: skip
    session.flush()

    said = next_run(board, now)

    assert len(said) == 1
    for sentence in ("Your meeting is put off", "Monday 1 March 2027", "your baby is due", "goes on all the same"):
        assert squeezed(sentence) in said[0]


def test_what_changed_again_before_it_was_printed_is_not_said(
    session: Session, board: Switchboard, meeting: Appointment, now: datetime
) -> None:
    # given a letter that was asked for and could not be printed yet
    letter = letters.want(session, "missed_appointment", meeting.claimant_id, now, appointment_id=meeting.id)  # type: ignore[arg-type]

    report = papers.run(board, TOMORROW, now + timedelta(days=1))

    # then it waits with its reason: she did not miss the meeting
    assert report.faults == ((letter.id, "the meeting has changed since the letter was asked for"),)


def test_the_form_of_somebody_without_an_address_waits_at_the_office(
    session: Session, board: Switchboard, claimant: Claimant, claim_of_nobody: Claim, now: datetime, tmp_path: Path
) -> None:
    # given a claimant of no fixed abode, whose form is kept for her
    letter = papers.keep_at_office(session, claim_of_nobody, now)
    assert letter is not None

    # when it is printed, posted to the office, and she calls for it
    report = papers.run(board, TODAY, now)
    papers.posted(session, letter, now)
    papers.collected(session, letter)

    # then the envelope has the office's address, the letter says so, and the claim waits for her signature
    pdf = report.files[0].read_bytes()
    name, office, *_ = address_lines(pdf)
    assert check(pdf) == []
    assert (name, report.files[0].name) == ("Mrs Nerys Ann Example", "SL-4K7P-9XQ2-2026-11-23-held-for-collection.pdf")
    assert squeezed(f"We keep this letter for you at {office} until you call for it") in text_of(pdf)
    assert (letter.state, claim_of_nobody.state) == ("handed_over", "posted")


def test_what_must_not_be_written_is_not_kept_either(
    session: Session, claimant: Claimant, claim_of_nobody: Claim, now: datetime
) -> None:
    claimant.do_not_post = True

    assert papers.keep_at_office(session, claim_of_nobody, now) is None


@pytest.fixture
def claim_of_nobody(session: Session, claimant: Claimant, board: Switchboard, ann: Staff, now: datetime) -> Claim:
    """The claim of somebody without an address."""
    claimant.address_lines, claimant.postcode = ["No fixed abode"], None
    return interviewed(session, claimant, board, "a carer", ann, now)


def test_an_appointees_own_address_is_used_and_they_sign_for_her(
    session: Session, claimant: Claimant, board: Switchboard, ann: Staff, now: datetime
) -> None:
    # given somebody who acts for her, whose document was seen, and who lives elsewhere
    party = ThirdParty(
        claimant_id=claimant.id, name="Mrs Price", relationship="relative", capacity="appointee", document="seen",
        address_lines=["2 Other Road", "Leeds"], postcode="LS1 1AA", recorded_at=now, recorded_by=ann.id,
    )  # fmt: skip
    session.add(party)
    claim = interviewed(session, claimant, board, "a carer", ann, now)

    pdf = papers.show(board, session, claim, now)

    # then the papers go there, say for whom they are, and are signed by them for her
    assert address_lines(pdf) == ["Mrs Price", "2 Other Road", "Leeds", "LS1 1AA"]
    text = text_of(pdf)
    for told in ("Dear Mrs Price", "you act for Mrs Nerys Ann Example", "Mrs Price, for Mrs Nerys Ann Example"):
        assert squeezed(told) in text
