"""Startline: a short call in, a booked call-back, a claim form in the post."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.database import Database
    from app.settings import Settings


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
    """The web service, wired together: the one place that knows all rooms.

    Without `settings` they are read from the environment. Rooms are imported here and not above, so that a
    plain value can be had without the whole house.
    """
    import os

    from flask import Flask

    from app import web
    from app.database import Database, connect, sealing
    from app.settings import Settings, SettingsError

    settings = settings or Settings.from_environment(os.environ)
    if database is None:
        if settings.database_url is None:
            raise SettingsError("DATABASE_URL: not set")
        database = Database(connect(settings.database_url))
    sealing.use_keys(settings.field_keys)
    app = Flask("app")
    web.init(app, settings, database)
    return app
