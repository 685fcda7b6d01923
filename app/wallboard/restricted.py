"""Who opened restricted records, and why: read by a supervisor, who says that it was seen."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.claimants import service as claimants
from app.staff import service as staff
from app.values.sentence import mark
from app.wallboard.blueprint import done, notice, wallboard
from app.web import access
from app.web.said import clock_time, say
from app.web.transactions import db


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One opening. `seen` says by whom and when; `mine`: nobody sees to their own."""

    id: int
    at: datetime
    who: str
    reference: str
    reason: str
    seen: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class OpeningsPage:
    """The openings of the last four weeks, the latest first."""

    rows: tuple[OpeningRow, ...]
    notice: str = ""


@wallboard.get("/supervisor/restricted")
@access.may("supervisor")
def show_openings() -> str:
    """The openings of the last four weeks."""
    me = access.current_staff().id
    names = {one.staff.id: one.staff.name for one in staff.everybody(db())}
    rows = tuple(
        OpeningRow(
            id=opening.id,
            at=opening.at,
            who=names.get(opening.staff_id, ""),
            reference=claimant.reference,
            reason=opening.reason,
            seen=say(mark("seen by {name} at {at}"), name=names[opening.seen_by], at=clock_time(opening.seen_at))
            if opening.seen_by and opening.seen_at
            else "",
            mine=opening.staff_id == me,
        )
        for opening, claimant in claimants.openings(db(), clock.now())
    )
    return render_template("wallboard/restricted.html", page=OpeningsPage(rows, notice()))


@wallboard.post("/supervisor/restricted")
@access.may("supervisor")
def see_opening() -> ResponseReturnValue:
    """Say that an opening was seen."""
    try:
        opening_id = int(request.form.get("opening", ""))
    except ValueError:
        abort(400)
    if claimants.opening_seen(db(), opening_id, clock.now(), access.current_staff().id):
        done(mark("It is noted that you have seen it."))
    else:
        done(mark("Nothing was changed: somebody else has seen it already, or it is your own."))
    return redirect("/supervisor/restricted", 303)
