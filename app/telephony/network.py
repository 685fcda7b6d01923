"""How requests to Twilio go out: over connections that are kept, by the way the environment names, once each.

It is what Twilio's client sends by (https://www.twilio.com/docs/libraries/python/custom-http-clients), in place of its
own, which takes twice the processor for the same request and cannot tell one that never went out from one whose answer
was lost.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_auth_from_url, select_proxy
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, Retry
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError, ProxyError
from urllib3.util import make_headers

from app.telephony.errors import AnswerLost, NotNow

TIMEOUT_SECONDS = 5
# As many requests go out at one moment: two threads of the telephone lane, 128 dials each.
CONNECTIONS_KEPT = 256
# A connection refused never carried the request; one cut off may have.
NEVER_WENT_OUT = (NewConnectionError, ConnectTimeoutError, ProxyError)
# A recording may be kept elsewhere than where it is asked for. Nothing is asked twice in one place.
ON_TO_WHERE_IT_IS = Retry(connect=0, read=0, status=0, other=0, redirect=3)

Auth = tuple[str, str]


class Network(HttpClient):  # type: ignore[misc]
    """Sends to `base_url`, whatever address of Twilio's the client names. A request is given five seconds.

    Raises NotNow where nothing can have come of a request, AnswerLost where something may.
    """

    def __init__(self, base_url: str) -> None:
        self.base = urlsplit(base_url)
        self.connections = _connections(base_url)

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: Auth | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the client names none
        allow_redirects: bool = False,  # noqa: ARG002 - nor does it follow any
    ) -> Response:
        """One request, as Twilio's client wants it made."""
        named = urlsplit(url)
        # The next page of a list is named with its query, everything else with `params`.
        query = "&".join(filter(None, (named.query, urlencode(params or {}, doseq=True))))
        there = self.base._replace(path=named.path, query=query)
        body = urlencode(data, doseq=True) if data else None
        answer = self._send(method, there, {**(headers or {}), **_told(auth)}, body=body, redirect=False)
        return Response(answer.status, answer.data.decode(), answer.headers)

    def sound(self, path: str, auth: Auth) -> BaseHTTPResponse:
        """What is at a path of the same base and is no text, which is all that the client's own way can bring."""
        return self._send("GET", self.base._replace(path=path), _told(auth), retries=ON_TO_WHERE_IT_IS)

    def _send(self, method: str, there: SplitResult, headers: Mapping[str, str], **more: Any) -> BaseHTTPResponse:
        with self._failing_plainly(f"{method} {there.path}"):
            return self.connections.urlopen(method, there.geturl(), headers=headers, **more)

    @contextmanager
    def _failing_plainly(self, what: str) -> Iterator[None]:
        try:
            yield
        except HTTPError as error:
            why = error.reason if isinstance(error, MaxRetryError) else error
            if isinstance(why, NEVER_WENT_OUT):
                raise NotNow(f"no connection to {self.base.netloc}") from error
            raise AnswerLost(what) from error


def _told(auth: Auth | None) -> dict[str, str]:
    return make_headers(basic_auth=":".join(auth) if auth else None, accept_encoding="gzip, deflate")


def _connections(base_url: str) -> PoolManager:
    """By the proxy and the certificates that the environment names, as `requests` reads it: once, not for each call."""
    told = requests.Session().merge_environment_settings(base_url, {}, None, None, None)
    settings: dict[str, Any] = {
        "maxsize": CONNECTIONS_KEPT,
        "timeout": TIMEOUT_SECONDS,
        "retries": False,
        "ca_certs": told["verify"] if isinstance(told["verify"], str) else DEFAULT_CA_BUNDLE_PATH,
    }
    proxy = select_proxy(base_url, told["proxies"])
    if proxy is None:
        return PoolManager(**settings)
    user = ":".join(get_auth_from_url(proxy))
    return ProxyManager(proxy, proxy_headers=make_headers(proxy_basic_auth=user if user != ":" else None), **settings)
