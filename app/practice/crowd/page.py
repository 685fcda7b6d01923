"""A page as somebody at a browser without scripts reads it: its forms, its links, what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
SAID, WRONG = "say__words", "govuk-error-message"
TYPED = frozenset({"text", "tel", "email", "number", "search", "password"})


@dataclass
class Field:
    """Something to fill in. `kind` is the input's type, or select or textarea; `mode` what keyboard it asks for."""

    name: str
    kind: str
    value: str = ""
    chosen: bool = False
    mode: str = ""

    @property
    def is_sent(self) -> bool:
        """Whether a browser sends it as it stands."""
        return self.chosen if self.kind in ("radio", "checkbox") else self.kind != "password"


@dataclass
class Button:
    """A button, with all its attributes."""

    attributes: dict[str, str]

    @property
    def name(self) -> str:
        """The name it is sent under, "" for none."""
        return self.attributes.get("name", "")

    @property
    def value(self) -> str:
        """What is sent when it is pressed."""
        return self.attributes.get("value", "")

    @property
    def classes(self) -> list[str]:
        """How it is dressed."""
        return self.attributes.get("class", "").split()


@dataclass
class Form:
    """A form: where it goes, what is in it."""

    action: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def as_it_stands(self) -> dict[str, list[str]]:
        """What a browser sends if nobody touches it."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            if one.is_sent and one.name:
                sent.setdefault(one.name, []).append(one.value)
        return sent

    def named(self, name: str) -> list[Field]:
        """The fields of that name."""
        return [one for one in self.fields if one.name == name]

    def value(self, name: str) -> str:
        """The value of the first field of that name, "" without one."""
        return next((one.value for one in self.named(name)), "")

    def presses(self, name: str) -> list[str]:
        """The values of the buttons of that name."""
        return [one.value for one in self.buttons if one.name == name]


@dataclass
class Link:
    """Something to follow."""

    href: str
    classes: frozenset[str]


class Page(HTMLParser):
    """What came back. `path` is the address within the service, without its query."""

    def __init__(self, path: str, status: int, text: str) -> None:
        super().__init__()
        self.path = path
        self.status = status
        self.forms: list[Form] = []
        self.buttons: list[Button] = []
        self.links: list[Link] = []
        self._texts: dict[str, list[str]] = {SAID: [], WRONG: []}
        self._form: Form | None = None
        self._select: tuple[str, bool] | None = None
        self._open: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()

    @property
    def said(self) -> list[str]:
        """What the page gives somebody to say."""
        return self._words(SAID)

    @property
    def wrong(self) -> list[str]:
        """What the page says is wrong."""
        return self._words(WRONG)

    def form(self, action: str) -> Form | None:
        """The first form that goes to an address that begins so."""
        return next((form for form in self.forms if form.action.startswith(action)), None)

    def link(self, href: str = "", css: str = "") -> str:
        """The first link that begins so and has that class, "" without one."""
        found = (one.href for one in self.links if one.href.startswith(href) and (not css or css in one.classes))
        return next(found, "")

    def value(self, name: str) -> str:
        """The value of the first field of that name in any form."""
        return next((form.value(name) for form in self.forms if form.named(name)), "")

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        has = {name: value or "" for name, value in attrs}
        classes = has.get("class", "").split()
        wanted = next((name for name in self._texts if name in classes), None)
        if wanted is not None:
            self._texts[wanted].append("")
        if tag not in VOID:
            self._open.append((tag, wanted))
        if tag == "form":
            self._form = Form(has.get("action", ""))
            self.forms.append(self._form)
        elif tag == "a" and "href" in has:
            self.links.append(Link(has["href"], frozenset(classes)))
        elif tag == "button":
            self.buttons.append(Button(has))
            if self._form is not None:
                self._form.buttons.append(self.buttons[-1])
        elif self._form is not None:
            self._fill(self._form, tag, has)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and with it what was left open inside."""
        if tag == "form":
            self._form = None
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Words belong to every wanted element that is open."""
        for wanted in self._being_read():
            self._texts[wanted][-1] += data
        if self._open and self._open[-1][0] == "textarea" and self._form is not None:
            self._form.fields[-1].value += data

    def _fill(self, form: Form, tag: str, has: dict[str, str]) -> None:
        name = has.get("name", "")
        if tag == "input":
            kind = has.get("type", "text")
            value = has.get("value", "on" if kind in ("radio", "checkbox") else "")
            form.fields.append(Field(name, kind, value, "checked" in has, has.get("inputmode", "")))
        elif tag in ("textarea", "select"):
            form.fields.append(Field(name, tag))
        elif tag == "option" and ("selected" in has or not form.fields[-1].chosen):
            # A browser sends the option that is marked, and without one the first.
            form.fields[-1].value, form.fields[-1].chosen = has.get("value", ""), True

    def _being_read(self) -> Iterator[str]:
        return (wanted for _, wanted in self._open if wanted is not None)

    def _words(self, css: str) -> list[str]:
        return [re.sub(r"\s+", " ", text).strip() for text in self._texts[css]]
