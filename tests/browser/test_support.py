"""The support plan at the screen: one key opens it over everything, nothing closes it by accident, nothing is lost."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.screen import Screen
from tests.journeys.world import World

pytestmark = pytest.mark.browser
SOON = 10_000


def test_one_key_opens_it_and_only_a_choice_closes_it(world: World, browser: Browser) -> None:
    # given Tess in a call, an answer half typed
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tess = Screen(context, world, "tess")
    tess.sign_in()
    tess.press("Alt+r", then="The next call shows here")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    tess.tab.wait_for_url(re.compile("/script/inbound"))
    tess.answer_all(upto="you.surname")
    tess.tab.locator("#answer").fill("Exam")

    # when she presses F9, the plan is there and the record runs
    tess.tab.keyboard.press("F9")
    plan = tess.tab.locator("#support")
    expect(plan).to_be_visible()
    expect(plan).to_contain_text("Recorded since", timeout=SOON)
    expect(plan).to_contain_text("116 123")
    tess.hold_against_axe("support plan")

    # then Escape does not close it, pressed once or often, and the keys of the call do nothing beneath it
    for _ in range(3):
        tess.tab.keyboard.press("Escape")
    expect(plan).to_be_visible()
    tess.tab.keyboard.press("Alt+e")
    tess.tab.keyboard.press("Alt+e")
    assert call.is_live

    # when it is put aside, the record goes on, and what was typed is still there
    plan.get_by_role("button", name="Put the plan aside").click()
    expect(plan).not_to_be_visible()
    assert tess.tab.locator("#answer").input_value() == "Exam"
    tess.tab.keyboard.press("F9")
    expect(plan).to_contain_text("Recorded since", timeout=SOON)

    # when it is closed with how it ended, it is over
    plan.get_by_text("It is over: close the record").click()
    plan.get_by_label("It was talked through: no danger to life").check()
    close = plan.get_by_role("button", name="Close the record")
    close.click()
    plan.get_by_role("button", name="Press again to close the record").click()
    expect(plan).to_contain_text("The record is closed.", timeout=SOON)
    assert tess.faults == []
    context.close()
