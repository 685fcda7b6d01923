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
# Whatever a page opens in its own place, all at once; the support plan, which lies over everything, has its own page.
OPENED = """() => {
  const closed = [...document.querySelectorAll("details:not([open])")];
  closed.forEach(one => { one.open = true; });
  return closed.length > 0;
}"""


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
        tab.evaluate(OPENED)
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
        tab.goto(f"{address}/{name}", wait_until="load")
        found += [f"{name}: {fault}" for fault in axe_faults(tab)]
        if tab.evaluate(OPENED):
            found += [f"{name}, opened: {fault}" for fault in axe_faults(tab)]
    assert found == [], "\n".join(found)


# A page 1280 × 1024 at 400 %. What is fixed to an edge must leave in sight whatever has the focus (WCAG 2.2, 2.4.11).
HIDDEN = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0)
  .filter(one => {
    one.focus();
    if (document.activeElement !== one) return false;
    const label = one.labels?.[0];
    return ![one, label].filter(Boolean).some(part => [...part.getClientRects()].some(box =>
      [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].some(([across, down]) => {
        const seen = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
        return seen && (seen === part || part.contains(seen) || seen.contains(one) && seen.tagName === "LABEL");
      })));
  })
  .map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "cy"])
def test_at_400_percent_what_has_the_focus_is_in_sight(browser: Browser, address: str, language: str) -> None:
    tab = browser.new_page(viewport={"width": 320, "height": 256})
    hidden = []
    for name in NAMES:
        tab.goto(f"{address}/{name}?language={language}", wait_until="load")
        hidden += [f"{name}: {one}" for one in tab.evaluate(HIDDEN)]
    tab.close()
    assert hidden == [], "\n".join(hidden)
