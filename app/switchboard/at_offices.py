"""What an office must have for somebody who is seen there; the interpreter who is held with the appointment."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.appointments.models import Appointment
from app.claimants import access
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.diary import service as diary
from app.sites import service as sites
from app.tasks import service as tasks
from app.values.bank_holidays import Nation, bank_holidays
from app.values.language import NOT_KNOWN
from app.values.london import add_working_days, london_date


def needs_of(claimant: Claimant) -> tuple[str, ...]:
    """What the office must have, as far as is known of her."""
    return access.of_the_office(claimant.interpreter_language, claimant.access_needs, textphone=claimant.textphone)


def arrange_interpreter(session: Session, claimant: Claimant, made: Appointment, now: datetime) -> None:
    """Hold an interpreter for an appointment that needs one, where her language is known and one is free; and have
    somebody find out who is to come, and whether by telephone or to the room. The caller has the site's day."""
    if "interpreter" not in made.needs or made.starts_at is None or made.ends_at is None:
        return
    language = access.interpreted_in(claimant.interpreter_language, claimant.access_needs)
    if language is not None and language != NOT_KNOWN:
        needs = diary.Needs(language=language, interpreter=True, claimant_id=claimant.id)
        diary.keep_interpreter(session, made.site_id, needs, made.id, made.starts_at, made.ends_at, now)
    site = sites.by_id(session, made.site_id)
    # Within one working day, whenever the meeting is (the rule of 2001).
    tasks.want(
        session,
        "arrange_interpreter",
        site_id=site.id,
        claimant_id=claimant.id,
        claim_id=made.claim_id,
        appointment_id=made.id,
        due_on=add_working_days(london_date(now), 1, bank_holidays(Nation(site.nation))),
        once_key=f"arrange interpreter:{made.id}",
        now=now,
    )


def keep_what_was_said(
    session: Session, claimant: Claimant, needs: tuple[str, ...], now: datetime, by: int | None
) -> None:
    """A room without steps that is asked for at one appointment is not asked for again at the next."""
    if "ground_floor" in needs and access.STEP_FREE not in claimant.access_needs:
        claimants.say_access(session, claimant, [*claimant.access_needs, access.STEP_FREE], now, by)
