"""Text messages over REST: sent, scheduled, cancelled, refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.practice.exchange import Exchange
from tests.practice.conftest import HER_NUMBER, TEXTS, THE_LINE, Stub

pytestmark = pytest.mark.usefixtures("as_published")
HER_LANDLINE = "+441632960001"


@pytest.fixture
def service(exchange: Exchange) -> str:
    return exchange.add_messaging_service(TEXTS)


def refused(client: Client, **parameters: object) -> int:
    with pytest.raises(TwilioRestException) as refusal:
        client.messages.create(**{"to": HER_NUMBER, "from_": TEXTS, "body": "Hello", **parameters})
    return int(refusal.value.code)


def test_a_scheduled_text_is_sent_at_its_time(exchange: Exchange, stub: Stub, client: Client, service: str) -> None:
    at = exchange.now() + timedelta(minutes=5)
    made = client.messages.create(
        to=HER_NUMBER,
        messaging_service_sid=service,
        body="Tomorrow at 2.30 pm",
        schedule_type="fixed",
        send_at=at,
        status_callback=f"{stub.base_url}/text-status",
    )
    assert (made.status, made.messaging_service_sid, made.from_) == ("scheduled", service, TEXTS)

    exchange.advance(299)
    assert client.messages(made.sid).fetch().date_sent is None
    exchange.advance(10)

    sent = client.messages(made.sid).fetch()
    assert (sent.status, sent.date_sent) == ("delivered", at + timedelta(seconds=1))
    assert [form["MessageStatus"] for form in stub.forms("text-status")] == ["sent", "delivered"]


def test_a_scheduled_text_is_cancelled(exchange: Exchange, client: Client, service: str) -> None:
    made = client.messages.create(
        to=HER_NUMBER,
        messaging_service_sid=service,
        body="Tomorrow",
        schedule_type="fixed",
        send_at=exchange.now() + timedelta(days=1),
    )

    assert client.messages(made.sid).update(status="canceled").status == "canceled"
    exchange.advance(2 * 86_400)

    assert client.messages(made.sid).fetch().status == "canceled"


def test_a_text_that_was_sent_is_not_cancelled(exchange: Exchange, client: Client) -> None:
    made = client.messages.create(to=HER_NUMBER, from_=TEXTS, body="Hello")
    exchange.advance(5)

    with pytest.raises(TwilioRestException) as refusal:
        client.messages(made.sid).update(status="canceled")

    assert refusal.value.status == 400


@pytest.mark.parametrize(
    ("ahead", "allowed"), [(299, False), (300, True), (35 * 86_400, True), (35 * 86_400 + 1, False)]
)
def test_a_text_is_scheduled_five_minutes_to_35_days_ahead(
    exchange: Exchange, client: Client, service: str, ahead: int, allowed: bool
) -> None:
    when = {
        "messaging_service_sid": service,
        "schedule_type": "fixed",
        "send_at": exchange.now() + timedelta(seconds=ahead),
    }

    if allowed:
        assert client.messages.create(to=HER_NUMBER, body="Hello", **when).status == "scheduled"
    else:
        assert refused(client, **when) == 35114


def test_what_twilio_would_not_send_is_refused(exchange: Exchange, client: Client, service: str) -> None:
    later = {"schedule_type": "fixed", "send_at": exchange.now() + timedelta(hours=1)}

    assert refused(client, **later) == 35118
    assert refused(client, schedule_type="fixed", messaging_service_sid=service) == 35111
    assert refused(client, **later | {"schedule_type": "later"}, messaging_service_sid=service) == 20001
    assert refused(client, messaging_service_sid="MG" + "0" * 32) == 20404
    assert refused(client, from_=THE_LINE) == 21606
    assert refused(client, body="") == 21602
    assert refused(client, body="x" * 1601) == 21617
    assert refused(client, to="07700 900123") == 21211
    assert refused(client, media_url=["http://127.0.0.1/picture.png"]) == 20001
    assert client.messages.list() == []


def test_whoever_says_stop_gets_no_more_until_start(exchange: Exchange, client: Client) -> None:
    exchange.text(from_=HER_NUMBER, to=TEXTS, body=" Stop ")
    assert refused(client) == 21610
    assert client.messages.create(to=HER_LANDLINE, from_=TEXTS, body="Hello").status == "queued"

    exchange.text(from_=HER_NUMBER, to=TEXTS, body="START")

    assert client.messages.create(to=HER_NUMBER, from_=TEXTS, body="Hello").status == "queued"


def test_a_handset_out_of_reach_gets_nothing(exchange: Exchange, stub: Stub, client: Client) -> None:
    exchange.telephone(HER_NUMBER).behaviour = "unreachable"
    made = client.messages.create(
        to=HER_NUMBER, from_=TEXTS, body="Hello", status_callback=f"{stub.base_url}/text-status"
    )

    exchange.advance(5)

    found = client.messages(made.sid).fetch()
    assert (found.status, found.error_code) == ("undelivered", 30003)
    assert stub.forms("text-status")[-1]["ErrorCode"] == "30003"


def test_words_are_blotted_out_and_messages_deleted(exchange: Exchange, client: Client) -> None:
    made = client.messages.create(to=HER_NUMBER, from_=TEXTS, body="Your date of birth is wrong")
    exchange.advance(5)

    assert client.messages(made.sid).update(body="").body == ""
    client.messages(made.sid).delete()

    assert client.messages.list() == []


def test_texts_are_listed_by_the_day_on_which_they_were_sent(exchange: Exchange, client: Client) -> None:
    client.messages.create(to=HER_NUMBER, from_=TEXTS, body="Today")
    exchange.advance(86_400)
    client.messages.create(to=HER_NUMBER, from_=TEXTS, body="Tomorrow")
    exchange.advance(5)

    assert [m.body for m in client.messages.list(date_sent=exchange.now().date())] == ["Tomorrow"]
    assert [m.body for m in client.messages.list(date_sent_before=exchange.now().date())] == ["Today"]
    assert [m.body for m in client.messages.list()] == ["Tomorrow", "Today"]
