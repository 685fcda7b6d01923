"""Applications over REST."""

from __future__ import annotations

from flask import request

from app.practice import reading as read
from app.practice import shapes
from app.practice.applications import Application
from app.practice.paging import page
from app.practice.rest_api import api, exchange
from app.practice.rest_errors import RestError, not_found

ADDRESSES = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "MessageStatusCallback": "message_status_callback",
}
METHODS = {
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
}
SUPPORTED = ("FriendlyName", *ADDRESSES, *METHODS)
NOT_IMITATED = "ApiVersion VoiceCallerIdLookup SmsStatusCallback PublicApplicationConnectEnabled"
NAME_LIMIT = 64


def application_with(sid: str) -> Application:
    """The application with that SID."""
    found = exchange.applications.get(sid)
    if found is None:
        raise not_found()
    return found


def _change(it: Application) -> None:
    form = request.form
    name = form.get("FriendlyName", it.friendly_name)
    if len(name) > NAME_LIMIT:
        raise RestError(400, 20001, f"FriendlyName is longer than {NAME_LIMIT} characters")
    given = {
        attribute: read.address(form[parameter], parameter) if form[parameter] else ""
        for parameter, attribute in ADDRESSES.items()
        if parameter in form
    }
    given |= {
        attribute: read.method(form[parameter], parameter)
        for parameter, attribute in METHODS.items()
        if parameter in form
    }
    it.friendly_name, it.updated = name, exchange.now()
    for attribute, value in given.items():
        setattr(it, attribute, value)


@api.get("/Applications.json")
def applications() -> shapes.Shape:
    """The applications of the account."""
    args = read.query(("FriendlyName",))
    found = [
        it for it in exchange.applications.values() if args.get("FriendlyName", it.friendly_name) == it.friendly_name
    ]
    return page("applications", found, lambda it: it.sid, lambda it: shapes.application(exchange, it))


@api.post("/Applications.json")
def create_application() -> tuple[shapes.Shape, int]:
    """Make an application."""
    read.form(SUPPORTED, known=NOT_IMITATED)
    it = Application(exchange.identifiers.new("AP"), exchange.now(), exchange.now())
    _change(it)
    exchange.applications[it.sid] = it
    return shapes.application(exchange, it), 201


@api.get("/Applications/<sid>.json")
def application(sid: str) -> shapes.Shape:
    """One application."""
    read.query(())
    return shapes.application(exchange, application_with(sid))


@api.post("/Applications/<sid>.json")
def change_application(sid: str) -> shapes.Shape:
    """Let an application lead elsewhere."""
    read.form(SUPPORTED, known=NOT_IMITATED)
    it = application_with(sid)
    _change(it)
    return shapes.application(exchange, it)


@api.delete("/Applications/<sid>.json")
def delete_application(sid: str) -> tuple[str, int]:
    """Do away with an application."""
    del exchange.applications[application_with(sid).sid]
    return "", 204
