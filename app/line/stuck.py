"""Which callers nobody at work anywhere could take, and whom of them somebody could take in English. Pure."""

from collections.abc import Callable, Iterable

from app.line.snapshot import Adviser, DemandId, Kind, Waiting

Stuck = dict[DemandId, bool]


def cannot_be_answered(left: Iterable[Waiting], reachable: Callable[[Waiting], Iterable[Adviser]]) -> Stuck:
    """The callers whom nobody could take, in order; for each whether somebody is there who could in English alone.

    `reachable` tells who is at work that could in time be offered to her. Somebody who chose to wait for a speaker of
    her language waits as long as anybody is at work.
    """
    known: dict[tuple[object, ...], bool | None] = {}
    found: Stuck = {}
    for demand in left:
        if demand.kind is Kind.CALLER:
            like = (demand.or_interpreted, demand.waits_for_speaker, *alike(demand))
            if like not in known:
                known[like] = _stuck(demand, reachable(demand))
            if (in_english := known[like]) is not None:
                found[demand.id] = in_english
    return found


def _stuck(demand: Waiting, at_work: Iterable[Adviser]) -> bool | None:
    """None where somebody can take her, or may yet come; else whether somebody could in English."""
    able = [adviser for adviser in at_work if adviser.textphone or not demand.textphone]
    any_will_do = demand.or_interpreted or demand.waits_for_speaker
    if any(any_will_do or demand.language in adviser.languages for adviser in able):
        return None
    return bool(able)


def alike(demand: Waiting) -> tuple[object, ...]:
    """What two demands have in common of whom the same advisers can take, so that the first tells for both."""
    return (
        demand.kind,
        demand.home,
        demand.language,
        demand.textphone,
        demand.last_offered_to,
        demand.away_allowed,
        demand.also_at,
    )
