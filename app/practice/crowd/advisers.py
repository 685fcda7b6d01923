"""Somebody at a desk: signs in, is ready, takes calls, asks what the page asks, books, wraps up, as the pages lead.

What to do next is read off the page that is open, never remembered: a person at a browser knows no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.practice.crowd.answering import WHO, Answers, Sent
from app.practice.crowd.doors import Browser, DoorError, Look, Telephone
from app.practice.crowd.member import Member, Setting
from app.practice.crowd.page import Form, Page

LONDON = ZoneInfo("Europe/London")
ARRIVES = (0.0, 30.0)
PICKS_UP = (2.0, 6.0)
PRESSES = (1.0, 3.0)
READS = (1.5, 4.0)
ASKS = {"inbound": (3.0, 7.0), "startup": (4.0, 10.0)}
LOOKS = (40.0, 80.0)  # at the start page while nothing happens: the telephone rings when something does
SEES = (0.5, 1.5)  # what the page shows by itself
COMES_BACK = (40.0, 180.0)
WRITES_UP = (5.0, 30.0)
LISTENS_SECONDS = 30.0  # for a word of whoever was rung, before it must be a machine
OF_A_HUNDRED_MISSED, OF_A_HUNDRED_BREAKS = 2, 4
OF_A_HUNDRED_BROKEN_OFF = 15
ASKED_BEFORE_BREAKING_OFF = (10, 60)
PUT_OFF = timedelta(days=14)
TRIES = 4
# What is chosen where the page has chosen nothing, the first that is there.
CODES = ("booked", "finished", "rest_booked", "cut_off", "not_reached", "answered")
TAKE = "press 1"


@dataclass(frozen=True)
class SignIn:
    """Who signs in, and with what."""

    username: str
    password: str
    name: str
    desk: str


class Adviser(Member):
    """A desk telephone, and a browser beside it."""

    def __init__(self, setting: Setting, sign_in: SignIn, browser: Browser) -> None:
        super().__init__(setting, sign_in.name, sign_in.desk)
        self.sign_in = sign_in
        self.browser = browser
        self._answers = Answers(setting.chance)
        self._next_at: datetime | None = None
        self._call = ""
        self._seen = -1
        self._picks_up_at: datetime | None = None
        self._misses = False
        self._has_pressed = False
        self._talks_since: datetime | None = None
        self._has_heard = self._has_asked = self._knows_her = False
        self._outcome = ""
        self._break_after: int | None = None
        self._tries: Iterator[Sent] | None = None
        self._tried = ("", 0)
        self._comes_back_at: datetime | None = None
        self._did_begin = False

    def act(self, look: Look) -> None:
        """See to the telephone first, then to the page."""
        phone = look.of(self.number)
        self._hear(look.now, phone)
        if self._next_at is None:
            self._next_at = look.now + self.setting.moments(*ARRIVES)
        if phone.state == "ringing":
            self._pick_up(look.now, phone)
        elif look.now >= self._next_at:
            span = self._work(look.now, phone)
            self._next_at = look.now + self.setting.moments(*span)

    def start_over(self) -> None:
        """After a fault: back to the start page, whatever was open."""
        self._tries = None
        if self.browser.page.status:
            self.browser.page = Page("/", 200, "")

    def leave(self) -> None:
        """Wrap up what was going on, and sign out."""
        if self.browser.page.status:
            form = self.browser.open("/wrap-up").form("/wrap-up")
            if form is not None:
                self.browser.send("/wrap-up", {"code": self._code(form), "then": "away"})
            self.browser.send("/sign-out", {})
        self.browser.close()
        self.gone = True

    # ── the telephone ────────────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, now: datetime, phone: Telephone) -> None:
        if phone.call != self._call:
            self._call, self._seen = phone.call, -1
            self._has_pressed = self._has_heard = self._has_asked = self._knows_her = False
            self._picks_up_at = self._talks_since = None
            self._outcome, self._break_after = "", None
            self._answers.forget()
            self._misses = self._happens(OF_A_HUNDRED_MISSED)
        for line in phone.story:
            if line.number <= self._seen:
                continue
            self._seen = line.number
            if line.person:
                self._has_heard = True
                self._knows_her |= self._answers.hear(line.text)
            elif line.kind == "said" and TAKE in line.text and phone.state == "talking" and not self._has_pressed:
                self.telephone("press", "1")
                self._has_pressed = True
                self._next_at = now + self.setting.moments(*PRESSES)
        if phone.is_with_somebody and self._talks_since is None:
            self._talks_since = now
        if phone.state == "ended" and self._next_at is not None and self._has_pressed:
            # The line has gone dead: whatever was being thought about, the page comes next.
            self._has_pressed = False
            self._next_at = now + self.setting.moments(*READS)

    def _pick_up(self, now: datetime, phone: Telephone) -> None:
        if self._picks_up_at is None:
            self._picks_up_at = now + self.setting.moments(*PICKS_UP)
            if self._misses:
                self._tell(f"does not hear the telephone ({phone.title})")
        elif now >= self._picks_up_at and not self._misses:
            self.telephone("answer")

    def _says(self, phone: Telephone, *sentences: str) -> None:
        """Read out what the page gives to say."""
        if phone.is_with_somebody:
            for sentence in sentences:
                self.telephone("say", sentence)

    # ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _work(self, now: datetime, phone: Telephone) -> tuple[float, float]:
        """Do what the open page asks for; returns between how many seconds and how many until the next thing."""
        page = self.browser.page
        match page.path.strip("/").split("/"):
            case ["sign-in"] | [""]:
                return self._begin(now, phone) if page.path == "/sign-in" or not page.status else self._wait(now, phone)
            case ["wrap-up"]:
                return self._wrap_up()
            case ["people", reference, *rest]:
                return self._help(now, phone, reference, rest)
        self.browser.open("/")
        return SEES

    def _begin(self, now: datetime, phone: Telephone) -> tuple[float, float]:
        self.browser.open("/sign-in")
        if self.browser.page.path == "/sign-in":
            me = {"username": self.sign_in.username, "password": self.sign_in.password}
            page = self.browser.send("/sign-in", me)
            if page.path == "/sign-in":
                raise DoorError(f"the console does not let {self.sign_in.username} in")
        self._tell("signs in" if not self._did_begin else "signs in again")
        self._did_begin = True
        return self._wait(now, phone)

    def _wait(self, now: datetime, phone: Telephone) -> tuple[float, float]:
        """At the start page: be ready, and follow where it leads when a call is taken."""
        page = self.browser.refresh("/")
        if page.path != "/":
            return READS
        if self._has_pressed and phone.state == "talking":
            return SEES
        if page.link("/wrap-up"):
            self.browser.open("/wrap-up")
            return WRITES_UP
        state = next((one.value for one in page.buttons if one.name == "state" and "is-on" in one.classes), "")
        if state in ("ready", "ringing") or page.form("/presence") is None:
            return LOOKS
        if self._comes_back_at is None:
            wait = SEES if not self._call else COMES_BACK
            self._comes_back_at = now + self.setting.moments(*wait)
        elif now >= self._comes_back_at:
            self._comes_back_at = None
            self.browser.send("/presence", {"state": "ready"})
            return SEES
        # Away from the screen until then: who looks at a page again and again keeps it from those who work.
        away = (self._comes_back_at - now).total_seconds() * self.setting.quickness
        return away, away

    def _help(self, now: datetime, phone: Telephone, reference: str, rest: list[str]) -> tuple[float, float]:
        """Somebody's page is open."""
        page = self.browser.page
        if phone.state != "talking" or (page.form("/calls/") is None and rest != ["booked"]):
            # Nobody is on the line any more.
            self._outcome = self._outcome or "cut_off"
            self.browser.open("/wrap-up")
            return WRITES_UP
        match rest:
            case ["script", name]:
                return self._ask(now, phone, reference, name)
            case ["book"]:
                return self._book(reference)
            case ["book", "read-back"]:
                self._says(phone, *page.said)
                return self._confirm(page)
            case ["booked"]:
                self._says(phone, *page.said)
                self._tell(f"has booked a call-back for {self._who()}", "booked")
                self._outcome = self._outcome or "booked"
                return self._end_call()
            case ["finish"]:
                return self._finish(now, phone, reference)
        return self._end_call()

    def _ask(self, now: datetime, phone: Telephone, reference: str, name: str) -> tuple[float, float]:
        page = self.browser.page
        here = f"/people/{reference}/script/{name}"
        form = page.form(here)
        if name == "startup" and not self._is_there(now):
            return SEES if self._outcome != "voicemail" else self._end_call()
        if name == "inbound" and self._waits_for_her_name(now, phone):
            return SEES
        if form is None or not form.value("field"):
            # The script has come to its end: its first button leads on.
            self._says(phone, *page.said)
            self.browser.open(page.link(css="govuk-button") or "/wrap-up")
            return READS
        if name == "startup" and self._breaks_off_now():
            self._says(phone, "Let us go on another day.")
            self._tell(f"breaks off the start-up of {self._who()}")
            self._outcome = "rest_booked"
            self.browser.send(here, {"field": form.value("field"), "go": "break_off"})
            return READS
        self._answer(form, here, now, phone)
        return ASKS.get(name, READS)

    def _answer(self, form: Form, here: str, now: datetime, phone: Telephone) -> None:
        """Answer the question; what is refused is answered otherwise the next time."""
        field = form.value("field")
        if self._tries is None or self._tried[0] != field:
            self._says(phone, *self.browser.page.said)
            self._tries, self._tried = self._answers.to(form, now.astimezone(LONDON).date()), (field, 0)
        sent = next(self._tries, None)
        self._tried = (field, self._tried[1] + 1)
        if sent is None:
            raise DoorError(f"nothing that was tried answers {field}: {'; '.join(self.browser.page.wrong)}")
        self.browser.send(here, sent)

    def _is_there(self, now: datetime) -> bool:
        """Whether anybody has said a word; after a while it must be a machine."""
        if self._has_heard or self._talks_since is None:
            return self._has_heard
        if now - self._talks_since >= timedelta(seconds=LISTENS_SECONDS / self.setting.quickness):
            self._tell("hears nothing but a machine")
            self._outcome = "voicemail"
        return False

    def _waits_for_her_name(self, now: datetime, phone: Telephone) -> bool:
        """Whether she has still to say who she is; she is asked, and not waited for without end."""
        if self._knows_her or self._talks_since is None:
            return False
        if not self._has_asked:
            self._has_asked = True
            self._says(phone, WHO)
        return now - self._talks_since < timedelta(seconds=LISTENS_SECONDS / self.setting.quickness)

    def _breaks_off_now(self) -> bool:
        if self._break_after is None:
            broken = self._happens(OF_A_HUNDRED_BROKEN_OFF)
            self._break_after = self.setting.chance.randint(*ASKED_BEFORE_BREAKING_OFF) if broken else -1
        self._break_after -= 1
        return self._break_after == 0

    def _book(self, reference: str) -> tuple[float, float]:
        """The first time offered, or another of that day."""
        page = self.browser.page
        here = f"/people/{reference}/book"
        # The page has a form besides, for when it suits her.
        slots = [slot for form in page.forms if form.action.partition("?")[0] == here for slot in form.presses("slot")]
        tried = self._tried[1] + 1 if self._tried[0] == here else 1
        self._tried = (here, tried)
        if not slots or tried > TRIES:
            self._outcome = "answered"
            return self._end_call()
        slot = slots[0] if tried == 1 and self._happens(60) else self.setting.chance.choice(slots)
        self.browser.send(here, {"slot": slot, "agreed_word": self._answers.word()})
        return READS

    def _confirm(self, page: Page) -> tuple[float, float]:
        form = next((form for form in page.forms if form.action.partition("?")[0].endswith("/book/confirm")), None)
        if form is None:
            # On a bad day the page may be one that says sorry.
            self._outcome = "answered"
            return self._end_call()
        self.browser.send(form.action, form.as_it_stands())
        return READS

    def _finish(self, now: datetime, phone: Telephone, reference: str) -> tuple[float, float]:
        """The meeting; then the call is over."""
        page = self.browser.page
        here = f"/people/{reference}/finish"
        # The page has a form before it, for what the meeting needs.
        times = [one.value for form in page.forms if form.action == here for one in form.named("appointment")]
        if not times:
            self._says(phone, *page.said)
            self._tell(f"has finished the start-up of {self._who()}", "finished")
            self._outcome = "finished"
            return self._end_call()
        tried = self._tried[1] + 1 if self._tried[0] == here else 1
        self._tried = (here, tried)
        if tried > TRIES:
            raise DoorError(f"a start-up cannot be finished: {'; '.join(page.wrong)}")
        free = [one for one in times if "|" in one]
        until = now.astimezone(LONDON).date() + PUT_OFF
        put_off = {
            "appointment": "defer",
            "until-day": str(until.day),
            "until-month": str(until.month),
            "until-year": str(until.year),
            "reason": self._answers.reason(),
        }
        chosen = {"appointment": self.setting.chance.choice(free[:3])} if free and tried < TRIES else put_off
        agreed = {"papers_read_out": "yes"} if tried > 1 else {}
        self.browser.send(here, {**chosen, **agreed, "go": "finish"})
        return READS

    def _end_call(self) -> tuple[float, float]:
        form = self.browser.page.form("/calls/")
        if form is None:
            self.browser.open("/wrap-up")
        else:
            self.browser.send(form.action, {"act": "end"})
        return WRITES_UP

    def _wrap_up(self) -> tuple[float, float]:
        page = self.browser.page
        form = page.form("/wrap-up")
        if form is None:
            self.browser.open("/")
            return SEES
        code = self._code(form)
        then = "away" if self._happens(OF_A_HUNDRED_BREAKS) else "ready"
        sent = self.browser.send("/wrap-up", {"code": code, "then": then})
        if sent.path == "/wrap-up":
            self._outcome = ""
            raise DoorError(f"the wrap-up with {code} is refused: {'; '.join(sent.wrong)}")
        return SEES

    def _code(self, form: Form) -> str:
        """What came of the call: what he knows, what the page has marked, or the likeliest."""
        codes = [one.value for one in form.named("code")]
        marked = [one.value for one in form.named("code") if one.chosen]
        return next(one for one in [self._outcome, *marked, *CODES, *codes] if one in codes)

    # ── ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _who(self) -> str:
        known = self._answers.known
        return f"{known['title']} {known['forenames']} {known['surname']}"

    def _happens(self, of_a_hundred: int) -> bool:
        return self.setting.chance.randrange(100) < of_a_hundred

    def _tell(self, what: str, figure: str = "") -> None:
        self.setting.tally.tell(self.name, what, figure)
