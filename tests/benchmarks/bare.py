"""The least that a webhook of this kind can do: signature, form, one durable UPDATE … RETURNING, TwiML.

It writes the same columns of the same kind of row as the keypad step does, and knows nothing of scripts, wording,
turns that come twice, or who may do what. It is what the real step is held against.
"""

import os
from uuid import UUID

from flask import Flask, Response, abort, request
from sqlalchemy import bindparam, update
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

from app.calls.models import Call
from app.database import connect

app = Flask(__name__)
_engine = connect(os.environ["DATABASE_URL"])
_validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
_base = os.environ["PUBLIC_BASE_URL"]
_calls = Call.metadata.tables[Call.__tablename__]
_UPDATE = (
    update(_calls)
    .where(_calls.c.id == bindparam("call"), _calls.c.turn == bindparam("before"))
    .values(turn=_calls.c.turn + 1, field="call.wish", answers=_calls.c.answers.op("||")(bindparam("changes")))
    .returning(_calls.c.turn)
)


@app.post("/voice/call/<uuid:call_id>/turn/<int:turn>")
def answer(call_id: UUID, turn: int) -> Response:
    """Take in a key and ask for the next."""
    if not _validator.validate(_base + request.path, request.form, request.headers.get("X-Twilio-Signature", "")):
        abort(403)
    with _engine.begin() as connection:
        told = {"call": call_id, "before": turn, "changes": {"call.language": request.form["Digits"]}}
        after = connection.execute(_UPDATE, told).scalar_one()
    response = VoiceResponse()
    gather = Gather(action=f"{_base}/voice/call/{call_id}/turn/{after}", method="POST", num_digits=1, timeout=6)
    gather.say("What would you like to do?", language="en-GB")
    response.append(gather)
    return Response(str(response), content_type="text/xml; charset=utf-8")


@app.get("/healthz")
def alive() -> str:
    """This process answers."""
    return "alive"
