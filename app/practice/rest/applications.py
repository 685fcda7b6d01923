"""Applications over REST."""

from __future__ import annotations

from app.practice.numbers import Application
from app.practice.rest import leading, shapes
from app.practice.rest import reading as read
from app.practice.rest.api import api, exchange
from app.practice.rest.errors import not_found
from app.practice.rest.paging import page

ADDRESSES = {**leading.ADDRESSES, "MessageStatusCallback": "message_status_callback"}
SUPPORTED = ("FriendlyName", *ADDRESSES, *leading.METHODS)
NOT_IMITATED = "ApiVersion VoiceCallerIdLookup SmsStatusCallback PublicApplicationConnectEnabled"


def application_with(sid: str) -> Application:
    """The application with that SID."""
    found = exchange.applications.get(sid)
    if found is None:
        raise not_found()
    return found


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
    form = read.form(SUPPORTED, known=NOT_IMITATED)
    it = Application(exchange.identifiers.new("AP"), exchange.now(), exchange.now())
    leading.change(it, form, ADDRESSES)
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
    form = read.form(SUPPORTED, known=NOT_IMITATED)
    it = application_with(sid)
    leading.change(it, form, ADDRESSES)
    return shapes.application(exchange, it)


@api.delete("/Applications/<sid>.json")
def delete_application(sid: str) -> tuple[str, int]:
    """Do away with an application."""
    del exchange.applications[application_with(sid).sid]
    return "", 204
