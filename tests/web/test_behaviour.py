"""What the pages do in a real browser: keys, second presses, the plan, live parts, an answer saved without a reload."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, render_template, request
from playwright import sync_api
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as Answer

from app import clock
from app.console import pages as show
from app.web import events, frame, headers
from tests.web import gallery_console, gallery_script

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
HER = gallery_console.person(NOW)


class Hearsay(events.Listener):
    """A listener that listens to no database: it is told what changes."""

    def start(self) -> None:
        """Nothing to begin."""


class Desk:
    """A few pages with just enough behind them: what was sent to them is kept, in order."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.asked = "choice"
        self.waiting = 0
        self.ends_in = timedelta(hours=1)
        self.used_elsewhere = False
        self.call = show.CallBar("c1", "on_call", NOW, "Mrs Example", may_press_keys=True)
        self.app = Flask("app")
        frame.init(self.app, practice=True)
        headers.init(self.app, https=False)
        self.app.extensions["startline.live"] = self.listener = Hearsay("")
        self.app.register_blueprint(Blueprint("console", "app.console", template_folder="templates"))
        frame.fill(self.app, self._frame)
        path = f"/people/{HER.reference}/script/startup"
        self.app.add_url_rule(path, "script", self._script)
        self.app.add_url_rule(path, "answer", self._answer, methods=["POST"])
        self.app.add_url_rule("/calls/<id>", "call", self._call, methods=["POST"])
        self.app.add_url_rule("/bar", "bar", self._script)
        self.app.add_url_rule("/stay", "ending", self._ending)
        self.app.add_url_rule("/stay", "stay", self._stay, methods=["POST"])
        self.app.add_url_rule("/live", "live", self._live)
        self.path = path

    def _frame(self) -> frame.Frame:
        presence = frame.Presence("on_call", NOW)
        waiting = frame.Waiting(self.waiting, NOW)
        ending = frame.Ending(clock.now() + self.ends_in, "You are signed out in", "Stay", "{minutes} min left", 300)
        return frame.Frame("Nia Example", "adviser", "Somerset", presence, waiting, True, ending=ending)

    def _ending(self) -> str:
        if self.used_elsewhere:
            self.ends_in = timedelta(minutes=30)
        return render_template("parts/ending.html")

    def _stay(self) -> str:
        self.sent.append({"stays": "yes"})
        self.ends_in = timedelta(minutes=30)
        return render_template("parts/ending.html")

    def _script(self, error: str = "") -> str:
        asked: dict[str, Any] = {**gallery_script.QUESTIONS}
        question = asked[self.asked]
        if error:
            question = gallery_script.question(question.field, question.kind, question.say, error=error)
        page = show.ScriptPage(HER, "startup", "Your home", 3, 9, gallery_script.SECTIONS, (), question, call=self.call)
        return render_template("console/script.html", page=page)

    def _answer(self) -> Answer | tuple[str, int] | str:
        self.sent.append(request.form.to_dict())
        if self.asked == "text" and not request.form.get("answer"):
            return self._script("Ask again: nothing was entered."), 422
        self.asked = "text"
        return Response(status=303, headers={"Location": self.path})

    def _call(self, id: str) -> Answer:  # noqa: A002 - the name in the address
        self.sent.append({"call": id, **request.form.to_dict()})
        return Response(status=303, headers={"Location": self.path})

    def _live(self) -> Answer:
        return events.stream(request.args["topics"].split(","), seconds=20)


@pytest.fixture
def desk() -> Iterator[tuple[Desk, str]]:
    desk = Desk()
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield desk, f"http://127.0.0.1:{server.server_port}{desk.path}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tab(browser: Browser, desk: tuple[Desk, str]) -> Iterator[Page]:
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.goto(desk[1], wait_until="load")
    yield tab
    tab.close()


def test_a_figure_chooses_and_enter_goes_on_without_a_reload(tab: Page, desk: tuple[Desk, str]) -> None:
    tab.evaluate("window.stayed = true")
    tab.keyboard.press("5")
    tab.keyboard.press("Enter")
    expect(tab.locator("#question-say")).to_have_text("What is your surname?")
    expect(tab.locator("#answer")).to_be_focused()
    assert desk[0].sent[0] == {"field": "home.tenure", "answer": "family", "go": "next"}
    assert tab.evaluate("window.stayed") is True


def test_figures_typed_in_a_field_are_typed(tab: Page, desk: tuple[Desk, str]) -> None:
    desk[0].asked = "text"
    tab.reload()
    tab.keyboard.type("/ 123")
    expect(tab.locator("#answer")).to_have_value("/ 123")


def test_what_is_wrong_is_said_beside_the_field_and_focus_stays(tab: Page, desk: tuple[Desk, str]) -> None:
    desk[0].asked = "text"
    tab.reload()
    tab.keyboard.press("Enter")
    expect(tab.locator(".govuk-error-message")).to_contain_text("nothing was entered")
    expect(tab.locator("#answer")).to_be_focused()


def test_ending_a_call_asks_for_a_second_press(tab: Page, desk: tuple[Desk, str]) -> None:
    tab.keyboard.press("Alt+E")
    expect(tab.locator(".call__act--end")).to_contain_text("Press again to end the call")
    expect(tab.locator("#announcer")).to_have_text("Press again to end the call")
    assert desk[0].sent == []
    tab.keyboard.press("Alt+E")
    expect(tab.locator(".call__act--end")).to_contain_text("End Alt+E")
    assert desk[0].sent == [{"call": "c1", "act": "end"}]


def test_the_plan_opens_anywhere_and_escape_does_not_close_it(tab: Page) -> None:
    tab.keyboard.press("F9")
    expect(tab.locator("#support")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("#support")).to_be_visible()


def test_a_part_is_drawn_again_when_its_topic_changes_and_typing_is_left_alone(
    tab: Page, desk: tuple[Desk, str]
) -> None:
    desk[0].asked = "text"
    with tab.expect_response(lambda response: "/live" in response.url):
        tab.reload()
    tab.locator("#answer").fill("Przykł")
    expect(tab.locator(".bar__waiting")).to_have_text("Nobody waiting")
    desk[0].waiting = 2
    tab.wait_for_function("document.querySelector('[data-live]') !== null")
    for _ in range(50):
        desk[0].listener.tell("line:1")
        if "2 waiting" in tab.locator(".bar__waiting").inner_text():
            break
        tab.wait_for_timeout(50)
    expect(tab.locator(".bar__waiting")).to_contain_text("2 waiting, oldest")
    expect(tab.locator("#answer")).to_have_value("Przykł")
    expect(tab.locator("#answer")).to_be_focused()


def test_what_is_typed_and_not_sent_is_not_drawn_over_and_the_focus_stays_on_its_button(
    tab: Page, desk: tuple[Desk, str]
) -> None:
    # given keys typed on the keypad, and the focus on another button than the field
    with tab.expect_response(lambda response: "/live" in response.url):
        tab.reload()
    tab.keyboard.press("Alt+K")
    expect(tab.locator("#call-keys")).to_be_focused()
    tab.keyboard.type("2,1")
    tab.keyboard.press("Tab")

    # when the call changes meanwhile, and the bar is asked for again
    desk[0].call = replace(desk[0].call, may_add_interpreter=True)
    _told(tab, desk[0])
    expect(tab.locator("#call-keys")).to_have_value("2,1")
    expect(tab.locator("#call-interpreter")).to_have_count(0)

    # then it is drawn when the keypad is empty and closed, and who stood at a button stands there still
    tab.locator("#call-keys").fill("")
    tab.keyboard.press("Escape")
    tab.locator("#call-colleague").focus()
    expect(tab.locator("#call-interpreter")).to_be_visible()
    expect(tab.locator("#call-colleague")).to_be_focused()


def _told(tab: Page, desk: Desk) -> None:
    """Say that the line changed, until the page has asked for its parts once more."""
    for _ in range(50):
        drawn = tab.expect_response(lambda answer: answer.url.endswith(desk.path), timeout=200)
        with suppress(sync_api.TimeoutError), drawn:
            desk.listener.tell("line:1")
            return
    raise AssertionError("the page does not ask again")


def test_a_time_that_ends_is_told_quietly_and_one_key_gives_more(tab: Page, desk: tuple[Desk, str]) -> None:
    # given that somebody types, and nothing ends soon
    desk[0].asked = "text"
    expect(tab.locator("#ending")).to_be_hidden()

    # when four minutes are left, it shows and is said once, and takes no focus
    desk[0].ends_in = timedelta(minutes=4)
    tab.reload()
    tab.locator("#answer").fill("Przykł")
    expect(tab.locator("#ending")).to_contain_text("You are signed out in 3:5")
    expect(tab.locator("#announcer")).to_have_text("4 min left")
    expect(tab.locator("#answer")).to_be_focused()

    # then one key gives more, and what was typed is still there
    tab.keyboard.press("Alt+Z")
    expect(tab.locator("#ending")).to_be_hidden()
    assert desk[0].sent == [{"stays": "yes"}]
    expect(tab.locator("#answer")).to_have_value("Przykł")


def test_what_ends_later_after_all_is_not_told(tab: Page, desk: tuple[Desk, str]) -> None:
    # given a page that was drawn when four minutes were left, and another used since
    desk[0].ends_in, desk[0].used_elsewhere = timedelta(minutes=4), True
    with tab.expect_response(lambda response: "/stay" in response.url):
        tab.goto(desk[1])

    # then it asks, and says nothing
    expect(tab.locator("#ending")).to_be_hidden()
    expect(tab.locator("#announcer")).to_have_text("")


def test_it_all_works_as_plain_forms_without_scripts(browser: Browser, desk: tuple[Desk, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(desk[1])
    tab.locator("input[value=private]").check()
    tab.locator("button[value=next]").click()
    assert tab.locator("#question-say").inner_text() == "What is your surname?"
    assert desk[0].sent[0]["answer"] == "private"
    context.close()
