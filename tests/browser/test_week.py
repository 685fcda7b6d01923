"""The supervisor's week in a real browser: a call-back is moved by keyboard and moved back; a morning is closed."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from app.callbacks.models import Callback
from app.database import Database
from app.jobs import beating
from app.sites.models import Site
from app.staff import service as staff
from tests.browser import chromium
from tests.browser.test_site_rules import press, tab_to
from tests.diary_people import london
from tests.wallboard.test_week import TUESDAY, WEEK, promised

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("time_stands")]


@pytest.fixture
def booked(four_sites: list[Site], fresh_database: Database, now: datetime) -> list[Callback]:
    """Two advisers of Somerset on duty on Tuesday alone, and two call-backs that morning."""
    with fresh_database.transaction() as session:
        for username, name in (("asha", "Asha Rao"), ("ben", "Ben Hall")):
            staff.add(session, username=username, name=name, role="adviser", site_id=four_sites[3].id, now=now)
        beating.beat(session, "worker", now)
    return [promised(fresh_database, now, at) for at in ("9:00", "10:00")]


@pytest.fixture
def week(sal: Page, address: str, booked: list[Callback]) -> Page:
    """The week in which they are."""
    assert booked
    sal.goto(f"{address}{WEEK}")
    return sal


def due(database: Database, booked: list[Callback]) -> list[datetime | None]:
    with database.transaction() as session:
        return [session.get_one(Callback, one.id).due_at for one in booked]


def test_a_call_back_is_moved_by_keyboard_and_moved_back(
    week: Page, booked: list[Callback], fresh_database: Database
) -> None:
    # given a week in which only Tuesday has a rota: the other four days stand out
    expect(week.get_by_role("columnheader", name=re.compile("nobody on duty"))).to_have_count(4)
    assert chromium.axe_faults(week) == []

    # when she goes with the arrows from half-hour to half-hour
    tab_to(week, week.locator("[data-cell][tabindex='0']"))
    week.keyboard.press("ArrowRight")
    for _ in range(3):
        week.keyboard.press("ArrowDown")
    expect(week.locator(":focus")).to_have_attribute("data-into", london(TUESDAY, "10:00").isoformat())
    # and opens one with Enter, leaves it with Escape, and opens it again
    week.keyboard.press("Enter")
    expect(week.get_by_role("heading", name="Tuesday 24 November, 10 am")).to_be_visible()
    assert chromium.axe_faults(week) == []
    week.keyboard.press("Escape")
    expect(week.locator("#opened")).to_have_count(0)
    week.locator(f"[data-into='{london(TUESDAY, '10:00').isoformat()}']").focus()
    week.keyboard.press("Enter")

    # and moves the call-back in it to two in the afternoon
    tab_to(week, week.locator("#opened").get_by_role("button", name=re.compile("^Move")))
    week.keyboard.press("Enter")
    expect(week.get_by_text("Choose the new time of the call-back.")).to_be_visible()
    assert chromium.axe_faults(week) == []
    tab_to(week, week.locator("[data-cell][tabindex='0']"))
    two = week.get_by_role("button", name=re.compile("^2 pm"))
    for _ in range(20):
        if two.evaluate("element => element === document.activeElement"):
            break
        week.keyboard.press("ArrowDown")
    expect(two).to_be_focused()
    week.keyboard.press("Enter")
    expect(week.locator(".notice--done p").filter(has_text="Moved to Tuesday 24 November, 2 pm")).to_be_visible()
    assert due(fresh_database, booked) == [london(TUESDAY, "9:00"), london(TUESDAY, "14:00")]

    # when she takes it back, then it is where it was
    tab_to(week, week.get_by_role("button", name=re.compile("^Undo")))
    week.keyboard.press("Enter")
    expect(week.locator(".notice--done p").filter(has_text="It is undone.")).to_be_visible()
    assert due(fresh_database, booked) == [london(TUESDAY, "9:00"), london(TUESDAY, "10:00")]

    # when it is dragged instead, then the half-hour in which it is dropped has it
    week.locator(f"[data-into='{london(TUESDAY, '10:00').isoformat()}']").click()
    week.locator("[data-callback]").drag_to(week.locator(f"[data-into='{london(TUESDAY, '15:00').isoformat()}']"))
    expect(week.locator(".notice--done p").filter(has_text="Moved to Tuesday 24 November, 3 pm")).to_be_visible()


def test_a_morning_is_closed_with_both_promises_moved(
    week: Page, address: str, booked: list[Callback], fresh_database: Database
) -> None:
    week.goto(f"{address}/wallboard/sites/somerset/changes")
    # when she closes the morning in which two are promised, by keyboard
    for field, typed in (("first", "24/11/2026"), ("from", "8.30"), ("to", "12.00"), ("reason", "training")):
        tab_to(week, week.locator(f"#close-{field}"))
        week.keyboard.type(typed)
    press(week, "Close it")
    # then nothing is done before she has seen where each could go
    expect(week.get_by_role("heading", name="Nothing is changed yet")).to_be_visible()
    expect(week.locator("section:has(#plan-title)")).to_be_focused()
    assert chromium.axe_faults(week) == []
    assert due(fresh_database, booked) == [london(TUESDAY, "9:00"), london(TUESDAY, "10:00")]
    # when she agrees, then both are in the afternoon and the week shows the morning shut
    press(week, "Do it, and move all")
    expect(week.locator(".notice--done p").filter(has_text="Call-backs moved: 2")).to_be_visible()
    assert all(at and at >= london(TUESDAY, "12:00") for at in due(fresh_database, booked))
    week.goto(f"{address}{WEEK}")
    expect(week.get_by_text("shut: training")).to_have_count(7)
    # and on a narrow screen the day alone is shown
    week.set_viewport_size({"width": 320, "height": 640})
    assert week.evaluate("document.documentElement.scrollWidth") <= 320
    expect(week.get_by_role("columnheader")).to_have_count(2)
