"""The supervisor: the board, who is on duty, hours and closures, people, what needs a hand."""

from flask import Flask

from app.wallboard import (
    acting,
    alerts,
    board,
    changes,
    closing,
    duty,
    failures,
    files,
    hours,
    offices,
    people,
    post,
    print_runs,
    promises,
    site,
    week,
)
from app.wallboard.blueprint import wallboard
from app.wallboard.site_rules import views as site_rules

__all__ = [
    "acting",
    "alerts",
    "board",
    "changes",
    "closing",
    "duty",
    "failures",
    "files",
    "hours",
    "init",
    "offices",
    "people",
    "post",
    "print_runs",
    "promises",
    "site",
    "site_rules",
    "week",
]


def init(app: Flask) -> None:
    """Give `app` the supervisor's pages."""
    app.register_blueprint(wallboard)
