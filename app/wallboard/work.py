"""The third table of the board: how the work of today was done."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.measures.board import SiteFigures, together
from app.measures.work import NONE, Part, Work
from app.measures.work import together as whole_of
from app.values.sentence import mark
from app.wallboard.board_page import Figure, Table
from app.wallboard.figures import columns, percent, row
from app.web.frame import duration
from app.web.said import say

HANDLING: Final = ("home", "away", "interview")
NEEDS: Final = ("interpreter", "textphone", "welsh")
# As those of the other tables: key, heading, what it means, and whether a group of figures begins with it.
WORK: Final = (
    (
        "occupancy",
        mark("occupancy"),
        mark(
            "Ringing, talk, hold and wrap-up, of callers and call-backs, ÷ (signed in − breaks), of the advisers who "
            "worked at that site today."
        ),
        False,
    ),
    (
        "home",
        mark("short call at home"),
        mark("Talk, hold and wrap-up: the mean of the short calls of that site's callers that it took itself."),
        True,
    ),
    (
        "elsewhere",
        mark("short call away"),
        mark("The same of that site's callers whom another site answered."),
        False,
    ),
    (
        "interview",
        mark("interview"),
        mark("Talk, hold and wrap-up: the mean of that site's call-backs, from the claimant's joining."),
        False,
    ),
    (
        "interpreter",
        mark("kept with an interpreter"),
        mark(
            "Of the call-backs promised for today up to now that need an interpreter, those begun within 15 minutes "
            "of their time."
        ),
        True,
    ),
    (
        "textphone",
        mark("kept by textphone"),
        mark("The same of those by textphone."),
        False,
    ),
    (
        "welsh",
        mark("kept in Welsh"),
        mark("The same of those in Welsh."),
        False,
    ),
)


def work_table(sites: Sequence[SiteFigures], done: Mapping[int, Work], addresses: bool) -> Table:
    """How the work was done, by site id; with `addresses` the sites' names are links."""
    nothing = Work()
    return Table(
        "work",
        say(mark("The work today")),
        columns(WORK),
        tuple(
            row(one, _figures(done.get(one.site.id, nothing)), {}, addresses) for one in sites if one.site is not None
        ),
        row(together(sites), _figures(whole_of(done.values())), {}, addresses),
    )


def _figures(of: Work) -> tuple[Figure, ...]:
    return (
        Figure(percent(of.occupancy.ratio)),
        *(_mean(of.handling.get(kind, NONE)) for kind in HANDLING),
        *(_share(of.kept.get(need, NONE)) for need in NEEDS),
    )


def _mean(of: Part) -> Figure:
    if of.ratio is None:
        return Figure()
    return Figure(duration(of.ratio), say(mark("of {count} calls"), count=int(of.of)))


def _share(of: Part) -> Figure:
    small = "" if of.ratio is None else say(mark("{part} of {whole}"), part=int(of.part), whole=int(of.of))
    return Figure(percent(of.ratio), small)
