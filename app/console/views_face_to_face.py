"""A start-up face to face: begun now, or booked at an office. No reason is asked."""

from datetime import datetime

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.appointments import expected
from app.appointments.errors import AlreadyBooked
from app.appointments.service import FACE_TO_FACE
from app.claimants import service as claimants
from app.claimants.access import ACCESS_NEEDS
from app.claimants.models import Claimant
from app.console import showing
from app.console.blueprint import console
from app.console.office_pages import ExpectedRow, FaceToFacePage, Office
from app.console.pages import Choice, Slot
from app.diary.errors import SlotTaken
from app.scripts.wording import mark
from app.sites import service as sites
from app.sites.models import Site
from app.switchboard import in_person, interviewing
from app.values.errors import Invalid
from app.values.london import london_date
from app.values.moves import IllegalMove
from app.web import access
from app.web.said import say
from app.web.transactions import db

TIMES_OFFERED = 6
TAKEN = mark("Somebody else has just taken that time. Choose another: these are free.")
NOT_KNOWN = mark("Nobody has that reference. Check it figure by figure, or leave it empty for somebody new.")
BUSY = mark("End the call that is on, and wrap it up, before you begin face to face.")
ALREADY = mark("A time face to face is booked already.")


@console.get("/face-to-face")
@access.may("adviser")
def face_to_face_page() -> ResponseReturnValue:
    """Begin now, or the next times at the nearest office."""
    claimant = None
    if typed := request.args.get("reference", ""):
        claimant = showing.claimant_or_404(typed, "face_to_face")
    return render_template("console/face_to_face.html", page=_page(claimant, {}))


@console.post("/face-to-face")
@access.may("adviser")
def face_to_face() -> ResponseReturnValue:
    """Begin the start-up with who is here, or book a time for who is not."""
    typed, now, me = request.form.get("reference", "").strip(), clock.now(), access.current_staff()
    claimant = _find(typed)
    if typed and claimant is None:
        return _again(None, {"reference": say(NOT_KNOWN)})
    if "slot" in request.form:
        return _book(claimant, request.form["slot"], now)
    connection = showing.connection_of_mine()
    if connection is not None:
        return _again(claimant, {"reference": say(BUSY)})
    try:
        claimant = interviewing.begin_face_to_face(db(), claimant, me.id, now)
    except IllegalMove:
        db().rollback()
        return _again(_find(typed), {"reference": say(BUSY)})
    return redirect(f"/people/{claimant.reference}/script/startup", 303)


def _book(claimant: Claimant | None, slot: str, now: datetime) -> ResponseReturnValue:
    me = access.current_staff().id
    if claimant is None:
        return _again(None, {"reference": say(NOT_KNOWN)})
    office, _, starts_at = slot.partition("|")
    try:
        claimants.say_access(db(), claimant, request.form.getlist("access"), now, me)
        at = datetime.fromisoformat(starts_at)
        chosen = in_person.slot_for(db(), claimant, _home(claimant), int(office), at)
        connection = showing.connection_of_mine(claimant.id)
        call_id = connection.call_id if connection is not None else None
        in_person.book_for(db(), claimant, chosen, call_id, me, now)
    except AlreadyBooked:
        db().rollback()
        return _again(claimant, {"reference": say(ALREADY)})
    except (SlotTaken, ValueError):
        db().rollback()
        return _again(claimant, {"reference": say(TAKEN)})
    return redirect(f"/people/{claimant.reference}?notice=seen", 303)


def _find(typed: str) -> Claimant | None:
    if not typed:
        return None
    try:
        return claimants.by_reference(db(), typed)
    except Invalid:
        return None


def _today() -> tuple[ExpectedRow, ...]:
    """Who is expected at the offices of my site today, and what has to be there for them."""
    me, now = access.current_staff(), clock.now()
    rows = []
    for one in expected.of_day(db(), me.site_id, london_date(now), FACE_TO_FACE):
        claimant = claimants.by_id(db(), one.claimant_id) if one.claimant_id is not None else None
        office = sites.office(db(), one.office_id) if one.office_id is not None else None
        who, needs, reference = say(mark("Booked by keypad, name not known yet")), "", ""
        if claimant is not None and not claimants.may_open(db(), claimant.id, me.id, now):
            who = say(mark("Restricted record"))
        elif claimant is not None:
            who, reference = showing.name_of(claimant) or claimant.reference, claimant.reference
            needs = ", ".join(showing.needs_at_office(claimant))
        rows.append(ExpectedRow(one.starts_at or now, office.name if office else "", who, reference, needs))
    return tuple(rows)


def _home(claimant: Claimant) -> Site:
    return sites.by_id(db(), claimant.home_site_id)


def _again(claimant: Claimant | None, errors: dict[str, str]) -> ResponseReturnValue:
    return render_template("console/face_to_face.html", page=_page(claimant, errors)), 422


def _page(claimant: Claimant | None, errors: dict[str, str]) -> FaceToFacePage:
    offices: tuple[Office, ...] = ()
    if claimant is not None:
        home, now = _home(claimant), clock.now()
        free = in_person.times_for(db(), claimant, home, now, TIMES_OFFERED)
        offices = tuple(
            Office(
                id=office.id,
                name=office.name,
                address=", ".join(office.address_lines),
                slots=tuple(
                    Slot(slot.starts_at.isoformat(), slot.starts_at, slot.with_whom, str(number))
                    for number, slot in enumerate(free, start=1)
                ),
            )
            for office in sites.offices_of(db(), home)
            if free and office.id == free[0].office_id
        )
    return FaceToFacePage(
        offices=offices,
        today=_today(),
        access=tuple(Choice(code, say(words)) for code, words in ACCESS_NEEDS.items()),
        needed=tuple(claimant.access_needs) if claimant is not None else (),
        person=showing.person(db(), claimant, clock.now()) if claimant is not None else None,
        given=request.form.to_dict(),
        errors=errors,
    )
