"""A finished claim goes on, once, whole, and to those only whom it concerns; whoever has it says so."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy.orm import Session

from app.claims import document, exports
from app.claims import service as claims
from app.claims.models import Claim
from app.letters import service as letters
from app.settings import Settings
from app.switchboard import following_up, handing_on
from app.tasks import service as tasks
from app.values.moves import IllegalMove
from tests.scripts.people import PEOPLE
from tests.switchboard.claim_scene import Scene, answers_of

pytestmark = pytest.mark.usefixtures("time_stands")
# One of many answers tells most of it; the others can wait for the long run.
SHOWN = [pytest.param(who, marks=() if "children" in who else pytest.mark.long) for who in PEOPLE]
SCHEMA = json.loads(document.SCHEMA.read_text())


@pytest.fixture
def scene(session: Session, settings: Settings, tmp_path: Path, now: datetime) -> Scene:
    return Scene(session, settings, tmp_path, now)


@pytest.fixture
def not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """No form is set, which would take longer than all else."""
    monkeypatch.setattr(letters, "show", lambda _pack: b"%PDF")


def hand_on(scene: Scene, claim: Claim) -> None:
    handing_on.hand_on(scene.board, {"claim": str(claim.id)})


def outbox(scene: Scene) -> list[str]:
    return sorted(str(file.relative_to(scene.folder / "exports")) for file in (scene.folder / "exports").rglob("*.*"))


def document_in(scene: Scene, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((scene.folder / "exports" / name).read_text())
    return found


def test_the_schema_is_sound() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "who", [pytest.param(who, marks=[] if "children" in who else pytest.mark.long) for who in PEOPLE]
)
def test_every_kind_of_claim_is_what_the_schema_says(scene: Scene, who: str) -> None:
    # given a finished claim
    claim = scene.interviewed(who)

    # when it goes on
    hand_on(scene, claim)

    # then the document keeps to the schema and holds what was said, and the form is the one that it names
    found = document_in(scene, "benefit-expert/SL-4K7P-9XQY-v1-benefit-expert.json")
    jsonschema.validate(found, SCHEMA, format_checker=jsonschema.FormatChecker())
    form = (scene.folder / "exports/benefit-expert/SL-4K7P-9XQY-v1-benefit-expert.pdf").read_bytes()
    assert found["form_sha256"] == hashlib.sha256(form).hexdigest()
    told = {one["field"]: one["value"] for one in found["answers"]}
    assert told["payment.sort_code"] == claims.answers(scene.session, claim)["payment.sort_code"]
    assert not {one["section"] for one in found["answers"]} & {"safety", "urgent", "start", "who_rings"}


def test_the_council_has_what_is_its_own_and_only_with_consent(scene: Scene) -> None:
    claim = scene.interviewed("a lone parent with two children", declaration__council="yes")

    hand_on(scene, claim)

    found = document_in(scene, "council/SL-4K7P-9XQY-v1-council.json")
    jsonschema.validate(found, SCHEMA, format_checker=jsonschema.FormatChecker())
    sections = {one["section"] for one in found["answers"]}
    assert "home" in sections
    assert "work_wanted" not in sections
    assert found["meeting"] is None


@pytest.mark.parametrize(("who", "agreed"), [("a lone parent with two children", "no"), ("a carer", "yes")])
def test_the_council_has_nothing_otherwise(who: str, agreed: str) -> None:
    answers = answers_of(who) | {"declaration.council": agreed}

    assert document.recipients(answers) == ("benefit_expert",)


@pytest.mark.usefixtures("not_set")
def test_it_goes_once_and_again_only_as_a_new_version(scene: Scene) -> None:
    # given a claim that has gone on
    claim = scene.interviewed("a carer")
    hand_on(scene, claim)
    first = exports.latest(scene.session, claim.id, "benefit_expert")

    # when it is asked for again, nothing happens
    scene.days_later(1)
    hand_on(scene, claim)
    assert exports.of_claim(scene.session, claim.id) == [first]

    # when something is put right, the next version goes, and says what it changes
    claims.reopen(scene.session, claim)
    claims.save_answer(scene.session, claim, "payment.bank", "Invented Bank", False, scene.ann.id, scene.now)
    hand_on(scene, claim)  # not while it is open
    claims.finish(scene.session, claim, scene.ann.id, scene.now)
    hand_on(scene, claim)

    second = document_in(scene, "benefit-expert/SL-4K7P-9XQY-v2-benefit-expert.json")
    assert (second["version"], second["replaces"], second["changed"]) == (2, 1, ["payment.bank"])
    assert first is not None
    assert first.state == "superseded"
    assert exports.document_of(first)["version"] == 1
    assert len(outbox(scene)) == 4


@pytest.mark.usefixtures("not_set")
def test_what_nobody_says_to_have_is_asked_after(scene: Scene) -> None:
    # given a claim that went on on Monday
    claim = scene.interviewed("a carer")
    hand_on(scene, claim)

    # when two working days have gone by without a receipt
    for days, asked in ((2, 0), (3, 1), (4, 1)):
        scene.days_later(days)
        following_up.look(scene.board, {})
        assert len(tasks.open_at(scene.session, scene.site.id)) == asked

    # then a receipt closes what was asked, with what came of it
    export = exports.latest(scene.session, claim.id, "benefit_expert")
    assert export is not None
    moment = scene.days_later(5)
    handing_on.received(scene.session, export, "J. Invented", scene.ann.id, moment)
    assert tasks.open_at(scene.session, scene.site.id) == []
    assert tasks.closed_at(scene.session, scene.site.id, moment)[0].outcome == "received"
    assert (export.state, export.received_by) == ("received", "J. Invented")
    with pytest.raises(IllegalMove):
        handing_on.received(scene.session, export, "J. Invented", scene.ann.id, moment)


@pytest.mark.usefixtures("not_set")
def test_without_an_outbox_it_waits_to_be_fetched(scene: Scene, settings: Settings) -> None:
    claim = scene.interviewed("a carer")
    scene.board = type(scene.board)(**{**vars(scene.board), "settings": settings})

    hand_on(scene, claim)

    export = exports.latest(scene.session, claim.id, "benefit_expert")
    assert export is not None
    assert export.state == "made"
