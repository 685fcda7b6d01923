"""From answers in the database to a PDF in the post room: every answer is on it, and the post takes it."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.claimants.models import Claimant
from app.claims import form as forms
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.rules import EvidenceRules
from app.letters import service as letters
from app.letters.checking import address_lines, check
from app.scripts.service import Scripts, load_all
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard.packing import facts
from app.switchboard.printing import Printing
from tests.diary_people import make_adviser, make_site
from tests.scripts.people import ANYBODY, FACTS, PEOPLE, walk

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    return load_all(Path("ivr_scripts"), practice=True)


@pytest.fixture
def printing(scripts: Scripts) -> Printing:
    return Printing(scripts, EvidenceRules.read())


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


def interviewed(session: Session, claimant: Claimant, scripts: Scripts, who: str, by: Staff, now: datetime) -> Claim:
    """The finished claim of somebody who said that; letters may go to her home."""
    script = scripts.get("startup")
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
    session: Session, claimant: Claimant, scripts: Scripts, printing: Printing, ann: Staff, now: datetime,
    tmp_path: Path, who: str,
) -> None:  # fmt: skip
    claim = interviewed(session, claimant, scripts, who, ann, now)
    letter = letters.want(session, "claim_pack", claimant.id, now, claim_id=claim.id)

    report = printing.run(session, TODAY, tmp_path, now)

    assert (report.printed, report.faults) == ((letter.id,), ())
    text = "".join(text_of(file.read_bytes()) for file in report.files)
    answers = claims.answers(session, claim) | facts(claimant, TODAY)
    for section in forms.form(scripts.get("startup"), answers, "en"):
        for row in section.rows:
            assert squeezed(row.answer) in text
    for file in report.files:
        assert check(file.read_bytes()) == []
    assert claim.state == "posted"


def test_the_letter_says_when_to_come_and_what_to_bring(
    session: Session, claimant: Claimant, scripts: Scripts, printing: Printing, ann: Staff, site: Site, now: datetime
) -> None:
    claim = interviewed(session, claimant, scripts, "a lone parent with two children", ann, now)
    slot = appointments.offer_times(session, site, now, date(2026, 11, 25), now)[0]
    appointments.book(
        session, slot, claimant_id=claimant.id, claim_id=claim.id, by_staff=ann.id,
        letter_arrives_on=date(2026, 11, 25), now=now,
    )  # fmt: skip

    pdf = printing.show(session, claim, TODAY)

    text = text_of(pdf)
    assert address_lines(pdf) == ["Mrs Nerys Ann Example", "14 Invented Terrace", "Halifax", "HX1 1AB"]
    for told in ("Dear Mrs Example", "Wednesday 25 November", slot.office, slot.with_whom, "birth certificate"):
        assert squeezed(told) in text
    assert squeezed("by Sunday 20 December 2026") in text
    assert squeezed("your own choice") in text


def test_a_jobseeker_is_not_told_that_everything_is_a_choice(
    session: Session, claimant: Claimant, scripts: Scripts, printing: Printing, ann: Staff, now: datetime
) -> None:
    claim = interviewed(session, claimant, scripts, "a single jobseeker", ann, now)

    assert not printing.pack(session, claim, TODAY).choice_is_theirs


def test_nothing_is_posted_where_it_is_not_safe(
    session: Session, claimant: Claimant, scripts: Scripts, printing: Printing, ann: Staff, now: datetime,
    tmp_path: Path,
) -> None:  # fmt: skip
    claimant.do_not_post = True
    claim = interviewed(session, claimant, scripts, "a carer", ann, now)
    letters.want(session, "claim_pack", claimant.id, now, claim_id=claim.id)

    report = printing.run(session, TODAY, tmp_path, now)

    assert report.printed == ()
    assert list(tmp_path.iterdir()) == []
    assert claim.state == "finished"
    assert printing.show(session, claim, TODAY).startswith(b"%PDF")


def test_a_safe_address_for_letters_comes_first(
    session: Session, claimant: Claimant, scripts: Scripts, printing: Printing, ann: Staff, now: datetime
) -> None:
    claim = interviewed(session, claimant, scripts, "a carer", ann, now)
    claims.reopen(session, claim)
    safe = {"lines": ["c/o The Invented Hostel", "Leeds"], "postcode": "LS1 1AA"}
    claims.save_answer(session, claim, "you.postal_address", safe, False, ann.id, now)

    pack = printing.pack(session, claim, TODAY)

    assert pack.address_lines == ("c/o The Invented Hostel", "Leeds", "LS1 1AA")


def test_a_second_claim_has_a_reference_of_its_own(
    session: Session, claimant: Claimant, scripts: Scripts, printing: Printing, ann: Staff, now: datetime
) -> None:
    interviewed(session, claimant, scripts, "a carer", ann, now)
    second = interviewed(session, claimant, scripts, "a carer", ann, now)

    assert printing.pack(session, second, TODAY).reference == "SL-4K7P-9XQ2/2"


@pytest.mark.parametrize("correspondence", ["cy", "both"])
def test_the_form_is_in_the_language_she_asked_for(
    session: Session, claimant: Claimant, scripts: Scripts, printing: Printing, ann: Staff, now: datetime,
    correspondence: str,
) -> None:  # fmt: skip
    claimant.correspondence = correspondence
    claim = interviewed(session, claimant, scripts, "a carer", ann, now)

    pack = printing.pack(session, claim, TODAY)

    assert pack.language == correspondence
    assert check(printing.show(session, claim, TODAY)) == []


def test_a_very_long_name_is_cut_to_initials_on_the_envelope(
    session: Session, claimant: Claimant, scripts: Scripts, printing: Printing, ann: Staff, now: datetime
) -> None:
    claimant.forenames = "Bartholomew Augustine Maximilian"
    claimant.surname = "Featherstonehaugh-Invented"
    claim = interviewed(session, claimant, scripts, "a carer", ann, now)

    pack = printing.pack(session, claim, TODAY)

    assert pack.recipient == "Mrs B A M Featherstonehaugh-Invented"
    assert pack.declaration.signatories == ("Mrs Bartholomew Augustine Maximilian Featherstonehaugh-Invented",)
