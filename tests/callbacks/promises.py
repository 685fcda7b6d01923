"""Somebody who is promised a call, and the promise, made quickly."""

import random
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls.models import Call
from app.claimants.models import Claimant
from app.diary import service as diary
from app.diary.models import Hold
from app.sites.models import Site

DAYS = ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27")
HERS = callbacks.Contact("+441632960001")
SERIAL: Iterator[int] = count(1)


def claimant(session: Session, site: Site, now: datetime, **more: object) -> Claimant:
    row = Claimant(id=uuid4(), reference=f"SL-{next(SERIAL):08d}", first_contact_at=now, home_site_id=site.id, **more)
    session.add(row)
    session.flush()
    return row


def call(session: Session, site: Site, now: datetime) -> UUID:
    row = Call(id=uuid4(), sid=uuid4().hex, site_id=site.id, to_number=site.telephone, part="menu", started_at=now)
    session.add(row)
    session.flush()
    return row.id


def first_slot(session: Session, site: Site, now: datetime) -> diary.Slot:
    return diary.offer_slots(session, site, diary.needs_of(site), now, now=now)[0]


def book(session: Session, site: Site, now: datetime, who: Claimant | None = None, **more: UUID | None) -> Callback:
    return callbacks.book(
        session,
        site=site,
        slot=first_slot(session, site, now),
        claimant_id=who.id if who else None,
        call_id=more.get("call_id"),
        contact=HERS,
        by_staff=None,
        now=now,
        chance=random.Random(7),
    )


def live_holds(session: Session) -> list[Hold]:
    return list(session.scalars(select(Hold).where(Hold.released_at.is_(None))))


def rung(session: Session, callback: Callback, now: datetime) -> None:
    """It falls due and she is rung."""
    assert callback in callbacks.fall_due(session, now)
    callbacks.begin_attempt(session, callback, now)
