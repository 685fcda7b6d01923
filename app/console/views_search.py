"""Finding somebody, and opening a record that is opened only with a reason."""

from urllib.parse import urlencode

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.claimants import sought
from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.models import Claim
from app.console import showing
from app.console.blueprint import console
from app.console.search_pages import FoundRow, RestrictedPage, SearchPage
from app.scripts.wording import mark
from app.sites import service as sites
from app.staff import service as staff
from app.values.errors import Invalid
from app.values.london import london_date
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

NOT_UNDERSTOOD = mark(
    "Nothing there can be searched by. Type a name, a date of birth such as 3.4.1970, a postcode, a telephone number, "
    "a National Insurance number, or a reference such as SL-7K3M-Q4RT."
)
LONGEST = 200


@console.get("/search")
@access.may("adviser", "supervisor")
def search() -> ResponseReturnValue:
    """Find somebody by names, date of birth, postcode, telephone, National Insurance number or reference."""
    query = request.args.get("q", "").strip()[:LONGEST]
    if not query:
        return render_template("console/search.html", page=SearchPage("", ()))
    now, me = clock.now(), access.current_staff()
    what = sought.read(query, london_date(now), allow_example=showing.board().settings.practice)
    people, more = claimants.found(db(), what, me.site_id)
    audit.record(db(), "searched", "claimant", "", now, staff_id=me.id, found=len(people), by=what.kinds)
    ids = [one.id for one in people]
    restricted = claimants.restricted_among(db(), ids)
    promised, claimed = callbacks.open_among(db(), ids), claims.newest_among(db(), ids)
    names = {site.id: site.name for site in sites.all_sites(db())}
    rows = tuple(
        FoundRow(one.reference, "", "", "", restricted=True)
        if one.id in restricted
        else FoundRow(
            reference=one.reference,
            name=showing.name_of(one) or say("Name not known yet"),
            home_site=names[one.home_site_id],
            now=_now(promised.get(one.id), claimed.get(one.id)),
            former=", ".join(one.former_names or ()),
            born=said.day(one.date_of_birth) if one.date_of_birth else "",
            postcode=one.postcode or "",
        )
        for one in people
    )
    error = "" if what.kinds else say(NOT_UNDERSTOOD)
    page = SearchPage(query, rows, error, more=more, by_telephone=bool(what.telephone))
    return render_template("console/search.html", page=page), 422 if error else 200


@console.get("/people/<string:reference>/restricted")
@access.may("adviser", "supervisor")
def restricted(reference: str) -> ResponseReturnValue:
    """Ask why the record is opened; nothing of it is shown."""
    claimant = showing.found_or_404(reference)
    standing = claimants.restriction_of(db(), claimant.id)
    if standing is None:
        return redirect(f"/people/{claimant.reference}", 303)
    return render_template("console/restricted.html", page=_restricted_page(claimant))


@console.post("/people/<string:reference>/restricted")
@access.may("adviser", "supervisor")
def open_restricted(reference: str) -> ResponseReturnValue:
    """Open it for the rest of the day, for a reason that supervisors read."""
    claimant = showing.found_or_404(reference)
    me, now = access.current_staff(), clock.now()
    try:
        claimants.open_restricted(db(), claimant, request.form.get("reason", ""), now, me.id)
    except Invalid as problem:
        page = _restricted_page(claimant, {"reason": say(problem.message, **problem.params)})
        return render_template("console/restricted.html", page=page), 422
    return redirect(_back(claimant), 303)


@console.post("/people/<string:reference>/restriction")
@access.may("supervisor")
def restrict(reference: str) -> ResponseReturnValue:
    """Have a record open only with a reason, or as others do."""
    claimant = showing.claimant_or_404(reference)
    me, now = access.current_staff(), clock.now()
    match request.form.get("act", ""):
        case "restrict":
            try:
                claimants.restrict(db(), claimant, request.form.get("why", ""), now, me.id)
            except Invalid:
                return redirect(f"/people/{reference}?notice=why-restricted", 303)
            # Who restricts it has it open: that is the reason.
            claimants.open_restricted(db(), claimant, say("Restricted it just now."), now, me.id)
            done = "restricted"
        case "lift":
            claimants.lift_restriction(db(), claimant, now, me.id)
            done = "unrestricted"
        case _:
            abort(400)
    return redirect(f"/people/{claimant.reference}?{urlencode({'notice': done})}", 303)


def _restricted_page(claimant: Claimant, errors: dict[str, str] | None = None) -> RestrictedPage:
    standing = claimants.restriction_of(db(), claimant.id)
    return RestrictedPage(
        reference=claimant.reference,
        by=staff.name_of(db(), standing.by) if standing is not None else "",
        since=standing.since if standing is not None else clock.now(),
        to=_back(claimant),
        reason=request.form.get("reason", ""),
        errors=errors or {},
    )


def _back(claimant: Claimant) -> str:
    """The page of this record that was asked for, or its first."""
    wanted = request.values.get("to", "")
    here = f"/people/{claimant.reference}"
    return wanted if wanted == here or wanted.startswith((f"{here}/", f"{here}?")) else here


def _now(callback: Callback | None, newest: Claim | None) -> str:
    if callback is not None:
        return say("Call-back: {state}", state=showing.callback_in_words(callback))
    return say("Claim: {state}", state=showing.claim_in_words(newest.state)) if newest else say("First contact only")
