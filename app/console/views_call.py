"""The keys of the call that I am in: hold, mute, keys on the line, who else joins, handing over, the end."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app import clock
from app.calls.models import Connection
from app.console import showing
from app.console.blueprint import console
from app.scripts.wording import mark
from app.switchboard import connecting, interpreting, pressing, supporting, transferring
from app.values.errors import Invalid
from app.web import access
from app.web.said import say
from app.web.transactions import db

NO_COLLEAGUE = mark("Nobody can be rung just now: every supervisor and every free adviser is on a call.")
NOBODY_THERE = mark("Whom you chose cannot be rung any more: choose somebody else.")
NOT_YET = mark("That cannot be done before you are through to each other.")


@console.post("/calls/<uuid:connection_id>")
@access.may("adviser")
def act_on_call(connection_id: UUID) -> ResponseReturnValue:
    """What was pressed; what cannot be done is said in the bar, and nothing is changed."""
    connection = showing.connection_of_mine()
    if connection is None or connection.id != connection_id:
        raise NotFound
    act = request.form.get("act", "")
    try:
        if act == "end":
            connecting.end_pressed(showing.board(), db(), connection_id, clock.now())
            return showing.go("/wrap-up")
        if act == "hand_over":
            transferring.hand_over(db(), connection_id, clock.now())
            return showing.go("/")
        _do(act, connection)
    except Invalid as problem:
        flash(say(problem.message, **problem.params))
    return redirect(_page_before(), 303)


def _do(act: str, connection: Connection) -> None:
    """Whatever keeps the two together. Raises Invalid."""
    now, done = clock.now(), True
    match act:
        case "hold" | "resume":
            done = connecting.hold_pressed(db(), connection.id, act == "hold", now)
        case "mute" | "unmute":
            done = pressing.mute_pressed(db(), connection.id, act == "mute", now)
        case "keys":
            pressing.keys_pressed(showing.board(), db(), connection.id, request.form.get("keys", ""), now)
        case _:
            _with_others(act, connection)
    if not done:
        raise Invalid(NOT_YET)


def _with_others(act: str, connection: Connection) -> None:
    """Somebody joins, or is let go. Raises Invalid."""
    me, now = access.current_staff(), clock.now()
    match act:
        case "interpreter":
            interpreting.add_pressed(showing.board(), db(), connection.id, now, request.form.get("language"))
        case "interpreter_is":
            interpreting.write_down(db(), connection, request.form.get("person", ""), now)
        case "colleague":
            if supporting.add_colleague(db(), me, connection, now) is None:
                raise Invalid(NO_COLLEAGUE)
        case "transfer":
            if transferring.ring(db(), me, connection, request.form.get("to", ""), now) is None:
                raise Invalid(NOBODY_THERE)
        case "stop":
            transferring.stop_ringing(db(), me, connection, now)
        case _:
            abort(400)


def _page_before() -> str:
    """The page of ours from which the call's keys were pressed."""
    before = urlsplit(request.referrer or "")
    ours = before.netloc == request.host and before.path.startswith("/") and not before.path.startswith("//")
    return f"{before.path}?{before.query}" if ours and before.query else before.path if ours else "/"
