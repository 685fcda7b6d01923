"""The REST interface, through Twilio's own client and against Twilio's own description."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.practice.exchange import Exchange
from tests import published
from tests.practice.conftest import ACCOUNT, DESK, HER_NUMBER, KEY, KEY_SECRET, TEXTS, THE_LINE, TOKEN, Stub

JOIN = "<Response><Dial><Conference>one</Conference></Dial></Response>"


def test_every_answer_is_as_twilio_describes_it(
    exchange: Exchange, stub: Stub, client: Client, twilio_check: ModuleType
) -> None:
    stub.scripts |= {"inbound": JOIN, "leg": JOIN, "broken": "<Response><Shout/></Response>"}
    caller = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    leg = client.calls.create(to=DESK, from_=THE_LINE, url=f"{stub.base_url}/leg")
    exchange.settle()
    exchange.telephone(DESK).answer()
    exchange.settle()

    client.calls(leg.sid or "").fetch()
    client.calls.list(to=DESK, start_time_after=exchange.now() - timedelta(hours=1))
    (conference,) = client.conferences.list(friendly_name="one", status="in-progress")
    room = client.conferences(conference.sid or "")
    room.fetch()
    room.participants.list()
    room.participants(caller.sid).fetch()
    room.participants(caller.sid).update(muted=True, hold=True)
    room.participants(caller.sid).delete()
    client.calls(leg.sid or "").update(url=f"{stub.base_url}/broken")
    exchange.settle()
    notes = client.calls(leg.sid or "").notifications.list()
    client.calls(leg.sid or "").notifications(notes[0].sid or "").fetch()
    client.calls(leg.sid or "").update(status="completed")
    message = client.messages.create(to=HER_NUMBER, from_=TEXTS, body="Tuesday 24 November, 2.30 pm")
    exchange.advance(5)
    client.messages(message.sid or "").fetch()
    client.messages.list(to=HER_NUMBER)
    (number,) = client.incoming_phone_numbers.list(phone_number=THE_LINE)
    client.incoming_phone_numbers(number.sid or "").update(voice_url=f"{stub.base_url}/other")
    client.incoming_phone_numbers(number.sid or "").fetch()

    assert published.faults_of(exchange.requests, twilio_check) == []
    assert len(exchange.requests) == 19


@pytest.mark.parametrize("who", [(ACCOUNT, TOKEN), (KEY, KEY_SECRET)])
def test_the_account_or_a_key_may_ask(exchange: Exchange, who: tuple[str, str]) -> None:
    answer = requests.get(f"{exchange.base_url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json", auth=who, timeout=5)

    assert answer.status_code == 200


@pytest.mark.parametrize("who", [(ACCOUNT, "wrong"), (KEY, TOKEN), None])
def test_nobody_else_may_ask(exchange: Exchange, who: tuple[str, str] | None) -> None:
    answer = requests.get(f"{exchange.base_url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json", auth=who, timeout=5)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="Twilio API"')
    assert answer.json() == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"To": DESK, "From": THE_LINE, "Url": "http://127.0.0.1/", "StatusCallbak": "x"}, 20001),
        ({"To": DESK, "From": THE_LINE, "Url": "http://127.0.0.1/", "Record": "true"}, 20001),
        ({"To": DESK, "From": THE_LINE}, 21205),
        ({"To": "01632960001", "From": THE_LINE, "Url": "http://127.0.0.1/"}, 21211),
        ({"To": DESK, "From": HER_NUMBER, "Url": "http://127.0.0.1/"}, 21210),
        ({"From": THE_LINE, "Url": "http://127.0.0.1/"}, 21201),
        ({"To": DESK, "From": THE_LINE, "Twiml": "<Response><Shout/></Response>"}, 12200),
        ({"To": DESK, "From": THE_LINE, "Url": "http://127.0.0.1/", "Timeout": "601"}, 20001),
    ],
)
def test_a_call_that_twilio_would_not_make_is_refused(exchange: Exchange, form: dict[str, str], code: int) -> None:
    url = f"{exchange.base_url}/2010-04-01/Accounts/{ACCOUNT}/Calls.json"

    answer = requests.post(url, data=form, auth=(KEY, KEY_SECRET), timeout=5)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert exchange.calls == {}


def test_what_is_not_imitated_says_so(exchange: Exchange, client: Client) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        client.tokens.create()

    assert (refusal.value.status, refusal.value.code) == (404, 20404)


def test_a_number_that_cannot_text_is_refused_as_a_sender(exchange: Exchange, client: Client) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        client.messages.create(to=HER_NUMBER, from_=THE_LINE, body="Hello")

    assert refusal.value.code == 21606


def test_a_text_message_reports_its_way(exchange: Exchange, stub: Stub, client: Client) -> None:
    client.messages.create(to=HER_NUMBER, from_=TEXTS, body="Hello", status_callback=f"{stub.base_url}/text-status")

    exchange.advance(5)

    assert [form["MessageStatus"] for form in stub.forms("text-status")] == ["sent", "delivered"]
    assert exchange.messages[0].status == "delivered"


def test_calls_are_listed_by_number_and_time(exchange: Exchange, stub: Stub, client: Client) -> None:
    client.calls.create(to=DESK, from_=THE_LINE, url=f"{stub.base_url}/leg")
    exchange.advance(60)
    before, after = exchange.now() - timedelta(seconds=90), exchange.now() - timedelta(seconds=30)

    assert len(client.calls.list(to=DESK, start_time_after=before)) == 1
    assert client.calls.list(to=DESK, start_time_after=after) == []
    assert client.calls.list(to=HER_NUMBER) == []


def test_a_request_can_be_made_to_fail_without_being_carried_out(exchange: Exchange, client: Client) -> None:
    exchange.faults.fail_rest("/Calls.json", times=1, status=503, code=20500)

    with pytest.raises(TwilioRestException) as refusal:
        client.calls.create(to=DESK, from_=THE_LINE, url="http://127.0.0.1/leg")

    assert refusal.value.status == 503
    assert exchange.calls == {}


def test_an_answer_can_be_lost_after_the_call_was_made(exchange: Exchange, client: Client) -> None:
    exchange.faults.lose_answer("/Calls.json", times=1)

    with pytest.raises(requests.exceptions.ConnectionError):
        client.calls.create(to=DESK, from_=THE_LINE, url="http://127.0.0.1/leg")

    assert len(exchange.calls) == 1


def test_a_request_can_be_lost_before_anything_was_done(exchange: Exchange, client: Client) -> None:
    exchange.faults.lose_request("/Calls.json", times=1)

    with pytest.raises(requests.exceptions.ConnectionError):
        client.calls.create(to=DESK, from_=THE_LINE, url="http://127.0.0.1/leg")

    assert exchange.calls == {}
    assert exchange.requests == []
    assert client.calls.list() == []
