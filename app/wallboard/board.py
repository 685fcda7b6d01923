"""The board of the sites, live."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import render_template
from sqlalchemy.orm import Session

from app import clock
from app.jobs.beating import silent
from app.measures import board as measured
from app.sites import service as sites
from app.sites.rules import Closed
from app.telephony import outages
from app.values.sentence import mark
from app.wallboard.blueprint import wallboard
from app.wallboard.pages import BoardPage, Definition, Line, QuarterHour, SiteRow
from app.web import access
from app.web.said import clock_time, say
from app.web.transactions import db

# A lane whose oldest due job waits so long is not keeping up: somebody hears nothing meanwhile.
LANE_LATE = timedelta(seconds=30)

LANES = {
    "telephone": mark("Telephone"),
    "message": mark("Text messages"),
    "paper": mark("Letters"),
}

PROCESSES = {"worker": mark("The worker"), "scheduler": mark("The scheduler")}

DEFINITIONS = (
    (mark("waiting"), mark("Callers now in the line of their home site, also while one is offered to an adviser.")),
    (mark("oldest"), mark("Since she first joined a line. It is never set back. Shown as late from 20 seconds.")),
    (mark("on a call"), mark("Advisers of that site who are rung for or talk on a short call.")),
    (mark("sent out"), mark("Callers of that site whom another site answered today.")),
    (mark("taken in"), mark("Callers of other sites answered at that site today.")),
    (mark("call-backs due"), mark("Call-backs to be made before midnight that nobody has begun.")),
    (mark("late"), mark("Call-backs not begun 15 minutes after the promised time.")),
    (mark("owed"), mark("Call-backs for which no time could be met yet.")),
    (mark("kept"), mark("Begun within 15 minutes of the promised time, of those promised for today up to now.")),
    (
        mark("service level"),
        mark("Answered within 20 s ÷ (answered + lost − lost within 5 s), of today's callers at all sites."),
    ),
)


@wallboard.get("/board")
@access.may("adviser", "supervisor", "operator")
def show_board() -> str:
    """The sites now, why calls moved, the day by quarter-hours; the page keeps itself fresh."""
    return render_template("wallboard/board.html", page=_page(db(), clock.now()))


def _page(session: Session, now: datetime) -> BoardPage:
    return BoardPage(
        at=now,
        sites=tuple(_row(session, figures, now) for figures in measured.sites_now(session, now)),
        service_level=measured.service_level(session, now).share,
        moves=tuple(_moved(move) for move in measured.moves(session, now)),
        quarters=tuple(
            QuarterHour(quarter.starts_at, quarter.answered, quarter.elsewhere, quarter.lost)
            for quarter in measured.quarters(session, now)
        ),
        lines=(
            *(Line(say(PROCESSES[name]), "failing", say(mark("no sign of life"))) for name in silent(session, now)),
            *_network(session, now),
            *(_line(lane, now) for lane in measured.lanes(session, now)),
        ),
        definitions=tuple(Definition(say(figure), say(words)) for figure, words in DEFINITIONS),
    )


def _network(session: Session, now: datetime) -> Iterator[Line]:
    since = outages.to_be_told(session, now)
    if since is not None:
        words = say(mark("no answer since {at}; whoever waits is rung when it is back"), at=clock_time(since))
        yield Line(say(mark("Telephone network")), "failing", words)


def _row(session: Session, figures: measured.SiteFigures, now: datetime) -> SiteRow:
    opening = sites.opening(session, figures.site, now)
    states, promises, oldest = figures.states, figures.promises, figures.oldest_since
    return SiteRow(
        slug=figures.site.slug,
        name=figures.site.name,
        open=not isinstance(opening, Closed),
        status=say(opening.reason.template, **opening.reason.params) if isinstance(opening, Closed) else "",
        waiting=figures.waiting,
        oldest_since=oldest,
        oldest_late=oldest is not None and now - oldest > timedelta(seconds=measured.TARGET_SECONDS),
        ready=states.get("ready", 0),
        on_call=states.get("on_call", 0) + states.get("ringing", 0),
        in_interview=states.get("in_interview", 0),
        wrapping_up=states.get("wrapping_up", 0),
        on_break=states.get("break", 0),
        away=states.get("away", 0),
        overflow_out=figures.overflow_out,
        overflow_in=figures.overflow_in,
        callbacks_due=figures.callbacks_due,
        callbacks_late=promises.late if promises else 0,
        callbacks_owed=promises.owed if promises else 0,
        kept=figures.kept,
    )


def _moved(move: measured.Move) -> str:
    reason = say(move.reason.template, **move.reason.params)
    return say(mark("{at}, {home}: {reason}"), at=clock_time(move.at), home=move.home, reason=reason)


def _line(lane: measured.Lane, now: datetime) -> Line:
    late = lane.oldest_due is not None and now - lane.oldest_due > LANE_LATE
    if lane.failed:
        words = say(mark("{count} given up"), count=lane.failed)
    elif late and lane.oldest_due is not None:
        words = say(mark("the oldest job waits since {at}"), at=clock_time(lane.oldest_due))
    else:
        words = say(mark("keeping up"))
    # The jobs that were given up are the supervisor's to try again.
    address = "/supervisor/jobs" if lane.failed and access.current_staff().role != "adviser" else ""
    return Line(say(LANES[lane.name]), "failing" if late or lane.failed else "working", words, address)
