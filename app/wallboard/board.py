"""The board of the sites, live; and the same on a wall."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from flask import Response, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.jobs.beating import silent
from app.measures import board as measured
from app.measures import day, lanes, overflow, work
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import Closed
from app.switchboard.context import Switchboard
from app.telephony import outages
from app.values.sentence import Sentence, mark
from app.wallboard import alerts, figures, picture
from app.wallboard.blueprint import notice, wallboard
from app.wallboard.board_page import BoardPage, Line, Picture, QuarterHour, Sent
from app.wallboard.work import work_table
from app.web import access, events
from app.web.said import clock_time, say
from app.web.transactions import db

# A lane whose oldest due job waits so long is not keeping up: somebody hears nothing meanwhile.
LANE_LATE: Final = timedelta(seconds=30)

LANES: Final = {
    "telephone": mark("Telephone"),
    "message": mark("Text messages"),
    "paper": mark("Letters"),
    "trial": mark("Trials of rules"),
}

WALL: Final = "/wallboard/wall"
TOPICS: Final = ("line", "presence", "sites", "board", "jobs", "conversations")
# The role of who looks at a wall.
NOBODY: Final = ""

PROCESSES: Final = {"worker": mark("The worker"), "scheduler": mark("The scheduler")}


@wallboard.get("/wallboard")
@access.may("adviser", "supervisor", "operator")
def show_board() -> str:
    """The sites now and today, who sends to whom, the day by quarter-hours; the page keeps itself fresh."""
    return render_template("wallboard/board.html", page=page(db(), clock.now(), access.current_staff().role))


@wallboard.get(WALL)
@access.may_or_screen("adviser", "supervisor", "operator")
def show_wall() -> Response:
    """The same in large type, without anything to press, for a screen on the wall.

    Nobody sits there to be signed in: once a supervisor has opened it, the screen goes on showing it, and no more.
    """
    answer = make_response(render_template("wallboard/wall.html", page=page(db(), clock.now(), NOBODY)))
    who = access.signed_in()
    if who is not None and who.staff.role == "supervisor" and not access.is_screen():
        audit.record(db(), "left_on_a_screen", "board", "wall", clock.now(), staff_id=who.staff.id)
        access.leave_on_screen(answer, WALL)
    return answer


@wallboard.get(f"{WALL}/live")
@access.may_or_screen("adviser", "supervisor", "operator")
def wall_live() -> ResponseReturnValue:
    """The live stream of what the wall shows."""
    return events.stream(TOPICS)


def page(session: Session, now: datetime, role: str) -> BoardPage:
    """The board as it stands, for somebody of that role."""
    acts = role == "supervisor"
    switchboard: Switchboard = current_app.extensions["switchboard"]
    shown = measured.sites_now(session, switchboard.short_calls, now)
    by_id = {one.site.id: one.site for one in shown if one.site is not None}
    names = {site.id: site.name for site in by_id.values()}
    flows = overflow.flows(session, now)
    days = day.days(session, now)
    standing = alerts.standing(session)
    told = {alert.process for alert in standing}
    processes = {
        name: Line(say(PROCESSES[name]), "failing", say(mark("no sign of life"))) for name in silent(session, now)
    }
    lines = (*_network(session, now), *(_line(lane, now, role) for lane in lanes.lanes(session, now)))
    return BoardPage(
        at=now,
        now=figures.now_table(shown, _statuses(session, list(by_id.values()), now), acts, now),
        today=figures.today_table(shown, days, overflow.out_and_in(flows), overflow.held_away(session, now), acts),
        work=work_table(shown, work.work(session, now), acts),
        service_level=figures.percent(day.of_site(days, day.WHOLE).service_level),
        picture=_picture(names, flows),
        alerts=standing,
        faults=(
            *(line for name, line in processes.items() if name not in told),
            *(line for line in lines if line.state == "failing"),
        ),
        moves=tuple(
            say(mark("{at}, {home}: {reason}"), at=clock_time(one.at), home=names[one.home], reason=_said(one.reason))
            for one in overflow.moves(session, now)
        ),
        quarters=tuple(
            QuarterHour(quarter.starts_at, quarter.answered, quarter.elsewhere, quarter.lost)
            for quarter in day.quarters(session, now)
        ),
        lines=(*processes.values(), *lines),
        may_act=acts,
        notice=notice(),
    )


def _statuses(session: Session, of: Sequence[Site], now: datetime) -> Mapping[int, str]:
    openings = sites.openings(session, of, now)
    return {site_id: _said(one.reason) for site_id, one in openings.items() if isinstance(one, Closed)}


def _picture(names: Mapping[int, str], flows: Sequence[overflow.Flow]) -> Picture:
    sent = tuple(
        Sent(
            names[flow.home],
            names[flow.other],
            flow.count,
            say(mark("the last at {at}: {reason}"), at=clock_time(flow.last.at), reason=_said(flow.last.reason)),
        )
        for flow in flows
    )
    return picture.draw(names, [(flow.home, flow.other, flow.count) for flow in flows], sent)


def _network(session: Session, now: datetime) -> Iterator[Line]:
    since = outages.to_be_told(session, now)
    if since is not None:
        words = say(mark("no answer since {at}; whoever waits is rung when it is back"), at=clock_time(since))
        yield Line(say(mark("Telephone network")), "failing", words)


def _said(sentence: Sentence) -> str:
    return say(sentence.template, **sentence.params)


def _line(lane: lanes.Lane, now: datetime, role: str) -> Line:
    late = lane.oldest_due is not None and now - lane.oldest_due > LANE_LATE
    if lane.failed:
        words = say(mark("{count} given up"), count=lane.failed)
    elif late and lane.oldest_due is not None:
        words = say(mark("the oldest job waits since {at}"), at=clock_time(lane.oldest_due))
    else:
        words = say(mark("keeping up"))
    # The jobs that were given up are the supervisor's to try again.
    address = "/supervisor/jobs" if lane.failed and role in ("supervisor", "operator") else ""
    return Line(say(LANES[lane.name]), "failing" if late or lane.failed else "working", words, address)
