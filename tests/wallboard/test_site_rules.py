"""The rules of a site: tried on the day's calls, applied, noted, set back; and two supervisors at once."""

import io
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.models import AuditEntry
from app.commands.routing import routing
from app.database import Database
from app.jobs import beating
from app.line import service as line
from app.line.snapshot import OverflowState
from app.line.trials import Trial
from app.sites import service as sites
from app.sites.rules import OverflowMode, SiteRules
from app.staff import service as staff
from app.switchboard.matching import seen
from app.wallboard.site_rules import fields
from app.worker import Worker
from tests.measures.kept_day import KeptDay
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in, token_in

RULES = "/wallboard/sites/somerset/rules"


@pytest.fixture
def busy_day(fresh_database: Database, now: datetime, supervisor: Browser) -> None:
    """A morning of calls at the four sites, up to now."""
    with fresh_database.transaction() as session:
        KeptDay(session).busy(sites.all_sites(session), now.replace(hour=0, minute=5), 250, 1)


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def change(browser: Browser, act: str, version: str | None = None, **typed: str) -> TestResponse:
    """Send the form with these numbers changed, as it was seen now or at that version."""
    page = browser.see(RULES)
    form = {"csrf_token": token_in(page), "version": version or version_in(page), "act": act, **typed}
    return browser.client.post(RULES, data=form)


def stored(database: Database, slug: str = "somerset") -> SiteRules:
    with database.transaction() as session:
        return sites.rules_of(sites.by_slug(session, slug))


def noted(database: Database, action: str) -> list[dict[str, object]]:
    with database.transaction() as session:
        return list(session.scalars(select(AuditEntry.details).where(AuditEntry.action == action)))


def tried(app: Flask, browser: Browser, **typed: str) -> str:
    """Try these numbers and have the worker work it out; the address of the trial."""
    answer = change(browser, "try", **typed)
    assert answer.status_code == 303, answer.text
    Worker(app.extensions["switchboard"]).empty("trial")
    return str(urlsplit(answer.headers["Location"]).path)


def test_every_number_of_a_site_has_its_place_on_the_page(supervisor: Browser) -> None:
    assert {*fields.NUMBERS, fields.MODE} == set(SiteRules().stored())
    page = supervisor.see(RULES)
    for name in fields.NUMBERS:
        assert f'name="{name}"' in page


def test_the_page_says_what_the_rule_goes_by(supervisor: Browser) -> None:
    page = supervisor.see(RULES)
    assert "A short call takes 3:00 at home, seen on 0 calls." in page
    assert (
        "Away it takes 1.10 times as long, seen on 0 calls away. Supposed beforehand: 1.10 times, which weighs 100 %."
        in page
    )
    assert "Load everywhere: 0 %" in page
    assert "they go away at once when nobody here is free" in page


def test_since_when_callers_wait_for_home_is_said_however_often_the_line_was_calm(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given the rule has had them wait for ten minutes, and the line was calm for a moment since
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        for minutes, calm in ((10, None), (5, now - timedelta(minutes=5)), (4, None)):
            state = OverflowState(waits_first=True, calm_since=calm).stored()
            line.keep_overflow_state(session, site.id, state, now - timedelta(minutes=minutes))
    # then it waits since then, for a quarter of the target
    assert "wait 5 s for home before they go away, since 9.50 am." in supervisor.see(RULES)
    # and once it does not, that is since it does not
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        line.keep_overflow_state(session, site.id, OverflowState().stored(), now)
        assert line.overflow_states(session)[site.id].since == now
    assert "they go away at once" in supervisor.see(RULES)


def test_pins_are_offered_with_what_the_rule_would_take_now(supervisor: Browser, fresh_database: Database) -> None:
    page = supervisor.see(RULES)
    assert "The rule would choose 0 now." in page
    assert "Measured now: 110." in page
    # pinned, the number stands, and still what would be measured
    assert change(supervisor, "apply", pinned_wait_seconds="6", pinned_away_percent="130").status_code == 303
    page = supervisor.see(RULES)
    assert "Measured now: 110." in page
    assert "wait 6 s for home before they go away." in page
    assert "A call from elsewhere takes here: chosen by the rule, now 130 per cent" in page
    # and an empty field gives it back to the rule
    assert change(supervisor, "apply", pinned_wait_seconds="", pinned_away_percent=" ").status_code == 303
    assert stored(fresh_database) == SiteRules()


def test_a_change_is_live_at_once_noted_and_set_back(
    supervisor: Browser, app: Flask, fresh_database: Database, now: datetime
) -> None:
    # when a supervisor has the callers of her site wait
    answer = change(supervisor, "apply", overflow_mode="after", overflow_after_seconds="7")
    assert answer.status_code == 303, answer.text

    # then the very next pass of the matcher goes by it
    with fresh_database.transaction() as session:
        shown = {site.slug: site for site in seen(app.extensions["switchboard"], session, now).sites}
        assert shown["somerset"].rules.overflow_mode is OverflowMode.AFTER
        assert shown["somerset"].rules.overflow_after_seconds == 7
        assert shown["buckinghamshire"].rules.overflow_mode is OverflowMode.ADAPTIVE
    # and it stands there by whom and from what to what
    page = supervisor.see(RULES)
    assert "Sal Invented</strong> changed" in page
    assert "Wait for home: 10 seconds, now 7 seconds" in page
    assert noted(fresh_database, "rules_changed") == [
        {
            "old": {"overflow_mode": "adaptive", "overflow_after_seconds": 10},
            "new": {"overflow_mode": "after", "overflow_after_seconds": 7},
        }
    ]

    # when she sets it back
    page = supervisor.sends(RULES, undo=undo_in(page))

    # then the old numbers stand, and that is noted too, and can be set back in its turn
    assert stored(fresh_database) == SiteRules()
    assert "It is set back" in page
    [set_back] = noted(fresh_database, "rules_set_back")
    assert set_back["new"] == {"overflow_mode": "adaptive", "overflow_after_seconds": 10}
    supervisor.sends(RULES, undo=undo_in(page))
    assert stored(fresh_database).overflow_after_seconds == 7


def undo_in(page: str, place: int = 0) -> str:
    return [found[1] for found in re.finditer(r'name="undo" value="(\d+)"', page)][place]


def test_a_change_that_was_changed_since_is_not_set_back(
    supervisor: Browser, app: Flask, fresh_database: Database, now: datetime
) -> None:
    # given a change by one supervisor, and another of the same number by a second
    change(supervisor, "apply", overflow_after_seconds="7", target_seconds="30")
    first = undo_in(supervisor.see(RULES))
    other = second_supervisor(app, fresh_database, now)
    change(other, "apply", overflow_after_seconds="3")

    # when the first would set hers back
    answer = supervisor.send(RULES, undo=first)

    # then it is refused, and said by whom and to what
    assert answer.status_code == 409
    assert "Not set back: Sam Invented has changed Wait for home since" in answer.text
    assert "to 3 seconds" in answer.text
    assert stored(fresh_database).overflow_after_seconds == 3
    # and once the second is set back, so can the first be
    supervisor.sends(RULES, undo=undo_in(supervisor.see(RULES)))
    supervisor.sends(RULES, undo=first)
    assert stored(fresh_database) == SiteRules()


def test_the_second_of_two_supervisors_is_told_and_loses_nothing(
    supervisor: Browser, app: Flask, fresh_database: Database, now: datetime
) -> None:
    # given two who look at the same rules
    seen_first = version_in(supervisor.see(RULES))
    other = second_supervisor(app, fresh_database, now)
    change(other, "apply", target_seconds="30")

    # when the first applies what she typed
    answer = change(supervisor, "apply", version=seen_first, overflow_after_seconds="7")

    # then she is told what was changed, hers is not in force, and still stands in the form
    assert answer.status_code == 409
    assert "Sam Invented changed these rules meanwhile" in answer.text
    assert "Answer within: 20 seconds, now 30 seconds" in answer.text
    assert stored(fresh_database).overflow_after_seconds == 10
    assert 'name="overflow_after_seconds" value="7"' in answer.text
    # and pressing again, she means it; the other's number that she did not touch stays
    assert change(supervisor, "apply", version=version_in(answer.text), overflow_after_seconds="7").status_code == 303
    assert (stored(fresh_database).target_seconds, stored(fresh_database).overflow_after_seconds) == (30, 7)


def second_supervisor(app: Flask, database: Database, now: datetime) -> Browser:
    with database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        added = staff.add(session, username="second", name="Sam Invented", role="supervisor", site_id=site.id, now=now)
    return Browser(sign_in(app, "second", added.password))


def test_wrong_numbers_are_all_named_and_nothing_is_saved(supervisor: Browser, fresh_database: Database) -> None:
    answer = change(
        supervisor,
        "apply",
        target_seconds="soon",
        pinned_load_percent="1",
        patience_seconds="999999999999",
        lead_minutes="60",
    )
    assert answer.status_code == 422
    assert "Answer within must be a whole number from 0 to 100000" in answer.text
    assert "Load here must be a whole number from 10 to 1000" in answer.text
    assert "Callers usually stay must be a whole number from 1 to 100000" in answer.text
    assert 'href="#target_seconds"' in answer.text
    assert 'name="target_seconds" value="soon"' in answer.text
    assert 'name="lead_minutes" value="60"' in answer.text
    assert stored(fresh_database) == SiteRules()
    assert noted(fresh_database, "rules_changed") == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"overflow_after_seconds": "11"}, "Wait for home may be 10 at most"),
        ({"pinned_wait_seconds": "11"}, "Callers of this site wait for home may be 10 at most"),
        ({"meeting_limit_days": "2"}, "At the latest within may not be less than Within"),
        ({"overflow_mode": "sometimes"}, "sometimes is not a way to overflow"),
        ({"overflow_order": "somerset"}, "somerset is not another site"),
        ({"overflow_order": "buckinghamshire buckinghamshire"}, "buckinghamshire stands there twice"),
        ({}, "Nothing here differs from the rules in force."),
    ],
)
def test_rules_that_cannot_be_are_refused_by_name(supervisor: Browser, typed: dict[str, str], words: str) -> None:
    answer = change(supervisor, "apply", **typed)
    assert answer.status_code == 422
    assert words in answer.text


def test_sites_are_moved_up_and_down_left_out_and_put_in_without_a_script(
    supervisor: Browser, fresh_database: Database
) -> None:
    order = "south-east-gwent buckinghamshire calderdale-and-kirklees"

    def after(how: str, order: str) -> str:
        page = change(supervisor, "", overflow_order=order, move=how, target_seconds="25").text
        # what was typed beside it stays
        assert 'name="target_seconds" value="25"' in page
        found = re.search(r'name="overflow_order" value="([^"]*)"', page)
        assert found
        return found[1].strip()

    order = after("up:buckinghamshire", order)
    assert order == "buckinghamshire south-east-gwent calderdale-and-kirklees"
    order = after("down:buckinghamshire", order)
    order = after("down:buckinghamshire", order)
    assert order == "south-east-gwent calderdale-and-kirklees buckinghamshire"
    order = after("out:calderdale-and-kirklees", order)
    assert order == "south-east-gwent buckinghamshire"
    assert after("in:calderdale-and-kirklees", order).endswith("calderdale-and-kirklees")
    # and nothing is in force before it is applied
    assert change(supervisor, "apply", overflow_order=order).status_code == 303
    with fresh_database.transaction() as session:
        assert sites.by_slug(session, "somerset").overflow_order == ["south-east-gwent", "buckinghamshire"]
    assert "South East Gwent, Buckinghamshire, Calderdale and Kirklees, now South East Gwent, Buckinghamshire" in (
        supervisor.see(RULES)
    )


@pytest.mark.usefixtures("busy_day")
def test_a_change_is_tried_on_todays_calls_before_it_is_applied(
    supervisor: Browser, app: Flask, fresh_database: Database, now: datetime
) -> None:
    # when new rules are tried
    with fresh_database.transaction() as session:
        beating.beat(session, "worker", now)
    answer = change(supervisor, "try", overflow_mode="never")
    address = urlsplit(answer.headers["Location"]).path

    # then nothing is in force yet, and the page says how far it is
    assert stored(fresh_database) == SiteRules()
    assert "The calls are being replayed: 0 %." in supervisor.see(address)

    # when the worker has done it
    Worker(app.extensions["switchboard"]).empty("trial")
    page = supervisor.see(address)

    # then three columns stand beside each other
    assert "Callers go to another site: Adaptive, now Never" in page
    offered = cells(page, "Offered")
    assert offered[0] == offered[1] == offered[2]
    assert float(cells(page, "Answered at home")[2].removesuffix(" %")) > float(
        cells(page, "Answered at home")[1].removesuffix(" %")
    )
    assert "Under the new rules: " in page
    assert "more patience than she needed, on average" in page
    # and the same day gives the same table
    again = tried(app, supervisor, overflow_mode="never")
    assert cells(supervisor.see(again), "Speed of answer, mean") == cells(page, "Speed of answer, mean")

    # when it is applied from there
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    applied = supervisor.client.post(RULES, data={**form, "act": "apply"})
    assert applied.status_code == 303, applied.text
    assert stored(fresh_database).overflow_mode is OverflowMode.NEVER
    assert "These rules are in force." in supervisor.see(address)


def cells(page: str, label: str) -> list[str]:
    """The three figures of a row of the table."""
    found = re.search(rf'<th scope="row">{label} <.*?</tr>', page)
    assert found, label
    return re.findall(r"<td[^>]*>([^<]+)</td>", found[0])


@pytest.mark.usefixtures("busy_day")
def test_what_was_tried_is_taken_back_into_the_form(supervisor: Browser, app: Flask) -> None:
    address = tried(app, supervisor, overflow_after_seconds="7", overflow_order="buckinghamshire")
    page = supervisor.see(f"{RULES}?trial={address.rpartition('/')[2]}")
    assert 'name="overflow_after_seconds" value="7"' in page
    assert "South East Gwent is left out" in page


@pytest.mark.usefixtures("busy_day")
def test_a_trial_that_was_overtaken_is_not_applied(
    supervisor: Browser, app: Flask, fresh_database: Database, now: datetime
) -> None:
    address = tried(app, supervisor, overflow_after_seconds="7")
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', supervisor.see(address)))
    other = second_supervisor(app, fresh_database, now)
    change(other, "apply", target_seconds="30")

    assert "Sam Invented changed these rules meanwhile" in supervisor.see(address)
    answer = supervisor.client.post(RULES, data={**form, "act": "apply"})
    assert answer.status_code == 409
    assert stored(fresh_database).overflow_after_seconds == 10


@pytest.mark.usefixtures("busy_day")
def test_the_day_is_downloaded_and_gives_the_same_measures_elsewhere(
    supervisor: Browser, app: Flask, tmp_path: Path
) -> None:
    # given a trial that is worked out
    address = tried(app, supervisor, overflow_mode="at_once", overflow_order="calderdale-and-kirklees")
    page = supervisor.see(address)

    # when its day is downloaded, and what the page says is run on it
    answer = supervisor.client.get(f"{address}/day.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
        assert sorted(archive.namelist()) == ["ADVISERS.csv", "BUSY.csv", "CALLS.csv", "NEW-RULES.toml", "RULES.toml"]
    commands = re.findall(r'<pre class="command"[^>]*>flask routing ([^<]+)</pre>', page)
    assert len(commands) == 2
    for column, command in enumerate(commands, start=1):
        arguments = [str(tmp_path / word) if word.endswith(("csv", "toml")) else word for word in command.split()]
        run = CliRunner().invoke(routing, arguments)
        assert run.exit_code == 0, run.output

        # then it prints what stands in the page
        for label, words in {
            "Offered": "offered              {}\n",
            "Answered": "answered             {}\n",
            "Gave up": "abandoned            {},",
            "Service level": "service level        {}:",
            "Abandonment": "abandonment          {} of",
            "Longest wait": "longest wait         {},",
            "Speed of answer, mean": "speed of answer      mean {},",
            "Answered at home": "answered at home     {} of",
        }.items():
            assert words.format(cells(page, label)[column]) in run.output, (label, run.output)


def test_on_a_day_without_calls_the_last_with_calls_is_offered(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    assert "Nobody has rung yet, so there are no calls to try it on." in supervisor.see(RULES)
    assert change(supervisor, "try", target_seconds="25").status_code == 422
    with fresh_database.transaction() as session:
        kept = KeptDay(session)
        kept.rings(sites.by_slug(session, "somerset"), now - timedelta(days=3), 30, None)
    page = supervisor.see(RULES)
    assert "Nobody has rung today yet: the calls of another day are tried." in page
    assert '<option value="2026-11-20" selected>Friday 20 November, calls: 1</option>' in page
    assert change(supervisor, "try", target_seconds="25", day="2026-11-20").status_code == 303
    for wrong in ("2026-11-24", "2026-11-23", "someday"):
        answer = change(supervisor, "try", target_seconds="25", day=wrong)
        assert answer.status_code == 422
        assert "Nobody rang on that day: choose another." in answer.text


@pytest.mark.usefixtures("busy_day")
def test_a_trial_that_fails_says_so_and_changes_nothing(
    supervisor: Browser, app: Flask, fresh_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("the process of the replay ended without an answer")

    monkeypatch.setattr("app.switchboard.trying.compare", fails)
    address = tried(app, supervisor, overflow_mode="never")
    assert "It could not be worked out." in supervisor.see(address)
    assert stored(fresh_database) == SiteRules()


def test_a_site_or_a_trial_that_there_is_not_is_not_found(supervisor: Browser, fresh_database: Database) -> None:
    assert supervisor.client.get("/wallboard/sites/atlantis/rules").status_code == 404
    assert supervisor.client.get(f"{RULES}?trial=rubbish").status_code == 404
    assert supervisor.client.get(f"{RULES}/trials/00000000-0000-0000-0000-000000000001").status_code == 404
    with fresh_database.transaction() as session:
        assert session.scalars(select(Trial)).all() == []
