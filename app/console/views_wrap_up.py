"""After the call: what came of it."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.results import OTHER_TIME
from app.calls.models import Connection
from app.claimants import service as claimants
from app.console import showing
from app.console.blueprint import console
from app.console.pages import Choice, WrapUpPage
from app.scripts.wording import mark
from app.switchboard import connecting, wrapping_up
from app.switchboard.wrapping_up import UnknownCode
from app.values.moves import IllegalMove
from app.web import access
from app.web.said import say
from app.web.transactions import db

CHOOSE = mark("Choose what came of the call.")
CHANGED = mark("That does not go with how the call stands now. Look again and choose.")


@console.get("/wrap-up")
@access.may("adviser")
def wrap_up_page() -> ResponseReturnValue:
    """Ask what came of the call that is over, or that is ended with this."""
    page = _page({})
    return redirect("/", 303) if page is None else render_template("console/wrap_up.html", page=page)


@console.post("/wrap-up")
@access.may("adviser")
def wrap_up() -> ResponseReturnValue:
    """Close the call with its code, and be ready, or not yet."""
    code = request.form.get("code", "")
    then = request.form.get("then", "")
    if not code and _page({}) is not None:
        return _again({"code": say(CHOOSE)})
    me = access.current_staff().id
    if (claimant := wrapping_up.to_agree(db(), me, code)) is not None:
        # They are still there, or have just said when: they are rung at the time they chose, not at one of ours.
        return redirect(f"/people/{claimant.reference}/book?notice=other-time", 303)
    try:
        wrapping_up.wrap_up(
            showing.board(),
            db(),
            me,
            code,
            then if then in ("ready", "away", "break") else "away",
            clock.now(),
        )
    except (UnknownCode, IllegalMove):
        db().rollback()
        return _again({"code": say(CHANGED)})
    return redirect("/", 303)


def _again(errors: dict[str, str]) -> ResponseReturnValue:
    page = _page(errors)
    if page is None:
        return redirect("/?notice=gone", 303)
    return render_template("console/wrap_up.html", page=page), 422


def _page(errors: dict[str, str]) -> WrapUpPage | None:
    connection = showing.connection_of_mine()
    if connection is None:
        return None
    claimant = claimants.by_id(db(), connection.claimant_id) if connection.claimant_id else None
    codes = wrapping_up.codes_for(db(), connection)
    return WrapUpPage(
        who=(showing.name_of(claimant) or claimant.reference) if claimant else say("A caller"),
        ended_since=connection.ended_at or connection.adviser_dropped_at or clock.now(),
        codes=tuple(
            Choice(
                one.code,
                say(one.label.template),
                say(one.meaning.template) if one.meaning else "",
                str(number) if number < 10 else "",
            )
            for number, one in enumerate(codes, start=1)
        ),
        chosen=request.form.get("code", "") or _likely(connection),
        reference=claimant.reference if claimant else "",
        errors=errors,
        live=not showing.is_over(connection),
        unfinished=codes is wrapping_up.OF_AN_OPEN_CALLBACK,
        ended_because=say(connecting.TOLD[why]) if (why := connection.end_reason) in connecting.TOLD else "",
    )


def _likely(connection: Connection) -> str:
    """The code that goes with what was done in the call, where that is plain."""
    if connection.callback_id is None:
        booked = connection.claimant_id is not None and callbacks.open_for(db(), connection.claimant_id) is not None
        return "booked" if booked else ""
    callback = db().get_one(Callback, connection.callback_id)
    tried = callbacks.attempts_of(db(), callback)
    codes = wrapping_up.codes_for(db(), connection)
    if len(codes) == 1:
        return codes[0].code
    if codes is wrapping_up.OF_A_CALL_FROM_RECORD:
        return "finished" if callback.state == "kept" else "not_reached_from_record"
    agreed = callback.state in ("booked", "owed")
    if agreed and tried and tried[-1].result in ("reached", OTHER_TIME):
        return "rest_booked"
    return {"kept": "finished", "booked": "not_reached", "cancelled": "cancelled"}.get(callback.state, "")
