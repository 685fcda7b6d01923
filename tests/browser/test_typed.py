"""Journey 6 at two screens: she types on a small telephone, an adviser types beside the script, to the end."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import select

from app.claims.models import Claim
from app.conversations.models import Conversation, Turn
from tests.browser.chromium import axe_faults
from tests.browser.screen import Screen
from tests.journeys.typing import code_on
from tests.journeys.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def two_browsers(browser: Browser) -> Iterator[tuple[BrowserContext, BrowserContext]]:
    made = (
        browser.new_context(viewport={"width": 360, "height": 640}),
        browser.new_context(viewport={"width": 1440, "height": 900}),
    )
    yield made
    for context in made:
        context.close()


def test_a_start_up_by_typing(world: World, two_browsers: tuple[BrowserContext, BrowserContext]) -> None:
    # given Tess at her screen, and somebody on her telephone at the typed page
    tess = Screen(two_browsers[1], world, "tess")
    tess.sign_in()
    tess.press("Alt+r", then="Nobody waits to type")
    her = two_browsers[0].new_page()
    barriers = []
    her.goto(f"{world.settings.public_base_url}/text")
    barriers += axe_faults(her)
    her.get_by_label("Your mobile number").fill("07700 900123")
    her.get_by_label("Somerset").check()
    her.get_by_role("button", name="Send me a code").click()
    her.wait_for_url("**/text/enter")
    barriers += axe_faults(her)
    world.settle()
    her.get_by_label("Code").fill(code_on(world))
    her.keyboard.press("Enter")
    expect(her.locator("#whose")).to_contain_text("You are next.")
    barriers += axe_faults(her)

    # when Tess sees her wait and takes her by one key, and types the first question by another
    tess.wait_for("Type with the next person")
    tess.press("Alt+t", then="Type this question to them")
    expect(her.locator("#whose")).to_contain_text("It is your turn (GA).")
    her.get_by_label("Type here").fill("hello I am deaf GA")
    her.get_by_role("button", name="Send, more to come").click()
    panel = tess.tab.locator("#typed")
    expect(panel.locator("#turns")).to_contain_text("hello I am deaf")
    tess.hold_against_axe("typing beside the script")
    asked = tess.tab.locator("#question-say").inner_text()
    tess.tab.keyboard.press("Alt+s")

    # then it is on her screen by itself, and it is her turn
    expect(her.locator("#turns")).to_contain_text(asked)
    expect(her.locator("#whose")).to_contain_text("It is your turn (GA).")

    # when her connection is away as she answers, then nothing is lost, and it is sent once
    two_browsers[0].set_offline(True)
    her.get_by_label("Type here").fill("my name is Nora")
    her.get_by_role("button", name="Send, your turn (GA)").click()
    expect(her.get_by_text("Not sent: the connection is away.")).to_be_visible()
    two_browsers[0].set_offline(False)
    her.get_by_role("button", name="Send, your turn (GA)").click()
    expect(panel.locator("#turns")).to_contain_text("my name is Nora")
    expect(her.get_by_label("Type here")).to_have_value("")

    # when Tess has answered the short script and the whole start-up, and finishes it
    tess.has_answered(upto="nothing")
    tess.wait_for("Now the call-back")
    reference = tess.tab.url.split("/people/")[1].split("/")[0]
    tess.open(f"/people/{reference}/script/startup")
    tess.has_answered(upto="nothing")
    tess.press("Enter", then="Papers to bring")
    tess.tab.keyboard.press("1")
    tess.tab.get_by_role("button", name="Book this and finish").click()
    tess.wait_for("with David Hooper")
    world.settle()

    # and both say goodbye
    tess.tab.keyboard.press("Alt+6")
    expect(her.locator("#whose")).to_contain_text("The adviser has nothing more to type (SK).")
    her.get_by_label("Type here").fill("thank you")
    her.get_by_role("button", name="Goodbye (SK)").click()
    expect(her.locator("#whose")).to_contain_text("This conversation is over.")

    # then the claim is finished, its form is in the post, and every turn is in the record, once
    world.print_letters()
    assert len(list(world.settings.letters_dir.glob("*.pdf"))) == 1
    with world.session() as session:
        assert session.scalars(select(Claim.state)).one() in ("finished", "posted")
        assert session.scalars(select(Conversation.state)).one() == "ended"
        assert [(one.author, one.sign) for one in session.scalars(select(Turn).order_by(Turn.number))] == [
            ("claimant", "ga"),
            ("adviser", "ga"),
            ("claimant", "ga"),
            ("adviser", "sk"),
            ("claimant", "sk"),
        ]
    assert world.presence_and_reason("tess") == ("away", "typing_over")
    assert tess.faults == []
    assert barriers == []
