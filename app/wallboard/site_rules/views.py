"""The pages: the rules of a site, trying a change on a day's calls, applying it, setting it back."""

import zipfile
from datetime import date, timedelta
from io import BytesIO
from typing import Final
from uuid import UUID

from flask import Response, abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.jobs import service as jobs
from app.jobs.beating import silent
from app.line import trials
from app.line.trials import Trial
from app.measures import traced_day
from app.sites import rules
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import OverflowMode, SiteRules
from app.switchboard import trying
from app.switchboard.context import Switchboard
from app.values.london import london_date
from app.values.sentence import mark
from app.wallboard.blueprint import done, notice, tab_of, tabs, wallboard
from app.wallboard.site import site_or_404
from app.wallboard.site_rules import evidence, fields, history, trial
from app.wallboard.site_rules.fields import MODE, ORDER, Typed
from app.wallboard.site_rules.history import Refused
from app.wallboard.site_rules.pages import Mode, NumberField, NumberGroup, RulesPage, TrialPage
from app.web import access
from app.web.said import day, say
from app.web.transactions import db

ADDRESS: Final = "/wallboard/sites/{slug}/rules"
COMMAND: Final = (
    "flask routing replay --calls CALLS.csv --advisers ADVISERS.csv --busy BUSY.csv --rules {rules} "
    "--away-factor {away_factor} --ring-seconds {ring_seconds:g} --out {out}"
)


@wallboard.get("/wallboard/sites/<slug>/rules")
@access.may("supervisor")
def show_rules(slug: str) -> str:
    """The rules of a site; with ?trial= what was tried there last stands in the form."""
    site = site_or_404(slug)
    tried = _trial(site, request.args["trial"]) if "trial" in request.args else None
    typed = fields.as_typed(SiteRules.read(tried.rules), tried.overflow_order) if tried else _standing(site)
    return render_template("wallboard/rules.html", page=_page(site, typed, tried.day.isoformat() if tried else ""))


@wallboard.post("/wallboard/sites/<slug>/rules")
@access.may("supervisor")
def change_rules(slug: str) -> ResponseReturnValue:
    """Move a site in the order, try what was typed, apply it, or set a change back."""
    site = site_or_404(slug)
    if "undo" in request.form:
        return _undo(site)
    names = [one.slug for one in sites.all_sites(db())]
    typed = fields.read(request.form, _standing(site), site.slug, names)
    if "move" in request.form:
        typed = fields.moved(typed, request.form["move"], names)
        focus = request.form["move"].partition(":")[2]
        return render_template("wallboard/rules.html", page=_page(site, typed, _day_chosen(), focus=focus))
    act = {"try": _try, "apply": _apply}.get(request.form.get("act", "")) or abort(400)
    if typed.errors or typed.rules is None:
        return _again(site, typed, dict(typed.errors), 422)
    site = sites.lock(db(), site.id)
    if not fields.differences(_standing(site), typed):
        return _again(site, typed, {"main": say(mark("Nothing here differs from the rules in force."))}, 422)
    if request.form.get("version", "") != sites.version_of(site):
        return _again(site, typed, {"main": history.overtaken(db(), site)}, 409)
    return act(site, typed, typed.rules)


@wallboard.get("/wallboard/sites/<slug>/rules/trials/<uuid:trial_id>")
@access.may("supervisor")
def show_trial(slug: str, trial_id: UUID) -> str:
    """What a change would have come to, or how far it is."""
    site = site_or_404(slug)
    return render_template("wallboard/rules_trial.html", page=_trial_page(db(), site, _trial(site, str(trial_id))))


@wallboard.get("/wallboard/sites/<slug>/rules/trials/<uuid:trial_id>/day.zip")
@access.may("supervisor")
def download_day(slug: str, trial_id: UUID) -> Response:
    """The calls, advisers, what they were busy with, and the rules, as `flask routing replay` reads them."""
    tried = _trial(site_or_404(slug), str(trial_id))
    if tried.found is None:
        abort(404)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in trying.files(db(), tried).items():
            # A time of its own would make another file of the same day.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
    audit.record(
        db(), "day_downloaded", "site", tried.site_id, clock.now(), access.current_staff().id, day=tried.day.isoformat()
    )
    headers = {"Content-Disposition": f'attachment; filename="{tried.day.isoformat()}.zip"'}
    return Response(packed.getvalue(), mimetype="application/zip", headers=headers)


def _try(site: Site, typed: Typed, wanted: SiteRules) -> ResponseReturnValue:
    on = _on()
    if on is None or traced_day.calls_on(db(), on) == 0:
        return _again(site, typed, {"day": say(mark("Nobody rang on that day: choose another."))}, 422)
    asked = trying.ask(
        db(),
        site,
        wanted,
        list(typed.order),
        sites.version_of(site),
        on,
        access.current_staff().id,
        clock.now(),
    )
    return redirect(f"{ADDRESS.format(slug=site.slug)}/trials/{asked.id}", 303)


def _apply(site: Site, typed: Typed, _wanted: SiteRules) -> ResponseReturnValue:
    history.apply(db(), site, fields.differences(_standing(site), typed), "rules_changed")
    done(mark("The new rules are in force. They can be set back below."))
    return redirect(ADDRESS.format(slug=site.slug), 303)


def _undo(site: Site) -> ResponseReturnValue:
    site = sites.lock(db(), site.id)
    try:
        history.set_back(db(), site, int(request.form["undo"]))
    except ValueError:
        abort(400)
    except Refused as refused:
        return _again(site, _standing(site), {"main": str(refused)}, 409)
    done(mark("It is set back: the old numbers are in force."))
    return redirect(ADDRESS.format(slug=site.slug), 303)


def _again(site: Site, typed: Typed, errors: dict[str, str], code: int) -> ResponseReturnValue:
    """The form once more, with all that was typed, and what is wrong with it."""
    return render_template("wallboard/rules.html", page=_page(site, typed, _day_chosen(), errors=errors)), code


def _trial(site: Site, trial_id: str) -> Trial:
    try:
        found = trials.by_id(db(), UUID(trial_id))
    except ValueError:
        abort(404)
    if found is None or found.site_id != site.id:
        abort(404)
    return found


def _standing(site: Site) -> Typed:
    return fields.as_typed(sites.rules_of(site), site.overflow_order)


def _day_chosen() -> str:
    return request.form.get("day", "")


def _on() -> date | None:
    """The day that was chosen; today where none was. None for what is no day, or one to come."""
    today = london_date(clock.now())
    try:
        on = date.fromisoformat(_day_chosen()) if _day_chosen() else today
    except ValueError:
        return None
    return on if on <= today else None


def _page(site: Site, typed: Typed, chosen: str, *, errors: dict[str, str] | None = None, focus: str = "") -> RulesPage:
    names = {one.slug: one.name for one in sites.all_sites(db())}
    board: Switchboard = current_app.extensions["switchboard"]
    looked = evidence.look(board, db(), site, clock.now())
    today = london_date(clock.now())
    days = _days(db(), today)
    return RulesPage(
        sites=tabs(db(), site),
        site=tab_of(site),
        version=sites.version_of(site),
        modes=tuple(Mode(mode.value, say(label), say(hint)) for mode, (label, hint) in fields.MODES.items()),
        mode=typed.given[MODE],
        order=tuple((slug, names[slug]) for slug in typed.order if slug in names),
        left_out=tuple((slug, name) for slug, name in names.items() if slug not in (site.slug, *typed.order)),
        groups=_groups(typed, errors or {}, evidence.choices(looked)),
        evidence=evidence.in_sentences(looked),
        history=history.history(db(), site),
        days=days,
        day=chosen or (days[0][0] if days else ""),
        no_call_today=bool(days) and days[0][0] != today.isoformat(),
        takes_focus=focus,
        errors=errors or {},
        notice=notice(),
    )


def _groups(typed: Typed, errors: dict[str, str], choices: dict[str, str]) -> tuple[NumberGroup, ...]:
    usual = SiteRules()
    adaptive = typed.given[MODE] == OverflowMode.ADAPTIVE
    return tuple(
        NumberGroup(
            title=say(group.title),
            lead=say(group.lead) if group.lead else "",
            numbers=tuple(
                NumberField(
                    name=number.name,
                    label=say(number.label),
                    unit=say(number.unit),
                    meaning=say(number.meaning),
                    default="" if number.name in fields.MAY_BE_EMPTY else str(getattr(usual, number.name)),
                    value=typed.given[number.name],
                    error=errors.get(number.name, ""),
                    chooses=choices.get(number.name, "") if adaptive else "",
                )
                for number in group.numbers
            ),
            note="" if group.tried else say(mark("A replay of the day's calls does not show what these change.")),
        )
        for group in fields.GROUPS
    )


def _days(session: Session, today: date) -> tuple[tuple[str, str], ...]:
    """The days whose calls can be replayed: today, yesterday, and the last day before that with calls."""
    yesterday = today - timedelta(days=1)
    candidates = [(today, mark("today so far, calls: {calls}")), (yesterday, mark("yesterday, calls: {calls}"))]
    counted = [(on, words, traced_day.calls_on(session, on)) for on, words in candidates]
    last = traced_day.last_day_with_calls(session, yesterday)
    if last is not None:
        counted.append((last, mark("{day}, calls: {calls}"), traced_day.calls_on(session, last)))
    return tuple((on.isoformat(), say(words, calls=calls, day=day(on))) for on, words, calls in counted if calls)


def _trial_page(session: Session, site: Site, tried: Trial) -> TrialPage:
    names = {one.slug: one.name for one in sites.all_sites(session)}
    typed = fields.as_typed(SiteRules.read(tried.rules), tried.overflow_order)
    known = dict(tried.found or {})
    _, stored, order = known["rules"][site.slug] if known else (site.name, site.rules, site.overflow_order)
    before = fields.as_typed(SiteRules.read(stored), order)
    overtaken = ""
    in_force = rules.version(tried.rules, tried.overflow_order) == sites.version_of(site)
    if in_force:
        overtaken = say(mark("These rules are in force."))
    elif tried.based_on != sites.version_of(site):
        overtaken = history.overtaken(session, site)
    return TrialPage(
        site=tab_of(site),
        id=str(tried.id),
        day=say(mark("the calls of {day}"), day=day(tried.day)),
        differences=history.in_sentences(fields.differences(before, typed), names),
        hidden=(*typed.given.items(), (ORDER, " ".join(typed.order)), ("version", tried.based_on)),
        share=tried.share_done,
        trouble=_trouble(session, tried),
        sentence=trial.sentence(known) if known else "",
        rows=trial.rows(known, names) if known else (),
        notes=trial.notes(known) if known else (),
        commands=tuple(
            COMMAND.format(rules=rules_file, out=out, **known["day"])
            for rules_file, out in (("RULES.toml", "PRESENT.csv"), ("NEW-RULES.toml", "NEW.csv"))
        )
        if known
        else (),
        overtaken=overtaken,
        in_force=in_force,
    )


def _trouble(session: Session, tried: Trial) -> str:
    """Why it is not there yet, where that is not only for want of time."""
    if tried.found is not None:
        return ""
    if any(job.payload.get("trial") == str(tried.id) for job in jobs.failed(session)):
        return say(mark("It could not be worked out. The rules are as they were; try it again."))
    if "worker" in silent(session, clock.now()):
        return say(mark("The worker gives no sign of life: it will be worked out when it is back."))
    return ""
