"""Every page draws, runs nothing inside itself, fits, and axe finds nothing on it, wide and narrow."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from app import clock
from tests.browser.chromium import axe_faults
from tests.web import gallery

NAMES = sorted(gallery.pages())


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


@pytest.fixture
def troubles() -> list[str]:
    """What the browser complained of."""
    return []


# A wide page is not crowded: that can wait for the long run.
@pytest.fixture(params=[pytest.param(1440, marks=pytest.mark.long), 320])
def tab(browser: Browser, troubles: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    tab = browser.new_page(viewport={"width": request.param, "height": 900})
    tab.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield tab
    tab.close()


@pytest.mark.browser
def test_nothing_runs_off_the_side_and_nothing_is_refused(tab: Page, address: str, troubles: list[str]) -> None:
    assert tab.viewport_size
    too_wide = []
    for name in NAMES:
        tab.goto(f"{address}/{name}", wait_until="domcontentloaded")
        if tab.evaluate("document.documentElement.scrollWidth") > tab.viewport_size["width"]:
            too_wide.append(name)
    assert too_wide == []
    assert [words for words in troubles if "Content Security Policy" in words] == []


# The journeys hold their own pages against axe in every run; here it takes its time over all there are.
@pytest.mark.long
@pytest.mark.browser
def test_axe_finds_nothing_on_any_page(tab: Page, address: str) -> None:
    found = []
    for name in NAMES:
        tab.goto(f"{address}/{name}", wait_until="domcontentloaded")
        found += [f"{name}: {fault}" for fault in axe_faults(tab)]
    assert found == [], "\n".join(found)
