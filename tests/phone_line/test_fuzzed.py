"""What no telephone would send, to every webhook: refused, or answered with a document; never a 500.

The forms are those that Twilio sends, with one thing or several wrong in them, and signed as they are, so that the
views really run. The addresses are read from the application: a new webhook is fuzzed from the day it is there.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote_from_bytes
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import sessionmaker
from werkzeug.routing import Rule

from app.callbacks.models import Callback
from app.calls.models import Call, Connection, Leg
from app.claimants import service as claimants
from app.database import Base
from app.practice.signing import signature
from app.practice.webhooks.sending import Sender
from app.switchboard import messages
from app.texts.models import TextMessage
from tests.journeys.world import ACCOUNT, NUMBERS, World
from tests.published import twilio_check

BLUEPRINTS = ("phone_line.", "text_line.")
FORM_TYPE = "application/x-www-form-urlencoded"
OTHER_TYPES = ("", "application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "\x00")
EXAMPLES, MANY_EXAMPLES = 120, 20_000
WHICH = st.integers(0, 10_000).map(random.Random)

Pairs = list[tuple[bytes, bytes]]

# Everything that Twilio puts into any of its forms, as it is when nothing is wrong.
USUAL: dict[str, tuple[str, ...]] = {
    "AccountSid": (ACCOUNT["account_sid"],),
    "ApiVersion": ("2010-04-01",),
    "From": ("+441632960001", "+447700900123", "anonymous", "client:tess", "sip:desk@example.org", ""),
    "To": (*NUMBERS.values(), "+447700900999"),
    "CallStatus": (
        "queued", "initiated", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled",
    ),
    "Direction": ("inbound", "outbound-api"),
    "Digits": ("1", "2", "9", "*", "#", "0", "1234", "hangup", ""),
    "SpeechResult": ("English", "yes please", ""),
    "Confidence": ("0.93", ""),
    "RecordingUrl": ("https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/RE1", ""),
    "RecordingSid": ("RE" + "0" * 32,),
    "SequenceNumber": ("0", "1", "7"),
    "Timestamp": ("Mon, 23 Nov 2026 10:00:00 +0000",),
    "CallDuration": ("0", "61"),
    "ConferenceSid": ("CF" + "0" * 32, "CF" + "1" * 32),
    "StatusCallbackEvent": (
        "conference-start", "conference-end", "participant-join", "participant-leave", "participant-hold",
    ),
    "ReasonParticipantLeft": ("participant_hung_up", "participant_add_failed"),
    "ReasonConferenceEnded": ("conference_ended_via_api",),
    "QueueResult": ("leave", "hangup", "error", "queue-full", "system-error"),
    "QueueSid": ("QU" + "0" * 32,),
    "QueueTime": ("12",),
    "ErrorCode": ("11200", "12100"),
    "ErrorUrl": ("https://example.org/voice/inbound",),
    "MessageSid": ("SM" + "0" * 32,),
    "Body": ("Ring me at 10", "STOP", "CHANGE 4821", "1", "IE", ""),
    "MessageStatus": ("queued", "sent", "delivered", "undelivered", "failed"),
    "NumMedia": ("0",),
}  # fmt: skip
# What the views look at, and so most worth spoiling.
READ = (
    "CallSid", "From", "To", "CallStatus", "Digits", "SpeechResult", "RecordingUrl", "SequenceNumber", "ConferenceSid",
    "StatusCallbackEvent", "ReasonParticipantLeft", "ReasonConferenceEnded", "MessageSid", "MessageStatus",
    "ErrorCode", "Body",
)  # fmt: skip
HUGE = (20_000, 300_000)
# NUL, half a character, UTF-16, controls that no XML may hold, digits that are none of ours, signs, quotes, markup.
ODD = (
    b"\x00", b"\xff\xfe\x41", b"\xc3", b"\xed\xa0\x80", "１²٣".encode(), b"-1", b"1e9", b"9" * 40, b"null", b"[]",
    b"\x1b[2J\x08\x0c", b"'; DROP TABLE calls; --", b"<Hangup/>", b"]]>&amp;", b"+", b"+44", b"+" + b"9" * 400,
    "+４４７７００９００１２３".encode(), "☃".encode() * 900, b"%00", b"true", b" ", b"\r\nX-Twilio-Signature: x",
)  # fmt: skip


@dataclass
class Addresses:
    """What the placeholders of an address may stand for: calls and legs in every state, and one that never was."""

    ids: dict[str, list[UUID]]
    sids: dict[str, list[str]]

    def fill(self, rule: Rule, draw: st.DataObject) -> str:
        """An address of a webhook."""
        values: dict[str, Any] = {}
        for name in rule.arguments:
            numbers = st.sampled_from((0, 1, 2, 3, 7, 10**20))
            values[name] = draw.draw(st.sampled_from(self.ids[name]) if name in self.ids else numbers, label=name)
        filled = rule.build(values)
        assert filled is not None
        return filled[1]

    def of(self, rule: Rule) -> Iterator[str]:
        """The address for the first that it may stand for, and for one that never was."""
        for which in (0, -1):
            filled = rule.build({name: self.ids[name][which] if name in self.ids else 0 for name in rule.arguments})
            assert filled is not None
            yield filled[1]

    def form(self, which: random.Random) -> Pairs:
        """A form as Twilio might send it."""
        return [(name.encode(), which.choice(values).encode()) for name, values in {**USUAL, **self.sids}.items()]


def webhooks(app: Flask) -> list[Rule]:
    """Every address that Twilio may post to."""
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(BLUEPRINTS)]
    posted = [rule for rule in found if "POST" in (rule.methods or ())]
    # A recording is fetched, by whoever plays it, and changes nothing.
    fetched = sorted(rule.endpoint for rule in found if rule not in posted)
    assert fetched == ["phone_line.prompt", "phone_line.textphone"]
    return sorted(posted, key=lambda rule: rule.rule)


@pytest.fixture
def addresses(world: World) -> Addresses:
    """A caller in the menu, one in the line, one choosing a time, one who talks, a call-back, and somebody unknown."""
    world.ready("tess", "una")
    talking = world.ring("somerset", "+441632960001")
    world.press(talking, "1", "1")
    world.take("tess")
    booked = world.book("somerset", safe_to_ring=True)
    with world.session() as session:
        hers = session.get_one(Callback, booked.id)
        claimant = claimants.by_id(session, hers.claimant_id) if hers.claimant_id else None
        assert claimant is not None
        claimant.safe_to_text = True
        messages.promised(session, hers, world.now())
    world.until_due(booked)
    if world.desk("una").ringing:
        world.take("una")
    for number, keys in (("2", ()), ("3", ("1",)), ("4", ("1", "1")), ("5", ("1", "1", "1"))):
        world.press(world.ring("somerset", f"+44163296001{number}"), *keys)
    with world.session() as session:
        ids = {
            name: [*session.scalars(select(table.id)), uuid4()]
            for name, table in (
                ("call_id", Call),
                ("leg_id", Leg),
                ("connection_id", Connection),
                ("text_id", TextMessage),
            )
        }
        sids = [*session.scalars(select(Call.sid)), *session.scalars(select(Leg.sid).where(Leg.sid.is_not(None)))]
    assert all(len(found) > 1 for found in ids.values())
    return Addresses(ids, {"CallSid": [*(sid for sid in sids if sid), "CA" + "f" * 32]})


def spoil(form: Pairs, draw: st.DataObject) -> Pairs:
    """The form with some things wrong: a field missing, twice, huge, of another kind, or no text at all."""
    names = st.sampled_from([name.encode() for name in READ]) | st.sampled_from([name for name, _ in form])
    changes = st.tuples(names, st.sampled_from(("missing", "odd", "bytes", "huge", "twice", "name")))
    for name, how in draw.draw(st.lists(changes, min_size=1, max_size=6), label="wrong"):
        odd = draw.draw(st.sampled_from(ODD), label="odd") if how in ("odd", "twice", "name") else b""
        if how == "bytes":
            odd = draw.draw(st.binary(max_size=40), label="bytes")
        if how == "huge":
            odd = b"7" * draw.draw(st.sampled_from(HUGE), label="size")
        match how:
            case "missing":
                form = [(one, value) for one, value in form if one != name]
            case "twice":
                form = [*form, (name, odd)]
            case "name":
                form = [*form, (odd, name)]
            case _:
                form = [(one, odd if one == name else value) for one, value in form]
    return form


def body_of(form: Pairs) -> bytes:
    """The form as it goes over the wire."""
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in form).encode()


def signed(world: World, path: str, body: bytes) -> str:
    """Twilio's signature for what a server makes of the form: bytes that are no text are read as the sign for that."""
    read = parse_qsl(body.decode(), keep_blank_values=True, errors="replace")
    return signature(ACCOUNT["auth_token"], world.settings.public_base_url + path, read)


def stored(world: World) -> dict[str, str]:
    """A sum of what stands in each table, but for the signs of life."""
    sums = " UNION ALL ".join(
        f"SELECT '{name}', coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{name}\" AS t"  # noqa: S608
        for name in Base.metadata.tables
        if name != "beats"
    )
    with world.session() as session:
        return {row[0]: row[1] for row in session.execute(text(sums))}


def ask(world: World, client: FlaskClient, path: str, form: Pairs, content_type: str = FORM_TYPE) -> bool:
    """Ask with a good signature, so that the views really run: 403 (False), or 200 with a document; nothing else."""
    body = body_of(form)
    proof = signed(world, path, body if content_type == FORM_TYPE else b"")
    with undone(world):
        answer = client.post(path, data=body, content_type=content_type, headers={"X-Twilio-Signature": proof})
    assert answer.status_code in (200, 403), f"{answer.status_code} {path}"
    if answer.status_code == 403:
        return False
    assert answer.content_type.startswith("text/xml")
    assert answer.text.rstrip().endswith(("</Response>", "<Response />"))
    assert problems(answer.text, path) == []
    return True


@cache
def problems(document: str, path: str) -> list[str]:
    """What Twilio's own description finds wrong in a document; of one that answers a text there is none."""
    if path.startswith("/text/"):
        return [one.tag for one in ElementTree.fromstring(document) if one.tag != "Message" or len(one)]  # noqa: S314
    check = twilio_check()
    return check.check_twiml(document) if check else []


@contextmanager
def undone(world: World) -> Iterator[None]:
    """What is committed meanwhile is undone: the next form finds the same calls in the same states."""
    database = world.database
    with database.engine.connect() as connection, connection.begin() as outer:
        ours, database.sessions = (
            database.sessions,
            sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint"),
        )
        yield
        database.sessions = ours
        outer.rollback()


def sees(examples: int) -> settings:
    """So many examples, however long they take; what fails is printed so that it can be run again."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


def test_every_webhook_survives_every_form(world: World, addresses: Addresses) -> None:
    survives(world, addresses, EXAMPLES)


@pytest.mark.long
def test_every_webhook_survives_very_many_forms(world: World, addresses: Addresses) -> None:
    survives(world, addresses, MANY_EXAMPLES)


def survives(world: World, addresses: Addresses, examples: int) -> None:
    """Forms with a few things wrong in them come to the webhooks at random."""
    client, rules = world.app.test_client(), webhooks(world.app)
    reached = set[str]()

    @sees(examples)
    @given(draw=st.data())
    def holds(draw: st.DataObject) -> None:
        rule = draw.draw(st.sampled_from(rules), label="webhook")
        path = addresses.fill(rule, draw)
        form = spoil(addresses.form(draw.draw(WHICH, label="form")), draw)
        of_another_type = draw.draw(st.integers(0, 9), label="of another type") == 9
        content_type = draw.draw(st.sampled_from(OTHER_TYPES)) if of_another_type else FORM_TYPE
        if ask(world, client, path, form, content_type):
            reached.add(rule.endpoint)

    holds()
    assert len(reached) > len(rules) / 2


def test_every_webhook_survives_every_wrong_value(world: World, addresses: Addresses) -> None:
    """Each webhook gets each wrong value in all the fields it may read, and its form without any one of them."""
    client = world.app.test_client()
    usual = dict(addresses.form(random.Random(1)))
    sid = usual[b"CallSid"]
    for rule in webhooks(world.app):
        there, nowhere = addresses.of(rule)
        for value in (*ODD, *(b"7" * size for size in HUGE)):
            ask(world, client, there, [(b"CallSid", sid), *((name.encode(), value) for name in READ[1:])])
        for value in ODD:
            ask(world, client, nowhere, [(name.encode(), value) for name in READ])
        for missing in READ:
            ask(world, client, there, [pair for pair in usual.items() if pair[0] != missing.encode()])
        ask(world, client, there, [])
        ask(world, client, nowhere, [])


def test_nothing_of_what_is_not_signed_is_stored(world: World, addresses: Addresses) -> None:
    """A signature that is missing, wrong, of another address or of another form: 403, and no row is changed."""
    client = world.app.test_client()
    rules = webhooks(world.app)
    before = stored(world)

    @sees(EXAMPLES)
    @given(draw=st.data())
    def holds(draw: st.DataObject) -> None:
        # when a form comes that Twilio has not signed
        path = addresses.fill(draw.draw(st.sampled_from(rules), label="webhook"), draw)
        form = addresses.form(draw.draw(WHICH, label="form"))
        good = signed(world, path, body_of(form))
        if draw.draw(st.booleans(), label="spoilt"):
            form = spoil(form, draw)
        body = body_of(form)
        right = signed(world, path, body)
        wrong = (
            good if good != right else "", right[:-1], right + "=", right.swapcase(), "☃".encode().decode("latin-1"),
            signed(world, path + "?x=1", body), signed(world, "/voice/nowhere", body),
            signature("another token", world.settings.public_base_url + path, parse_qsl(body.decode())),
            draw.draw(st.binary(max_size=30), label="signature").decode("latin-1").translate({10: None, 13: None}),
        )  # fmt: skip
        proof = draw.draw(st.sampled_from([one for one in wrong if one != right]), label="proof")
        answer = client.post(
            path, data=body, content_type=FORM_TYPE, headers={"X-Twilio-Signature": proof} if proof else {}
        )

        # then it is refused
        assert answer.status_code == 403, f"{answer.status_code} {path}"

    holds()
    # and nothing was stored of any of them
    assert stored(world) == before


def test_every_webhook_of_a_journey_told_twice_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each signed webhook is sent again as soon as it was answered: the second changes no row of any table."""
    send, told = Sender.send, list[str]()
    changed: dict[str, list[str]] = {}

    def twice(sender: Sender, method: str, url: str, form: Any, **more: Any) -> Any:
        answer = send(sender, method, url, form, **more)
        before = stored(world)
        again = send(sender, method, url, form, **more)
        assert again.status == answer.status == 200
        told.append(url)
        after = stored(world)
        if before != after:
            changed[url] = [table for table, total in after.items() if total != before[table]]
        return answer

    monkeypatch.setattr(Sender, "send", twice)

    # when somebody rings, waits, is answered and rings off, and another books by keypad; and she is rung back
    world.ready("tess")
    call = world.ring("somerset", "+441632960001")
    world.press(call, "1", "1")
    desk = world.take("tess")
    other = world.ring("somerset", "+441632960002")
    world.press(other, "1", "1", "1", "1", "1", "1", "2")
    world.pass_time(8)
    world.hang_up(other)
    world.end_call("tess")
    world.ready("tess")
    booked = world.book("somerset")
    world.until_due(booked)
    desk = world.take("tess")
    her = world.exchange.telephone(booked.telephone)
    her.answer()
    world.settle()
    world.hang_up(her)
    world.hang_up(desk)
    world.exchange.text(from_="+447700900123", to="+447700900999", body="Ring me at 10")
    world.settle()

    # then every one was told twice, and none counted twice
    assert len(told) > 30
    assert not changed
