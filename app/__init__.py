"""Startline: a short call in, a booked call-back, a claim form in the post."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.database import Database
    from app.scripts.service import Scripts
    from app.settings import Settings


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
    """The service, wired together: the one place that knows all rooms.

    Without `settings` they are read from the environment; without `database` it is the one they name, or the
    embedded server's. A script with an error, or a wrong setting, stops the start. Rooms are imported here and
    not above, so that a plain value can be had without the whole house.
    """
    import os

    from flask import Flask

    from app import clock, commands, console, logs, phone_line, text_line, wallboard, web
    from app.database import Database, connect, sealing
    from app.settings import Settings, local_environment
    from app.switchboard.context import Switchboard
    from app.telephony.addresses import Addresses
    from app.telephony.client import Telephone

    logs.configure()
    settings = settings or Settings.from_environment({**local_environment(), **os.environ})
    if database is None:
        database = Database(connect(settings.database_url or _embedded()))
    sealing.use_keys(settings.field_keys)
    if settings.practice and settings.practice_clock is not None:
        clock.use(clock.Ahead(settings.practice_clock))
    app = Flask("app")
    app.extensions["switchboard"] = Switchboard(
        settings=settings,
        database=database,
        telephone=Telephone(settings),
        addresses=Addresses(settings.public_base_url),
        scripts=_scripts(practice=settings.practice),
    )
    web.init(app, settings, database)
    phone_line.init(app)
    text_line.init(app)
    wallboard.init(app)
    console.init(app)
    commands.register(app)
    return app


@cache
def _scripts(*, practice: bool) -> Scripts:
    """What is said and asked, read once a process: it does not change while the service runs."""
    from pathlib import Path

    from app.scripts import service as scripts

    return scripts.load_all(Path(__file__).parents[1] / "ivr_scripts", practice=practice)


def _embedded() -> str:
    """The database of the embedded server, which runs as long as this process if it is the one that started it."""
    import atexit
    from contextlib import ExitStack

    from app.database import DATABASE, embedded
    from app.settings import home

    until_the_end = ExitStack()
    atexit.register(until_the_end.close)
    return until_the_end.enter_context(embedded.serving(home() / "postgresql", DATABASE))
