"""A request commits once, if its answer is no error."""

from datetime import datetime

import pytest
from flask import Flask, abort
from sqlalchemy import func, select, text
from werkzeug.wrappers import Response

from app import create_app
from app.audit import service as audit
from app.audit.models import AuditEntry
from app.database import Database
from app.settings import Settings
from app.web import access
from app.web.transactions import db, keep


@pytest.fixture
def app(settings: Settings, fresh_database: Database, now: datetime) -> Flask:
    made = create_app(settings, fresh_database)

    @made.get("/write/<int:status>")
    @access.anyone
    def write(status: int) -> tuple[str, int]:
        audit.record(db(), "tried", "page", status, now)
        return "done", status

    @made.get("/refuse")
    @access.anyone
    def refuse() -> str:
        audit.record(db(), "refused", "page", "x", now)
        keep()
        abort(403)

    @made.get("/broken")
    @access.anyone
    def broken() -> str:
        audit.record(db(), "tried", "page", "x", now)
        # Checked at the commit only, as a deferred constraint would be.
        db().execute(text("CREATE TEMP TABLE once (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
        db().execute(text("INSERT INTO once VALUES (1), (1)"))
        return "done"

    return made


def written(database: Database) -> int:
    with database.transaction() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@pytest.mark.parametrize(("status", "rows"), [(200, 1), (303, 1), (409, 0), (422, 0), (500, 0)])
def test_an_error_leaves_nothing_behind(app: Flask, fresh_database: Database, status: int, rows: int) -> None:
    assert app.test_client().get(f"/write/{status}").status_code == status
    assert written(fresh_database) == rows


def test_what_is_to_be_remembered_of_a_refusal_is_kept(app: Flask, fresh_database: Database) -> None:
    assert app.test_client().get("/refuse").status_code == 403
    assert written(fresh_database) == 1


def test_a_failed_commit_is_no_success(app: Flask, fresh_database: Database) -> None:
    answer: Response = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert written(fresh_database) == 0
