"""From answers in the database to a PDF in the post room: every answer is on it, and the post takes it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import uuid4

import pypdfium2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.callbacks.models import Attempt, Callback
from app.claimants.models import Claimant, ThirdParty
from app.claims import form as forms
from app.claims import service as claims
from app.claims.models import Claim
from app.database import Database
from app.jobs.models import Job
from app.letters.checking import address_lines, check
from app.scripts.service import Scripts, load_all
from app.settings import Settings
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import interviewing, meeting, papers
from app.switchboard.context import Switchboard
from app.switchboard.packing import facts
from app.tasks import service as tasks
from app.telephony.addresses import Addresses
from app.telephony.client import Telephone
from tests.diary_people import make_adviser, make_site
from tests.scripts.people import ANYBODY, FACTS, PEOPLE, walk

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    return load_all(Path("ivr_scripts"), practice=True)


class WithinTest(Database):
    """Hands out the session of the test, which is rolled back."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """The session, flushed at the end."""
        yield self.session
        self.session.flush()


@pytest.fixture
def board(session: Session, scripts: Scripts, settings: Settings, tmp_path: Path) -> Switchboard:
    # Printing needs neither the telephone nor an address of our own.
    return Switchboard(
        settings=replace(settings, letters_dir=tmp_path), database=WithinTest(session),
        telephone=cast("Telephone", None), addresses=cast("Addresses", None), scripts=scripts,
    )  # fmt: skip


@pytest.fixture
def site(session: Session) -> Site:
    return make_site(session, "calderdale-and-kirklees")


@pytest.fixture
def ann(session: Session, site: Site) -> Staff:
    return make_adviser(session, site, "ann")


@pytest.fixture
def claimant(session: Session, site: Site, now: datetime) -> Claimant:
    row = Claimant(
        id=uuid4(),
        reference="SL-4K7P-9XQ2",
        first_contact_at=now - timedelta(days=3),
        home_site_id=site.id,
        title="Mrs",
        forenames="Nerys Ann",
        surname="Example",
        address_lines=["14 Invented Terrace", "Halifax"],
        postcode="HX1 1AB",
    )
    session.add(row)
    session.flush()
    return row


def interviewed(session: Session, claimant: Claimant, board: Switchboard, who: str, by: Staff, now: datetime) -> Claim:
    """The finished claim of somebody who said that; letters may go to her home."""
    script = board.scripts.get("startup")
    says = ANYBODY | PEOPLE[who] | {"you.settled": "yes", "contact.safe_to_post": "yes"}
    given = walk(script, says, FACTS | facts(claimant, TODAY))[0]
    claim = claims.open_claim(session, claimant.id, script, None, by.id, now)
    answers = {field: value for field, value in given.items() if field not in FACTS}
    claims.save_answers(session, claim, answers, script, by.id, now)
    claims.finish(session, claim, by.id, now)
    return claim


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return squeezed(text)


def squeezed(text: str) -> str:
    """Letters and figures only, so that the end of a line in a narrow column changes nothing."""
    return re.sub(r"\W+", "", text)


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


def booked(session: Session, claimant: Claimant, site: Site, now: datetime, state: str = "booked") -> Callback:
    """A call-back for tomorrow."""
    due = now + timedelta(days=1)
    callback = Callback(
        id=uuid4(), claimant_id=claimant.id, site_id=site.id, booked_at=now, state=state, due_at=due, next_at=due,
        telephone="+441632960001", proof_number="4821",
    )  # fmt: skip
    session.add(callback)
    session.flush()
    return callback


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
