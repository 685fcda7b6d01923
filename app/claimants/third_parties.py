"""Who acts for her or helps her: recorded, consented to, withdrawn; every step is noted and none is lost."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.claimants import on_behalf
from app.claimants.models import Claimant, ThirdParty
from app.claimants.rules import Answers
from app.database import notify
from app.values.london import london_date

CHANNEL = "claims"


def third_party_of(session: Session, claimant_id: UUID) -> ThirdParty | None:
    """Who acts for her or helps her now; there is one at most."""
    return session.scalar(
        select(ThirdParty).where(ThirdParty.claimant_id == claimant_id, ThirdParty.withdrawn_at.is_(None))
    )


def third_party(session: Session, third_party_id: int) -> ThirdParty:
    """The one with this id, whether or not it was withdrawn."""
    return session.get_one(ThirdParty, third_party_id)


def third_parties_among(session: Session, third_party_ids: Collection[int]) -> dict[int, ThirdParty]:
    """These, whether or not they were withdrawn, by their ids."""
    return {one.id: one for one in session.scalars(select(ThirdParty).where(ThirdParty.id.in_(third_party_ids)))}


def third_parties_of(session: Session, claimant_id: UUID) -> Sequence[ThirdParty]:
    """Everybody who ever acted for her or helped her, the latest first."""
    rows = select(ThirdParty).where(ThirdParty.claimant_id == claimant_id).order_by(ThirdParty.id.desc())
    return session.scalars(rows).all()


def ruling_on(party: ThirdParty | None, today: date) -> on_behalf.Ruling:
    """What may be said to whoever it is on a London date; None is she herself."""
    if party is None:
        return on_behalf.ruling(None, today)
    who = on_behalf.OnBehalf(
        capacity=party.capacity,
        consent=party.consent,
        consent_until=party.consent_until,
        document=party.document,
        withdrawn=party.withdrawn_at is not None,
    )
    return on_behalf.ruling(who, today)


def keep_third_party(
    session: Session, claimant: Claimant, answers: Answers, changed: Collection[str], now: datetime, by: int
) -> ThirdParty | None:
    """Keep what the answers say of whoever rings for her; `changed` are the fields just answered.

    Consent is kept with its moment only when it was just spoken of. Another name is another person: who stood there
    before is ended, and no consent passes from one to the other.
    """
    found = on_behalf.columns(answers)
    standing = third_party_of(session, claimant.id)
    if found is None:
        return standing
    if standing is not None and standing.name != found["name"]:
        withdraw_third_party(session, standing, "replaced", now, by)
        standing = None
    if standing is None:
        standing = ThirdParty(claimant_id=claimant.id, recorded_at=now, recorded_by=by, **found)
        session.add(standing)
        session.flush()
        _note(session, claimant, standing, "third_party_recorded", now, by, capacity=standing.capacity)
    else:
        columns = sorted(name for name, value in found.items() if getattr(standing, name) != value)
        for name in columns:
            setattr(standing, name, found[name])
        if standing.capacity != on_behalf.HELPER and standing.consent is not None:
            _no_consent(standing)
        if columns:
            session.flush()
            _note(session, claimant, standing, "third_party_changed", now, by, columns=columns)
    if {on_behalf.CONSENT, on_behalf.OWN_VOICE, on_behalf.CONSENT_UNTIL} & set(changed):
        how, until = on_behalf.consent(answers, changed, standing.consent, london_date(now))
        if how is not None:
            consent_to_third_party(session, standing, how, until, now, by)
        elif standing.consent is not None:
            _no_consent(standing)
            session.flush()
            _note(session, claimant, standing, "third_party_not_consented", now, by)
    return standing


def consent_to_third_party(
    session: Session, party: ThirdParty, how: str, until: date | None, now: datetime, by: int
) -> None:
    """She has consented that a helper is told: how (one of `on_behalf.CONSENTS`), and until when if she said so.

    Raises ValueError for another way, for somebody who acts in her place, or for what was withdrawn.
    """
    if how not in on_behalf.CONSENTS or party.capacity != on_behalf.HELPER or party.withdrawn_at is not None:
        raise ValueError("no consent can be recorded here")
    party.consent, party.consent_until = how, until
    party.consent_at, party.consent_by = now, by
    session.flush()
    claimant = session.get_one(Claimant, party.claimant_id)
    _note(session, claimant, party, "third_party_consented", now, by, how=how)


def document_seen(session: Session, party: ThirdParty, now: datetime, by: int) -> None:
    """The document by which somebody acts was seen. Raises ValueError for a helper or what was withdrawn."""
    if party.capacity not in on_behalf.ACTING or party.withdrawn_at is not None:
        raise ValueError("no document is looked for here")
    party.document = "seen"
    session.flush()
    _note(session, session.get_one(Claimant, party.claimant_id), party, "third_party_document_seen", now, by)


def withdraw_third_party(session: Session, party: ThirdParty, why: str, now: datetime, by: int) -> None:
    """It is over: consent withdrawn, acts no longer, or a mistake (one of `on_behalf.WITHDRAWALS`). Once only."""
    if party.withdrawn_at is not None:
        return
    party.withdrawn_at, party.withdrawn_by, party.withdrawn_why = now, by, why
    session.flush()
    claimant = session.get_one(Claimant, party.claimant_id)
    _note(session, claimant, party, "third_party_withdrawn", now, by, why=why)


def _no_consent(party: ThirdParty) -> None:
    party.consent = party.consent_at = party.consent_by = party.consent_until = None


def _note(
    session: Session, claimant: Claimant, party: ThirdParty, action: str, now: datetime, by: int, **details: Any
) -> None:
    audit.record(session, action, "claimant", claimant.id, now, staff_id=by, third_party=party.id, **details)
    notify(session, CHANNEL, claimant.reference)
