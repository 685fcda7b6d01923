"""A repeat claim within the limit copies what has not changed, and asks the rest."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.claims import service as claims
from app.claims.models import Claim
from app.claims.reclaim import UNCHANGED, ReclaimRules, copied
from app.scripts.answers import Fault
from app.scripts.definition import Question
from app.settings import Settings
from app.switchboard import interviewing, packing, papers
from tests.switchboard.claim_scene import SCRIPTS, Scene, answers_of

pytestmark = pytest.mark.usefixtures("time_stands")
WHO = "a lone parent with two children"
ALL = ["you", "partner", "children", "home", "income", "savings", "caring", "payment"]


@pytest.fixture
def scene(session: Session, settings: Settings, tmp_path: Path, now: datetime) -> Scene:
    return Scene(session, settings, tmp_path, now)


def again(scene: Scene, weeks: int, **says: Any) -> Claim:
    """So many weeks after a first claim she claims again: what comes before the question is answered."""
    scene.interviewed(WHO)
    scene.now = scene.days_later(weeks * 7)
    script = scene.board.scripts.get("startup")
    claim = claims.open_claim(scene.session, scene.claimant.id, script, None, scene.ann.id, scene.now)
    before = script.definition.sections[: [one.id for one in script.definition.sections].index("claim")]
    told = {field: value for field, value in answers_of(WHO).items() if _section(field) in {one.id for one in before}}
    told |= {"scope.claimed_before": "recent", "claim.earlier_contact": "paid"} | says
    claims.save_answers(scene.session, claim, told, script, scene.ann.id, scene.now)
    return claim


def _section(field: str) -> str:
    return SCRIPTS.get("startup").question(field).section


def say_unchanged(scene: Scene, parts: list[str]) -> None:
    script, session = scene.board.scripts.get("startup"), scene.session
    by = scene.ann.id
    before = interviewing.standing(session, scene.claimant, scene.now)
    kept = interviewing.save(scene.board, session, before, script, UNCHANGED, parts, by, scene.now)
    assert not isinstance(kept, Fault)


def still_asked(scene: Scene) -> set[str]:
    """The sections with something left to ask."""
    standing = interviewing.standing(scene.session, scene.claimant, scene.now)
    script = interviewing.script_for(scene.board, scene.session, standing)
    return {view.id for view in script.applicable(standing.answers) if view.unanswered}


def test_what_has_not_changed_is_copied_and_only_the_rest_is_asked(scene: Scene) -> None:
    # given a claim made again within the limit, before she has said what is as it was
    claim = again(scene, 11)
    assert {"children", "home", "savings", "payment"} <= still_asked(scene)

    # when she says it
    say_unchanged(scene, ALL)

    # then that is answered as it was, sealed where it is sensitive, and only the rest is asked
    now, before = claims.answers(scene.session, claim), answers_of(WHO)
    for field in ("children[1].forenames", "home.tenure", "payment.sort_code", "you.nino"):
        assert now[field] == before[field]
    assert not still_asked(scene) & {"you", "partner", "children", "home", "income", "savings", "health", "payment"}
    assert {"claim", "work_before", "declaration"} <= still_asked(scene)
    step = scene.board.scripts.get("startup").next(now | packing.facts(scene.claimant, scene.now.date()))
    assert isinstance(step, Question)
    assert step.section == "claim"

    # and it stands on the form that she signs
    pack = papers.claim_pack(scene.board, scene.session, claim, scene.now)
    assert "Child 2" in [section.heading["en"] for section in pack.sections]


def test_a_part_that_is_taken_back_is_asked_again(scene: Scene) -> None:
    claim = again(scene, 2)
    say_unchanged(scene, ["home", "savings"])
    claims.save_answer(scene.session, claim, "home.tenure", "private", False, scene.ann.id, scene.now)

    say_unchanged(scene, ["savings"])

    # but for what she has answered otherwise in this call
    now = claims.answers(scene.session, claim)
    assert now["home.tenure"] == "private"
    assert "home.rent" not in now
    assert "savings.accounts" in now
    assert "home" in still_asked(scene)


@pytest.mark.parametrize(
    ("weeks", "says"),
    [(13, {}), (2, {"benefits": ["is", "ib"]})],
    ids=["longer ago than the limit", "another benefit"],
)
def test_otherwise_nothing_is_copied(scene: Scene, weeks: int, says: dict[str, Any]) -> None:
    claim = again(scene, weeks, **says)

    say_unchanged(scene, ["savings", "payment"])

    assert "savings.accounts" not in claims.answers(scene.session, claim)
    assert "payment" in still_asked(scene)


def test_the_parts_are_those_that_the_question_offers_and_their_sections_are_the_scripts() -> None:
    script, rules = SCRIPTS.get("startup"), ReclaimRules.read()

    offered = {option.value for option in script.question(UNCHANGED).options}
    assert offered == {*rules.parts, "nothing"}
    assert rules.sections(rules.parts) <= {section.id for section in script.definition.sections}
    assert rules.within == timedelta(weeks=12)


def test_what_the_script_would_not_take_today_is_asked() -> None:
    earlier = {"home.tenure": "a houseboat", "home.gone": "x", "savings.shares": "yes", "start.told": None}

    assert copied(SCRIPTS.get("startup"), earlier, {"home", "savings", "start"}) == {"savings.shares": "yes"}
