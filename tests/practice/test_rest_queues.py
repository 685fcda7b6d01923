"""Queues and their members over REST."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.practice.calls.call import Call
from app.practice.exchange import Exchange
from tests.practice.conftest import HER_NUMBER, THE_LINE, Stub

pytestmark = pytest.mark.usefixtures("as_published")
ENQUEUE = '<Response><Enqueue waitUrl="/wait" action="/left">line</Enqueue></Response>'
WAIT = '<Response><Pause length="10"/></Response>'
OTHER = "+447700900124"


@pytest.fixture
def callers(exchange: Exchange, stub: Stub) -> tuple[Call, Call]:
    """Two who wait, the second for five seconds less."""
    stub.scripts |= {"inbound": ENQUEUE, "wait": WAIT, "fetched": "<Response><Say>Hello.</Say></Response>"}
    first = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(5)
    second = exchange.ring(from_=OTHER, to=THE_LINE)
    exchange.advance(5)
    return first, second


def refusal_of(queue_sid: str, who: str, client: Client) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refusal:
        client.queues(queue_sid).members(who).update(url="http://127.0.0.1/x")
    return refusal.value.status, refusal.value.code


def test_a_queue_is_made_changed_and_deleted(exchange: Exchange, client: Client) -> None:
    made = client.queues.create(friendly_name="line", max_size=2)
    client.queues(made.sid).update(friendly_name="later", max_size=3)

    found = client.queues(made.sid).fetch()
    assert (found.friendly_name, found.max_size, found.current_size) == ("later", 3, 0)
    assert [queue.sid for queue in client.queues.list()] == [made.sid]

    client.queues(made.sid).delete()
    assert client.queues.list() == []


def test_a_queue_has_a_name_of_its_own(exchange: Exchange, client: Client) -> None:
    client.queues.create(friendly_name="line")

    with pytest.raises(TwilioRestException) as refusal:
        client.queues.create(friendly_name="line")

    assert refusal.value.code == 22003


def test_a_queue_that_rest_made_is_full_when_it_is(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts |= {"inbound": ENQUEUE, "wait": WAIT}
    client.queues.create(friendly_name="line", max_size=1)
    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    exchange.ring(from_=OTHER, to=THE_LINE)
    exchange.settle()

    assert [form["QueueResult"] for form in stub.forms("left")] == ["queue-full"]


def test_members_are_seen_in_their_order(exchange: Exchange, callers: tuple[Call, Call], client: Client) -> None:
    (queue,) = client.queues.list()

    members = client.queues(queue.sid).members.list()

    assert [(m.call_sid, m.position, m.wait_time) for m in members] == [
        (callers[0].sid, 1, 10),
        (callers[1].sid, 2, 5),
    ]
    assert (queue.current_size, queue.average_wait_time) == (2, 8)
    assert client.queues(queue.sid).members(callers[1].sid).fetch().position == 2
    assert client.queues(queue.sid).members("Front").fetch().call_sid == callers[0].sid


def test_the_front_is_taken_out_and_the_next_moves_up(
    exchange: Exchange, stub: Stub, callers: tuple[Call, Call], client: Client
) -> None:
    (queue,) = client.queues.list()

    taken = client.queues(queue.sid).members("Front").update(url=f"{stub.base_url}/fetched")
    exchange.settle()

    assert (taken.call_sid, taken.wait_time) == (callers[0].sid, 10)
    assert callers[0].last_said == "Hello."
    assert stub.forms("left")[0]["QueueResult"] == "redirected"
    assert client.queues(queue.sid).members("Front").fetch().call_sid == callers[1].sid


def test_nobody_is_taken_out_twice(exchange: Exchange, stub: Stub, callers: tuple[Call, Call], client: Client) -> None:
    (queue,) = client.queues.list()
    client.queues(queue.sid).members(callers[0].sid).update(url=f"{stub.base_url}/fetched")

    assert refusal_of(queue.sid, callers[0].sid, client) == (404, 20404)
    callers[1].hang_up()
    assert refusal_of(queue.sid, "Front", client) == (404, 20404)


def test_a_queue_in_which_somebody_waits_is_not_deleted(
    exchange: Exchange, callers: tuple[Call, Call], client: Client
) -> None:
    (queue,) = client.queues.list()

    with pytest.raises(TwilioRestException) as refusal:
        client.queues(queue.sid).delete()

    assert refusal.value.status == 400
    assert callers[0].is_live
