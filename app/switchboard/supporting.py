"""A colleague is rung to an adviser's call: to hear and advise where support is needed, or to speak with both.

The colleague comes as a supervisor does (see `supervising`): by a leg of the call's offer, with 1 at a desk telephone.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.calls import service as calls
from app.calls.models import JOIN, WHISPER, Connection
from app.staff import service as staff
from app.staff.models import Staff
from app.support import service as support
from app.support.models import SupportRecord
from app.switchboard import connecting, supervising
from app.values.errors import Invalid


def begin(
    session: Session, who: Staff, connection: Connection | None, now: datetime
) -> tuple[SupportRecord, Staff | None]:
    """Support is needed: the record begins, and the first colleague is rung. The same again changes nothing."""
    if connection is not None:
        # The line before the record, which names the call and so holds it: everything locks in one order.
        connecting.lock_offer_in_order(session, connection.offer_id)
    running = support.record_of(session, who.id)
    if running is not None:
        return running, None
    colleague = ring_one(session, who, connection, WHISPER, now) if connection is not None else None
    record = support.open_record(
        session, who, connection.claimant_id if connection else None, connection.id if connection else None, now
    )
    if colleague is not None:
        support.colleague_asked(session, record, colleague.id, now)
    return record, colleague


def ring_next(session: Session, who: Staff, record: SupportRecord, now: datetime) -> Staff | None:
    """Ring the next colleague for the record's call; None where no call is on or nobody is left to be rung."""
    if record.connection_id is None:
        return None
    asked = {step.colleague_id for step in support.steps_of(session, record) if step.colleague_id is not None}
    colleague = ring_one(session, who, calls.connection(session, record.connection_id), WHISPER, now, asked)
    if colleague is not None:
        support.colleague_asked(session, record, colleague.id, now)
    return colleague


def add_colleague(session: Session, who: Staff, connection: Connection, now: datetime) -> Staff | None:
    """Ring a colleague who joins the call and is heard by both; None where nobody can be."""
    tried = {one.supervisor.id for one in supervising.on_call(session, connection)}
    return ring_one(session, who, connection, JOIN, now, tried)


def ring_one(
    session: Session, who: Staff, connection: Connection, mode: str, now: datetime, besides: Collection[int] = ()
) -> Staff | None:
    """Ring the first who can be: a supervisor of the site, a free adviser of it, then those of other sites."""
    return first_rung(
        session, who, connection, mode, [one for one in colleagues(session, who, now) if one.id not in besides], now
    )


def first_rung(
    session: Session, who: Staff, connection: Connection, mode: str, wanted: Iterable[Staff], now: datetime
) -> Staff | None:
    """Ring the first of those who can be; None where nobody can."""
    for colleague in wanted:
        try:
            # What it locked is let go again where that colleague cannot be had: the next one's turn comes in order.
            with session.begin_nested():
                supervising.begin(session, colleague, connection.id, mode, now, asked_by=who.id)
        except Invalid:
            # Their telephone rings for something else just now.
            continue
        return colleague
    return None


def colleagues(session: Session, who: Staff, now: datetime) -> list[Staff]:
    """Who can be rung, in the order in which they are: supervisors at a browser, and advisers who are ready.

    Of one's own site first, and of each the supervisors first; of the advisers the one idle longest.
    """
    # Who is idle longest comes first, and stays so: sorting keeps the order of equals.
    return sorted(
        (one for one in staff.to_be_called(session, now) if one.id != who.id),
        key=lambda one: (one.site_id != who.site_id, one.role != "supervisor"),
    )
