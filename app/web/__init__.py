"""What every page shares: who may see it, the transaction, the headers, the live stream, the frame."""

from flask import Flask

from app.settings import Settings
from app.web import errors, events, frame, headers


def init(app: Flask, settings: Settings) -> None:
    """Give `app` the frame of its pages, its headers, its error pages and its live stream."""
    frame.init(app, practice=settings.practice)
    headers.init(app, https=settings.public_base_url.startswith("https://"))
    errors.init(app)
    events.init(app, settings.database_url)
