"""The only door to the alerts: raised and cleared, seen, sent; and the numbers they go by."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.alerts.models import NOT_SENT_YET, Alert, AlertSettings
from app.alerts.rules import AlertRules, Finding, Key, changes, text_of
from app.audit import service as audit
from app.audit.models import AuditEntry
from app.database import notify
from app.values.errors import Invalid
from app.values.sentence import mark

CHANNEL: Final = "board"
LOCK: Final = 7_305_003  # an arbitrary number of our own: two processes never raise the same alert
SHOWN: Final = 50


def rules(session: Session) -> dict[int | None, AlertRules]:
    """Site id → its own numbers, where it has some; under None those of all others."""
    stored = {
        one.site_id: AlertRules.read(one.rules)
        for one in session.scalars(select(AlertSettings))
        if one.rules is not None
    }
    return {None: AlertRules(), **stored}


def set_rules(
    session: Session, site_id: int | None, to: AlertRules | None, now: datetime, by: int, **details: Any
) -> None:
    """Give a site, or all (None), these numbers; `to` None has a site go by those of all again. Audited.

    `details` are noted with it.
    """
    kept = _settings(session, site_id, lock=True)
    if kept is None:
        kept = AlertSettings(site_id=site_id)
        session.add(kept)
    before = AlertRules.read(kept.rules) if kept.rules is not None else None
    entry = audit.record(
        session,
        "alert_rules_changed",
        "alert_rules",
        site_id or 0,
        now,
        staff_id=by,
        old=_audited(before),
        new=_audited(to),
        **details,
    )
    session.flush()
    kept.before, kept.rules, kept.changed_by_entry = kept.rules, to.stored() if to is not None else None, entry.id
    session.flush()
    notify(session, CHANNEL)


def last_change(session: Session, site_id: int | None) -> AuditEntry | None:
    """Who changed the numbers of a site, or of all (None), last, and when; None where that cannot be undone."""
    kept = _settings(session, site_id)
    if kept is None or kept.changed_by_entry is None:
        return None
    [latest] = audit.of(session, "alert_rules", site_id or 0, at_most=1)
    return latest


def undo_change(session: Session, site_id: int | None, entry_id: int, now: datetime, by: int) -> None:
    """Have the numbers as they were before their last change. Raises Invalid where that was another. Audited."""
    kept = _settings(session, site_id, lock=True)
    if kept is None or kept.changed_by_entry != entry_id:
        raise Invalid(mark("The numbers were changed since."))
    before = AlertRules.read(kept.before) if kept.before is not None else None
    set_rules(session, site_id, before, now, by, undoes=entry_id)


def look(session: Session, found: Iterable[Finding], now: datetime) -> list[Alert]:
    """Bring the alerts into agreement with the causes there are; returns those raised now."""
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    standing = {_key(alert): alert for alert in open_alerts(session)}
    causes = {finding.key: finding for finding in found}
    follows = changes(causes.values(), {key: alert.calm_since for key, alert in standing.items()}, now)
    for key in follows.calm:
        standing[key].calm_since = now
    for key in follows.troubled:
        standing[key].calm_since = None
    for key in follows.over:
        standing[key].cleared_at = now
    numbers = rules(session)
    gone_on = [
        _keep_true(session, alert, causes[key], numbers, now) for key, alert in standing.items() if key in causes
    ]
    raised = [_raise(session, finding, numbers, now) for finding in follows.raised]
    session.flush()
    if raised or follows.over or any(gone_on):
        notify(session, CHANNEL)
    return raised


def texts_wanted(session: Session) -> list[Alert]:
    """The alerts that stand, whose text has not gone yet and is to: also one that was forgotten over a crash."""
    return [alert for alert in open_alerts(session) if alert.text_state == "wanted" and alert.calm_since is None]


def open_alerts(session: Session) -> list[Alert]:
    """Every alert that is not over, the latest first."""
    return list(session.scalars(select(Alert).where(Alert.cleared_at.is_(None)).order_by(Alert.raised_at.desc())))


def lately(session: Session) -> list[Alert]:
    """The last alerts, over or not, the latest first."""
    return list(session.scalars(select(Alert).order_by(Alert.raised_at.desc(), Alert.id.desc()).limit(SHOWN)))


def seen(session: Session, alert_id: int, by: int, now: datetime) -> Alert | None:
    """Somebody has seen it and sees to it; whoever was first stays. None where there is no such alert."""
    alert = session.get(Alert, alert_id, with_for_update=True, populate_existing=True)
    if alert is not None and alert.seen_at is None:
        alert.seen_by, alert.seen_at = by, now
        audit.record(session, "alert_seen", "alert", alert.id, now, staff_id=by)
        notify(session, CHANNEL)
    return alert


def to_send(session: Session, alert_id: int) -> tuple[Alert, str] | None:
    """An alert whose text is still wanted, and the number it goes to; None where nothing is to be sent any more."""
    alert = session.get_one(Alert, alert_id)
    numbers = rules(session)
    mobile = numbers.get(alert.site_id, numbers[None]).mobile
    return (alert, mobile) if alert.text_state == "wanted" and mobile else None


def sent(session: Session, alert_id: int, now: datetime, *, refused: bool = False) -> None:
    """The text has gone, or the network would not take it."""
    alert = session.get_one(Alert, alert_id, with_for_update=True, populate_existing=True)
    alert.text_state = "refused" if refused else "sent"
    alert.texted_at = None if refused else now
    notify(session, CHANNEL)


def _settings(session: Session, site_id: int | None, *, lock: bool = False) -> AlertSettings | None:
    statement = select(AlertSettings).where(AlertSettings.site_id.is_not_distinct_from(site_id))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalar(statement)


def _raise(session: Session, finding: Finding, numbers: Mapping[int | None, AlertRules], now: datetime) -> Alert:
    of = numbers.get(finding.site_id, numbers[None])
    alert = Alert(
        kind=finding.kind,
        site_id=finding.site_id,
        subject=finding.subject,
        reason=finding.sentence.template,
        reason_values=dict(finding.sentence.params),
        raised_at=now,
        text_state=text_of(of, _sent_last(session, finding), now),
    )
    session.add(alert)
    return alert


def _keep_true(
    session: Session, alert: Alert, finding: Finding, numbers: Mapping[int | None, AlertRules], now: datetime
) -> bool:
    """Have a standing alert say what is so now, and send what was not to be sent before; whether anything changed.

    What somebody has seen already need not be sent any more.
    """
    before = alert.reason, alert.reason_values, alert.text_state
    alert.reason, alert.reason_values = finding.sentence.template, dict(finding.sentence.params)
    if alert.text_state in NOT_SENT_YET and alert.seen_at is None:
        of = numbers.get(alert.site_id, numbers[None])
        alert.text_state = text_of(of, _sent_last(session, finding), now)
    return before != (alert.reason, alert.reason_values, alert.text_state)


def _sent_last(session: Session, finding: Finding) -> datetime | None:
    return session.scalar(
        select(func.max(Alert.texted_at)).where(
            Alert.kind == finding.kind,
            Alert.site_id.is_not_distinct_from(finding.site_id),
            Alert.subject == finding.subject,
        )
    )


def _key(alert: Alert) -> Key:
    return alert.kind, alert.site_id, alert.subject


def _audited(of: AlertRules | None) -> dict[str, object] | None:
    """As it is put on record: whether there is a number, and not which."""
    return None if of is None else {**of.stored(), "mobile": bool(of.mobile)}
