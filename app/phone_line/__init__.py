"""Every voice webhook: the caller's, the adviser's leg, conferences, status."""

from flask import Flask

from app.phone_line.views import phone_line
from app.settings import Settings
from app.switchboard import booking as _  # noqa: F401 - adds its endings to those of the line
from app.telephony.signature import prover


def init(app: Flask, settings: Settings) -> None:
    """Give `app` the voice webhooks, let in by Twilio's signature alone."""
    app.extensions["prove"] = prover(settings.twilio_auth_token)
    app.register_blueprint(phone_line)
