"""The service in a thread, for a browser to look at."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app import create_app
from app.database import Database
from app.settings import Settings


@pytest.fixture
def app(settings: Settings, fresh_database: Database) -> Iterator[Flask]:
    """The service on a database of the test's own."""
    made = create_app(settings, fresh_database)
    yield made
    made.extensions["startline.live"].stop()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where it is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
