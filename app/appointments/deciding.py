"""No meeting for now, or none at all: what a person decides, for a reason; and how decisions are looked at.

Nothing here is ever done by itself, and nothing here touches a claim or an immediate need: both stand regardless.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.appointments import rules
from app.appointments.booking import PERSONAL_ADVISER, cancel, one_of, settle, tell
from app.appointments.errors import SamePerson
from app.appointments.models import Appointment, DecisionReview
from app.audit.service import record
from app.sites.models import Site
from app.tasks import service as tasks
from app.values.errors import Invalid
from app.values.london import london_date
from app.values.moves import IllegalMove
from app.values.sentence import mark


def defer(
    session: Session,
    *,
    site: Site,
    claimant_id: UUID,
    claim_id: UUID | None,
    until: date,
    because: str,
    reason: str,
    by: int,
    now: datetime,
    groups: Collection[str] = (),
) -> Appointment:
    """Put the meeting off until a date, for a reason, by a person. Her claim goes on meanwhile.

    On that date a task asks somebody to talk with her again. Raises Invalid without a reason or with a date that is
    not to come.
    """
    if until <= london_date(now):
        raise Invalid(mark("Enter the date, after today, until which the meeting is put off"))
    appointment = _decided(session, site, claimant_id, claim_id, because, reason, by, now, groups)
    appointment.state, appointment.until = "deferred", until
    session.add(appointment)
    session.flush()
    tasks.want(
        session,
        "deferral_over",
        site_id=site.id,
        claimant_id=claimant_id,
        claim_id=claim_id,
        appointment_id=appointment.id,
        due_on=until,
        once_key=f"deferral over:{appointment.id}",
        now=now,
    )
    tell(session, "appointment deferred", appointment, now, by)
    return appointment


def ask_waiver(
    session: Session,
    *,
    site: Site,
    claimant_id: UUID,
    claim_id: UUID | None,
    because: str,
    reason: str,
    by: int,
    now: datetime,
    groups: Collection[str] = (),
) -> Appointment:
    """Decide to do without the meeting, in an exceptional case, for a reason. It counts once another person agrees.

    Raises Invalid without a reason.
    """
    appointment = _decided(session, site, claimant_id, claim_id, because, reason, by, now, groups)
    appointment.state = "waiver_asked"
    session.add(appointment)
    session.flush()
    tell(session, "waiver asked for", appointment, now, by)
    return appointment


def agree_waiver(session: Session, appointment: Appointment, *, by: int, now: datetime) -> None:
    """A second person agrees that it is waived. Raises SamePerson, IllegalMove."""
    _by_another(session, appointment, by)
    appointment.agreed_by, appointment.agreed_at = by, now
    settle(appointment, "waived", by, now)
    session.flush()
    tell(session, "appointment waived", appointment, now, by)


def refuse_waiver(session: Session, appointment: Appointment, *, by: int, now: datetime) -> None:
    """A second person does not agree: somebody is to find her a time. Raises SamePerson, IllegalMove."""
    _by_another(session, appointment, by)
    if appointment.state != "waiver_asked" or appointment.claimant_id is None:
        raise IllegalMove("appointment", appointment.state, "cancelled")
    settle(appointment, "cancelled", by, now)
    session.flush()
    want_a_time(
        session,
        site_id=appointment.site_id,
        claimant_id=appointment.claimant_id,
        claim_id=appointment.claim_id,
        once=str(appointment.id),
        now=now,
    )
    tell(session, "waiver not agreed to", appointment, now, by)


def want_a_time(
    session: Session, *, site_id: int, claimant_id: UUID, claim_id: UUID | None, once: str, now: datetime
) -> None:
    """Somebody of the site is to find her a time for a meeting, today; `once` is what it is about."""
    tasks.want(
        session,
        "find_a_time",
        site_id=site_id,
        claimant_id=claimant_id,
        claim_id=claim_id,
        due_on=london_date(now),
        once_key=f"find a time:{once}",
        now=now,
    )


def waivers_asked(session: Session) -> list[Appointment]:
    """Waivers that wait for a second person, at every site, the oldest first."""
    query = select(Appointment).where(Appointment.state == "waiver_asked").order_by(Appointment.made_at)
    return list(session.scalars(query))


def review(
    session: Session, appointment: Appointment, *, week: date, found: str, note: str, by: int, now: datetime
) -> None:
    """Somebody else says how they would have decided; said again, it is the later word that stands.

    Raises SamePerson, Invalid where nothing is chosen.
    """
    if found not in rules.FOUND:
        raise Invalid(mark("Choose whether you would have decided the same"))
    if by == appointment.decided_by:
        raise SamePerson
    said = {"week": week, "found": found, "note": note.strip() or None, "reviewed_by": by, "reviewed_at": now}
    session.execute(
        insert(DecisionReview)
        .values(appointment_id=appointment.id, **said)
        .on_conflict_do_update(index_elements=[DecisionReview.appointment_id], set_=said)
    )
    record(session, "decision reviewed", "appointment", appointment.id, now, staff_id=by, found=found)


def _by_another(session: Session, appointment: Appointment, by: int) -> None:
    session.refresh(appointment, with_for_update=True)
    if by == appointment.decided_by:
        raise SamePerson


def _decided(
    session: Session,
    site: Site,
    claimant_id: UUID,
    claim_id: UUID | None,
    because: str,
    reason: str,
    by: int,
    now: datetime,
    groups: Collection[str],
) -> Appointment:
    """A decision that there is no meeting for now, its state still open; whatever stood before is cancelled."""
    because, reason = rules.check_reason(because, reason)
    before = one_of(session, claimant_id, PERSONAL_ADVISER)
    if before is not None:
        cancel(session, before, by_staff=by, now=now)
    return Appointment(
        kind=PERSONAL_ADVISER,
        claimant_id=claimant_id,
        claim_id=claim_id,
        site_id=site.id,
        because=because,
        reason=reason,
        groups=sorted(groups),
        decided_by=by,
        instead_of=before.id if before is not None else None,
        made_at=now,
    )
