"""Every voice webhook: the caller's, the adviser's leg, conferences, status."""

from flask import Flask

from app.phone_line.views import phone_line
from app.switchboard import booking as _  # noqa: F401 - adds its endings to those of the line


def init(app: Flask) -> None:
    """Give `app` the voice webhooks, let in by Twilio's signature alone."""
    app.register_blueprint(phone_line)
