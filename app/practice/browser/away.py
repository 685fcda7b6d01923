"""Calls whose page has lost its signalling: the sound goes on, and the page may come back within the time it asked for.

As at Twilio, who comes back shows the token that it was given when it answered, and is the same telephone again.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.practice.browser.line import Line

# Twilio's own longest, by its script.
LONGEST_SECONDS = 30


class Away:
    """Who is away, by token. Used in the one loop of the signalling."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}

    def token(self) -> str:
        """By which a page may come back to a call."""
        return secrets.token_urlsafe(16)

    async def wait_for(self, line: Line, token: str, seconds: int) -> None:
        """Keep a call for its page; if it does not come, or its sound goes too, the person has hung up."""
        self._lines[token] = line
        gone = asyncio.Event()

        async def lost(_line: Line) -> None:
            gone.set()

        line.lost = lost
        try:
            async with asyncio.timeout(min(seconds, LONGEST_SECONDS)):
                await gone.wait()
        except TimeoutError:
            pass
        if self._lines.pop(token, None) is not None:
            await asyncio.to_thread(line.call.hang_up)
            await line.close()

    async def give_up(self) -> None:
        """Wait for nobody any more: the exchange stops."""
        lines = list(self._lines.values())
        self._lines.clear()
        for line in lines:
            await line.close()

    def came_back(self, token: str) -> Line | None:
        """The call of a page that is there again; None where it was too long away."""
        return self._lines.pop(token, None)
