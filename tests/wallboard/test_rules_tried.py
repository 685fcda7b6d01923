"""A change of the rules is tried on a day's calls before it is applied, and elsewhere on the very same day."""

import io
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from flask import Flask

from app.commands.routing import routing
from app.database import Database
from app.jobs import beating
from app.sites import service as sites
from app.sites.rules import OverflowMode, SiteRules
from app.worker import Worker
from tests.measures.kept_day import KeptDay
from tests.wallboard.browsing import Browser
from tests.wallboard.changing import RULES, change, second_supervisor, stored


@pytest.fixture
def busy_day(fresh_database: Database, now: datetime, supervisor: Browser) -> None:
    """A morning of calls at the four sites, up to now."""
    with fresh_database.transaction() as session:
        KeptDay(session).busy(sites.all_sites(session), now.replace(hour=0, minute=5), 250, 1)


def tried(app: Flask, browser: Browser, **typed: str) -> str:
    """Try these numbers and have the worker work it out; the address of the trial."""
    answer = change(browser, "try", **typed)
    assert answer.status_code == 303, answer.text
    Worker(app.extensions["switchboard"]).empty("trial")
    return str(urlsplit(answer.headers["Location"]).path)


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
    assert "more patience than was needed, on average" in page
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
        assert 'id="day-error"' in answer.text
        assert answer.text.count("Nobody rang on that day: choose another.") == 2


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
