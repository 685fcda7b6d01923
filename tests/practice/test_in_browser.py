"""The handset and the desk telephones in a real browser, with the exchange's clock still moved by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from twilio.rest import Client

from app.practice.exchange import Exchange
from tests.browser.chromium import axe_faults
from tests.practice.conftest import DESK, THE_LINE, Stub

pytestmark = pytest.mark.browser
MENU = """<Response><Gather numDigits="1" timeout="20" input="dtmf speech" language="en-GB" action="/chosen">
<Say language="en-GB">To start a claim, press 1.</Say></Gather></Response>"""


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    yield tab
    tab.close()


def test_a_call_from_the_handset(exchange: Exchange, stub: Stub, tab: Page) -> None:
    stub.scripts |= {"inbound": MENU, "chosen": MENU.replace("To start a claim, press 1.", "Thank you.")}
    tab.goto(f"{exchange.base_url}/")

    tab.get_by_role("button", name="Ring", exact=False).click()
    expect(tab.locator("[data-title]")).to_contain_text("Calling 03069 990101")
    exchange.settle()
    expect(tab.locator("[data-last]")).to_have_text("To start a claim, press 1.")

    tab.keyboard.press("1")
    expect(tab.locator("[data-story]")).to_contain_text("You pressed 1")
    exchange.settle()
    expect(tab.locator("[data-last]")).to_have_text("Thank you.")
    assert stub.forms("chosen")[0]["Digits"] == "1"

    tab.get_by_label("Say something").fill("yes please")
    tab.get_by_role("button", name="Say it").click()
    expect(tab.locator("[data-story]")).to_contain_text("You said: yes please")
    exchange.advance(22)
    assert stub.forms("chosen")[1]["SpeechResult"] == "yes please"

    tab.keyboard.press("Alt+e")
    expect(tab.locator("[data-title]")).to_have_text("Call ended")


def test_a_desk_rings_is_answered_and_accepts_by_one(exchange: Exchange, stub: Stub, client: Client, tab: Page) -> None:
    stub.scripts["leg"] = MENU.replace("To start a claim", "To take the call")
    tab.goto(f"{exchange.base_url}/desks")
    client.calls.create(to=DESK, from_=THE_LINE, url=f"{stub.base_url}/leg")
    exchange.settle()

    desk = tab.locator(f"[data-telephone='{DESK}']")
    expect(desk.locator("[data-title]")).to_contain_text("Ringing")
    desk.get_by_role("button", name="Answer").click()
    expect(desk.locator("[data-title]")).not_to_contain_text("Ringing")
    exchange.settle()
    expect(desk.locator("[data-last]")).to_have_text("To take the call, press 1.")
    desk.get_by_role("button", name="Press 1").click()
    expect(desk.locator("[data-story]")).to_contain_text("You pressed 1")
    exchange.settle()

    assert stub.forms("chosen")[0]["Digits"] == "1"


def test_the_page_of_a_call_grows_under_a_reader_and_stands_still_when_told(
    exchange: Exchange, stub: Stub, tab: Page
) -> None:
    stub.scripts["inbound"] = MENU
    call = exchange.ring(from_="+447700900101", to=THE_LINE)
    exchange.settle()
    tab.goto(f"{exchange.base_url}/calls/{call.sid}")
    tab.locator("summary").first.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("details[open] pre")).to_be_visible()

    call.press("7")
    expect(tab.get_by_role("row", name="Presses 7")).to_be_visible()
    expect(tab.locator("details[open] pre")).to_be_visible()
    expect(tab.locator("summary").first).to_be_focused()

    tab.get_by_role("button", name="Stand still").press("Space")
    expect(tab.get_by_role("button", name="Stand still")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("width", [1440, pytest.param(320, marks=pytest.mark.long)])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(exchange: Exchange, stub: Stub, tab: Page, width: int) -> None:
    stub.scripts["inbound"] = f"<Response><Dial>{DESK}</Dial></Response>"
    call = exchange.ring(from_="+447700900101", to=THE_LINE)
    exchange.settle()
    tab.set_viewport_size({"width": width, "height": 900})
    troubles: list[str] = []
    tab.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)

    found: dict[str, list[str]] = {}
    exchange.faults.lose_webhook(("/number-status", "completed"), times=None, every=3)
    for path in ("/", "/desks", f"/desks/{DESK}", "/texts", "/post", "/calls", f"/calls/{call.sid}", "/faults"):
        tab.goto(exchange.base_url + path)

        faults = axe_faults(tab)
        if tab.evaluate("document.documentElement.scrollWidth") > width:
            faults.append("runs off the side")
        if faults:
            found[path] = faults

    assert found == {}
    assert troubles == []
