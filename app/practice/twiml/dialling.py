"""Dial: to a conference, or to telephones of which the first to answer is connected.

A telephone is a number, a browser telephone (<Client>) or a SIP telephone; up to ten may stand in one Dial. All
ring together, or one after another where the Dial is `sequential`.
"""

from __future__ import annotations

from urllib.parse import urljoin

from app.practice.calls import conferences, participants
from app.practice.calls.call import Call
from app.practice.calls.subscription import Subscription
from app.practice.numbers import CLIENT_ADDRESS, SIP_ADDRESS, TELEPHONE_NUMBER
from app.practice.twiml import grammar
from app.practice.twiml.document import Element
from app.practice.twiml.performance import Occupation, Performance

GREATEST_NUMBERS = 10
SCHEMES = {"Number": "", "Client": "client:", "Sip": ""}
SHAPES = {"Number": TELEPHONE_NUMBER, "Client": CLIENT_ADDRESS, "Sip": SIP_ADDRESS}
WRONG_SHAPE = {"Number": 13223, "Client": 13223, "Sip": 13243}


class Bridge(Occupation):
    """A call that rings others and is connected with the first that answers."""

    def __init__(self, performance: Performance, dial: Element) -> None:
        self.performance = performance
        self.call = performance.call
        self.dial = dial
        self.ringing: list[Call] = []
        self.other: Call | None = None
        self.connected = False
        self._to_come: list[Element] = []
        self._caller_id = ""
        self._over = False

    def start(self, nouns: list[Element], caller_id: str) -> None:
        """Ring them all, or the first of them."""
        self.call.music = "ringing tone"
        self._caller_id = caller_id
        at_first = 1 if self.dial.true("sequential") else len(nouns)
        self._to_come = nouns[at_first:]
        for noun in nouns[:at_first]:
            self._ring(noun)

    def key(self, key: str) -> bool:
        """`*` hangs up on the other if the Dial says so."""
        if key == "*" and self.dial.true("hangupOnStar") and self.other is not None:
            self.other.end("completed")
        return True

    def speech(self, text: str) -> bool:
        """Said to the other."""
        if self.other is None or not self.connected:
            return False
        self.other.hear(text, "", "person")
        return True

    def leave(self, why: str) -> None:
        """The call ended or was taken elsewhere: the others are let go."""
        self._over = True
        self.call.music = ""
        for child in [*self.ringing, *([self.other] if self.other else [])]:
            child.end("completed" if child.status == "in-progress" else "canceled")
        action = self.dial.get("action", "")
        if why == "hangup" and action:
            url = urljoin(self.performance.document.url, action)
            self.performance.exchange.correspondence.notify_of_call(
                self.call,
                url,
                self.dial.get("method", "POST"),
                self._result("completed" if self.other else "canceled"),
            )

    def _ring(self, noun: Element) -> None:
        exchange = self.performance.exchange
        to = SCHEMES[noun.name] + noun.text
        child = exchange.new_call("outbound-dial", self._caller_id, to, parent_sid=self.call.sid)
        child.custom_parameters = {
            part.get("name", ""): part.get("value", "") for part in noun.children if part.name == "Parameter"
        }
        self.ringing.append(child)
        if url := noun.get("statusCallback", ""):
            child.subscription = Subscription(
                urljoin(self.performance.document.url, url),
                noun.get("statusCallbackMethod", "POST"),
                frozenset(noun.get("statusCallbackEvent", "completed").split()),
            )
        child.when_answered = lambda: self._answered(child, noun)
        child.when_ended.append(lambda: self._ended(child))
        exchange.dial_out(child, self.dial.number("timeout", 30))

    def _answered(self, child: Call, noun: Element) -> None:
        if self.other is not None:
            child.end("completed")
            return
        self.other = child
        self.ringing.remove(child)
        for late in list(self.ringing):
            late.end("canceled")
        whisper = Performance(
            child,
            "a Number's own document",
            lambda: self._connect(child),
            allowed=grammar.BEFORE_BRIDGE,
            refusal=13201,
        )
        child.performance = whisper
        if url := noun.get("url", ""):
            whisper.document = self.performance.document
            whisper.ask(url, noun.get("method", "POST"))
        else:
            self._connect(child)

    def _connect(self, child: Call) -> None:
        self.connected = True
        self.call.music = ""
        self.call.pick_up()
        if child.performance is not None:
            child.performance.occupation = Other(self)
        child.note("state", "connected")
        self.call.note("state", f"connected with {child.to}")
        limit = self.dial.number("timeLimit", 4 * 3600)
        self.performance.after(limit, lambda: child.end("completed"), "time limit of the Dial")

    def _ended(self, child: Call) -> None:
        if self._over:
            return
        if child is self.other:
            self._finish("completed" if self.connected else "no-answer", child)
        elif child in self.ringing:
            self.ringing.remove(child)
            if self.other is not None or self.ringing:
                return
            if self._to_come:
                self._ring(self._to_come.pop(0))
            else:
                self._finish(child.status, child)

    def _finish(self, status: str, child: Call) -> None:
        self._over = True
        self.call.music = ""
        self.other = self.other or child
        conferences.finish_dial(self.performance, self.dial, self._result(status))

    def _result(self, status: str) -> list[tuple[str, str]]:
        form = [("DialCallStatus", status), ("DialBridged", str(self.connected).lower())]
        if self.other is not None:
            form += [("DialCallSid", self.other.sid), ("DialCallDuration", str(self.other.duration))]
        return form


class Other(Occupation):
    """The far end of a bridge."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    def key(self, _key: str) -> bool:
        """Keys are only heard as tones."""
        return True

    def speech(self, text: str) -> bool:
        """Said to the one who dialled."""
        self.bridge.call.hear(text, "", "person")
        return True


def dial(performance: Performance, verb: Element) -> None:
    """Dial what the verb names."""
    exchange, call = performance.exchange, performance.call
    nouns = list(verb.children)
    if not nouns and verb.text:
        nouns = [Element("Number", {}, verb.text, ())]
    kinds = {noun.name for noun in nouns}
    if kinds == {"Conference"} and len(nouns) == 1:
        call.pick_up()  # there is no bridge to wait for
        participants.enter(performance, verb, nouns[0])
        return
    if not kinds or not kinds <= SHAPES.keys() or len(nouns) > GREATEST_NUMBERS:
        exchange.correspondence.fail(
            call, 12200, performance.document.url, "<Dial> takes one Conference, or up to ten telephones"
        )
        return
    for noun in nouns:
        if not SHAPES[noun.name].match(SCHEMES[noun.name] + noun.text):
            detail = f"<{noun.name}>: {noun.text!r}"
            exchange.correspondence.fail(call, WRONG_SHAPE[noun.name], performance.document.url, detail)
            return
    caller_id = verb.get("callerId", call.from_)
    if caller_id not in (call.from_, call.to) and caller_id not in exchange.numbers:
        exchange.correspondence.fail(
            call, 13214, performance.document.url, f"callerId {caller_id!r} is not a number of the account"
        )
        return
    bridge = Bridge(performance, verb)
    performance.occupation = bridge
    bridge.start(nouns, caller_id)
