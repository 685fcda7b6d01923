"""Conferences: who is in, when one starts and ends, and what is reported about it.

Events go to the status callback of the first participant only, as at Twilio.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from app.practice.calls.call import Call
from app.practice.calls.recordings import EVENTS, record_conference
from app.practice.calls.subscription import Subscription
from app.practice.signing import Pairs
from app.practice.twiml import grammar
from app.practice.twiml.document import Element
from app.practice.twiml.performance import Occupation, Performance
from app.practice.twiml.voices import seconds_to_say

if TYPE_CHECKING:
    from app.practice.exchange import Exchange

LABEL_LIMIT = 128
GREATEST_SIZE = 250


@dataclass(eq=False)
class Conference:
    """One conference. `status` is init until two are in of whom one may start it.

    `invited` are being rung by REST and are not in yet; `words` is all that was said and heard in it.
    """

    exchange: Exchange = field(repr=False)
    sid: str
    friendly_name: str
    created: datetime
    subscription: Subscription | None
    status: str = "init"
    updated: datetime | None = None
    sequence: int = 0
    reason_ended: str | None = None
    call_ending: str | None = None
    participants: dict[str, Participation] = field(default_factory=dict)
    invited: dict[str, Participation] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    when_ended: list[Callable[[], None]] = field(default_factory=list, repr=False)
    past: list[tuple[datetime, Conference]] = field(default_factory=list, repr=False)

    def join(self, participation: Participation) -> None:
        """Somebody comes in."""
        self._remember()
        self.participants[participation.call.sid] = participation
        self.updated = self.exchange.now()
        participation.call.note("conference", f"joins {self.friendly_name}")
        self._tell("participant-join", "join", participation)
        starters = [p for p in self.participants.values() if p.starts_conference]
        if self.status == "init" and len(self.participants) >= 2 and starters:
            self.status = "in-progress"
            self._tell("conference-start", "start")
            first = next(iter(self.participants.values()))
            if first.noun.get("record", "do-not-record") == "record-from-start":
                record_conference(self, first.call, first.recording_subscription())
        if self.status == "in-progress":
            for other in self.participants.values():
                other.conference_runs()
        else:
            participation.wait()

    def remove(self, participation: Participation, reason: str, *, kicked: bool = False) -> None:
        """Somebody is out; the conference ends with the last, or with one whose leaving ends it."""
        if participation.call.sid not in self.participants:
            return
        self._remember()
        del self.participants[participation.call.sid]
        self.updated = self.exchange.now()
        self._tell_left(participation, reason)
        how = "kicked" if kicked else "left"
        if participation.ends_conference:
            self.end(f"participant-with-end-conference-on-exit-{how}", participation)
        elif not self.participants and not self.invited:
            self.end(f"last-participant-{how}", participation)

    def did_not_come(self, participation: Participation) -> None:
        """One who was rung for this conference has not answered, or was told not to."""
        if self.invited.pop(participation.call.sid, None) is None:
            return
        self._tell_left(participation, "participant_add_failed")
        if not self.participants and not self.invited:
            self.end("last-participant-left", participation)

    def end(self, reason: str, by: Participation | None = None) -> None:
        """The conference is over for all who are still in."""
        if self.status == "completed":
            return
        self._remember()
        self.status, self.reason_ended = "completed", reason
        self.call_ending = by.call.sid if by else None
        self.updated = self.exchange.now()
        left = "conference_ended_via_api" if by is None else "moderator_ended_conference"
        remaining = list(self.participants.values())
        self.participants.clear()
        for participation in remaining:
            self._tell_left(participation, left)
        extra = [("ReasonConferenceEnded", reason), ("Reason", reason.replace("-", " "))]
        if by is not None:
            extra += [
                ("CallSidEndingConference", by.call.sid),
                ("ParticipantLabelEndingConference", by.label),
            ]
        self._tell("conference-end", "end", extra=extra)
        for participation in remaining:
            participation.over()
        for participation in list(self.invited.values()):
            participation.call.end("canceled")
        for then in self.when_ended:
            then()

    def as_it_was(self, moment: datetime) -> Conference | None:
        """A picture of the conference at that time; None before there was one."""
        if self.created > moment:
            return None
        return next((before for until, before in self.past if moment < until), self)

    def _remember(self) -> None:
        picture = copy.copy(self)
        picture.participants, picture.invited = dict(self.participants), dict(self.invited)
        self.past.append((self.exchange.now(), picture))

    def flag(self, participation: Participation, event: str, group: str) -> None:
        """A participant was muted, held, changed or spoken to."""
        self.updated = participation.updated = self.exchange.now()
        participation.call.note("conference", event)
        self._tell(event, group, participation)

    def speech(self, speaker: Participation, text: str) -> None:
        """Everybody hears what one says, except those held; a held or muted one is not heard."""
        if self.status != "in-progress" or speaker.hold or speaker.muted:
            speaker.call.note("lost", "nobody hears it")
            return
        self.words.append(text)
        self._tell_of_speech(speaker, seconds_to_say(text))
        for other in self.participants.values():
            # Whoever coaches is heard by the one who is coached, and by nobody else.
            if other is not speaker and not other.hold and speaker.coach in ("", other.call.sid):
                other.call.hear(text, "", "person")

    def _tell_of_speech(self, speaker: Participation, seconds: int) -> None:
        if self.subscription is None or "speaker" not in self.subscription.events:
            return
        self._tell("participant-speech-start", "speaker", speaker)
        self.exchange.later(
            seconds,
            self.sid,
            lambda: self._tell("participant-speech-stop", "speaker", speaker),
            f"end of speech in {self.sid[:8]}",
        )

    def _tell_left(self, participation: Participation, reason: str) -> None:
        participation.call.note("conference", f"leaves {self.friendly_name}: {reason}")
        status = participation.call.status
        extra = [("ParticipantCallStatus", status), ("ReasonParticipantLeft", reason), ("Reason", reason)]
        self._tell("participant-leave", "leave", participation, extra)

    def _tell(
        self, event: str, group: str, participation: Participation | None = None, extra: Pairs | None = None
    ) -> None:
        if self.subscription is None or group not in self.subscription.events:
            return
        self.sequence += 1
        form = [
            ("ConferenceSid", self.sid),
            ("FriendlyName", self.friendly_name),
            ("AccountSid", self.exchange.account_sid),
            ("StatusCallbackEvent", event),
            ("SequenceNumber", str(self.sequence)),
            ("Timestamp", format_datetime(self.exchange.now())),
        ]
        if participation is not None:
            form += participation.parameters()
        form += extra or []
        self.exchange.correspondence.notify(
            "conference", self.subscription.url, self.subscription.method, form, lane=self.sid, call=None
        )


class Participation(Occupation):
    """One call in one conference, by <Dial><Conference>."""

    def __init__(self, performance: Performance, dial: Element, noun: Element, conference: Conference) -> None:
        self.performance = performance
        self.call: Call = performance.call
        self.dial = dial
        self.noun = noun
        self.conference = conference
        self.muted = noun.true("muted")
        self.hold = False
        self.starts_conference = noun.true("startConferenceOnEnter", default=True)
        self.ends_conference = noun.true("endConferenceOnExit")
        self.coach = noun.get("coach", "")
        self.label = noun.get("participantLabel", "")
        self.joined = self.updated = performance.exchange.now()
        self._waits = False
        self._background: Performance | None = None

    def parameters(self) -> Pairs:
        """What every event about this participant carries."""
        flags = {
            "Muted": self.muted,
            "Hold": self.hold,
            "Coaching": bool(self.coach),
            "EndConferenceOnExit": self.ends_conference,
            "StartConferenceOnEnter": self.starts_conference,
        }
        form = [("CallSid", self.call.sid), *((name, str(flag).lower()) for name, flag in flags.items())]
        if self.label:
            form.append(("ParticipantLabel", self.label))
        if self.coach:
            form.append(("CallSidToCoach", self.coach))
        return form

    @property
    def status(self) -> str:
        """As Twilio names it: in the conference, or still being rung for it."""
        if self.call.participation is self:
            return "connected"
        return "queued" if self.call.started is None else "ringing" if self.call.status == "ringing" else "connecting"

    def recording_subscription(self) -> Subscription | None:
        """Who is told of the conference's recording."""
        url = self.noun.get("recordingStatusCallback", "")
        if not url:
            return None
        return Subscription(
            urljoin(self.performance.document.url, url),
            self.noun.get("recordingStatusCallbackMethod", "POST"),
            frozenset(self.noun.get("recordingStatusCallbackEvent", "completed").split()) & EVENTS,
        )

    def key(self, key: str) -> bool:
        """Keys are heard as tones; `*` takes one out of the conference if the Dial says so."""
        if key == "*" and self.dial.true("hangupOnStar"):
            self.depart()
        return True

    def speech(self, text: str) -> bool:
        """Said to the others."""
        self.conference.speech(self, text)
        return True

    def leave(self, why: str) -> None:
        """The call ended or was taken elsewhere."""
        self._quiet()
        self.call.participation = None
        reason = "participant_updated_via_api" if why == "redirected" else "participant_hung_up"
        self.conference.remove(self, reason)
        action = self.dial.get("action", "")
        if why == "hangup" and action:
            url = urljoin(self.performance.document.url, action)
            self.performance.exchange.correspondence.notify_of_call(
                self.call, url, self.dial.get("method", "POST"), [("DialCallStatus", "answered")]
            )

    def kick(self) -> None:
        """Put out of the conference by REST; the call goes on after its Dial."""
        self.conference.remove(self, "participant_updated_via_api", kicked=True)
        self.over()

    def depart(self) -> None:
        """Out by oneself, or at the time limit of the Dial; the call goes on after its Dial."""
        if self.call.participation is self:
            self.conference.remove(self, "participant_hung_up")
            self.over()

    def over(self) -> None:
        """Out of the conference with the call still up: on with the Dial's action, or the next verb."""
        self._quiet()
        if self.call.participation is self:
            self.call.participation = None
            finish_dial(self.performance, self.dial, [("DialCallStatus", "answered")])

    def wait(self) -> None:
        """Waiting for the conference to start. Its music is played once, not for ever as a queue's."""
        url = self.noun.attributes.get("waitUrl")
        self._waits = True
        self.call.music = "" if url == "" else "music while you wait"
        if url:
            self._play(url, self.noun.get("waitMethod", "POST"))

    def conference_runs(self) -> None:
        """The conference has started: no more waiting music."""
        if self._waits:
            self._waits = False
            self._quiet()

    def set_hold(self, hold: bool, url: str, method: str) -> None:
        """Hold, with music of the service's choice, or fetch back."""
        if hold == self.hold:
            return
        self.hold = hold
        self._quiet()
        if hold:
            self.call.music = "music on hold"
            if url:
                self._play(url, method)
        self.conference.flag(self, "participant-hold" if hold else "participant-unhold", "hold")

    def set_muted(self, muted: bool) -> None:
        """Mute or unmute."""
        if muted != self.muted:
            self.muted = muted
            self.conference.flag(self, "participant-mute" if muted else "participant-unmute", "mute")

    def announce(self, url: str, method: str) -> None:
        """Play something to this participant."""
        self._play(url, method, lambda: self._announced(url), self._announcement_failed)

    def conference_parameters(self) -> Pairs:
        """What a request for a document played within the conference carries besides the call's."""
        return [("ConferenceSid", self.conference.sid), ("FriendlyName", self.conference.friendly_name)]

    def _announced(self, url: str) -> None:
        self.call.note("conference", "announcement over", url)
        self.conference.flag(self, "announcement-end", "announcement")

    def _announcement_failed(self, _code: int) -> bool:
        """The call goes on without it."""
        self._quiet()
        self.conference.flag(self, "announcement-fail", "announcement")
        return True

    def _play(
        self,
        url: str,
        method: str,
        then: Callable[[], None] = lambda: None,
        spared: Callable[[int], bool] = lambda _code: False,
    ) -> None:
        if self._background is not None:
            self._background.stop("interrupted")
        background = Performance(
            self.call,
            "a conference's music or announcement",
            then,
            allowed=grammar.IN_CONFERENCE,
            refusal=13238,
            extra=self.conference_parameters,
            spared=spared,
        )
        background.document = self.performance.document
        self._background = background
        background.ask(url, method)

    def _quiet(self) -> None:
        self.call.music = ""
        if self._background is not None:
            background, self._background = self._background, None
            background.stop("interrupted")


def finish_dial(performance: Performance, dial: Element, result: Pairs) -> None:
    """On after a Dial: to its action with the result, or to the next verb."""
    action = dial.get("action", "")
    if action:
        performance.ask(action, dial.get("method", "POST"), result)
    else:
        performance.proceed()
