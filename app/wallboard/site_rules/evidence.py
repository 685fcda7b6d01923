"""What the rule goes by now, in sentences, and what it would choose where nothing is pinned."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from typing import Final

from sqlalchemy.orm import Session

from app.line import measuring, overflow
from app.line import service as line
from app.line.measuring import Evidence
from app.line.snapshot import Measured, SiteNow
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import PINS, OverflowMode, SiteRules
from app.switchboard.context import Switchboard
from app.switchboard.matching import seen
from app.values.sentence import mark
from app.web.frame import duration
from app.web.said import clock_time, say

UNPINNED: Final = dict.fromkeys(PINS)


@dataclass(frozen=True)
class Looked:
    """The line as the rule would see it now: this site, what is measured and on what it rests."""

    site: SiteNow
    evidence: Evidence
    measured: Measured
    since: datetime | None


def look(board: Switchboard, session: Session, site: Site, now: datetime) -> Looked:
    """Look at the line as the next pass of the matcher will."""
    snapshot = seen(board, session, now)
    rests_on = board.short_calls.evidence(session, sites.all_sites(session), snapshot.advisers, now)
    state = line.overflow_states(session).get(site.id)
    shown = next(one for one in snapshot.sites if one.slug == site.slug)
    return Looked(shown, rests_on, snapshot.measured, state.since if state else None)


def in_sentences(looked: Looked) -> tuple[str, ...]:
    """What the rule goes by, each with what it was seen on and how much the supposition weighs in it."""
    evidence, measured = looked.evidence, looked.measured
    return (*_load(looked), *_handling(evidence, measured), *_patience(evidence, measured), _state(looked))


def choices(looked: Looked) -> dict[str, str]:
    """Name of a pin to what the adaptive rule would take in its place now."""
    free = replace(looked.site, rules=_adaptive(looked.site.rules))
    waits = overflow.wait_for_home(free, looked.site.overflow)
    able = looked.evidence.advisers.get(free.slug, 0)
    # For the one caller of a site that is just as busy.
    keeps = overflow.kept_idle(free, free, at_home=able, waiting=1, there=able, measured=looked.measured)
    load = overflow.load(free, looked.measured)
    seconds = int(waits.total_seconds()) if waits is not None else 0
    return {
        "pinned_wait_seconds": say(mark("The rule would choose {number} now."), number=seconds),
        "pinned_kept_idle": say(mark("The rule would take nobody from elsewhere now."))
        if keeps is None
        else say(mark("The rule would choose {number} now."), number=keeps),
        "pinned_load_percent": say(mark("No load can be measured now: nobody here can take a call."))
        if load == inf
        else say(mark("Measured now: {number}."), number=round(load * 100)),
        "pinned_away_percent": say(
            mark("Measured now: {number}."), number=round(overflow.away_factor(free, looked.measured) * 100)
        ),
    }


def _adaptive(rules: SiteRules) -> SiteRules:
    return SiteRules.read({**rules.stored(), **UNPINNED, "overflow_mode": OverflowMode.ADAPTIVE.value})


def _load(looked: Looked) -> Iterator[str]:
    evidence, slug = looked.evidence, looked.site.slug
    minutes = round(evidence.over_seconds / 60)
    here = looked.measured.at.get(slug, looked.measured.load)
    yield _load_of(
        here,
        mark(
            "Load here: {percent} % of what the advisers can do. Advisers who can take a call soon: {advisers}; "
            "callers in the last {minutes} minutes: {callers}."
        ),
        mark("Load here: {callers} callers in the last {minutes} minutes, and nobody who can take a call soon."),
        evidence.advisers.get(slug, 0),
        evidence.arrived.get(slug, 0),
        minutes,
    )
    yield _load_of(
        looked.measured.load,
        mark("Load everywhere: {percent} %. Advisers: {advisers}; callers: {callers}."),
        mark("Load everywhere: {callers} callers, and nobody who can take a call soon."),
        sum(evidence.advisers.values()),
        sum(evidence.arrived.values()),
        minutes,
    )
    yield say(
        mark("Until anything was seen a load of {percent} % is supposed; that weighs {weight} % in both figures."),
        percent=round(measuring.PRIOR_LOAD * 100),
        weight=round(evidence.prior_share_of_load * 100),
    )


def _load_of(load: float, words: str, endless: str, advisers: int, callers: int, minutes: int) -> str:
    if load == inf:
        return say(endless, callers=callers, minutes=minutes)
    return say(words, percent=round(load * 100), advisers=advisers, callers=callers, minutes=minutes)


def _patience(evidence: Evidence, measured: Measured) -> Iterator[str]:
    yield say(
        mark(
            "Callers stay {length} before they give up, seen on {callers} who gave up. Supposed beforehand: {usual}, "
            "which weighs {weight} %."
        ),
        length=duration(measured.patience_seconds),
        callers=evidence.waited.given_up,
        usual=duration(evidence.usual_patience),
        weight=round(evidence.prior_share_of_patience * 100),
    )


def _handling(evidence: Evidence, measured: Measured) -> Iterator[str]:
    yield say(
        mark(
            "A short call takes {length} at home, seen on {calls} calls. Supposed beforehand: {usual}, "
            "which weighs {weight} %."
        ),
        length=duration(measuring.mean_seconds(evidence.home, evidence.usual_seconds)),
        calls=evidence.home.calls,
        usual=duration(evidence.usual_seconds),
        weight=round(evidence.prior_share_of_handling * 100),
    )
    yield say(
        mark(
            "Away it takes {factor} times as long, seen on {calls} calls away. Supposed beforehand: {usual} times, "
            "which weighs {weight} %."
        ),
        factor=f"{measured.away_factor:.2f}",
        calls=evidence.away.calls,
        usual=f"{measuring.PRIOR_AWAY_FACTOR:.2f}",
        weight=round(evidence.prior_share_of_away * 100),
    )


def _state(looked: Looked) -> str:
    wait = overflow.wait_for_home(looked.site, looked.site.overflow)
    if wait is None:
        return say(mark("Callers of this site do not go away while somebody is at work here."))
    if not wait:
        return say(
            mark("Callers of this site do not wait for home now: they go away at once when nobody here is free.")
        )
    seconds = int(wait.total_seconds())
    if looked.site.overflow.waits_first and looked.since is not None:
        return say(
            mark("Callers of this site wait {seconds} s for home before they go away, since {at}."),
            seconds=seconds,
            at=clock_time(looked.since),
        )
    return say(mark("Callers of this site wait {seconds} s for home before they go away."), seconds=seconds)
