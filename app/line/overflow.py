"""Whether the callers of a site go away at once or wait for home first, and what the other site keeps. Pure.

At once, and to the last idle adviser, is right where calls take as long anywhere. Where they take longer away, each
that is taken costs more work than it saves, and in overload an eager pool collapses: so the fuller the other site is
and the slower it would be, the more idle advisers it keeps for its own, until it takes nobody. In overload a caller
then also waits a moment for home, until the line has been calm for a minute, so that the rule does not flap.
"""

from datetime import datetime, timedelta
from functools import cache
from math import inf
from typing import Final

from app.line.snapshot import Measured, OverflowState, SiteNow
from app.sites.rules import OverflowMode

OVERLOAD: Final = 1.0
SLOWER_AWAY: Final = 1.15
# Then a quarter of the target is worth waiting for home; more only makes calls late (`make bench`).
WORTH_WAITING: Final = 0.25
CALM: Final = timedelta(seconds=5)
CALM_FOR: Final = timedelta(seconds=60)
# What work for nothing weighs, by load: fitted to simulated days of four sites (`make bench`).
WASTED_WORK: Final = 2.0
WASTED_POWER: Final = 4


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


def kept_idle(home: SiteNow, other: SiteNow, advisers: int, measured: Measured) -> int | None:
    """How many idle advisers a call of `home` leaves at the `other` site; None: it does not go there.

    That site has so many `advisers` who can take short calls.
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
            return reserve(advisers, round(load(other, measured), 2), round(away_factor(other, measured), 2))


@cache
def reserve(advisers: int, load: float, away_factor: float) -> int | None:
    """How many idle advisers a site keeps for its own callers; None: it takes nobody from elsewhere.

    To take a caller while i of n are idle makes B(n)/B(n - i) more of the site's own wait (B: Erlang's loss formula;
    the price of a place in a loss network). A call that takes f times as long costs f times as much, and what it
    takes longer is work for nothing, which weighs little in quiet hours and in overload is somebody else's call.
    She is taken while all this together is worth no more than the one caller it serves.
    """
    if advisers <= 0 or load == inf:
        return None
    if load <= 0:
        return 0
    waits = _loss(advisers, load * advisers)
    wasted = WASTED_WORK * load**WASTED_POWER * (away_factor - 1)
    for idle in range(1, advisers + 1):
        if away_factor * waits[advisers] / waits[advisers - idle] + wasted <= 1:
            return idle - 1
    return None


def _loss(advisers: int, work: float) -> list[float]:
    """Erlang's loss formula for 0 to `advisers`; `work` in erlangs."""
    found = [1.0]
    for n in range(1, advisers + 1):
        found.append(work * found[-1] / (n + work * found[-1]))
    return found
