"""Journeys 5 and 7 in two browsers at once: the claimant's handset, and the adviser's console."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app.appointments.models import Appointment
from app.practice.calls.call import Call
from app.scripts import wording
from app.staff import service as staff
from tests.browser.screen import Screen
from tests.journeys import scenes
from tests.journeys.browser import answer_at_once
from tests.journeys.world import CLAIMANT, NUMBERS, World

# Each opens two browsers and a world; at night, as the other long ones.
pytestmark = [pytest.mark.browser, pytest.mark.long]


class Handset:
    """The claimant's telephone, in a browser of their own."""

    def __init__(self, context: BrowserContext, world: World) -> None:
        self.world = world
        self.tab: Page = context.new_page()
        self.tab.goto(f"{world.exchange.base_url}/?number={CLAIMANT.replace('+', '%2B')}")
        self.tab.get_by_label("Do not read it aloud").check()

    def ring(self, site: str) -> None:
        """Dial a site's number, and ring."""
        self.tab.locator("#dialled").fill(NUMBERS[site])
        self.tab.get_by_role("button", name="Ring", exact=False).first.click()
        expect(self.tab.locator("[data-title]")).to_contain_text("Calling")
        self.world.settle()
        expect(self.tab.locator("[data-last]")).not_to_be_empty()

    def press(self, *keys: str) -> None:
        """Press keys of the keyboard, each once the line has taken in the one before."""
        self.tab.locator("h1").click()
        for key in keys:
            before = self.tab.get_by_text(f"You pressed {key}").count()
            self.tab.keyboard.press(key)
            expect(self.tab.get_by_text(f"You pressed {key}")).to_have_count(before + 1)
            self.world.settle()

    def says(self, words: str) -> None:
        """Type what is said, and say it."""
        self.tab.get_by_label("Say something").fill(words)
        self.tab.get_by_role("button", name="Say it").click()
        expect(self.tab.locator("[data-story]")).to_contain_text(f"You said: {words}")
        self.world.settle()

    @property
    def call(self) -> Call:
        """The call that was made last, as the exchange knows it."""
        return [one for one in self.world.exchange.calls.values() if one.from_ == CLAIMANT][-1]

    def hears(self, words: str) -> None:
        """Let time pass until the line says it, and read it on the handset."""
        self.world.until_heard(self.call, words, within=90)
        expect(self.tab.locator(".talk")).to_contain_text(words)


@pytest.fixture
def two_browsers(browser: Browser) -> Iterator[tuple[BrowserContext, BrowserContext]]:
    made = browser.new_context(), browser.new_context(viewport={"width": 1440, "height": 900})
    yield made
    for context in made:
        context.close()


def test_punjabi_with_an_interpreter(world: World, two_browsers: tuple[BrowserContext, BrowserContext]) -> None:
    # given nobody at Calderdale and Kirklees speaks Punjabi today, and Joan is ready at her screen
    with world.session() as session:
        for username in ("asha", "karim"):
            speaks = staff.by_username(session, username)
            assert speaks is not None
            speaks.languages = ["en"]
    his, joan = Handset(two_browsers[0], world), Screen(two_browsers[1], world, "joan")
    joan.sign_in()
    joan.press("Alt+r", then="The next call shows here")

    # when he rings from his handset, chooses Punjabi by key, and to start a claim
    his.ring("calderdale-and-kirklees")
    his.press("2", "2")
    his.hears(wording.say("What would you like to do?", "pa"))
    his.press("1")

    # then Joan takes it and brings in an interpreter by one key
    joan.wait_for("A call is ringing for you")
    world.take("joan")
    joan.tab.wait_for_url(re.compile("/script/inbound"))
    joan.press("Alt+i", then="")
    expect(joan.tab.locator(".call__interpreter")).to_contain_text("Ringing the interpreter (Punjabi)")
    scenes.joins(world, scenes.interpreters(world)[0])
    expect(joan.tab.locator(".call__interpreter")).to_contain_text("With an interpreter (Punjabi)")
    joan.hold_against_axe("with an interpreter")

    # and a call-back is booked for which an interpreter is held
    found = re.search(r"/people/([^/]+)/", joan.tab.url)
    assert found
    says = {"contact.interpreter": "yes", "home.postcode": "HX1 1AA"}
    answer_at_once(world, "joan", found[1], "short_call", says, None)
    joan.open(f"/people/{found[1]}/book")
    joan.wait_for("an interpreter, unless the adviser speaks the language")
    joan.press("1", then="Read it back")
    joan.press("Enter", then="Call-back booked")
    joan.tab.keyboard.press("Alt+e")
    joan.press("Alt+e", then="What came of the call?")
    joan.press("Enter", then="The next call shows here")
    (booked,) = world.callbacks()
    assert booked.interpreter_language == "pa"

    # when its time comes, then the interpreter is there before his handset rings
    kept = world.held_for(booked)
    world.until_due(booked, minutes=-1)
    world.ready(kept)
    world.until_due(booked)
    world.until_rings(kept)
    world.take(kept)
    expect(his.tab.locator("[data-title]")).not_to_contain_text("Ringing")
    interpreter = next(one for one in scenes.interpreters(world) if one.ringing)
    scenes.joins(world, interpreter)
    expect(his.tab.locator("[data-title]")).to_contain_text("Ringing")
    his.tab.keyboard.press("Alt+a")
    expect(his.tab.locator("[data-title]")).not_to_contain_text("Ringing")
    world.settle()
    assert scenes.together(world.exchange.telephone(CLAIMANT), interpreter)
    assert scenes.together(world.exchange.telephone(CLAIMANT), world.desk(kept))
    assert joan.faults == []
    world.end_call(kept)
    world.pass_time(5)


def test_face_to_face_by_one_key(world: World, two_browsers: tuple[BrowserContext, BrowserContext]) -> None:
    # given somebody who would rather be seen, and Tess of Somerset at her screen
    hers, tess = Handset(two_browsers[0], world), Screen(two_browsers[1], world, "tess")
    tess.sign_in()

    # when she presses the key for it, and the one for the first time, and says her name
    hers.ring("somerset")
    hers.press("1", "3")
    hers.hears("You can be seen at Taunton")
    hers.press("1")
    hers.hears("After the tone, please say your name")
    while hers.call.journal[-1].text != "recording":
        world.pass_time(1)
    hers.says("Rosie Webb")
    hers.press("#")

    # then it is booked and read back on her handset, and nobody asked why
    hers.hears("You are booked to be seen")
    hers.press("2")
    world.pass_time(20)
    expect(hers.tab.locator("[data-title]")).to_have_text("Call ended")
    with world.session() as session:
        (made,) = session.scalars(select(Appointment)).all()
    assert made.starts_at is not None
    assert not world.desk("tess").ringing

    # when she comes, then the same script is held without a call
    world.until(made.starts_at - timedelta(minutes=1))
    tess.open("/face-to-face")
    if "/sign-in" in tess.tab.url:
        tess.sign_in()
        tess.open("/face-to-face")
    tess.hold_against_axe("face to face")
    tess.tab.get_by_role("button", name="Start now").click()
    tess.tab.wait_for_url(re.compile("/script/startup"))
    assert world.presence("tess") == "in_interview"
    tess.answer_all(upto="you.date_of_birth")
    assert not world.desk("tess").ringing
    assert tess.faults == []
