"""Consent to a helper recorded or withdrawn, a document seen, an appointee's acting ended: one form on her page."""

from datetime import date

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from app import clock
from app.claimants import on_behalf
from app.claimants import service as claimants
from app.console import showing, third_party
from app.console.blueprint import console
from app.switchboard import speaking_for
from app.values.london import london_date
from app.web import access
from app.web.transactions import db

CONSENT, DOCUMENT, WITHDRAW = "consent", "document", "withdraw"


@console.post("/people/<string:reference>/third-party")
@access.may("adviser", "supervisor")
def act_on_third_party(reference: str) -> ResponseReturnValue:
    """Record a consent, note that the document was seen, or withdraw; nobody there any more changes nothing."""
    claimant, me, now = showing.claimant_or_404(reference), access.current_staff().id, clock.now()
    party = claimants.third_party_of(db(), claimant.id)
    act = request.form.get("act", "")
    if act not in (CONSENT, DOCUMENT, WITHDRAW):
        abort(400)
    done = "third-gone"
    if party is not None and act == WITHDRAW:
        why = request.form.get("why", "")
        if why not in third_party.ENDS:
            done = "third-choose"
        else:
            speaking_for.withdraw(db(), claimant, why, me, now)
            done = "third-withdrawn"
    elif party is not None and act == DOCUMENT and party.capacity in on_behalf.ACTING:
        claimants.document_seen(db(), party, now, me)
        done = "third-seen"
    elif party is not None and act == CONSENT and party.capacity == on_behalf.HELPER:
        how, until = request.form.get("how", ""), _until()
        if how not in third_party.WAYS:
            done = "third-choose"
        elif until is not None and until < london_date(now):
            done = "third-past"
        else:
            claimants.consent_to_third_party(db(), party, how, until, now, me)
            done = "third-consented"
    return redirect(f"/people/{reference}?notice={done}#third-party", 303)


def _until() -> date | None:
    """The last day of the consent, where one is typed. A day that is none is past: it is asked again."""
    typed = [request.form.get(f"until-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(typed):
        return None
    try:
        year, month, day = (int(one) for one in typed)
        return date(year, month, day)
    except ValueError:
        return date.min
