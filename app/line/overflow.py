"""Whether the callers of a site go away at once or wait for home first, and what the other site keeps. Pure.

A caller goes away when that spares the line of her home more callers who are late or give up than it costs the line
of the other site (`worth`). Where a call takes longer away it costs so much more, and in overload an eager pool
collapses: so the fuller the other site is and the slower it would be, the more idle advisers it keeps for its own,
until it takes nobody. In overload a caller then also waits a moment for home, until the line has been calm for a
minute, so that the rule does not flap.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from math import inf
from typing import Final

from app.line.snapshot import Measured, OverflowState, SiteNow
from app.line.worth import Line, worth
from app.sites.rules import OverflowMode

OVERLOAD: Final = 1.0
SLOWER_AWAY: Final = 1.15
# Then a quarter of the target is worth waiting for home; more only makes calls late (`make bench`).
WORTH_WAITING: Final = 0.25
CALM: Final = timedelta(seconds=5)
CALM_FOR: Final = timedelta(seconds=60)
# The line that theory knows stands alone. The callers whom one more call keeps from an adviser there can go on to a
# third site, the more easily the less all sites together are loaded: so a place costs this power of their load as much.
ALONE_POWER: Final = 4
# What a call takes longer away costs as much as any such time does the line it is taken by. As every site's callers
# go away together, it weighs more where it is more than chance: so much from there on. This number and the one above
# were fitted, to simulated days of other seeds than those they are measured on (`make bench`).
MAY_BE_CHANCE: Final = 1.1
WORK_FOR_NOTHING: Final = 4.0
# A caller of a home where nobody will be free soon is late and gives up, both.
LATE_AND_LOST: Final = 2.0
PATIENCE_STEP_SECONDS: Final = 50


def is_strained(site: SiteNow, measured: Measured) -> bool:
    """Whether more work comes in than the advisers of all sites can take, and it takes longer away.

    What is pinned for this site counts instead of what was measured.
    """
    return _or_pinned(measured.load, site.rules.pinned_load_percent) > OVERLOAD and away_factor(site, measured) > (
        SLOWER_AWAY
    )


def load(site: SiteNow, measured: Measured) -> float:
    """The site's load, pinned or measured; where it has not been measured, that of all sites."""
    return _or_pinned(measured.at.get(site.slug, measured.load), site.rules.pinned_load_percent)


def away_factor(site: SiteNow, measured: Measured) -> float:
    """How many times as long as at home a call from elsewhere takes at this site, pinned or measured."""
    return _or_pinned(measured.away_factor, site.rules.pinned_away_percent)


def _or_pinned(figure: float, percent: int | None) -> float:
    return figure if percent is None else percent / 100


def next_state(site: SiteNow, oldest: datetime | None, measured: Measured, now: datetime) -> OverflowState:
    """The site's state from now on; `oldest` is when its oldest waiting caller joined, None where nobody waits."""
    if site.rules.overflow_mode is not OverflowMode.ADAPTIVE:
        return OverflowState()
    calm = oldest is None or now - oldest < CALM
    if not site.overflow.waits_first:
        return OverflowState(waits_first=is_strained(site, measured) and not calm)
    calm_since = (site.overflow.calm_since or now) if calm else None
    if calm_since is not None and now - calm_since >= CALM_FOR:
        return OverflowState()
    return OverflowState(waits_first=True, calm_since=calm_since)


def changes_at(site: SiteNow, state: OverflowState, oldest: datetime | None, measured: Measured) -> list[datetime]:
    """The moments at which time alone may change the state."""
    if site.rules.overflow_mode is not OverflowMode.ADAPTIVE:
        return []
    moments = [oldest + CALM] if oldest and (state.waits_first or is_strained(site, measured)) else []
    return [*moments, state.calm_since + CALM_FOR] if state.calm_since else moments


def wait_for_home(site: SiteNow, state: OverflowState) -> timedelta | None:
    """How long a caller of an open, staffed site waits before she may go away; None: she does not go."""
    match site.rules.overflow_mode:
        case OverflowMode.NEVER:
            return None
        case OverflowMode.AT_ONCE:
            return timedelta()
        case OverflowMode.AFTER:
            return timedelta(seconds=site.rules.overflow_after_seconds)
        case OverflowMode.ADAPTIVE:
            if site.rules.pinned_wait_seconds is not None:
                return timedelta(seconds=site.rules.pinned_wait_seconds)
            seconds = min(site.rules.overflow_after_seconds, WORTH_WAITING * site.rules.target_seconds)
            return timedelta(seconds=seconds if state.waits_first else 0)


def kept_idle(
    home: SiteNow, other: SiteNow, *, at_home: int, waiting: int, there: int, measured: Measured
) -> int | None:
    """How many idle advisers a call of `home` leaves at the `other` site; None: it does not go there.

    So many can take short calls `at_home` and `there`; so many callers are `waiting` at home, one or more.
    """
    match home.rules.overflow_mode:
        case OverflowMode.NEVER:
            return None
        case OverflowMode.AT_ONCE:
            return 0
        case OverflowMode.AFTER:
            return home.rules.overflow_kept_idle
        case OverflowMode.ADAPTIVE:
            if other.rules.pinned_kept_idle is not None:
                return other.rules.pinned_kept_idle
            lines = line_of(home, at_home, measured), line_of(other, there, measured)
            return reserve(*lines, waiting, round(away_factor(other, measured), 2), stands_alone(measured.load))


def always_kept(home: SiteNow, other: SiteNow) -> int:
    """How many of its advisers the `other` site keeps from callers of `home` whatever was measured."""
    match home.rules.overflow_mode:
        case OverflowMode.AFTER:
            return home.rules.overflow_kept_idle
        case OverflowMode.ADAPTIVE:
            return other.rules.pinned_kept_idle or 0
        case _:
            return 0


def line_of(site: SiteNow, advisers: int, measured: Measured) -> Line | None:
    """The site as a line of Erlang's, its figures so round that they seldom change; None where there is no line."""
    work = load(site, measured)
    if advisers <= 0 or work == inf:
        return None
    rules = site.rules
    patience = round((measured.patience_seconds or rules.patience_seconds) / PATIENCE_STEP_SECONDS)
    return Line(
        advisers,
        max(round(work, 2), 0.01),
        round(measured.handling_seconds or rules.short_call_seconds, -1) or 10.0,
        float(max(patience, 1) * PATIENCE_STEP_SECONDS),
        float(max(rules.target_seconds - rules.ring_allowance_seconds, 0)),
    )


def stands_alone(load: float) -> float:
    """How much a place costs a site of what it would cost it alone, by the load of all sites together: from 0 to 1."""
    return round(min(load, 1.0) ** ALONE_POWER, 2)


@lru_cache(maxsize=65536)
def reserve(home: Line | None, other: Line | None, waiting: int, away_factor: float, alone: float = 1.0) -> int | None:
    """How many idle advisers the other site keeps for its own callers; None: it takes nobody from this home."""
    if other is None:
        return None
    spared = LATE_AND_LOST if home is None else worth(home).of_one_of(waiting)
    costs = worth(other)
    longer = away_factor - 1 + (WORK_FOR_NOTHING - 1) * max(away_factor - MAY_BE_CHANCE, 0.0)
    for idle in range(1, other.advisers + 1):
        if alone * costs.more[other.advisers - idle] + longer * costs.usually <= spared:
            return idle - 1
    return None
