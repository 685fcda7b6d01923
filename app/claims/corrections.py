"""Corrections to a finished claim: begun, written in as answers are, finished or taken back. Both versions are kept."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.claims import service as claims
from app.claims.models import CLAIM, Answer, AnswerGiven, Claim, ClaimCorrection
from app.database import sealing
from app.scripts.walking import Script
from app.values.moves import IllegalMove


def begin(session: Session, claim: Claim, by: int, now: datetime) -> ClaimCorrection:
    """The claim takes answers again, as corrections. Begun already, it is the same one. Raises IllegalMove."""
    session.refresh(claim, with_for_update=True)
    going_on = under_way(session, claim)
    if going_on is not None:
        return going_on
    was = claim.state
    claim.state = CLAIM.check(was, "correcting")
    made = ClaimCorrection(
        claim_id=claim.id, was=was, opened_at=now, opened_by=by, after_id=_last_entry(session, claim.id)
    )
    session.add(made)
    session.flush()
    return made


def finish(session: Session, claim: Claim, by: int, now: datetime) -> ClaimCorrection:
    """The claim stands again as it stood, with what was corrected. Raises IllegalMove."""
    correction = _going_on(session, claim)
    claim.state = CLAIM.check(claim.state, correction.was)
    until = _last_entry(session, claim.id)
    correction.closed_at, correction.closed_by, correction.until_id = now, by, until
    session.flush()
    return correction


def take_back(session: Session, claim: Claim, script: Script, by: int, now: datetime) -> None:
    """Nothing of it was meant: every answer is again what it was, and the correction is gone. Raises IllegalMove."""
    correction = _going_on(session, claim)
    before = answers_at(session, claim, correction.after_id)
    for field in _written(session, claim, correction):
        # The history keeps that a new answer was given and counts no more.
        sensitive = script.question(field).sensitive
        claims.save_answer(session, claim, field, before.get(field), sensitive, by, now)
        if field not in before:
            session.execute(delete(Answer).where(Answer.claim_id == claim.id, Answer.field == field))
    claim.state = CLAIM.check(claim.state, correction.was)
    session.delete(correction)
    session.flush()


def under_way(session: Session, claim: Claim) -> ClaimCorrection | None:
    """The corrections that are being written in, if any are."""
    query = select(ClaimCorrection).where(ClaimCorrection.claim_id == claim.id, ClaimCorrection.closed_at.is_(None))
    return session.scalars(query).one_or_none()


def of_claim(session: Session, claim: Claim) -> list[ClaimCorrection]:
    """All corrections of a claim that were finished, the latest first."""
    query = select(ClaimCorrection).where(ClaimCorrection.claim_id == claim.id, ClaimCorrection.closed_at.is_not(None))
    return list(session.scalars(query.order_by(ClaimCorrection.opened_at.desc())))


def before_and_after(
    session: Session, claim: Claim, correction: ClaimCorrection
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Both versions of the answers: as they were when it was begun, and as it left them or they stand now."""
    before = answers_at(session, claim, correction.after_id)
    if correction.until_id is None:
        return before, claims.answers(session, claim)
    return before, answers_at(session, claim, correction.until_id)


def answers_at(session: Session, claim: Claim, entry: int) -> dict[str, Any]:
    """What had been answered last up to an entry of the history: field → value, sealed answers opened."""
    last = (
        select(AnswerGiven.field, AnswerGiven.value, AnswerGiven.sealed)
        .where(AnswerGiven.claim_id == claim.id, AnswerGiven.id <= entry)
        .ext(distinct_on(AnswerGiven.field))
        .order_by(AnswerGiven.field, AnswerGiven.id.desc())
    )
    return {
        field: value if sealed is None else json.loads(sealing.unseal(sealed, claims.row_of(claim.id, field)))
        for field, value, sealed in session.execute(last)
    }


def _going_on(session: Session, claim: Claim) -> ClaimCorrection:
    session.refresh(claim, with_for_update=True)
    correction = under_way(session, claim)
    if correction is None:
        raise IllegalMove("claim", claim.state, "corrected")
    return correction


def _written(session: Session, claim: Claim, correction: ClaimCorrection) -> list[str]:
    """The fields that were answered in the course of it."""
    query = select(AnswerGiven.field).where(AnswerGiven.claim_id == claim.id, AnswerGiven.id > correction.after_id)
    return list(session.scalars(query.distinct().order_by(AnswerGiven.field)))


def _last_entry(session: Session, claim_id: UUID) -> int:
    return session.scalar(select(func.max(AnswerGiven.id)).where(AnswerGiven.claim_id == claim_id)) or 0
