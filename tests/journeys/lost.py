"""Who or what is lost or stuck once everybody has gone home and the service has had its time."""

import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appointments.models import Appointment
from app.callbacks.models import Attempt, Callback
from app.callbacks.service import BY_HAND, TYPED
from app.calls.models import LEG, Connection, Leg
from app.calls.models import Call as StoredCall
from app.line.models import Demand, Offer
from app.practice.exchange import Exchange
from app.staff import service as staff
from app.switchboard import reaching


class Place(Protocol):
    """Where people rang and were rung: a database and an exchange."""

    @property
    def exchange(self) -> Exchange:
        """The exchange."""

    def session(self) -> AbstractContextManager[Session]:
        """A look into the database."""


def lost(world: Place, claimants: Iterable[str], files: Iterable[Path]) -> list[str]:
    """Calls, callers, call-backs and advisers who are lost or stuck, each in a sentence."""
    with world.session() as session:
        return [
            *_stuck(session),
            *_half_done(session),
            *_forgotten(session, world, claimants),
            *_unknown(session, world, files),
        ]


def _stuck(session: Session) -> Iterator[str]:
    for one in staff.present(session):
        if one.presence.state in ("ringing", "on_call", "in_interview"):
            yield f"{one.staff.username} is {one.presence.state} for ever"
    for demand in session.scalars(select(Demand).where(Demand.ended_at.is_(None))):
        if demand.kind == "caller" or demand.state != "waiting":
            yield f"a {demand.kind} is {demand.state} in the line, and everybody has gone home"


def _half_done(session: Session) -> Iterator[str]:
    for offer in session.scalars(select(Offer).where(Offer.ended_at.is_(None))):
        yield f"an offer is {offer.state}"
    for leg in session.scalars(select(Leg).where(Leg.state.not_in(tuple(LEG.final)))):
        yield f"the leg of a {leg.role} is {leg.state}, asked after at {leg.look_at}"
    for connection in session.scalars(select(Connection).where(Connection.ended_at.is_(None))):
        yield f"a connection of {connection.opened_at} has not ended"
    for attempt in session.scalars(select(Attempt).where(Attempt.ended_at.is_(None))):
        yield f"attempt {attempt.number} has no end: {attempt.result}"


def _forgotten(session: Session, world: Place, claimants: Iterable[str]) -> Iterator[str]:
    """A promise without a next step, or one that was kept twice."""
    in_line = set(session.scalars(select(Demand.callback_id).where(Demand.ended_at.is_(None))))
    for callback in session.scalars(select(Callback)):
        if callback.state == "in_progress":
            yield f"a call-back is {callback.state} for ever"
        if callback.state == "due" and callback.id not in in_line:
            way = reaching.way(session, callback, world.exchange.now())
            # What an adviser dials by hand, or types, waits on his page.
            if way not in (BY_HAND, TYPED):
                yield f"a call-back is due since {callback.next_at}, by {way}, and not in the line"
    kept = {*session.scalars(select(Callback.call_id)), *session.scalars(select(Appointment.call_id))}
    for call in session.scalars(select(StoredCall).where(StoredCall.booked_at.is_not(None))):
        if call.id not in kept:
            yield f"call {call.sid} was promised a call-back or a meeting"
    for number in claimants:
        tried = session.scalars(select(Attempt).join(Callback).where(Callback.telephone == number)).all()
        rung = [one for one in world.exchange.calls.values() if one.to == number]
        if len(rung) > len(tried):
            yield f"a claimant was rung {len(rung)} times in {len(tried)} attempts"


def _unknown(session: Session, world: Place, files: Iterable[Path]) -> Iterator[str]:
    """Callers of whom the service was told and whom it does not know, not even in its file."""
    known = set(session.scalars(select(StoredCall.sid)))
    lines = [line for file in files if file.exists() for line in file.read_text().splitlines()]
    known |= {json.loads(line)["sid"] for line in lines}
    told = [one for one in world.exchange.webhooks if one.url.endswith("/inbound") and one.status == 200]
    yield from (f"{one.call_sid} rang and is not known" for one in told if one.call_sid not in known)
