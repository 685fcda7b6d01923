"""What every page shares: who may see it, the transaction, the headers, the live stream, the frame."""

from flask import Flask

from app.database import Database
from app.settings import Settings
from app.web import access, errors, events, frame, headers, health, pages, proof, sign_in, staying, transactions


def init(app: Flask, settings: Settings, database: Database) -> None:
    """Give `app` its door, its transactions, the frame of its pages, their headers and the live stream."""
    frame.init(app, practice=settings.practice)
    headers.init(app, https=settings.secure)
    errors.init(app)
    transactions.init(app, database)
    access.init(app, settings)
    events.init(app, database.engine.url.render_as_string(hide_password=False))
    proof.init(app, settings)
    app.register_blueprint(sign_in.sign_in)
    app.register_blueprint(health.health)
    app.register_blueprint(pages.pages)
    app.register_blueprint(staying.staying)
    frame.fill(app, pages.who_is_here)
