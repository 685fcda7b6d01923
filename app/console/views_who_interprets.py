"""Who interprets for a person, at their wish, and who may not: the forms on their page."""

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.claimants.models import Claimant
from app.console import showing
from app.console.blueprint import console
from app.interpreters import reading
from app.interpreters import service as interpreters
from app.interpreters.rules import CONFLICTS, GENDERS
from app.values.errors import Invalid
from app.web import access
from app.web.transactions import db

LONGEST_NAME = 80


@console.post("/people/<string:reference>/interpreting")
@access.may("adviser", "supervisor")
def act_on_interpreting(reference: str) -> ResponseReturnValue:
    """Note what they ask for, somebody of their own, or who may not interpret; or take it back."""
    claimant, act = showing.claimant_or_404(reference), request.form.get("act", "")
    if act not in ACTS:
        abort(400)
    done = ACTS[act](db(), claimant, access.current_staff().id)
    return redirect(f"/people/{reference}?notice={done}#interpreting", 303)


def _asked(session: Session, claimant: Claimant, me: int) -> str:
    gender, typed = request.form.get("gender", ""), request.form.get("dialect", "").strip()
    try:
        dialect = reading.dialect(typed) if typed else None
    except Invalid:
        return "interpreting-choose"
    gender_asked = gender if gender in GENDERS else None
    interpreters.wish(session, claimant.id, me, clock.now(), gender=gender_asked, dialect=dialect)
    return "interpreting-kept"


def _own(session: Session, claimant: Claimant, me: int) -> str:
    """Family or a friend: only if the person wishes it, and never a child."""
    name, relationship = _typed("own"), request.form.get("relationship", "")
    scripts = showing.board().scripts
    known = {one.value for one in scripts.get("short_call").question("third.relationship").options}
    wished, sixteen = request.form.get("wished", ""), request.form.get("sixteen", "")
    if not name or relationship not in known or not wished or not sixteen:
        return "interpreting-choose"
    if sixteen != "yes":
        return "interpreting-young"
    if wished != "yes":
        return "interpreting-own"
    interpreters.wish(session, claimant.id, me, clock.now(), own_name=name, own_is=relationship)
    return "interpreting-kept"


def _not_own(session: Session, claimant: Claimant, me: int) -> str:
    interpreters.wish(session, claimant.id, me, clock.now(), own_name=None, own_is=None)
    return "interpreting-kept"


def _conflict(session: Session, claimant: Claimant, me: int) -> str:
    listed = {str(one.id): one.id for one in interpreters.in_turn(session)}
    supplier, why = listed.get(request.form.get("supplier", "")), request.form.get("why", "")
    if supplier is None or why not in CONFLICTS:
        return "interpreting-choose"
    interpreters.note_conflict(session, claimant.id, supplier, _typed("person"), why, me, clock.now())
    return "interpreting-kept"


def _lift(session: Session, claimant: Claimant, me: int) -> str:
    typed = request.form.get("conflict", "")
    conflict = int(typed) if typed.isascii() and typed.isdigit() else 0
    lifted = interpreters.lift_conflict(session, claimant.id, conflict, me, clock.now())
    return "interpreting-kept" if lifted else "no-move"


def _typed(field: str) -> str:
    return " ".join(request.form.get(field, "").split())[:LONGEST_NAME]


ACTS = {"asked": _asked, "own": _own, "not-own": _not_own, "conflict": _conflict, "lift": _lift}
