"""What we ask of Twilio, by its own client, and what may come of it (errors.py).

Facts: https://www.twilio.com/docs/voice/api
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from app.settings import Settings
from app.telephony.errors import AnswerLost, Gone, NotNow, Refused, TooMany
from app.telephony.network import Network

NOT_IN_PROGRESS = 21220
NOT_FOUND = 20404
STOPPED = 21610  # whoever has the number wants no texts of ours
TOO_MANY_REQUESTS = 20429
OK, GONE, TOO_FAST, SERVER_ERROR = 200, 404, 429, 500
HTTP_STATUS = re.compile(r"HTTP (\d{3})")
LIVE = ("queued", "ringing", "in-progress")
# What Twilio notes of a call is an error or a warning.
ERRORS = 0
# Twilio's largest page: more live calls than this are looked at one by one, or at the next sweep.
MOST_LISTED = 1000
LEG_EVENTS = ["initiated", "ringing", "answered", "completed"]


@dataclass(frozen=True)
class FoundCall:
    """A call as Twilio lists it."""

    sid: str
    status: str
    started_at: datetime | None
    ended_at: datetime | None = None


class Telephone:
    """Rings, redirects, hangs up, holds and texts; each method is one request (or, for lists, one page)."""

    def __init__(self, settings: Settings) -> None:
        self.client = Client(
            settings.twilio_api_key_sid,
            settings.twilio_api_key_secret,
            settings.twilio_account_sid,
            http_client=Network(settings.twilio_api_base_url),
        )
        self.text_sender = settings.twilio_text_sender

    def make_ready(self) -> None:
        """Load what the client loads only when it is first asked to ring: a second that nobody is to wait for."""
        self.client.calls  # noqa: B018 - to look at it is to load it

    def dial(self, to: str, from_: str, url: str, fallback_url: str, status_callback: str, ring_seconds: int) -> str:
        """Ring `to`, showing `from_` (both E.164); returns the call's SID. What is said is asked of `url`."""
        call = _ask(
            lambda: self.client.calls.create(
                to=to,
                from_=from_,
                url=url,
                fallback_url=fallback_url,
                status_callback=status_callback,
                status_callback_event=LEG_EVENTS,
                timeout=ring_seconds,
            )
        )
        return str(call.sid)

    def redirect(self, sid: str, url: str) -> None:
        """Let the call ask `url` what to do now; raises Gone when it is over."""
        _ask(lambda: self.client.calls(sid).update(url=url, method="POST"))

    def hang_up(self, sid: str) -> None:
        """End the call, whether it rings or talks; one that is over already is no fault."""
        try:
            _ask(lambda: self.client.calls(sid).update(status="completed"))
        except Gone:
            return

    def hold(self, conference_sid: str, sid: str, on: bool) -> None:
        """Put a participant on hold (she hears music, nobody hears her) or take her off; Gone: she is not in it."""
        self._participant(conference_sid, sid, hold=on)

    def mute(self, conference_sid: str, sid: str, on: bool) -> None:
        """Have a participant be heard by nobody, who still hears, or by all again; Gone: not in it."""
        self._participant(conference_sid, sid, muted=on)

    def supervise(self, conference_sid: str, sid: str, *, muted: bool, coached: str | None) -> None:
        """Have a participant be heard by nobody (`muted`), by the call `coached` alone, or by all; Gone: not in it."""
        heard: dict[str, Any] = {"muted": muted, "coaching": coached is not None}
        if coached is not None:
            heard["call_sid_to_coach"] = coached
        self._participant(conference_sid, sid, **heard)

    def _participant(self, conference_sid: str, sid: str, **changes: Any) -> None:
        try:
            _ask(lambda: self.client.conferences(conference_sid).participants(sid).update(**changes))
        except Refused as refused:
            if refused.code == NOT_FOUND:
                raise Gone from refused
            raise

    def text(self, to: str, body: str, status_callback: str | None = None) -> str:
        """Send a text message; returns its SID. What becomes of it is told to `status_callback`."""
        told = {"status_callback": status_callback} if status_callback else {}
        return str(_ask(lambda: self.client.messages.create(to=to, from_=self.text_sender, body=body, **told)).sid)

    def find(self, to: str, since: datetime) -> list[FoundCall]:
        """Calls made to a number from a moment on, newest first. Twilio's list is eventually consistent."""
        listed = _ask(lambda: self.client.calls.list(to=to, start_time_after=since - timedelta(minutes=1), limit=20))
        return [FoundCall(call.sid, call.status, call.start_time) for call in listed]

    def live(self) -> dict[str, str]:
        """The status of every call that is not over, by SID: one request a status. The list may lag behind."""
        return {
            str(call.sid): status
            for status in LIVE
            for call in _ask(partial(self.client.calls.list, status=status, page_size=MOST_LISTED, limit=MOST_LISTED))
        }

    def fetch(self, sid: str) -> FoundCall | None:
        """The call as Twilio has it, or None where it knows no such call."""
        try:
            call = _ask(lambda: self.client.calls(sid).fetch())
        except Refused as refused:
            if refused.code == NOT_FOUND:
                return None
            raise
        return FoundCall(sid, str(call.status), call.start_time, call.end_time)

    def faults(self, sid: str, told: str) -> list[datetime]:
        """When Twilio noted that something went wrong with a call: an address that it asked, or what that answered.

        What it could not tell the address `told` changes nothing on the line, and is left out.
        """
        noted = _ask(lambda: self.client.calls(sid).notifications.list(log=ERRORS, limit=MOST_LISTED))
        return [one.message_date for one in noted if one.message_date is not None and one.request_url != told]

    def recorded(self, told: str) -> bytes | None:
        """The sound, as WAV, of a recording whose address we were told; None where it is there no more."""
        sid = told.rsplit("/", 1)[-1]
        path = f"/2010-04-01/Accounts/{self.client.account_sid}/Recordings/{sid}.wav"
        answer = self.client.http_client.sound(path, self.client.auth)
        if answer.status == GONE:
            return None
        if answer.status != OK:
            raise NotNow(f"Twilio answered {answer.status}")
        return bytes(answer.data)

    def is_there(self) -> None:
        """The cheapest question there is; raises what asking raises."""
        _ask(lambda: self.client.calls.list(page_size=1, limit=1))

    def connect_number(self, number: str, addresses: dict[str, str]) -> None:
        """Give a number of ours its webhook addresses (keys as Twilio's client names them)."""
        for held in self._numbers(number):
            _ask(partial(self.client.incoming_phone_numbers(held.sid).update, **addresses))

    def is_connected(self, number: str, addresses: dict[str, str]) -> bool:
        """Whether the number has just these webhook addresses."""
        held = self._numbers(number)
        return bool(held) and all(getattr(held[0], key) == value for key, value in addresses.items())

    def _numbers(self, number: str) -> list[Any]:
        held = _ask(lambda: self.client.incoming_phone_numbers.list(phone_number=number, limit=2))
        if not held:
            raise Refused(NOT_FOUND, f"the account has no number {number}")
        return list(held)


def _ask(request: Callable[[], Any]) -> Any:
    try:
        return request()
    except TwilioRestException as error:
        if error.code == NOT_IN_PROGRESS:
            raise Gone from error
        if error.status == TOO_FAST or error.code == TOO_MANY_REQUESTS:
            raise TooMany(str(error.msg)) from error
        if error.status >= SERVER_ERROR:
            raise AnswerLost(f"Twilio answered {error.status}") from error
        raise Refused(error.code or error.status, str(error.msg)) from error
    except TwilioException as error:
        # What the client raises for a list that was refused says no more than its own words, "HTTP 503 …" among them.
        status = int(found[1]) if (found := HTTP_STATUS.search(str(error))) else 0
        if status == TOO_FAST:
            raise TooMany(str(error)) from error
        if status >= SERVER_ERROR:
            raise AnswerLost(f"Twilio answered {status}") from error
        raise Refused(0, str(error)) from error
