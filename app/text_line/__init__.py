"""Text messages that come in, what became of those that went out, and the typed page: a face, which decides nothing."""

from uuid import UUID

from flask import Blueprint, Flask, Response, current_app

from app import clock
from app.calls import service as calls
from app.switchboard import messages, text_replies
from app.switchboard.context import Switchboard
from app.telephony import twiml
from app.text_line import typed
from app.text_line.in_person import face_to_face
from app.values.telephone import TelephoneNumber
from app.web.proof import field, twilio_only
from app.web.transactions import db

LONGEST_CODE = 9

text_line = Blueprint("text_line", __name__, url_prefix="/text")


@text_line.post("/inbound")
@twilio_only
def receive() -> Response:
    """A text message came in."""
    board: Switchboard = current_app.extensions["switchboard"]
    sid, sender = field("MessageSid"), field("From")
    calls.note(db(), sid, "message", "received", clock.now())
    if sender == board.telephone.text_sender or not _may_be_answered(sender):
        return _xml(twiml.nothing())
    answer = text_replies.receive(db(), sid, sender, field("Body"), clock.now())
    return _xml(twiml.text_reply(answer) if answer is not None else twiml.nothing())


@text_line.post("/message/<uuid:text_id>/status")
@twilio_only
def status(text_id: UUID) -> Response:
    """What became of a text that we sent."""
    code = field("ErrorCode")
    known = int(code) if code.isascii() and code.isdigit() and len(code) <= LONGEST_CODE else None
    messages.told(db(), text_id, field("MessageSid"), field("MessageStatus"), known, clock.now())
    return _xml(twiml.nothing())


def _xml(document: str) -> Response:
    return Response(document, content_type="text/xml")


def _may_be_answered(sender: str) -> bool:
    """A mobile number: a short code or a name cannot be answered, and answering one may cost."""
    return sender.startswith("+") and sender[1:].isdigit() and TelephoneNumber(sender).is_mobile


def init(app: Flask) -> None:
    """Give `app` the webhooks of its text messages, the typed page, and the one for a time at an office."""
    app.register_blueprint(text_line)
    app.register_blueprint(typed.pages)
    app.register_blueprint(face_to_face)
