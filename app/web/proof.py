"""Webhooks are let in when Twilio's signature proves them; an unsigned one gets 403 and stores nothing."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, abort, current_app, request

from app.settings import Settings
from app.telephony.signature import prover
from app.web import access

P = ParamSpec("P")


def twilio_only(view: Callable[P, Response]) -> Callable[P, Response]:
    """Let a view be asked by Twilio alone."""

    @wraps(view)
    def proved(*args: P.args, **kwargs: P.kwargs) -> Response:
        if not is_proved():
            abort(403)
        return view(*args, **kwargs)

    return access.by_signature(proved)


def is_proved() -> bool:
    """Whether the request bears Twilio's signature for the address as Twilio was told it."""
    # Behind a proxy the host we see is not the one that was signed: the public address counts.
    prove, base = current_app.extensions["startline.proof"]
    url = base + request.full_path.rstrip("?")
    signature = request.headers.get("X-Twilio-Signature", "")
    proved: bool = prove(url, request.form, signature)
    return proved


def init(app: Flask, settings: Settings) -> None:
    """Give `app` what it needs to prove a signature."""
    app.extensions["startline.proof"] = (prover(settings.twilio_auth_token), settings.public_base_url)
