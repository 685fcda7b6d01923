"""Browser telephones: rung by name, wherever that name is registered."""

from __future__ import annotations

from twilio.rest import Client

from app.practice.calls.call import Call, Heard
from app.practice.exchange import Exchange
from tests.practice.conftest import THE_LINE, Stub

EVENTS = ["initiated", "ringing", "answered", "completed"]


class Page:
    """A page that writes down what reaches it."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def rings(self, call: Call) -> None:
        self.seen.append(f"rings {call.custom_parameters}")

    def answered(self, call: Call) -> None:
        self.seen.append(call.status)

    def hears(self, call: Call, heard: Heard) -> None:
        self.seen.append(f"{call.status}: {heard.text}")

    def over(self, call: Call) -> None:
        self.seen.append(call.status)


def ring_tess(stub: Stub, client: Client, parameters: str = "") -> None:
    client.calls.create(
        to=f"client:tess{parameters}",
        from_=THE_LINE,
        url=f"{stub.base_url}/leg",
        timeout=20,
        status_callback=f"{stub.base_url}/leg-status",
        status_callback_event=EVENTS,
    )


def statuses(stub: Stub) -> list[str]:
    return [form["CallStatus"] for form in stub.forms("leg-status")]


def test_a_name_that_nobody_is_registered_under_is_not_answered_at_once(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    ring_tess(stub, client)
    exchange.settle()

    assert statuses(stub) == ["initiated", "no-answer"]
    assert stub.forms("leg-status")[-1]["SipResponseCode"] == "480"
    assert stub.forms("leg-status")[-1]["CallDuration"] == "0"


def test_a_registered_browser_telephone_rings_answers_and_presses_keys(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    stub.scripts["leg"] = '<Response><Gather numDigits="1" action="/pressed"/></Response>'
    phone = exchange.client("tess")
    phone.register()
    ring_tess(stub, client)
    exchange.settle()

    phone.answer()
    exchange.settle()
    phone.press("1")
    exchange.settle()
    phone.hang_up()
    exchange.settle()

    assert stub.forms("leg")[0]["To"] == "client:tess"
    assert stub.forms("pressed")[0]["Digits"] == "1"
    assert statuses(stub) == ["initiated", "ringing", "in-progress", "completed"]


def test_every_page_of_a_name_is_told_what_happens_on_the_call(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts["leg"] = "<Response><Say>A call for you.</Say></Response>"
    phone, one, other = exchange.client("tess"), Page(), Page()
    phone.register(one)
    phone.register(other)
    ring_tess(stub, client, "?leg=7")
    exchange.settle()

    phone.answer()
    exchange.advance(2)

    assert (
        one.seen
        == other.seen
        == [
            "rings {'leg': '7'}",
            "in-progress",
            "in-progress: A call for you.",
            "completed",
        ]
    )


def test_a_page_that_has_gone_is_rung_no_more(exchange: Exchange, stub: Stub, client: Client) -> None:
    phone, page = exchange.client("tess"), Page()
    phone.register(page)
    phone.unregister(page)

    ring_tess(stub, client)
    exchange.settle()

    assert page.seen == []
    assert statuses(stub)[-1] == "no-answer"


def test_a_browser_telephone_on_another_call_is_engaged(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts["leg"] = '<Response><Pause length="60"/></Response>'
    exchange.client("tess").register()
    ring_tess(stub, client)
    exchange.settle()
    exchange.client("tess").answer()

    ring_tess(stub, client)
    exchange.settle()

    assert statuses(stub)[-1] == "busy"
    assert stub.forms("leg-status")[-1]["SipResponseCode"] == "486"


def test_who_gives_up_while_it_rings_stops_the_ringing(exchange: Exchange, stub: Stub, client: Client) -> None:
    phone, page = exchange.client("tess"), Page()
    phone.register(page)
    ring_tess(stub, client)

    exchange.advance(20)

    assert page.seen == ["rings {}", "no-answer"]
    assert not phone.ringing
