"""Signed forms, as a site sees them: awaited, with their last day, and come back lately."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.claims.models import Claim, FormChase

SHOWN: Final = 500


@dataclass(frozen=True)
class FormOf:
    """A claim, whose it is, and how often she was reminded; `restricted`: her record is opened with a reason."""

    claim: Claim
    claimant: Claimant
    chases: tuple[FormChase, ...]
    restricted: bool


def awaited(session: Session, site_id: int) -> list[FormOf]:
    """Forms of a home site that have not come, those finished first at the front."""
    query = _of(site_id).where(Claim.state.in_(("finished", "posted"))).order_by(Claim.finished_at)
    return _found(session, query)


def received(session: Session, site_id: int, since: datetime) -> list[FormOf]:
    """Forms that came since then, the latest first."""
    return _found(session, _of(site_id).where(Claim.signed_at >= since).order_by(Claim.signed_at.desc()))


def _of(site_id: int) -> Select[Claim, Claimant]:
    query = select(Claim, Claimant).join(Claimant, Claimant.id == Claim.claimant_id)
    return query.where(Claimant.home_site_id == site_id).limit(SHOWN)


def _found(session: Session, query: Select[Claim, Claimant]) -> list[FormOf]:
    rows = session.execute(query).all()
    restricted = claimants.restricted_among(session, {claimant.id for _, claimant in rows})
    of_claims = select(FormChase).where(FormChase.claim_id.in_([claim.id for claim, _ in rows])).order_by(FormChase.at)
    chases = session.scalars(of_claims).all()
    return [
        FormOf(
            claim,
            claimant,
            tuple(one for one in chases if one.claim_id == claim.id),
            claimant.id in restricted,
        )
        for claim, claimant in rows
    ]
