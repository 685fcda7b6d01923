"""Who may ask the REST interface, what is kept of each request, and the faults that a test switched on."""

from __future__ import annotations

import contextlib
import hmac
import socket
from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from app.practice.faults import target_of
from app.practice.rest.api import EXCHANGE, api, exchange
from app.practice.rest.errors import RestError, not_found

if TYPE_CHECKING:
    from app.practice.exchange import Exchange

LOST = "practice.answer-lost"
STANDS_UNDER = "/2010-04-01"
PARTS = (
    *("calls", "conferences", "participants", "queues", "recordings"),
    *("messages", "numbers", "applications"),
)


@api.url_value_preprocessor
def only_this_account(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Basic authentication: the account with its token, or an API key with its secret."""
    account_sid = (values or {}).pop("account_sid", "")
    who = request.authorization
    secret = exchange.keys.get((who.username or "") if who else "")
    given = (who.password or "") if who else ""
    if secret is None or not hmac.compare_digest(secret.encode(), given.encode()):
        raise RestError(401, 20003, "Authenticate")
    if account_sid != exchange.account_sid:
        raise not_found()


@api.before_request
def fail_if_told() -> None:
    """The faults of a bad day."""
    target = target_of(request.method, request.full_path, [])
    if exchange.faults.take("lose_request", target):
        # What is left unread would be taken for another request.
        request.get_data()
        request.environ[LOST] = True
        raise RestError(500, 20500, "Nobody hears this answer, nor was the request heard")
    fault = exchange.faults.take("fail_rest", target)
    if fault is not None:
        raise RestError(fault.status, fault.code)
    stale = request.method == "GET" and exchange.faults.take("stale_read", target)
    g.as_of = exchange.now() - timedelta(seconds=stale.seconds) if stale else None


def install(app: Flask) -> None:
    """Put the interface on an application, with one lock around each request and a record of it."""
    # Their routes stand on the blueprint once they are imported.
    for part in PARTS:
        import_module(f"app.practice.rest.{part}")
    app.register_blueprint(api)

    @app.errorhandler(RestError)
    def refused(error: RestError) -> tuple[Response, int]:
        answer = jsonify(error.body())
        if error.status == 401:
            answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        return answer, error.status

    @app.errorhandler(HTTPException)
    def not_there(error: HTTPException) -> HTTPException | tuple[Response, int]:
        if not request.path.startswith(STANDS_UNDER):
            return error
        code = {404: 20404, 405: 20004}.get(error.code or 500, 20001)
        sentence = "" if code != 20404 else f"The requested resource {request.path} was not found"
        refusal = RestError(error.code or 500, code, sentence)
        return jsonify(refusal.body()), refusal.status

    @app.after_request
    def keep(response: Response) -> Response:
        if request.path.startswith(STANDS_UNDER) and LOST not in request.environ:
            exchange.keep_request(
                request.method,
                request.full_path.rstrip("?"),
                list(request.form.items(multi=True)),
                response.status_code,
                response.get_data(as_text=True) if response.is_json else "",
            )
            if exchange.faults.take("lose_answer", target_of(request.method, request.full_path, [])):
                request.environ[LOST] = True
        return response

    app.wsgi_app = _losing(_locked(app.wsgi_app))  # type: ignore[method-assign, assignment]


def _locked(inner: WSGIApplication) -> WSGIApplication:
    """REST requests change the exchange one after another."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(STANDS_UNDER):
            return inner(environ, start_response)
        owner: Exchange = environ[EXCHANGE]
        with owner.lock:
            return inner(environ, start_response)

    return application


def _losing(inner: WSGIApplication) -> WSGIApplication:
    """Break the connection instead of answering, when a fault says so; what was asked is done."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = inner(environ, start_response)
        if environ.get(LOST):
            with contextlib.suppress(OSError):
                environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError("the answer is lost, as the test wanted")
        return answer

    return application
