"""An hour at the four sites, played through the practice exchange: the board agrees with who told the story.

What is expected is counted from notes that the story takes of each call, and from nothing that the board reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import mean, median, quantiles

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.measures import waits
from app.measures.short_calls import ShortCalls
from app.practice.calls.call import Call
from app.sites import service as sites
from app.web.frame import duration
from tests.browser.screen import Screen
from tests.journeys.test_booking_by_keypad import MESSAGE, NO_HELP, SAFE, SAME_NUMBER, name
from tests.journeys.world import CLAIMANT, World

pytestmark = pytest.mark.browser

NAMES = {
    "buckinghamshire": "Buckinghamshire",
    "calderdale-and-kirklees": "Calderdale and Kirklees",
    "south-east-gwent": "South East Gwent",
    "somerset": "Somerset",
}
WHOLE = "All sites"
COUNTS = (
    "waiting",
    "ready",
    "ringing",
    "on a call",
    "in an interview",
    "wrapping up",
    "on a break",
    "away",
    "interpreters",
    "call-backs due",
    "late",
    "owed",
)
Rows = dict[str, dict[str, str]]


@dataclass
class Noted:
    """A call as the story has it."""

    home: str
    joined: datetime
    answered: datetime | None = None
    by: str = ""
    lost: datetime | None = None

    @property
    def waited(self) -> float:
        """Seconds in the line."""
        ended = self.answered or self.lost
        assert ended is not None
        return (ended - self.joined).total_seconds()


class Story:
    """Plays the hour and takes notes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.notes: list[Noted] = []
        self._callers = 0

    def rings(self, home: str, from_: str = "") -> tuple[Call, Noted]:
        """Somebody rings a site and joins its line."""
        self._callers += 1
        call = self.world.ring(home, from_ or f"+4416329600{self._callers:02}")
        self.world.press(call, "1", "1")
        noted = Noted(home, self.world.now())
        self.notes.append(noted)
        return call, noted

    def is_answered(self, noted: Noted, adviser: str, by: str, after: float) -> None:
        """An adviser of a site takes the call, so many seconds after it joined the line."""
        self.world.pass_time(after)
        self.world.take(adviser)
        noted.answered, noted.by = self.world.now(), by

    def gives_up(self, call: Call, noted: Noted, after: float) -> None:
        """The caller rings off, so many seconds later."""
        self.world.pass_time(after)
        noted.lost = self.world.now()
        self.world.hang_up(call)


@pytest.fixture
def sams(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900})
    yield made
    made.close()


def test_every_figure_agrees_after_an_hour(world: World, sams: BrowserContext) -> None:
    # given an hour in which calls are answered at home and away, lost soon and late, and booked by keypad
    story = Story(world)
    world.ready("tess", "nia")
    _, first = story.rings("somerset")
    story.is_answered(first, "tess", "somerset", after=4)
    _, sent = story.rings("somerset")
    story.is_answered(sent, "nia", "south-east-gwent", after=7)
    for seconds in (3, 50):
        call, noted = story.rings("somerset")
        story.gives_up(call, noted, after=seconds)
    booking, _ = story.rings("somerset", CLAIMANT)
    answered_at = booking.created
    world.pass_time(8)
    expense = (_books(world, booking) - answered_at).total_seconds()
    world.ready("asha")
    _, away = story.rings("buckinghamshire")
    story.is_answered(away, "asha", "buckinghamshire", after=12)

    # and a call-back is made in time, another is late, and one is for later
    kept = world.callback()
    assert kept.due_at is not None
    late = world.book_at("south-east-gwent", kept.due_at, "+441632960901")
    world.book_at("calderdale-and-kirklees", kept.due_at + timedelta(hours=4), "+441632960902")
    held = world.held_for(kept)
    world.until_due(kept, minutes=-1)
    world.ready(held)
    world.until_due(kept)
    world.take(held)
    world.exchange.telephone(CLAIMANT).answer()
    world.settle()
    world.until_due(late, minutes=16)

    # and in the end one adviser has not answered, and one caller waits
    world.ready("lucy")
    ignored, unanswered = story.rings("calderdale-and-kirklees")
    story.gives_up(ignored, unanswered, after=25)
    _, waiting = story.rings("buckinghamshire")
    world.pass_time(33)
    world.until(max(world.now(), first.joined + timedelta(hours=1)))
    world.end_call("tess")

    # when a supervisor opens the board
    sam = Screen(sams, world, "sam")
    sam.sign_in()
    expect(sam.tab.locator("#board-now tr")).to_have_count(5)

    # then every figure now is what the story says
    assert world.presence(held) == "in_interview"
    assert _read(sam.tab, "now") == _expected_now(world, held, waiting)
    # and every figure of today
    assert _read(sam.tab, "today") == _expected_today(story.notes, expense)
    # and the picture and the quarter-hours
    expect(sam.tab.locator(".flows__count")).to_have_text("1")
    expect(sam.tab.locator(".flows-table tbody tr")).to_contain_text("SomersetSouth East Gwent1")
    assert _quarters(sam.tab) == _expected_quarters(story.notes, world.now())
    # and the late call-back is told of
    expect(sam.tab.locator("#board-alerts")).to_contain_text("South East Gwent: call-backs not begun 15 minutes after")
    sam.hold_against_axe("the board after an hour")
    assert sam.faults == []


def _books(world: World, call: Call) -> datetime:
    """She books by keypad; when that was."""
    world.press(call, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, call)
    world.until_heard(call, "To go back to your place in the line, press 9.")
    booked_at = world.now()
    world.press(call, "1")
    world.pass_time(30)
    world.hang_up(call)
    return booked_at


def _read(tab: Page, table: str) -> Rows:
    """Site → heading → figure, without what stands beneath it; a time that counts up as the moment it counts from."""
    rows: Rows = tab.locator(f"#board-{table}").evaluate(
        """body => Object.fromEntries([...body.rows].map(row => {
            const beneath = ".board__hand, .board__little, .board__shut, .govuk-visually-hidden";
            const plain = row.cloneNode(true);
            for (const part of plain.querySelectorAll(beneath)) part.remove();
            return [plain.querySelector("th").textContent.trim(), Object.fromEntries(
                [...plain.querySelectorAll("td")].map(cell => [
                    cell.dataset.name, cell.querySelector("time")?.dataset.since || cell.textContent.trim(),
                ]),
            )];
        }))"""
    )
    return rows


def _expected_now(world: World, held: str, waiting: Noted) -> Rows:
    nothing = dict.fromkeys(COUNTS, "0")
    quiet = {
        **nothing,
        "longest wait": "–",
        "estimated wait": "–",
        "textphone desks free/used": "0/0",
        "typed waiting/held": "0/0",
    }
    desks = {"tess", "owen", "colin", "joan"}
    since = waiting.joined.isoformat(timespec="seconds")
    # What callers hear: one adviser each, and in Buckinghamshire one caller before the next.
    before_one = _estimated(world, "buckinghamshire", place=1)
    now = {
        "buckinghamshire": {"waiting": "1", "longest wait": since, "on a call": "1"} | {"estimated wait": before_one},
        "calderdale-and-kirklees": {"away": "1", "call-backs due": "1"},
        "south-east-gwent": {"on a call": "1", "call-backs due": "1", "late": "1"}
        | {"estimated wait": _estimated(world, "south-east-gwent")},
        "somerset": {"wrapping up": "1", "in an interview": "1", "estimated wait": _estimated(world, "somerset")}
        | ({"textphone desks free/used": "0/1"} if held in desks else {}),
    }
    rows = {NAMES[slug]: {**quiet, **figures} for slug, figures in now.items()}
    whole = {key: str(sum(int(row[key]) for row in rows.values())) for key in nothing}
    rows[WHOLE] = {**quiet, **whole, "longest wait": since, "estimated wait": before_one}
    rows[WHOLE]["textphone desks free/used"] = rows["Somerset"]["textphone desks free/used"]
    return rows


def _estimated(world: World, slug: str, place: int = 0) -> str:
    """The wait that whoever joins a line with one adviser is told."""
    with world.session() as session:
        site = sites.by_slug(session, slug)
        wait = waits.estimated(session, ShortCalls(), site, place, 1, world.now())
    assert wait is not None
    return duration(wait.total_seconds())


def _expected_today(notes: list[Noted], expense: float) -> Rows:
    rows = {name: _day([one for one in notes if one.home == slug], slug, notes) for slug, name in NAMES.items()}
    rows[WHOLE] = _day(notes, "", notes)
    for row, of in ((NAMES["somerset"], "100"), (NAMES["south-east-gwent"], "0"), (WHOLE, "50")):
        rows[row]["call-backs kept"] = f"{of}\u202f%"
    for row in (NAMES["somerset"], WHOLE):
        rows[row]["at the caller's expense: median"] = rows[row]["expense: 9 in 10"] = duration(expense)
    return rows


def _day(notes: list[Noted], slug: str, every: list[Noted]) -> dict[str, str]:
    answered = [one for one in notes if one.answered]
    lost = [one for one in notes if one.lost]
    long = [one for one in lost if one.waited > 5]
    waits = sorted(one.waited for one in answered)
    home = [one for one in answered if one.by == one.home]
    taken_in = [one for one in every if one.answered and one.by != one.home and slug in ("", one.by)]
    within = [wait for wait in waits if wait <= 20]
    many = len(waits) > 1
    return {
        "offered": str(len(notes)),
        "service level": _percent(len(within), len(answered) + len(long)),
        "lost": _percent(len(lost), len(answered) + len(lost)),
        "lost, without short": _percent(len(long), len(answered) + len(long)),
        "speed of answer: mean": duration(mean(waits)) if waits else "–",
        "speed: median": duration(median(waits)) if waits else "–",
        "speed: 9 in 10": (duration(quantiles(waits, n=10, method="inclusive")[8]) if many else duration(waits[0]))
        if waits
        else "–",
        "answered at home": _percent(len(home), len(answered)),
        "sent out": str(len(answered) - len(home)),
        "taken in": str(len(taken_in)),
        "interviews held away": "0",
        "call-backs kept": "–",
        "at the caller's expense: median": "–",
        "expense: 9 in 10": "–",
    }


def _percent(part: int, of: int) -> str:
    return f"{100 * part // of}\u202f%" if of else "–"


def _quarters(tab: Page) -> list[list[int]]:
    rows: list[list[str]] = tab.locator("#board-quarters").evaluate(
        "body => [...body.rows].map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent))"
    )
    return [[int(figure) for figure in row] for row in rows]


def _expected_quarters(notes: list[Noted], now: datetime) -> list[list[int]]:
    quarter = timedelta(minutes=15)
    start = notes[0].joined.replace(minute=0, second=0, microsecond=0)
    whole = (now - start) // quarter
    counted = [[0, 0, 0] for _ in range(whole)]
    for one in notes:
        place = (one.joined - start) // quarter
        if place < whole and (one.answered or one.lost):
            counted[place][2 if one.lost else 0 if one.by == one.home else 1] += 1
    return counted
