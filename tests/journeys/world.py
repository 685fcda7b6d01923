"""The whole service and the practice exchange in one process: real HTTP between them, one clock for both.

Nothing is awaited and nothing sleeps: the exchange delivers one event at a time, and after each the worker does
what follows from it, until all is quiet. Time stands still meanwhile; it stops again wherever the service itself
has something to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, make_server

from app import clock, create_app
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import Connection
from app.claimants import service as claimants
from app.commands import demonstration
from app.commands.demonstration import Person
from app.database import Database
from app.diary import service as diary
from app.diary.models import Rota
from app.jobs import service as jobs
from app.line.models import Demand, Offer
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from app.practice.exchange import Exchange
from app.practice.server import QuietHandler, serve
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import connecting, interpreting
from app.switchboard.context import Switchboard
from tests.journeys.locking import Locks
from tests.journeys.working import Work
from tests.made_up import settings_with

People = dict[str, Person]

MONDAY_AT_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CLAIMANT, FRIEND = "+447700900123", "+441632960456"
LOOK_FOR_STOP_SECONDS = 0.01
NUMBERS = {
    "buckinghamshire": "+443069990101",
    "calderdale-and-kirklees": "+443069990102",
    "south-east-gwent": "+443069990103",
    "somerset": "+443069990104",
}
ACCOUNT: dict[str, Any] = {
    "account_sid": "AC" + "0" * 32,
    "auth_token": "t" * 32,
    "api_key_sid": "SK" + "0" * 32,
    "api_key_secret": "s" * 32,
}


class World:
    """Four sites with their people, a telephone network, and a clock."""

    def __init__(self, database: Database, people: People, letters: Path, start: datetime = MONDAY_AT_TEN) -> None:
        self.database = database
        self.people = people
        self._ids = dict[str, int]()
        self.expected_errors: set[int] = set()
        self.expected_failures: set[str] = set()
        self.exchange = Exchange(**ACCOUNT, start=start)
        self._exchange_server = serve(self.exchange)
        self._time = start
        clock.use(lambda: self._time)
        self.exchange.on_time(self._move)
        self._web: BaseWSGIServer = make_server(
            "127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=QuietHandler
        )
        self._web.daemon_threads = True  # type: ignore[attr-defined]
        self.settings = settings_with(
            letters,
            public_base_url=f"http://127.0.0.1:{self._web.server_port}",
            twilio_account_sid=ACCOUNT["account_sid"],
            twilio_auth_token=ACCOUNT["auth_token"],
            twilio_api_key_sid=ACCOUNT["api_key_sid"],
            twilio_api_key_secret=ACCOUNT["api_key_secret"],
            twilio_api_base_url=self._exchange_server.base_url,
        )
        self.app: Flask = create_app(self.settings, database)
        self._web.app = self.app
        self._thread = Thread(target=self._web.serve_forever, args=(LOOK_FOR_STOP_SECONDS,), name="web", daemon=True)
        self._thread.start()
        self.board: Switchboard = self.app.extensions["switchboard"]
        with database.transaction() as session:
            if start.date() != MONDAY_AT_TEN.date():
                demonstration.load(session)
            for site in sites.all_sites(session):
                for number in (site.telephone, site.textphone):
                    self._connect(number)
        self._connect(self.settings.twilio_text_sender)
        self.work = Work(self.board, self.exchange)
        self.locks = Locks(database.engine)

    def _connect(self, number: str) -> None:
        addresses = self.board.addresses.of_a_number
        self.exchange.connect_number(
            number,
            voice_url=addresses["voice_url"],
            fallback_url=addresses["voice_fallback_url"],
            status_callback=addresses["status_callback"],
            sms_url=addresses["sms_url"],
        )

    def _move(self, to: datetime) -> None:
        self._time = to

    def close(self) -> None:
        """Stop both servers and give the clock back."""
        self.work.close()
        self.locks.close()
        self._web.shutdown()
        self._thread.join()
        self._web.server_close()
        self.app.extensions["startline.live"].stop()
        self._exchange_server.stop()
        clock.use(None)

    # ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def now(self) -> datetime:
        """The time it is."""
        return self._time

    def settle(self) -> None:
        """Everything that is due now, and what follows from it; no time passes."""
        self.work.go_on()
        self.exchange.settle()

    def print_letters(self) -> None:
        """What waits is printed now, as a supervisor may have it, and not with the run at five."""
        with self.session() as session:
            jobs.enqueue(session, "paper", "print", {}, self._time)
        self.settle()

    def pass_time(self, seconds: float) -> None:
        """Let time pass, event by event."""
        self.exchange.advance(seconds)
        self.settle()

    def until_rings(self, username: str, within: float = 120) -> None:
        """Let time pass until an adviser's desk rings."""
        latest = self._time + timedelta(seconds=within)
        while not self.desk(username).ringing:
            assert self._time < latest, f"the desk of {username} does not ring"
            self.pass_time(2)

    def until_heard(self, call: Call | Telephone, sentence: str, within: float = 60) -> None:
        """Let time pass until a sentence, or part of one, is heard."""
        latest = self._time + timedelta(seconds=within)
        while not any(sentence in one.text for one in call.said):
            assert self._time < latest, f"{sentence!r} is not heard, but {[one.text for one in call.said]}"
            self.pass_time(2)

    def until(self, moment: datetime) -> None:
        """Let time pass up to a moment."""
        self.pass_time((moment - self._time).total_seconds())

    def until_due(self, callback: Callback, minutes: float = 0) -> None:
        """Let time pass until a call-back is due, or so many minutes after (before: negative)."""
        assert callback.due_at is not None
        self.until(callback.due_at + timedelta(minutes=minutes))

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────

    def ring(self, site: str, from_: str | None = CLAIMANT) -> Call:
        """Somebody dials a site's local-rate number."""
        call = self.exchange.ring(from_=from_, to=NUMBERS[site])
        self.settle()
        return call

    def press(self, call: Call | Telephone, *keys: str) -> None:
        """Press keys, each once the line has taken in the one before."""
        for key in keys:
            call.press(key)
            self.settle()

    def say(self, call: Call | Telephone, *sentences: str) -> None:
        """Speak, and be silent until the line has understood."""
        for sentence in sentences:
            call.speak(sentence)
            self.pass_time(6)

    def hang_up(self, call: Call | Telephone) -> None:
        """Put the receiver down."""
        call.hang_up()
        self.settle()

    def desk(self, username: str) -> Telephone:
        """An adviser's desk telephone."""
        number = self.people[username].desk
        assert number is not None
        return self.exchange.telephone(number)

    def person(self, username: str) -> Person:
        """Who that is, with the password made for this run."""
        return self.people[username]

    def staff_id(self, username: str) -> int:
        """Their id."""
        if username not in self._ids:
            with self.session() as session:
                self._ids.update((one.username, one.id) for one in session.scalars(select(Staff)))
        return self._ids[username]

    def ready(self, *usernames: str) -> None:
        """Advisers sign in (each from a browser of their own), or come back from what they did, and are ready."""
        for username in usernames:
            with self.session() as session:
                person = self.people[username]
                if staff.presence_of(session, self.staff_id(username)).state == "signed_out":
                    staff.sign_in(session, username, person.password, clock.now())
                staff.set_presence(session, self.staff_id(username), "ready", None, clock.now())
        self.settle()

    def presence(self, username: str) -> str:
        """What an adviser is doing."""
        return self.presence_and_reason(username)[0]

    def presence_and_reason(self, username: str) -> tuple[str, str | None]:
        """What an adviser is doing, and why."""
        with self.session() as session:
            doing = staff.presence_of(session, self.staff_id(username))
            return doing.state, doing.reason

    def idle_since(self, username: str) -> datetime | None:
        """Since when an adviser has been waiting for a call."""
        with self.session() as session:
            return staff.presence_of(session, self.staff_id(username)).idle_since

    def presence_to(self, username: str, state: str) -> None:
        """An adviser says what he does now."""
        with self.session() as session:
            staff.set_presence(session, self.staff_id(username), state, None, self._time)
        self.settle()

    def connection(self, username: str) -> Connection:
        """What an adviser is in, or has still to wrap up."""
        with self.session() as session:
            found = calls.current_connection(session, self.staff_id(username))
            assert found is not None
            return found

    def end_call(self, username: str) -> None:
        """The adviser presses End."""
        connection = self.connection(username)
        with self.session() as session:
            connecting.end_pressed(self.board, session, connection.id, self._time)
        self.settle()

    def hold(self, username: str, on: bool = True) -> None:
        """The adviser presses Hold, or takes her off it."""
        connection = self.connection(username)
        with self.session() as session:
            assert connecting.hold_pressed(session, connection.id, on, self._time)
        self.settle()

    def add_interpreter(self, username: str) -> bool:
        """The adviser presses Add interpreter; whether there was one to be added."""
        connection = self.connection(username)
        with self.session() as session:
            added = interpreting.add_pressed(self.board, session, connection.id, self._time)
        self.settle()
        return added

    def take(self, username: str) -> Telephone:
        """The adviser's desk rings; he picks it up and presses 1."""
        desk = self.desk(username)
        assert desk.ringing, f"the desk of {username} does not ring"
        desk.answer()
        self.settle()
        self.press(desk, "1")
        return desk

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A look into the database, or a change, committed."""
        with self.database.transaction() as session:
            yield session

    def site(self, slug: str) -> Site:
        """A site."""
        with self.session() as session:
            return sites.by_slug(session, slug)

    def demand(self) -> Demand:
        """Who joined the line last."""
        with self.session() as session:
            return session.scalars(select(Demand).order_by(Demand.joined_at.desc())).first()  # type: ignore[return-value]

    def offers(self) -> list[Offer]:
        """Every offer made, in order."""
        with self.session() as session:
            return list(session.query(Offer).order_by(Offer.made_at))

    def demand_of(self, call: Call) -> Demand:
        """What stands in the line for a caller."""
        with self.session() as session:
            hers = calls.call_by_sid(session, call.sid)
            assert hers is not None
            return session.scalars(select(Demand).where(Demand.call_id == hers.id)).one()

    def ended_at(self, call: Call) -> datetime | None:
        """When the exchange saw a call end."""
        return self.exchange.calls[call.sid].ended

    def offered_times(self, call: Call) -> list[str]:
        """The times (ISO) a caller was offered by keypad the last time."""
        with self.session() as session:
            hers = calls.call_by_sid(session, call.sid)
            assert hers is not None
            return list(hers.answers["offers"])

    def callbacks(self) -> list[Callback]:
        """Every call-back, in the order in which they were promised."""
        with self.session() as session:
            return list(session.scalars(select(Callback).order_by(Callback.booked_at)))

    def book(
        self, slug: str, telephone: str = CLAIMANT, safe_to_ring: bool = True, interpreted: str | None = None
    ) -> Callback:
        """A call-back booked with a known person of a site, for the first time that can be met.

        `interpreted`: the language that somebody is to interpret for her.
        """
        return self.book_at(slug, None, telephone, safe_to_ring, interpreted)

    def book_at(
        self,
        slug: str,
        at: datetime | None,
        telephone: str = CLAIMANT,
        safe_to_ring: bool = True,
        interpreted: str | None = None,
    ) -> Callback:
        """The same, for a moment that was chosen."""
        with self.session() as session:
            site = sites.by_slug(session, slug)
            person = claimants.first_contact(session, site.id, self._time, interpreted or "en")
            person.telephone = telephone
            needs = diary.needs_of(site, interpreted or "en", interpreter=interpreted is not None)
            first = diary.offer_slots(session, site, needs, at or self._time, now=self._time)[0]
            slot = diary.slot_at(session, site, needs, at, self._time) if at else first
            return callbacks.book(
                session,
                site=site,
                slot=slot,
                claimant_id=person.id,
                call_id=None,
                contact=callbacks.Contact(telephone, safe_to_ring),
                by_staff=None,
                now=self._time,
            )

    def callback(self) -> Callback:
        """The call-back promised last, as it stands now."""
        return self.callbacks()[-1]

    def attempts(self) -> list[str | None]:
        """What came of each attempt to ring the claimant of the call-back promised last."""
        with self.session() as session:
            return [attempt.result for attempt in callbacks.attempts_of(session, self.callback())]

    def held_for(self, callback: Callback) -> str:
        """The adviser who is kept for a call-back."""
        return next(name for name in self.people if self.staff_id(name) == callback.held_adviser_id)

    def texts_to(self, number: str) -> list[str]:
        """The text messages that went to a number."""
        return [message.body for message in self.exchange.messages if message.to == number]

    def clear_rotas(self, slug: str) -> None:
        """Nobody of a site is on duty on any day."""
        with self.session() as session:
            site = sites.by_slug(session, slug)
            session.execute(delete(Rota).where(Rota.site_id == site.id))

    def reason(self, offer: Offer) -> str:
        """Why an offer was made, as it is read."""
        return connecting.reason_in_words(offer, "en")

    def texts(self) -> list[tuple[str, str]]:
        """Every text message sent: to whom, and what it says."""
        return [(message.to, message.body) for message in self.exchange.messages]

    def minutes(self, count: float) -> timedelta:
        """So many minutes."""
        return timedelta(minutes=count)
