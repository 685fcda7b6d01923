"""What advisers do: sign in, talk, book, finish, write up, go for lunch; each by what the console calls."""

from functools import partial
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import Connection
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import arranging, by_hand, connecting, finishing, wrapping_up
from tests.month.clockwork import Clockwork, Service
from tests.month.exchange import Exchange, Line
from tests.month.people import INTERVIEW, NOT_IN, SHORT_CALL, Adviser, Case, lasts

# Of a hundred interviews: she wants another time, she does not want to go on, her line drops.
OTHER_TIME, WITHDRAWN, CUT_OFF = 0.03, 0.02, 0.01
RINGS_OUT = 40.0
WRITES_UP = {"on_call": 60.0, "not_reached": 40.0, "in_interview": 600.0}
INTERPRETED = {"buckinghamshire": "pl", "calderdale-and-kirklees": "pa", "south-east-gwent": "bn", "somerset": "pl"}


class Working:
    """The advisers at work."""

    def __init__(
        self, exchange: Exchange, service: Service, clockwork: Clockwork, advisers: list[Adviser], chance: Random
    ) -> None:
        self.exchange, self.service, self.clockwork, self.chance = exchange, service, clockwork, chance
        self.by_id = {adviser.id: adviser for adviser in advisers}
        self.by_desk: dict[str, Adviser] = {}
        self.cases: dict[str, Case] = {}
        self._talking: set[UUID] = set()
        self._withdraws: set[UUID] = set()
        exchange.on_together = self.together

    # ── the day ──────────────────────────────────────────────────────────────────────────────────────────────────

    def comes(self, adviser: Adviser) -> None:
        """He signs in, if he is not, and is ready; what he has not finished comes first."""

        def come(session: Session) -> bool:
            now = self.clockwork.now
            if staff.presence_of(session, adviser.id).state == "signed_out":
                adviser.token = staff.sign_in(session, adviser.username, adviser.password, now)
            unfinished = wrapping_up.to_wrap_up(session, adviser.id)
            if unfinished is None and staff.presence_of(session, adviser.id).state != "ringing":
                staff.set_presence(session, adviser.id, "ready", None, now)
            return unfinished is not None and unfinished.ended_at is not None

        adviser.leaves = adviser.wants_break = False
        if self.service.entry(come):
            self._writes_up(adviser)

    def goes_for_a_break(self, adviser: Adviser, seconds: float) -> None:
        """At once if he is free, else after what he is doing."""
        adviser.wants_break = True
        self.clockwork.after(seconds, lambda: self._back(adviser))
        self._if_free(adviser)

    def _back(self, adviser: Adviser) -> None:
        adviser.wants_break = False
        if not adviser.leaves and self._state(adviser) in ("break", "signed_out"):
            # Whose browser was locked over lunch signs in again.
            self.comes(adviser)

    def goes_home(self, adviser: Adviser) -> None:
        """At once if he is free, else after what he is doing."""
        adviser.leaves = True
        self._if_free(adviser)

    def _state(self, adviser: Adviser) -> str:
        return self.service.entry(lambda session: staff.presence_of(session, adviser.id).state)

    def _if_free(self, adviser: Adviser) -> None:
        state = self._state(adviser)
        if state not in ("ready", "away", "break"):
            return
        now, token = self.clockwork.now, adviser.token
        if adviser.leaves and token is not None:
            self.service.entry(lambda session: staff.sign_out(session, token, now))
            adviser.token = None
        elif adviser.wants_break and state == "ready":
            self.service.entry(lambda session: staff.set_presence(session, adviser.id, "break", None, now))

    # ── on the line ──────────────────────────────────────────────────────────────────────────────────────────────

    def together(self, connection_id: UUID) -> None:
        """Somebody has come into a conference: when two are there who are to talk, they do."""
        members = self.exchange.conferences[connection_id]
        advisers = [line for line in members if line.to in self.by_desk]
        claimant = [line for line in members if (line.from_ if line.leg is None else line.to) in self.cases]
        if not advisers or not claimant or connection_id in self._talking:
            return
        self._talking.add(connection_id)
        if claimant[0].leg is None:
            self.clockwork.after(lasts(SHORT_CALL, self.chance) - 20, lambda: self._books(connection_id))
        else:
            self.clockwork.after(lasts(INTERVIEW, self.chance), lambda: self._finishes(connection_id, claimant[0]))

    def _books(self, connection_id: UUID) -> None:
        """The adviser books her call-back, or finds the one there is, and ends the call."""

        def book(session: Session) -> None:
            now = self.clockwork.now
            connection = calls.connection(session, connection_id)
            if connection.ended_at is not None or connection.claimant_id is None or connection.call_id is None:
                return
            claimant = session.get_one(Claimant, connection.claimant_id)
            case = self.cases[calls.call(session, connection.call_id).from_number or ""]
            if case.need == "interpreter":
                said = {"contact.spoken_language": INTERPRETED[case.site], "contact.interpreter": "yes"}
                claimants.update_from_answers(session, claimant, said, now, connection.adviser_id)
            # What she said to the line is what was booked then.
            if callbacks.open_for_call(session, connection.call_id) is None:
                self._arrange(session, claimant, connection)

        self.service.entry(book)
        self.clockwork.after(20, lambda: self._ends(connection_id))

    def _arrange(self, session: Session, claimant: Claimant, connection: Connection) -> None:
        now, adviser = self.clockwork.now, connection.adviser_id
        home = arranging.home_of(session, claimant)
        offered = diary.offer_slots(session, home, arranging.needs_of(session, claimant), now, now=now)
        if offered:
            chosen = offered[0] if self.chance.random() < 0.7 else self.chance.choice(offered)
            arranging.book(session, claimant, chosen.starts_at, "", adviser, now)
        else:
            arranging.owe(session, claimant, adviser, now)

    def _ends(self, connection_id: UUID) -> None:
        board, now = self.service.board, self.clockwork.now
        self.service.entry(lambda session: connecting.end_pressed(board, session, connection_id, now))

    def _finishes(self, connection_id: UUID, her: Line) -> None:
        drawn = self.chance.random()
        if drawn < CUT_OFF:
            self.exchange.end(her, "completed")
            return
        board, now = self.service.board, self.clockwork.now

        def finish(session: Session) -> None:
            connection = calls.connection(session, connection_id)
            if connection.ended_at is not None or connection.claimant_id is None:
                return
            claimant = session.get_one(Claimant, connection.claimant_id)
            callback = session.get_one(Callback, connection.callback_id)
            if drawn < CUT_OFF + OTHER_TIME:
                self._arrange(session, claimant, connection)
            elif drawn < CUT_OFF + OTHER_TIME + WITHDRAWN:
                self._withdraws.add(connection_id)
            else:
                callbacks.record_result(session, callback, "reached", now, by_staff=connection.adviser_id)
                finishing.finish(board, session, claimant, None, connection.adviser_id, now)
            connecting.end_pressed(board, session, connection_id, now)

        self.service.entry(finish)

    # ── what no network dials ────────────────────────────────────────────────────────────────────────────────────

    def dial_by_hand(self) -> None:
        """Whoever is free dials what waits for somebody to dial it, the earliest first."""
        now = self.clockwork.now

        def begin(session: Session) -> list[tuple[Adviser, UUID]]:
            begun = []
            due = select(Callback).where(Callback.state == "due").order_by(Callback.next_at)
            for callback in session.scalars(due).all():
                adviser = self._free_at(session, callback.site_id) if by_hand.is_due(session, callback, now) else None
                if adviser is not None and callback.claimant_id is not None:
                    by_hand.begin(session, session.get_one(Claimant, callback.claimant_id), adviser.id, now)
                    begun.append((adviser, callback.claimant_id))
            return begun

        for adviser, claimant_id in self.service.entry(begin):
            if self.chance.random() < NOT_IN:
                self.clockwork.after(RINGS_OUT, partial(self._has_dialled, adviser, claimant_id, reached=False))
            else:
                interview = lasts(INTERVIEW, self.chance) + WRITES_UP["in_interview"]
                self.clockwork.after(interview, partial(self._has_dialled, adviser, claimant_id, reached=True))

    def _free_at(self, session: Session, site_id: int) -> Adviser | None:
        slug = sites.by_id(session, site_id).slug
        stays = (one for one in self.by_id.values() if one.site == slug and not (one.leaves or one.wants_break))
        return next((one for one in stays if staff.presence_of(session, one.id).state == "ready"), None)

    def _has_dialled(self, adviser: Adviser, claimant_id: UUID, *, reached: bool) -> None:
        board, now = self.service.board, self.clockwork.now

        def say(session: Session) -> None:
            claimant = session.get_one(Claimant, claimant_id)
            if not reached:
                by_hand.came_to(session, claimant, "no_answer", adviser.id, now)
                return
            callback = callbacks.open_for(session, claimant_id)
            assert callback is not None
            callbacks.record_result(session, callback, "reached", now, by_staff=adviser.id)
            finishing.finish(board, session, claimant, None, adviser.id, now)
            staff.set_presence(session, adviser.id, "wrapping_up", None, now)
            staff.set_presence(session, adviser.id, "ready", None, now)

        self.service.entry(say)
        self._if_free(adviser)

    # ── after the call ───────────────────────────────────────────────────────────────────────────────────────────

    def desk_is_free(self, line: Line) -> None:
        """His line is over: he writes up what he has to."""
        adviser = self.by_desk[line.to]

        def how_long(session: Session) -> float | None:
            connection = calls.current_connection(session, adviser.id)
            if staff.presence_of(session, adviser.id).state != "wrapping_up" or connection is None:
                return None
            if connection.callback_id is None:
                return WRITES_UP["on_call"]
            return WRITES_UP["in_interview" if connection.claimant_joined_at else "not_reached"]

        seconds = self.service.entry(how_long)
        if seconds is not None:
            self.clockwork.after(seconds, lambda: self._writes_up(adviser))
        else:
            self._if_free(adviser)

    def _writes_up(self, adviser: Adviser) -> None:
        board, now = self.service.board, self.clockwork.now
        then = "away" if adviser.leaves else "break" if adviser.wants_break else "ready"

        def write(session: Session) -> None:
            connection = wrapping_up.to_wrap_up(session, adviser.id)
            if connection is None:
                return
            code = self._code(session, connection)
            wrapping_up.wrap_up(board, session, adviser.id, code, then, now)

        self.service.entry(write)
        self._if_free(adviser)

    def _code(self, session: Session, connection: Connection) -> str:
        codes = {one.code for one in wrapping_up.codes_for(session, connection)}
        if connection.callback_id is None:
            return "booked"
        if "cut_off" in codes:
            return "withdrawn" if connection.id in self._withdraws else "cut_off"
        state = session.get_one(Callback, connection.callback_id).state
        wanted = {"kept": "finished", "cancelled": "cancelled"}.get(state, "rest_booked")
        return wanted if connection.claimant_joined_at else "not_reached"
