"""A form comes back changed: an adviser writes the corrections in, and the claim goes on anew with them."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks import service as callbacks
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.claims import corrections, form
from app.claims import service as claims
from app.claims.form import ChangedRow
from app.claims.models import Claim, ClaimCorrection
from app.scripts.answers import Fault, Raw
from app.switchboard import handing_on, interviewing, papers, pinning, reaching
from app.switchboard.context import Switchboard
from app.switchboard.interviewing import Standing
from app.tasks import service as tasks
from app.values.london import london_date

CONTACT = "contact."
CORRECTABLE = frozenset({"finished", "posted", "signed", "correcting"})


def claim_of(session: Session, claimant: Claimant) -> Claim | None:
    """Her last claim whose interview is finished: the one that is corrected."""
    hers = claims.of_claimant(session, claimant.id)
    return next((claim for claim in hers if claim.state in CORRECTABLE), None)


def standing(session: Session, claimant: Claimant, claim: Claim, now: datetime) -> Standing:
    """What stands answered in that claim, with the facts a script counts by."""
    answers, callback = claims.answers(session, claim), callbacks.open_for(session, claimant.id)
    told = interviewing.facts(session, claimant, callback, answers, now)
    return Standing(claimant, claim, callback, {**answers, **told}, answers)


def begin(session: Session, claim: Claim, by: int, now: datetime) -> None:
    """Begin to write corrections in. Raises IllegalMove."""
    corrections.begin(session, claim, by, now)
    audit.record(session, "correcting", "claim", claim.id, now, staff_id=by)


def correct(
    board: Switchboard, session: Session, here: Standing, field: str, raw: Raw, by: int, now: datetime
) -> Fault | None:
    """Keep one corrected answer, and what it says of her; or what is wrong with it. Raises UnknownFieldError and
    ClaimNotOpenError."""
    claim, claimant = here.claim, here.claimant
    assert claim is not None  # noqa: S101 - a claim is corrected
    script = pinning.script_of(board, session, claim)
    accepted = script.accept(script.question(field), raw, "adviser", here.answers)
    if isinstance(accepted, Fault):
        return accepted
    claims.save_answers(session, claim, accepted.changes, script, by, now)
    _says_of_her(session, claim, claimant, by, now)
    audit.record(session, "corrected", "claim", claim.id, now, staff_id=by, field=field)
    return None


def finish(session: Session, claim: Claim, by: int, now: datetime) -> ClaimCorrection:
    """They are written in: the claim goes on as a new version, and a form not signed yet is printed anew. Raises
    IllegalMove."""
    correction = corrections.finish(session, claim, by, now)
    audit.record(session, "corrections_finished", "claim", claim.id, now, staff_id=by)
    handing_on.want(session, claim, now)
    claimant = claimants.by_id(session, claim.claimant_id)
    assert claimant is not None  # noqa: S101 - a claim has its claimant
    answers = claims.answers(session, claim)
    if claim.state == "posted" and reaching.posted_to(session, claimant, london_date(now), answers) is not None:
        papers.want_claim_pack(session, claim, now)
    for task in tasks.open_for(session, claimant.id):
        if task.kind == "form_corrected" and task.claim_id == claim.id:
            tasks.close(session, task, "recorded", "", by=by, now=now)
    return correction


def take_back(board: Switchboard, session: Session, claim: Claim, by: int, now: datetime) -> None:
    """Nothing of it was meant. Raises IllegalMove."""
    corrections.take_back(session, claim, pinning.script_of(board, session, claim), by, now)
    claimant = claimants.by_id(session, claim.claimant_id)
    assert claimant is not None  # noqa: S101 - a claim has its claimant
    _says_of_her(session, claim, claimant, by, now)
    audit.record(session, "corrections_taken_back", "claim", claim.id, now, staff_id=by)


def _says_of_her(session: Session, claim: Claim, claimant: Claimant, by: int, now: datetime) -> None:
    """Keep what the claim says of her as it stands now; of how to reach her what she said last, in whichever claim."""
    reached = reaching.before_an_answer(session, claimant)
    last = next(iter(claims.of_claimant(session, claimant.id)), claim)
    newer = claims.answers(session, last) if last.id != claim.id else {}
    contact = {field: said for field, said in newer.items() if field.startswith(CONTACT)}
    claimants.update_from_answers(session, claimant, {**claims.answers(session, claim), **contact}, now, by)
    reaching.after_an_answer(session, claimant, reached, by, now)


def side_by_side(
    board: Switchboard, session: Session, here: Standing, correction: ClaimCorrection, language: str, now: datetime
) -> list[ChangedRow]:
    """What a correction changed, both versions in words."""
    assert here.claim is not None  # noqa: S101 - a claim is corrected
    facts = interviewing.facts(session, here.claimant, here.callback, here.answers, now)
    before, after = corrections.before_and_after(session, here.claim, correction)
    script = pinning.script_of(board, session, here.claim)
    return form.compared(script, {**before, **facts}, {**after, **facts}, language)
