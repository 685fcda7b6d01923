"""An app that has the frame of the pages and nothing behind it."""

import pytest
from flask import Flask, abort, render_template_string

from app.web import errors, events, frame, headers

PAGE = '{% extends "base.html" %}{% block title %}A page{% endblock %}{% block content %}<h1>A page</h1>{% endblock %}'


@pytest.fixture
def bare_app() -> Flask:
    """Pages at /page, an error of any number at /error/<code>, no database behind it."""
    app = Flask("app")
    frame.init(app, practice=True)
    headers.init(app, https=True)
    errors.init(app)
    events.init(app, "postgresql://nowhere.invalid/none")
    app.add_url_rule("/page", "page", lambda: render_template_string(PAGE))
    app.add_url_rule("/error/<int:code>", "error", lambda code: abort(code))
    return app
