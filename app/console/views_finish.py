"""The end of the start-up: the papers to bring, the meeting, when payment may be expected, what happens now."""

from datetime import date, datetime

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.appointments import service as appointments
from app.claimants.models import Claimant
from app.claims.models import Claim
from app.claims.payment import NOT_KNOWN_YET
from app.claims.rules import return_by
from app.console import asking, call_shown, meeting_choice, showing
from app.console.blueprint import console
from app.console.pages import EvidenceItem, FinishPage
from app.console.views_person import meeting_in_words
from app.scripts import wording
from app.scripts.wording import mark
from app.switchboard import finishing, interviewing, meeting, packing, papers, pinning
from app.switchboard.interviewing import Standing
from app.values.london import london_date
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

NOT_NOW = mark("This claim cannot be finished as things stand now. Nothing was changed.")

PAYMENT = mark(
    "If we have your signed form by {by}, your claim counts from {first_contact}. The benefit office decides, and "
    "writes to you."
)
WELL_DONE = mark("You have done the hard part: everything we need to begin is written down.")
POSTED = mark("We send you the form with what you have told me. Please check it, put right what is wrong, and sign it.")
HANDED = mark(
    "The form with what you have told me is printed here. Please check it, put right what is wrong, and sign it."
)
BRING = mark("Bring it to your meeting, with the papers you have.")
SEE_YOU = mark("We look forward to seeing you on {when}.")


@console.get("/people/<string:reference>/finish")
@access.may("adviser")
def finish_page(reference: str) -> ResponseReturnValue:
    """What is told and chosen at the end."""
    claimant = showing.claimant_or_404(reference, "finish")
    standing = interviewing.standing(db(), claimant, clock.now())
    if standing.claim is None:
        return redirect(f"/people/{reference}", 303)
    return render_template("console/finish.html", page=_page(standing, {}))


@console.post("/people/<string:reference>/finish")
@access.may("adviser")
def finish(reference: str) -> ResponseReturnValue:
    """Finish the claim, book the meeting, keep the promise, send the form: all or nothing."""
    claimant, now = showing.claimant_or_404(reference), clock.now()
    me = access.current_staff().id
    standing = interviewing.standing(db(), claimant, now)
    if standing.claim is not None and _is_finished(standing.claim):
        # Pressed twice, or the answer to the first was lost: what was decided is shown.
        return redirect(f"/people/{reference}/finish", 303)
    decision, errors = meeting_choice.decision(standing, now)
    if errors:
        return _again(claimant, errors)
    try:
        finishing.finish(showing.board(), db(), claimant, decision, me, now)
    except meeting_choice.REFUSALS as refusal:
        errors = meeting_choice.what_is_wrong(refusal, decision, NOT_NOW)
    if errors:
        db().rollback()
        return _again(claimant, errors)
    return redirect(f"/people/{reference}/finish", 303)


def _again(claimant: Claimant, errors: dict[str, str]) -> ResponseReturnValue:
    standing = interviewing.standing(db(), claimant, clock.now())
    return render_template("console/finish.html", page=_page(standing, errors)), 422


def _is_finished(claim: Claim) -> bool:
    return claim.state not in ("open", "broken_off")


def _page(standing: Standing, errors: dict[str, str]) -> FinishPage:
    now, claimant, claim = clock.now(), standing.claimant, standing.claim
    assert claim is not None  # noqa: S101 - without a claim there is nothing to finish
    language = asking.language_with(claimant, access.current_staff())
    finished = _is_finished(claim)
    booked = appointments.standing(db(), claimant.id)
    first_contact = london_date(packing.first_contact_at(claimant, claim))
    posted = meeting.is_posted(db(), standing, now)
    summary = [WELL_DONE, POSTED if posted else HANDED, BRING]
    sentences = [wording.say(one, language) for one in summary]
    if booked is not None and booked.starts_at is not None:
        sentences.append(wording.say(SEE_YOU, language, when=wording.when(booked.starts_at, language, spoken=True)))
    decided = (
        meeting_in_words(booked) if booked is not None else say("No meeting yet: a task asks the site to find a time.")
    )
    return FinishPage(
        person=showing.person(db(), claimant, now),
        summary=tuple(sentences),
        evidence=tuple(
            EvidenceItem(wording.say(one.what, language), wording.say(one.what_else, language) if one.what_else else "")
            for one in papers.evidence(db(), claim, now)
        ),
        choice=None if finished else meeting_choice.choice(standing, now),
        payment=_payment(standing, first_contact, language),
        unanswered=() if finished else _unanswered(standing),
        decided=decided if finished else "",
        letter=letter_in_words(standing, now),
        call=call_shown.call_bar(db(), showing.connection_of_mine(claimant.id)),
        given=request.form.to_dict(),
        errors=errors,
    )


def _payment(standing: Standing, first_contact: date, language: str) -> str:
    """What is told of payment: from when the claim counts, and when money may be expected, as far as that is known."""
    counts = wording.say(
        PAYMENT,
        language,
        by=wording.day(return_by(first_contact), language, spoken=True),
        first_contact=wording.day(first_contact, language, spoken=True),
    )
    told = papers.PAYMENT.told(standing.answers.get("benefits") or ()) or [NOT_KNOWN_YET]
    return " ".join([counts, *(wording.say(one, language) for one in told)])


def _unanswered(standing: Standing) -> tuple[tuple[str, str], ...]:
    script = pinning.script_of(showing.board(), db(), standing.claim)
    here = f"/people/{standing.claimant.reference}/script/startup"
    return tuple(
        (say("{title}: {count} open", title=one.title, count=count), f"{here}?at={one.field}")
        for one, count in (
            (section, section.unanswered)
            for section in asking.sections(script.applicable(standing.answers), standing.answers, "")
        )
        if count
    )


def letter_in_words(standing: Standing, now: datetime) -> str:
    """When the form should be with her, or that nothing is posted."""
    arrives = meeting.letter_arrives_on(db(), standing, now)
    if arrives is None:
        return say("Nothing is posted: print the form here, or keep it at the office.")
    return say("The form goes first class with the next post, and should come by {day}.", day=said.day(arrives))
