"""The telephone network of the month: rings, answers, keys, conferences and hang-ups, told to the switchboard."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calls.models import Call
from app.switchboard import connecting, inbound, legs, waiting
from app.switchboard.replies import (
    Ask,
    Confer,
    HoldOn,
    KeepRinging,
    LeaveTheLine,
    OfferByKey,
    Reply,
    Tell,
    Wait,
    Waiting,
)
from app.telephony.client import FoundCall, Telephone
from app.telephony.errors import Gone
from tests.month.clockwork import Clockwork, Service

LEG = re.compile(r"/voice/leg/([0-9a-f-]{36})/")
# How a telephone that is rung behaves: the status it ends with if it is not answered, and after how many seconds.
Answer = tuple[str, float]
ANSWERED = "answered"


@dataclass
class Line:
    """One call: of a caller, or one that we made (`leg`)."""

    sid: str
    from_: str
    to: str
    began_at: datetime
    leg: UUID | None = None
    state: str = "ringing"
    sequence: int = 0
    conference: UUID | None = None
    waits: bool = False
    call_id: UUID | None = None
    ended_at: datetime | None = None
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether nobody is on it any more."""
        return self.state == "completed"


class Exchange(Telephone):
    """In the place of Twilio. Whoever is rung answers as `answers` says of the number; `on_...` tell the people."""

    def __init__(self, clockwork: Clockwork) -> None:
        self.clockwork = clockwork
        self.service: Service
        self.lines: dict[str, Line] = {}
        self.conferences: dict[UUID, list[Line]] = {}
        self.texts = 0
        self.answers: Callable[[str, int], Answer] = lambda _number, _ring: (ANSWERED, 4.0)
        self.on_together: Callable[[UUID], None] = lambda _connection: None
        self.on_over: Callable[[Line], None] = lambda _line: None
        self.on_wait: Callable[[Line], None] = lambda _line: None
        self._number = 0

    # ── what the service asks ────────────────────────────────────────────────────────────────────────────────────

    def dial(  # the addresses for faults and news are not asked: events go straight to the switchboard
        self,
        to: str,
        from_: str,
        url: str,
        fallback_url: str,  # noqa: ARG002 - nothing fails
        status_callback: str,  # noqa: ARG002 - told by entry point
        ring_seconds: int,
    ) -> str:
        """Ring a telephone."""
        found = LEG.search(url)
        assert found is not None
        line = self._new(from_, to, UUID(found[1]))
        outcome, seconds = self.answers(to, ring_seconds)
        self.clockwork.after(1, lambda: self._tell(line, "ringing"))
        if outcome == ANSWERED:
            self.clockwork.after(1 + seconds, lambda: self._answered(line))
        else:
            self.clockwork.after(1 + seconds, lambda: self.end(line, outcome))
        return line.sid

    def redirect(self, sid: str, url: str) -> None:  # noqa: ARG002 - there is but one that it may ask
        """Let a call ask what to do now."""
        line = self.lines.get(sid)
        if line is None or line.is_over:
            raise Gone
        self.clockwork.after(0.3, lambda: self._ask_now(line))

    def hang_up(self, sid: str) -> None:
        """End a call."""
        line = self.lines.get(sid)
        if line is not None:
            self.clockwork.after(0.2, lambda: self.end(line, "completed"))

    def text(self, to: str, body: str, status_callback: str | None = None) -> str:  # noqa: ARG002 - counted only
        """A text message arrives."""
        self.texts += 1
        return f"SM{self.texts:032}"

    def find(self, to: str, since: datetime) -> list[FoundCall]:
        """Calls to a number."""
        return [self._found(line) for line in self.lines.values() if line.to == to and line.began_at >= since]

    def live(self) -> dict[str, str]:
        """Calls that are not over."""
        return {line.sid: line.state for line in self.lines.values()}

    def fetch(self, sid: str) -> FoundCall | None:
        """A call as it is; one that is over is forgotten, as it was told of."""
        line = self.lines.get(sid)
        return self._found(line) if line is not None else FoundCall(sid, "completed", None, None)

    def faults(self, sid: str, told: str) -> list[datetime]:  # noqa: ARG002 - of any call
        """Nothing ever goes wrong."""
        return []

    def is_there(self) -> None:
        """It is."""

    @staticmethod
    def _found(line: Line) -> FoundCall:
        return FoundCall(line.sid, line.state, line.began_at, line.ended_at)

    # ── what people do ───────────────────────────────────────────────────────────────────────────────────────────

    def ring(self, from_: str, to: str, keys: dict[str, str]) -> Line:
        """Somebody rings a site; `keys` are what she presses, by question."""
        line = self._new(from_, to)
        line.keys = keys
        board, now = self.service.board, self.clockwork.now
        self._follow(line, self.service.entry(lambda session: inbound.ring(board, session, line.sid, from_, to, now)))
        return line

    def end(self, line: Line, status: str) -> None:
        """A call is over: hung up, or never answered."""
        if line.is_over:
            return
        line.state, line.ended_at, line.waits = "completed", self.clockwork.now, False
        if line.conference is not None:
            self.conferences[line.conference].remove(line)
            if not self.conferences[line.conference]:
                del self.conferences[line.conference]
        del self.lines[line.sid]
        self._tell(line, status)
        self.on_over(line)

    def press_in_line(self, line: Line) -> None:
        """She presses 1 in the waiting line, to have the call-back booked by keypad."""
        board, now, call_id = self.service.board, self.clockwork.now, line.call_id
        if line.waits and call_id is not None:
            self._follow(line, self.service.entry(lambda session: waiting.pressed(board, session, call_id, "1", now)))

    # ── how one leads to the other ───────────────────────────────────────────────────────────────────────────────

    def _new(self, from_: str, to: str, leg: UUID | None = None) -> Line:
        self._number += 1
        line = Line(f"CA{self._number:032}", from_, to, self.clockwork.now, leg)
        self.lines[line.sid] = line
        return line

    def _tell(self, line: Line, status: str) -> None:
        if status == "ringing" and line.state != "ringing":
            return
        line.sequence += 1
        board, now, leg = self.service.board, self.clockwork.now, line.leg

        def told(session: Session) -> None:
            if leg is None:
                inbound.on_status(board, session, line.sid, status, line.sequence, now, from_=line.from_, to=line.to)
            else:
                legs.on_status(board, session, leg, line.sid, status, line.sequence, now)

        self.service.entry(told)

    def _answered(self, line: Line) -> None:
        if not line.is_over:
            line.state = "in-progress"
            self._ask_now(line)

    def _ask_now(self, line: Line) -> None:
        board, now = self.service.board, self.clockwork.now
        if line.is_over:
            return
        leg, call_id = line.leg, line.call_id
        if leg is not None:
            reply = self.service.entry(lambda session: legs.on_answer(board, session, leg, line.sid, now))
        else:
            assert call_id is not None
            rings = line.state == "ringing"
            line.waits = line.waits and rings
            reply = self.service.entry(lambda session: inbound.left_line(board, session, call_id, now, rings=rings))
        self._follow(line, reply)

    def _follow(self, line: Line, reply: Reply) -> None:
        if isinstance(reply, KeepRinging):
            self._rings_on(line, reply)
            return
        if line.leg is None and line.state == "ringing":
            # Whatever else is done with it picks it up.
            line.state, line.waits = "in-progress", False
        self._does(line, reply)

    def _does(self, line: Line, reply: Reply) -> None:
        match reply:
            case Ask():
                line.call_id = reply.call_id
                self.clockwork.after(4, lambda: self._answer(line, reply))
            case Wait():
                line.call_id, line.waits = reply.call_id, True
                self.on_wait(line)
            case Waiting():
                # An adviser is being rung for her at this moment: she hears the wait, and stays.
                pass
            case LeaveTheLine():
                self._ask_now(line)
            case OfferByKey():
                self.clockwork.after(3, lambda: self._take(line, reply))
            case HoldOn():
                self.clockwork.after(8, lambda: self._ask_now(line))
            case Confer():
                self._join(line, reply.connection_id)
            case Tell():
                self.clockwork.after(4, lambda: self.end(line, "completed"))
            case _:
                raise AssertionError(reply)

    def _rings_on(self, line: Line, reply: KeepRinging) -> None:
        self.clockwork.after(2, lambda: self._ask_now(line))
        if not line.waits:
            line.call_id, line.waits = reply.call_id, True
            self.on_wait(line)

    def _answer(self, line: Line, asked: Ask) -> None:
        if line.is_over:
            return
        board, now = self.service.board, self.clockwork.now

        def answer(session: Session) -> Reply:
            name = session.scalar(select(Call.field).where(Call.id == asked.call_id)) or ""
            recording = "https://recordings.example/name" if name == "callback.name" else ""
            keys = "" if recording else line.keys.get(name, "1")
            return inbound.answer(board, session, asked.call_id, asked.turn, keys, "", recording, now)

        self._follow(line, self.service.entry(answer))

    def _take(self, line: Line, offered: OfferByKey) -> None:
        board, now = self.service.board, self.clockwork.now
        if not line.is_over:
            self._follow(
                line,
                self.service.entry(
                    lambda session: legs.on_key(board, session, offered.leg_id, "1", offered.tries, now)
                ),
            )

    def _join(self, line: Line, connection: UUID) -> None:
        if line.conference == connection:
            return
        line.conference, now = connection, self.clockwork.now
        members = self.conferences.setdefault(connection, [])
        members.append(line)
        self.service.entry(
            lambda session: connecting.on_event(
                session, connection, f"CF{connection.hex}", "participant-join", len(members), line.sid, None, now
            )
        )
        self.on_together(connection)
