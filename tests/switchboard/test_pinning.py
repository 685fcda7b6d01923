"""An interview goes on with the script it began with: words, order and questions may change meanwhile."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.models import Claim
from app.scripts.answers import Fault
from app.scripts.definition import Question
from app.scripts.models import ScriptVersion
from app.scripts.service import Scripts, load_all
from app.settings import Settings
from app.switchboard import interviewing, papers, pinning
from app.switchboard.context import Switchboard
from tests.scripts.people import ANYBODY, PEOPLE, reply
from tests.switchboard.claim_scene import Scene, answers_of

pytestmark = pytest.mark.usefixtures("time_stands")
SAYS = ANYBODY | PEOPLE["a carer"] | {"contact.safe_to_post": "yes", "home.postcode": "HX1 1AB"}
OTHER_WORDS = "In which other words is this asked now?"


@pytest.fixture
def scene(session: Session, settings: Settings, tmp_path: Path, now: datetime) -> Scene:
    return Scene(session, settings, tmp_path, now)


def reworded(text: str) -> str:
    return text.replace("say: How would you like to be paid?", f"say: {OTHER_WORDS}")


def turned_round(text: str) -> str:
    """The bank is asked before the name of the account."""
    start, holder, rest = text.partition("  - ask: payment.holder_name\n")
    name, bank, rest = rest.partition("  - ask: payment.bank\n")
    asked, sort_code, rest = rest.partition("  - ask: payment.sort_code\n")
    return start + bank + asked + holder + name + sort_code + rest


def without_one(text: str) -> str:
    """The bank is not asked for any more."""
    start, _, rest = text.partition("  - ask: payment.bank\n")
    _, sort_code, rest = rest.partition("  - ask: payment.sort_code\n")
    return start + sort_code + rest


def changed(folder: Path, change: Callable[[str], str]) -> Scripts:
    """The scripts as a policy officer leaves them."""
    shutil.copytree("ivr_scripts", folder)
    file = folder / "startup" / "payment.yaml"
    before = file.read_text()
    file.write_text(change(before))
    assert file.read_text() != before
    return load_all(folder, practice=True)


def ask(scene: Scene, board: Switchboard, claimant: Claimant, until: str = "") -> list[str]:
    """Ask on until a question or the end, as the page does; what was asked."""
    asked: list[str] = []
    while True:
        standing = interviewing.standing(scene.session, claimant, scene.now)
        script = interviewing.script_for(board, scene.session, standing)
        step = script.next(standing.answers)
        if not isinstance(step, Question) or step.field == until:
            return asked
        asked.append(step.field)
        raw = reply(step, SAYS)
        kept = interviewing.save(board, scene.session, standing, script, step.field, raw, scene.ann.id, scene.now)
        assert not isinstance(kept, Fault)


def begun(scene: Scene, until: str) -> Claim:
    """An interview that has come as far as a question: most of it is written down at once."""
    ask(scene, scene.board, scene.claimant, "start.told")
    claim = claims.under_way(scene.session, scene.claimant.id)
    assert claim is not None
    known = {
        field: value for field, value in answers_of("a carer").items() if not field.startswith(("payment.", "decl"))
    }
    claims.save_answers(scene.session, claim, known, scene.board.scripts.get("startup"), scene.ann.id, scene.now)
    ask(scene, scene.board, scene.claimant, until)
    return claim


@pytest.mark.parametrize("change", [reworded, turned_round, without_one])
def test_a_new_version_breaks_no_interview_under_way(
    scene: Scene, tmp_path: Path, change: Callable[[str], str]
) -> None:
    # given an interview that has come to how she is paid, when another version takes the place of the script
    claim = begun(scene, "payment.how")
    old = scene.board.scripts.get("startup")
    board = replace(scene.board, scripts=changed(tmp_path / "new", change))
    new = board.scripts.get("startup")
    assert new.version != old.version

    # then it goes on to its end with the questions, words and order of the old
    asked = [field for field in ask(scene, board, scene.claimant) if field.startswith("payment.")]
    assert asked.index("payment.holder_name") + 1 == asked.index("payment.bank")
    script = pinning.script_of(board, scene.session, claim)
    assert script.version == claim.script_version == old.version
    assert script.question("payment.how").say == old.question("payment.how").say

    # and so do the form and the export of it
    claims.finish(scene.session, claim, scene.ann.id, scene.now)
    pack = papers.claim_pack(board, scene.session, claim, scene.now)
    labels = [row.label["en"] for section in pack.sections for row in section.rows]
    assert "Which bank or building society is it?" in labels
    assert OTHER_WORDS not in labels


def test_whoever_is_asked_afterwards_is_asked_by_the_new_one(scene: Scene, tmp_path: Path) -> None:
    begun(scene, "payment.how")
    board = replace(scene.board, scripts=changed(tmp_path / "new", reworded))
    other = scene.somebody("SL-0000-0000")

    standing = interviewing.standing(scene.session, other, scene.now)

    script = interviewing.script_for(board, scene.session, standing)
    assert script.question("payment.how").say == OTHER_WORDS


def test_the_short_call_pins_nothing(scene: Scene, tmp_path: Path) -> None:
    # given a claim that was begun in the short call, the interview still to come
    short = scene.board.scripts.get("short_call")
    field = next(field for field in short.fields if short.question(field).kind == "text")
    before = interviewing.standing(scene.session, scene.claimant, scene.now)
    interviewing.save(scene.board, scene.session, before, short, field, "Example", scene.ann.id, scene.now)

    board = replace(scene.board, scripts=changed(tmp_path / "new", reworded))

    claim = claims.under_way(scene.session, scene.claimant.id)
    assert pinning.script_of(board, scene.session, claim).question("payment.how").say == OTHER_WORDS


@pytest.mark.parametrize("files", [None, {"startup.yaml": "parts: {startup: {about: too old to be read}}"}])
def test_a_version_that_cannot_be_had_stops_nobody(scene: Scene, files: dict[str, str] | None) -> None:
    claim = begun(scene, "payment.how")
    claim.script_version = "0123456789abcdef"
    if files is not None:
        kept = ScriptVersion(name="startup", version=claim.script_version, files=files, kept_at=scene.now)
        scene.session.add(kept)
    scene.session.flush()

    assert pinning.script_of(scene.board, scene.session, claim) is scene.board.scripts.get("startup")
