"""One call on one page: the offer, the page's answer, and the sound between them (WebRTC)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from app.practice.browser.audio import Sound, Tone, listen

if TYPE_CHECKING:
    from app.practice.calls.call import Call

LOST = ("failed", "closed")


class Line:
    """A peer connection for a call. `lost` is awaited when the page's end of it has gone.

    `token` is what the page shows that comes back to it after its signalling was lost, or empty.
    """

    def __init__(self, call: Call, lost: Callable[[Line], Awaitable[None]]) -> None:
        self.call = call
        self.lost = lost
        self.token = ""
        self.sound = Sound(call)
        self.taken = False
        # Both ends are on this machine: no server helps them to find each other.
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._listening: asyncio.Task[None] | None = None
        self._peer.addTrack(Tone(self.sound.hertz))

        @self._peer.on("track")
        def hear(track: MediaStreamTrack) -> None:
            self._listening = asyncio.ensure_future(listen(track, self._heard))

        @self._peer.on("connectionstatechange")
        async def changed() -> None:
            if self._peer.connectionState in LOST:
                await self.lost(self)

    async def offer(self) -> dict[str, object]:
        """The invitation: what the page needs to ring, and to answer."""
        await self._peer.setLocalDescription(await self._peer.createOffer())
        call = self.call
        parameters = {"CallSid": call.sid, "AccountSid": call.exchange.account_sid, "From": call.from_, "To": call.to}
        if call.custom_parameters:
            parameters["Params"] = urlencode(call.custom_parameters)
        return {"callsid": call.sid, "sdp": self._peer.localDescription.sdp, "parameters": parameters}

    async def accept(self, sdp: str) -> None:
        """The page has answered."""
        self.taken = True
        await self._peer.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="answer"))

    async def close(self) -> None:
        """No more sound in either direction."""
        await self._peer.close()
        if self._listening is not None:
            self._listening.cancel()

    def _heard(self) -> None:
        self.call.note("browser", "the microphone is heard")
