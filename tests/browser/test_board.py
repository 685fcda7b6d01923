"""The board in a real browser: it changes by itself, says how old it is, and axe finds nothing on it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from app import clock
from app.alerts import service as alerts
from app.alerts.rules import Finding
from app.calls.models import Call
from app.database import Database
from app.line import service as line
from app.line.models import Demand, Offer
from app.sites import service as sites
from app.staff import service as staff
from app.values.sentence import Sentence
from tests.browser import chromium
from tests.browser.measured import measured
from tests.web.signing_in import add_people

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("time_stands")]


@pytest.fixture
def signed_in(browser: Browser, address: str, fresh_database: Database, now: datetime) -> Iterator[BrowserContext]:
    """The browser of a supervisor who has signed in."""
    people = add_people(fresh_database, now)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tab = context.new_page()
    tab.goto(f"{address}/sign-in")
    tab.get_by_label("Your name for signing in").fill("supervisor")
    tab.get_by_label("Password").fill(people["supervisor"])
    tab.get_by_role("button", name="Sign in").click()
    expect(tab).to_have_url(f"{address}/wallboard")
    yield context
    context.close()


@pytest.fixture
def board(signed_in: BrowserContext) -> Page:
    """The board in front of a supervisor, live."""
    [tab] = signed_in.pages
    expect(tab.locator("[data-live-state=live]")).to_be_visible()
    return tab


def joins(database: Database, at: datetime) -> UUID:
    """A caller joins the line of Somerset."""
    with database.transaction() as session:
        home = sites.by_slug(session, "somerset")
        call = Call(id=uuid4(), sid=uuid4().hex, site_id=home.id, to_number=home.telephone, part="line", started_at=at)
        session.add(call)
        session.flush()
        return line.join_caller(session, call.id, home.id, "en", False, at).id


def figure(board: Page, name: str) -> Locator:
    """A figure of Somerset by its heading."""
    return board.locator("#board-now tr").first.locator(f'td[data-name="{name}"]')


def test_the_board_shows_a_caller_who_waits_and_why_she_was_sent_away(
    board: Page, fresh_database: Database, now: datetime, request: pytest.FixtureRequest
) -> None:
    with fresh_database.transaction() as session:
        sites.load(session)
    expect(board.locator("#board-moves")).to_contain_text("No call has gone to another site today.")

    demand_id = joins(fresh_database, now - timedelta(seconds=52))
    happened = monotonic()
    expect(figure(board, "waiting")).to_have_text("1")
    measured(request, f"board: a caller is seen {monotonic() - happened:.2f} s after she joined (goal 2 s)")
    expect(figure(board, "longest wait")).to_contain_text("0:52")

    with fresh_database.transaction() as session:
        adviser = staff.by_username(session, "adviser")
        assert adviser is not None
        other = sites.by_slug(session, "south-east-gwent")
        session.add(
            Offer(
                demand_id=demand_id,
                adviser_id=adviser.id,
                site_id=other.id,
                away=True,
                reason="sent to {site}: {waiting} waiting here, oldest {oldest} s; {idle} idle there",
                reason_values={"site": other.name, "waiting": 3, "oldest": 41, "idle": 2},
                state="ended",
                made_at=now,
                accepted_at=now,
                ended_at=now,
            )
        )
        taken = session.get_one(Demand, demand_id)
        taken.answered_at = now
        line.move(taken, "offered")
        line.move(taken, "connected")
        line.end(session, taken, "served", now)
    expect(board.locator("#board-moves")).to_contain_text(
        "sent to South East Gwent: 3 waiting here, oldest 41 s; 2 idle there"
    )
    expect(figure(board, "waiting")).to_have_text("0")
    expect(board.locator(".flows__count")).to_have_text("1")
    expect(board.locator(".flows-table tbody tr")).to_contain_text("SomersetSouth East Gwent1the last at 10 am")
    expect(board.locator("[data-live-state=live]")).to_be_visible()


def test_each_figure_says_beside_it_what_it_means(board: Page) -> None:
    # by screen reader: the heading is a button described by its definition
    heading = board.locator("thead").get_by_role("button", name="longest wait")
    expect(heading).to_have_accessible_description(re.compile("It is never set back"))
    # by keyboard: pressed, it shows it beside the heading, and Escape puts it away
    definition = board.locator("#means-now-oldest")
    expect(definition).to_be_hidden()
    heading.focus()
    board.keyboard.press("Enter")
    expect(definition).to_be_visible()
    assert board.locator("[popovertarget]").count() == board.locator("thead th").count() - 4
    shown, asked = definition.bounding_box(), heading.bounding_box()
    assert shown
    assert asked
    assert 0 <= shown["y"] - (asked["y"] + asked["height"]) < 40
    board.keyboard.press("Escape")
    expect(definition).to_be_hidden()


def test_an_open_definition_stays_while_the_figures_change(
    board: Page, fresh_database: Database, now: datetime
) -> None:
    board.locator("thead").get_by_role("button", name="waiting", exact=True).click()
    joins(fresh_database, now)
    expect(figure(board, "waiting")).to_have_text("1")
    expect(board.locator("#means-now-waiting")).to_be_visible()


def test_the_day_is_drawn_and_drawn_on_without_being_made_anew(
    board: Page, fresh_database: Database, now: datetime
) -> None:
    # given the first quarter-hours of the day
    expect(board.locator("[data-chart]")).to_be_hidden()
    for minutes in (50, 31, 20):
        joins(fresh_database, now - timedelta(minutes=minutes))
    canvas = board.locator("[data-chart] canvas")
    expect(canvas).to_be_visible()
    expect(board.locator("#board-quarters tr")).to_have_count(4)
    first = canvas.evaluate("canvas => { canvas.same = true; return canvas.toDataURL(); }")
    # when one of the callers has gone
    with fresh_database.transaction() as session:
        gone = session.query(Demand).order_by(Demand.joined_at).first()
        assert gone is not None
        line.end(session, gone, "abandoned", now)
    expect(board.locator("#board-quarters tr").first.locator("td").nth(2)).to_have_text("1")
    # then the same canvas shows another picture
    board.wait_for_function("before => document.querySelector('[data-chart] canvas').toDataURL() !== before", arg=first)
    assert canvas.evaluate("canvas => canvas.same") is True


def test_a_lost_connection_says_so_and_how_old_the_figures_are(
    signed_in: BrowserContext, address: str, fresh_database: Database, now: datetime
) -> None:
    # given a board that was live
    tab = signed_in.new_page()
    tab.clock.install()
    tab.goto(f"{address}/wallboard")
    expect(tab.locator("[data-live-state=live]")).to_be_visible()
    # when nothing answers any more, whatever the stream may think, and time passes
    tab.route("**/wallboard", lambda route: route.abort())
    tab.clock.run_for(40_000)
    # then it says so, the age counts up, and no figure looks like one of now
    expect(tab.locator("[data-live-state=lost]")).to_be_visible()
    expect(tab.locator("[data-live-state=live]")).to_be_hidden()
    age = tab.locator("[data-live-age]")
    expect(age).to_have_text(re.compile(r"0:[34]\d"))
    tab.clock.run_for(60_000)
    expect(age).to_have_text(re.compile(r"1:[34]\d"))
    expect(tab.locator("#board-now td").nth(1)).to_have_css("font-style", "italic")
    assert chromium.axe_faults(tab) == []
    # and when it answers again, the figures are fresh
    tab.unroute("**/wallboard")
    joins(fresh_database, now)
    tab.clock.run_for(11_000)
    expect(figure(tab, "waiting")).to_have_text("1")
    tab.clock.run_for(2_000)
    expect(tab.locator("[data-live-state=lost]")).to_be_hidden()


def test_an_alert_is_said_once_and_seen_to(board: Page, fresh_database: Database, now: datetime) -> None:
    # given a worker and a scheduler that never gave a sign: that is said first
    heard = board.locator("#announcer")
    expect(heard).to_contain_text("The scheduler: no sign of life")
    # when an alert is raised
    with fresh_database.transaction() as session:
        [site] = sites.all_sites(session)
        cause = Finding("nobody_signed_in", site.id, "", Sentence("Somerset is open and no adviser is signed in."))
        alerts.look(session, [cause], now)
    # then it is said politely, and not again with the next change, of the alert itself or of another figure
    expect(heard).to_have_text("Somerset is open and no adviser is signed in.")
    heard.evaluate("place => { place.textContent = 'nothing since'; }")
    with fresh_database.transaction() as session:
        changed = Finding("nobody_signed_in", site.id, "", Sentence("Somerset stands empty."))
        alerts.look(session, [changed], now)
    expect(board.locator("#board-alerts")).to_contain_text("Somerset stands empty.")
    joins(fresh_database, now)
    expect(figure(board, "waiting")).to_have_text("1")
    expect(heard).to_have_text("nothing since")
    assert chromium.axe_faults(board) == []
    # and the supervisor says that she sees to it
    board.get_by_role("button", name="I see to it").click()
    expect(board.locator("#board-alerts")).to_contain_text("seen by Some supervisor")
    expect(board.get_by_role("button", name="I see to it")).to_have_count(0)


def test_the_wall_keeps_itself_fresh_and_has_nothing_to_press(
    signed_in: BrowserContext, address: str, fresh_database: Database, now: datetime
) -> None:
    wall = signed_in.new_page()
    wall.goto(f"{address}/wallboard/wall")
    expect(wall.locator("[data-live-state=live]")).to_be_visible()
    joins(fresh_database, now)
    expect(figure(wall, "waiting")).to_have_text("1")
    assert wall.locator("main :is(a, button, input, summary)").count() == 0
    assert chromium.axe_faults(wall) == []


def test_a_wall_that_is_left_on_over_midnight_shows_the_new_day(
    signed_in: BrowserContext, address: str, fresh_database: Database, now: datetime
) -> None:
    # given a wall on a Monday
    wall = signed_in.new_page()
    wall.goto(f"{address}/wallboard/wall")
    expect(wall.locator("[data-live-state=live]")).to_be_visible()
    expect(wall.get_by_role("heading", level=1)).to_contain_text("Monday 23 November 10.00")
    # when it is drawn again on the next
    clock.use(lambda: now + timedelta(days=1, minutes=5))
    with fresh_database.transaction() as session:
        alerts.look(session, [Finding("silent", None, "worker", Sentence("The worker is silent."))], clock.now())
    # then it shows the day and the time of it
    expect(wall.get_by_role("heading", level=1)).to_contain_text("Tuesday 24 November 10.05")


def test_axe_finds_nothing_on_the_board(board: Page) -> None:
    assert chromium.axe_faults(board) == []
