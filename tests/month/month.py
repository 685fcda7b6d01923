"""The month itself: four sites, their rotas, who rings, and what a scheduler would do."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.times import OWED_FALLS_DUE
from app.calls import service as calls
from app.database import Database, sealing
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.interpreters import service as interpreters
from app.jobs.models import LANES
from app.scripts import service as scripts
from app.settings import Settings
from app.sites import service as sites
from app.sites.models import Site
from app.staff import passwords
from app.staff import service as staff
from app.switchboard import (
    dialling,
    forecasting,
    in_time,
    owed,
    papers,
    reconciling,
    ringing_back,
    shutting,
    wrapping_up,
)
from app.switchboard.context import Switchboard
from app.telephony.addresses import Addresses
from app.values.london import combine, london_date
from tests.made_up import settings_with
from tests.month import people
from tests.month.clockwork import Clockwork, Service
from tests.month.exchange import ANSWERED, Answer, Exchange, Line
from tests.month.people import CASES, Adviser, Case
from tests.month.working import Working

BEGINS: Final = date(2026, 11, 2)
MOST_RINGS: Final = 3
BOOKS_INSTEAD, RINGS_AGAIN = 0.4, 0.9
FIRST_DESK: Final = 990200
SCRIPTS: Final = Path(__file__).parents[2] / "ivr_scripts"
SUPERVISOR: Final = "supervisor"


@dataclass(frozen=True)
class Plan:
    """How large the month is. `closed` is the afternoon (site, which working day) on which one site is shut."""

    days: int = 20
    cases: Mapping[str, int] = field(default_factory=lambda: CASES)
    closed: tuple[str, int] | None = ("calderdale-and-kirklees", 7)
    sick_share: float = 0.02
    seed: int = 5

    def working_days(self, more: int = 0) -> Iterator[date]:
        """Mondays to Fridays from the beginning on."""
        days = (BEGINS + timedelta(days=n) for n in range(400))
        weekdays = (day for day in days if day.weekday() < 5)
        for _, day in zip(range(self.days + more), weekdays, strict=False):
            yield day


class Month:
    """One run in a database that is migrated and empty."""

    def __init__(self, database: Database, plan: Plan, folder: Path) -> None:
        self.database, self.plan, self.chance = database, plan, Random(plan.seed)
        passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        sealing.use_keys({"test": b"k" * 32})
        self.clockwork = Clockwork(combine(BEGINS, time(7)))
        self.exchange = Exchange(self.clockwork)
        board = Switchboard(
            settings=_settings(folder),
            database=database,
            telephone=self.exchange,
            addresses=Addresses("https://startline.example"),
            scripts=scripts.load_all(SCRIPTS, practice=True),
        )
        self.service = self.exchange.service = Service(board, self.clockwork)
        self.board = board
        self.cases: list[Case] = []
        self.advisers: list[Adviser] = []
        self.sick = 0
        self._next_due = self.clockwork.now
        self.on_evening: Callable[[date], None] = lambda _day: None
        with database.transaction() as session:
            self._people(session)
        self.working = Working(self.exchange, self.service, self.clockwork, self.advisers, self.chance)
        self.working.by_desk = self.desks
        self.exchange.answers, self.exchange.on_over, self.exchange.on_wait = self._answers, self._over, self._waits
        self._callers: dict[str, Case] = {}
        self._days()

    def run(self) -> None:
        """From the first morning to the evening of the last day."""
        last = list(self.plan.working_days())[-1]
        try:
            self.clockwork.run(combine(last, time(21)), self.service.settle)
        finally:
            self.service.close()
            clock.use(None)

    # ── who there is ─────────────────────────────────────────────────────────────────────────────────────────────

    def _people(self, session: Session) -> None:
        now = self.clockwork.now
        sites.load(session)
        # Whoever interprets is no claimant: their numbers are kept for drama as well.
        self.of_the_service = {one.telephone for one in interpreters.load(session)}
        for site in sites.all_sites(session):
            self.of_the_service |= {one.telephone for one in sites.telephones_of(session, site)}
        self.desks: dict[str, Adviser] = {}
        self.numbers = {site.slug: (site.telephone, site.textphone) for site in sites.all_sites(session)}
        for slug, cases in self.plan.cases.items():
            site = sites.by_slug(session, slug)
            sites.change_rules(session, site, short_call_seconds=int(people.SHORT_CALL[0]))
            staff.add(
                session, username=f"{SUPERVISOR}-{slug}", name=f"Supervisor of {slug}", role=SUPERVISOR,
                site_id=site.id, now=now,
            )  # fmt: skip
            for place in range(people.advisers_for(cases)):
                desk = f"+443069{FIRST_DESK + len(self.advisers)}"
                welsh = slug == "south-east-gwent" and place % 4 == 0
                added = staff.add(
                    session, username=f"{slug}-{place}", name=f"Adviser {place}", role="adviser", site_id=site.id,
                    now=now, languages=["en", "cy"] if welsh else ["en"], textphone=place % 8 == 1, desk_number=desk,
                )  # fmt: skip
                one = Adviser(added.staff.id, added.staff.username, added.password, slug, place % 2, place // 2)
                self.advisers.append(one)
                self.desks[desk] = one
                for day in self.plan.working_days(more=11):
                    begins, ends = people.duty(one, day)
                    diary.put_on_duty(session, one.id, site.id, begins, ends, breaks=people.breaks(one, day))

    # ── what is to happen ────────────────────────────────────────────────────────────────────────────────────────

    def _days(self) -> None:
        supply = people.numbers(self.chance, besides=self.of_the_service)
        for number, day in enumerate(self.plan.working_days()):
            for slug, cases in self.plan.cases.items():
                for case in people.cases_of(slug, day, cases, supply, self.chance):
                    self.cases.append(case)
                    self._callers[case.number] = case
                    self.clockwork.at(case.first_rings_at, partial(self._rings, case))
            for adviser in self.advisers:
                if self.chance.random() < self.plan.sick_share:
                    self.sick += 1
                else:
                    self._works(adviser, day)
            if self.plan.closed is not None and self.plan.closed[1] == number:
                self.clockwork.at(combine(day, time(13)), self._shuts)
                self.clockwork.at(combine(day, time(20)), self._opens)
            self._ticks(day)
            self.clockwork.at(combine(day, time(20, 30)), partial(self._evening, day))
        self.working.cases = self._callers

    def _works(self, adviser: Adviser, day: date) -> None:
        begins, ends = people.duty(adviser, day)
        self.clockwork.at(begins, lambda: self.working.comes(adviser))
        self.clockwork.at(ends, lambda: self.working.goes_home(adviser))
        for from_, to in people.breaks(adviser, day):
            seconds = (to - from_).total_seconds()
            self.clockwork.at(from_, partial(self.working.goes_for_a_break, adviser, seconds))

    def _ticks(self, day: date) -> None:
        """What a scheduler does: call-backs fall due every minute here, the rest now and then."""
        at, evening = combine(day, time(8)), combine(day, time(20))
        while at <= evening:
            self.clockwork.at(at, self._minute)
            if at.minute % 10 == 0:
                self.clockwork.at(at, self._now_and_then)
            at += timedelta(minutes=1)

    def _evening(self, day: date) -> None:
        self.on_evening(day)

    def _minute(self) -> None:
        """Whatever has fallen due joins the line, or is dialled by hand; where nothing can have, nothing is asked."""
        self.working.dial_by_hand()
        if not self.service.told_of_a_callback and self.clockwork.now < self._next_due:
            return
        self.service.told_of_a_callback = False
        ringing_back.fall_due(self.board, self.clockwork.now)
        self._next_due = self.service.entry(_next_due)

    def _now_and_then(self) -> None:
        now = self.clockwork.now
        for lane in LANES:
            self.service.worker.empty(lane)
        wrapping_up.ring_the_forgotten_again(self.board, now)
        dialling.look_for_lost_legs(self.board, now)
        owed.give_times(self.board, now)
        in_time.take_out_of_line(self.board, now)
        ringing_back.join_the_left(self.board, now)
        reconciling.sweep(self.board, now)
        papers.ask_for_run(self.board, now)
        forecasting.ask(self.board, now)
        self.service.entry(lambda session: staff.end_forgotten(session, now))

    # ── who rings ────────────────────────────────────────────────────────────────────────────────────────────────

    def _rings(self, case: Case) -> None:
        case.rang += 1
        telephone, textphone = self.numbers[case.site]
        welsh_menu = case.site == "south-east-gwent"
        language = {"interpreter": 3 if welsh_menu else 2, "Welsh": 1}.get(case.need, 2 if welsh_menu else 1)
        keys = {
            "call.language": str(language),
            "contact.safe_to_leave_message": "2",
            "callback.language_help": "1" if case.need == "interpreter" else "2",
            "callback.heard": "2",
        }
        self.exchange.ring(case.number, textphone if case.need == "textphone" else telephone, keys)

    def _waits(self, line: Line) -> None:
        patience = self.chance.expovariate(1 / people.PATIENCE)
        books = self.chance.random() < BOOKS_INSTEAD and line.to in {one for one, _ in self.numbers.values()}
        self.clockwork.after(patience, lambda: self._has_no_more_patience(line, books))

    def _has_no_more_patience(self, line: Line, books: bool) -> None:
        if line.waits and books:
            self.exchange.press_in_line(line)
        elif line.waits:
            self.exchange.end(line, "completed")

    def _over(self, line: Line) -> None:
        if line.to in self.desks:
            self.working.desk_is_free(line)
        elif line.leg is None and not self._is_served(line):
            self._tries_again(self._callers[line.from_])

    def _is_served(self, line: Line) -> bool:
        def served(session: Session) -> bool:
            call = calls.call_by_sid(session, line.sid)
            return call is not None and call.is_served

        return self.service.entry(served)

    def _tries_again(self, case: Case) -> None:
        if case.rang >= MOST_RINGS or self.chance.random() > RINGS_AGAIN:
            case.gave_up = True
            return
        again = self.clockwork.now + timedelta(minutes=self.chance.uniform(5, 40))
        day = london_date(again)
        if again > combine(day, time(17, 45)):
            later = [one for one in self.plan.working_days(more=5) if one > day]
            again = combine(later[0], time(9)) + timedelta(minutes=self.chance.uniform(0, 240))
        self.clockwork.at(again, lambda: self._rings(case))

    def _answers(self, number: str, ring_seconds: int) -> Answer:
        if number not in self._callers:
            return ANSWERED, 4.0
        drawn = self.chance.random()
        if drawn >= people.NOT_IN:
            return ANSWERED, self.chance.uniform(4, 18)
        if drawn < 0.02:
            return "busy", 2.0
        return ("failed", 1.0) if drawn < 0.025 else ("no-answer", float(ring_seconds))

    # ── an afternoon on which a site is shut ─────────────────────────────────────────────────────────────────────

    def _shuts(self) -> None:
        """The supervisor closes it at once, and moves what was promised for the afternoon."""
        now = self.clockwork.now

        def shut(session: Session) -> None:
            site, by = self._closed(session)
            shutting.close_at_once(self.board, session, site, "no electricity", {"en": "We have no electricity."}, now)
            audit.record(session, "closed_at_once", "site", site.id, now, staff_id=by)
            for callback in callbacks.todays(session, site.id, now):
                if callback.site_id != site.id or callback.state not in ("booked", "due"):
                    continue
                # As the page does: the first time that suits; where none can be met, the call is owed.
                for slot in diary.all_slots(session, site, callbacks.needs_of(callback), now, now=now):
                    try:
                        ringing_back.move(session, callback, slot, now, by_staff=by)
                    except SlotTaken:
                        continue
                    break
                else:
                    callbacks.lose_time(session, callback, by_staff=by, now=now)

        self.service.entry(shut)

    def _opens(self) -> None:
        def reopen(session: Session) -> None:
            site, _ = self._closed(session)
            sites.reopen(session, site)

        self.service.entry(reopen)

    def _closed(self, session: Session) -> tuple[Site, int]:
        assert self.plan.closed is not None
        slug = self.plan.closed[0]
        supervisor = staff.by_username(session, f"{SUPERVISOR}-{slug}")
        assert supervisor is not None
        return sites.by_slug(session, slug), supervisor.id


def _next_due(session: Session) -> datetime:
    """When the next call-back falls due."""
    owed = func.min(Callback.deadline).filter(Callback.state == "owed") - OWED_FALLS_DUE
    booked = func.min(Callback.next_at).filter(Callback.state == "booked")
    found: datetime | None = session.scalar(select(func.least(booked, owed)))
    return found or datetime.max.replace(tzinfo=UTC)


def _settings(folder: Path) -> Settings:
    """Of a line in practice: a live one offers Welsh only once a speaker has read its sentences."""
    made = settings_with(folder / "letters", public_base_url="https://startline.example")
    assert made.practice
    return made
