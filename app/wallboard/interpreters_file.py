"""The list of interpreters as a file, down and up."""

from flask import Response, redirect, render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.audit import service as audit
from app.interpreters import spreadsheets
from app.interpreters.service import everybody
from app.values.sentence import mark
from app.wallboard import interpreters
from app.wallboard.blueprint import done, wallboard
from app.wallboard.files import FILE_BYTES, NO_FILE, NOT_TEXT, TOO_LONG, fault_in_words, file_sent
from app.wallboard.pages import RowError
from app.web import access
from app.web.said import say
from app.web.transactions import db


@wallboard.get("/supervisor/interpreters.csv")
@access.may("supervisor")
def fetch_interpreters() -> Response:
    """Everybody who is tried, in their turn, as a file that can be sent again."""
    named = "attachment; filename=interpreters.csv"
    return Response(spreadsheets.as_csv(db()), mimetype="text/csv", headers={"Content-Disposition": named})


@wallboard.post("/supervisor/interpreters/file")
@access.may("supervisor")
def send_interpreters() -> ResponseReturnValue:
    """Take in a file, whole; or nothing of it, and say of each fault in which row it is."""
    try:
        text = file_sent()
    except UnicodeDecodeError:
        return _refused(say(NOT_TEXT))
    if not text or len(text.encode()) > FILE_BYTES:
        return _refused(say(TOO_LONG if text else NO_FILE))
    faults = spreadsheets.load_csv(db(), text)
    if faults:
        return _refused(faults=tuple(RowError(one.row, fault_in_words(one)) for one in faults))
    audit.record(db(), "interpreters_file", "interpreter", "all", clock.now(), staff_id=access.current_staff().id)
    done(mark("The file is taken in."))
    interpreters.keep_promises([one.id for one in everybody(db())])
    return redirect("/supervisor/interpreters", 303)


def _refused(error: str = "", faults: tuple[RowError, ...] = ()) -> ResponseReturnValue:
    page = interpreters.page_of(db(), faults, error)
    return render_template("wallboard/interpreters.html", page=page), 422
