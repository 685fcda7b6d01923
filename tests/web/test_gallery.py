"""Every page draws, runs nothing inside itself, and axe finds nothing on it, wide and narrow."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app import clock
from tests.browser.chromium import axe_faults
from tests.web import gallery

NAMES = sorted(gallery.pages())
# Axe takes its time: it looks at one wide page of each shape, and only the width of the narrow ones is read. In the
# long run it looks at all of them.
SHAPES = {
    "board",
    "book",
    "call-backs",
    "duty",
    "finish",
    "help",
    "home-offer",
    "hours",
    "script-choice",
    "sign-in-wrong",
}


@pytest.fixture(scope="module")
def drawn() -> Iterator[Flask]:
    yield gallery.gallery()
    clock.use(None)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_draws_and_holds_no_script_or_style(drawn: Flask, name: str) -> None:
    answer = drawn.test_client().get(f"/{name}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=\"|<style|\sstyle=", page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with gallery.served() as address:
        yield address


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 320])
def test_nothing_runs_off_the_side_and_axe_finds_nothing(browser: Browser, address: str, width: int) -> None:
    _hold_against_axe(browser, address, width, SHAPES if width == 1440 else set())


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 320])
def test_axe_finds_nothing_on_any_page(browser: Browser, address: str, width: int) -> None:
    _hold_against_axe(browser, address, width, set(NAMES))


def _hold_against_axe(browser: Browser, address: str, width: int, looked_at: set[str]) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    troubles: list[str] = []
    tab.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    found: dict[str, list[str]] = {}
    # On a wide page nothing is crowded: there, too, one page of each shape tells.
    for name in NAMES if width < 1440 else sorted(looked_at):
        tab.goto(f"{address}/{name}", wait_until="domcontentloaded")
        faults = axe_faults(tab) if name in looked_at else []
        across = tab.evaluate("document.documentElement.scrollWidth")
        if across > width:
            faults.append(f"{across} px wide")
        if faults:
            found[name] = faults
    tab.close()
    assert found == {}, "\n".join(f"{name}: {fault}" for name, faults in found.items() for fault in faults)
    assert [words for words in troubles if "Content Security Policy" in words] == []
