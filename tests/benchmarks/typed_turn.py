"""A typed turn, from the key that sends it to the other's screen: how long it takes.

A real server as `flask up` starts it (two processes), on PostgreSQL with fsync on. Pairs of an adviser and a claimant
type to each other at once, each at a steady pace. What is timed is what the other side's browser does: the stream
tells that something was typed, the page (for the adviser the panel) is asked for again, and the words are in it. The
80 ms that the browser waits for more news are counted; the drawing itself is not.

    python -m tests.benchmarks.typed_turn
"""

import json
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from statistics import median
from threading import Event, Thread
from time import perf_counter, sleep

import requests
from sqlalchemy.orm import Session

from app import clock
from app.claimants import service as claimants
from app.conversations import service as conversations
from app.database import Database, connect, embedded
from app.database.migrating import migrate
from app.sites import service as sites
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import typed
from tests.benchmarks.ivr_step import serving

PAIRS, TURNS, WARM_UP = 20, 10, 2
EVERY_SECONDS = 3.0
BROWSER_WAITS = 0.08
GOAL_SECONDS = 1.0
PATIENCE = 30


@dataclass(frozen=True)
class Pair:
    """An adviser with a password, who holds one conversation, and the secret of the claimant's browser."""

    username: str
    password: str
    conversation: str
    secret: str


class Side:
    """One side's browser: what it sends, and a stream that says when to look."""

    def __init__(self, base: str, http: requests.Session, form: str, look: str, stream: str) -> None:
        self.base, self.http, self.form, self.look = base, http, form, look
        self.token = _token(http.get(base + look, timeout=PATIENCE).text)
        self.news, self.listens, self.over = Event(), Event(), Event()
        self._listening = Thread(target=self._listen, args=(base + stream,), daemon=True)
        self._listening.start()

    def send(self, words: str) -> None:
        """Type and give the turn."""
        said = {"csrf_token": self.token, "words": words, "go": "ga", "sent_key": words}
        sent = self.http.post(self.base + self.form, data=said, timeout=PATIENCE, allow_redirects=False)
        assert sent.status_code == 303, sent.status_code

    def until_shown(self, words: str) -> None:
        """Wait for the stream, then look, until the words are there."""
        while True:
            assert self.news.wait(PATIENCE), f"{words} never came"
            self.news.clear()
            sleep(BROWSER_WAITS)
            if words in self.http.get(self.base + self.look, headers={"HX-Request": "true"}, timeout=PATIENCE).text:
                return

    def _listen(self, address: str) -> None:
        heard = requests.Session()
        heard.cookies.update(self.http.cookies)
        # The server goes when everything has been measured, and a stream of it with it.
        with suppress(requests.RequestException):
            while not self.over.is_set():
                self._hear(heard, address)

    def _hear(self, heard: requests.Session, address: str) -> None:
        with heard.get(address, headers={"Accept": "text/event-stream"}, stream=True, timeout=90) as stream:
            for line in stream.iter_lines(chunk_size=1):
                self.listens.set()
                if line.startswith(b"data:"):
                    self.news.set()
                if self.over.is_set():
                    return


def measure() -> dict[str, dict[str, float | str | None]]:
    """Median and 99th percentile in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="startline-bench-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with embedded.running(folder / "postgresql") as server:
            database = Database(connect(server.url))
            migrate(database.engine)
            with serving("web", "wsgi:app", server.url, folder) as port:
                pairs = _pairs(database)
                with ThreadPoolExecutor(PAIRS) as threads:
                    found = threads.map(lambda pair: _type(f"http://127.0.0.1:{port}", pair), pairs)
                    times = [one for each in found for one in each]
            database.engine.dispose()
    middle, slow = median(times) * 1000, sorted(times)[int(len(times) * 0.99)] * 1000
    unit = f"of a typed turn on the other's screen, {PAIRS} conversations at once"
    goal: dict[str, float | str | None] = {"ratio": None, "goal": GOAL_SECONDS * 1000, "goal_is": "at most"}
    return {
        "typed_turn": {"value": round(middle, 1), "unit": f"ms, median {unit}", **goal},
        "typed_turn.p99": {"value": round(slow, 1), "unit": f"ms, 99th percentile {unit}", **goal},
    }


def _pairs(database: Database) -> list[Pair]:
    now = clock.now()
    with database.transaction() as session:
        sites.load(session)
        return [_pair(session, number, now) for number in range(PAIRS)]


def _pair(session: Session, number: int, now: datetime) -> Pair:
    username, site_id = f"adviser{number}", 1 + number % 4
    added = staff.add(
        session, username=username, name=f"Adviser {number}", role="adviser", site_id=site_id, now=now, textphone=True
    )
    staff.sign_in(session, username, added.password, now)
    person = claimants.first_contact(session, site_id, now)
    _, secret = conversations.start(session, person.id, site_id, "en", now)
    taken = typed.take_next(session, session.get_one(Staff, added.staff.id), now)
    return Pair(username, added.password, str(taken.id), secret)


def _type(base: str, pair: Pair) -> list[float]:
    """Seconds of each turn, in both directions, without those that warm up."""
    adviser, her = requests.Session(), requests.Session()
    form = {"csrf_token": _token(adviser.get(f"{base}/sign-in", timeout=PATIENCE).text)}
    form |= {"username": pair.username, "password": pair.password}
    adviser.post(f"{base}/sign-in", data=form, timeout=30)
    her.cookies.set("startline-typed", pair.secret)
    panel = f"/typed/{pair.conversation}"
    sides = (
        Side(base, her, "/text/conversation", "/text/conversation", "/text/live"),
        Side(base, adviser, panel, panel, f"/live?topics=conversations:{pair.conversation}"),
    )
    assert all(side.listens.wait(PATIENCE) for side in sides)
    source, times = Random(pair.username), []
    sleep(source.uniform(0.5, EVERY_SECONDS))
    for number in range(WARM_UP + TURNS):
        author, reader = sides[number % 2], sides[1 - number % 2]
        words = f"turn {number} of {pair.username}"
        reader.news.clear()
        began = perf_counter()
        author.send(words)
        reader.until_shown(words)
        times.append(perf_counter() - began)
        sleep(source.uniform(0.5, 1.5) * EVERY_SECONDS)
    for side in sides:
        side.over.set()
    return times[WARM_UP:]


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
