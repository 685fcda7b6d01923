"""What the service could not do by itself, and who did what: for a person to look at."""

from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.audit import service as audit
from app.jobs import service as jobs
from app.staff import service as staff
from app.values.sentence import mark
from app.wallboard.blueprint import done, notice, wallboard
from app.wallboard.pages import AuditPage, AuditRow, FailedJob, FailedJobsPage
from app.web import access
from app.web.said import say
from app.web.transactions import db

KINDS = {
    "dial": mark("Ring somebody"),
    "redirect": mark("Put a caller through"),
    "hang_up": mark("End a call"),
    "hold": mark("Hold"),
    "supervise": mark("Listen, whisper or join"),
    "after_drop": mark("Look after a lost line"),
    "confirm": mark("Confirm a call-back by text"),
    "why_over": mark("Ask why a call was over"),
    "alert": mark("Send an alert by text"),
    "try_rules": mark("Try rules on a day's calls"),
}
AUDITED = {
    "claimant": mark("Claimant"),
    "claim": mark("Claim"),
    "callback": mark("Call-back"),
    "appointment": mark("Appointment"),
    "letter": mark("Letter"),
    "site": mark("Site"),
    "staff": mark("Staff"),
    "rota": mark("Rota"),
    "job": mark("Job"),
    "alert": mark("Alert"),
    "alert_rules": mark("Numbers of the alerts"),
}


@wallboard.get("/supervisor/jobs")
@access.may("supervisor", "operator")
def show_jobs() -> str:
    """The jobs that were given up."""
    rows = tuple(
        FailedJob(
            id=job.id,
            what=say(KINDS[job.kind]) if job.kind in KINDS else job.kind.replace("_", " "),
            lane=job.lane,
            tries=job.tries,
            error=job.last_error or "",
            at=job.ended_at or job.due_at,
        )
        for job in jobs.failed(db())
    )
    return render_template("wallboard/jobs.html", page=FailedJobsPage(rows, notice()))


@wallboard.post("/supervisor/jobs")
@access.may("supervisor", "operator")
def retry_job() -> ResponseReturnValue:
    """Try a given-up job again."""
    try:
        job_id = int(request.form.get("job", ""))
    except ValueError:
        abort(400)
    if jobs.retry(db(), job_id, clock.now()) is None:
        done(mark("Somebody else has had it tried again already."))
    else:
        audit.record(db(), "retried", "job", job_id, clock.now(), staff_id=access.current_staff().id)
        done(mark("It is being tried again."))
    return redirect("/supervisor/jobs", 303)


@wallboard.get("/supervisor/audit/<subject>/<key>")
@access.may("supervisor")
def show_audit(subject: str, key: str) -> str:
    """Who looked at a record and who changed it; this look is noted like any other."""
    if subject not in AUDITED or not _is_key(key):
        abort(404)
    entries = audit.of(db(), subject, key)
    names = {one.staff.id: one.staff.name for one in staff.everybody(db())}
    rows = tuple(
        AuditRow(
            at=entry.at,
            who=names.get(entry.staff_id or 0) or say(mark("by itself ({actor})"), actor=entry.actor),
            action=entry.action.replace("_", " "),
            details=", ".join(f"{name}: {_plain(value)}" for name, value in sorted(entry.details.items())),
        )
        for entry in entries
    )
    audit.record(db(), "audit_viewed", subject, key, clock.now(), staff_id=access.current_staff().id)
    return render_template("wallboard/audit.html", page=AuditPage(say(AUDITED[subject]), key, rows))


def _is_key(key: str) -> bool:
    if key.isdigit():
        return True
    try:
        UUID(key)
    except ValueError:
        return False
    return True


def _plain(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
