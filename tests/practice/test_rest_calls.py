"""Calls over REST: made, listed page by page, limited, redirected, ended, and refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.practice.exchange import Exchange
from tests.practice.conftest import DESK, HER_NUMBER, THE_LINE, Stub

pytestmark = pytest.mark.usefixtures("as_published")
TALK = '<Response><Say>Hello.</Say><Pause length="3600"/></Response>'


def make(client: Client, stub: Stub, **more: object) -> str:
    return str(client.calls.create(**{"to": DESK, "from_": THE_LINE, "url": f"{stub.base_url}/leg", **more}).sid)


def test_what_happens_between_two_pages_moves_nothing(exchange: Exchange, stub: Stub, client: Client) -> None:
    made = [make(client, stub, to=f"+4477009000{number:02}") for number in range(7)]

    first = client.calls.page(page_size=3)
    seen = [call.sid for call in first]
    make(client, stub)
    second = first.next_page()
    seen += [call.sid for call in second]
    seen += [call.sid for call in second.next_page()]

    assert seen == made[::-1]
    assert [call.sid for call in second.previous_page()] == made[:3:-1]
    assert len(client.calls.list(page_size=3)) == 8


def test_calls_are_found_by_everything_that_a_list_can_ask_for(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts |= {"leg": TALK, "inbound": f"<Response><Dial>{DESK}</Dial></Response>"}
    parent = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.advance(60)
    parent.hang_up()
    exchange.settle()
    queued = make(client, stub)
    now = exchange.now()

    (child,) = client.calls.list(parent_call_sid=parent.sid)
    assert (child.direction, child.duration) == ("outbound-dial", "60")
    assert [call.sid for call in client.calls.list(from_=HER_NUMBER, to=THE_LINE)] == [parent.sid]
    assert [call.sid for call in client.calls.list(status="queued")] == [queued]
    # One that waits for its turn has no time at which it started.
    assert queued not in [call.sid for call in client.calls.list(start_time=now.date())]
    assert {call.sid for call in client.calls.list(end_time_after=now)} == {parent.sid, child.sid}
    assert client.calls.list(end_time_before=now) == []


def test_a_call_has_a_limit_that_can_be_changed(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts["leg"] = TALK
    sid = make(client, stub, time_limit=60)
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.advance(30)

    client.calls(sid).update(time_limit=90)
    exchange.advance(59)
    assert client.calls(sid).fetch().status == "in-progress"
    exchange.advance(1)

    ended = client.calls(sid).fetch()
    assert (ended.status, ended.duration) == ("completed", "90")


def test_the_url_counts_where_twiml_is_given_too(exchange: Exchange, stub: Stub, client: Client) -> None:
    make(client, stub, twiml="<Response><Say>Never.</Say></Response>")
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.settle()

    assert len(stub.forms("leg")) == 1


def test_calls_wait_their_turn_and_say_for_how_long(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.calls_per_second = 0.5
    waits = [client.calls(make(client, stub)).fetch().queue_time for _ in range(3)]

    assert waits == ["0", "2000", "4000"]


def test_a_queue_of_more_than_a_day_takes_no_more(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.calls_per_second = 1 / (13 * 3600)
    make(client, stub)
    make(client, stub)

    with pytest.raises(TwilioRestException) as refusal:
        make(client, stub)

    assert refusal.value.code == 22005
    assert len(exchange.calls) == 2


def test_a_status_callback_can_be_given_later(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts["leg"] = TALK
    sid = make(client, stub)
    exchange.settle()
    exchange.telephone(DESK).answer()
    client.calls(sid).update(status_callback=f"{stub.base_url}/told")

    client.calls(sid).update(status="completed")
    exchange.settle()

    assert [form["CallStatus"] for form in stub.forms("told")] == ["completed"]


@pytest.mark.parametrize("change", [{"status": "completed"}, {"status": "canceled"}, {"time_limit": 5}])
def test_a_call_that_has_ended_is_not_changed(
    exchange: Exchange, stub: Stub, client: Client, change: dict[str, object]
) -> None:
    sid = make(client, stub)
    client.calls(sid).update(status="canceled")

    with pytest.raises(TwilioRestException) as refusal:
        client.calls(sid).update(**change)

    assert (refusal.value.status, refusal.value.code) == (400, 21220)


def test_the_record_of_a_call_that_has_ended_can_be_deleted(exchange: Exchange, stub: Stub, client: Client) -> None:
    sid = make(client, stub)
    with pytest.raises(TwilioRestException):
        client.calls(sid).delete()
    client.calls(sid).update(status="canceled")

    client.calls(sid).delete()

    with pytest.raises(TwilioRestException) as refusal:
        client.calls(sid).fetch()
    assert (refusal.value.status, refusal.value.code) == (404, 20404)


def test_an_application_says_where_a_call_leads(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts["leg"] = TALK
    made = client.applications.create(friendly_name="legs", voice_url=f"{stub.base_url}/leg")
    client.applications(made.sid).update(status_callback=f"{stub.base_url}/told")
    assert [one.sid for one in client.applications.list(friendly_name="legs")] == [made.sid]
    assert client.applications(made.sid).fetch().voice_url == f"{stub.base_url}/leg"

    call = client.calls.create(to=DESK, from_=THE_LINE, application_sid=made.sid)
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.settle()
    exchange.telephone(DESK).hang_up()
    exchange.settle()

    assert [form["CallSid"] for form in stub.forms("told")] == [call.sid]
    client.applications(made.sid).delete()
    with pytest.raises(TwilioRestException) as refusal:
        client.calls.create(to=DESK, from_=THE_LINE, application_sid=made.sid)
    assert refusal.value.code == 21218


def test_what_was_wrong_with_a_call_is_listed_by_kind_and_day(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts |= {"inbound": "500", "fallback": "<Nonsense/>"}
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(30)

    errors = client.calls(call.sid).notifications.list(log=0, message_date=exchange.now().date())

    assert [note.error_code for note in errors] == ["12102", "11200"]
    assert client.calls(call.sid).notifications.list(log=1) == []
    tomorrow = (exchange.now() + timedelta(days=1)).date()
    assert client.calls(call.sid).notifications.list(message_date_after=tomorrow) == []
    assert "<Nonsense/>" in client.calls(call.sid).notifications(errors[0].sid).fetch().response_body
