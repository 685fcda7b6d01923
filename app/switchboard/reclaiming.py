"""A repeat claim asks only what has changed: the rest is copied from her earlier claim, if it is with us."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.claims import reclaim
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.reclaim import COPIED, UNCHANGED, ReclaimRules
from app.scripts.walking import Script
from app.switchboard import pinning
from app.switchboard.context import Switchboard

RULES: Final = ReclaimRules.read()
WHOLE: Final = ("finished", "posted", "signed")


def answered(
    board: Switchboard,
    session: Session,
    claim: Claim,
    script: Script,
    changes: Mapping[str, Any],
    by: int,
    now: datetime,
) -> None:
    """She has said which parts are as they were: they are copied. A part that she takes back is asked again.

    What was answered in this call stands: nothing is copied over it.
    """
    if UNCHANGED not in changes:
        return
    answers = claims.answers(session, claim)
    earlier = _earlier(board, session, claim, answers)
    if earlier is None:
        return
    before, chosen = answers.get(COPIED) or [], RULES.chosen(changes[UNCHANGED])
    taken_back = RULES.sections([part for part in before if part not in chosen])
    for field, value in reclaim.copied(script, earlier, taken_back).items():
        if field in answers and answers[field] == value:
            claims.forget(session, claim, field)
    for field, value in reclaim.copied(script, earlier, RULES.sections(chosen)).items():
        if field not in answers:
            claims.save_answer(session, claim, field, value, script.question(field).sensitive, by, now)
    claims.save_answer(session, claim, COPIED, chosen, False, by, now)
    audit.record(session, "copied", "claim", claim.id, now, staff_id=by, parts=chosen)


def _earlier(
    board: Switchboard, session: Session, claim: Claim, answers: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """What counted in the last claim before this one, if the limit lets it be copied."""
    for one in claims.of_claimant(session, claim.claimant_id):
        if one.number < claim.number and one.state in WHOLE and one.finished_at is not None:
            said = claims.answers(session, one)
            if not RULES.may_copy(one.finished_at, claim.started_at, said.get("benefits"), answers.get("benefits")):
                return None
            return pinning.script_of(board, session, one).relevant(said)
    return None
