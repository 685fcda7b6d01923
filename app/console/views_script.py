"""One person, one question: the short call and the start-up, each answer kept as it is given."""

from flask import abort, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.claimants.models import Claimant
from app.claims import reclaim
from app.claims import service as claims
from app.claims.form import in_words
from app.console import asking, call_shown, showing
from app.console.blueprint import console
from app.console.pages import Ending as EndingShown
from app.console.pages import ScriptPage
from app.scripts import as_said, wording
from app.scripts.answers import Fault
from app.scripts.definition import Ending, Question
from app.scripts.errors import UnknownFieldError
from app.scripts.walking import Script
from app.scripts.wording import mark
from app.switchboard import interviewing
from app.switchboard.interviewing import SHORT_CALL, Standing
from app.switchboard.pinning import START_UP
from app.web import access, said
from app.web.frame import part_wanted
from app.web.said import say
from app.web.transactions import db

# What of a page is swapped for the next question: everything about the person but the call's bar beneath.
DESK = "desk"
# The last part of a page's address, and the script that it asks.
SCRIPTS = {"inbound": SHORT_CALL, "startup": START_UP}
TITLES = {
    "inbound": mark("The short script"),
    "startup": mark("The start-up"),
    "corrections": mark("Corrections"),
}
ENDINGS = {
    "book_callback": mark("Now the call-back"),
    "out_of_area": mark("Another area"),
    "careers_service": mark("The careers service"),
    "other_benefit": mark("Not a benefit of this service"),
    "working": mark("In work"),
    "finished": mark("Everything has been asked"),
}


@console.get("/people/<string:reference>/script/<string:name>")
@access.may("adviser")
def script(reference: str, name: str) -> ResponseReturnValue:
    """The next question, the one asked for by `at`, or where the script has come to."""
    claimant = showing.claimant_or_404(reference, "script")
    if name not in SCRIPTS:
        abort(404)
    if (ended := showing.after_the_call(claimant.id)) is not None:
        return ended
    standing = interviewing.standing(db(), claimant, clock.now())
    asked = _script(name, standing)
    step: Question | Ending = asked.next(standing.answers)
    if "at" in request.args:
        try:
            step = asked.question(request.args["at"])
        except UnknownFieldError:
            abort(404)
    return render_template("console/script.html", page=page_of(claimant, name, asked, standing, step))


@console.post("/people/<string:reference>/script/<string:name>")
@access.may("adviser")
def answer(reference: str, name: str) -> ResponseReturnValue:
    """Keep the answer and go on; back and breaking off keep what stands and lose nothing."""
    claimant, now = showing.claimant_or_404(reference), clock.now()
    me = access.current_staff().id
    field, go = request.form.get("field", ""), request.form.get("go", "next")
    here = f"/people/{reference}/script/{name}"
    standing = interviewing.standing(db(), claimant, now, lock=True)
    asked = _script(name, standing)
    try:
        question = asked.question(field)
    except UnknownFieldError:
        abort(400)
    if go == "back":
        before = asked.previous(standing.answers, field)
        return redirect(f"{here}?at={before.field}" if before else here, 303)
    if go == "break_off":
        interviewing.break_off(db(), claimant, me, now)
        return redirect(f"/people/{reference}/book" + ("?notice=broken-off" if name == "startup" else ""), 303)
    raw = {"not_sure": {"unsure": "yes"}, "rather_not": {"declined": "yes"}}.get(go) or asking.typed(question)
    if not asked.applies(field, standing.answers):
        # An answer before it has been changed meanwhile: what is asked next shows how things stand.
        return redirect(here, 303)
    kept = interviewing.save(showing.board(), db(), standing, asked, field, raw, me, now)
    if isinstance(kept, Fault) and go == "as_said" and (words := as_said.words_in(raw)):
        # It breaks the rule all the same: her words are kept, and that they were kept past the check.
        kept = interviewing.save(showing.board(), db(), standing, asked, field, {as_said.KEY: words}, me, now)
    if isinstance(kept, Fault):
        page = page_of(claimant, name, asked, standing, question, kept)
        return render_template("console/script.html", page=page), 422
    if "HX-Request" not in request.headers:
        return redirect(here, 303)
    # One round trip: the next question is the answer to the one that was saved.
    page = page_of(claimant, name, asked, kept, asked.next(kept.answers))
    shown = make_response(render_template("console/script.html", page=page))
    shown.headers["HX-Push-Url"] = here
    return shown


@console.post("/script/<string:name>/check")
@access.may("adviser")
def check(name: str) -> ResponseReturnValue:
    """What is wrong with what is typed so far, or how it is read: the very rule by which it is kept. Keeps nothing."""
    asked = _script(name)
    try:
        question = asked.question(request.form.get("field", ""))
    except UnknownFieldError:
        abort(400)
    if not as_said.words_in(asking.typed(question)):
        return jsonify(fault="", reads="")
    known = {"today": showing.today()}
    accepted = asked.accept(question, asking.typed(question), "adviser", known)
    if isinstance(accepted, Fault):
        return jsonify(fault=say(accepted.message, **accepted.params), reads="")
    return jsonify(fault="", reads=in_words(question, accepted.changes[question.field], said.language()))


def _script(name: str, standing: Standing | None = None) -> Script:
    """The script of that name; the start-up with which her claim began, where her record is open."""
    if name not in SCRIPTS:
        abort(404)
    if SCRIPTS[name] == START_UP and standing is not None:
        return interviewing.script_for(showing.board(), db(), standing)
    return showing.board().scripts.get(SCRIPTS[name])


def page_of(
    claimant: Claimant,
    name: str,
    asked: Script,
    standing: Standing,
    step: Question | Ending,
    fault: Fault | None = None,
) -> ScriptPage:
    """The page that asks one question, or tells how the script `name` has ended."""
    views = asked.applicable(standing.answers)
    here = step.section if isinstance(step, Question) else ""
    number = next((place for place, view in enumerate(views, start=1) if view.id == here), len(views))
    language = asking.language_with(claimant, access.current_staff())
    connection = showing.connection_of_mine(claimant.id)
    title = next((view.title for view in views if view.id == here), "")
    claim = standing.claim
    return ScriptPage(
        person=showing.person(db(), claimant, clock.now()),
        script=name,
        section=say(title) if title else say(TITLES[name]),
        number=number,
        of=len(views),
        sections=asking.sections(views, standing.answers, here),
        guidance=asking.guidance(asked, step, standing.answers) if isinstance(step, Question) else (),
        question=asking.question(asked, step, standing.answers, language, fault)
        if isinstance(step, Question)
        else None,
        ending=_ending(claimant, step, language) if isinstance(step, Ending) else None,
        on_call=connection is not None,
        call=call_shown.call_bar(db(), connection) if part_wanted() != DESK else None,
        saved_at=claims.last_saved_at(db(), claim) if claim is not None else None,
        notice=_no_longer(standing) or _copied(asked, standing, here),
    )


def _no_longer(standing: Standing) -> str:
    if standing.claim is None or standing.claim.state in claims.TAKES_ANSWERS + claims.UNDER_WAY:
        return ""
    return say(
        "This claim takes no more answers ({state}). An answer given here begins a new claim.",
        state=showing.claim_in_words(standing.claim.state),
    )


def _copied(asked: Script, standing: Standing, here: str) -> str:
    """That parts of an earlier claim were copied, told where that was asked."""
    parts = standing.answers.get(reclaim.COPIED)
    if here != "claim" or not parts or reclaim.UNCHANGED not in asked.fields:
        return ""
    labels = {option.value: option.label for option in asked.question(reclaim.UNCHANGED).options}
    what = ", ".join(say(labels[part]) for part in parts if part in labels)
    return say("Copied from the earlier claim, and not asked again: {what}. Sections shows every answer.", what=what)


def _ending(claimant: Claimant, step: Ending, language: str) -> EndingShown:
    book = (say("Book the call-back"), f"/people/{claimant.reference}/book")
    wrap_up = (say("Wrap up"), "/wrap-up")
    title = say(ENDINGS.get(step.name, mark("The end")))
    words = wording.say(step.say, language) if step.say else ""
    if step.name == "finished":
        return EndingShown(title, words, say("Papers, meeting, and finish"), f"/people/{claimant.reference}/finish")
    go_on, besides = (book, wrap_up) if step.name == "book_callback" else (wrap_up, book)
    face_to_face = (say("Book face to face"), f"/face-to-face?reference={claimant.reference}")
    return EndingShown(title, words, *go_on, besides=(besides, face_to_face))
