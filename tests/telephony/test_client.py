"""How the requests to Twilio go out: over connections that are kept, and by the way the environment tells."""

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Thread

import pytest

from app.telephony.client import Telephone
from tests.made_up import settings_with

AT_ONCE = 24


class Network(ThreadingHTTPServer):
    """Answers every request to ring, once as many have come as are sent together; counts connections."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.connections, self.asked = 0, list[str]()
        self.together = Barrier(1)


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Network

    def setup(self) -> None:
        self.server.connections += 1
        super().setup()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.path)
        self.server.together.wait(timeout=20)
        body = json.dumps({"sid": "CA" + "0" * 32}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """It says nothing."""


@pytest.fixture
def network() -> Iterator[Network]:
    serving = Network()
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


def test_as_many_connections_are_kept_as_calls_are_made_together(network: Network, tmp_path: Path) -> None:
    network.together = Barrier(AT_ONCE)
    ringing = telephone(tmp_path, network.server_port)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        # when so many are made at one moment, and as many again
        for _ in range(2):
            assert len(list(pool.map(lambda _: ring(ringing), range(AT_ONCE)))) == AT_ONCE

    # then the second went over the connections of the first
    assert network.connections == AT_ONCE
    ringing.client.http_client.session.close()


def test_requests_go_by_the_proxy_that_the_environment_names(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{network.server_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    ringing = telephone(tmp_path, 9, host="twilio.invalid")
    ring(ringing)
    assert [path.startswith("http://twilio.invalid:9/") for path in network.asked] == [True]
    ringing.client.http_client.session.close()


def test_what_rings_is_loaded_before_anybody_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a process in which nobody has been rung yet
    for name in [name for name in sys.modules if name.startswith("twilio.rest.api")]:
        monkeypatch.delitem(sys.modules, name)
    ringing = telephone(tmp_path, 9)
    assert "twilio.rest.api.v2010.account.call" not in sys.modules
    ringing.make_ready()
    assert "twilio.rest.api.v2010.account.call" in sys.modules
