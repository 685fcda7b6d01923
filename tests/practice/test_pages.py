"""The pages for people, as a browser asks for them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from lxml import html
from twilio.rest import Client

from app.practice.exchange import Exchange
from tests.practice.conftest import DESK, HER_NUMBER, TEXTS, THE_LINE, Stub


def act(exchange: Exchange, number: str, what: str, value: str = "", **more: str) -> requests.Response:
    url = f"{exchange.base_url}/telephones/{quote(number)}/{what}"
    return requests.post(url, data={"value": value, **more}, timeout=5)


@pytest.mark.parametrize("path", ["/", "/desks", f"/desks/{DESK}", "/texts", "/post", "/calls", "/faults"])
def test_every_page_is_there_and_runs_no_script_but_its_own(exchange: Exchange, path: str) -> None:
    page = requests.get(exchange.base_url + path, timeout=5)

    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text
    assert "style=" not in page.text


def test_the_handset_rings_presses_and_hangs_up(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = (
        '<Response><Gather numDigits="1" action="/chosen"><Say language="en-GB">Press 1.</Say></Gather></Response>'
    )

    state = act(exchange, HER_NUMBER, "call", "03069 990101").json()
    assert state["state"] == "calling"
    exchange.settle()
    shown = requests.get(f"{exchange.base_url}/telephones", params={"number": HER_NUMBER}, timeout=5).json()
    assert shown["states"][HER_NUMBER]["story"][-1]["text"] == "Press 1."
    act(exchange, HER_NUMBER, "press", "1")
    exchange.settle()
    assert stub.forms("chosen")[0]["Digits"] == "1"

    act(exchange, HER_NUMBER, "call", "03069 990101", withheld="true")
    exchange.settle()
    act(exchange, HER_NUMBER, "hang-up")
    exchange.settle()
    assert stub.forms("inbound")[-1]["From"] == "anonymous"
    assert stub.forms("number-status")[-1]["CallStatus"] == "completed"


def test_a_sip_telephone_stands_among_the_desks_and_is_answered_there(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    address = "sip:nia@desks.office-1.example"
    stub.scripts["leg"] = '<Response><Gather numDigits="1" action="/taken"/></Response>'
    client.calls.create(to=address, from_=THE_LINE, url=f"{stub.base_url}/leg")
    exchange.settle()

    assert address in requests.get(f"{exchange.base_url}/desks", timeout=5).text
    shown = requests.get(f"{exchange.base_url}/telephones", params={"number": address}, timeout=5).json()
    assert shown["states"][address]["state"] == "ringing"
    act(exchange, address, "answer")
    exchange.settle()
    act(exchange, address, "press", "1")
    exchange.settle()

    assert stub.forms("taken")[0]["To"] == address


def test_a_number_that_is_not_connected_is_not_in_use(exchange: Exchange) -> None:
    answer = act(exchange, HER_NUMBER, "call", "01632 960001")

    assert answer.status_code == 409
    assert answer.json()["fault"].startswith("01632 960001 is not in use")


def test_another_site_cannot_press_keys_here(exchange: Exchange) -> None:
    url = f"{exchange.base_url}/telephones/{quote(HER_NUMBER)}/call"
    other = {"Origin": "https://elsewhere.example"}

    assert requests.post(url, data={"value": THE_LINE}, headers=other, timeout=5).status_code == 403
    assert requests.get(f"{exchange.base_url}/", headers={"Host": "elsewhere.example"}, timeout=5).status_code == 403
    assert exchange.calls == {}


def test_a_rung_desk_appears_and_a_call_tells_its_story(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = f"<Response><Dial>{DESK}</Dial></Response>"
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert "03069 990201" in requests.get(f"{exchange.base_url}/desks", timeout=5).text
    story = requests.get(f"{exchange.base_url}/calls/{call.sid}", timeout=5).text
    assert "&lt;Dial&gt;" in story
    assert "Webhook</b> voice POST" in story


def test_who_rings_in_is_at_no_desk_but_seen_to_ring(exchange: Exchange, client: Client, stub: Stub) -> None:
    stub.scripts["leg"] = "<Response/>"
    exchange.ring(from_=HER_NUMBER, to=THE_LINE).hang_up()
    client.calls.create(to=HER_NUMBER, from_=THE_LINE, url=f"{stub.base_url}/leg")
    exchange.settle()

    ringing = requests.get(f"{exchange.base_url}/telephones/ringing", timeout=5).json()

    assert ringing == {"now": exchange.now().isoformat(), "numbers": [HER_NUMBER]}
    assert "07700 900123" not in requests.get(f"{exchange.base_url}/desks", timeout=5).text


@pytest.fixture
def together(exchange: Exchange, stub: Stub, client: Client) -> tuple[str, str]:
    """A caller and a desk in one conference: the ids of their calls."""
    room = "<Response><Dial><Conference>room 1</Conference></Dial></Response>"
    stub.scripts |= {"inbound": room, "leg": room}
    hers = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.telephone(DESK).behaviour = "answer"
    leg = client.calls.create(to=DESK, from_=THE_LINE, url=f"{stub.base_url}/leg")
    exchange.advance(5)
    assert leg.sid is not None
    return hers.sid, leg.sid


def rows(page: str) -> list[list[str]]:
    """The words in each cell of the page's table, row by row."""
    found = html.fromstring(page).xpath("//tbody[@data-grows]/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found]


def test_the_legs_of_a_conversation_stand_side_by_side_in_order_of_time(
    exchange: Exchange, together: tuple[str, str]
) -> None:
    hers, leg = together

    page = requests.get(f"{exchange.base_url}/calls/{hers}", timeout=5).text
    heads = [" ".join(one.text_content().split()) for one in html.fromstring(page).xpath("//thead//th")]
    shown = rows(page)

    assert heads == ["Time", "07700 900123 in-progress", "03069 990201 in-progress"]
    assert f'href="/calls/{leg}"' in page
    assert [row[0] for row in shown] == sorted(row[0] for row in shown)
    assert all(bool(left) != bool(right) for _, left, right in shown)
    assert [row[2] for row in shown if row[2].startswith("Conference")] == ["Conference joins room 1"]
    alone = requests.get(f"{exchange.base_url}/calls/{hers}?alone=yes", timeout=5).text
    assert all(len(row) == 2 for row in rows(alone))


def test_a_document_is_shown_with_an_element_a_line(exchange: Exchange, together: tuple[str, str]) -> None:
    page = requests.get(f"{exchange.base_url}/calls/{together[0]}?sort=documents", timeout=5).text

    shown = html.fromstring(page).xpath("//pre")[0].text

    assert shown == "<Response>\n  <Dial>\n    <Conference>room 1</Conference>\n  </Dial>\n</Response>"
    assert {row[1].split()[0] for row in rows(page) if row[1]} == {"Answer", "Verb"}


def test_what_was_wrong_is_said_on_the_page_of_the_call(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = "<Response><Sing>la</Sing></Response>"
    wrong = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    stub.scripts["inbound"] = "<Response><Hangup/></Response>"
    exchange.ring(from_=None, to=THE_LINE)
    exchange.settle()
    code = str(exchange.notifications[0].code)

    page = html.fromstring(requests.get(f"{exchange.base_url}/calls/{wrong.sid}", timeout=5).text)
    listed = html.fromstring(requests.get(f"{exchange.base_url}/calls?shows=errors", timeout=5).text)

    assert code in page.xpath("//*[@role='status']")[0].text_content()
    assert any(code in row.text_content() for row in page.find_class("kind--error"))
    assert listed.xpath("//tbody/tr//a/@href") == [f"/calls/{wrong.sid}"]


def test_calls_are_found_by_number_and_state(exchange: Exchange, together: tuple[str, str]) -> None:
    exchange.ring(from_="+441632960456", to=THE_LINE).hang_up()
    exchange.settle()

    def found(query: str) -> int:
        page = requests.get(f"{exchange.base_url}/calls?{query}", timeout=5).text
        return len(html.fromstring(page).xpath("//tbody/tr"))

    assert [found(query) for query in ("", "words=07700 900123", "words=01632+no-answer", "shows=live")] == [3, 1, 1, 2]
    assert found("words=nobody") == 0


def test_texts_are_shown_by_person_and_can_be_sent(exchange: Exchange, stub: Stub) -> None:
    form = {"from": "07700 900123", "to": TEXTS, "body": "Can we move it?"}

    page = requests.post(f"{exchange.base_url}/texts", data=form, timeout=5)
    exchange.settle()

    assert "Can we move it?" in page.text
    assert stub.forms("text")[0]["Body"] == "Can we move it?"


def test_the_post_room_shows_letters_and_nothing_else(
    exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "letters"
    room.mkdir()
    (room / "claim.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.7")
    monkeypatch.setenv("LETTERS_DIR", str(room))

    assert "claim.pdf" in requests.get(f"{exchange.base_url}/post", timeout=5).text
    assert requests.get(f"{exchange.base_url}/post/claim.pdf", timeout=5).content == b"%PDF-1.7"
    assert requests.get(f"{exchange.base_url}/post/..%2fsecret.pdf", timeout=5).status_code == 404
