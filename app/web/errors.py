"""What a page says when it cannot do what was asked: what happened, what is safe, what to do."""

from dataclasses import dataclass

import structlog
from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Conflict, HTTPException, ServiceUnavailable

from app.values.moves import IllegalMove
from app.values.sentence import mark

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Trouble:
    """The words of one error page."""

    title: str
    happened: str
    do: str


TROUBLES = {
    400: Trouble(
        mark("That did not come through whole"),
        mark("The page sent something we could not read, or had been open too long. Nothing was changed."),
        mark("Go back, load the page again, and try once more."),
    ),
    403: Trouble(
        mark("This page is not open to you"),
        mark("Your sign-in does not cover it. Nothing was changed, and the visit was noted."),
        mark("If you need it for your work, ask your supervisor."),
    ),
    404: Trouble(
        mark("There is no page here"),
        mark("The address may be mistyped, or the thing it named is no longer there."),
        mark("Go to the start page, or search for the person."),
    ),
    405: Trouble(
        mark("That cannot be done from here"),
        mark("The address was opened in a way it does not allow. Nothing was changed."),
        mark("Go to the start page and use its buttons."),
    ),
    409: Trouble(
        mark("Somebody else was there first"),
        mark("What you were changing has changed meanwhile. What was stored before is safe; your change was not made."),
        mark("Load the page again to see how things stand now."),
    ),
    413: Trouble(
        mark("That file is too large"),
        mark("Nothing was taken in."),
        mark("Send a smaller file."),
    ),
    429: Trouble(
        mark("Too many tries"),
        mark("To keep accounts safe we stop for a while after several tries."),
        mark("Wait five minutes, then try again."),
    ),
    500: Trouble(
        mark("Something went wrong on our side"),
        mark("What was saved before is safe. What you just sent may not have been stored."),
        mark(
            "Load the page again and look. If a caller is on the line, keep talking: the call goes on without the page."
        ),
    ),
    503: Trouble(
        mark("The service cannot be reached just now"),
        mark("What was saved before is safe. Calls in progress go on."),
        mark("Wait a minute and load the page again. Use the paper form if the person cannot wait."),
    ),
}


def init(app: Flask) -> None:
    """Answer every HTTP error of a page with words; webhooks and figures keep the bare answer."""

    @app.errorhandler(HTTPException)
    def explain(error: HTTPException) -> Response | HTTPException:
        if error.response is not None or not _wants_page():
            return error
        code = error.code or 500
        trouble = TROUBLES.get(code) or TROUBLES[500 if code >= 500 else 400]
        page = make_response(render_template("error.html", trouble=trouble, code=code), code)
        for name, value in error.get_headers():
            if name.lower() != "content-type":
                page.headers[name] = value
        return page

    @app.errorhandler(IllegalMove)
    def refuse(move: IllegalMove) -> Response | HTTPException:
        log.info("move_refused", what=move.what, old=move.old, new=move.new)
        return explain(Conflict())

    @app.errorhandler(OperationalError)
    def away(error: OperationalError) -> Response | HTTPException:
        log.error("database_did_not_answer", error=type(error.orig).__name__)
        return explain(ServiceUnavailable())


def _wants_page() -> bool:
    """Whether a person is reading: Twilio, curl and the figures' collector never ask for HTML by name."""
    named = {mimetype for mimetype, _ in request.accept_mimetypes}
    return "text/html" in named or "HX-Request" in request.headers
