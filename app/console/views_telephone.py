"""The telephone in the browser: a small window of its own, which stays while the pages change beside it."""

from flask import Response, abort, jsonify, make_response, render_template

from app import clock
from app.audit import service as audit
from app.console import showing
from app.console.blueprint import console
from app.console.pages import TelephonePage
from app.staff.models import Staff
from app.staff.rules import telephone_identity
from app.telephony import tokens
from app.web import access, headers
from app.web.transactions import db


@console.get("/telephone")
@access.may("adviser", "supervisor")
def telephone() -> Response:
    """The window. It alone may speak with Twilio's signalling, and it alone loads Twilio's script."""
    _with_browser_telephone()
    settings = showing.board().settings
    page = TelephonePage(edge=settings.twilio_edge, signalling=settings.practice_signalling)
    answer = make_response(render_template("console/telephone.html", page=page))
    headers.may_connect(answer, f"wss://{settings.signalling_host}")
    return answer


@console.post("/telephone/token")
@access.may("adviser", "supervisor")
def token() -> Response:
    """A token for one's own telephone; the window asks for the next one before it runs out."""
    me = _with_browser_telephone()
    audit.record(db(), "telephone_token", "staff", me.id, clock.now(), staff_id=me.id)
    return jsonify(token=tokens.for_browser(showing.board().settings, telephone_identity(me.username)))


def _with_browser_telephone() -> Staff:
    me = access.current_staff()
    if not me.browser_telephone:
        abort(404)
    return me
