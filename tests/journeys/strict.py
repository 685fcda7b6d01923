"""What must hold after every journey, whatever it was about: nothing malformed, nothing failed, nobody left hanging,
nothing said to a claimant that no catalogue has, and nothing locked out of turn."""

import json
import re
import uuid
from collections.abc import Iterator
from functools import cache

from sqlalchemy import select

from app.calls.models import Call, Connection
from app.jobs import service as jobs
from app.line.models import Demand
from app.practice.webhooks.sending import SPOILT
from app.staff import service as staff
from tests.journeys.catalogued import uncatalogued
from tests.journeys.world import World
from tests.published import twilio_check

IDENTIFIER = re.compile(r"\b([A-Z]{2})[0-9a-f]{32}\b")
UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
PORT = re.compile(r"(?<=127\.0\.0\.1:)\d+")
MOMENT = re.compile(r"\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000")
# The sound of a recording is told of in words, not in the description of resources:
# https://www.twilio.com/docs/voice/api/recording#fetch-a-recordings-media-file
SOUND = ".wav"
NIL = uuid.UUID(int=0)
WITH_SOMEBODY = ("ringing", "on_call")


def faults(world: World) -> list[str]:
    """Each thing that is wrong, in a sentence; none where all is well."""
    world.settle()
    found = [*_as_published(world), *_reported(world), *_left_hanging(world), *uncatalogued(world)]
    return [*found, *world.locks.out_of_order]


def _as_published(world: World) -> Iterator[str]:
    """Whether what went to and fro is as Twilio's own descriptions have it."""
    check = twilio_check()
    if check is None:
        return
    for asked in world.exchange.requests:
        if asked.method == "GET" and asked.url.endswith(SOUND):
            continue
        form = tuple((name, _plain(value)) for name, value in asked.form)
        problems = _exchange_problems(asked.method, _plain(asked.url), form, asked.status, _plain(asked.answer))
        yield from (f"{asked.method} {asked.url}: {problem}" for problem in problems)
    # What the exchange itself spoilt on the way is no fault of the service.
    spoilt = {body.decode() for _, body in SPOILT.values()}
    answers = {told.answer for told in world.exchange.webhooks if told.status == 200 and told.kind != "message"}
    for document in answers - spoilt:
        yield from (f"{problem} in {document}" for problem in _document_problems(document))


def _plain(text: str) -> str:
    """The text with every identifier, moment and port made the same: what differs in nothing else is checked once."""
    same = PORT.sub("1", IDENTIFIER.sub(lambda found: found[1] + "0" * 32, text))
    return MOMENT.sub("Mon, 23 Nov 2026 10:00:00 +0000", UUID.sub(str(NIL), same))


@cache
def _exchange_problems(
    method: str, url: str, form: tuple[tuple[str, str], ...], status: int, answer: str
) -> tuple[str, ...]:
    check = twilio_check()
    if check is None:
        return ()
    problems = check.check_request(method, url, form)
    if status < 400:
        problems += check.check_response(method, url, status, json.loads(answer or "null"))
    return tuple(problems)


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
            desk = one.staff.rings_at
            if one.presence.state in WITH_SOMEBODY and desk and world.exchange.telephone(desk).call is None:
                yield f"{one.staff.username} is {one.presence.state} and his telephone lies quiet"
