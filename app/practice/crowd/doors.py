"""The doors people use: the telephones of the exchange, and a browser at the console. Nothing but HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import requests

from app.practice.crowd.page import Page
from app.practice.numbers import international

TIMEOUT_SECONDS = 20
BAD, TOO_LATE = 400, 409
REFUSED_AS_WRITTEN = 422  # a form that is shown again with what is wrong
NUMBERS_A_LOOK = 100


class DoorError(Exception):
    """A door is shut, or what came through it cannot be understood; the message says which and how."""


class NotAnsweringError(DoorError):
    """Nobody is behind the door."""


@dataclass(frozen=True)
class Line:
    """A line of a telephone's story. `person`: said by another person on the call, not by the service."""

    number: int
    kind: str
    text: str
    person: bool


@dataclass(frozen=True)
class Telephone:
    """How a telephone is: idle, calling, ringing, talking or ended; `call` is the call's id."""

    state: str = "idle"
    title: str = ""
    call: str = ""
    story: tuple[Line, ...] = ()

    @property
    def is_with_somebody(self) -> bool:
        """Whether there is another person to talk to."""
        return self.state == "talking" and self.title.startswith("Connected")


@dataclass(frozen=True)
class Look:
    """What can be seen of the exchange at a moment."""

    now: datetime
    telephones: Mapping[str, Telephone] = field(default_factory=dict)
    ringing: frozenset[str] = frozenset()

    def of(self, number: str) -> Telephone:
        """How one telephone is; as it rests where it was not looked at."""
        return self.telephones.get(number, Telephone())


class Exchange:
    """The exchange's pages: its telephones and its clock."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._mine = threading.local()

    def look(self, numbers: Iterable[str]) -> Look:
        """The time, the telephones of these numbers, and all that ring."""
        found = self._json("GET", "/telephones/ringing")
        telephones: dict[str, Telephone] = {}
        asked = list(numbers)
        for start in range(0, len(asked), NUMBERS_A_LOOK):
            some = [("number", number) for number in asked[start : start + NUMBERS_A_LOOK]]
            states = self._json("GET", "/telephones", params=some)["states"]
            telephones |= {number: _telephone(state) for number, state in states.items()}
        return Look(datetime.fromisoformat(found["now"]), telephones, frozenset(found["numbers"]))

    def do(self, number: str, act: str, value: str = "", **more: str) -> None:
        """Do something at a telephone. What came too late, as the call had ended, is nobody's fault."""
        self._json("POST", f"/telephones/{quote(number)}/{act}", data={"value": value, **more}, may_refuse=True)

    def lines(self) -> dict[str, str]:
        """The numbers that can be rung, by the name on the handset's page."""
        page = Page("/", 200, self._ask("GET", "/").text)
        numbers = [international(one.attributes["data-line"]) for one in page.buttons if "data-line" in one.attributes]
        names = [one.attributes["data-name"] for one in page.buttons if "data-line" in one.attributes]
        return dict(zip(names, numbers, strict=True))

    def go_at(self, pace: float) -> bool:
        """Let time pass so many times as quickly; whether this exchange can."""
        return self._ask("POST", "/clock/pace", data={"pace": f"{pace:g}"}).status_code < BAD

    def _json(self, method: str, path: str, *, may_refuse: bool = False, **more: Any) -> dict[str, Any]:
        answer = self._ask(method, path, **more)
        if answer.status_code >= BAD and not (may_refuse and answer.status_code == TOO_LATE):
            raise DoorError(f"the exchange answered {method} {path} with {answer.status_code}")
        try:
            found: dict[str, Any] = answer.json()
        except requests.JSONDecodeError as fault:
            raise DoorError(f"{self.base_url}{path} is not a practice exchange of this version") from fault
        return found

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        if not hasattr(self._mine, "http"):
            self._mine.http = requests.Session()
        return _ask(self._mine.http, method, self.base_url + path, **more)


class Browser:
    """Somebody's browser at the console, with its own cookies."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.page = Page("", 0, "")
        self._url = base_url
        self._token = ""
        self._http = requests.Session()

    def open(self, path: str) -> Page:
        """Go to a page."""
        return self._show(_ask(self._http, "GET", urljoin(self.base_url, path)))

    def refresh(self, path: str) -> Page:
        """Do what an open page does by itself: ask for its parts again, and go where it is sent."""
        answer = _ask(self._http, "GET", urljoin(self.base_url, path), headers={"HX-Request": "true"})
        onward = answer.headers.get("HX-Redirect", "")
        return self.open(onward) if onward else self._show(answer)

    def send(self, path: str, form: Mapping[str, Any]) -> Page:
        """Send a form with the token of the page."""
        sent = {"csrf_token": self._token, **form}
        return self._show(
            _ask(self._http, "POST", urljoin(self.base_url, path), data=sent, headers={"Referer": self._url})
        )

    def close(self) -> None:
        """Shut it."""
        self._http.close()

    def _show(self, answer: requests.Response) -> Page:
        path = urlsplit(answer.url).path
        if answer.status_code >= BAD and answer.status_code != REFUSED_AS_WRITTEN:
            raise DoorError(f"{answer.request.method} {_without_names(path)} answered {answer.status_code}")
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            raise DoorError(f"{answer.request.method} {_without_names(path)} did not answer with a page")
        self._url = answer.url
        self.page = Page(path, answer.status_code, answer.text)
        self._token = self.page.value("csrf_token") or self._token
        return self.page


def _without_names(path: str) -> str:
    """An address without the reference in it, so that like faults look alike."""
    parts = path.split("/")
    return "/".join(["", "people", "…", *parts[3:]] if parts[1:2] == ["people"] and len(parts) > 2 else parts)


def _ask(http: requests.Session, method: str, url: str, **more: Any) -> requests.Response:
    try:
        return http.request(method, url, timeout=TIMEOUT_SECONDS, **more)
    except requests.RequestException as fault:
        place = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
        late = isinstance(fault, requests.ReadTimeout)
        how = f"did not answer within {TIMEOUT_SECONDS} s" if late else "does not answer"
        raise NotAnsweringError(f"{place} {how}") from fault


def _telephone(state: Mapping[str, Any]) -> Telephone:
    story = tuple(
        Line(one["number"], one["kind"], one["text"], one["detail"].endswith("person")) for one in state["story"]
    )
    return Telephone(state["state"], state["title"], state["call"], story)
