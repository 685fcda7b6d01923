"""How soon people were seen by a personal adviser, and what was decided where there was no meeting, side by side.

There is no target for deferrals or waivers, and none is made here: they are shown with their reasons and with what
followed, so that like cases come to be decided alike (recommendations 12 and 13; memorandum, footnote 2).
"""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.appointments.models import Appointment, DecisionReview
from app.appointments.service import PERSONAL_ADVISER
from app.claimants.models import Claimant
from app.claims.models import Claim
from app.sites.models import Site
from app.sites.service import rules_of
from app.values.bank_holidays import Nation, bank_holidays
from app.values.london import london_date, working_days_between


@dataclass
class Seen:
    """Start-ups that were finished, and how soon the meeting was.

    `in_target` and `in_limit` count those whose first booked time was within the target (three) and the limit (four)
    working days; `decided` those that were put off or waived instead. `waits` are the working days from first contact
    to being seen, of those who have been.
    """

    finished: int = 0
    booked: int = 0
    in_target: int = 0
    in_limit: int = 0
    decided: int = 0
    missed: int = 0
    waits: list[int] = field(default_factory=list)

    @property
    def median_wait(self) -> float | None:
        """Half were seen within so many working days of first contact; None where nobody was."""
        return median(self.waits) if self.waits else None

    def add(self, other: "Seen") -> None:
        """Count those of another as well."""
        for name in ("finished", "booked", "in_target", "in_limit", "decided", "missed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.waits += other.waits


@dataclass(frozen=True)
class Decided:
    """A decision, whom it is about, and what followed.

    `followed` is the state of the latest meeting made after it, None where none was; `signed` whether her signed form
    has come.
    """

    appointment: Appointment
    claimant: Claimant
    followed: str | None
    signed: bool
    review: DecisionReview | None

    @property
    def is_waiver(self) -> bool:
        """Whether it was to do without a meeting, and not to put it off."""
        return self.appointment.until is None

    @property
    def agreed(self) -> bool | None:
        """Of a waiver: whether a second person agreed; None while it waits for one."""
        if self.appointment.state == "waiver_asked":
            return None
        return self.appointment.agreed_at is not None


def seen(session: Session, since: datetime, until: datetime) -> dict[int, Seen]:
    """By site: the start-ups finished from `since` up to `until`, and how soon each came to a meeting."""
    found: dict[int, Seen] = defaultdict(Seen)
    sites = {site.id: site for site in session.scalars(select(Site))}
    claims = session.execute(
        select(Claim.id, Claim.finished_at, Claimant.home_site_id, Claimant.first_contact_at)
        .join(Claimant, Claimant.id == Claim.claimant_id)
        .where(Claim.finished_at >= since, Claim.finished_at < until)
    ).all()
    made: dict[UUID, list[Appointment]] = defaultdict(list)
    for one in session.scalars(
        select(Appointment)
        .where(Appointment.claim_id.in_([id_ for id_, *_ in claims]), Appointment.kind == PERSONAL_ADVISER)
        .order_by(Appointment.made_at)
    ):
        if one.claim_id is not None:
            made[one.claim_id].append(one)
    for claim_id, finished_at, site_id, first_contact_at in claims:
        site = sites[site_id]
        if finished_at is not None:
            _count(found[site_id], site, finished_at, first_contact_at, made[claim_id])
    return found


def decisions(session: Session, since: datetime, until: datetime, site_id: int | None = None) -> list[Decided]:
    """Every deferral and waiver decided from `since` up to `until`, of one site or all, the latest first."""
    query = (
        select(Appointment, Claimant, DecisionReview, Claim.signed_at)
        .join(Claimant, Claimant.id == Appointment.claimant_id)
        .outerjoin(DecisionReview, DecisionReview.appointment_id == Appointment.id)
        .outerjoin(Claim, Claim.id == Appointment.claim_id)
        .where(Appointment.decided_by.is_not(None), Appointment.made_at >= since, Appointment.made_at < until)
        .order_by(Appointment.made_at.desc(), Appointment.id)
    )
    if site_id is not None:
        query = query.where(Appointment.site_id == site_id)
    rows = session.execute(query).all()
    later = _later(session, [one.claimant_id for one, *_ in rows])
    return [
        Decided(
            one,
            claimant,
            next((state for made_at, state in later[claimant.id] if made_at > one.made_at), None),
            signed_at is not None,
            review,
        )
        for one, claimant, review, signed_at in rows
    ]


def start_ups(session: Session, since: datetime, until: datetime) -> dict[int | None, int]:
    """How many start-ups each adviser finished in those days: what his decisions are read beside."""
    rows = session.execute(
        select(Claim.finished_by, func.count())
        .where(Claim.finished_at >= since, Claim.finished_at < until)
        .group_by(Claim.finished_by)
    )
    return {row[0]: row[1] for row in rows}


def _later(session: Session, claimants: Iterable[UUID | None]) -> dict[UUID, list[tuple[datetime, str]]]:
    """What was made about each of them, the latest first; what was cancelled is left out."""
    found: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    rows = session.execute(
        select(Appointment.claimant_id, Appointment.made_at, Appointment.state)
        .where(
            Appointment.claimant_id.in_(set(claimants)),
            Appointment.kind == PERSONAL_ADVISER,
            Appointment.state != "cancelled",
        )
        .order_by(Appointment.made_at.desc())
    )
    for claimant_id, made_at, state in rows:
        if claimant_id is not None:
            found[claimant_id].append((made_at, state))
    return found


def _count(row: Seen, site: Site, finished_at: datetime, first_contact_at: datetime, made: list[Appointment]) -> None:
    holidays = bank_holidays(Nation(site.nation))
    row.finished += 1
    booked = [(one.state, one.starts_at) for one in made if one.starts_at is not None]
    if booked:
        days = _days(finished_at, booked[0][1], holidays)
        row.booked += 1
        row.in_target += days <= rules_of(site).meeting_target_days
        row.in_limit += days <= rules_of(site).meeting_limit_days
    elif made:
        row.decided += 1
    row.missed += any(state in ("missed", "ended") for state, _ in booked)
    seen_at = min((at for state, at in booked if state == "kept"), default=None)
    if seen_at is not None:
        row.waits.append(_days(first_contact_at, seen_at, holidays))


def _days(first: datetime, last: datetime, holidays: Container[date]) -> int:
    return working_days_between(london_date(first), london_date(last), holidays)
