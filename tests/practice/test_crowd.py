"""The crowd against the real service over HTTP, its clock moved by hand: who rings, who answers, what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from app.practice.command import practice
from app.practice.crowd.answering import Answers
from app.practice.crowd.command import hurried
from app.practice.crowd.crowd import Crowd
from app.practice.crowd.doors import Browser, DoorError, Exchange, Look
from app.practice.crowd.kinds import People
from app.practice.crowd.member import LONGEST_PAUSE_SECONDS, Member, Setting
from app.practice.crowd.page import Form, Page
from app.practice.crowd.tally import Tally
from app.practice.exchange import Exchange as TheExchange
from app.practice.rehearsal import RehearsalClock
from app.practice.server import serve
from tests.journeys.world import World
from tests.practice.rehearsing import Rehearsal


@pytest.fixture
def rehearsal(world: World) -> Rehearsal:
    return Rehearsal(world)


def test_a_claimant_is_answered_and_her_call_back_is_booked_under_her_name(rehearsal: Rehearsal, world: World) -> None:
    # given an adviser of the crowd at a desk
    rehearsal.adviser("una")

    # when somebody of the crowd rings
    she = rehearsal.claimant("English")
    rehearsal.until(lambda: she.where == "at home" and world.presence("una") == "ready")

    # then what she said of herself is what was written down, and nothing was amiss
    assert rehearsal.counted == {"rung": 1, "answered": 1, "booked": 1}
    booked = world.callback()
    assert (booked.state, booked.telephone) == ("booked", she.number)
    assert any(she.person.name in line and "has booked" in line for line in rehearsal.lines)


@pytest.mark.long
def test_a_machine_at_her_end_is_told_from_her(rehearsal: Rehearsal, world: World) -> None:
    # given somebody with a voicemail, whose call-back is booked
    she = rehearsal.claimant("voicemail when rung back")
    she.where = "at home"
    world.exchange.telephone(she.number).behaviour = "voicemail"
    booked = world.book("somerset", telephone=she.number)
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    rehearsal.adviser(kept)

    # when she is rung back
    rehearsal.until(lambda: world.attempts() == ["voicemail"])

    # then the adviser says so, and is ready for the next
    rehearsal.until(lambda: world.presence(kept) == "ready")
    assert rehearsal.counted == {"rung back": 1}


@pytest.mark.long
def test_the_start_up_is_gone_through_to_its_end(rehearsal: Rehearsal, world: World) -> None:
    rehearsal.adviser("una")
    she = rehearsal.claimant("English")
    rehearsal.until(lambda: she.where == "at home" and world.presence("una") == "ready")

    world.until_due(world.callback())
    rehearsal.until(lambda: "finished" in rehearsal.counted and world.presence("una") == "ready")

    assert world.callback().state == "kept"
    assert "faults" not in rehearsal.counted


def test_everybody_hangs_up_and_signs_out(rehearsal: Rehearsal, world: World) -> None:
    rehearsal.adviser("una")
    she = rehearsal.claimant("English")
    rehearsal.until(lambda: "answered" in rehearsal.counted)

    rehearsal.crowd.go_home(world.settle)

    assert world.exchange.telephone(she.number).call is None
    assert world.desk("una").call is None
    assert world.presence("una") == "signed_out"


def test_they_come_at_random_as_many_an_hour_as_was_asked() -> None:
    lines = {"Somerset": "+443069990104"}
    crowd = Crowd(
        Setting(Exchange("http://127.0.0.1:9"), Tally(print), Random(4)),
        People(Random(4)),
        lines=lines,
        calls_an_hour=300,
    )
    start = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    crowd._let_in(start)
    crowd._let_in(start + timedelta(hours=1))

    assert 240 < len(crowd.members) < 360
    assert len({member.number for member in crowd.members}) == len(crowd.members)


def test_who_meets_a_fault_pauses_longer_each_time() -> None:
    class Unlucky(Member):
        tries = 0

        def act(self, _look: Look) -> None:
            self.tries += 1
            raise DoorError("shut")

        def leave(self) -> None:
            self.gone = True

    tally = Tally(print)
    she = Unlucky(Setting(Exchange("http://127.0.0.1:9"), tally, Random(1)), "She", "+447700900200")
    now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    tries = []
    for _minute in range(30):
        for _second in range(60):
            now += timedelta(seconds=1)
            she.turn(Look(now))
        tries.append(she.tries)

    assert tries[0] == 4
    assert tries[-1] - tries[-11] == 600 // LONGEST_PAUSE_SECONDS
    assert tally.faults == {"shut": she.tries}


def test_a_page_is_read_as_a_browser_sends_it() -> None:
    page = Page(
        "/people/SL-1/book",
        200,
        """<form action="/book"><input type="hidden" name="field" value="you.sex"><p class="say__words">Which
        <b>one</b>?</p><input type="radio" name="answer" value="male"><input type="radio" name="answer" value="female"
        checked><input name="word" value="heron"><select name="period"><option value="week">a week<option value="month"
        selected>a month</select><textarea name="more">So &amp; so</textarea>
        <button name="go" value="next">Next</button>
        </form><a class="govuk-button" href="/on">On</a>""",
    )

    form = page.form("/book")

    assert form is not None
    assert form.as_it_stands() == {
        "field": ["you.sex"],
        "answer": ["female"],
        "word": ["heron"],
        "period": ["month"],
        "more": ["So & so"],
    }
    assert (page.said, form.presses("go"), page.link(css="govuk-button")) == (["Which one?"], ["next"], "/on")


def _first(form: Form) -> Iterator[dict[str, object]]:
    answers = Answers(Random(1))
    answers.hear(
        "I am Ms Una Stand-In, born 4 5 1961. You can ring me on 07700 900456. My postcode is BA5 1AA. I speak Welsh."
    )
    return answers.to(form, datetime(2026, 11, 23, tzinfo=UTC).date())


@pytest.mark.parametrize(
    ("field", "inputs", "sent"),
    [
        ("you.surname", ["answer"], {"answer": "Stand-In"}),
        ("contact.spoken_language", ["answer"], {"answer": "Welsh"}),
        (
            "you.date_of_birth",
            ["answer-day", "answer-month", "answer-year"],
            {"answer-day": "4", "answer-month": "5", "answer-year": "1961"},
        ),
        ("home.landlord_postcode", ["answer"], None),
    ],
)
def test_what_she_said_is_what_is_written_down(field: str, inputs: list[str], sent: dict[str, str] | None) -> None:
    written = "".join(f'<input name="{name}" type="text">' for name in inputs)
    page = Page("/", 200, f'<form action="/"><input type="hidden" name="field" value="{field}">{written}</form>')

    tried = list(_first(page.forms[0]))

    if sent is not None:
        assert tried[0] == {"field": field, "go": "next", **sent}
    assert [one["go"] for one in tried[-2:]] == ["not_sure", "rather_not"]


def test_the_command_says_what_to_do(tmp_path: Path) -> None:
    run = CliRunner().invoke

    no_file = run(practice, ["crowd", "--sign-ins", str(tmp_path / "none.json")])
    nobody_home = run(practice, ["crowd", "--no-advisers", "--exchange", "http://127.0.0.1:9"])

    assert (no_file.exit_code, nobody_home.exit_code) == (1, 1)
    assert "`make run` writes it" in no_file.output
    assert "http://127.0.0.1:9 does not answer; start the service first: `make run`" in nobody_home.output


@pytest.mark.parametrize(("can", "speed", "quickness", "pace"), [(True, 3, 1, 3), (True, 10, 2, 5), (False, 10, 10, 1)])
def test_time_itself_is_hurried_where_it_can_be_and_otherwise_people_are(
    tmp_path: Path, can: bool, speed: float, quickness: float, pace: float
) -> None:
    file = tmp_path / "clock"
    file.write_text("0")
    clock = RehearsalClock(file if can else None)
    server = serve(TheExchange(account_sid="AC" + "0" * 32, auth_token="t", ahead=clock))

    with hurried(Exchange(server.base_url), speed) as how_quick:
        went_at = clock.pace

    server.stop()
    assert (how_quick, went_at, clock.pace) == (quickness, pace, 1)


def test_an_exchange_that_is_stopped_first_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("0")
    server = serve(TheExchange(account_sid="AC" + "0" * 32, auth_token="t", ahead=RehearsalClock(file)))

    with hurried(Exchange(server.base_url), 3) as how_quick:
        server.stop()

    assert how_quick == 1


def test_a_browser_takes_an_error_of_the_service_for_one(world: World) -> None:
    browser = Browser(world.settings.public_base_url)

    with pytest.raises(DoorError, match=r"GET /nowhere answered 404"):
        browser.open("/nowhere")
