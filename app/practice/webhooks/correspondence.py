"""What is asked of the service, whose failure means the fallback, and what it is only told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.practice import codes
from app.practice.faults import target_of
from app.practice.messages import Message
from app.practice.numbers import Number
from app.practice.signing import Pairs
from app.practice.twiml.document import Document, Element, TwimlFault, parse_replies, read
from app.practice.twiml.performance import Performance, begin
from app.practice.webhooks.carriage import Carriage
from app.practice.webhooks.sending import Answer

if TYPE_CHECKING:
    from app.practice.calls.call import Call
    from app.practice.exchange import Exchange

APOLOGY = Document((Element("Say", {}, "We are sorry. An application error has occurred. Goodbye.", ()),), "")
MOST_FALLBACKS = 10
QUESTIONS = frozenset({"voice", "message"})  # webhooks whose answer matters; the others only tell


@dataclass(frozen=True)
class Webhook:
    """One request to the service. `status` 0: no answer came; `error`: Twilio's code for what was wrong."""

    at: datetime
    kind: str
    method: str
    url: str
    form: Pairs
    status: int
    answer: str
    error: int | None
    call_sid: str | None


@dataclass(frozen=True)
class Notification:
    """What Twilio notes when something is wrong with webhooks or documents. `log`: "0" error, "1" warning."""

    sid: str
    call_sid: str | None
    code: int
    text: str
    detail: str
    url: str
    method: str
    at: datetime
    log: str
    request_variables: str
    response_body: str


class Correspondence:
    """The exchange's side of every webhook."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._carriage = Carriage(exchange.clock, exchange.faults, exchange.lock)

    def ask_for_document(self, performance: Performance, url: str, method: str, extra: Pairs) -> None:
        """Ask for TwiML and play it, unless the call has gone elsewhere by the time it comes."""
        exchange, call = self._exchange, performance.call

        def run() -> None:
            with exchange.lock:
                if not performance.alive:
                    return
                form = [*call.parameters(), *extra]
            token = exchange.identifiers.new("")
            if exchange.faults.take("double_webhook", target):
                self._send("voice", method, url, form, call, token)
            answer = self._send("voice", method, url, form, call, token)
            with exchange.lock:
                if not performance.alive:
                    call.note("late", "the call had gone elsewhere before the answer came")
                elif answer.late_seconds:
                    performance.after(
                        answer.late_seconds, lambda: self._take(performance, answer, method, url, form), "late answer"
                    )
                else:
                    self._take(performance, answer, method, url, form)

        target = target_of(method, url, [*call.parameters(), *extra])
        self._carriage.document(target, performance.lane, run, f"{method} {url}")

    def _take(self, performance: Performance, answer: Answer, method: str, url: str, form: Pairs) -> None:
        """Play what was answered, or go to the fallback."""
        call = performance.call
        if answer.error is not None:
            self.fault(performance, answer.error, url, answer.detail, method, form, answer.text)
            return
        try:
            document = read(answer, url, method)
        except TwimlFault as fault:
            self.fault(performance, fault.code, url, fault.detail, method, form, answer.text)
            return
        call.in_fallback = False
        performance.perform(document)

    def notify(self, kind: str, url: str, method: str, form: Pairs, *, lane: str, call: Call | None) -> None:
        """Tell the service of an event; what it answers does not matter."""

        token = self._exchange.identifiers.new("")

        def run() -> None:
            answer = self._send(kind, method, url, form, call, token)
            if answer.error is not None:
                with self._exchange.lock:
                    code = 15003 if answer.status else answer.error
                    self.record(call, code, url, answer.detail, method, form, answer.text)

        self._carriage.event(target_of(method, url, form), lane, run, f"{kind} {method} {url}")

    def notify_of_call(self, call: Call, url: str, method: str, extra: Pairs) -> None:
        """An action of a call that is gone: told with the call's parameters as they are when it is sent."""

        token = self._exchange.identifiers.new("")

        def run() -> None:
            with self._exchange.lock:
                form = [*call.parameters(), *extra]
            self._send("action", method, url, form, call, token)

        target = target_of(method, url, [*call.parameters(), *extra])
        self._carriage.event(target, f"{call.sid}/action", run, f"action {method} {url}")

    def deliver_text(self, message: Message, number: Number) -> None:
        """Bring a text message to the service."""
        form = [
            ("MessageSid", message.sid),
            ("SmsSid", message.sid),
            ("SmsMessageSid", message.sid),
            ("SmsStatus", "received"),
            ("AccountSid", self._exchange.account_sid),
            ("From", message.from_),
            ("To", message.to),
            ("Body", message.body),
            ("NumMedia", "0"),
            ("NumSegments", str(message.segments)),
            ("ApiVersion", "2010-04-01"),
        ]

        token = self._exchange.identifiers.new("")

        def run() -> None:
            answer = self._send("message", number.sms_method, number.sms_url, form, None, token)
            with self._exchange.lock:
                if answer.late_seconds:
                    self._exchange.later(answer.late_seconds, message.sid, lambda: take(answer), "late answer")
                else:
                    take(answer)

        def take(answer: Answer) -> None:
            if answer.error is not None:
                self.record(None, answer.error, number.sms_url, answer.detail, number.sms_method, form)
            elif answer.body.strip():
                self._reply(message, number, answer.body)

        target = target_of(number.sms_method, number.sms_url, form)
        self._carriage.event(target, message.sid, run, f"message {number.sms_method} {number.sms_url}")

    def _reply(self, message: Message, number: Number, body: bytes) -> None:
        """Send what a text message was answered with."""
        try:
            replies = parse_replies(body)
        except TwimlFault as fault:
            self.record(None, fault.code, number.sms_url, fault.detail)
            return
        exchange = self._exchange
        for reply in replies:
            sid = exchange.identifiers.new("SM")
            exchange.send_text(
                Message(sid, "outbound-reply", message.to, message.from_, reply, exchange.now(), "queued")
            )

    def fault(
        self,
        performance: Performance,
        code: int,
        url: str,
        detail: str,
        method: str = "POST",
        form: Pairs | None = None,
        body: str = "",
    ) -> None:
        """A document could not be had or played; what that means hangs on what it was to be played in."""
        self.record(performance.call, code, url, detail, method, form, body)
        if not performance.spared(code):
            self._fall_back(performance.call, code, url)

    def fail(self, call: Call, code: int, url: str, detail: str) -> None:
        """What the call was to do cannot be done."""
        self.record(call, code, url, detail)
        self._fall_back(call, code, url)

    def _fall_back(self, call: Call, code: int, url: str) -> None:
        """The fallback is asked, else an apology ends the call."""
        if call.performance is not None:
            call.performance.stop("failed")
        performance = begin(call, "the fallback's document")
        if call.fallback_url and not call.in_fallback and call.fallbacks < MOST_FALLBACKS:
            call.in_fallback = True
            call.fallbacks += 1
            performance.ask(call.fallback_url, call.fallback_method, [("ErrorCode", str(code)), ("ErrorUrl", url)])
            return
        performance.perform(APOLOGY)

    def record(
        self,
        call: Call | None,
        code: int,
        url: str,
        detail: str,
        method: str = "POST",
        form: Pairs | None = None,
        body: str = "",
    ) -> None:
        """Put a notification on record."""
        exchange = self._exchange
        log = codes.WARNING if code in codes.WARNINGS else codes.ERROR
        exchange.notifications.append(
            Notification(
                exchange.identifiers.new("NO"),
                call.sid if call else None,
                code,
                codes.MESSAGES[code],
                detail,
                url,
                method,
                exchange.now(),
                log,
                "&".join(f"{name}={value}" for name, value in form or []),
                body,
            )
        )
        if call is not None:
            call.note("error", f"{code} {codes.MESSAGES[code]}", f"{detail} {url}")

    def _send(self, kind: str, method: str, url: str, form: Pairs, call: Call | None, token: str) -> Answer:
        exchange = self._exchange
        with exchange.lock:
            at = exchange.now()
            if call is not None:
                call.note("webhook", f"{kind} {method} {url}", "&".join(f"{k}={v}" for k, v in form))
        jar = call.sid if call is not None else kind
        asks = kind in QUESTIONS
        answer = exchange.sender.send(method, url, form, token=token, cookie_jar=jar, asks=asks)
        with exchange.lock:
            exchange.webhooks.append(
                Webhook(
                    at,
                    kind,
                    method,
                    url,
                    form,
                    answer.status,
                    answer.text,
                    answer.error,
                    call.sid if call else None,
                )
            )
            if call is not None:
                call.note("answer", f"{answer.status} {answer.detail}".strip(), answer.text)
        return answer
