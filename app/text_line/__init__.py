"""Text messages that come in."""

from flask import Blueprint, Flask, Response, current_app

from app import clock
from app.calls import service as calls
from app.scripts import wording
from app.scripts.wording import mark
from app.switchboard.context import Switchboard
from app.telephony import twiml
from app.values.telephone import TelephoneNumber
from app.web.proof import field, twilio_only
from app.web.transactions import db

ANSWER = mark(
    "This number cannot read text messages. To change a call-back, please ring us on the number that rang you."
)

text_line = Blueprint("text_line", __name__, url_prefix="/text")


@text_line.post("/inbound")
@twilio_only
def receive() -> Response:
    """A text message came in: noted without its words, and answered with what to do instead."""
    board: Switchboard = current_app.extensions["switchboard"]
    calls.note(db(), field("MessageSid"), "message", "received", clock.now())
    sender = field("From")
    if sender == board.telephone.text_sender or not _may_be_answered(sender):
        return Response(twiml.nothing(), content_type="text/xml")
    return Response(twiml.text_reply(wording.say(ANSWER, "en")), content_type="text/xml")


def _may_be_answered(sender: str) -> bool:
    """A mobile number: a short code or a name cannot be answered, and answering one may cost."""
    return sender.startswith("+") and sender[1:].isdigit() and TelephoneNumber(sender).is_mobile


def init(app: Flask) -> None:
    """Give `app` the webhook of its text messages."""
    app.register_blueprint(text_line)
