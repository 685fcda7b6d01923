"""The claim under way: opened, answered question by question, broken off, taken up again, finished, signed."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, null, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.claims.errors import ClaimNotOpenError
from app.claims.models import CLAIM, Answer, AnswerGiven, Claim, FormChase
from app.claims.rules import EvidenceItem, EvidenceRules
from app.database import sealing
from app.scripts.walking import Script

UNDER_WAY = ("open", "broken_off")
TAKES_ANSWERS = ("open", "correcting")


def open_claim(
    session: Session,
    claimant_id: UUID,
    script: Script,
    callback_id: UUID | None,
    by: int | None,
    now: datetime,
) -> Claim:
    """The claimant's claim under way, taken up again where it was broken off, or a new one.

    The version of the script is noted; it is `pin` that holds the claim to one. `by` is the adviser's staff id.
    """
    claim = under_way(session, claimant_id, lock=True)
    if claim is None:
        number = select(func.count() + 1).select_from(Claim).where(Claim.claimant_id == claimant_id).scalar_subquery()
        session.execute(
            insert(Claim)
            .values(
                claimant_id=claimant_id,
                number=number,
                callback_id=callback_id,
                script_name=script.name,
                script_version=script.version,
                state="open",
                started_at=now,
                started_by=by,
            )
            .on_conflict_do_nothing()
        )
        claim = under_way(session, claimant_id, lock=True)
        if claim is None:  # another claim of hers was opened and closed between the two statements
            raise ClaimNotOpenError(f"claimant {claimant_id} has a claim that closed at this moment")
    if claim.state == "broken_off":
        _move(claim, "open")
    claim.callback_id = callback_id or claim.callback_id
    session.flush()
    return claim


def pin(session: Session, claim: Claim, script: Script, now: datetime) -> None:
    """From now on the claim is asked by this version of its script."""
    claim.script_version, claim.pinned_at = script.version, now
    session.flush()


def under_way(session: Session, claimant_id: UUID, *, lock: bool = False) -> Claim | None:
    """The claimant's claim that is open or broken off: there is at most one."""
    query = select(Claim).where(Claim.claimant_id == claimant_id, Claim.state.in_(UNDER_WAY))
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def newest_among(session: Session, claimant_ids: Collection[UUID]) -> dict[UUID, Claim]:
    """Claimant id → their newest claim; whoever has none is not there."""
    query = select(Claim).where(Claim.claimant_id.in_(claimant_ids)).order_by(Claim.number)
    return {one.claimant_id: one for one in session.scalars(query)}


def get(session: Session, claim_id: UUID) -> Claim | None:
    """The claim of this id."""
    return session.get(Claim, claim_id)


def of_claimant(session: Session, claimant_id: UUID) -> list[Claim]:
    """Her claims, the newest first."""
    query = select(Claim).where(Claim.claimant_id == claimant_id).order_by(Claim.number.desc())
    return list(session.scalars(query))


def save_answer(
    session: Session,
    claim: Claim,
    field: str,
    value: Any,
    sensitive: bool,
    by: int | None,
    now: datetime,
) -> None:
    """Keep `value`, anything JSON can hold, as the answer to `field`, and in the history.

    Raises ClaimNotOpenError. The same answer given again changes nothing but the time.
    """
    if claim.state not in TAKES_ANSWERS:
        raise ClaimNotOpenError(f"claim {claim.id} is {claim.state}")
    kept: dict[str, Any] = {
        "claim_id": claim.id,
        "field": field,
        "value": null() if sensitive else value,
        "sealed": sealing.seal(json.dumps(value), row_of(claim.id, field)) if sensitive else None,
        "given_at": now,
        "given_by": by,
    }
    session.execute(
        insert(Answer)
        .values(**kept)
        .on_conflict_do_update(index_elements=[Answer.claim_id, Answer.field], set_=_without(kept, "claim_id", "field"))
    )
    session.execute(insert(AnswerGiven).values(**kept))


def save_answers(
    session: Session,
    claim: Claim,
    changes: Mapping[str, Any],
    script: Script,
    by: int | None,
    now: datetime,
) -> None:
    """Keep what `Script.accept` says has changed; the script knows which answers are sensitive."""
    for field, value in changes.items():
        save_answer(session, claim, field, value, script.question(field).sensitive, by, now)


def take_back(session: Session, claim: Claim, prefix: str, but: Collection[str] = ()) -> None:
    """Let every answer whose field begins so stand no more, so that it is asked again; the history keeps them."""
    session.execute(
        delete(Answer).where(
            Answer.claim_id == claim.id, Answer.field.startswith(prefix, autoescape=True), Answer.field.not_in(but)
        )
    )


def forget(session: Session, claim: Claim, field: str) -> None:
    """Let one answer stand no more, so that it is asked again; the history keeps it."""
    session.execute(delete(Answer).where(Answer.claim_id == claim.id, Answer.field == field))


def answers(session: Session, claim: Claim) -> dict[str, Any]:
    """What stands: field → value, sealed answers opened. The audit of who looked is the caller's."""
    query = select(Answer.field, Answer.value, Answer.sealed).where(Answer.claim_id == claim.id)
    return {
        field: value if sealed is None else json.loads(sealing.unseal(sealed, row_of(claim.id, field)))
        for field, value, sealed in session.execute(query.order_by(Answer.field))
    }


def last_saved_at(session: Session, claim: Claim) -> datetime | None:
    """When an answer was last kept."""
    return session.scalar(select(func.max(Answer.given_at)).where(Answer.claim_id == claim.id))


def history(session: Session, claim: Claim, field: str) -> list[tuple[datetime, int | None, Any]]:
    """Every answer that was given to `field`, oldest first: when, by whom it was taken down, what."""
    query = (
        select(AnswerGiven).where(AnswerGiven.claim_id == claim.id, AnswerGiven.field == field).order_by(AnswerGiven.id)
    )
    return [
        (
            one.given_at,
            one.given_by,
            one.value if one.sealed is None else json.loads(sealing.unseal(one.sealed, row_of(claim.id, field))),
        )
        for one in session.scalars(query)
    ]


def break_off(session: Session, claim: Claim, now: datetime) -> None:
    """The call ended before the script did: the next goes on at the same question, with any adviser."""
    _move(claim, "broken_off")
    claim.broken_off_at = now
    session.flush()


def finish(session: Session, claim: Claim, by: int | None, now: datetime) -> None:
    """Everything has been asked; the form may be printed."""
    _move(claim, "finished")
    claim.finished_at, claim.finished_by = now, by
    session.flush()


def reopen(session: Session, claim: Claim) -> None:
    """Something she said must be put right before she signs."""
    _move(claim, "open")
    session.flush()


def posted(session: Session, claim: Claim) -> None:
    """Its form has gone in the post. A claim that has been signed or opened again meanwhile stays as it is."""
    if claim.state == "finished":
        _move(claim, "posted")
        session.flush()


def sign(session: Session, claim: Claim, by: int | None, at: datetime) -> None:
    """The signed form was received at that moment. Raises IllegalMove."""
    _move(claim, "signed")
    claim.signed_at, claim.signed_by = at, by
    session.flush()


def unsign(session: Session, claim: Claim, *, was_posted: bool) -> None:
    """It was not her form after all. Raises IllegalMove."""
    _move(claim, "posted" if was_posted else "finished")
    claim.signed_at = claim.signed_by = None
    session.flush()


def unsigned(session: Session) -> list[Claim]:
    """Every finished claim whose signed form has not come, the oldest first."""
    query = select(Claim).where(Claim.state.in_(("finished", "posted"))).order_by(Claim.finished_at)
    return list(session.scalars(query))


def chases(session: Session, claim: Claim) -> list[FormChase]:
    """When and how she was reminded of her form, in order."""
    return list(session.scalars(select(FormChase).where(FormChase.claim_id == claim.id).order_by(FormChase.at)))


def chased(session: Session, chase: FormChase) -> bool:
    """Keep that she is reminded; False where somebody has just done so at this step."""
    kept = {name: getattr(chase, name) for name in ("claim_id", "step", "at", "by_letter", "by_text", "by_task")}
    made = insert(FormChase).values(kept).on_conflict_do_nothing().returning(FormChase.step)
    return session.scalar(made) is not None


def evidence_for(session: Session, claim: Claim, rules: EvidenceRules, facts: Mapping[str, Any]) -> list[EvidenceItem]:
    """The papers to bring, by what stands answered. `facts` are those the script counts by."""
    return rules.wanted({**answers(session, claim), **facts})


def _move(claim: Claim, state: str) -> None:
    claim.state = CLAIM.check(claim.state, state)


def row_of(claim_id: UUID, field: str) -> str:
    """What a sealed answer is bound to."""
    return f"answers:{claim_id}:{field}"


def _without(kept: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name not in names}
