"""The board, its view on a wall and its alerts, with invented figures on them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.measures.board import Promised, SiteFigures
from app.measures.day import Day, Spread
from app.measures.overflow import HeldAway
from app.measures.typed import Typed
from app.measures.work import Part, Work
from app.sites.models import Site
from app.sites.rules import SiteRules
from app.wallboard import board_page as show
from app.wallboard import figures, picture
from app.wallboard.pages import SiteTab
from app.wallboard.work import work_table

BUSY = "ready:1 ringing:1 on_call:2 in_interview:4 break:1"
PAIRS = ((2, 3, 4), (2, 4, 3), (1, 3, 2), (1, 4, 1), (4, 1, 1))


def pages(now: datetime, names: Mapping[str, str]) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model."""
    full = _board(now, names)
    empty = replace(
        full,
        now=replace(full.now, rows=full.now.rows[2:3], whole=full.now.rows[3]),
        picture=picture.draw({1: "Somerset"}, (), ()),
        alerts=(),
        faults=(),
        moves=(),
        quarters=(),
        may_act=False,
    )
    tabs = tuple(SiteTab(slug, name) for slug, name in names.items())
    chosen = (*tabs[:3], replace(tabs[3], chosen=True))
    given = {
        "oldest_waiting": "yes",
        "oldest_waiting_seconds": "120",
        "service_level": "yes",
        "service_level_percent": "70",
        "late_callback": "yes",
        "typed_waiting": "yes",
        "typed_waiting_seconds": "120",
        "silent": "yes",
        "quiet_minutes": "15",
        "mobile": "",
    }
    unsent = "No alert is sent by text: there is no mobile number to send it to."
    wrong = {"mobile": "That is no British mobile number: it cannot be sent a text."}
    lately = tuple(replace(one, until=now) for one in full.alerts)
    alerts = show.AlertsPage(
        tabs, None, False, given, lately, unsent, changed="Last changed by Owain Sample, today at 1.30 pm.", undo=7
    )
    return {
        "board": ("wallboard/board.html", full),
        "board-empty": ("wallboard/board.html", empty),
        "wall": ("wallboard/wall.html", full),
        "alerts": ("wallboard/alerts.html", alerts),
        "alerts-wrong": (
            "wallboard/alerts.html",
            show.AlertsPage(chosen, chosen[3], True, {**given, "mobile": "01632 960001"}, (), errors=wrong),
        ),
    }


def _board(now: datetime, names: Mapping[str, str]) -> show.BoardPage:
    sites = [_site(number, slug, name) for number, (slug, name) in enumerate(names.items(), start=1)]
    by_id = dict(enumerate(names.values(), start=1))
    standing = [
        _figures(sites[0], now, (2, 14), 74, Promised(4, 0, 0, 32, 31), BUSY),
        _figures(sites[1], now, (5, 52), 194, Promised(6, 1, 0, 50, 47), "on_call:3 in_interview:6 break:2 away:3"),
        _figures(sites[2], now, (0, None), 0, Promised(2, 0, 2, 18, 18), "ready:2 on_call:1 in_interview:3 break:1"),
        _figures(sites[3], now, (0, None), None, Promised(3), ""),
    ]
    standing[1] = replace(
        standing[1], away={"did_not_answer": 2, "": 1}, textphones_free=0, textphones_used=1, interpreters=2
    )
    standing[1] = replace(standing[1], typed=Typed(2, now - timedelta(seconds=95), 1))
    days: dict[int | None, Day] = {
        1: Day(41, 30, 8, 3, 1, 32, Spread(14, 9, 27), Spread(312, 290, 460)),
        2: Day(118, 71, 33, 14, 2, 83, Spread(31.4, 12, 88), Spread(334, 301, 512)),
        3: Day(22, 22, 0, 0, 0, 21, Spread(7, 6, 11), Spread(281, 270, 390)),
        None: Day(181, 123, 41, 17, 3, 136, Spread(24, 11, 71), Spread(322, 295, 498)),
    }
    worked = {
        1: Work(Part(71, 100), {"home": Part(30 * 184, 30), "interview": Part(11 * 2104, 11)}, {"welsh": Part(0, 0)}),
        2: Work(
            Part(88, 100),
            {"home": Part(71 * 176, 71), "away": Part(33 * 231, 33), "interview": Part(24 * 2230, 24)},
            {"interpreter": Part(7, 8), "textphone": Part(2, 2)},
        ),
        3: Work(Part(54, 100), {"home": Part(22 * 190, 22)}, {"welsh": Part(6, 6), "interpreter": Part(1, 1)}),
    }
    held_away = {2: HeldAway(2, 1), 3: HeldAway(1)}
    out, taken_in = {1: 3, 2: 7, 4: 1}, {1: 1, 3: 6, 4: 4}
    sent = tuple(
        show.Sent(
            by_id[home],
            by_id[other],
            count,
            f"the last at 2.01 pm: sent to {by_id[other]}: 5 waiting here; 2 idle there",
        )
        for home, other, count in PAIRS
    )
    alerts = (
        show.AlertRow(
            3,
            "Calderdale and Kirklees: a caller has waited for more than 45 seconds.",
            now - timedelta(seconds=7),
            "a text is on its way",
        ),
        show.AlertRow(
            2,
            "Calderdale and Kirklees: call-backs not begun 15 minutes after their time: 1.",
            now - timedelta(minutes=4),
            "sent by text at 1.58 pm",
            "seen by Owain Sample at 1.59 pm",
        ),
    )
    jobs = show.Line("Letters", "failing", "2 given up", "/supervisor/jobs")
    return show.BoardPage(
        at=now,
        now=figures.now_table(standing, {4: "closed at once: fire alarm"}, True, now),
        today=figures.today_table(standing, days, (out, taken_in), held_away, True),
        work=work_table(standing, worked, True),
        service_level=figures.percent(0.76),
        picture=picture.draw(by_id, PAIRS, sent),
        alerts=alerts,
        faults=(jobs,),
        moves=tuple(f"2.0{n} pm, {one.home}: {one.last.partition(': ')[2]}" for n, one in enumerate(sent)),
        quarters=tuple(
            show.QuarterHour(
                now.replace(hour=8, minute=30, second=0) + timedelta(minutes=15 * n),
                (7 * n) % 13 + 4,
                (5 * n) % 4,
                1 if n % 7 == 3 else 0,
            )
            for n in range(22)
        ),
        lines=(show.Line("Telephone", "working", "keeping up"), jobs),
        may_act=True,
    )


def _site(number: int, slug: str, name: str) -> Site:
    return Site(id=number, slug=slug, name=name, rules=SiteRules().stored())


def _figures(
    site: Site,
    now: datetime,
    line: tuple[int, int | None],
    estimate: int | None,
    promised: Promised,
    states: str,
) -> SiteFigures:
    waiting, oldest = line
    return SiteFigures(
        site,
        waiting,
        None if oldest is None else now - timedelta(seconds=oldest),
        None if estimate is None else timedelta(seconds=estimate),
        promised,
        Counter({state: int(count) for state, _, count in (one.partition(":") for one in states.split())}),
    )
