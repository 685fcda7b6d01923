"""What must hold after every journey, whatever it was about: nothing malformed, nothing failed, nobody left hanging."""

import json
from collections.abc import Iterator
from functools import cache

from sqlalchemy import select

from app.calls.models import Call, Connection
from app.jobs import service as jobs
from app.line.models import Demand
from app.staff import service as staff
from tests.journeys.world import World
from tests.published import twilio_check

WITH_SOMEBODY = ("ringing", "on_call")


def faults(world: World) -> list[str]:
    """Each thing that is wrong, in a sentence; none where all is well."""
    world.settle()
    return [*_as_published(world), *_reported(world), *_left_hanging(world)]


def _as_published(world: World) -> Iterator[str]:
    """Whether what went to and fro is as Twilio's own descriptions have it."""
    check = twilio_check()
    if check is None:
        return
    for asked in world.exchange.requests:
        problems = check.check_request(asked.method, asked.url, asked.form)
        if asked.status < 400:
            problems += check.check_response(asked.method, asked.url, asked.status, json.loads(asked.answer or "null"))
        yield from (f"{asked.method} {asked.url}: {problem}" for problem in problems)
    for document in {told.answer for told in world.exchange.webhooks if told.status == 200 and told.kind != "message"}:
        yield from (f"{problem} in {document}" for problem in _document_problems(document))


@cache
def _document_problems(document: str) -> tuple[str, ...]:
    check = twilio_check()
    return tuple(check.check_twiml(document)) if check else ()


def _reported(world: World) -> Iterator[str]:
    """What the exchange noted as wrong, and what the service gave up."""
    for note in world.exchange.notifications:
        # What a test had lost on its way is no fault of the service.
        if note.code not in world.expected_errors and note.detail != "never sent":
            yield f"the exchange noted {note.code} {note.text}: {note.detail} ({note.method} {note.url})"
    with world.session() as session:
        for job in jobs.failed(session):
            if job.kind not in world.expected_failures:
                yield f"the job {job.kind} failed: {job.last_error}"


def _left_hanging(world: World) -> Iterator[str]:
    live = {call.sid for call in world.exchange.calls.values() if call.is_live}
    with world.session() as session:
        for call in session.scalars(select(Call)):
            if (call.ended_at is None) != (call.sid in live):
                yield f"a call is {call.state} for the service, and live: {call.sid in live}"
        calls = {call.id: call.sid for call in session.scalars(select(Call))}
        for demand in session.scalars(select(Demand).where(Demand.ended_at.is_(None))):
            if demand.call_id is not None and calls[demand.call_id] not in live:
                yield f"somebody who has gone is still in the line: {demand.state}"
            if demand.callback_id is not None and demand.state in ("offered", "connected"):
                desks = [connection.claimant_sid for connection in session.scalars(select(Connection))]
                if not live.intersection(desks) and not any(
                    telephone.call is not None for telephone in world.exchange.telephones.values()
                ):
                    yield f"a call-back is {demand.state} and nobody is on any telephone"
        for one in staff.present(session):
            desk = one.staff.desk_number
            if one.presence.state in WITH_SOMEBODY and desk and world.exchange.telephone(desk).call is None:
                yield f"{one.staff.username} is {one.presence.state} and his telephone lies quiet"
