"""The pages for people, as a browser asks for them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
import requests

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
    assert "voice POST" in story


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
