"""Calls whose page has lost its signalling: the sound goes on, and the page may come back within the time it asked for.

As at Twilio, who comes back shows the token that it was given when it answered, and is the same telephone again.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.practice.browser.line import Line

# Twilio's own longest, by its script.
LONGEST_SECONDS = 30


class Away:
    """Who is away, by token. Used in the one loop of the signalling."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[Line, asyncio.Event]] = {}

    def token(self) -> str:
        """By which a page may come back to a call."""
        return secrets.token_urlsafe(16)

    async def wait_for(self, line: Line, seconds: int) -> None:
        """Keep a call for its page; if it does not come, or its sound goes too, the person has hung up."""
        settled = asyncio.Event()
        self._waiting[line.token] = line, settled

        async def lost(_line: Line) -> None:
            settled.set()

        line.lost = lost
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, LONGEST_SECONDS)):
                await settled.wait()
        if self._waiting.pop(line.token, None) is not None:
            await asyncio.to_thread(line.call.hang_up)
            await line.close()

    def came_back(self, token: str) -> Line | None:
        """The call of a page that is there again; None where it was too long away."""
        line, settled = self._waiting.pop(token, (None, None))
        if settled is not None:
            settled.set()
        return line

    async def give_up(self) -> None:
        """Wait for nobody any more: the exchange stops."""
        for token in list(self._waiting):
            line = self.came_back(token)
            if line is not None:
                await line.close()
