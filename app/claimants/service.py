"""The only door to claimants: made at first contact, kept up from what they say, found again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from random import SystemRandom
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.claimants import rules
from app.claimants.access import ACCESS_NEEDS
from app.claimants.first_contacts import (
    agree_correction,
    ask_correction,
    corrections_of,
    corrections_waiting,
    refuse_correction,
)
from app.claimants.models import RELAYED, Claimant
from app.claimants.restricting import (
    closed_among,
    lift_restriction,
    may_open,
    open_restricted,
    opening_seen,
    openings,
    restrict,
    restricted_among,
    restriction_of,
)
from app.claimants.rules import text_is_safe
from app.claimants.seeking import NINO_FIELD, found, full_name, keep_names
from app.claimants.third_parties import (
    consent_to_third_party,
    document_seen,
    keep_third_party,
    ruling_on,
    third_parties_among,
    third_parties_of,
    third_party,
    third_party_of,
    withdraw_third_party,
)
from app.database import notify
from app.database.sealing import look_up, seal, unseal
from app.values.national_insurance import NationalInsuranceNumber
from app.values.reference import Reference

__all__ = [
    "agree_correction",
    "among",
    "ask_correction",
    "by_id",
    "by_reference",
    "closed_among",
    "consent_to_third_party",
    "corrections_of",
    "corrections_waiting",
    "document_seen",
    "first_contact",
    "found",
    "keep_third_party",
    "lift_restriction",
    "look_at",
    "may_open",
    "move_home",
    "nino_of",
    "open_restricted",
    "opening_seen",
    "openings",
    "refuse_correction",
    "relayed_from",
    "restrict",
    "restricted_among",
    "restriction_of",
    "ruling_on",
    "say_access",
    "text_is_safe",
    "third_parties_among",
    "third_parties_of",
    "third_party",
    "third_party_of",
    "update_from_answers",
    "withdraw_third_party",
]

CHANNEL = "claims"
_random = SystemRandom()


def first_contact(
    session: Session, site_id: int, at: datetime, language: str = "en", telephone_kind: str = "voice"
) -> Claimant:
    """Somebody rings, writes or comes in for the first time: a record with the moment, which is the date of claim.

    Another language than English or Welsh means an interpreter until she says otherwise; what she reads is
    asked, not guessed.
    """
    written = language if language in ("en", "cy") else "en"
    values = {
        "first_contact_at": at,
        "home_site_id": site_id,
        "spoken_language": language,
        "read_language": written,
        "correspondence": written,
        "interpreter_language": None if language in ("en", "cy") else language,
        "telephone_kind": telephone_kind,
    }
    made: Claimant | None = None
    while made is None:
        row = {"id": uuid4(), "reference": Reference.generate(_random).value, **values}
        made = session.scalar(
            insert(Claimant).values(row).on_conflict_do_nothing(index_elements=[Claimant.reference]).returning(Claimant)
        )
    audit.record(session, "first_contact", "claimant", made.id, at, actor="line", site=site_id)
    return made


def relayed_from(session: Session, number: str) -> str | None:
    """The spoken language of whoever rings from this number (E.164) through a relay; None where nobody is known to.

    Numbers are shared: it says how a call is to be taken, and opens nobody's record.
    """
    theirs = or_(Claimant.telephone == number, Claimant.relay_number == number)
    return session.scalar(
        select(Claimant.spoken_language)
        .where(theirs, Claimant.telephone_kind.in_(RELAYED))
        .order_by(Claimant.first_contact_at.desc())
        .limit(1)
    )


def by_id(session: Session, claimant_id: UUID) -> Claimant | None:
    """A claimant by id."""
    return session.get(Claimant, claimant_id)


def among(session: Session, claimant_ids: Collection[UUID]) -> dict[UUID, Claimant]:
    """These claimants by their ids."""
    return {one.id: one for one in session.scalars(select(Claimant).where(Claimant.id.in_(claimant_ids)))}


def look_at(session: Session, claimant_id: UUID, staff_id: int, now: datetime, why: str) -> Claimant | None:
    """A claimant's record, opened by somebody; the look is noted with its occasion (a code, such as "call")."""
    found = by_id(session, claimant_id)
    if found is not None:
        audit.record(session, "viewed", "claimant", found.id, now, staff_id=staff_id, why=why)
        # Whoever has the record open is told at once that somebody else looks.
        notify(session, CHANNEL, found.reference)
    return found


def by_reference(session: Session, typed: str) -> Claimant | None:
    """The claimant of a reference as typed. Raises Invalid for what is no reference."""
    return session.scalar(select(Claimant).where(Claimant.reference == Reference.parse(typed).value))


def update_from_answers(
    session: Session, claimant: Claimant, answers: rules.Answers, now: datetime, by: int | None
) -> Sequence[str]:
    """Keep up what is known of her from answers of a script; returns which columns changed, and notes them.

    `by` is who took the answers down; None where she gave them to the line herself.
    """
    changed = []
    said = rules.columns(answers)
    before, names = full_name(claimant), answers.get(rules.OTHER_NAMES)
    if claimant.address_lines and "address_lines" not in said:
        # The postcode belongs to the address that letters go to, which is not asked again here.
        said.pop("postcode", None)
    for column, value in said.items():
        if getattr(claimant, column) != value:
            setattr(claimant, column, value)
            changed.append(column)
    if full_name(claimant) != before or rules.known(names):
        keep_names(session, claimant, before, str(names) if rules.known(names) else None)
    if rules.NINO in answers and _keep_nino(claimant, answers[rules.NINO]):
        changed.append("nino")
    if changed:
        session.flush()
        audit.record(
            session,
            "changed",
            "claimant",
            claimant.id,
            now,
            staff_id=by,
            actor="staff" if by else "line",
            columns=sorted(changed),
        )
        notify(session, CHANNEL, claimant.reference)
    return changed


def say_access(session: Session, claimant: Claimant, needs: Sequence[str], now: datetime, by: int | None) -> None:
    """Keep what she needs to be seen at an office; codes that are none are left out."""
    kept = [code for code in ACCESS_NEEDS if code in needs]
    if kept != claimant.access_needs:
        claimant.access_needs = kept
        session.flush()
        actor = "staff" if by else "line"
        audit.record(
            session, "changed", "claimant", claimant.id, now, staff_id=by, actor=actor, columns=["access_needs"]
        )
        notify(session, CHANNEL, claimant.reference)


def nino_of(claimant: Claimant) -> NationalInsuranceNumber | None:
    """Her National Insurance number, opened; None where it is not known. Raises SealError."""
    if claimant.nino_sealed is None:
        return None
    return NationalInsuranceNumber(unseal(claimant.nino_sealed, _nino_row(claimant)))


def move_home(session: Session, claimant: Claimant, site_id: int, now: datetime, by: int | None) -> None:
    """Make another site hers: she lives in its area, whichever number she rang."""
    if claimant.home_site_id == site_id:
        return
    old, claimant.home_site_id = claimant.home_site_id, site_id
    session.flush()
    actor = "staff" if by else "line"
    audit.record(session, "moved", "claimant", claimant.id, now, staff_id=by, actor=actor, old=old, new=site_id)


def _keep_nino(claimant: Claimant, given: object) -> bool:
    number = str(given) if rules.known(given) else None
    known = nino_of(claimant)
    if number == (known.value if known else None):
        return False
    claimant.nino_sealed = seal(number, _nino_row(claimant)) if number else None
    claimant.nino_look_up = look_up(number, NINO_FIELD) if number else None
    return True


def _nino_row(claimant: Claimant) -> str:
    return f"claimants:{claimant.id}:nino"
