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
TABS_AT_MOST = 60


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
        self.tab_to("#username")
        self.tab.keyboard.type(self.username)
        self.tab_to("#password")
        self.tab.keyboard.type(self.world.person(self.username).password)
        self.tab.keyboard.press("Enter")
        self.tab.wait_for_url(re.compile(r"/(wallboard)?$"))

    def tab_to(self, selector: str) -> None:
        """Press Tab until what the selector names has the focus, as somebody without a mouse does."""
        for _ in range(TABS_AT_MOST):
            if self.tab.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
            self.tab.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached by Tab on {self.tab.url}")

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
            if len(values) <= 9:
                # The number beside an option chooses it, as a practised adviser does.
                self.tab.keyboard.press(str(values.index(value) + 1))
                continue
            self.tab_to(f'#step input[name="answer"][value="{value}"], #step input[type=radio]')
            self._reach(options, values.index(value))

    def _reach(self, options: Locator, place: int) -> None:
        """Choose one of many: of radios by the arrows, of boxes by the space bar."""
        if options.first.get_attribute("type") == "radio":
            self.tab.keyboard.press("Space")
            for _ in range(place):
                self.tab.keyboard.press("ArrowDown")
        else:
            self.tab.keyboard.press("Space")

    def _fill(self, value: Raw) -> None:
        """Type where the focus is; from field to field by Tab."""
        self._has_focus()
        fields = '#step [name^="answer"]:not([type=hidden], [type=radio], [type=checkbox])'
        names: list[str] = self.tab.eval_on_selector_all(fields, "all => all.map(one => one.name)")
        if not names:
            return  # It is only told.
        if not isinstance(value, Mapping):
            parts = str(value).split() if "answer-year" in names else [str(value)]
            value = {name.removeprefix("answer-"): part for name, part in zip(names, parts, strict=True)}
        for part, words in value.items():
            name = "answer" if part == "answer" else f"answer-{part}"
            if name in names:
                self.tab_to(f'#step [name="{name}"]')
                self.tab.keyboard.press("Control+a")
                self.tab.keyboard.type(str(words))
            else:
                options = self.tab.locator(f'#step [name="{name}"]')
                self.tab_to(f'#step [name="{name}"]')
                self._reach(options, [one.get_attribute("value") for one in options.all()].index(str(words)))

    def _has_focus(self) -> None:
        """The question's first field has the focus by itself, whatever was drawn again."""
        try:
            here = "() => document.activeElement.matches('#step [name^=answer], #step [data-takes-focus]')"
            self.tab.wait_for_function(here, timeout=PATIENCE_MILLISECONDS)
        except sync_api.TimeoutError as lost:
            where = self.tab.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            raise AssertionError(f"{self.field}: the focus is lost, at {where}") from lost

    def wait_for(self, words: str) -> None:
        """Until the page shows these words."""
        expect(self.tab.locator("main")).to_contain_text(words)
