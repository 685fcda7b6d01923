"""An adviser at a browser without scripts: signs in over HTTP, reads the page, and does what a person would.

tess = Adviser(world, "tess")          # signs in
tess.ready()
world.take("tess")                     # the desk telephone, as in world.py
tess.follow()                          # the person's page opens
tess.answer_all({"you.surname": "Example"})
said = tess.book()                     # the sentences of the read-back, once it is booked
tess.end_call()
tess.wrap_up("booked")

tess.answer_all(ANSWERS, upto="home.tenure")   # the start-up, question by question
tess.break_off(); tess.book()
tess.finish()                          # the first time for the meeting
"""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html
from lxml.html import HtmlElement

from app.claimants import service as claimants
from app.console.views_script import SCRIPTS
from app.scripts.answers import Fault, Raw
from app.scripts.definition import Question
from app.switchboard import interviewing
from app.values.money import Money
from tests.journeys.world import World

TIMEOUT = 30
LONG_ENOUGH = 300

# What somebody says who is asked something for which nothing else was given, by kind of question.
BY_KIND: dict[str, Raw] = {
    "text": "Example",
    "long_text": "Something to tell",
    "date": "1 3 2020",
    "month": "3 2020",
    "money": {"amount": "52.20", "period": "week"},
    "amount": "1200",
    "number": "3",
    "hours": "12",
    "times": "09:00 to 17:00",
    "telephone": "07700 900123",
    "email": "name@example.org",
    "postcode": "TA1 1AA",
    "address": {"line1": "1 Invented Street", "line3": "Taunton", "postcode": "TA1 1AA"},
    "nino": "QQ 12 34 56 C",
    "sort_code": "30-94-30",
    "account_number": "00733445",
    "digits": "4821",
    "told": "told",
    "language": "English",
    "yes_no": "no",
}

# Mrs Nora Example of Taunton, who is safe to ring and to text, and was put out of work.
NORA: dict[str, Raw] = {
    "you.title": "Mrs",
    "you.forenames": "Nora",
    "you.surname": "Example",
    "you.date_of_birth": "24 11 1970",
    "contact.telephone": "07700 900123",
    "contact.telephone_other": "",
    "urgent.any": "no",
    "contact.safe_to_ring": "yes",
    "contact.safe_times": "",
    "contact.safe_in_words": "",
    "contact.safe_to_leave_message": "yes",
    "contact.safe_to_text": "yes",
    "contact.agreed_word": "lighthouse",
    "contact.spoken_language": "English",
    "contact.read_language": "English",
    "home.postcode": "TA1 1AA",
    "benefits": ["jsa", "hb"],
    "scope.working": "no",
    "contact.safe_to_post": "yes",
    "you.settled": "yes",
}


def answer_at_once(
    world: World, username: str, reference: str, name: str, answers: Mapping[str, Raw], upto: str | None
) -> None:
    """Keep somebody's answers to the script `name` as her adviser's pages would, in one transaction."""
    says = {**NORA, **answers}
    script, me, now = world.board.scripts.get(name), world.staff_id(username), world.now()
    with world.session() as session:
        claimant = claimants.by_reference(session, reference)
        assert claimant is not None
        standing = interviewing.standing(session, claimant, now)
        while isinstance(step := script.next(standing.answers), Question):
            if step.field == upto:
                break
            said = says.get(step.field, BY_KIND.get(step.kind) or step.options[0].value)
            kept = interviewing.save(world.board, session, standing, script, step.field, said, me, now)
            assert not isinstance(kept, Fault), f"{step.field}: {kept}"
            standing = kept
    world.settle()


class Adviser:
    """Somebody signed in at a browser. `page` is what is on the screen, `url` its address."""

    def __init__(self, world: World, username: str, *, sign_in: bool = True) -> None:
        self.world = world
        self.username = username
        self.base = world.settings.public_base_url
        self.http = requests.Session()
        self.status = 0
        self.url = self.base
        self.page: HtmlElement = html.fromstring("<html></html>")
        if sign_in:
            self.sign_in()

    # ── the browser ──────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, path: str) -> "Adviser":
        """Go to a page of the service."""
        return self._show(self.http.get(urljoin(self.base, path), timeout=TIMEOUT))

    def send(self, path: str, **fields: Any) -> "Adviser":
        """Send a form with the token of the page; names with a hyphen go in a mapping under `fields`."""
        more = fields.pop("fields", {})
        return self._send(path, {**fields, **more})

    def _send(self, path: str, fields: Mapping[str, Any]) -> "Adviser":
        token = self.page.xpath('string((//input[@name="csrf_token"])[1]/@value)')
        form = {"csrf_token": token, **fields}
        sent = self.http.post(urljoin(self.base, path), data=form, headers={"Referer": self.url}, timeout=TIMEOUT)
        self._show(sent)
        self.world.settle()
        return self

    def _show(self, answer: requests.Response) -> "Adviser":
        self.status, self.url = answer.status_code, answer.url
        if answer.headers["Content-Type"].startswith("text/html") and answer.text.strip():
            self.page = html.fromstring(answer.text)
        return self

    @property
    def path(self) -> str:
        """The page's address within the service, without its query."""
        return self.url.removeprefix(self.base).partition("?")[0]

    @property
    def text(self) -> str:
        """Everything that can be read on the page, spaces made single."""
        return re.sub(r"\s+", " ", unescape(self.page.text_content())).strip()

    def said(self) -> list[str]:
        """What the page gives the adviser to say."""
        return [" ".join(one.text_content().split()) for one in self.page.find_class("say__words")]

    @property
    def errors(self) -> list[str]:
        """What the page says is wrong."""
        return [" ".join(one.text_content().split()) for one in self.page.find_class("govuk-error-message")] or [
            " ".join(one.text_content().split())
            for one in self.page.xpath('//*[contains(@class, "govuk-error-summary__list")]//li')
        ]

    # ── the day ──────────────────────────────────────────────────────────────────────────────────────────────────

    def sign_in(self) -> "Adviser":
        """Sign in with the password made for this run."""
        self.open("/sign-in")
        password = self.world.person(self.username).password
        return self._send("/sign-in", {"username": self.username, "password": password})

    def ready(self) -> "Adviser":
        """Be ready for the next call; who was signed out after half an hour without a press signs in again."""
        if self.open("/").path == "/sign-in":
            self.sign_in()
        self.send("/presence", state="ready")
        assert self.world.presence(self.username) in ("ready", "ringing"), f"{self.status} {self.url}: {self.text}"
        return self

    def offered(self) -> str:
        """What the start page says of the call that rings, or nothing."""
        self.open("/")
        return " ".join(" ".join(one.text_content().split()) for one in self.page.find_class("offer"))

    def follow(self) -> "Adviser":
        """Do what the page does by itself when the call was taken at the desk telephone, or has ended."""
        where = self.path if self.path.startswith("/people/") else "/"
        answer = self.http.get(
            urljoin(self.base, where), headers={"HX-Request": "true", "Accept": "text/html"}, timeout=TIMEOUT
        )
        return self.open(answer.headers.get("HX-Redirect", where))

    def person(self, reference: str) -> "Adviser":
        """Open somebody's page."""
        return self.open(f"/people/{reference}")

    @property
    def reference(self) -> str:
        """The reference of the person whose page is open."""
        found = re.match(r"/people/([^/]+)", self.path)
        assert found, f"{self.path} is not about a person"
        return found[1]

    # ── questions ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def field(self) -> str:
        """The field that is asked now; empty where the script has come to its end."""
        return str(self.page.xpath('string(//input[@name="field"]/@value)'))

    def answer(self, raw: Raw | None = None, *, go: str = "next") -> "Adviser":
        """Answer the question on the page; None says something fitting. `go` presses another button than Next."""
        given = {} if go != "next" else self._fields(self._fitting() if raw is None else raw)
        return self._send(self.path, {"field": self.field, "go": go, **given})

    def answer_all(self, answers: Mapping[str, Raw] | None = None, *, upto: str | None = None) -> list[str]:
        """Answer question after question, by field or with something fitting, to the end or up to a field.

        Returns the fields that were asked.
        """
        says = {**NORA, **(answers or {})}
        asked: list[str] = []
        while self.field and self.field != upto:
            field = self.field
            asked.append(field)
            self.answer(says.get(field))
            assert self.status == 200, f"{field}: {self.status} {self.errors}"
            assert self.field != field, f"{field} is asked again"
            assert len(asked) < LONG_ENOUGH
        return asked

    def has_answered(self, answers: Mapping[str, Raw] | None = None, *, upto: str | None = None) -> "Adviser":
        """Be as far as `answer_all` goes, without a page for every question: for what comes after them."""
        name = SCRIPTS[self.path.rpartition("/")[2]]
        answer_at_once(self.world, self.username, self.reference, name, answers or {}, upto)
        return self.open(self.path)

    def _fitting(self) -> Raw:
        options = self.page.xpath('//input[@name="answer"][@type="radio" or @type="checkbox"]/@value')
        if options:
            return "no" if set(options) == {"yes", "no"} else str(options[0])
        return BY_KIND[self._kind()]

    def _kind(self) -> str:
        """The kind of the question on the page, as the service's own script has it."""
        for name in ("short_call", "startup"):
            script = self.world.board.scripts.get(name)
            if re.sub(r"\[\d+\]", "[]", self.field) in script.fields:
                return script.question(self.field).kind
        raise AssertionError(f"no script asks {self.field}")

    def _fields(self, raw: Raw) -> dict[str, Any]:
        """The form's fields for an answer."""
        names = {str(name) for name in self.page.xpath('//*[starts-with(@name, "answer")]/@name')}
        if isinstance(raw, Mapping):
            return {f"answer-{part}": value for part, value in raw.items()}
        if not isinstance(raw, str):
            return {"answer": list(raw)}
        if "answer-year" in names:
            parts = raw.split()
            return dict(zip([*sorted(names & {"answer-day", "answer-month"}), "answer-year"], parts, strict=True))
        if "answer-amount" in names:
            Money.parse(raw)
            return {"answer-amount": raw}
        return {"answer": raw}

    def break_off(self) -> "Adviser":
        """She stops here."""
        return self._send(self.path, {"field": self.field, "go": "break_off"})

    # ── the call-back ────────────────────────────────────────────────────────────────────────────────────────────

    def times(self) -> list[str]:
        """The times offered on the booking page, as it sends them."""
        return [str(value) for value in self.page.xpath('//button[@name="slot"]/@value')]

    def book(self, slot: str | None = None, *, word: str = "lighthouse") -> list[str]:
        """Book the first time offered, or that one, and read it back: the sentences that are said."""
        path = f"/people/{self.reference}/book"
        self.open(path)
        chosen = slot or self.times()[0]
        self._send(path, {"slot": chosen, "agreed_word": word})
        if chosen != "owed":
            assert self.path.endswith("/read-back"), self.errors
            self._send(f"{path}/confirm", {"slot": chosen, "agreed_word": word})
        assert self.path.endswith("/booked"), self.errors
        return self.said()

    # ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────

    def meetings(self) -> list[str]:
        """The times offered for the meeting with a personal adviser, as the page sends them."""
        values: Sequence[Any] = self.page.xpath('//input[@name="appointment"]/@value')
        return [str(value) for value in values if "|" in value]

    def finish(self, appointment: str | None = None, **fields: str) -> str:
        """Finish the start-up with the first time for a meeting, or that one, "defer" or "waive": what was decided."""
        path = f"/people/{self.reference}/finish"
        self.open(path)
        chosen = appointment or self.meetings()[0]
        more = {name.replace("until_", "until-"): value for name, value in fields.items()}
        self._send(path, {"appointment": chosen, "go": "finish", **more})
        assert self.status == 200, self.errors
        return " ".join(" ".join(one.text_content().split()) for one in self.page.find_class("notice"))

    def end_call(self) -> "Adviser":
        """End the call from the screen."""
        return self._act("end")

    def press_interpreter(self) -> "Adviser":
        """Press Add interpreter."""
        return self._act("interpreter")

    def _act(self, act: str) -> "Adviser":
        action = self.page.xpath('string(//form[starts-with(@action, "/calls/")]/@action)')
        assert action, f"no call is on, on {self.path}"
        return self._send(str(action), {"act": act})

    def wrap_up(self, code: str, then: str = "ready") -> "Adviser":
        """Say what came of the call, and be ready, or not."""
        self.open("/wrap-up")
        return self._send("/wrap-up", {"code": code, "then": then})

    def form(self) -> bytes:
        """The claim form as it stands, as PDF."""
        answer = self.http.get(urljoin(self.base, f"/people/{self.reference}/form"), timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.content
