"""Print runs: everything wanted is printed once, one bad letter stops nobody, and nothing is lost."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app.claimants.models import Claimant
from app.claims.models import Claim
from app.letters import service as letters
from app.letters.checking import check
from app.letters.errors import LetterRefusedError
from app.letters.models import Letter
from app.letters.pack import ClaimPack
from app.values.moves import IllegalMove
from tests.diary_people import make_site
from tests.letters import packs

TODAY = date(2026, 11, 23)
Want = Callable[[str], Letter]


@pytest.fixture
def want(session: Session, now: datetime) -> Want:
    """Asks for the claim pack of a new claimant with this reference."""
    site = make_site(session)

    def of(reference: str) -> Letter:
        claimant = Claimant(id=uuid4(), reference=reference, first_contact_at=now, home_site_id=site.id)
        session.add(claimant)
        session.flush()
        claim = Claim(
            id=uuid4(), claimant_id=claimant.id, script_name="startup", script_version="1", state="finished",
            started_at=now,
        )  # fmt: skip
        session.add(claim)
        session.flush()
        return letters.want(session, "claim_pack", claimant.id, now, claim_id=claim.id)

    return of


def compose(session: Session, letter: Letter) -> ClaimPack:
    claimant = session.get(Claimant, letter.claimant_id)
    assert claimant
    return replace(packs.PLAIN, reference=claimant.reference)


def test_a_run_prints_what_is_wanted(session: Session, want: Want, tmp_path: Path, now: datetime) -> None:
    letter = want("SL-0000-0001")

    report = letters.run(session, TODAY, tmp_path, now, compose)

    assert report.printed == (letter.id,)
    assert [file.name for file in report.files] == ["SL-0000-0001-2026-11-23.pdf"]
    assert check(report.files[0].read_bytes()) == []
    assert "Your answer: " in report.files[0].with_suffix(".txt").read_text(encoding="utf-8")
    assert (letter.state, letter.printed_at, letter.pages) == ("printed", now, 4)
    assert letter.sha256 == hashlib.sha256(report.files[0].read_bytes()).hexdigest()


def test_run_again_it_prints_nothing_twice(session: Session, want: Want, tmp_path: Path, now: datetime) -> None:
    want("SL-0000-0001")
    letters.run(session, TODAY, tmp_path, now, compose)
    late = want("SL-0000-0002")

    report = letters.run(session, TODAY, tmp_path, now + timedelta(minutes=5), compose)

    assert report.printed == (late.id,)


def test_one_bad_letter_stops_nobody(session: Session, want: Want, tmp_path: Path, now: datetime) -> None:
    before, bad, after = want("SL-0000-0001"), want("SL-0000-0002"), want("SL-0000-0003")

    def compose_all_but_one(session: Session, letter: Letter) -> ClaimPack:
        if letter.id == bad.id:
            raise KeyError("an answer is missing")
        return compose(session, letter)

    report = letters.run(session, TODAY, tmp_path, now, compose_all_but_one)

    assert set(report.printed) == {before.id, after.id}
    assert report.faults == ((bad.id, "'an answer is missing'"),)
    assert (bad.state, bad.fault) == ("wanted", "'an answer is missing'")


def test_what_could_not_be_printed_is_tried_again(session: Session, want: Want, tmp_path: Path, now: datetime) -> None:
    letter = want("SL-0000-0001")

    def no_address(session: Session, letter: Letter) -> ClaimPack:
        return replace(compose(session, letter), address_lines=())

    first = letters.run(session, TODAY, tmp_path, now, no_address)
    second = letters.run(session, TODAY + timedelta(days=1), tmp_path, now, compose)

    assert "at least 3 lines" in first.faults[0][1]
    assert second.printed == (letter.id,)
    assert letter.fault is None


def test_a_long_form_goes_in_several_files(session: Session, want: Want, tmp_path: Path, now: datetime) -> None:
    letter = want("SL-0000-0001")

    report = letters.run(
        session, TODAY, tmp_path, now, lambda _session, _letter: replace(packs.MANY_CHILDREN, reference="SL-0000-0001")
    )

    assert letter.files == [f"SL-0000-0001-2026-11-23-{part}of2.pdf" for part in (1, 2)]
    assert [file.name for file in report.files] == letter.files


def test_asked_for_twice_it_is_one_letter(session: Session, want: Want, now: datetime) -> None:
    letter = want("SL-0000-0001")

    again = letters.want(session, "claim_pack", letter.claimant_id, now, claim_id=letter.claim_id)

    assert again.id == letter.id
    assert letters.of_claimant(session, letter.claimant_id) == [letter]


def test_a_letter_goes_and_comes_back(session: Session, want: Want, tmp_path: Path, now: datetime) -> None:
    letter = want("SL-0000-0001")
    letters.run(session, TODAY, tmp_path, now, compose)

    letters.posted(session, letter, now)
    letters.returned(session, letter, now + timedelta(days=3))

    assert (letter.state, letter.posted_at, letter.returned_at) == ("returned", now, now + timedelta(days=3))


def test_a_spoilt_letter_goes_into_the_next_run(session: Session, want: Want, tmp_path: Path, now: datetime) -> None:
    letter = want("SL-0000-0001")
    letters.run(session, TODAY, tmp_path, now, compose)
    letters.spoilt(session, letter)

    assert letters.run(session, TODAY, tmp_path, now, compose).printed == (letter.id,)


def test_what_was_not_printed_cannot_have_been_posted(session: Session, want: Want, now: datetime) -> None:
    with pytest.raises(IllegalMove):
        letters.posted(session, want("SL-0000-0001"), now)


def test_a_form_is_shown_without_an_address(session: Session) -> None:
    pack = replace(packs.PLAIN, address_lines=())

    assert letters.show(pack).startswith(b"%PDF")
    with pytest.raises(LetterRefusedError, match="at least 3 lines"):
        letters.render(pack)


def test_nothing_is_known_of_a_letter_that_is_not_there(session: Session) -> None:
    assert letters.get(session, UUID(int=0)) is None
