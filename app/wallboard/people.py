"""The people of the service: a supervisor sees what each is doing, adds one, gives a new password, shuts one out."""

from collections.abc import Mapping

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from app.staff.errors import StillOnACall, UsernameTaken
from app.staff.models import Staff
from app.values import desk, language
from app.values.errors import Invalid
from app.values.language import LANGUAGES
from app.values.sentence import mark
from app.wallboard.blueprint import chosen_site, done, tab_of, tabs, wallboard
from app.wallboard.pages import NewStaffPage, PasswordPage, StaffPage, StaffRow, TelephonePage
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

ROLES = {
    "adviser": mark("Adviser"),
    "supervisor": mark("Supervisor"),
    "operator": mark("Operator"),
    "expert": mark("Benefit expert"),
}
STILL_KEPT = mark(
    "{name} may still sign in: {count} call-backs are kept for them, the last on {last}. Enter their leave until then, "
    "so that each is given to somebody else or moved; then stop them signing in. A new password shuts them out at once."
)
HAVE_TELEPHONES = ("adviser", "supervisor")
TELEPHONES = {"desk": mark("A telephone on the desk"), "browser": mark("The telephone in the browser")}
REASONS = {
    "signed_in": mark("just signed in"),
    "signed_out_elsewhere": mark("signed out in another browser"),
    "did_not_answer": mark("did not answer"),
    "browser_not_open": mark("browser telephone was not open"),
    "did_not_take_the_call": mark("did not take the call"),
    "telephone_engaged": mark("telephone engaged"),
    "line_dropped": mark("the line was lost"),
}


@wallboard.get("/supervisor/staff")
@access.may("supervisor")
def show_staff() -> str:
    """Everybody of a site, or of all, and what each is doing."""
    site = chosen_site(db())
    names = {one.id: one.name for one in sites.all_sites(db())}
    people = tuple(
        StaffRow(
            id=one.staff.id,
            username=one.staff.username,
            name=one.staff.name,
            role=say(ROLES[one.staff.role]),
            site=names[one.staff.site_id],
            languages=", ".join(LANGUAGES[code].english_name for code in one.staff.languages if code in LANGUAGES),
            desk_number=one.staff.desk_number or "",
            # Only advisers say what they are doing: nobody else is offered calls.
            state=one.presence.state if one.staff.role == "adviser" else "",
            since=one.presence.since if one.presence.state != "signed_out" else None,
            reason=reason_in_words(one.presence.reason),
            textphone=one.staff.textphone,
            active=one.staff.active,
            in_browser=one.staff.browser_telephone,
            may_be_rung=one.staff.role in HAVE_TELEPHONES,
        )
        for one in staff.everybody(db(), site.id)
    )
    return render_template("wallboard/staff.html", page=StaffPage(tabs(db(), site), people, tab_of(site)))


@wallboard.get("/supervisor/staff/new")
@access.may("supervisor")
def ask_new() -> str:
    """The form for somebody new."""
    return render_template("wallboard/staff_new.html", page=_new_page(db()))


@wallboard.post("/supervisor/staff/new")
@access.may("supervisor")
def add() -> ResponseReturnValue:
    """Add somebody; the password that was made is shown on the answer, and never again."""
    given = {name: " ".join(value.split()) for name, value in request.form.items() if name != "csrf_token"}
    site = chosen_site(db())
    errors: dict[str, str] = {}
    for field, words in (("name", mark("Give the name.")), ("username", mark("Give the name for signing in."))):
        if not given.get(field):
            errors[field] = say(words)
    if " " in given.get("username", ""):
        errors["username"] = say(mark("The name for signing in has no spaces in it."))
    if given.get("role") not in ROLES:
        errors["role"] = say(mark("Choose a role."))
    desk_number, languages = _desk(given, errors), _languages(given, errors)
    if not errors:
        try:
            added = staff.add(
                db(),
                username=given["username"],
                name=given["name"],
                role=given["role"],
                site_id=site.id,
                languages=languages,
                textphone=given.get("textphone") == "yes",
                desk_number=desk_number,
                browser_telephone=given.get("telephone") == "browser",
                now=clock.now(),
                by=access.current_staff().id,
            )
        except UsernameTaken:
            errors["username"] = say(mark("Somebody signs in under that name already."))
        else:
            return _shown_once(added.staff, added.password)
    return render_template("wallboard/staff_new.html", page=_new_page(db(), given, errors)), 422


@wallboard.post("/supervisor/staff/<int:staff_id>")
@access.may("supervisor")
def change(staff_id: int) -> ResponseReturnValue:
    """Give somebody a new password, let them sign in or stop it."""
    who = staff.by_id(db(), staff_id)
    if who is None:
        abort(404)
    me = access.current_staff()
    match request.form.get("act"):
        case "password":
            return _shown_once(who, staff.new_password(db(), who, clock.now(), me.id))
        case "shut-out" if kept := diary.kept_for_adviser(db(), who.id, clock.now()):
            last, site = said.when(kept[-1][0]), sites.by_id(db(), who.belongs_to)
            done(STILL_KEPT, name=who.name, count=len(kept), last=last)
            return "", 303, {"Location": f"/supervisor/duty?site={site.slug}"}
        case ("shut-out" | "let-in") as act if who.id != me.id:
            try:
                staff.set_active(db(), who, act == "let-in", clock.now(), me.id)
            except StillOnACall:
                abort(409)
        case _:
            abort(400)
    return "", 303, {"Location": f"/supervisor/staff?site={sites.by_id(db(), who.site_id).slug}"}


@wallboard.get("/supervisor/staff/<int:staff_id>/telephone")
@access.may("supervisor")
def ask_telephone(staff_id: int) -> str:
    """The form for the telephone of an adviser, or of a supervisor, who listens to calls with it."""
    who = _rung(staff_id)
    given = {"telephone": "browser" if who.browser_telephone else "desk", "desk_number": who.desk_number or ""}
    return render_template("wallboard/telephone.html", page=_telephone_page(who, given))


@wallboard.post("/supervisor/staff/<int:staff_id>/telephone")
@access.may("supervisor")
def choose_telephone(staff_id: int) -> ResponseReturnValue:
    """Have somebody rung on the desk or in the browser, from the next call on."""
    who = _rung(staff_id)
    given = {name: value.strip() for name, value in request.form.items()}
    errors: dict[str, str] = {}
    number, in_browser = _desk(given, errors), given.get("telephone") == "browser"
    if not errors and not in_browser and number is None:
        errors["desk_number"] = say(mark("Give the number of the desk telephone, or choose the browser."))
    if errors:
        return render_template("wallboard/telephone.html", page=_telephone_page(who, given, errors)), 422
    staff.set_telephone(db(), who, number, in_browser, clock.now(), access.current_staff().id)
    return "", 303, {"Location": f"/supervisor/staff?site={sites.by_id(db(), who.site_id).slug}"}


def _rung(staff_id: int) -> Staff:
    who = staff.by_id(db(), staff_id)
    if who is None or who.role not in HAVE_TELEPHONES:
        abort(404)
    return who


def _telephone_page(who: Staff, given: Mapping[str, str], errors: Mapping[str, str] | None = None) -> TelephonePage:
    return TelephonePage(who.id, who.name, sites.by_id(db(), who.site_id).slug, _telephones(), given, errors or {})


def _telephones() -> tuple[tuple[str, str], ...]:
    return tuple((kind, say(words)) for kind, words in TELEPHONES.items())


def reason_in_words(reason: str | None) -> str:
    """Why somebody is away, as it is shown: a word of ours, or what they chose themselves."""
    if not reason:
        return ""
    if reason.startswith("telephone_refused_"):
        return say(mark("telephone refused, code {code}"), code=reason.rpartition("_")[2])
    return say(REASONS[reason]) if reason in REASONS else reason.replace("_", " ")


def _shown_once(who: Staff, password: str) -> str:
    slug = sites.by_id(db(), who.site_id).slug
    return render_template("wallboard/password.html", page=PasswordPage(who.name, who.username, password, slug))


def _desk(given: Mapping[str, str], errors: dict[str, str]) -> str | None:
    if not given.get("desk_number"):
        return None
    try:
        return desk.parse(given["desk_number"])
    except Invalid as problem:
        errors["desk_number"] = say(problem.message, **problem.params)
        return None


def _languages(given: Mapping[str, str], errors: dict[str, str]) -> list[str]:
    """Languages as typed, by name or code, with commas between; English if none is named."""
    found = []
    for typed in filter(None, (part.strip() for part in given.get("languages", "").split(","))):
        try:
            found.append(language.parse(typed).code)
        except Invalid as problem:
            errors["languages"] = say(problem.message, **problem.params)
    return found or ["en"]


def _new_page(
    session: Session, given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> NewStaffPage:
    site = chosen_site(session)
    roles = tuple((role, say(words)) for role, words in ROLES.items())
    return NewStaffPage(tabs(session, site), tab_of(site), roles, _telephones(), given or {}, errors or {})
