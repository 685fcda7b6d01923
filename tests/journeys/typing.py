"""Somebody at the typed page with a browser without scripts."""

import re
from urllib.parse import urljoin

import requests
from lxml import html
from lxml.html import HtmlElement

from tests.journeys.world import World

MOBILE = "07700 900123"


class Typist:
    """She has a mobile and a browser that knows nothing of us. `page` is what is on its screen."""

    def __init__(self, world: World, language: str = "en") -> None:
        self.world, self.language = world, language
        self.base = world.settings.public_base_url
        self.http = requests.Session()
        self.url, self.status = self.base, 0
        self.page: HtmlElement = html.fromstring("<html></html>")

    def open(self, path: str) -> "Typist":
        """Go to a page."""
        return self._show(self.http.get(urljoin(self.base, path), timeout=30))

    def send(self, path: str, **fields: str) -> "Typist":
        """Send a form of the page that is shown."""
        token = self.page.xpath('string((//input[@name="csrf_token"])[1]/@value)')
        form = {"csrf_token": token, **fields}
        self._show(self.http.post(urljoin(self.base, path), data=form, headers={"Referer": self.url}, timeout=30))
        self.world.settle()
        return self

    def ask(self, mobile: str = MOBILE, reference: str = "", site: str = "somerset") -> "Typist":
        """Have a code sent."""
        self.open(f"/text?lang={self.language}")
        return self.send("/text/code", mobile=mobile, reference=reference, area=str(self.world.site(site).id))

    def enter(self, code: str, reference: str = "") -> "Typist":
        """Type a code, and with one that an adviser gave the reference."""
        if reference:
            self.open("/text/enter?given=1")
        return self.send("/text/enter", code=code, reference=reference)

    def come_in(self) -> "Typist":
        """Ask for a code, read it on the mobile, and go in."""
        self.ask()
        return self.enter(code_on(self.world))

    def type(self, words: str, go: str = "ga") -> "Typist":
        """Type something and press a button."""
        key = self.page.xpath('string(//form[@data-typed]/input[@name="sent_key"]/@value)')
        return self.send("/text/conversation", words=words, go=go, sent_key=key)

    @property
    def text(self) -> str:
        """Everything that can be read on the page."""
        return re.sub(r"\s+", " ", str(self.page.text_content())).strip()

    @property
    def turns(self) -> list[str]:
        """What was typed, each with its sign."""
        return [" ".join(one.text_content().split()) for one in self.page.find_class("turn__words")]

    @property
    def reference(self) -> str:
        """Her reference, as the page gives it."""
        found = re.search(r"SL-\w{4}-\w{4}", self.text)
        assert found is not None
        return found[0]

    def _show(self, answer: requests.Response) -> "Typist":
        self.status, self.url = answer.status_code, answer.url
        self.page = html.fromstring(answer.text or "<html></html>")
        return self


def codes_on(world: World, mobile: str = "+447700900123") -> list[str]:
    """Every code that came to a mobile."""
    texts = [one.body for one in world.exchange.messages if one.to == mobile]
    return [found[0] for body in texts if (found := re.search(r"\b\d{6}\b", body))]


def code_on(world: World, mobile: str = "+447700900123") -> str:
    """The last of them."""
    return codes_on(world, mobile)[-1]
