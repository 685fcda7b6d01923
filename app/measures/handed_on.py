"""Claims handed on, as the benefit expert and the supervisor see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.claims.models import Claim, ClaimExport

SHOWN: Final = 200


@dataclass(frozen=True)
class HandedOn:
    """An export, the claim it is a version of, and whose it is; `restricted`: her record is opened with a reason."""

    export: ClaimExport
    claim: Claim
    claimant: Claimant
    restricted: bool


def waiting(session: Session, site_id: int) -> list[HandedOn]:
    """Those of a home site that nobody has said to have, the oldest first."""
    query = _of(site_id).where(ClaimExport.state.in_(("made", "sent"))).order_by(ClaimExport.made_at)
    return _found(session, query)


def received(session: Session, site_id: int, since: datetime) -> list[HandedOn]:
    """Those received since then, the latest first."""
    query = _of(site_id).where(ClaimExport.received_at >= since).order_by(ClaimExport.received_at.desc())
    return _found(session, query)


def _of(site_id: int) -> Select[ClaimExport, Claim, Claimant]:
    return (
        select(ClaimExport, Claim, Claimant)
        .join(Claim, Claim.id == ClaimExport.claim_id)
        .join(Claimant, Claimant.id == Claim.claimant_id)
        .where(Claimant.home_site_id == site_id)
        .limit(SHOWN)
    )


def _found(session: Session, query: Select[ClaimExport, Claim, Claimant]) -> list[HandedOn]:
    rows = session.execute(query).all()
    restricted = claimants.restricted_among(session, {claimant.id for _, _, claimant in rows})
    return [HandedOn(export, claim, claimant, claimant.id in restricted) for export, claim, claimant in rows]
