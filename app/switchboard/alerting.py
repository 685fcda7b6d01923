"""Looking for what a supervisor is to be told of, and sending it to the duty supervisor's mobile.

The scheduler looks; where it is silent, a worker does. A text is a job of the worker; where that is silent,
whoever looks sends the text itself, or nobody would ever hear of it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy.orm import Session

from app.alerts import rules
from app.alerts import service as alerts
from app.alerts.models import Alert
from app.calls import service as calls
from app.casework import service as casework
from app.jobs import beating
from app.jobs import service as jobs
from app.jobs.rules import TryLater
from app.measures import board as measured
from app.measures import day
from app.scripts import wording
from app.scripts.wording import mark
from app.sites import service as sites
from app.sites.rules import Open
from app.staff import service as staff
from app.support import service as support
from app.switchboard import foreseeing
from app.switchboard.context import Switchboard
from app.telephony.errors import AnswerLost, NotNow, Refused
from app.vacancies import service as vacancies

EVERY: Final = timedelta(seconds=10)
# The doors open a little before everybody is at their desk.
OPEN_FOR: Final = timedelta(minutes=5)
LATELY: Final = timedelta(minutes=15)
TEXT: Final = mark("Startline alert. {sentence}")

log = structlog.get_logger()


def look(board: Switchboard, now: datetime, up_since: datetime) -> None:
    """Tick: raise, clear and send. `up_since` is when the process that looks began."""
    with board.database.transaction() as session:
        silent = _silent(session, now, up_since)
        ahead = foreseeing.late_ahead(session, now)
        found = rules.findings(
            _sites(board, session, now), silent, alerts.rules(session), ahead, _support(session), _refused(session)
        )
        alerts.look(session, found, now)
        wanted = [alert.id for alert in alerts.texts_wanted(session)]
        if "worker" not in silent:
            for alert_id in wanted:
                _enqueue(session, alert_id, now)
    if "worker" in silent:
        for alert_id in wanted:
            _send_at_once(board, alert_id, now)


def look_in_place_of_the_scheduler(board: Switchboard, now: datetime, up_since: datetime) -> None:
    """A scheduler that is silent cannot say so itself: a worker looks."""
    with board.database.transaction() as session:
        silent = _silent(session, now, up_since)
    if "scheduler" in silent:
        look(board, now, up_since)


def send(board: Switchboard, payload: Mapping[str, Any], now: datetime) -> None:
    """Job: send the text of an alert. Site and sentence, and never a word about a claimant."""
    with board.database.transaction() as session:
        found = alerts.to_send(session, int(payload["alert"]))
        if found is None:
            return
        alert, mobile = found
        body = _text(alert)
    refused = False
    try:
        board.telephone.text(mobile, body)
    except NotNow as error:
        raise TryLater(str(error)) from error
    except Refused:
        log.warning("alert_not_taken", alert=alert.id)
        refused = True
    except AnswerLost:
        # It may have gone; the board shows it either way, and a second text would say nothing new.
        log.warning("alert_answer_lost", alert=alert.id)
    with board.database.transaction() as session:
        alerts.sent(session, alert.id, now, refused=refused)


def _send_at_once(board: Switchboard, alert_id: int, now: datetime) -> None:
    try:
        send(board, {"alert": alert_id}, now)
    except TryLater:
        with board.database.transaction() as session:
            _enqueue(session, alert_id, now)


def _enqueue(session: Session, alert_id: int, now: datetime) -> None:
    jobs.enqueue(session, "message", "alert", {"alert": alert_id}, now, once_key=f"alert:{alert_id}", priority=1)


def _silent(session: Session, now: datetime, up_since: datetime) -> list[str]:
    """Processes without a sign of life. Who has just begun gives the others time to begin as well."""
    return beating.silent(session, now) if now - up_since > beating.DEAD_AFTER else []


def _support(session: Session) -> list[rules.Support]:
    """Who needs support now."""
    return [
        rules.Support(
            site_id=record.site_id,
            site=sites.by_id(session, record.site_id).name,
            subject=str(record.id),
            name=who.name if (who := staff.by_id(session, record.staff_id)) is not None else "",
            at=wording.clock_time(record.opened_at, "en"),
        )
        for record in support.open_records(session)
    ]


def _refused(session: Session) -> rules.RefusedFile | None:
    """The newest file of vacancies, if it was not taken in, with the first of what is wrong with it."""
    last = vacancies.last_file(session)
    if last is None or last.fault is None:
        return None
    first, *more = last.fault.splitlines()
    return rules.RefusedFile(last.name, first + (" …" if more else ""))


def _sites(board: Switchboard, session: Session, now: datetime) -> list[rules.SiteNow]:
    of_today = day.days(session, now)
    figures = measured.sites_now(session, board.short_calls, now)
    every = [one.site for one in figures if one.site is not None]
    needs = casework.not_taken(session, now)
    alone = calls.met_nobody(session, now - LATELY)
    textphones = calls.textphones_unanswered(session, now - LATELY)
    open_now, open_before = sites.openings(session, every, now), sites.openings(session, every, now - OPEN_FOR)
    return [
        rules.SiteNow(
            id=site.id,
            name=site.name,
            is_open=isinstance(open_now[site.id], Open) and isinstance(open_before[site.id], Open),
            oldest_waiting=_seconds_since(one.oldest_since, now),
            service_level=(today := day.of_site(of_today, site.id)).service_level,
            measured_on=today.measured_on,
            late=one.promised.late,
            signed_in=sum(count for state, count in one.states.items() if state != "signed_out"),
            met_nobody=alone.get(site.id, 0),
            needs=needs.get(site.id, 0),
            textphones=textphones.get(site.id, 0),
            oldest_typed=_seconds_since(one.typed.oldest_since, now),
        )
        for site, one in zip(every, figures, strict=True)
    ]


def _seconds_since(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else (now - moment).total_seconds()


def _text(alert: Alert) -> str:
    return wording.say(TEXT, "en", sentence=wording.say(alert.reason, "en", **alert.reason_values))
