"""People whom REST rings and adds to a conference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.practice.conferences import Conference, Participation
from app.practice.performance import begin
from app.practice.twiml import Element

if TYPE_CHECKING:
    from app.practice.calls import Call

RING_BUFFER_SECONDS = 5  # Twilio adds them to the time that is asked for


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
