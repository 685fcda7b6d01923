"""An adviser or a supervisor at a real browser: looks, types, presses keys."""

import re
from collections.abc import Mapping

from playwright import sync_api
from playwright.sync_api import BrowserContext, Locator, Page, expect

from app.console.views_script import SCRIPTS
from app.scripts.answers import Raw
from tests.browser.chromium import axe_faults
from tests.journeys.browser import BY_KIND, NORA, answer_at_once
from tests.journeys.world import World

LONG_ENOUGH = 300
PATIENCE_MILLISECONDS = 10_000


class Screen:
    """One person's browser. `seen` are the pages that were held against axe, `faults` what it found."""

    def __init__(self, context: BrowserContext, world: World, username: str) -> None:
        self.world, self.username = world, username
        self.tab: Page = context.new_page()
        self.tab.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.faults: list[str] = []
        self.seen: set[str] = set()

    def open(self, path: str) -> None:
        """Go to a page."""
        self.tab.goto(self.world.settings.public_base_url + path)

    def sign_in(self) -> None:
        """Type name and password, and press Enter."""
        self.open("/sign-in")
        self.tab.locator("#username").fill(self.username)
        self.tab.locator("#password").fill(self.world.person(self.username).password)
        self.tab.keyboard.press("Enter")
        self.tab.wait_for_url(re.compile(r"/(wallboard)?$"))

    def press(self, keys: str, then: str) -> None:
        """Press a key, wait until the page shows these words, and let what follows happen."""
        self.tab.keyboard.press(keys)
        self.wait_for(then)
        self.tab.wait_for_load_state("load")
        self.world.settle()

    def hold_against_axe(self, name: str) -> None:
        """Look for barriers on the page as it stands, once for each page."""
        self.tab.wait_for_load_state("load")
        if name not in self.seen:
            self.seen.add(name)
            self.faults += [f"{name}: {fault}" for fault in axe_faults(self.tab)]

    @property
    def field(self) -> str:
        """The question on the screen; empty where there is none."""
        fields = self.tab.locator('input[name="field"]')
        return fields.first.input_value() if fields.count() else ""

    def answer_all(self, upto: str | None = None) -> list[str]:
        """Answer by the keyboard, question after question, to the end or up to a field; returns what was asked."""
        asked: list[str] = []
        while (field := self.field) and field != upto:
            asked.append(field)
            self._type(NORA.get(field), field)
            if self.tab.locator("#step textarea").count():
                # Enter begins a new line there.
                self.tab.keyboard.press("Tab")
            self.tab.keyboard.press("Enter")
            try:
                self.tab.wait_for_function(
                    "before => (document.querySelector('input[name=field]') || {}).value !== before",
                    arg=field,
                    timeout=PATIENCE_MILLISECONDS,
                )
            except sync_api.TimeoutError as slow:
                raise AssertionError(f"{field} is asked again: {self.tab.locator('#step').inner_text()}") from slow
            assert len(asked) < LONG_ENOUGH
        return asked

    def has_answered(self, upto: str) -> None:
        """Be at a question that comes later, everything before it answered without a page for each."""
        found = re.search(r"/people/([^/]+)/script/([^/?]+)", self.tab.url)
        assert found, f"{self.tab.url} asks nothing"
        answer_at_once(self.world, self.username, found[1], SCRIPTS[found[2]], {}, upto)
        self.tab.reload()

    def _type(self, raw: Raw | None, field: str) -> None:
        options = self.tab.locator('#step input[name="answer"]:is([type=radio], [type=checkbox])')
        if options.count():
            self._choose(options, raw)
            return
        script = next(
            one
            for one in (self.world.board.scripts.get(name) for name in ("short_call", "startup"))
            if re.sub(r"\[\d+\]", "[]", field) in one.fields
        )
        value = BY_KIND[script.question(field).kind] if raw is None else raw
        self._fill(value)

    def _choose(self, options: Locator, raw: Raw | None) -> None:
        values = [option.get_attribute("value") or "" for option in options.all()]
        wanted = [raw] if isinstance(raw, str) else list(raw or [])
        if raw is None:
            wanted = ["no" if set(values) == {"yes", "no"} else values[0]]
        for value in wanted:
            # The number beside an option chooses it, as a practised adviser does.
            self.tab.keyboard.press(str(values.index(value) + 1)) if len(values) <= 9 else options.nth(
                values.index(value)
            ).check()

    def _fill(self, value: Raw) -> None:
        step = self.tab.locator("#step")
        if isinstance(value, Mapping):
            for part, words in value.items():
                named = step.locator(f'[name="answer-{part}"]')
                if named.first.get_attribute("type") == "radio":
                    step.locator(f'[name="answer-{part}"][value="{words}"]').check()
                else:
                    named.fill(str(words))
        elif step.locator('[name="answer-year"]').count():
            names = [name for name in ("day", "month", "year") if step.locator(f'[name="answer-{name}"]').count()]
            for name, part in zip(names, str(value).split(), strict=True):
                step.locator(f'[name="answer-{name}"]').fill(part)
        elif step.locator('[name="answer-amount"]').count():
            step.locator('[name="answer-amount"]').fill(str(value))
        elif step.locator('[name="answer"]:not([type=hidden])').count():
            step.locator('[name="answer"]').fill(str(value))

    def wait_for(self, words: str) -> None:
        """Until the page shows these words."""
        expect(self.tab.locator("main")).to_contain_text(words)
