"""The supervisor: the board, who is on duty, hours and closures, people, what needs a hand."""

from flask import Flask

from app.wallboard import (
    acting,
    alerts,
    board,
    changes,
    closing,
    complaints,
    decisions,
    duty,
    failures,
    files,
    handed_on,
    hours,
    interpreters,
    interpreters_file,
    office_form,
    offices,
    opening,
    people,
    post,
    print_runs,
    promises,
    prompts,
    releases,
    restricted,
    site,
    support,
    textphones,
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
    "complaints",
    "decisions",
    "duty",
    "failures",
    "files",
    "handed_on",
    "hours",
    "init",
    "interpreters",
    "interpreters_file",
    "office_form",
    "offices",
    "opening",
    "people",
    "post",
    "print_runs",
    "promises",
    "prompts",
    "releases",
    "restricted",
    "site",
    "site_rules",
    "support",
    "textphones",
    "week",
]


def init(app: Flask) -> None:
    """Give `app` the supervisor's pages."""
    app.register_blueprint(wallboard)
