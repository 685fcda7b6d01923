"""One transaction a request: opened when first needed, committed once, after the view and before the answer goes."""

import structlog
from flask import Flask, Response, current_app, g
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.exceptions import InternalServerError

from app.database import Database

log = structlog.get_logger()


def init(app: Flask, database: Database) -> None:
    """Give every request of `app` a session of `database` when it asks for one."""
    app.extensions["startline.database"] = database

    @app.after_request
    def settle(response: Response) -> Response:
        session: Session | None = g.get("db_session")
        if session is None:
            return response
        if response.status_code >= 400 and not g.get("db_keep"):
            session.rollback()
            return response
        try:
            session.commit()
        except SQLAlchemyError as error:
            # What the view believed was stored is not: the answer must not say that it was.
            session.rollback()
            log.error("commit_failed", error=type(error).__name__)
            return app.make_response(app.handle_http_exception(InternalServerError()))
        return response

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        session: Session | None = g.pop("db_session", None)
        if session is not None:
            session.close()


def db() -> Session:
    """This request's session. Whatever is done with it is committed if the answer is no error, and undone if it is."""
    session: Session | None = g.get("db_session")
    if session is None:
        database: Database = current_app.extensions["startline.database"]
        session = g.db_session = database.sessions()
    return session


def keep() -> None:
    """Commit even if the answer is an error: for what is to be remembered of a refusal."""
    g.db_keep = True
