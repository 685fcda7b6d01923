"""A question that is answered and saved, at so many advisers who type at once; held against a bare page.

Both are real servers as `flask up` starts them (two processes), on one PostgreSQL with fsync on. Each adviser has a
browser of their own, signed in, with a person of their own, and answers a question every few seconds, whenever the
last answer came: nobody waits for anybody else. What is timed is one request: the answer is kept, and the next
question is what comes back. The bare page does one durable UPDATE and draws a form, at the same pace.

    python -m tests.benchmarks.console_answer
"""

import json
import re
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, sleep
from urllib.parse import urlencode
from uuid import UUID

import requests

from app.claimants import service as claimants
from app.database import Database, connect, embedded, sealing
from app.database.migrating import migrate
from app.sites import service as sites
from app.staff import service as staff
from tests.benchmarks.ivr_step import serving

ADVISERS, ANSWERS, WARM_UP = 60, 12, 2
# An answer every four seconds or so is faster than anybody types for long.
EVERY_SECONDS = 4.0
GOAL_MEDIAN, GOAL_SLOW = 30.0, 80.0
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FIELD = "you.surname"
# As the page's own form sends it: of what comes back the desk is swapped in.
HTMX = {"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "desk"}


@dataclass(frozen=True)
class Seat:
    """An adviser at a browser, and the person they speak with."""

    username: str
    password: str
    claimant: UUID
    reference: str


def measure() -> dict[str, dict[str, float | str | None]]:
    """Median and 99th percentile in milliseconds, and the ratio of the medians."""
    with tempfile.TemporaryDirectory(prefix="startline-bench-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with embedded.running(folder / "postgresql") as server:
            database = Database(connect(server.url))
            migrate(database.engine)
            seats = _seats(database)
            with serving("web", "wsgi:app", server.url, folder) as port:
                ours = _typed(seats, lambda seat: _browser(port, seat))
            with serving("bare", "tests.benchmarks.bare_page:app", server.url, folder) as port:
                bare = _typed(seats, lambda seat: _bare(port, seat))
            database.engine.dispose()
    middle, slow = median(ours) * 1000, sorted(ours)[int(len(ours) * 0.99)] * 1000
    return {
        "console_answer": {
            "value": round(middle, 1),
            "unit": f"ms, median of a question saved, {ADVISERS} advisers typing at once "
            f"({round(middle / (median(bare) * 1000), 1)} times a bare page's)",
            "ratio": None,
            "goal": GOAL_MEDIAN,
            "goal_is": "at most",
        },
        "console_answer.p99": {
            "value": round(slow, 1),
            "unit": f"ms, 99th percentile of a question saved, {ADVISERS} advisers typing at once",
            "ratio": None,
            "goal": GOAL_SLOW,
            "goal_is": "at most",
        },
    }


def _seats(database: Database) -> list[Seat]:
    sealing.use_keys({"bench": b"k" * 32})
    with database.transaction() as session:
        sites.load(session)
        made = []
        for number in range(ADVISERS):
            username = f"adviser{number}"
            added = staff.add(
                session, username=username, name=f"Adviser {number}", role="adviser", site_id=1 + number % 4, now=NOW
            )
            person = claimants.first_contact(session, 1 + number % 4, NOW)
            made.append(Seat(username, added.password, person.id, person.reference))
    return made


def _browser(port: int, seat: Seat) -> Callable[[int], None]:
    """Signs in; what follows answers the question with another name each time."""
    base, http = f"http://127.0.0.1:{port}", requests.Session()
    page = http.get(f"{base}/sign-in", timeout=10).text
    form = {"csrf_token": _token(page), "username": seat.username, "password": seat.password}
    http.post(f"{base}/sign-in", data=form, timeout=30)
    path = f"/people/{seat.reference}/script/inbound"
    token = _token(http.get(f"{base}{path}?at={FIELD}", timeout=10).text)
    cookies = "; ".join(f"{one.name}={one.value}" for one in http.cookies)
    post = _line(port, path, {**HTMX, "Cookie": cookies})

    def answer(number: int) -> None:
        said = {"csrf_token": token, "field": FIELD, "answer": f"Example{'abcdefghijklmnop'[number]}", "go": "next"}
        assert b'name="field"' in post(said)

    return answer


def _bare(port: int, seat: Seat) -> Callable[[int], None]:
    post = _line(port, f"/people/{seat.claimant}", {})

    def answer(number: int) -> None:
        post({"answer": f"Example{number}"})

    return answer


def _line(port: int, path: str, headers: dict[str, str]) -> Callable[[dict[str, str]], bytes]:
    """Sends a form over a connection that stays open, with next to no work of its own: what it costs is timed too."""
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}

    def post(form: dict[str, str]) -> bytes:
        line.request("POST", path, urlencode(form), headers)
        answer = line.getresponse()
        body = answer.read()
        assert answer.status == 200, answer.status
        return body

    return post


def _typed(seats: list[Seat], sits_down: Callable[[Seat], Callable[[int], None]]) -> list[float]:
    """Seconds of each answer, over all advisers, without those that warm up."""
    answers = [sits_down(seat) for seat in seats]
    with ThreadPoolExecutor(len(seats)) as threads:
        return [one for found in threads.map(_types, answers, range(len(seats))) for one in found]


def _types(answer: Callable[[int], None], seed: int) -> list[float]:
    source, times = Random(seed), []
    sleep(source.uniform(0, EVERY_SECONDS))
    for number in range(WARM_UP + ANSWERS):
        began = perf_counter()
        answer(number)
        times.append(perf_counter() - began)
        sleep(source.uniform(0.5, 1.5) * EVERY_SECONDS)
    return times[WARM_UP:]


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
