"""The signalling of Twilio's browser telephones (@twilio/voice-sdk), as far as they need it to be rung.

Frames are JSON: {"type", "payload", "version"}. A page says `listen` with its access token and hears `connected`;
says `register` and hears `ready`; a call comes as `invite` with an offer, and is taken by `answer`, refused by
`reject`, ended by either with `hangup`. Keys come as `dtmf`. A page that was cut off in a call says `invite` with
the token it got with `answer`, and goes on. A newline each ten seconds keeps the page from
thinking that we have gone. None of it is documented by Twilio: it was read from the script, version 2.18.5.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import jwt
from aiohttp import WSMsgType, web

from app.practice.browser.away import Away
from app.practice.browser.line import Line

if TYPE_CHECKING:
    from app.practice.calls.call import Call, Heard
    from app.practice.calls.clients import ClientTelephone
    from app.practice.exchange import Exchange

log = logging.getLogger(__name__)

VERSION = "1.6"
HEARTBEAT_SECONDS = 10
TOKEN_TYPE = "twilio-fpa;v=1"  # noqa: S105 - the name of a kind of token, as Twilio writes it
TOKEN_INVALID, TOKEN_EXPIRED = 31204, 31205
MALFORMED = 31100


class TokenRefused(Exception):
    """An access token is no good; `code` is Twilio's error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Bearer:
    """Whom a token is for, and for how many seconds yet."""

    identity: str
    seconds: int


def read_token(exchange: Exchange, token: str) -> Bearer:
    """Who may be rung by that token; raises TokenRefused."""
    try:
        header = jwt.get_unverified_header(token)
        key = exchange.keys.get(str(jwt.decode(token, options={"verify_signature": False}).get("iss", "")), "")
        claims = jwt.decode(token, key, algorithms=["HS256"], options={"require": ["exp", "iss", "sub"]})
    except jwt.ExpiredSignatureError as expired:
        raise TokenRefused(TOKEN_EXPIRED, "Access Token expired or expiration date invalid") from expired
    except jwt.PyJWTError as invalid:
        raise TokenRefused(TOKEN_INVALID, f"Access Token invalid: {invalid}") from invalid
    grants = claims.get("grants", {})
    voice = grants.get("voice", {})
    if header.get("cty") != TOKEN_TYPE or claims["sub"] != exchange.account_sid or not grants.get("identity"):
        raise TokenRefused(TOKEN_INVALID, "Access Token is not one for this account, or names nobody")
    if not voice.get("incoming", {}).get("allow"):
        raise TokenRefused(TOKEN_INVALID, "Access Token grants no incoming calls")
    return Bearer(grants["identity"], int(claims["exp"] - datetime.now(UTC).timestamp()))


class Session:
    """One page. It is a Device of the telephone that it registers as, and hands all news on to its own loop."""

    def __init__(self, exchange: Exchange, socket: web.WebSocketResponse, away: Away) -> None:
        self._exchange = exchange
        self._socket = socket
        self._away = away
        self._comes_back_within = 0
        self._loop = asyncio.get_running_loop()
        self._bearer: Bearer | None = None
        self._telephone: ClientTelephone | None = None
        self._lines: dict[str, Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    # ── from the exchange, with its lock held ────────────────────────────────────────────────────

    def rings(self, call: Call) -> None:
        """A call comes in."""
        self._soon(lambda: self._invite(call))

    def answered(self, call: Call) -> None:
        """The call was answered, here or elsewhere."""
        self._soon(lambda: self._stop_ringing(call))

    def hears(self, call: Call, heard: Heard) -> None:
        """Something is said."""
        line = self._lines.get(call.sid)
        if line is not None:
            line.sound.say(heard)

    def over(self, call: Call) -> None:
        """The call has ended."""
        self._soon(lambda: self._over(call))

    # ── from the page ────────────────────────────────────────────────────────────────────────────

    async def run(self) -> None:
        """Until the page goes."""
        heartbeat = asyncio.ensure_future(self._beat())
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT and message.data.strip():
                    await self._take_safely(message.data)
        finally:
            heartbeat.cancel()
            await self._leave()

    async def _take_safely(self, text: str) -> None:
        """A frame that is none, or lacks what it needs, is refused; the page goes on."""
        try:
            await self._take(json.loads(text))
        except (ValueError, KeyError, AttributeError) as fault:
            await self._send("error", {"error": {"code": MALFORMED, "message": f"Malformed request: {fault!r}"}})

    async def _take(self, frame: dict[str, Any]) -> None:
        kind, payload = str(frame.get("type", "")), frame.get("payload") or {}
        match kind:
            case "listen":
                self._comes_back_within = int(payload.get("reconnectTimeout") or 0)
                await self._listen(str(payload.get("token", "")))
            case "register":
                await self._register(bool((payload.get("media") or {}).get("audio")))
            case "answer":
                await self._answer(str(payload["callsid"]), str(payload["sdp"]))
            case "invite":
                await self._come_back(str(payload["callsid"]), str(payload["reconnect"]))
            case "dtmf":
                await self._act(payload, lambda phone: phone.press(str(payload["dtmf"]).replace("w", "")))
            case "reject":
                await self._act(payload, lambda phone: phone.decline())
            case "hangup":
                await self._act(payload, lambda phone: phone.hang_up())
            case "message" | "reinvite":
                log.info("a browser telephone said %s, which is not imitated", kind)
            case _:
                raise ValueError(kind)

    async def _listen(self, token: str) -> None:
        try:
            self._bearer = read_token(self._exchange, token)
        except TokenRefused as refused:
            await self._send("error", {"error": {"code": refused.code, "message": str(refused)}})
            return
        told = {"identity": self._bearer.identity, "ttl": self._bearer.seconds}
        await self._send("connected", {"edge": "practice", "region": "practice", "home": "practice", "token": told})

    async def _register(self, audio: bool) -> None:
        if self._bearer is None:
            await self._send("error", {"error": {"code": TOKEN_INVALID, "message": "register before listen"}})
            return
        if self._telephone is not None and (not audio or self._telephone.identity != self._bearer.identity):
            await asyncio.to_thread(self._telephone.unregister, self)
            self._telephone = None
        if audio:
            self._telephone = self._exchange.client(self._bearer.identity)
            await asyncio.to_thread(self._telephone.register, self)
        await self._send("ready" if audio else "offline", {})

    async def _answer(self, sid: str, sdp: str) -> None:
        line, phone = self._lines.get(sid), self._telephone
        if line is None or phone is None:
            await self._send("hangup", {"callsid": sid})
            return
        await line.accept(sdp)
        try:
            await asyncio.to_thread(phone.answer)
        except RuntimeError:
            # She who rang was quicker to hang up, or another page to answer.
            await self._close(line, "hangup")
            return
        await self._say_answered(line)

    async def _say_answered(self, line: Line) -> None:
        told = {"callsid": line.call.sid}
        if self._comes_back_within:
            line.token = line.token or self._away.token()
            told["reconnect"] = line.token
        await self._send("answer", told)

    async def _come_back(self, sid: str, token: str) -> None:
        # A page whose token was renewed says the same, and was never away.
        line = self._lines.get(sid) or self._away.came_back(token)
        if line is None or line.token != token:
            await self._send("hangup", {"callsid": sid})
            return
        self._lines[sid], line.lost = line, self._lost
        if line.call.is_live:
            await self._say_answered(line)
        else:
            await self._close(line, "hangup")

    async def _act(self, payload: dict[str, Any], act: Callable[[ClientTelephone], None]) -> None:
        phone = self._telephone
        if phone is None or phone.call is None or phone.call.sid != payload.get("callsid"):
            return
        with contextlib.suppress(RuntimeError):
            await asyncio.to_thread(act, phone)

    async def _leave(self) -> None:
        if self._telephone is not None:
            await asyncio.to_thread(self._telephone.unregister, self)
        for line in list(self._lines.values()):
            if line.taken and line.token:
                del self._lines[line.call.sid]
                self._begin(self._away.wait_for(line, self._comes_back_within))
            else:
                await self._lost(line)

    # ── from the exchange, in this page's own loop ───────────────────────────────────────────────

    async def _invite(self, call: Call) -> None:
        line = self._lines[call.sid] = Line(call, self._lost)
        invitation = await line.offer()
        if call.status == "ringing":
            await self._send("invite", invitation)

    async def _stop_ringing(self, call: Call) -> None:
        line = self._lines.get(call.sid)
        if line is not None and not line.taken:
            await self._close(line, "cancel")

    async def _over(self, call: Call) -> None:
        line = self._lines.get(call.sid)
        if line is not None:
            await self._close(line, "hangup" if line.taken else "cancel")

    async def _lost(self, line: Line) -> None:
        """The page's end of a call has gone without a word: the person has hung up, as far as anybody can tell."""
        if self._lines.pop(line.call.sid, None) is None:
            return
        if line.taken:
            await asyncio.to_thread(line.call.hang_up)
        await line.close()

    async def _close(self, line: Line, word: str) -> None:
        if self._lines.pop(line.call.sid, None) is not None:
            await self._send(word, {"callsid": line.call.sid})
            await line.close()

    async def _beat(self) -> None:
        while not self._socket.closed:
            await self._write("\n")
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def _send(self, kind: str, payload: dict[str, Any]) -> None:
        await self._write(json.dumps({"type": kind, "payload": payload, "version": VERSION}))

    async def _write(self, text: str) -> None:
        with contextlib.suppress(ConnectionError):
            await self._socket.send_str(text)

    def _soon(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._loop.call_soon_threadsafe(lambda: self._begin(work()))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
