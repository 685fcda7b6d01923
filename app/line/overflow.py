"""Whether the callers of a site go away at once or wait for home first. Pure.

At once is right until overload meets slower calls away: then each call taken away costs more work than it saves,
and an eager pool collapses. So the rule changes its mind only while both are measured and its line is not calm,
and changes it back when the line has been calm for a minute, so that it does not flap.
"""

from datetime import datetime, timedelta
from typing import Final

from app.line.snapshot import Measured, OverflowState, SiteNow
from app.sites.rules import OverflowMode

OVERLOAD: Final = 1.0
# Between the measured points (equal: at once is best; 1.3 times longer: waiting is best).
SLOWER_AWAY: Final = 1.15
CALM: Final = timedelta(seconds=5)
CALM_FOR: Final = timedelta(seconds=60)


def is_strained(measured: Measured) -> bool:
    """Whether overload meets slower calls away."""
    return measured.load > OVERLOAD and measured.away_factor > SLOWER_AWAY


def next_state(site: SiteNow, oldest: datetime | None, measured: Measured, now: datetime) -> OverflowState:
    """The site's state from now on; `oldest` is when its oldest waiting caller joined, None where nobody waits."""
    if site.rules.overflow_mode is not OverflowMode.ADAPTIVE:
        return OverflowState()
    calm = oldest is None or now - oldest < CALM
    if not site.overflow.waits_first:
        return OverflowState(waits_first=is_strained(measured) and not calm)
    calm_since = (site.overflow.calm_since or now) if calm else None
    if calm_since is not None and now - calm_since >= CALM_FOR:
        return OverflowState()
    return OverflowState(waits_first=True, calm_since=calm_since)


def changes_at(site: SiteNow, state: OverflowState, oldest: datetime | None, measured: Measured) -> list[datetime]:
    """The moments at which time alone may change the state."""
    if site.rules.overflow_mode is not OverflowMode.ADAPTIVE:
        return []
    moments = [oldest + CALM] if oldest and (state.waits_first or is_strained(measured)) else []
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
            return timedelta(seconds=site.rules.overflow_after_seconds if state.waits_first else 0)


def kept_idle(site: SiteNow, state: OverflowState) -> int:
    """How many idle advisers a call of `site` leaves at the site it goes to."""
    waits = site.rules.overflow_mode is OverflowMode.AFTER or state.waits_first
    return site.rules.overflow_kept_idle if waits else 0
