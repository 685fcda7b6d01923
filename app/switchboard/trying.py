"""Rules tried on a day's calls: asked for on a page, worked out by the worker, shown when it is done."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.jobs import service as jobs
from app.line import trials
from app.line.replay import writing
from app.line.replay.comparing import Task, compare, stored
from app.line.replay.outcomes import measure
from app.line.snapshot import SiteNow
from app.line.trials import Trial
from app.measures import traced_day
from app.measures.traced_day import Day
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import SiteRules
from app.switchboard.context import Switchboard

# How much further it has to be before that is told again.
TOLD_BY: Final = 0.05


def ask(
    session: Session, site: Site, rules: SiteRules, order: list[str], based_on: str, on: date, by: int, now: datetime
) -> Trial:
    """Have the calls of a London day replayed under the rules as they are and with these for one site."""
    trial = trials.ask(session, site.id, rules.stored(), order, based_on, on, by, now)
    jobs.enqueue(session, "trial", "try_rules", {"trial": str(trial.id)}, now)
    return trial


def work_out(board: Switchboard, payload: Mapping[str, Any]) -> None:
    """The job: read the day, replay it twice, keep the measures. A trial that is forgotten is left alone."""
    trial_id = UUID(payload["trial"])
    with board.database.transaction() as session:
        trial = trials.by_id(session, trial_id)
        if trial is None or trial.found is not None:
            return
        present = traced_day.rules_in_force(session)
        found = traced_day.day(session, trial.day, trial.asked_at, present)
        new = _with_trial(present, trial, sites.by_id(session, trial.site_id))
    told = 0.0

    def tell(share: float) -> None:
        nonlocal told
        if share - told >= TOLD_BY:
            told = share
            with board.database.transaction() as session:
                trials.tell(session, _of(session, trial_id), share)

    compared = compare(Task(found.trace, present, new, found.away_factor, found.ring), tell)
    with board.database.transaction() as session:
        kept = {
            "rules": {slug: [one.name, one.rules.stored(), list(one.overflow_order)] for slug, one in present.items()},
            "happened": stored(measure(found.happened)),
            "present": stored(compared.present),
            "new": stored(compared.new),
            "day": _supposed(found),
        }
        trials.finish(session, _of(session, trial_id), kept)


def files(session: Session, trial: Trial) -> dict[str, str]:
    """Name to text of what was replayed, for `flask routing replay`: the day, the rules and the new rules.

    Only of a trial that has been worked out.
    """
    kept = (trial.found or {})["rules"]
    present = {
        slug: SiteNow(slug, name, True, tuple(order), SiteRules.read(rules))
        for slug, (name, rules, order) in kept.items()
    }
    day = traced_day.day(session, trial.day, trial.asked_at, present)
    new = _with_trial(present, trial, sites.by_id(session, trial.site_id))
    return {**writing.files(day.trace, present), "NEW-RULES.toml": writing.rules(new)}


def _with_trial(present: Mapping[str, SiteNow], trial: Trial, site: Site) -> dict[str, SiteNow]:
    """The rules of every site, with those that are tried in their place."""
    rules = SiteRules.read(trial.rules)
    tried = replace(present[site.slug], rules=rules, overflow_order=tuple(trial.overflow_order))
    return {**present, site.slug: tried}


def _supposed(day: Day) -> dict[str, float | int]:
    """What stands beside the measures: what was left out, and what had to be supposed."""
    return {
        "booked": day.booked,
        "in_line": day.in_line,
        "interpreted": day.interpreted,
        "gave_up": day.gave_up,
        "patience_seconds": day.supposed.patience_seconds,
        "handled": len(day.supposed.handled),
        "away_factor": day.away_factor,
        "ring_seconds": day.ring.total_seconds(),
        "advisers": len({person.id for person in day.trace.people}),
    }


def _of(session: Session, trial_id: UUID) -> Trial:
    return session.get_one(Trial, trial_id)
