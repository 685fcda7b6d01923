"""How the requests to Twilio go out: over connections that are kept, by the way the environment tells, once each."""

import gzip
import json
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Thread

import pytest

from app.telephony.client import Telephone
from app.telephony.errors import AnswerLost, NotNow
from tests.made_up import settings_with

AT_ONCE = 24


class Twilio(ThreadingHTTPServer):
    """Answers every request to ring, once as many have come as are sent together; counts connections.

    `hangs_up`: it takes a request and closes the line instead. A sound is kept elsewhere than where it is asked for.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.connections, self.asked = 0, list[str]()
        self.together = Barrier(1)
        self.hangs_up = False
        self.next_page: str | None = None
        self.told: dict[str, str | None] = {}


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Twilio

    def setup(self) -> None:
        self.server.connections += 1
        super().setup()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.path)
        self.server.together.wait(timeout=20)
        if self.server.hangs_up:
            self.close_connection = True
            return
        self._answer(201, gzip.compress(json.dumps({"sid": "CA" + "0" * 32}).encode()), {"Content-Encoding": "gzip"})

    def do_GET(self) -> None:
        self.server.told[self.path] = self.headers["Authorization"]
        if "/Calls.json" in self.path:
            page = {"calls": [{"sid": f"CA{len(self.server.told):032x}"}], "next_page_uri": self.server.next_page}
            self.server.next_page = None
            self._answer(200, json.dumps(page).encode(), {})
        elif self.path.endswith(".wav"):
            self._answer(302, b"", {"Location": f"http://localhost:{self.server.server_port}/kept"})
        else:
            self._answer(200, b"RIFF", {})

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """It says nothing."""


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    serving = Twilio()
    thread = Thread(target=serving.serve_forever, args=(0.05,))
    thread.start()
    yield serving
    serving.shutdown()
    thread.join()
    serving.server_close()


def telephone(folder: Path, port: int, host: str = "127.0.0.1") -> Telephone:
    return Telephone(settings_with(folder, twilio_api_base_url=f"http://{host}:{port}"))


def ring(telephone: Telephone) -> str:
    return telephone.dial("+447700900123", "+443069990104", "http://a/u", "http://a/f", "http://a/s", 30)


def test_as_many_connections_are_kept_as_calls_are_made_together(twilio: Twilio, tmp_path: Path) -> None:
    twilio.together = Barrier(AT_ONCE)
    ringing = telephone(tmp_path, twilio.server_port)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        # when so many are made at one moment, and as many again
        for _ in range(2):
            assert len(list(pool.map(lambda _: ring(ringing), range(AT_ONCE)))) == AT_ONCE

    # then the second went over the connections of the first
    assert twilio.connections == AT_ONCE
    ringing.client.http_client.connections.clear()


def test_requests_go_by_the_proxy_that_the_environment_names(
    twilio: Twilio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{twilio.server_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    ringing = telephone(tmp_path, 9, host="twilio.invalid")
    ring(ringing)
    assert [path.startswith("http://twilio.invalid:9/") for path in twilio.asked] == [True]
    ringing.client.http_client.connections.clear()


def test_a_proxy_that_is_away_has_sent_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(NotNow, match=r"no connection to twilio\.invalid:9"):
        ring(telephone(tmp_path, 9, host="twilio.invalid"))


@pytest.mark.parametrize("host", ["127.0.0.1", "twilio.invalid"])
def test_where_nobody_is_reached_nothing_was_sent(tmp_path: Path, host: str) -> None:
    with pytest.raises(NotNow, match=f"no connection to {host}:9"):
        ring(telephone(tmp_path, 9, host=host))


def test_a_line_that_is_cut_after_the_request_has_lost_the_answer_and_is_not_asked_again(
    twilio: Twilio, tmp_path: Path
) -> None:
    twilio.hangs_up = True
    ringing = telephone(tmp_path, twilio.server_port)
    with pytest.raises(AnswerLost, match=r"POST /2010-04-01/Accounts/\w+/Calls\.json"):
        ring(ringing)
    assert len(twilio.asked) == 1
    ringing.client.http_client.connections.clear()


def test_the_next_page_of_a_list_is_asked_for_as_it_was_named(twilio: Twilio, tmp_path: Path) -> None:
    # given a list of two pages
    asking = telephone(tmp_path, twilio.server_port)
    twilio.next_page = f"/2010-04-01/Accounts/{asking.client.account_sid}/Calls.json?Page=1&PageToken=PA1"

    # when it is listed to the end, then both were asked for, each by its own query
    assert len(asking.find("+447700900123", datetime(2026, 11, 23, 10, 0, tzinfo=UTC))) == 2
    first, second = twilio.told
    assert "To=%2B447700900123" in first
    assert second == first.partition("?")[0] + "?Page=1&PageToken=PA1"
    asking.client.http_client.connections.clear()


def test_a_sound_is_fetched_from_where_it_is_kept_without_saying_our_key_there(twilio: Twilio, tmp_path: Path) -> None:
    asking = telephone(tmp_path, twilio.server_port)
    assert asking.recorded("http://elsewhere/Recordings/RE1") == b"RIFF"
    (first, then) = twilio.told.values()
    assert first is not None
    assert then is None
    asking.client.http_client.connections.clear()


def test_what_rings_is_loaded_before_anybody_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a process in which nobody has been rung yet
    for name in [name for name in sys.modules if name.startswith("twilio.rest.api")]:
        monkeypatch.delitem(sys.modules, name)
    ringing = telephone(tmp_path, 9)
    assert "twilio.rest.api.v2010.account.call" not in sys.modules
    ringing.make_ready()
    assert "twilio.rest.api.v2010.account.call" in sys.modules
