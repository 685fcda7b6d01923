"""The points at which a process of the service may die, counted, so that it can be let die at each in turn.

A step is what outlasts a process: a transaction of the worker or the scheduler that changes something, a request to
Twilio, or a request to the web that changes something, where the process dies either before it has taken the request
in or after it has committed and before it has answered. What was not committed is gone, the answer that had come is
forgotten; a new worker takes over when leases run out, and the web server starts another process.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from threading import get_ident
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.database import Database
from app.telephony.network import Network
from tests.journeys.browser import Adviser
from tests.journeys.world import World

CHANGES = re.compile(r"\s*(INSERT|UPDATE|DELETE)")
SERVER_ERROR = 500
# What the exchange notes when a webhook of its was not answered.
UNANSWERED = {11200, 15003}
WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Crash(BaseException):
    """The process dies here."""


class WebCrash(Exception):
    """A process of the web dies here: whoever asked gets no answer that is of use."""


class Steps:
    """Counts the steps at which a process may die, and lets it die at one of them."""

    def __init__(self, crash_at: int | None) -> None:
        self.count = 0
        self.crash_at = crash_at
        self.where = ""
        self.watching = False
        self.working = False

    def passed(self, where: str, dies: type[BaseException]) -> None:
        """A process came by here."""
        if not self.watching:
            return
        self.count += 1
        if self.count == self.crash_at:
            self.where = where
            raise dies(where)


class Changes:
    """What a transaction of this thread has changed so far; signs of life do not count."""

    def __init__(self) -> None:
        self.ours = get_ident()
        self.statements = list[str]()

    def note(self, _connection: object, cursor: Any, statement: str, *_: object) -> None:
        """A statement was executed."""
        if get_ident() == self.ours and CHANGES.match(statement) and cursor.rowcount > 0 and "beats" not in statement:
            self.statements.append(statement)


def watched_transactions(kept: Steps, changes: Changes) -> Callable[[Database], AbstractContextManager[Session]]:
    """Transactions of the worker and the scheduler, which may die before they commit."""
    transaction = Database.transaction

    @contextmanager
    def watched(database: Database) -> Iterator[Session]:
        ours = get_ident() == changes.ours
        with transaction(database) as session:
            if ours:
                changes.statements.clear()
            yield session
            session.flush()
            if ours and changes.statements and kept.working:
                kept.passed(f"before a commit of {changes.statements[-1][:60]}", Crash)

    return watched


def watched_requests(kept: Steps) -> Callable[..., Any]:
    """Requests to Twilio, before which the worker may die."""
    request = Network.request

    def watched(client: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        if kept.working:
            kept.passed(f"before {method} {url}", Crash)
        return request(client, method, url, *args, **kwargs)

    return watched


def watched_web(kept: Steps, web: WsgiApp) -> WsgiApp:
    """A web that may die before it has taken in what is posted to it, or before it answers."""

    def watched(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            return web(environ, start_response)
        kept.passed(f"before {environ['PATH_INFO']} is taken in", WebCrash)
        answer = web(environ, start_response)
        kept.passed(f"before {environ['PATH_INFO']} is answered", WebCrash)
        return answer

    return watched


@contextmanager
def steps(monkeypatch: pytest.MonkeyPatch, world: World, crash_at: int | None) -> Iterator[Steps]:
    """Watch every commit and every request of the worker and the scheduler, and every POST to the web."""
    kept, changes, once = Steps(crash_at), Changes(), world.work.once

    def work_until_it_dies() -> bool:
        kept.working = True
        try:
            return once()
        except Crash:
            world.work.restart()
            return True
        finally:
            kept.working = False

    world.expected_errors |= UNANSWERED
    with monkeypatch.context() as patched:
        patched.setattr(Database, "transaction", watched_transactions(kept, changes))
        patched.setattr(Network, "request", watched_requests(kept))
        patched.setattr(world.app, "wsgi_app", watched_web(kept, world.app.wsgi_app))
        patched.setattr(world.work, "once", work_until_it_dies)
        event.listen(world.database.engine, "after_cursor_execute", changes.note)
        try:
            yield kept
        finally:
            event.remove(world.database.engine, "after_cursor_execute", changes.note)


class Patient(Adviser):
    """An adviser who presses again when the page did not come."""

    def _send(self, path: str, fields: Mapping[str, Any]) -> "Patient":
        page, url = self.page, self.url
        super()._send(path, fields)
        if self.status >= SERVER_ERROR:
            self.page, self.url = page, url
            super()._send(path, fields)
        return self
