"""Journeys 5 to 7, and a Welsh call, in two browsers at once: the claimant's handset, and the adviser's console."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app.appointments.models import Appointment
from app.callbacks.models import Callback
from app.console.views_booking import NUMBER_SHOWS
from app.practice.calls.call import Call
from app.scripts import wording
from app.scripts.answers import Raw
from app.staff import service as staff
from app.values.telephone import TelephoneNumber
from tests.browser.screen import Screen
from tests.journeys import scenes
from tests.journeys.browser import answer_at_once
from tests.journeys.catalogued import patterns
from tests.journeys.test_languages import strangers
from tests.journeys.test_welsh import GWENT, printed
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

    def dial(self, number: str) -> None:
        """Dial a number, and ring."""
        self.tab.locator("#dialled").fill(number)
        self.tab.get_by_role("button", name="Ring", exact=False).first.click()
        self.shows("Calling")
        self.world.settle()

    def ring(self, site: str) -> None:
        """Dial a site's number, and hear what the line says."""
        self.dial(NUMBERS[site])
        expect(self.tab.locator("[data-last]")).not_to_be_empty()

    def shows(self, words: str) -> None:
        """How the call stands, on the telephone's screen."""
        expect(self.tab.locator("[data-title]")).to_contain_text(words)

    def answer(self) -> None:
        """It rings: pick it up."""
        self.shows("Ringing")
        self.tab.keyboard.press("Alt+a")
        expect(self.tab.locator("[data-title]")).not_to_contain_text("Ringing")
        self.world.settle()

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
    world.settle()
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
    his.answer()
    assert scenes.together(world.exchange.telephone(CLAIMANT), interpreter)
    assert scenes.together(world.exchange.telephone(CLAIMANT), world.desk(kept))
    assert joan.faults == []
    world.end_call(kept)
    world.pass_time(5)


def test_by_textphone(world: World, two_browsers: tuple[BrowserContext, BrowserContext]) -> None:
    # given Tess, who has Somerset's textphone, at her screen
    hers, tess = Handset(two_browsers[0], world), Screen(two_browsers[1], world, "tess")
    tess.sign_in()
    tess.press("Alt+r", then="The next call shows here")

    # when somebody dials the textphone's number, then it rings, and nobody says anything
    hers.dial(world.site("somerset").textphone)
    tess.wait_for("A call is ringing for you")
    world.pass_time(5)
    hers.shows("Calling")
    expect(hers.tab.locator("[data-last]")).to_be_empty()

    # when Tess has put her receiver on the textphone and taken it, then the two are through to each other
    world.take("tess")
    tess.tab.wait_for_url(re.compile("/script/inbound"))
    world.pass_time(3)
    hers.shows("Connected")
    expect(hers.tab.locator("[data-last]")).to_be_empty()
    expect(tess.tab.locator("body")).to_contain_text("Uses a textphone")
    tess.hold_against_axe("by textphone")

    # and the call-back is booked, longer, and with the textphone's desk
    _books(world, tess, {"contact.telephone_kind": "textphone"}, read_back="We shall ring you by textphone.")
    (booked,) = world.callbacks()
    assert booked.textphone
    assert world.held_for(booked) == "tess"

    # when its time comes, then Tess is rung first, and then her textphone; and the start-up is held to its end
    _rung_back(world, tess, hers, booked)
    expect(hers.tab.locator("[data-last]")).to_be_empty()
    _finishes(world, tess)
    assert tess.faults == []


def test_welsh_from_the_ring_to_the_letter(world: World, two_browsers: tuple[BrowserContext, BrowserContext]) -> None:
    # given Nia of Gwent, who speaks Welsh, at her screen
    hers, nia = Handset(two_browsers[0], world), Screen(two_browsers[1], world, "nia")
    nia.sign_in()
    nia.press("Alt+r", then="The next call shows here")

    # when somebody rings Gwent, chooses Welsh, and to start a claim
    hers.ring(GWENT)
    hers.press("1")
    menu = wording.say("What would you like to do?", "cy")
    hers.hears(menu)
    hers.press("1")
    nia.wait_for("A call is ringing for you")
    world.take("nia")
    nia.tab.wait_for_url(re.compile("/script/inbound"))
    world.pass_time(3)
    hers.shows("Connected")
    chosen = next(at for at, one in enumerate(hers.call.said) if one.text == menu)
    assert strangers(hers.call, "cy", chosen) == []

    # then what Nia reads aloud is Welsh, to the reading back
    asked_in_welsh = nia.tab.locator(".say[lang=cy] #question-say")
    expect(asked_in_welsh).to_be_visible()
    nia.hold_against_axe("asked in Welsh")
    says: dict[str, Raw] = {"home.postcode": "NP20 1AA", "contact.read_language": "Welsh"}
    shows = wording.say(NUMBER_SHOWS, "cy", number=TelephoneNumber(NUMBERS[GWENT]).national())
    _books(world, nia, says, read_back=shows)
    (booked,) = world.callbacks()
    (text,) = world.texts_to(CLAIMANT)
    assert any(one.fullmatch(text) for one in patterns("cy", ("text",))), text

    # when she is rung back in Welsh, and the start-up is held to its end
    _rung_back(world, nia, hers, booked)
    expect(asked_in_welsh).to_be_visible()
    _finishes(world, nia)

    # then her letter is Welsh as well
    letter = printed(world)
    assert wording.say("Yours sincerely", "cy") in letter
    assert "Yours sincerely" not in letter
    assert nia.faults == []


def _books(world: World, adviser: Screen, says: dict[str, Raw], read_back: str) -> None:
    """The short script at once, then the call-back by keyboard, and the call is wrapped up."""
    found = re.search(r"/people/([^/]+)/", adviser.tab.url)
    assert found
    answer_at_once(world, adviser.username, found[1], "short_call", says, None)
    adviser.open(f"/people/{found[1]}/book")
    adviser.wait_for("As soon as possible")
    adviser.press("1", then="Read it back")
    adviser.press("Enter", then="Call-back booked")
    adviser.wait_for(read_back)
    adviser.tab.keyboard.press("Alt+e")
    adviser.press("Alt+e", then="What came of the call?")
    adviser.press("Enter", then="The next call shows here")


def _rung_back(world: World, adviser: Screen, claimant: Handset, booked: Callback) -> None:
    """The time has come: the adviser is rung, takes it, and then the claimant's telephone rings and is answered."""
    world.until_due(booked, minutes=-1)
    world.ready(adviser.username)
    world.until_due(booked)
    adviser.open("/")
    adviser.wait_for("A call-back is due")
    world.take(adviser.username)
    claimant.answer()
    adviser.tab.wait_for_url(re.compile("/script/startup"))


def _finishes(world: World, adviser: Screen) -> None:
    """The start-up is held to its end, the meeting chosen, the form printed."""
    adviser.has_answered(upto="nothing")
    adviser.press("Enter", then="Papers to bring")
    adviser.tab.keyboard.press("1")
    adviser.tab.get_by_role("button", name="Book this and finish").click()
    adviser.tab.wait_for_url(re.compile("/finish"))
    world.settle()
    adviser.tab.keyboard.press("Alt+e")
    adviser.press("Alt+e", then="What came of the call?")
    world.print_letters()
    assert len(list(world.settings.letters_dir.glob("*.pdf"))) == 1


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
