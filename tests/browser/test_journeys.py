"""Journeys 1 to 4 at the screens, by keyboard alone: an adviser answers, books, rings back and finishes; a supervisor
watches."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from app.callbacks.models import Callback
from tests.browser.screen import Screen
from tests.journeys.world import CLAIMANT, World

pytestmark = pytest.mark.browser


# A page 1280 wide at 400 % is 320 wide, and a quarter as high.
@pytest.fixture(params=[(1440, 900), pytest.param((320, 256), marks=pytest.mark.long)], ids=["plain", "at 400 %"])
def two_browsers(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[BrowserContext, BrowserContext]]:
    width, height = request.param
    made = browser.new_context(viewport={"width": width, "height": height}), browser.new_context()
    yield made
    for context in made:
        context.close()


def test_from_the_ring_to_the_post(world: World, two_browsers: tuple[BrowserContext, BrowserContext]) -> None:
    # given Tess at her screen, ready by one key, and Sam at the board
    tess, sam = Screen(two_browsers[0], world, "tess"), Screen(two_browsers[1], world, "sam")
    tess.sign_in()
    tess.hold_against_axe("my day")
    tess.press("Alt+r", then="The next call shows here")
    sam.sign_in()

    # when somebody rings Somerset and wants to start a claim
    call = world.ring("somerset")
    world.press(call, "1", "1")

    # then the offer shows by itself, and her page opens by itself when Tess has pressed 1 at her desk
    tess.wait_for("A call is ringing for you")
    tess.hold_against_axe("a call rings")
    world.take("tess")
    tess.tab.wait_for_url(re.compile("/script/inbound"))
    tess.hold_against_axe("short script")
    tess.tab.keyboard.press("Alt+m")
    expect(tess.tab.locator(".call__muted")).to_have_text(re.compile("Muted"))
    tess.tab.keyboard.press("Alt+m")
    expect(tess.tab.locator(".call__muted")).to_have_count(0)
    asked = tess.answer_all()
    assert "you.surname" in asked

    # and the call-back is booked by the keyboard alone, and the call wrapped up
    tess.press("Enter", then="As soon as possible")
    tess.hold_against_axe("booking")
    tess.press("1", then="Read it back")
    tess.hold_against_axe("read-back")
    tess.press("Enter", then="Call-back booked")
    tess.hold_against_axe("booked")
    tess.press("Alt+w", then="What came of the call?")
    tess.hold_against_axe("wrap-up")
    tess.press("Enter", then="The next call shows here")
    assert world.presence("tess") == "ready"

    # when the time has come, Tess is rung first, then the claimant
    _to_the_call_back(world)
    tess.wait_for("A call-back is due")
    world.take("tess")
    handset = world.exchange.telephone(CLAIMANT)
    handset.answer()
    world.settle()
    tess.tab.wait_for_url(re.compile("/script/startup"))
    tess.hold_against_axe("start-up")

    # a menu answers at her hostel: the keypad opens, sounds on her line, and gives the focus back to the question
    expect(tess.tab.locator("#call-keypad")).to_be_visible()
    tess.tab.keyboard.press("Alt+k")
    expect(tess.tab.locator("#call-keys")).to_be_focused()
    tess.hold_against_axe("keypad")
    tess.tab.keyboard.type("2,1")
    tess.tab.keyboard.press("Enter")
    expect(tess.tab.locator("details.call__panel[open]")).to_have_count(0)
    world.pass_time(6)
    assert any(one.text == "2w1" for one in handset.said)
    asked = tess.answer_all(upto="home.tenure")
    tess.has_answered(upto="payment.how")
    asked += tess.answer_all()
    assert "you.surname" not in asked
    assert len(asked) > 20

    # then the papers are read out, the meeting is chosen, and the form goes into the post
    tess.press("Enter", then="Papers to bring")
    tess.hold_against_axe("finish")
    tess.tab.keyboard.press("1")
    tess.tab.keyboard.press("Enter")
    tess.wait_for("with David Hooper")
    world.settle()
    tess.hold_against_axe("finished")
    tess.tab.keyboard.press("Alt+e")
    tess.press("Alt+e", then="What came of the call?")
    tess.press("Enter", then="The next call shows here")
    world.print_letters()
    assert len(list(world.settings.letters_dir.glob("*.pdf"))) == 1
    assert tess.faults == []


def test_enter_never_presses_the_way_past_a_check(world: World, browser: Browser) -> None:
    # given Tess on a call, at the date of birth
    tess = Screen(browser.new_context(), world, "tess")
    tess.sign_in()
    tess.press("Alt+r", then="The next call shows here")
    world.press(world.ring("somerset"), "1", "1")
    world.take("tess")
    tess.tab.wait_for_url(re.compile("/script/inbound"))
    tess.has_answered("you.date_of_birth")
    way_past = tess.tab.locator("[data-past]")
    expect(way_past).to_be_hidden()

    # when she types a day that there is not, and presses Enter, then it is asked again, and the way past is offered
    tess.tab.keyboard.type("31")
    for part in ("2", "1979"):
        tess.tab.keyboard.press("Tab")
        tess.tab.keyboard.type(part)
    tess.tab.keyboard.press("Enter")
    expect(tess.tab.locator(".govuk-error-message")).to_be_visible()
    assert tess.field == "you.date_of_birth"
    expect(way_past).to_be_visible()

    # and only its own key takes it
    tess.tab.keyboard.press("Alt+l")
    tess.tab.wait_for_function("() => document.querySelector('input[name=field]')?.value !== 'you.date_of_birth'")
    tess.tab.context.close()


def _to_the_call_back(world: World) -> None:
    with world.session() as session:
        due = session.query(Callback).one().next_at
    assert due is not None
    world.until(due - timedelta(minutes=1))
    world.ready("tess")
    world.until(due)
