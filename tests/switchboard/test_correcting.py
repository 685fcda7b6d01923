"""Corrections to a finished claim: written in, both versions kept, and handed on as a new version."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.claims import corrections, exports
from app.claims import service as claims
from app.claims.models import Claim
from app.letters import service as letters
from app.scripts.answers import Fault
from app.settings import Settings
from app.switchboard import correcting, handing_on, signing
from app.tasks import service as tasks
from app.values.moves import IllegalMove
from tests.switchboard.claim_scene import Scene

pytestmark = pytest.mark.usefixtures("time_stands")


@pytest.fixture
def scene(
    session: Session, settings: Settings, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> Scene:
    # What a form looks like is told elsewhere, and takes longer than all else.
    monkeypatch.setattr(letters, "show", lambda _pack: b"%PDF")
    return Scene(session, settings, tmp_path, now)


@pytest.fixture
def claim(scene: Scene) -> Claim:
    """Posted, handed on, and come back signed and corrected by hand."""
    made = scene.interviewed("a carer")
    scene.posted(made)
    handing_on.hand_on(scene.board, {"claim": str(made.id)})
    reference = scene.claimant.reference
    signing.receive(scene.session, reference, None, corrected=True, by=scene.ann.id, now=scene.now)
    return made


def correct(scene: Scene, claim: Claim, field: str, raw: str) -> Fault | None:
    here = correcting.standing(scene.session, scene.claimant, claim, scene.now)
    return correcting.correct(scene.board, scene.session, here, field, raw, scene.ann.id, scene.now)


def changes(scene: Scene, claim: Claim) -> dict[str, tuple[str, str]]:
    """What the correction under way, or the last, changed: field → before and after."""
    here = correcting.standing(scene.session, scene.claimant, claim, scene.now)
    correction = corrections.under_way(scene.session, claim) or corrections.of_claim(scene.session, claim)[0]
    rows = correcting.side_by_side(scene.board, scene.session, here, correction, "en", scene.now)
    return {row.field: (row.before, row.after) for row in rows}


def test_what_she_corrected_is_written_in_and_goes_on(scene: Scene, claim: Claim) -> None:
    # given a form with two corrections, one of which makes other questions not apply
    before = claims.answers(scene.session, claim)
    correcting.begin(scene.session, claim, scene.ann.id, scene.now)

    # when they are written in
    assert correct(scene, claim, "payment.bank", "Invented Bank") is None
    assert correct(scene, claim, "caring.any", "no") is None
    assert isinstance(correct(scene, claim, "payment.sort_code", "12"), Fault)
    told = changes(scene, claim)
    assert told["payment.bank"] == ("Example", "Invented Bank")
    assert told["caring.any"] == ("Yes", "No")
    assert told["cared_for[0].hours"] == ("40", "")
    correcting.finish(scene.session, claim, scene.ann.id, scene.now)

    # then it stands as it stood, the task is done, both versions are kept, and the new one goes on
    assert claim.state == "signed"
    assert tasks.open_for(scene.session, scene.claimant.id) == []
    assert changes(scene, claim) == told
    [correction] = corrections.of_claim(scene.session, claim)
    assert corrections.answers_at(scene.session, claim, correction.after_id) == before
    handing_on.hand_on(scene.board, {"claim": str(claim.id)})
    made = exports.latest(scene.session, claim.id, "benefit_expert")
    assert made is not None
    assert made.version == 2
    assert {"payment.bank", "caring.any"} <= set(exports.document_of(made)["changed"])


def test_corrections_that_were_not_meant_are_taken_back(scene: Scene, claim: Claim) -> None:
    before = claims.answers(scene.session, claim)
    correcting.begin(scene.session, claim, scene.ann.id, scene.now)
    correct(scene, claim, "payment.bank", "Invented Bank")
    correct(scene, claim, "children.has", "yes")
    correct(scene, claim, "children[0].forenames", "Somebody")

    correcting.take_back(scene.board, scene.session, claim, scene.ann.id, scene.now)

    assert claims.answers(scene.session, claim) == before
    assert claim.state == "signed"
    assert corrections.of_claim(scene.session, claim) == []


def test_a_second_correction_is_held_against_the_first(scene: Scene, claim: Claim) -> None:
    for bank in ("Invented Bank", "Another Invented Bank"):
        correcting.begin(scene.session, claim, scene.ann.id, scene.now)
        correcting.begin(scene.session, claim, scene.ann.id, scene.now)  # pressed twice
        correct(scene, claim, "payment.bank", bank)
        correcting.finish(scene.session, claim, scene.ann.id, scene.now)
        scene.now = scene.days_later(1)

    assert changes(scene, claim) == {"payment.bank": ("Invented Bank", "Another Invented Bank")}


def test_a_form_not_signed_yet_is_printed_anew(scene: Scene) -> None:
    claim = scene.interviewed("a carer")
    scene.posted(claim)

    correcting.begin(scene.session, claim, scene.ann.id, scene.now)
    correcting.finish(scene.session, claim, scene.ann.id, scene.now)

    assert claim.state == "posted"
    assert "wanted" in [letter.state for letter in letters.of_claimant(scene.session, scene.claimant.id)]


def test_what_is_not_being_corrected_is_not_finished(scene: Scene, claim: Claim) -> None:
    for act in (
        lambda: correcting.finish(scene.session, claim, scene.ann.id, scene.now),
        lambda: correcting.take_back(scene.board, scene.session, claim, scene.ann.id, scene.now),
    ):
        with pytest.raises(IllegalMove):
            act()
