"""What an adviser does every day besides journeys 1 and 3, without a mouse; and no page loses the focus by itself."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from app.claimants import service as claimants
from app.database import notify
from tests.browser.screen import Screen
from tests.journeys import scenes
from tests.journeys.browser import answer_at_once
from tests.journeys.world import CLAIMANT, World

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def tess(browser: Browser, world: World) -> Iterator[Screen]:
    """Tess, who has signed in."""
    context: BrowserContext = browser.new_context(viewport={"width": 1440, "height": 900})
    screen = Screen(context, world, "tess")
    screen.sign_in()
    yield screen
    assert screen.faults == []
    context.close()


def known(world: World) -> str:
    """Nora Example of Somerset, who rang once and is promised nothing: her reference."""
    with world.session() as session:
        reference = claimants.first_contact(session, world.site("somerset").id, world.now()).reference
    answer_at_once(world, "tess", reference, "short_call", {}, None)
    return reference


def has_focus(screen: Screen, selector: str) -> None:
    expect(screen.tab.locator(selector)).to_be_focused()


def find(screen: Screen, words: str, reference: str) -> None:
    """Search from wherever one is, and open the record."""
    screen.tab.keyboard.press("/")
    has_focus(screen, "#bar-search")
    screen.tab.keyboard.type(words)
    screen.press("Enter", then="Found: 1")
    screen.tab_to(f'a[href="/people/{reference}"]')
    screen.press("Enter", then="Hand over a need of today")


def test_from_the_search_to_the_wrap_up(world: World, tess: Screen) -> None:
    # given somebody who is known, and Tess finds and rings them
    reference = known(world)
    find(tess, "exampel nora", reference)
    tess.press("Alt+q", then="Look at this first")
    tess.hold_against_axe("ring")
    tess.press("Enter", then="A call-back is due")
    world.take("tess")
    handset = world.exchange.telephone(CLAIMANT)
    handset.answer()
    world.settle()
    tess.tab.wait_for_url(re.compile(f"/people/{reference}"))

    # when they have answered some of the script, guidance is looked for without leaving the question
    tess.open(f"/people/{reference}/script/startup")
    first = tess.field
    tess.tab.keyboard.press("F8")
    has_focus(tess, "#guidance-q")
    tess.tab.keyboard.type("appointee")
    tess.tab.keyboard.press("Enter")
    expect(tess.tab.locator("#guidance-found")).to_contain_text("Found for “appointee”")
    has_focus(tess, "#guidance-q")
    tess.hold_against_axe("guidance beside a question")
    assert tess.field == first

    # and they break off, and the rest is booked, read back, and wrapped up
    tess.press("Alt+o", then="Book the call-back")
    tess.press("1", then="Read it back")
    tess.press("Enter", then="Call-back booked")
    has_focus(tess, "h1")
    tess.press("Alt+w", then="What came of the call?")
    tess.tab.keyboard.press("1")
    tess.press("Enter", then="The next call shows here")
    assert world.presence("tess") == "ready"
    assert world.callback().state == "booked"


def test_notes_a_complaint_and_a_need_of_today(world: World, tess: Screen) -> None:
    # given a record that is open
    reference = known(world)
    find(tess, "example", reference)

    # when a note is written and a complaint logged
    tess.press("Alt+j", then="Write a note")
    tess.tab_to("#note")
    tess.tab.keyboard.type("Rang about the rent book.")
    tess.tab_to('button[value="note"]')
    tess.press("Enter", then="Rang about the rent book.")
    tess.tab_to("main details summary")
    tess.tab.keyboard.press("Enter")
    tess.tab_to("#complaint")
    tess.tab.keyboard.type("Nobody rang.")
    tess.tab_to("#owner")
    tess.tab.keyboard.press("ArrowDown")
    due = world.now() + timedelta(days=7)
    for selector, typed in (("#due", due.day), ("#due-month", due.month), ("#due-year", due.year)):
        tess.tab_to(selector)
        tess.tab.keyboard.press("Control+a")
        tess.tab.keyboard.type(str(typed))
    tess.tab_to('button[value="complaint"]')
    tess.press("Enter", then="Nobody rang.")
    tess.hold_against_axe("notes")

    # and a need is handed over, taken, and met
    tess.open(f"/people/{reference}")
    tess.tab_to("main details summary")
    tess.tab.keyboard.press("Enter")
    tess.tab_to('input[name="kinds"]')
    tess.tab.keyboard.press("Space")
    tess.tab_to("main details button")
    tess.press("Enter", then="handed")
    tess.open("/needs")
    tess.tab_to('button[value="take"]')
    tess.press("Enter", then="What was done")
    tess.tab_to("main textarea")
    tess.tab.keyboard.type("The food bank opened.")

    # though the list is drawn again meanwhile, what was typed stays
    tess.tab_to('button[value="met"]')
    with world.session() as session:
        notify(session, "board")
    # A part that is drawn again is asked for some 80 ms after it is told; what was typed is not drawn over.
    tess.tab.evaluate("new Promise(done => setTimeout(done, 500))")
    expect(tess.tab.locator("main textarea")).to_have_value("The food bank opened.")
    has_focus(tess, 'button[value="met"]')
    tess.press("Enter", then="The food bank opened.")


def test_a_call_is_handed_over(world: World, tess: Screen) -> None:
    # given they talk, and Una is free
    tess.press("Alt+r", then="The next call shows here")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    tess.tab.wait_for_url(re.compile("/script/inbound"))
    world.ready("una")
    tess.tab.reload()

    # when Tess chooses her by name
    tess.tab.keyboard.press("Alt+t")
    has_focus(tess, "#call-to")
    tess.hold_against_axe("transfer")
    tess.tab.keyboard.type("Una")
    tess.tab.keyboard.press("Tab")
    tess.tab.keyboard.press("Enter")
    expect(tess.tab.locator("#call-bar")).to_contain_text("Una Westcott's telephone rings")
    world.settle()
    assert tess.tab.evaluate("document.activeElement !== document.body")
    second = world.take("una")

    # then the button to hand over is there by itself, and asks twice
    expect(tess.tab.locator("#call-bar")).to_contain_text("Hand over to Una Westcott")
    assert tess.tab.evaluate("document.activeElement !== document.body")
    tess.hold_against_axe("hand over")
    tess.tab.keyboard.press("Alt+t")
    tess.press("Alt+t", then="No call will come until you are ready")
    assert scenes.together(call, second)
