"""The supervisor: the board, who is on duty, hours and closures, people, what needs a hand."""

from flask import Flask

from app.wallboard import acting, board, closing, duty, failures, hours, people, post, promises, site
from app.wallboard.blueprint import wallboard

__all__ = [
    "acting",
    "board",
    "closing",
    "duty",
    "failures",
    "hours",
    "init",
    "people",
    "post",
    "promises",
    "site",
]


def init(app: Flask) -> None:
    """Give `app` the supervisor's pages."""
    app.register_blueprint(wallboard)
