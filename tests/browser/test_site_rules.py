"""The rules of a site in a real browser, by keyboard alone: typed, reordered, tried, applied, set back."""

from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from app.database import Database
from app.jobs import beating
from app.sites import service as sites
from app.sites.models import Site
from app.worker import Worker
from tests.browser import chromium
from tests.measures.kept_day import KeptDay

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("time_stands")]
FARTHEST = 200


@pytest.fixture
def rules(sal: Page, address: str, four_sites: list[Site], fresh_database: Database, now: datetime) -> Page:
    """The rules of Somerset before a supervisor, on a morning with calls."""
    with fresh_database.transaction() as session:
        KeptDay(session).busy(four_sites, now.replace(hour=0, minute=5), 250, 1)
        beating.beat(session, "worker", now)
    sal.goto(f"{address}/wallboard/sites/somerset/rules")
    return sal


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(FARTHEST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {wanted}")


def press(page: Page, name: str) -> None:
    """Go to a button and press it with the keyboard."""
    tab_to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def first_of_order(page: Page) -> Locator:
    return page.locator(".order li").first


def test_rules_are_changed_by_keyboard_alone(rules: Page, app: Flask, address: str, fresh_database: Database) -> None:
    assert chromium.axe_faults(rules) == []

    # when she chooses another way, a number, and another order
    tab_to(rules, rules.get_by_role("radio", name="Adaptive"))
    rules.keyboard.press("ArrowDown")
    rules.keyboard.press("ArrowDown")
    expect(rules.get_by_role("radio", name="After a wait")).to_be_checked()
    expect(first_of_order(rules)).to_contain_text("South East Gwent")
    press(rules, "Move up Buckinghamshire")
    # then the page comes back in the new order, with the focus where it was at work, and what was chosen stays
    expect(first_of_order(rules)).to_contain_text("Buckinghamshire")
    expect(rules.get_by_role("button", name="Move down Buckinghamshire")).to_be_focused()
    expect(rules.get_by_role("radio", name="After a wait")).to_be_checked()

    # when a number is wrong
    tab_to(rules, rules.locator("#overflow_after_seconds"))
    rules.keyboard.press("Control+A")
    rules.keyboard.type("11")
    press(rules, "Try it first")
    # then the summary has the focus, and leads to the field
    expect(rules.locator(".govuk-error-summary")).to_be_focused()
    assert chromium.axe_faults(rules) == []
    rules.keyboard.press("Tab")
    rules.keyboard.press("Enter")
    expect(rules.locator("#overflow_after_seconds")).to_be_focused()

    # when it is put right, and Enter pressed
    rules.keyboard.press("Control+A")
    rules.keyboard.type("7")
    rules.keyboard.press("Enter")
    # then she is told how far it is, and the figures come by themselves
    expect(rules.get_by_text("The calls are being replayed")).to_be_visible()
    Worker(app.extensions["switchboard"]).empty("trial")
    expect(rules.get_by_role("columnheader", name="New rules, replayed")).to_be_visible()
    expect(rules.get_by_role("status").filter(has_text="Under the new rules")).to_be_visible()
    assert chromium.axe_faults(rules) == []

    # when she applies it
    press(rules, "Apply the new rules")
    # then it is in force
    expect(rules.get_by_text("The new rules are in force.")).to_be_visible()
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        assert sites.rules_of(site).overflow_after_seconds == 7
        assert site.overflow_order[0] == "buckinghamshire"

    # when she sets it back
    tab_to(rules, rules.get_by_role("button", name="Set back").first)
    rules.keyboard.press("Enter")
    expect(rules.get_by_text("It is set back: the old numbers are in force.")).to_be_visible()
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        assert sites.rules_of(site).overflow_after_seconds == 10
        assert site.overflow_order[0] == "south-east-gwent"
