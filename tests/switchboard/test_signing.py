"""The signed form: recorded by its reference, chased on days 14 and 21, and nothing ends by itself."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.claims import service as claims
from app.claims.models import Claim
from app.jobs.models import Job
from app.letters import service as letters
from app.settings import Settings
from app.switchboard import following_up, papers, signing
from app.switchboard.signing import Came
from app.tasks import service as tasks
from app.values.errors import Invalid
from app.values.london import london_date
from tests.switchboard.claim_scene import Scene
from tests.switchboard.papers_scene import booked

pytestmark = pytest.mark.usefixtures("time_stands")


@pytest.fixture
def scene(session: Session, settings: Settings, tmp_path: Path, now: datetime) -> Scene:
    return Scene(session, settings, tmp_path, now)


@pytest.fixture
def claim(scene: Scene) -> Claim:
    """Finished three days after first contact, and posted."""
    made = scene.interviewed("a carer")
    scene.posted(made)
    return made


def kinds(scene: Scene) -> list[str]:
    return [task.kind for task in tasks.open_at(scene.session, scene.site.id)]


def day(scene: Scene, after_first_contact: int) -> datetime:
    """It is so many days after first contact, and the claims that wait are looked at."""
    moment = scene.days_later(after_first_contact - 3)
    following_up.look(scene.board, {})
    return moment


def receive(scene: Scene, typed: str, on: date | None = None, corrected: bool = False) -> signing.Received:
    return signing.receive(scene.session, typed, on, corrected=corrected, by=scene.ann.id, now=scene.now)


def test_it_is_chased_on_days_14_and_21_and_nothing_ends(scene: Scene, claim: Claim) -> None:
    # given a telephone to which texts are safe
    callback = booked(scene.session, scene.claimant, scene.site, scene.now, "kept")
    callback.telephone = scene.claimant.telephone = "+447700900001"
    scene.claimant.safe_to_text = callback.safe_to_text = True

    # on day 13 nothing is done, on day 14 the form goes again, with a text
    day(scene, 13)
    assert claims.chases(scene.session, claim) == []
    moment = day(scene, 14)
    [first] = claims.chases(scene.session, claim)
    assert (first.step, first.by_letter, first.by_text, first.by_task) == ("first", True, True, False)
    pack = papers.claim_pack(scene.board, scene.session, claim, moment)
    assert pack.again
    assert scene.session.query(Job).where(Job.kind == "text").count() == 1
    scene.posted(claim)

    # on day 21 somebody is to ring, and when the month has gone again; each once
    for after in (15, 21, 22, 31, 32, 60):
        day(scene, after)
    assert [chase.step for chase in claims.chases(scene.session, claim)] == ["first", "second", "overdue"]
    assert kinds(scene) == ["form_not_back", "form_not_back"]
    assert claim.state == "posted"


def test_where_neither_post_nor_texts_are_safe_somebody_rings(scene: Scene) -> None:
    scene.claimant.do_not_post = True
    claim = scene.interviewed("a carer")

    day(scene, 14)

    [first] = claims.chases(scene.session, claim)
    assert (first.by_letter, first.by_text, first.by_task) == (False, False, True)


def test_a_form_that_comes_is_recorded_and_asked_for_no_more(scene: Scene, claim: Claim) -> None:
    # given a form that was chased twice
    day(scene, 14)
    day(scene, 21)
    assert kinds(scene) == ["form_not_back"]

    # when it comes, its code scanned
    scene.now = scene.days_later(19)
    found = receive(scene, " sl-4k7p-9xqy ")

    # then it is signed, in time; what was to be done about it is not
    assert (found.claim, found.came, claim.state, claim.signed_at) == (claim, Came.IN_TIME, "signed", scene.now)
    assert kinds(scene) == []
    assert [letter.state for letter in letters.of_claimant(scene.session, scene.claimant.id)] == ["cancelled", "posted"]
    day(scene, 40)
    assert len(claims.chases(scene.session, claim)) == 2
    assert receive(scene, "SL-4K7P-9XQY").came is Came.BEFORE

    # and a mistake is taken back
    signing.take_back(scene.session, claim, scene.ann.id, scene.now)
    assert (claim.state, claim.signed_at) == ("posted", None)


def test_late_is_said_and_never_refused_and_an_earlier_day_may_be_given(scene: Scene, claim: Claim) -> None:
    scene.now = scene.days_later(40)
    with pytest.raises(Invalid, match="between"):
        receive(scene, "SL-4K7P-9XQY", london_date(scene.now) + timedelta(days=1))
    assert receive(scene, "SL-4K7P-9XQY").came is Came.LATE
    signing.take_back(scene.session, claim, scene.ann.id, scene.now)

    assert receive(scene, "SL-4K7P-9XQY", date(2026, 12, 20)).came is Came.IN_TIME


def test_corrections_are_somebodys_to_write_down(scene: Scene, claim: Claim) -> None:
    receive(scene, "SL-4K7P-9XQY", corrected=True)

    assert kinds(scene) == ["form_corrected"]


@pytest.mark.parametrize(("typed", "why"), [("SL-4K7P-9XQ3", "wrong"), ("SL-4K7P-9XQY/2", "awaited"), ("", "SL")])
def test_what_is_no_awaited_form_is_said(scene: Scene, claim: Claim, typed: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        receive(scene, typed)


def test_an_interview_that_goes_on_has_no_form_yet(scene: Scene, claim: Claim) -> None:
    claims.reopen(scene.session, claim)

    with pytest.raises(Invalid, match="not finished"):
        receive(scene, "SL-4K7P-9XQY")


def test_the_letter_says_of_payment_what_the_table_knows(scene: Scene) -> None:
    carer = papers.claim_pack(scene.board, scene.session, scene.interviewed("a carer"), scene.now)
    tenant = scene.interviewed("a lone parent with two children")

    assert carer.payment is None
    told = papers.claim_pack(scene.board, scene.session, tenant, scene.now).payment
    assert told is not None
    assert "within 14 days" in told["en"]
    assert "what else you claim" in told["en"]
