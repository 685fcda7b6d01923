"""Looking for jobs together in the call: found by kind of work and place, sent with the claim's letter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.claims.models import Claim
from app.console import call_shown, showing
from app.console.blueprint import console
from app.console.pages import CallBar, Person
from app.letters import service as letters
from app.scripts.wording import mark
from app.switchboard import interviewing
from app.switchboard.interviewing import Standing
from app.vacancies import service as vacancies
from app.vacancies.models import Vacancy
from app.values.errors import Invalid
from app.web import access
from app.web.said import say
from app.web.transactions import db

NOTICES = {
    "chosen": mark("They go with the letter."),
    "out": mark("It does not go with the letter any more."),
}
CHOOSE = mark("Tick the jobs that are to be sent.")
PRINTED = mark("The letter is printed already. Read the jobs out, or have them shown at the meeting.")


@dataclass(frozen=True, slots=True)
class VacanciesPage:
    """What was found and what goes with the letter. `taken_in` is when the list was last renewed (None: never);
    `refused` why a later file was not taken in. `printed`: nothing more can go with the letter."""

    person: Person
    work: str
    place: str
    found: tuple[Vacancy, ...]
    chosen: tuple[Vacancy, ...]
    taken_in: datetime | None
    refused: str = ""
    printed: bool = False
    call: CallBar | None = None
    notice: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def searched(self) -> bool:
        """Whether something was looked for."""
        return bool(self.work or self.place)


@console.get("/people/<string:reference>/vacancies")
@access.may("adviser", "supervisor")
def vacancies_page(reference: str) -> ResponseReturnValue:
    """Jobs by kind of work and place."""
    claimant = showing.claimant_or_404(reference, "vacancies")
    standing = interviewing.standing(db(), claimant, clock.now())
    if standing.claim is None:
        return redirect(f"/people/{reference}", 303)
    return render_template("console/vacancies.html", page=_page(standing, standing.claim, {}))


@console.post("/people/<string:reference>/vacancies")
@access.may("adviser", "supervisor")
def choose_vacancies(reference: str) -> ResponseReturnValue:
    """Send the ticked jobs with the letter, or take one out."""
    claimant, me, now = showing.claimant_or_404(reference), access.current_staff().id, clock.now()
    standing = interviewing.standing(db(), claimant, now)
    claim = standing.claim
    if claim is None:
        return redirect(f"/people/{reference}", 303)
    out = request.form.get("out", type=int)
    ticked = request.form.getlist("vacancy", type=int)
    error = ""
    if _is_printed(claim):
        error = say(PRINTED)
    elif out is not None:
        vacancies.take_out(db(), claim.id, out, by=me, now=now)
    elif not ticked:
        error = say(CHOOSE)
    else:
        try:
            vacancies.choose(db(), claim.id, ticked, by=me, now=now)
        except Invalid as problem:
            error = say(problem.message, **problem.params)
    if error:
        return render_template("console/vacancies.html", page=_page(standing, claim, {"vacancy": error})), 422
    done = "out" if out is not None else "chosen"
    return redirect(f"/people/{reference}/vacancies?notice={done}", 303)


def _is_printed(claim: Claim) -> bool:
    """Whether the letter has left: what is chosen now would not be in it."""
    hers = letters.of_claimant(db(), claim.claimant_id)
    return any(one.claim_id == claim.id and one.state in ("printed", "posted", "handed_over") for one in hers)


def _page(standing: Standing, claim: Claim, errors: Mapping[str, str]) -> VacanciesPage:
    work, place = request.values.get("work", ""), request.values.get("place", "")
    taken_in, last = vacancies.last_taken_in(db()), vacancies.last_file(db())
    notice = request.args.get("notice", "")
    return VacanciesPage(
        person=showing.person(db(), standing.claimant, clock.now()),
        work=work,
        place=place,
        found=tuple(vacancies.search(db(), work, place)),
        chosen=tuple(vacancies.chosen_for(db(), claim.id)),
        taken_in=taken_in.at if taken_in is not None else None,
        refused=(last.fault or "") if last is not None else "",
        printed=_is_printed(claim),
        call=call_shown.call_bar(db(), showing.connection_of_mine(claim.claimant_id)),
        notice=say(NOTICES[notice]) if notice in NOTICES and not errors else "",
        errors=errors,
    )
