"""Somebody who rings in, listens, presses keys, waits or gives up, is rung back, and breaks off or not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from app.practice.crowd.answering import WHO
from app.practice.crowd.doors import Line, Look, Telephone
from app.practice.crowd.kinds import Kind, Person
from app.practice.crowd.member import Member, Setting

REACTS = (0.8, 2.5)
ANSWERS = (3.0, 9.0)
SPEAKS = (1.0, 2.0)
STAYS_AT_HOME = timedelta(hours=26)
RUNG_OUT = timedelta(seconds=60)
OWN = frozenset({"key", "spoken", "person"})
BY_ITSELF = frozenset({"busy", "voicemail", "unreachable"})
OFFERED = re.compile(r"\d")
PROOF = re.compile(r"four figures\D*(\d)\D*(\d)\D*(\d)\D*(\d)")
BOOKED = "call-back is booked"
SEEN = "You are booked to be seen"


class Claimant(Member):
    """She is about to ring, on the line, or at home with a call to come; and then gone."""

    def __init__(self, setting: Setting, kind: Kind, person: Person, line: str, dials: str) -> None:
        super().__init__(setting, f"{person.name} ({kind.name})", person.number)
        self.kind = kind
        self.person = person
        self.line = line
        self.dials = dials
        self.where = "about to ring"
        self._intends: tuple[datetime, Callable[[datetime], None]] | None = None
        self._call = ""
        self._seen = -1
        self._times: Counter[str] = Counter()
        self._gives_up_at: datetime | None = None
        self._is_with_somebody = False
        self._was_answered = False
        self._is_booked = self._is_seen = False
        self._hung_up = False
        self._proof = ""
        self._times_rung_back = 0
        self._broke_off = False
        self._at_home_since: datetime | None = None

    @property
    def is_watching(self) -> bool:
        """At home she only listens for the ring; where it is engaged there is none."""
        return self.where == "on the line" or (self.where == "at home" and self._behaviour() == "busy")

    def act(self, look: Look) -> None:
        """Ring, listen, or do what she had made up her mind to do."""
        if self._intends is not None and look.now >= self._intends[0]:
            _, do = self._intends
            self._intends = None
            do(look.now)
            return
        if self.where == "about to ring":
            self._ring(look.now)
        elif self.where == "on the line":
            self._listen(look.now, look.of(self.number))
        elif self.where == "at home":
            self._stay_at_home(look)

    def leave(self) -> None:
        """Have the telephone as it was."""
        if self._behaviour() in BY_ITSELF:
            self.telephone("behaviour", "manual")
        self.gone = True

    # ── ringing in ───────────────────────────────────────────────────────────────────────────────────────────────

    def _ring(self, now: datetime) -> None:
        self.where, self._call, self._seen = "on the line", "", -1
        self._was_answered = self._hung_up = self._is_with_somebody = False
        self._times.clear()
        self._gives_up_at = now + self.setting.moments(*self.kind.patience)
        self.telephone("call", self.dials, withheld=str(self.kind.withheld).lower())
        self._tell(f"rings {self.line}", "rung")

    def _listen(self, now: datetime, phone: Telephone) -> None:
        if phone.state == "ended" or phone.state == "idle":
            self._over(now)
            return
        if phone.call != self._call:
            self._call, self._seen = phone.call, -1
        for line in phone.story:
            if line.number > self._seen and line.kind not in OWN:
                self._hear(now, line)
            self._seen = max(self._seen, line.number)
        if phone.is_with_somebody and not self._is_with_somebody:
            self._meet(now)
        elif not phone.is_with_somebody:
            self._is_with_somebody = False
        if self._gives_up_at is not None and now >= self._gives_up_at:
            self._give_up()

    def _hear(self, now: datetime, line: Line) -> None:
        if found := PROOF.search(line.text):
            self._proof = "".join(found.groups())
        if BOOKED in line.text and not self._is_booked and not line.person:
            self._is_booked = True
            self._gives_up_at = None
            self._tell("has booked a call-back by keypad", "booked")
        if SEEN in line.text and not self._is_seen:
            self._is_seen = True
            self._gives_up_at = None
            self._tell("is booked by keypad to be seen face to face")
        if line.person:
            if WHO in line.text:
                self._intend(now, SPEAKS, self._introduce)
            return
        for act in self.kind.acts:
            if act.words in line.text:
                done = act.does[min(self._times[act.words], len(act.does) - 1)]
                self._times[act.words] += 1
                self._intend(now, REACTS, partial(self._do, done, line.text))
                return

    def _do(self, what: str, heard: str, _now: datetime) -> None:
        verb, _, value = what.partition(" ")
        if what == "hang up":
            self._hang_up()
        elif what == "say my name":
            self.telephone("say", self.person.name)
            self.telephone("press", "#")
        elif verb == "say":
            self.telephone("say", value)
        elif verb == "press":
            keys = {"offered": _key_in(heard), "number": f"0{self.number[3:]}#", "proof": self._proof or "0000"}
            self.telephone("press", keys.get(value, value))

    def _meet(self, now: datetime) -> None:
        """Somebody is there: she says who she is."""
        self._is_with_somebody = True
        self._gives_up_at = None
        if not self._was_answered:
            self._was_answered = True
            if self._times_rung_back:
                self._tell("talks with whoever rang back")
            else:
                self._tell("is through to an adviser", "answered")
        self._intend(now, SPEAKS, self._introduce)

    def _introduce(self, now: datetime) -> None:
        self.telephone("say", self.person.introduces_herself())
        if self._times_rung_back and self.kind.talks is not None and not self._broke_off:
            self._intend(now, self.kind.talks, self._break_off)

    def _break_off(self, _now: datetime) -> None:
        self._broke_off = True
        self._tell("breaks off and hangs up")
        self._hang_up()

    def _give_up(self) -> None:
        self._gives_up_at = None
        self._tell("gives up waiting", "given up")
        self._hang_up()

    def _hang_up(self) -> None:
        self._hung_up = True
        self.telephone("hang-up")

    def _over(self, now: datetime) -> None:
        """The call has ended, by whomever."""
        self._intends = None
        self._is_with_somebody = False
        expects = self._was_answered or self._is_booked or self._times_rung_back
        if not expects:
            if not self._hung_up and not self._is_seen:
                self._tell("is told goodbye by the line")
            self._leave_for_good()
            return
        self.wait_at_home(now)
        if self.kind.again is not None and self._proof and not self._times["again"] and not self._times_rung_back:
            self._intend(now, self.kind.again, self._ring_again)

    def _ring_again(self, now: datetime) -> None:
        self._ring(now)
        # What she did before comes a second time now: about the booking.
        self._times.update(["again", *(act.words for act in self.kind.acts if "nothing" in act.does)])

    # ── being rung back ──────────────────────────────────────────────────────────────────────────────────────────

    def wait_at_home(self, now: datetime) -> None:
        """From now on we may ring her; her telephone does what she does not do herself."""
        self.where, self._at_home_since = "at home", now
        if self._behaviour() in BY_ITSELF:
            self.telephone("behaviour", self._behaviour())

    def _behaviour(self) -> str:
        """What happens when she is rung the next time."""
        plan = self.kind.rung_back
        return plan[min(self._times_rung_back, len(plan) - 1)]

    def _stay_at_home(self, look: Look) -> None:
        since = look.now - (self._at_home_since or look.now)
        if self.number in look.ringing:
            if self._intends is None:
                self._is_rung(look.now)
        elif since > STAYS_AT_HOME:
            self._leave_for_good()
        elif self._behaviour() == "busy" and look.of(self.number).call not in ("", self._call):
            # A ring that found it engaged is seen only by what the telephone shows of it afterwards.
            self._call = look.of(self.number).call
            self._is_rung(look.now)

    def _is_rung(self, now: datetime) -> None:
        what = self._behaviour()
        self._tell(f"is rung back: {what.replace('-', ' ')}", "rung back")
        if what == "answers":
            self._times_rung_back += 1
            self._intend(now, ANSWERS, lambda _: self._answer())
            return
        if what == "busy":
            self._next_behaviour()
            return
        # Whatever the telephone does by itself, it has stopped ringing before she would look again.
        self._intends = now + RUNG_OUT, lambda _: self._next_behaviour()

    def _next_behaviour(self) -> None:
        self._times_rung_back += 1
        if self._behaviour() not in BY_ITSELF:
            self.telephone("behaviour", "manual")

    def _answer(self) -> None:
        self.telephone("answer")
        self.where, self._call, self._seen = "on the line", "", -1
        self._was_answered = self._hung_up = self._is_with_somebody = False

    # ── ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _leave_for_good(self) -> None:
        self.where, self.gone = "gone", True

    def _intend(self, now: datetime, span: tuple[float, float], do: Callable[[datetime], None]) -> None:
        self._intends = (now + self.setting.moments(*span), do)

    def _tell(self, what: str, figure: str = "") -> None:
        self.setting.tally.tell(self.person.name, f"{what} [{self.kind.name}]", figure)


def _key_in(sentence: str) -> str:
    """The key that a sentence of a menu names: its last figure."""
    found = OFFERED.findall(sentence)
    return found[-1] if found else ""
