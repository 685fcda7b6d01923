"""One signed HTTP request to the service, as Twilio makes it.

Twilio's limits: 15 s for the whole, one retry and only when connecting fails, 10 redirects (which lose
the form), 64 kB of answer. Sources: Twilio, "Webhooks: connection overrides";
error pages 11200, 11205, 11215, 11750.
"""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from app.practice.faults import Faults, Spoilt, target_of
from app.practice.signing import Pairs, signature

TOTAL_SECONDS = 15.0
CONNECT_SECONDS = 5.0
BODY_LIMIT_BYTES = 64 * 1024
REDIRECT_LIMIT = 10
SPOILT: dict[Spoilt, tuple[str, bytes]] = {
    "bad-xml": ("text/xml", b"<Response><Say>Hello</Response>"),
    "too-large": ("text/xml", b"<Response>" + b" " * BODY_LIMIT_BYTES + b"</Response>"),
    "wrong-type": ("application/json", b"{}"),
    "wrong-root": ("text/xml", b"<html/>"),
}


@dataclass
class Answer:
    """What came back: `status` 0 and `error` (a code of Twilio's) when nothing useful did."""

    status: int
    content_type: str
    body: bytes
    error: int | None = None
    detail: str = ""
    late_seconds: float = 0

    @property
    def text(self) -> str:
        """The body as text, for people to read."""
        return self.body.decode("utf-8", "replace")


@dataclass
class Sender:
    """Sends webhooks with the account's signature."""

    auth_token: str
    faults: Faults
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def send(self, method: str, url: str, form: Pairs, *, token: str, cookie_jar: str, asks: bool = True) -> Answer:
        """Make the request. `token` marks retries of one request; cookies are kept per `cookie_jar`.

        Where it does not `asks`, nobody waits for the answer, and it cannot be late.
        """
        deadline = time.monotonic() + TOTAL_SECONDS
        address, _, overrides = url.partition("#")
        if overrides:
            return Answer(0, "", b"", error=11100, detail=f"connection overrides are not imitated: #{overrides}")
        target = target_of(method, address, form)
        if self.faults.take("lose_webhook", target):
            return Answer(0, "", b"", error=11200, detail="never sent")
        if self.faults.take("redirect_webhook", target):
            method, form = "GET", []
        for _hop in range(REDIRECT_LIMIT + 1):
            answer, location = self._one(method, address, form, deadline, token, cookie_jar)
            if location is None:
                return self._delayed(answer, target) if asks else answer
            # A redirect is followed with GET, and what was in the form is lost.
            method, form, address = "GET", [], urljoin(address, location)
        return Answer(answer.status, "", b"", error=11215, detail=f"more than {REDIRECT_LIMIT} redirects")

    def _delayed(self, answer: Answer, target: str) -> Answer:
        """The answer, in time or not, as the faults have it."""
        fault = self.faults.take("answer_late", target)
        if fault is None:
            return answer
        if fault.seconds > TOTAL_SECONDS:
            detail = f"no answer within {TOTAL_SECONDS:.0f} s"
            return Answer(0, "", b"", error=11205, detail=detail, late_seconds=TOTAL_SECONDS)
        answer.late_seconds = fault.seconds
        return answer

    def _one(
        self, method: str, url: str, form: Pairs, deadline: float, token: str, cookie_jar: str
    ) -> tuple[Answer, str | None]:
        target = target_of(method, url, form)
        if method == "GET" and form:
            url += ("&" if "?" in url else "?") + urlencode(form)
            form = []
        if (wrong := _wrong_address(url)) is not None:
            return wrong, None
        jar = self.cookies.setdefault(cookie_jar, {})
        headers = self._headers(url, form, token, jar)
        body = urlencode(form).encode() if method == "POST" else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        fault = self.faults.take("fail_webhook", target)
        if fault is not None and not fault.reached:
            return Answer(fault.status, "", b"", error=11200, detail=f"status {fault.status}"), None
        connection = self._connect(target, url, deadline)
        if connection is None:
            return Answer(0, "", b"", error=11205, detail="two attempts to connect failed"), None
        try:
            connection.request(method, urlsplit(url)._replace(scheme="", netloc="").geturl() or "/", body, headers)
            if connection.sock is not None:
                connection.sock.settimeout(max(0.1, deadline - time.monotonic()))
            response = connection.getresponse()
            content = response.read(BODY_LIMIT_BYTES + 1)
        except (OSError, http.client.HTTPException) as failure:
            code = 11205 if isinstance(failure, TimeoutError) else 11200
            return Answer(0, "", b"", error=code, detail=f"no answer: {failure}"), None
        finally:
            connection.close()
        for morsels in (SimpleCookie(value) for value in response.headers.get_all("Set-Cookie") or []):
            jar.update({name: morsel.value for name, morsel in morsels.items()})
        answer = Answer(response.status, response.headers.get_content_type(), content)
        if fault is not None:
            answer.status, answer.body = fault.status, b""
        return self._judge(answer, response.headers.get("Location"), target)

    def _judge(self, answer: Answer, location: str | None, target: str) -> tuple[Answer, str | None]:
        if (spoilt := self.faults.take("spoil_webhook", target)) is not None:
            answer.content_type, answer.body = SPOILT[spoilt.spoilt]
        status = answer.status
        if status in (301, 302, 303, 307, 308) and location:
            return answer, location
        if not 200 <= status < 300:
            answer.error, answer.detail = 11200, f"status {status}"
        elif len(answer.body) > BODY_LIMIT_BYTES:
            answer.error, answer.detail = 11750, f"over {BODY_LIMIT_BYTES} bytes"
        return answer, None

    def _headers(self, url: str, form: Pairs, token: str, jar: dict[str, str]) -> dict[str, str]:
        headers = {
            "X-Twilio-Signature": signature(self.auth_token, url, form),
            "I-Twilio-Idempotency-Token": token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
        }
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        return headers

    def _connect(self, target: str, url: str, deadline: float) -> http.client.HTTPConnection | None:
        """A connection, tried twice, as Twilio does by default."""
        parts = urlsplit(url)
        for _attempt in range(2):
            if self.faults.take("refuse_webhook", target):
                continue
            left = min(CONNECT_SECONDS, deadline - time.monotonic())
            if left <= 0:
                return None
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            connection = kind(parts.hostname or "", parts.port, timeout=left)
            try:
                connection.connect()
            except OSError:
                connection.close()
                continue
            return connection
        return None


def _wrong_address(url: str) -> Answer | None:
    """Why Twilio would not even try this address; None where it would."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return Answer(0, "", b"", error=11100, detail=f"not an absolute address: {url!r}")
    if "_" in parts.hostname:
        return Answer(0, "", b"", error=11210, detail=f"an underscore in the name of a host: {parts.hostname}")
    return None
