"""The moment of first contact put right on evidence: one person asks, another agrees. Benefit is claimed from it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.claimants.errors import OnePersonAlone, Overtaken
from app.claimants.models import Claimant, FirstContactCorrection

_WAITS = FirstContactCorrection.agreed_by.is_(None) & FirstContactCorrection.refused_by.is_(None)


def ask_correction(
    session: Session, claimant: Claimant, first_contact_at: datetime, evidence: str, now: datetime, by: int
) -> FirstContactCorrection:
    """Ask that her moment of first contact be put right; nothing changes until another person agrees.

    Raises Overtaken where one waits already.
    """
    session.refresh(claimant, with_for_update=True)
    if any(one.waits for one in corrections_of(session, claimant)):
        raise Overtaken
    asked = FirstContactCorrection(
        claimant_id=claimant.id,
        old=claimant.first_contact_at,
        new=first_contact_at,
        evidence=evidence,
        asked_by=by,
        at=now,
    )
    session.add(asked)
    session.flush()
    audit.record(session, "first_contact_questioned", "claimant", claimant.id, now, staff_id=by, correction=asked.id)
    return asked


def agree_correction(session: Session, correction_id: int, now: datetime, by: int) -> Claimant:
    """Agree to a correction that another person asked for. Raises OnePersonAlone and Overtaken."""
    asked, claimant = _locked(session, correction_id)
    if asked.asked_by == by:
        raise OnePersonAlone
    asked.agreed_by = by
    session.flush()
    claimant.first_contact_at = asked.new
    session.flush()
    audit.record(session, "first_contact_corrected", "claimant", claimant.id, now, staff_id=by, correction=asked.id)
    return claimant


def refuse_correction(session: Session, correction_id: int, now: datetime, by: int) -> None:
    """Do not agree to it, or take back what one asked for oneself: the moment stays as it is. Raises Overtaken."""
    asked, claimant = _locked(session, correction_id)
    asked.refused_by = by
    session.flush()
    audit.record(session, "first_contact_left", "claimant", claimant.id, now, staff_id=by, correction=asked.id)


def corrections_of(session: Session, claimant: Claimant) -> Sequence[FirstContactCorrection]:
    """All that were asked for, the latest first."""
    return session.scalars(
        select(FirstContactCorrection)
        .where(FirstContactCorrection.claimant_id == claimant.id)
        .order_by(FirstContactCorrection.id.desc())
    ).all()


def corrections_waiting(session: Session) -> Sequence[FirstContactCorrection]:
    """Those that wait for a second person, the oldest first."""
    return session.scalars(select(FirstContactCorrection).where(_WAITS).order_by(FirstContactCorrection.id)).all()


def _locked(session: Session, correction_id: int) -> tuple[FirstContactCorrection, Claimant]:
    asked = session.get_one(FirstContactCorrection, correction_id, with_for_update=True, populate_existing=True)
    claimant = session.get_one(Claimant, asked.claimant_id, with_for_update=True, populate_existing=True)
    if not asked.waits or claimant.first_contact_at != asked.old:
        raise Overtaken
    return asked, claimant
