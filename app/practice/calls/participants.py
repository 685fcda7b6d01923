"""How people come into a conference: by <Dial><Conference>, or rung and added by REST."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from app.practice.calls.conferences import GREATEST_SIZE, LABEL_LIMIT, Conference, Participation
from app.practice.calls.subscription import Subscription
from app.practice.twiml.document import Element
from app.practice.twiml.performance import Performance, begin

if TYPE_CHECKING:
    from app.practice.calls.call import Call

RING_BUFFER_SECONDS = 5  # Twilio adds them to the time that is asked for


def enter(performance: Performance, dial: Element, noun: Element) -> None:
    """<Dial><Conference>: into the conference of that name, made if there is none that lives."""
    exchange, name = performance.exchange, noun.text
    if not name:
        exchange.correspondence.fail(performance.call, 13237, performance.document.url, "<Conference> without a name")
        return
    subscription = None
    if url := noun.get("statusCallback", ""):
        subscription = Subscription(
            urljoin(performance.document.url, url),
            noun.get("statusCallbackMethod", "POST"),
            frozenset(noun.get("statusCallbackEvent", "start end").split()),
        )
    admit(performance, dial, noun, exchange.conference(name, subscription))


def admit(performance: Performance, dial: Element, noun: Element, conference: Conference) -> None:
    """Into that conference, or on with the next verb where Twilio would not let her in."""
    exchange, label = performance.exchange, noun.get("participantLabel", "")
    code = 0
    if label and any(p.label == label for p in conference.participants.values()):
        code = 16025
    elif len(label) > LABEL_LIMIT or "/" in label or label in exchange.calls:
        code = 16023
    elif len(conference.participants) >= noun.number("maxParticipants", GREATEST_SIZE):
        code = 16020
    if code:
        # Twilio does not add such a participant, and goes on with the next verb.
        exchange.correspondence.record(
            performance.call, code, performance.document.url, f"conference {conference.friendly_name}"
        )
        performance.proceed()
        return
    participation = Participation(performance, dial, noun, conference)
    if participation.coach and participation.coach not in conference.participants:
        detail = f"coach: {participation.coach} is not in conference {conference.friendly_name}"
        exchange.correspondence.fail(performance.call, 13240, performance.document.url, detail)
        return
    performance.occupation = participation
    performance.call.participation = participation
    if "timeLimit" in dial.attributes:
        performance.after(dial.number("timeLimit", 0), participation.depart, "time limit of the Dial")
    conference.join(participation)


def invite(conference: Conference, call: Call, noun: Element, ring_seconds: int) -> Participation:
    """Ring somebody, who is in the conference once he answers; `noun` has the attributes of a <Conference>."""
    exchange = conference.exchange
    performance = begin(call, "what follows on a conference that REST added to")
    participation = Participation(performance, Element("Dial", {}, "", (noun,)), noun, conference)
    conference.invited[call.sid] = participation

    def come_in() -> None:
        del conference.invited[call.sid]
        performance.occupation = participation
        call.participation = participation
        conference.join(participation)

    call.when_answered = come_in
    call.when_ended.append(lambda: conference.did_not_come(participation))
    exchange.dial_out(call, ring_seconds + RING_BUFFER_SECONDS)
    return participation
