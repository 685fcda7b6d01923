"""A diary in which anything may happen: rotas change, people book, move and cancel, are rung or are not.

The machine plays on the real database, inside a savepoint that is rolled back, over a weekend on which the clocks go
back. After every step the rows are looked at: whoever promised what, no promise may be doubled, lost or without a
future, and what the machine did must balance with what is stored.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import combinations
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.errors import AlreadyBooked
from app.callbacks.models import CALLBACK, Callback
from app.callbacks.results import RESULTS
from app.claimants.models import Claimant
from app.diary import service as diary
from app.diary.errors import RotaClash, SlotTaken, StillHeld
from app.diary.holding import ends_of
from app.diary.models import Hold, Rota
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.values.errors import Invalid
from app.values.london import combine, london_date
from tests.diary_people import london

BEGINS = london("2026-10-22", "8:00")  # a Thursday; London's clocks go back on the Sunday
DAYS = tuple(london_date(BEGINS) + timedelta(days=ahead) for ahead in (0, 1, 4, 5))
HERS = callbacks.Contact("+441632960001")
# The office is there only when a run begins.
AT_OFFICE = diary.Needs(office_id=0)
NEEDS = (
    diary.Needs(),
    diary.Needs(),
    diary.Needs("cy"),
    diary.Needs("pl", interpreter=True, places=6),
    diary.Needs("pl", interpreter=True, places=4),
    diary.Needs(textphone=True, places=7),
    diary.Needs(textphone=True, places=4),
    AT_OFFICE,
    replace(AT_OFFICE, language="pl", interpreter=True, places=5),
)
ROOMS = ("room 1", "room 2")
ELSEWHERE = ("room", diary.INTERPRETER, diary.TELEPHONE)
MOST_CLAIMANTS = 8
SECOND = timedelta(seconds=1)

A_DAY = st.sampled_from(DAYS)
A_CLOCK = st.integers(8 * 3, 18 * 3).map(lambda place: time(place // 3, place % 3 * 20))
WHICH = st.integers(0, 7)


class DiaryAtRandom(RuleBasedStateMachine):
    """One run, at one site with a few advisers, one textphone desk, an office and a supplier of interpreters.

    `session`, `site`, `office`, its `telephones`, `lines` and `advisers` are given by whoever plays.
    """

    session: Session
    site: Site
    office: int
    telephones: tuple[str, ...]
    lines: tuple[str, ...]
    advisers: tuple[Staff, ...]

    def __init__(self) -> None:
        super().__init__()
        self._undo = self.session.begin_nested()
        self.now = BEGINS
        self.people = list[UUID]()
        self.made = 0
        self.ended = Counter[str]()
        # Most days begin with somebody at work: without anybody there is nothing to be promised.
        for adviser, day in zip((*self.advisers, *self.advisers), DAYS, strict=False):
            diary.put_on_duty(
                self.session, adviser.id, self.site.id, combine(day, time(9)), combine(day, time(17))
            )  # fmt: skip

    def teardown(self) -> None:
        """Nothing of it stays."""
        self._undo.rollback()
        self.session.expunge_all()

    @initialize(scene=st.sampled_from(("nothing", "two booked", "being rung", "being rung")))
    def it_begins(self, scene: str) -> None:
        if scene != "nothing":
            for which, needs in enumerate(NEEDS[1:3]):
                self.she_books(which, needs, 0)
        if scene == "being rung":
            self.her_time_comes(0)

    # ── the rota ─────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(which=WHICH, day=A_DAY, from_=A_CLOCK, to=A_CLOCK, pause=st.booleans())
    def somebody_is_put_on_duty_or_has_a_break(self, which: int, day: date, from_: time, to: time, pause: bool) -> None:
        adviser = self.advisers[which % len(self.advisers)]
        begins, ends = combine(day, from_), combine(day, to)
        try:
            if pause:
                diary.add_break(self.session, adviser.id, begins, ends)
            else:
                diary.put_on_duty(self.session, adviser.id, self.site.id, begins, ends)
        except (RotaClash, StillHeld, Invalid):
            return

    @rule(which=WHICH)
    def a_row_is_taken_out_of_the_rota(self, which: int) -> None:
        rows = self.session.scalars(select(Rota.id).order_by(Rota.during, Rota.id)).all()
        if not rows:
            return
        try:
            diary.remove(self.session, rows[which % len(rows)])
        except StillHeld:
            return

    @rule(day=A_DAY, clock=A_CLOCK, advisers=st.sampled_from((None, 0, 1, 2)))
    def a_supervisor_keeps_advisers_back(self, day: date, clock: time, advisers: int | None) -> None:
        diary.pin_kept_back(self.session, self.site.id, combine(day, clock), advisers)

    @rule(day=A_DAY, shut=st.booleans())
    def a_day_is_closed_or_open_again(self, day: date, shut: bool) -> None:
        if day in sites.closures_of(self.session, self.site):
            sites.remove_closure(self.session, self.site, day)
        elif shut:
            sites.add_closure(self.session, self.site, day, "moving house")

    # ── promises ─────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(which=WHICH, needs=st.sampled_from(NEEDS), ahead=st.integers(0, 6))
    def she_books(self, which: int, needs: diary.Needs, ahead: int) -> None:
        offers = self._offers(needs, ahead)
        self._each_can_be_booked(offers)
        who = self._claimant(which)
        if not offers:
            self._owe(who, self._here(needs))
        else:
            self._book(who, offers[which % len(offers)])

    @rule(which=WHICH, needs=st.sampled_from(NEEDS))
    def somebody_else_is_quicker(self, which: int, needs: diary.Needs) -> None:
        # given two heard the same time
        offers = self._offers(needs, 0)
        if not offers:
            return
        before = self._advisers_held()
        # when both say yes, the second has it too only if another adviser who suits is free then
        for who in (self._claimant(which), self._claimant(which + 1)):
            try:
                self._book(who, offers[0])
            except SlotTaken:
                assert len(self._advisers_held()) == len(before) + 1

    @precondition(lambda self: self._open())
    @rule(which=WHICH, ahead=st.integers(0, 6))
    def she_moves(self, which: int, ahead: int) -> None:
        callback = self._one(self._open(), which)
        offers = self._offers(callbacks.needs_of(callback), ahead)
        if offers and "booked" in CALLBACK.table[callback.state]:
            callbacks.move(self.session, callback, offers[-1], by_staff=None, now=self.now + SECOND)
            assert callback.next_at == offers[-1].starts_at

    @precondition(lambda self: self._open())
    @rule(which=WHICH)
    def she_cancels(self, which: int) -> None:
        callback = self._one(self._open(), which)
        held = [(one.resource_key, one.during) for one in self._advisers_held() if one.callback_id == callback.id]
        callbacks.cancel(self.session, callback, by_staff=None, now=self.now)
        self.ended["cancelled"] += 1
        # then its place is free again
        for key, during in held:
            free = {one.adviser_id: one for one in diary.free_intervals(self.session, self.site.id, *ends_of(during))}
            assert free[int(key)].is_free(*ends_of(during))

    @precondition(lambda self: self._open(("booked", "due", "owed", "letter_wanted")))
    @rule(which=WHICH, how=st.sampled_from(("now", "soon", "lost")))
    def it_is_brought_forward_or_loses_its_time(self, which: int, how: str) -> None:
        callback = self._one(self._open(("booked", "due", "owed", "letter_wanted")), which)
        if how != "lost":
            pause = timedelta(seconds=10 if how == "soon" else 0)
            callbacks.bring_forward(self.session, callback, by_staff=None, now=self.now, pause=pause)
        elif "owed" in CALLBACK.table[callback.state]:
            callbacks.lose_time(self.session, callback, by_staff=None, now=self.now)

    # ── ringing ──────────────────────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: self._open(("booked", "owed", "due")))
    @rule(which=WHICH)
    def her_time_comes(self, which: int) -> None:
        times = [callback.next_at or callback.deadline for callback in self._open(("booked", "owed"))]
        self.now = max([self.now, *sorted(at for at in times if at is not None)[:1]])
        callbacks.fall_due(self.session, self.now)
        assert callbacks.fall_due(self.session, self.now) == []
        adviser = self.advisers[which % len(self.advisers)]
        for callback in self._open(("due",)):
            callbacks.begin_attempt(self.session, callback, self.now, adviser_id=adviser.id)

    @precondition(lambda self: self._open(("in_progress",)))
    @rule(which=WHICH, result=st.sampled_from((*RESULTS, "finished")), minutes=st.integers(1, 40))
    def something_comes_of_it(self, which: int, result: str, minutes: int) -> None:
        callback = self._one(self._open(("in_progress",)), which)
        self.now += timedelta(minutes=minutes)
        match result:
            case "finished":
                callbacks.finish(self.session, callback, self.now)
            case _:
                callbacks.record_result(self.session, callback, result, self.now)
        if callback.state in CALLBACK.final:
            self.ended[callback.state] += 1

    @rule(minutes=st.sampled_from((1, 20, 180, 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(kind=st.sampled_from(ELSEWHERE), which=WHICH, day=A_DAY, clock=A_CLOCK, places=st.integers(1, 4))
    def somebody_elsewhere_wants_it(self, kind: str, which: int, day: date, clock: time, places: int) -> None:
        begins = combine(day, clock)
        ends = begins + places * timedelta(minutes=20)
        keys = {"room": ROOMS, diary.INTERPRETER: self.lines, diary.TELEPHONE: self.telephones}[kind]
        key = keys[which % len(keys)]
        is_taken = bool(diary.held(self.session, kind, [key], begins, ends)[key])
        try:
            diary.keep(
                self.session, resource=kind, resource_key=key, site_id=self.site.id, starts_at=begins, ends_at=ends,
                now=self.now,
            )  # fmt: skip
        except SlotTaken:
            assert is_taken
        else:
            assert not is_taken

    # ── what always holds ────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def nobody_and_nothing_is_in_two_places_at_once(self) -> None:
        for one, other in combinations(self._live_holds(), 2):
            same = (one.resource, one.resource_key) == (other.resource, other.resource_key)
            assert not (same and one.during.overlaps(other.during)), (one.resource_key, one.during, other.during)

    @invariant()
    def whoever_is_held_is_at_work(self) -> None:
        rows = self.session.scalars(select(Rota)).all()
        for hold in self._live_holds():
            if hold.resource == diary.ADVISER:
                his = [row for row in rows if str(row.staff_id) == hold.resource_key]
                assert any(row.kind == "duty" and row.during.contains(hold.during) for row in his)
                assert not any(row.kind == "break" and row.during.overlaps(hold.during) for row in his)

    @invariant()
    def every_open_call_back_has_a_future(self) -> None:
        seen = {callback.id for callback in callbacks.todays(self.session, self.site.id, self.now)}
        going_on = {callback.id for callback, _ in callbacks.going_on(self.session)}
        for callback in self._open():
            match callback.state:
                case "booked":
                    assert callback.next_at is not None
                case "owed":
                    assert callback.deadline is not None
                case "in_progress":
                    assert callback.id in going_on
                case _:
                    # It waits for somebody: an adviser who is ready, a time to be agreed, a letter.
                    assert callback.id in seen, callback.state

    @invariant()
    def what_is_held_is_promised_and_no_more(self) -> None:
        held = {hold.callback_id: hold for hold in self._advisers_held()}
        everyone = {callback.id: callback for callback in self._all()}
        for callback in everyone.values():
            hold = held.get(callback.id)
            if callback.state in CALLBACK.final:
                assert hold is None
            elif callback.state == "booked":
                assert (hold and int(hold.resource_key)) == callback.held_adviser_id
                assert hold is None or hold.during.lower == callback.next_at
        assert len(held) == len(self._advisers_held())

    @invariant()
    def all_that_it_needs_is_held_together(self) -> None:
        speak = {str(adviser.id): adviser.languages for adviser in self.advisers}
        for callback in self._all():
            holds = [hold for hold in self._live_holds() if hold.callback_id == callback.id]
            held, needs = {hold.resource: hold for hold in holds}, callbacks.needs_of(callback)
            assert len(held) == len(holds)
            assert not held or callback.state in ("booked", "due", "in_progress")
            if (adviser := held.get(diary.ADVISER)) is None:
                continue
            spoken = needs.language in speak[adviser.resource_key]
            assert (diary.INTERPRETER in held) == (needs.interpreter and not spoken)
            assert (diary.DESK in held) == needs.textphone
            assert (diary.TELEPHONE in held) == (needs.office_id is not None)
            assert {hold.during for hold in holds} == {adviser.during}
            begins, ends = ends_of(adviser.during)
            assert ends - begins == needs.length
            if diary.TELEPHONE in held:
                assert callback.telephone == held[diary.TELEPHONE].resource_key

    @invariant()
    def all_promises_are_accounted_for(self) -> None:
        states = Counter(callback.state for callback in self._all())
        assert states.total() == self.made
        assert {state: states[state] for state in CALLBACK.final} == {
            state: self.ended[state] for state in CALLBACK.final
        }
        whose = [callback.claimant_id for callback in self._open()]
        assert len(whose) == len(set(whose))

    # ── how it is done ───────────────────────────────────────────────────────────────────────────────────────────

    def _offers(self, needs: diary.Needs, ahead: int) -> list[diary.Slot]:
        needs = self._here(needs)
        return diary.offer_slots(self.session, self.site, needs, self.now + timedelta(days=ahead), now=self.now)

    def _here(self, needs: diary.Needs) -> diary.Needs:
        return needs if needs.office_id is None else replace(needs, office_id=self.office)

    def _each_can_be_booked(self, offers: list[diary.Slot]) -> None:
        """By somebody who is alone, a second later; each is tried, and given back."""
        for slot in offers:
            with self.session.begin_nested() as tried:
                held = diary.hold(self.session, slot, self._somebody(), self.now + SECOND)
                assert (held.starts_at, held.besides) == (slot.starts_at, slot.besides)
                tried.rollback()

    def _somebody(self) -> UUID:
        """A call-back that is there only while the savepoint lasts."""
        row = Callback(
            id=uuid4(), site_id=self.site.id, booked_at=self.now, next_at=self.now, telephone=HERS.telephone,
            proof_number="4071",
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row.id

    def _claimant(self, which: int) -> UUID:
        if which >= len(self.people) and len(self.people) < MOST_CLAIMANTS:
            row = Claimant(
                id=uuid4(), reference=f"SL-{len(self.people):08d}", first_contact_at=self.now,
                home_site_id=self.site.id,
            )  # fmt: skip
            self.session.add(row)
            self.session.flush()
            self.people.append(row.id)
            return row.id
        return self.people[which % len(self.people)]

    def _book(self, who: UUID, slot: diary.Slot) -> None:
        already = [callback for callback in self._open() if callback.claimant_id == who]
        opened = shown = None
        try:
            opened = callbacks.book(
                self.session, site=self.site, slot=slot, claimant_id=who, call_id=None, contact=HERS, by_staff=None,
                now=self.now + SECOND, chance=random.Random(7),
            )  # fmt: skip
        except AlreadyBooked as problem:
            shown = problem.callback
        assert already == ([shown] if shown else [])
        if opened is not None:
            self.made += 1
            assert opened.next_at == slot.starts_at

    def _owe(self, who: UUID, needs: diary.Needs) -> None:
        try:
            callbacks.owe(
                self.session, site=self.site, needs=needs, claimant_id=who, call_id=None, contact=HERS, by_staff=None,
                now=self.now, chance=random.Random(7),
            )  # fmt: skip
        except AlreadyBooked:
            return
        self.made += 1

    def _all(self) -> list[Callback]:
        return list(self.session.scalars(select(Callback).order_by(Callback.booked_at, Callback.id)))

    def _open(self, states: tuple[str, ...] | None = None) -> list[Callback]:
        open_ones = (callback for callback in self._all() if callback.state not in CALLBACK.final)
        # In the order of the claimants, which does not change from run to run.
        found = [callback for callback in open_ones if states is None or callback.state in states]
        return sorted(found, key=lambda callback: self.people.index(callback.claimant_id))  # type: ignore[arg-type]

    def _advisers_held(self) -> list[Hold]:
        return [hold for hold in self._live_holds() if hold.resource == diary.ADVISER]

    def _live_holds(self) -> list[Hold]:
        return list(self.session.scalars(select(Hold).where(Hold.released_at.is_(None))))

    @staticmethod
    def _one(found: list[Callback], which: int) -> Callback:
        return found[which % len(found)]
