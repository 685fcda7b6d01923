"""One call-back released to another site, whose advisers may then hold the interview; and taken back."""

from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.sites import service as sites
from app.sites.errors import UnknownSite
from app.switchboard import releasing
from app.values.errors import Invalid
from app.values.sentence import mark
from app.wallboard import acts
from app.wallboard.blueprint import tab_of, wallboard
from app.wallboard.pages import ReleasePage, SiteChoice
from app.wallboard.promises import needs_in_words, offices_of, who_in_words
from app.web import access
from app.web.said import say
from app.web.transactions import db

CHOOSE = mark("Choose the site whose advisers may hold it.")
RELEASED = mark("The call-back may be held at {site} as well as at home.")
TAKEN_BACK = mark("Only home holds the call-back again.")
REFUSED = mark("Nothing was changed. {why}")


@wallboard.get("/supervisor/call-backs/<uuid:callback_id>/release")
@access.may("supervisor")
def ask_release(callback_id: UUID) -> str:
    """Which sites could hold it, and what follows."""
    return render_template("wallboard/release.html", page=_page(db(), _callback(callback_id), {}))


@wallboard.post("/supervisor/call-backs/<uuid:callback_id>/release")
@access.may("supervisor")
def release(callback_id: UUID) -> ResponseReturnValue:
    """Release it to the site that was chosen, or take it back."""
    callback, me, now = _callback(callback_id), access.current_staff(), clock.now()
    home = sites.by_id(db(), callback.site_id)
    try:
        match request.form.get("act"):
            case "release":
                if not (chosen := request.form.get("to", "")):
                    page = _page(db(), callback, {"to": say(CHOOSE)})
                    return render_template("wallboard/release.html", page=page), 422
                to = sites.by_slug(db(), chosen)
                releasing.release(db(), callback_id, to, me.id, now)
                details = {"callback": str(callback_id), "to": to.id, "reference": _reference(db(), callback)}
                acts.tell(say(RELEASED, site=to.name), acts.note(home, acts.RELEASED, **details))
            case "take_back":
                releasing.take_back(db(), callback_id, callback.away_site_id, me.id, now)
                acts.tell(say(TAKEN_BACK))
            case _:
                abort(400)
    except UnknownSite:
        abort(400)
    except Invalid as refusal:
        acts.refuse(say(REFUSED, why=say(refusal.message, **refusal.params)))
    return redirect(f"/supervisor/call-backs?site={home.slug}", 303)


def _callback(callback_id: UUID) -> Callback:
    found = db().get(Callback, callback_id)
    if found is None:
        abort(404)
    return found


def _reference(session: Session, callback: Callback) -> str:
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
    return claimant.reference if claimant is not None else "–"


def _page(session: Session, callback: Callback, errors: dict[str, str]) -> ReleasePage:
    now = clock.now()
    refused = releasing.may_not(session, callback, now)
    could = () if refused else releasing.could(session, callback, now)
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
    away = sites.by_id(session, callback.away_site_id) if callback.away_site_id is not None else None
    home = sites.by_id(session, callback.site_id)
    return ReleasePage(
        id=str(callback.id),
        site=tab_of(home),
        who=who_in_words(claimant),
        due_at=callback.next_at or callback.due_at,
        needs=needs_in_words(callback, offices_of(session, home, [callback])),
        could=tuple(
            SiteChoice(
                one.site.slug,
                one.site.name,
                say(mark("at work then, and suited: {count}; free: {free}"), count=one.suited, free=one.free),
                str(number) if number < 10 else "",
            )
            for number, one in enumerate(could, start=1)
            if one.site != away
        ),
        refused=say(refused) if refused else "",
        released_to=away.name if away is not None else "",
        errors=errors,
    )
