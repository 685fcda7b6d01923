"""Exports as they are kept: each version of a claim for each recipient, sealed, with what became of it."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.claims.document import document, sha256_of
from app.claims.models import EXPORT, Claim, ClaimExport
from app.database import sealing


def make(
    session: Session,
    claim: Claim,
    recipient: str,
    content: Mapping[str, Any],
    form: Callable[[], bytes],
    now: datetime,
) -> ClaimExport | None:
    """Keep what a claim says now as its next version for that recipient; None where the last version says the same.

    The claim's row is held, so that two at one moment make one version. `form` sets the PDF only where it is needed.
    """
    session.refresh(claim, with_for_update=True)
    last = latest(session, claim.id, recipient)
    sha256 = sha256_of(content)
    if last is not None and last.content_sha256 == sha256:
        return None
    pdf = form()
    version = last.version + 1 if last is not None else 1
    before = document_of(last) if last is not None else None
    export_id = uuid4()
    whole = document(content, version, before, hashlib.sha256(pdf).hexdigest(), now)
    made = ClaimExport(
        id=export_id,
        claim_id=claim.id,
        recipient=recipient,
        version=version,
        made_at=now,
        content_sha256=sha256,
        document_sealed=sealing.seal(json.dumps(whole), _row(export_id, "document")),
        form_sealed=sealing.seal(base64.b64encode(pdf).decode(), _row(export_id, "form")),
    )
    if last is not None and last.state in ("made", "sent"):
        _move(last, "superseded")
    session.add(made)
    session.flush()
    return made


def latest(session: Session, claim_id: UUID, recipient: str) -> ClaimExport | None:
    """The last version of a claim for a recipient."""
    query = select(ClaimExport).where(ClaimExport.claim_id == claim_id, ClaimExport.recipient == recipient)
    return session.scalars(query.order_by(ClaimExport.version.desc()).limit(1)).one_or_none()


def of_claim(session: Session, claim_id: UUID) -> list[ClaimExport]:
    """Every version for every recipient, the newest first."""
    query = select(ClaimExport).where(ClaimExport.claim_id == claim_id)
    return list(session.scalars(query.order_by(ClaimExport.made_at.desc(), ClaimExport.recipient)))


def get(session: Session, export_id: UUID, *, lock: bool = False) -> ClaimExport | None:
    """The export of this id."""
    return session.get(ClaimExport, export_id, with_for_update=lock or None, populate_existing=lock)


def without_receipt(session: Session, made_before: datetime) -> list[ClaimExport]:
    """Those made before then that nobody has said to have, the oldest first."""
    query = select(ClaimExport).where(ClaimExport.state.in_(("made", "sent")), ClaimExport.made_at < made_before)
    return list(session.scalars(query.order_by(ClaimExport.made_at)))


def document_of(export: ClaimExport) -> dict[str, Any]:
    """The document as it was handed over."""
    found: dict[str, Any] = json.loads(sealing.unseal(export.document_sealed, _row(export.id, "document")))
    return found


def form_of(export: ClaimExport) -> bytes:
    """The PDF that goes with it."""
    return base64.b64decode(sealing.unseal(export.form_sealed, _row(export.id, "form")))


def sent(session: Session, export: ClaimExport, now: datetime, file: str | None = None) -> None:
    """It lies in the outbox as `file`, or was fetched on the page; the first time counts."""
    if export.state == "made":
        _move(export, "sent")
        export.sent_at = now
    export.file = file or export.file
    session.flush()


def received(session: Session, export: ClaimExport, name: str, by: int, now: datetime) -> None:
    """Somebody has it, and says so by that name; `by` noted it. Raises IllegalMove."""
    if export.state == "made":
        sent(session, export, now)
    _move(export, "received")
    export.received_at, export.received_by, export.recorded_by = now, name, by
    session.flush()


def not_received(session: Session, export: ClaimExport) -> None:
    """The receipt was noted by mistake. Raises IllegalMove."""
    _move(export, "sent")
    export.received_at = export.received_by = export.recorded_by = None
    session.flush()


def _move(export: ClaimExport, state: str) -> None:
    export.state = EXPORT.check(export.state, state)


def _row(export_id: UUID, what: str) -> str:
    return f"claim_exports:{export_id}:{what}"
