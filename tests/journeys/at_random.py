"""A day on which anything may happen: people, advisers, the network and Twilio each do what occurs to them.

The machine plays with a world of its own. Whatever it did, at the end everybody puts the receiver down, the faults
are over, and a while passes in which the service may mend what it has to; then nothing may be left hanging.
"""

import sys
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from app.callbacks.models import Callback
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from app.staff import service as staff
from app.switchboard import connecting, interpreting, wrapping_up
from app.switchboard.kept_calls import FILE, TAKING
from app.values.moves import IllegalMove
from tests.journeys.lost import lost
from tests.journeys.scenes import interpreters
from tests.journeys.tally import survived
from tests.journeys.whims import (
    A_FAULT,
    CALLER_SCENES,
    DESKS,
    INTERPRETED_SCENES,
    KEYS_AT_FIRST,
    SCENES,
    STATES,
    WHICH,
    Fault,
)
from tests.journeys.working import NOT_OF_CALLS
from tests.journeys.world import MONDAY_AT_TEN, NUMBERS, World

# Just before the first call-backs of the day can fall due.
BEGINS = MONDAY_AT_TEN + timedelta(minutes=9)
# Two of each site.
ADVISERS = ("tess", "una", "nia", "owen")
SITES = ("somerset", "south-east-gwent")
CALLERS = ("+441632960001", "+441632960002", "+447700900301", None)
CLAIMANTS = ("+447700900311", "+447700900312")
# The language of those who need an interpreter: nobody at these sites speaks it.
INTERPRETED = "pa"
MOST_CALLERS, MOST_PROMISES, MOST_DEATHS, MOST_WHIMS = 4, 2, 2, 3
# Codes that the exchange notes of faults which were wanted.
NOTED = {11200, 11205, 11215, 11750, 12100, 12102, 12300, 15003, 21220}
# Nor is anybody here told that she is late.
OTHERS_BUSINESS = ("whoever will be rung late is told", *NOT_OF_CALLS)
# Rounds of looking what Twilio has, in seconds: together longer than all the service gives itself, half an hour.
ROUNDS = ((61, 61, 61, 1140), (61, 1140))


class AtRandom(RuleBasedStateMachine):
    """One run: a morning at two sites, with whoever rings them and whom they ring."""

    def __init__(self) -> None:
        super().__init__()
        self._until_the_end = ExitStack()
        self.world = self._until_the_end.enter_context(self.made())
        self.world.expected_errors |= NOTED
        self.world.work.leave_out(*OTHERS_BUSINESS)
        for file in self.written_down:
            file.unlink(missing_ok=True)
        self.callers = list[Call]()
        self.booked = self.deaths = self.whims = 0
        self.scene = ""

    def made(self) -> AbstractContextManager[World]:
        """The world of one run, which begins at `BEGINS`."""
        raise NotImplementedError

    @property
    def written_down(self) -> tuple[Path, Path]:
        """Where the service writes down who rang when it could not take the call."""
        folder = self.world.settings.letters_dir.parent
        return folder / FILE, folder / TAKING

    # ── the beginning ────────────────────────────────────────────────────────────────────────────────────────────

    @initialize(name=st.sampled_from(ADVISERS), scene=st.sampled_from(SCENES))
    def it_begins_with(self, name: str, scene: str) -> None:
        """Somebody is at work, and as much has happened as the scene says, one thing after the other."""
        world, self.scene = self.world, scene
        site = SITES[ADVISERS.index(name) // 2]
        if scene == "nobody":
            return
        if scene in CALLER_SCENES:
            others = [other for other in ADVISERS if other != name]
            world.ready(*([name] if scene != "waiting" else others[:1]))
            if scene == "waiting":
                world.presence_to(others[0], "in_interview")
            self.somebody_rings(site, CALLERS[0], "21" if site == "south-east-gwent" else "11")
        else:
            self.she_is_promised_a_call_back(site, INTERPRETED if scene in INTERPRETED_SCENES else None)
            name = world.held_for(world.callback())
            world.ready(name)
            self.her_time_comes()
        if scene in INTERPRETED_SCENES:
            world.until_rings(name)
        if scene not in ("waiting", "adviser rung", "due") and world.desk(name).ringing:
            world.take(name)
        if scene == "interpreted" and self.interpreters_who(ring=True):
            self.an_interpreter_is_rung(0, "joins")
        if scene in ("interview", "interpreted") and self.claimants_rung:
            self.she_is_rung(0, "answers")

    @initialize(fault=st.none() | A_FAULT, times=st.integers(1, 3))
    def on_a_bad_day(self, fault: Fault | None, times: int) -> None:
        """Something may be wrong from the start."""
        if fault is not None:
            self.something_goes_wrong(fault, times)

    # ── callers ──────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def here(self) -> list[Call]:
        """The callers who have not rung off."""
        return [call for call in self.callers if call.is_live]

    @precondition(lambda self: len(self.here) < MOST_CALLERS)
    @rule(site=st.sampled_from(SITES), from_=st.sampled_from(CALLERS), keys=st.sampled_from(KEYS_AT_FIRST))
    def somebody_rings(self, site: str, from_: str | None, keys: str) -> None:
        """She gets as far as these keys bring her; with both she is in the line."""
        if from_ is not None and self.world.exchange.telephone(from_).call is not None:
            from_ = None
        call = self.world.exchange.ring(from_=from_, to=NUMBERS[site])
        self.callers.append(call)
        self.world.settle()
        self._press(call, keys)

    def _press(self, call: Call, keys: str) -> None:
        for key in keys:
            if call.is_live:
                self.world.press(call, key)

    @precondition(lambda self: bool(self.here))
    @rule(which=WHICH, keys=st.sampled_from(("1", "2", "9", "0", "*", "#", "1111", "12")))
    def she_presses(self, which: int, keys: str) -> None:
        self._press(self._one_of(self.here, which), keys)

    @precondition(lambda self: bool(self.here))
    @rule(which=WHICH, answers=st.integers(3, 6))
    def she_books_by_keypad(self, which: int, answers: int) -> None:
        """From the line: 1, this number, safe, no message, no help, her name; and then the first time."""
        call = self._one_of(self.here, which)
        self._press(call, "11122"[:answers])
        if answers == 6 and call.is_live:
            self.world.pass_time(4)
            call.speak("Rosie Webb")
            self._press(call, "#1")
            self.world.pass_time(20)

    @precondition(lambda self: bool(self.here))
    @rule(which=WHICH)
    def she_rings_off(self, which: int) -> None:
        self.world.hang_up(self._one_of(self.here, which))

    def _one_of(self, some: list[Any], which: int) -> Any:
        return some[which % len(some)]

    # ── advisers ─────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(name=st.sampled_from(ADVISERS), state=st.sampled_from(STATES), code=WHICH)
    def he_says_what_he_does(self, name: str, state: str, code: int) -> None:
        """As the console has it: who is on the line cannot, and a call that is over is wrapped up first."""
        world = self.world
        me = world.staff_id(name)
        if world.presence(name) == "signed_out":
            world.ready(name)
        with world.session() as session:
            doing = staff.presence_of(session, me)
            connection = wrapping_up.to_wrap_up(session, me)
            over = connection is None or connection.ended_at is not None or connection.adviser_dropped_at is not None
            if doing.state in ("ringing", "on_call") or not over:
                return
            if connection is not None:
                codes = [one.code for one in wrapping_up.codes_for(session, connection)]
                wrapping_up.wrap_up(world.board, session, me, self._one_of(codes, code), state, world.now())
            else:
                with suppress(IllegalMove):
                    staff.set_presence(session, me, state, None, world.now())
        world.settle()

    @property
    def rung(self) -> list[Telephone]:
        """The desks that ring."""
        return [desk for desk in map(self.world.desk, ADVISERS) if desk.ringing]

    @precondition(lambda self: bool(self.rung))
    @rule(which=WHICH, keys=st.sampled_from(("1", "1", "1", "1", "2", "21", "")))
    def he_answers(self, which: int, keys: str) -> None:
        """1 takes the call."""
        desk = self._one_of(self.rung, which)
        desk.answer()
        self.world.settle()
        for key in keys:
            if desk.call is not None:
                self.world.press(desk, key)

    @precondition(lambda self: bool(self.rung))
    @rule(which=WHICH)
    def he_refuses(self, which: int) -> None:
        self._one_of(self.rung, which).decline()
        self.world.settle()

    @rule(
        name=st.sampled_from(ADVISERS),
        behaviour=st.sampled_from(DESKS),
    )
    def his_desk_is(self, name: str, behaviour: Any) -> None:
        self.world.desk(name).behaviour = behaviour

    @property
    def talking(self) -> list[Telephone]:
        """The desks at which the receiver is off."""
        return [desk for desk in map(self.world.desk, ADVISERS) if desk.call is not None and not desk.ringing]

    @precondition(lambda self: bool(self.talking))
    @rule(which=WHICH)
    def his_line_drops(self, which: int) -> None:
        self.world.hang_up(self._one_of(self.talking, which))

    @rule(name=st.sampled_from(ADVISERS), press=st.sampled_from(("end", "end", "hold", "off hold", "interpreter")))
    def he_presses(self, name: str, press: str) -> None:
        """End, hold, or for an interpreter, if he is in a call."""
        world = self.world
        with world.session() as session:
            connection = wrapping_up.to_wrap_up(session, world.staff_id(name))
            if connection is None or connection.ended_at is not None:
                return
            if press == "end":
                connecting.end_pressed(world.board, session, connection.id, world.now())
            elif press == "interpreter":
                interpreting.add_pressed(world.board, session, connection.id, world.now())
            else:
                connecting.hold_pressed(session, connection.id, press == "hold", world.now())
        world.settle()

    # ── call-backs ───────────────────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: self.booked < MOST_PROMISES)
    @rule(site=st.sampled_from(SITES), interpreted=st.sampled_from((None, INTERPRETED)))
    def she_is_promised_a_call_back(self, site: str, interpreted: str | None) -> None:
        self.world.book(site, CLAIMANTS[self.booked], interpreted=interpreted)
        self.booked += 1

    @property
    def next_due(self) -> Callback | None:
        """The call-back whose time comes next."""
        with self.world.session() as session:
            booked = select(Callback).where(Callback.state == "booked").order_by(Callback.next_at)
            return session.scalars(booked).first()

    @precondition(lambda self: self.booked > 0)
    @rule()
    def her_time_comes(self) -> None:
        callback = self.next_due
        if callback is not None and callback.next_at is not None and callback.next_at < BEGINS + timedelta(hours=6):
            self.world.until(max(callback.next_at, self.world.now()))

    @property
    def claimants_rung(self) -> list[Telephone]:
        """The claimants' telephones that ring."""
        return [her for her in map(self.world.exchange.telephone, CLAIMANTS) if her.ringing]

    @precondition(lambda self: bool(self.claimants_rung))
    @rule(which=WHICH, how=st.sampled_from(("answers", "answers", "answers", "declines", "lets it ring")))
    def she_is_rung(self, which: int, how: str) -> None:
        her = self._one_of(self.claimants_rung, which)
        match how:
            case "answers":
                her.answer()
            case "declines":
                her.decline()
            case _:
                self.world.pass_time(40)
        self.world.settle()

    def interpreters_who(self, ring: bool) -> list[Telephone]:
        """The interpreters' telephones that ring, or at which the receiver is off."""
        return [one for one in interpreters(self.world) if one.call is not None and one.ringing == ring]

    @precondition(lambda self: bool(self.interpreters_who(ring=True)))
    @rule(which=WHICH, how=st.sampled_from(("joins", "joins", "answers", "declines")))
    def an_interpreter_is_rung(self, which: int, how: str) -> None:
        """Who answers and presses nothing is like a voicemail."""
        interpreter = self._one_of(self.interpreters_who(ring=True), which)
        if how == "declines":
            interpreter.decline()
        else:
            interpreter.answer()
        self.world.settle()
        if how == "joins" and interpreter.call is not None:
            self.world.press(interpreter, "1")

    @precondition(lambda self: bool(self.interpreters_who(ring=False)))
    @rule(which=WHICH)
    def an_interpreter_puts_down(self, which: int) -> None:
        self.world.hang_up(self._one_of(self.interpreters_who(ring=False), which))

    @precondition(lambda self: self.whims < MOST_WHIMS)
    @rule(which=WHICH, behaviour=st.sampled_from(("manual", "busy", "unreachable", "voicemail", "no-answer")))
    def her_telephone_is(self, which: int, behaviour: Any) -> None:
        self.whims += 1
        self.world.exchange.telephone(self._one_of(list(CLAIMANTS), which)).behaviour = behaviour

    @property
    def claimants_talking(self) -> list[Telephone]:
        """The claimants who have answered."""
        telephones = map(self.world.exchange.telephone, CLAIMANTS)
        return [her for her in telephones if her.call is not None and not her.ringing]

    @precondition(lambda self: bool(self.claimants_talking))
    @rule(which=WHICH)
    def she_puts_down(self, which: int) -> None:
        self.world.hang_up(self._one_of(self.claimants_talking, which))

    # ── the world ────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(seconds=st.sampled_from((1, 3, 11, 25, 60, 240)))
    def time_passes(self, seconds: int) -> None:
        self.world.pass_time(seconds)

    @rule(fault=A_FAULT, times=st.integers(1, 3))
    def something_goes_wrong(self, fault: Fault, times: int) -> None:
        kind, match, how = fault
        switched_on = self.world.exchange.faults
        match kind:
            case "fail_rest":
                switched_on.fail_rest(match, times, how, 20429 if how == 429 else 20500)
            case "fail_webhook":
                switched_on.fail_webhook(match, times, 500, reached=how)
            case "spoil_webhook":
                switched_on.spoil_webhook(match, how, times)
            case "stale_read" | "delay_webhook" | "answer_late":
                getattr(switched_on, kind)(match, times, how)
            case _:
                getattr(switched_on, kind)(match, times)

    @precondition(lambda self: self.deaths < MOST_DEATHS)
    @rule()
    def the_worker_dies_and_another_comes(self) -> None:
        self.deaths += 1
        self.world.work.restart()
        self.world.settle()

    @invariant()
    def nobody_is_rung_by_two_at_once(self) -> None:
        live = [call.to for call in self.world.exchange.calls.values() if call.is_live and call.direction != "inbound"]
        assert len(live) == len(set(live)), f"rung twice at once: {live}"

    # ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────

    def teardown(self) -> None:
        """Everybody puts down, all is well again, the service has its time; and nothing is left hanging."""
        has_failed = sys.exc_info()[0] is not None
        found: list[str] = []
        try:
            if not has_failed:
                self._everybody_goes_home()
                found = lost(self.world, CLAIMANTS, self.written_down)
        finally:
            # What failed first is what is told of.
            with suppress(AssertionError) if has_failed or found else nullcontext():
                self._until_the_end.close()
        assert not found, "\n".join(found)
        for kind in self.world.exchange.faults.struck:
            survived(kind.replace("_", " "), f"a day at random that began with {self.scene}")

    def _everybody_goes_home(self) -> None:
        world = self.world
        world.exchange.faults.clear()
        for number in (*CALLERS, *CLAIMANTS):
            if number is not None:
                world.exchange.telephone(number).behaviour = "manual"
        for to_mend in ROUNDS:
            for call in list(world.exchange.calls.values()):
                call.hang_up()
            world.settle()
            for name in ADVISERS:
                if world.presence(name) != "signed_out":
                    self.he_says_what_he_does(name, "away", 0)
            for seconds in to_mend:
                world.pass_time(seconds)
