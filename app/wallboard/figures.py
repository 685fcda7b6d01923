"""The two tables of the board: which figures they have, what each means, and how it is written."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from app.measures.board import SiteFigures, together
from app.measures.day import TARGET_SECONDS, WHOLE, Day, Spread, of_site
from app.measures.overflow import HeldAway
from app.values.sentence import mark
from app.wallboard.board_page import Column, Figure, Row, Table
from app.wallboard.people import reason_in_words
from app.web.frame import duration
from app.web.said import say

# Key, heading, what it means, and whether a group of figures begins with it.
NOW: Final = (
    (
        "waiting",
        mark("waiting"),
        mark(
            "Callers now in the line of their home site, also while one is offered to an adviser or chooses a"
            " time by keypad."
        ),
        False,
    ),
    (
        "oldest",
        mark("longest wait"),
        mark("Since the caller first joined a line. It is never set back. Shown as late from 20 seconds."),
        False,
    ),
    (
        "estimate",
        mark("estimated wait"),
        mark(
            "For who joins the line now, as the line itself would say it: from the advisers who can finish a "
            "short call soon, those in an interview or due in one left out, and from how long calls last and "
            "callers stay, as measured. “No estimate” where there are none, or the site is closed at once; 0:00 "
            "where one is ready and nobody waits. Of all sites: the longest of the estimates."
        ),
        False,
    ),
    (
        "ready",
        mark("ready"),
        mark("Advisers of that site who wait for a call."),
        True,
    ),
    (
        "ringing",
        mark("ringing"),
        mark("Advisers whose telephone rings for a caller or a call-back."),
        False,
    ),
    (
        "on_call",
        mark("on a call"),
        mark("Advisers who talk on a short call."),
        False,
    ),
    (
        "in_interview",
        mark("in an interview"),
        mark("Advisers who ring back or are in a call-back. They will not be free for half an hour."),
        False,
    ),
    (
        "wrapping_up",
        mark("wrapping up"),
        mark("Advisers who finish what a call was about."),
        False,
    ),
    (
        "break",
        mark("on a break"),
        mark("Advisers on a break."),
        False,
    ),
    (
        "away",
        mark("away"),
        mark("Advisers who are signed in and take no calls, and for what reason."),
        False,
    ),
    (
        "textphones",
        mark("textphone desks free/used"),
        mark("Advisers with a textphone on the desk: those who are ready, and those who ring or talk."),
        True,
    ),
    (
        "interpreters",
        mark("interpreters"),
        mark("Interpreters who are rung or talk in a call of that site."),
        False,
    ),
    (
        "typed",
        mark("typed waiting/held"),
        mark(
            "Typed conversations of claimants of that site: those that nobody has taken yet, and those that an "
            "adviser of any site holds. Beneath stands the longest wait, since they came to the typed page; handed "
            "back by an adviser they keep their time."
        ),
        False,
    ),
    (
        "due",
        mark("call-backs due"),
        mark("Call-backs to be made before midnight that nobody has begun."),
        True,
    ),
    (
        "late",
        mark("late"),
        mark("Call-backs not begun 15 minutes after the promised time."),
        False,
    ),
    (
        "owed",
        mark("owed"),
        mark("Call-backs for which no time could be met yet."),
        False,
    ),
)

TODAY: Final = (
    (
        "offered",
        mark("offered"),
        mark("Calls that entered the line of that site. Of all sites each call is counted once."),
        False,
    ),
    (
        "service_level",
        mark("service level"),
        mark(
            "Answered within 20 s ÷ (answered + lost − lost within 5 s), of today's callers of that site, "
            "whoever answered."
        ),
        False,
    ),
    (
        "lost",
        mark("lost"),
        mark("Lost ÷ (answered + lost). A call-back booked from the line is no loss."),
        True,
    ),
    (
        "lost_long",
        mark("lost, without short"),
        mark("The same, those left out who went within 5 seconds."),
        False,
    ),
    (
        "mean",
        mark("speed of answer: mean"),
        mark("The mean of the waits of answered calls, from first joining the line."),
        True,
    ),
    (
        "median",
        mark("speed: median"),
        mark("Half of the answered calls waited no longer."),
        False,
    ),
    (
        "ninetieth",
        mark("speed: 9 in 10"),
        mark("Nine in ten of the answered calls waited no longer."),
        False,
    ),
    (
        "at_home",
        mark("answered at home"),
        mark("Of the answered callers of that site, those whom their home site answered."),
        True,
    ),
    (
        "out",
        mark("sent out"),
        mark("Callers of that site whom another site answered."),
        False,
    ),
    (
        "in",
        mark("taken in"),
        mark("Callers of other sites answered at that site."),
        False,
    ),
    (
        "held_away",
        mark("interviews held away"),
        mark(
            "Interviews of claimants of that site that an adviser of another site held: each was released to it by a "
            "supervisor, or the claimant chose an adviser there who speaks their language. Beneath stands how many for "
            "which reason."
        ),
        False,
    ),
    (
        "kept",
        mark("call-backs kept"),
        mark("Begun within 15 minutes of the promised time, of those promised for today up to now."),
        True,
    ),
    (
        "expense",
        mark("at the caller's expense: median"),
        mark(
            "From the answer of the line to the call-back booked, of the calls in which one was booked: half "
            "took no longer."
        ),
        True,
    ),
    (
        "expense_ninetieth",
        mark("expense: 9 in 10"),
        mark("Nine in ten of those calls took no longer."),
        False,
    ),
)

LATE_AFTER: Final = timedelta(seconds=TARGET_SECONDS)
# 0.29 × 100 is a hair less than 29.
ROUNDING: Final = 1e-9
NARROW_SPACE: Final = "\u202f"
Moved = tuple[Mapping[int, int], Mapping[int, int]]


def now_table(sites: Sequence[SiteFigures], statuses: Mapping[int, str], addresses: bool, now: datetime) -> Table:
    """How the sites stand. `statuses` says of a site, by its id, why it is shut; with `addresses` names are links."""
    return Table(
        "now",
        say(mark("The sites now")),
        columns(NOW),
        tuple(row(one, _now(one, now), statuses, addresses) for one in sites),
        row(whole := together(sites), _now(whole, now), statuses, addresses),
    )


def today_table(
    sites: Sequence[SiteFigures],
    days: Mapping[int | None, Day],
    moved: Moved,
    held_away: Mapping[int, HeldAway],
    addresses: bool,
) -> Table:
    """What has been measured today. `moved` is how many each site sent out and took in, `held_away` the interviews of
    its claimants that others held."""
    out, taken_in = moved
    rows = []
    for one in sites:
        assert one.site is not None  # noqa: S101 - the whole is not among them
        site_id = one.site.id
        moves = out.get(site_id, 0), taken_in.get(site_id, 0)
        day = _today(one, of_site(days, site_id), *moves, held_away.get(site_id, HeldAway()))
        rows.append(row(one, day, {}, addresses))
    whole, held = together(sites), held_away.values()
    all_held = HeldAway(sum(one.released for one in held), sum(one.chosen for one in held))
    day = _today(whole, of_site(days, WHOLE), sum(out.values()), sum(taken_in.values()), all_held)
    return Table("today", say(mark("Today")), columns(TODAY), tuple(rows), row(whole, day, {}, addresses))


def percent(share: float | None) -> str:
    """A share from 0 to 1 as it is written; rounded down, so that 100 % is all of them."""
    return "–" if share is None else f"{int(share * 100 + ROUNDING)}{NARROW_SPACE}%"


def columns(of: Sequence[tuple[str, str, str, bool]]) -> tuple[Column, ...]:
    """The columns of a table, in the language of the page."""
    return tuple(Column(key, say(name), say(words), group) for key, name, words, group in of)


def row(of: SiteFigures, figures: tuple[Figure, ...], statuses: Mapping[int, str], addresses: bool) -> Row:
    """A site with its figures, or the whole."""
    if of.site is None:
        return Row(say(mark("All sites")), figures)
    address = f"/wallboard/sites/{of.site.slug}" if addresses else ""
    return Row(of.site.name, figures, statuses.get(of.site.id, ""), address)


def _now(of: SiteFigures, now: datetime) -> tuple[Figure, ...]:
    oldest, promised = of.oldest_since, of.promised
    late = oldest is not None and now - oldest > LATE_AFTER
    reasons = ", ".join(
        f"{reason_in_words(reason)} {count}" for reason, count in sorted(of.away.items()) if reason_in_words(reason)
    )
    return (
        _count(of.waiting),
        Figure(since=oldest, look="late" if late else ""),
        Figure(small=say(mark("no estimate"))) if of.estimate is None else Figure(duration(of.estimate)),
        *(_count(of.states.get(state, 0)) for state in ("ready", "ringing", "on_call", "in_interview", "wrapping_up")),
        _count(of.states.get("break", 0)),
        Figure(str(of.states.get("away", 0)), reasons),
        Figure(f"{of.textphones_free}/{of.textphones_used}"),
        _count(of.interpreters),
        Figure(f"{of.typed.waiting}/{of.typed.held}", small_since=of.typed.oldest_since),
        _count(promised.due),
        _count(promised.late, "late"),
        _count(promised.owed, "owed"),
    )


def _today(of: SiteFigures, day: Day, out: int, taken_in: int, held_away: HeldAway) -> tuple[Figure, ...]:
    lost_long = day.lost - day.lost_short
    return (
        _count(day.offered),
        _share(day.service_level, day.within, day.measured_on),
        _share(day.abandonment, day.lost, day.answered + day.lost),
        _share(day.abandonment_without_short, lost_long, day.measured_on),
        *(Figure(words) for words in _spread(day.speed)),
        _share(day.at_home, day.home, day.answered),
        _count(out),
        _count(taken_in),
        _held_away(held_away),
        _share(of.promised.kept_share, of.promised.kept, of.promised.promised),
        *(Figure(words) for words in _spread(day.expense)[1:]),
    )


def _count(number: int, look: str = "") -> Figure:
    return Figure(str(number), look=look if number else "")


def _held_away(held: HeldAway) -> Figure:
    reasons = ((mark("released {count}"), held.released), (mark("chosen {count}"), held.chosen))
    small = ", ".join(say(words, count=count) for words, count in reasons if count)
    return Figure(str(held.released + held.chosen), small)


def _share(share: float | None, part: int, of: int) -> Figure:
    small = "" if share is None else say(mark("{part} of {whole}"), part=part, whole=of)
    return Figure(percent(share), small)


def _spread(spread: Spread | None) -> tuple[str, str, str]:
    if spread is None:
        return "–", "–", "–"
    return duration(spread.mean), duration(spread.median), duration(spread.ninetieth)
