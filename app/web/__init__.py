"""What every page shares: who may see it, the transaction, the headers, the live stream, the frame."""

from flask import Flask

from app.settings import Settings
from app.web import errors, events, frame, headers


def init(app: Flask, settings: Settings, *, database_url: str) -> None:
    """Give `app` the frame of its pages, its headers, its error pages and its live stream.

    `database_url` is that of the server in use, which `settings` does not know when it is the embedded one.
    """
    frame.init(app, practice=settings.practice)
    headers.init(app, https=settings.secure)
    errors.init(app)
    events.init(app, database_url)
