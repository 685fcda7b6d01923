"""The claimant's own page for being seen face to face: office, day and needs, then times. There is no reason to give.

No account, no code: it says nothing of anybody, and what is booked bears four figures by which it is changed.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from app import clock
from app.appointments.service import MeetingSlot
from app.claimants.access import ACCESS_NEEDS, of_the_office
from app.diary.errors import SlotTaken
from app.interpreters import service as interpreters
from app.sites import service as sites
from app.sites.models import Office
from app.switchboard import in_person as booking
from app.switchboard.in_person import Wanted
from app.values.errors import Invalid
from app.values.language import LANGUAGES
from app.values.london import london_date
from app.values.sentence import mark
from app.values.telephone import TelephoneNumber
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

TAKEN = mark("Somebody else has just taken that time. Choose another: these are free.")
CHOOSE_OFFICE = mark("Choose the office that is easiest for you to reach.")
SOON = mark("as soon as possible")
CHOOSE_TIME = mark("Choose one of the times.")
PAGES_LANGUAGES = ("en", "cy")
IN_DAYS = (0, 1, 2, 3, 5, 7, 10)

face_to_face = Blueprint("in_person", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    hint: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """The first page: offices, days, needs; `given` as typed."""

    offices: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    access: tuple[Option, ...]
    given: dict[str, str]
    needed: tuple[str, ...]
    errors: dict[str, str]
    language: str


@dataclass(frozen=True, slots=True)
class TimesPage:
    """The times at the office that was chosen, and who comes."""

    office: str
    address: str
    times: tuple[Option, ...]
    hidden: tuple[tuple[str, str], ...]
    given: dict[str, str]
    errors: dict[str, str]
    language: str
    number: str
    back: str


@dataclass(frozen=True, slots=True)
class BookedPage:
    """What was booked: when, where, and the four figures."""

    when: str
    office: str
    address: str
    proof: str
    number: str
    language: str


@face_to_face.before_request
def _in_her_language() -> None:
    asked = request.values.get("lang", "en")
    g.language = asked if asked in PAGES_LANGUAGES else "en"


@face_to_face.get("/in-person")
@access.anyone
def choose() -> ResponseReturnValue:
    """Which office, from which day on, and what has to be there; with an office chosen, the times."""
    if "office" not in request.args:
        return render_template("in_person/choose.html", page=_choosing({}))
    office = _office(request.args.get("office", ""))
    if office is None:
        return render_template("in_person/choose.html", page=_choosing({"office": say(CHOOSE_OFFICE)})), 422
    return render_template("in_person/times.html", page=_times(office, {}))


@face_to_face.post("/in-person")
@access.anyone
def book() -> ResponseReturnValue:
    """Take a time."""
    office = _office(request.form.get("office", "")) or abort(400)
    given = request.form
    interpreter = given.get("interpreter", "")
    wanted = Wanted(
        given.get("forenames", ""),
        given.get("surname", ""),
        given.get("telephone", ""),
        interpreter if interpreter in dict(_languages()) else "",
        given.getlist("access"),
    )
    try:
        starts_at = datetime.fromisoformat(given.get("at", ""))
        if starts_at.tzinfo is None:
            raise ValueError
    except ValueError:
        return _again(office, {"at": say(CHOOSE_TIME)})
    try:
        made = booking.book(db(), office, starts_at, wanted, clock.now())
    except SlotTaken:
        db().rollback()
        return _again(office, {"at": say(TAKEN)})
    except Invalid as problem:
        db().rollback()
        field = {booking.NO_NAME: "forenames", booking.TOO_MANY: "at"}.get(problem.message, "telephone")
        return _again(office, {field: say(problem.message, **problem.params)})
    token = _signed().dumps([made.starts_at.isoformat() if made.starts_at else "", office.id, made.proof_number])
    return redirect(f"/in-person/booked/{token}?{urlencode({'lang': said.language()})}", 303)


@face_to_face.get("/in-person/booked/<token>")
@access.anyone
def booked(token: str) -> ResponseReturnValue:
    """What was booked, to be kept: only whoever booked it has this address."""
    try:
        at, office_id, proof = _signed().loads(token)
    except BadSignature:
        abort(404)
    office = sites.office(db(), office_id) or abort(404)
    page = BookedPage(
        said.when(datetime.fromisoformat(at)), office.name, _address(office), proof, _number(office), said.language()
    )
    return render_template("in_person/booked.html", page=page)


def _again(office: Office, errors: dict[str, str]) -> ResponseReturnValue:
    return render_template("in_person/times.html", page=_times(office, errors)), 422


def _choosing(errors: dict[str, str]) -> ChoosePage:
    now = clock.now()
    today = london_date(now)
    offices = [
        (str(office.id), f"{office.name}: {_address(office)}")
        for site in sites.all_sites(db())
        for office in sites.offices_of(db(), site)
        if office.personal_advisers
    ]
    days = [(today + timedelta(days=ahead)) for ahead in IN_DAYS]
    return ChoosePage(
        offices=tuple(offices),
        days=tuple((day.isoformat(), say(SOON) if day == today else said.day(day)) for day in days),
        languages=_languages(),
        access=tuple(Option(code, say(words)) for code, words in ACCESS_NEEDS.items()),
        given=request.values.to_dict(),
        needed=tuple(request.values.getlist("access")),
        errors=errors,
        language=said.language(),
    )


def _times(office: Office, errors: dict[str, str]) -> TimesPage:
    given = request.values
    needs = of_the_office(given.get("interpreter", ""), given.getlist("access"), textphone=False)
    now = clock.now()
    free = booking.times(db(), office, _day(given.get("day", ""), london_date(now)), now, needs)
    kept = [(name, given[name]) for name in ("office", "day", "interpreter") if name in given]
    kept += [("access", code) for code in given.getlist("access") if code in ACCESS_NEEDS]
    back = urlencode([*((name, value) for name, value in kept if name != "office"), ("lang", said.language())])
    return TimesPage(
        office=office.name,
        address=_address(office),
        times=tuple(_time(slot) for slot in free),
        hidden=(*kept, ("lang", said.language())),
        given=given.to_dict(),
        errors=errors,
        language=said.language(),
        number=_number(office),
        back=f"/in-person?{back}",
    )


def _time(slot: MeetingSlot) -> Option:
    return Option(slot.starts_at.isoformat(), said.when(slot.starts_at))


def _day(typed: str, today: date) -> date:
    try:
        return max(date.fromisoformat(typed), today)
    except ValueError:
        return today


def _languages() -> tuple[tuple[str, str], ...]:
    named = {code: LANGUAGES[code] for code in interpreters.languages(db()) if code in LANGUAGES}
    return tuple((code, f"{one.own_name} ({one.english_name})") for code, one in named.items())


def _office(typed: str) -> Office | None:
    every = (office for site in sites.all_sites(db()) for office in sites.offices_of(db(), site))
    return next((office for office in every if str(office.id) == typed and office.personal_advisers), None)


def _address(office: Office) -> str:
    return ", ".join(office.address_lines)


def _number(office: Office) -> str:
    return TelephoneNumber(sites.by_id(db(), office.site_id).telephone).national()


def _signed() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="in-person")
