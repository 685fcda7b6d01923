"""A finished claim goes on: to the benefit expert, and to the council where it is hers to decide and she agreed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.appointments import service as appointments
from app.appointments.models import Appointment
from app.audit import service as audit
from app.claimants import service as claimants
from app.claims import document, exports
from app.claims import service as claims
from app.claims.models import Claim, ClaimExport
from app.claims.rules import return_by
from app.jobs import service as jobs
from app.letters import service as letters
from app.post import service as post
from app.sites import service as sites
from app.switchboard import packing, papers, pinning
from app.switchboard.context import Switchboard
from app.tasks import service as tasks
from app.values.london import london_date

WHAT_IT_IS = "claim_export"  # to the audit
HANDED_ON = frozenset({"finished", "posted", "signed"})
"""The states of a claim in which it is whole: one that is open is handed on when it is finished again."""


def want(session: Session, claim: Claim, now: datetime) -> None:
    """Have what the claim says now handed on, after the change that was made to it is kept."""
    jobs.enqueue(session, "paper", "hand_on", {"claim": str(claim.id)}, now)


def hand_on(board: Switchboard, payload: Mapping[str, Any]) -> None:
    """Job: a version for each recipient who has not had what it says now, put into the outbox where there is one."""
    now = clock.now()
    with board.database.transaction() as session:
        claim = claims.get(session, UUID(payload["claim"]))
        if claim is None or claim.state not in HANDED_ON:
            return
        for recipient in document.recipients(claims.answers(session, claim)):
            made = _make(board, session, claim, recipient, now)
            if made is not None:
                audit.record(session, "made", WHAT_IT_IS, made.id, now, actor="worker", version=made.version)
                put(board, session, made, now)


def put(board: Switchboard, session: Session, export: ClaimExport, now: datetime) -> bool:
    """Put an export into the outbox, the PDF first and the document last, each at once and whole; whether there is
    an outbox. Put there again it replaces itself."""
    if board.settings.exports_dir is None:
        return False
    found = exports.document_of(export)
    folder = board.settings.exports_dir / file_part(export.recipient)
    name = file_name(found["reference"], export)
    post.put(folder, f"{name}.pdf", exports.form_of(export))
    post.put(folder, f"{name}.json", as_text(found).encode())
    exports.sent(session, export, now, name)
    return True


def file_name(reference: str, export: ClaimExport) -> str:
    """What both files of an export are called, without their endings: "SL-4K7P-9XQ2-v1-council"."""
    return f"{reference.replace('/', '-')}-v{export.version}-{file_part(export.recipient)}"


def file_part(recipient: str) -> str:
    """A recipient in the name of a file or folder."""
    return recipient.replace("_", "-")


def as_text(found: Mapping[str, Any]) -> str:
    """The document as it is written, for people too."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def received(session: Session, export: ClaimExport, name: str, by: int, now: datetime) -> None:
    """Somebody has it: what was asked about it is answered. Raises IllegalMove."""
    exports.received(session, export, name, by, now)
    audit.record(session, "received", WHAT_IT_IS, export.id, now, staff_id=by)
    claim = claims.get(session, export.claim_id)
    assert claim is not None  # noqa: S101 - claims are never deleted
    for task in tasks.open_for(session, claim.claimant_id):
        if task.kind == "no_receipt" and task.once_key == no_receipt_key(export):
            tasks.close(session, task, "received", "", by=by, now=now)


def not_received(session: Session, export: ClaimExport, by: int, now: datetime) -> None:
    """The receipt was noted by mistake. Raises IllegalMove."""
    exports.not_received(session, export)
    audit.record(session, "not_received", WHAT_IT_IS, export.id, now, staff_id=by)


def no_receipt_key(export: ClaimExport) -> str:
    """What keeps the task about an export single."""
    return f"no receipt:{export.id}"


def _make(board: Switchboard, session: Session, claim: Claim, recipient: str, now: datetime) -> ClaimExport | None:
    claimant = claimants.by_id(session, claim.claimant_id)
    assert claimant is not None  # noqa: S101 - a claim has its claimant
    first_contact = packing.first_contact_at(claimant, claim)
    to_council = recipient == "council"
    facts = document.Facts(
        reference=packing.reference(claimant, claim),
        claim_number=claim.number,
        recipient=recipient,
        site=sites.by_id(session, claimant.home_site_id).name,
        correspondence=claimant.correspondence,
        first_contact_at=first_contact,
        finished_at=claim.finished_at,
        return_by=return_by(london_date(first_contact)),
        signed_form_received_at=claim.signed_at,
        meeting=None if to_council else _meeting(appointments.standing(session, claimant.id)),
        evidence=papers.evidence(session, claim, now),
    )
    answers = claims.answers(session, claim) | packing.facts(claimant, london_date(now))

    def form() -> bytes:
        pack = papers.claim_pack(board, session, claim, now, document.left_out(recipient))
        return letters.show(replace(pack, meeting=None, advice=()) if to_council else pack)

    content = document.content(facts, pinning.script_of(board, session, claim), answers)
    return exports.make(session, claim, recipient, content, form, now)


def _meeting(appointment: Appointment | None) -> dict[str, str | None] | None:
    if appointment is None:
        return None
    return {
        "state": appointment.state,
        "starts_at": appointment.starts_at.isoformat() if appointment.starts_at else None,
        "until": appointment.until.isoformat() if appointment.until else None,
    }
