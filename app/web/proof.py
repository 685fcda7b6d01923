"""Webhooks are let in when Twilio's signature proves them; an unsigned one gets 403 and stores nothing."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.settings import Settings
from app.telephony.signature import prover
from app.web import access

P = ParamSpec("P")
# What Twilio sends is far shorter, in all and each field: a longer form is not Twilio's, a longer field is cut.
LONGEST_FORM_BYTES, LONGEST_FIELD = 256 * 1024, 2000


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
    request.max_content_length = LONGEST_FORM_BYTES
    try:
        proved: bool = prove(url, request.form, signature)
    except RequestEntityTooLarge:
        return False
    return proved


def field(name: str) -> str:
    """A field of a webhook's form; empty where it was not sent."""
    # No database keeps a NUL, and none is ever sent by a telephone.
    return request.form.get(name, "").replace("\x00", "")[:LONGEST_FIELD]


def init(app: Flask, settings: Settings) -> None:
    """Give `app` what it needs to prove a signature."""
    app.extensions["startline.proof"] = (prover(settings.twilio_auth_token), settings.public_base_url)
