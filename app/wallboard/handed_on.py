"""Claims handed on: fetched by the benefit expert who is signed in, and who says that they have come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import Response, abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.audit import service as audit
from app.claimants import service as claimants
from app.claims import document, exports
from app.claims import service as claims
from app.claims.models import ClaimExport
from app.measures import handed_on as measured
from app.switchboard import handing_on
from app.switchboard.context import Switchboard
from app.values.moves import IllegalMove
from app.values.sentence import mark
from app.wallboard.blueprint import chosen_site, done, notice, tab_of, tabs, wallboard
from app.wallboard.pages import SiteTab
from app.web import access
from app.web.said import say
from app.web.transactions import db

ADDRESS = "/claims"
RECEIVED_SHOWN = timedelta(days=7)
RECIPIENTS = {"benefit_expert": mark("Benefit expert"), "council": mark("Council")}
STATES = {"made": mark("to be fetched"), "sent": mark("sent, no receipt yet"), "received": mark("received")}
TYPES = {"json": "application/json", "pdf": "application/pdf"}
FETCHED = mark("Opened to go on with the claim that was handed on.")
CHANGED_MEANWHILE = mark("That has changed meanwhile, and nothing was changed now. How it stands is shown below.")
NAME_IT = mark("Say who has it: their name, or the council's.")


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One version of a claim for one recipient; `who` is empty where the record is restricted."""

    id: str
    reference: str
    who: str
    recipient: str
    to_council: bool
    version: int
    made_at: datetime
    state: str
    received_at: datetime | None = None
    received_by: str = ""


@dataclass(frozen=True, slots=True)
class HandedOnPage:
    """What waits for a receipt at a site, and what was received lately; `outbox`: files lie in a folder too."""

    sites: tuple[SiteTab, ...]
    site: SiteTab
    waiting: tuple[ExportRow, ...]
    received: tuple[ExportRow, ...]
    outbox: bool
    supervises: bool
    notice: str = ""


@wallboard.get(ADDRESS)
@access.may("expert", "supervisor")
def show_handed_on() -> str:
    """The claims of a site that were handed on."""
    site, board = chosen_site(db()), _board()
    supervises = access.current_staff().role == "supervisor"
    page = HandedOnPage(
        sites=tabs(db(), site),
        site=tab_of(site),
        waiting=tuple(_row(one) for one in measured.waiting(db(), site.id)),
        received=tuple(_row(one) for one in measured.received(db(), site.id, clock.now() - RECEIVED_SHOWN)),
        outbox=board.settings.exports_dir is not None,
        supervises=supervises,
        notice=notice(),
    )
    return render_template("wallboard/handed_on.html", page=page)


@wallboard.post(ADDRESS)
@access.may("expert", "supervisor")
def change_handed_on() -> ResponseReturnValue:
    """Say that an export has come, take that back, or put it into the outbox again."""
    me, now = access.current_staff(), clock.now()
    act = next((name for name in ("received", "undo", "again") if name in request.form), None) or abort(400)
    export = _export(request.form[act])
    if act == "again" and me.role != "supervisor":
        abort(403)
    try:
        if act == "received":
            name = request.form.get(f"by-{export.id}", "").strip()[:100]
            if export.recipient == "council" and not name:
                done(NAME_IT)
            else:
                handing_on.received(db(), export, name or me.name, me.id, now)
                done(mark("It is noted that it was received. It can be taken back below."))
        elif act == "undo":
            handing_on.not_received(db(), export, me.id, now)
            done(mark("It waits for a receipt again."))
        elif handing_on.put(_board(), db(), export, now):
            audit.record(db(), "put_again", handing_on.WHAT_IT_IS, export.id, now, staff_id=me.id)
            done(mark("Both files lie in the outbox."))
    except IllegalMove:
        db().rollback()
        done(CHANGED_MEANWHILE)
    site = request.args.get("site", "")
    return redirect(f"{ADDRESS}?site={chosen_site(db()).slug}" if site else ADDRESS, 303)


@wallboard.get(f"{ADDRESS}/<uuid:export_id>.<string:kind>")
@access.may("expert", "supervisor")
def fetch_export(export_id: UUID, kind: str) -> Response:
    """The document (json) or the form (pdf) of an export. Who looked is noted; of a restricted record, for all to see
    who supervise."""
    export = exports.get(db(), export_id)
    if export is None or kind not in TYPES:
        abort(404)
    me, now = access.current_staff(), clock.now()
    claim = claims.get(db(), export.claim_id) or abort(404)
    claimant = claimants.by_id(db(), claim.claimant_id) or abort(404)
    if not claimants.may_open(db(), claimant.id, me.id, now):
        claimants.open_restricted(db(), claimant, say(FETCHED), now, me.id)
    claimants.look_at(db(), claimant.id, me.id, now, "claim_export")
    audit.record(db(), "fetched", handing_on.WHAT_IT_IS, export.id, now, staff_id=me.id, kind=kind)
    found = exports.document_of(export)
    if me.role == "expert":
        exports.sent(db(), export, now)
    body = handing_on.as_text(found).encode() if kind == "json" else exports.form_of(export)
    name = f"{handing_on.file_name(found['reference'], export)}.{kind}"
    headers = {"Content-Disposition": f'{"attachment" if kind == "json" else "inline"}; filename="{name}"'}
    return Response(body, mimetype=TYPES[kind], headers=headers)


@wallboard.get(f"{ADDRESS}/schema.json")
@access.may("expert", "supervisor")
def export_schema() -> Response:
    """What the document's names mean, as a JSON Schema."""
    return Response(document.SCHEMA.read_bytes(), mimetype="application/schema+json")


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


def _export(typed: str) -> ClaimExport:
    try:
        return exports.get(db(), UUID(typed), lock=True) or abort(404)
    except ValueError:
        abort(400)


def _row(one: measured.HandedOn) -> ExportRow:
    export, claimant = one.export, one.claimant
    name = " ".join(filter(None, (claimant.title, claimant.forenames, claimant.surname)))
    return ExportRow(
        id=str(export.id),
        reference=claimant.reference if one.claim.number == 1 else f"{claimant.reference}/{one.claim.number}",
        who=say("Restricted record") if one.restricted else name or claimant.reference,
        recipient=say(RECIPIENTS[export.recipient]),
        to_council=export.recipient == "council",
        version=export.version,
        made_at=export.made_at,
        state=say(STATES[export.state]),
        received_at=export.received_at,
        received_by=export.received_by or "",
    )
