"""The adviser's page goes where the work is, by itself, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import axe_faults
from tests.journeys.browser import Adviser
from tests.journeys.world import World

SOON = 10_000  # ms; a notification takes tens
SHIFTS = """() => {
  window.shifts = [];
  const moved = source => source.node?.closest?.(".foot") ? [] : [source.node?.outerHTML?.slice(0, 80)];
  new PerformanceObserver(list => list.getEntries().forEach(
    one => window.shifts.push(...one.sources.flatMap(moved)))).observe({type: "layout-shift"});
}"""


@pytest.mark.browser
def test_the_page_follows_the_call_to_the_person_and_to_the_wrap_up(world: World, browser: Browser) -> None:
    # given an adviser's start page, open in a browser
    tess = Adviser(world, "tess").ready()
    page = _page(browser, tess)
    with page.expect_response(lambda answer: "/live" in answer.url):
        page.goto(world.settings.public_base_url)

    # when a call is offered, it shows by itself, and nothing moves but the foot of the page
    page.evaluate(SHIFTS)
    call = world.ring("somerset")
    world.press(call, "1", "1")
    expect(page.locator("#offer")).to_contain_text("A call is ringing for you", timeout=SOON)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.shifts") == []

    # when he presses 1 at the telephone, her page opens by itself
    world.take("tess")
    page.wait_for_url("**/people/*/script/inbound", timeout=SOON)
    assert axe_faults(page) == []

    # when she hangs up, it goes on to the wrap-up
    world.hang_up(call)
    page.wait_for_url("**/wrap-up", timeout=SOON)
    assert axe_faults(page) == []


def _page(browser: Browser, adviser: Adviser) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value or "", "domain": "127.0.0.1", "path": "/"}
            for cookie in adviser.http.cookies
        ]
    )
    return context.new_page()
