"""The exchange itself: its numbers, telephones, calls, and the door for tests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from app.practice.calls.call import TIME_LIMIT_SECONDS, Call
from app.practice.calls.clients import SCHEME, ClientTelephone
from app.practice.calls.conferences import Conference
from app.practice.calls.machines import Detection, detect
from app.practice.calls.people import Telephone
from app.practice.calls.recordings import Recording
from app.practice.calls.subscription import Subscription
from app.practice.clock import Clock, Entry
from app.practice.delivery import Hand
from app.practice.faults import Faults
from app.practice.journals import Journal, too_many
from app.practice.messages import START_WORDS, STOP_WORDS, Message
from app.practice.numbers import Application, Number
from app.practice.rehearsal import RehearsalClock
from app.practice.signing import Identifiers, Pairs
from app.practice.twiml.document import Document, parse
from app.practice.twiml.performance import begin
from app.practice.twiml.queues import Queue
from app.practice.twiml.verbs import VERBS
from app.practice.webhooks.correspondence import Correspondence, Notification, Webhook
from app.practice.webhooks.sending import Sender

WITHHELD = "anonymous"
UNREACHABLE_HANDSET = 30003
# Lists may be a megabyte each, and are asked for again and again.
KEPT_REQUESTS, KEPT_OF_AN_ANSWER = 2_000, 64 * 1024
KEPT_CALLS = 2_000  # that have ended, with everything that was heard and sent on them


@dataclass(frozen=True)
class RestRequest:
    """One request of the service to the REST interface, and what it was answered."""

    at: datetime
    method: str
    url: str
    form: Pairs
    status: int
    answer: str


class Exchange:
    """A stand-in for Twilio. With `start` (aware, UTC) its clock is moved by hand, else it keeps real time.

    Everything that changes it takes `lock`; nothing keeps the lock while it waits for the service.
    """

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        api_key_sid: str = "",
        api_key_secret: str = "",
        start: datetime | None = None,
        ahead: RehearsalClock | None = None,
        seed: str = "practice",
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.keys = {account_sid: auth_token, **({api_key_sid: api_key_secret} if api_key_sid else {})}
        self.lock = threading.RLock()
        self.clock = Clock(start, ahead)
        self.hand = Hand(self.clock)
        self.faults = Faults()
        self.identifiers = Identifiers(seed)
        self.verbs = VERBS
        self.sender = Sender(auth_token, self.faults)
        self.correspondence = Correspondence(self)
        self.numbers: dict[str, Number] = {}
        self.telephones: dict[str, Telephone] = {}
        self.clients: dict[str, ClientTelephone] = {}
        self.calls: dict[str, Call] = {}
        self.conferences: dict[str, Conference] = {}
        self.queues: dict[str, Queue] = {}
        self.recordings: dict[str, Recording] = {}
        self.applications: dict[str, Application] = {}
        self.messages: list[Message] = Journal()
        self.messaging_services: dict[str, str] = {}
        self.opted_out: set[tuple[str, str]] = set()
        self.requests: list[RestRequest] = Journal(KEPT_REQUESTS)
        self.webhooks: list[Webhook] = Journal()
        self.notifications: list[Notification] = Journal()
        self.calls_per_second: float | None = None
        self.time_limit_seconds = TIME_LIMIT_SECONDS
        self.base_url = "https://api.twilio.com"
        self._next_dial = self.clock.now()
        self._time_listeners: list[Callable[[datetime], object]] = []

    # ── the door for tests ───────────────────────────────────────────────────────────────────────

    def connect_number(
        self,
        phone_number: str,
        *,
        voice_url: str = "",
        fallback_url: str = "",
        status_callback: str = "",
        sms_url: str = "",
        friendly_name: str = "",
    ) -> Number:
        """Give the account a number, or change where an existing one leads."""
        with self.lock:
            number = self.numbers.get(phone_number)
            if number is None:
                number = Number(self.identifiers.new("PN"), self.now(), self.now(), phone_number=phone_number)
                self.numbers[phone_number] = number
            number.friendly_name = friendly_name or number.friendly_name or phone_number
            number.voice_url, number.voice_fallback_url = voice_url, fallback_url
            number.status_callback, number.sms_url = status_callback, sms_url
            return number

    def add_messaging_service(self, sender: str) -> str:
        """Give the account a messaging service with one sender; the service's SID."""
        with self.lock:
            sid = self.identifiers.new("MG")
            self.messaging_services[sid] = sender
            return sid

    def on_settle(self, callback: Callable[[], bool | None]) -> None:
        """Called after every delivered event until it returns False or None: nothing more to do."""
        self.hand.after_each.append(callback)

    def on_time(self, callback: Callable[[datetime], object]) -> None:
        """Called with the new time each time the clock is moved, before anything is delivered."""
        self._time_listeners.append(callback)

    def ring(self, *, from_: str | None, to: str, withheld: bool = False) -> Call:
        """A person rings a number of the account.

        With from_ None the call comes from nobody's telephone; `withheld` hides the number of one that is known.
        """
        with self.lock:
            number = self.numbers.get(to)
            if number is None:
                raise ValueError(f"{to} is not a number of this account")
            call = self.new_call("inbound", WITHHELD if withheld or not from_ else from_, to)
            call.number_sid, call.started = number.sid, self.now()
            call.fallback_url, call.fallback_method = number.voice_fallback_url, number.voice_fallback_method
            if number.status_callback:
                call.subscription = Subscription(
                    number.status_callback, number.status_callback_method, frozenset({"completed"})
                )
            # Several may share a number; its telephone shows the first of their calls.
            if from_ is not None and self.telephone(from_).call is None:
                self.telephone(from_).take(call)
            call.move("ringing")
            begin(call, "the number's document").ask(number.voice_url, number.voice_method)
            return call

    def telephone(self, number: str) -> Telephone:
        """The telephone with that number, anywhere in the world, or with that address (client:, sip:)."""
        if number.startswith(SCHEME):
            return self.client(number.removeprefix(SCHEME))
        with self.lock:
            return self.telephones.setdefault(number, Telephone(self, number))

    def client(self, identity: str) -> ClientTelephone:
        """The browser telephone of that name, registered or not."""
        with self.lock:
            if identity not in self.clients:
                self.clients[identity] = ClientTelephone(self, SCHEME + identity)
            return self.clients[identity]

    def text(self, *, from_: str, to: str, body: str) -> Message:
        """A person sends a text message to a number of the account."""
        with self.lock:
            number = self.numbers.get(to)
            if number is None:
                raise ValueError(f"{to} is not a number of this account")
            message = Message(self.identifiers.new("SM"), "inbound", from_, to, body, self.now(), "received")
            self.messages.append(message)
            word = body.strip().upper()
            if word in STOP_WORDS:
                self.opted_out.add((to, from_))
            elif word in START_WORDS:
                self.opted_out.discard((to, from_))
            if number.sms_url:
                self.correspondence.deliver_text(message, number)
            return message

    def now(self) -> datetime:
        """The time of the exchange, aware, UTC."""
        return self.clock.now()

    def settle(self) -> None:
        """Deliver everything that is due now, without time passing."""
        self.hand.settle()

    def advance(self, seconds: float, *, every: float | None = None) -> None:
        """Move the clock, event by event, delivering each and calling on_settle until all is quiet.

        With `every` the clock also stops each so many seconds, for a service that has timers of its own.
        """
        target = self.now() + timedelta(seconds=seconds)
        self.settle()
        while True:
            stops = [target]
            if every is not None:
                stops.append(self.now() + timedelta(seconds=every))
            if (due := self.clock.next_due()) is not None:
                stops.append(due)
            stop = min(stops)
            self.clock.move_to(max(stop, self.now()))
            for listener in self._time_listeners:
                listener(self.now())
            self.settle()
            if stop >= target:
                return

    # ── for the rest of the exchange ─────────────────────────────────────────────────────────────

    def later(self, seconds: float, lane: str, action: Callable[[], None], what: str) -> Entry:
        """Do something in so many seconds, with the lock held."""

        def run() -> None:
            with self.lock:
                if not entry.cancelled:
                    action()

        entry = self.clock.after(seconds, lane, run, what)
        return entry

    def new_call(self, direction: str, from_: str, to: str, parent_sid: str | None = None) -> Call:
        """A call that is known to REST from now on."""
        self.forget()
        call = Call(self, self.identifiers.new("CA"), direction, from_, to, self.now(), parent_sid=parent_sid)
        self.calls[call.sid] = call
        return call

    def forget(self, keep: int = KEPT_CALLS) -> None:
        """Let go of the oldest calls that have ended; of conferences and recordings as many are kept as of calls."""
        for sid in too_many(self.calls, keep, lambda call: not call.is_live):
            call = self.calls.pop(sid)
            self.sender.cookies.pop(sid, None)
            if call.telephone is not None and call in call.telephone.history:
                call.telephone.history.remove(call)
        for sid in too_many(self.conferences, keep, lambda room: room.status == "completed"):
            del self.conferences[sid]
        for sid in too_many(self.recordings, keep, lambda recording: recording.finished):
            del self.recordings[sid]

    def dial_out(self, call: Call, timeout_seconds: int) -> None:
        """Ring the far end of a call, when its turn comes."""
        start = self.now()
        if self.calls_per_second and call.direction == "outbound-api":
            start = max(start, self._next_dial)
            self._next_dial = start + timedelta(seconds=1 / self.calls_per_second)
        call.queue_milliseconds = round((start - self.now()).total_seconds() * 1000)

        def dial() -> None:
            if call.status != "queued":
                return
            call.started = self.now()
            call.tell("initiated", "initiated")
            self.telephone(call.to).ring(call, timeout_seconds)

        self.later((start - self.now()).total_seconds(), call.sid, dial, f"dialling of {call.sid[:8]}")

    def seconds_in_queue(self) -> float:
        """How long a call that REST makes now would wait for its turn."""
        return max(0.0, (self._next_dial - self.now()).total_seconds()) if self.calls_per_second else 0.0

    def play_when_answered(
        self, call: Call, url: str, method: str, twiml: str, detection: Detection | None = None
    ) -> None:
        """What an outbound call does once it is answered, and, where that is asked for, once it is known by whom."""
        document = Document(parse(twiml.encode()), "") if twiml else None

        def start(extra: Pairs) -> None:
            performance = begin(call, "the call's document")
            if document is not None:
                performance.perform(document)
            else:
                performance.ask(url, method, extra)

        call.when_answered = lambda: detect(call, detection, start) if detection else start([])

    def redirect(self, call: Call, url: str, method: str, twiml: str) -> None:
        """Take a live call out of whatever it does and give it another document."""
        document = Document(parse(twiml.encode()), "") if twiml else None
        call.note("rest", "redirected", url)
        if call.performance is not None:
            call.performance.stop("redirected")
        performance = begin(call, "the call's document")
        if document is not None:
            performance.perform(document)
        else:
            performance.ask(url, method)

    def live_conference(self, name: str) -> Conference | None:
        """The conference of that name that has not ended."""
        for conference in self.conferences.values():
            if conference.friendly_name == name and conference.status != "completed":
                return conference
        return None

    def conference(self, name: str, subscription: Subscription | None) -> Conference:
        """The conference of that name that lives, or a new one; only the first to come says who is told of it."""
        conference = self.live_conference(name)
        if conference is None:
            conference = Conference(self, self.identifiers.new("CF"), name, self.now(), subscription)
            self.conferences[conference.sid] = conference
        return conference

    def queue(self, name: str) -> Queue:
        """The queue of that name, made if there is none."""
        if name not in self.queues:
            self.queues[name] = Queue(self.identifiers.new("QU"), name, self.now(), self.now())
        return self.queues[name]

    def keep_request(self, method: str, url: str, form: Pairs, status: int, answer: str) -> None:
        """Put a REST request on record, without its answer where that is very long."""
        kept = answer if len(answer) <= KEPT_OF_AN_ANSWER else ""
        self.requests.append(RestRequest(self.now(), method, url, form, status, kept))

    def recording_url(self, recording: Recording) -> str:
        """Where a recording can be fetched."""
        return f"{self.base_url}/2010-04-01/Accounts/{self.account_sid}/Recordings/{recording.sid}"

    def send_text(self, message: Message) -> None:
        """A text message of the service sets out; a telephone that is out of reach does not get it."""
        self.messages.append(message)
        self._set_out(message)

    def send_text_at(self, message: Message, moment: datetime) -> None:
        """A text message of the service is kept until then, unless it is cancelled before."""
        message.status = "scheduled"
        self.messages.append(message)

        def due() -> None:
            if message.status == "scheduled":
                message.status, message.updated = "accepted", self.now()
                self._set_out(message)

        self.later((moment - self.now()).total_seconds(), message.sid, due, "scheduled text message")

    def _set_out(self, message: Message) -> None:
        phone = self.telephones.get(message.to)
        reached = phone is None or phone.behaviour != "unreachable"
        for seconds, status in ((1, "sent"), (2, "delivered" if reached else "undelivered")):
            change = partial(self.change_message, message, status)
            self.later(seconds, message.sid, change, f"text message {status}")

    def change_message(self, message: Message, status: str) -> None:
        """A message goes on its way."""
        message.status, message.updated = status, self.now()
        if status == "sent":
            message.sent = self.now()
        if status == "undelivered":
            message.error_code = UNREACHABLE_HANDSET
        if message.status_callback:
            form = [
                ("MessageSid", message.sid),
                ("MessageStatus", status),
                ("SmsSid", message.sid),
                ("SmsStatus", status),
                *([("MessagingServiceSid", message.messaging_service_sid)] if message.messaging_service_sid else []),
                ("To", message.to),
                ("From", message.from_),
                ("AccountSid", self.account_sid),
                ("ApiVersion", "2010-04-01"),
            ]
            if message.error_code is not None:
                form.append(("ErrorCode", str(message.error_code)))
            self.correspondence.notify("message", message.status_callback, "POST", form, lane=message.sid, call=None)
