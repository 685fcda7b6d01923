"""Advisers lent to another site for a London day: where somebody works, while his own site is remembered."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import notify
from app.staff.models import Staff
from app.staff.presence import CHANNEL, LINE, lock_presence, note
from app.values.errors import Invalid
from app.values.london import london_date
from app.values.sentence import mark


def lend(session: Session, staff_id: int, to_site_id: int, now: datetime) -> Staff:
    """Have an adviser work at another site for the rest of the London day; raises Invalid, saying why not.

    Whoever is offered calls by his site, counted at it or shown there reads `site_id`, so nothing else need know.
    """
    adviser = _lock(session, staff_id)
    if adviser.role != "adviser" or not adviser.active:
        raise Invalid(mark("Only an adviser who may sign in can be lent."))
    if adviser.home_site_id is not None:
        raise Invalid(mark("{name} is lent already: bring the adviser back first."), name=adviser.name)
    if adviser.site_id == to_site_id:
        raise Invalid(mark("{name} works there already."), name=adviser.name)
    adviser.home_site_id, adviser.site_id, adviser.lent_on = adviser.site_id, to_site_id, london_date(now)
    _changed(session, adviser, now)
    return adviser


def bring_home(session: Session, staff_id: int, now: datetime) -> Staff:
    """Have him work at his own site again; raises Invalid where he is not lent."""
    adviser = _lock(session, staff_id)
    if adviser.home_site_id is None:
        raise Invalid(mark("{name} is back already."), name=adviser.name)
    adviser.site_id, adviser.home_site_id, adviser.lent_on = adviser.home_site_id, None, None
    _changed(session, adviser, now)
    return adviser


def overstayed(session: Session, now: datetime) -> list[int]:
    """Ids of the advisers whose day away is over."""
    return list(session.scalars(select(Staff.id).where(Staff.lent_on < london_date(now)).order_by(Staff.id)))


def _lock(session: Session, staff_id: int) -> Staff:
    """He and what he does, locked, so that nobody offers him a call from the one site while he goes to the other."""
    lock_presence(session, staff_id)
    # Whoever books a time, offers a call or writes down what was done names him meanwhile, and does not wait for it.
    statement = select(Staff).where(Staff.id == staff_id).with_for_update(key_share=True)
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def _changed(session: Session, adviser: Staff, now: datetime) -> None:
    session.flush()
    note(session, lock_presence(session, adviser.id), now)
    notify(session, LINE)
    notify(session, CHANNEL, adviser.id)
