"""Whether the service is alive, whether it can serve, and its figures for Prometheus."""

import time
from collections.abc import Iterator, Mapping

from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock
from app.database.migrating import is_current
from app.jobs import beating
from app.measures import figures
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import numbers
from app.switchboard.context import Switchboard
from app.telephony.errors import TelephonyError
from app.web import access

# Asking Twilio for nine numbers at every probe would be a nuisance to both.
NUMBERS_ASKED_EVERY_SECONDS = 60.0

health = Blueprint("health", __name__)


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


@health.get("/healthz")
@access.anyone
def alive() -> Response:
    """This process answers."""
    return Response("alive\n", content_type="text/plain")


@health.get("/readyz")
@access.anyone
def ready() -> Response:
    """The service can serve; if not, 503 and what is missing, a line each."""
    faults = list(_faults())
    return Response("\n".join(faults or ["ready"]) + "\n", 503 if faults else 200, content_type="text/plain")


def _faults() -> Iterator[str]:
    board = _board()
    try:
        if not is_current(board.database.engine):
            yield "the tables are behind: run `flask database migrate`"
            return
        with board.database.transaction() as session:
            if not sites.all_sites(session):
                yield "there is no site: run `flask sites load FILE`"
            elif not staff.everybody(session):
                yield "nobody may sign in: run `flask staff add`"
            for process in beating.silent(session, clock.now()):
                yield f"no {process} has given a sign of life: run `flask {process}`"
            if not _numbers_are_connected(board, session):
                yield "not every telephone number leads here: run `flask telephony connect`"
    except SQLAlchemyError:
        yield "the database does not answer"


def _numbers_are_connected(board: Switchboard, session: Session) -> bool:
    asked_at, found = current_app.extensions.get("startline.numbers", (0.0, False))
    if found and time.monotonic() - asked_at < NUMBERS_ASKED_EVERY_SECONDS:
        return True
    try:
        found = numbers.are_connected(board, session)
    except TelephonyError:
        found = False
    current_app.extensions["startline.numbers"] = (time.monotonic(), found)
    return found


class _Figures(Collector):
    """The figures as they stand when they are asked for; every process would say the same."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def collect(self) -> Iterator[Metric]:
        for name, help_, label, values in figures.now(self.session, clock.now()):
            yield _filled(GaugeMetricFamily(f"startline_{name}", help_, labels=[label]), values)
        for name, help_, label, values in figures.so_far(self.session):
            yield _filled(CounterMetricFamily(f"startline_{name}", help_, labels=[label]), values)


def _filled(
    family: GaugeMetricFamily | CounterMetricFamily, values: Mapping[str, float]
) -> GaugeMetricFamily | CounterMetricFamily:
    for key, value in values.items():
        family.add_metric([key], value)
    return family


@health.get("/metrics")
@access.anyone
def metrics() -> Response:
    """The figures of the moment; no personal data."""
    registry = CollectorRegistry()
    with _board().database.transaction() as session:
        registry.register(_Figures(session))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
