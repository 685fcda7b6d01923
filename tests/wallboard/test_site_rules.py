"""The rules of a site: what the page shows, applied live, noted, set back; and two supervisors at once."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import Database
from app.line import service as line
from app.line.snapshot import OverflowState
from app.line.trials import Trial
from app.sites import service as sites
from app.sites.rules import OverflowMode, SiteRules
from app.switchboard.matching import seen
from app.wallboard.site_rules import fields
from tests.wallboard.browsing import Browser
from tests.wallboard.changing import RULES, change, noted, second_supervisor, stored, version_in


def test_every_number_of_a_site_has_its_place_on_the_page(supervisor: Browser) -> None:
    assert {*fields.NUMBERS, fields.MODE} == set(SiteRules().stored())
    page = supervisor.see(RULES)
    for name in fields.NUMBERS:
        assert f'name="{name}"' in page


def test_the_page_says_what_the_rule_goes_by(supervisor: Browser) -> None:
    page = supervisor.see(RULES)
    assert "A short call takes 3:00 at home, seen on 0 calls." in page
    assert "Callers stay 6:40 before they give up, seen on 0 who gave up. Supposed beforehand: 6:40," in page
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


def test_a_cut_off_is_typed_as_a_time_shown_in_the_history_and_taken_away(
    supervisor: Browser, fresh_database: Database
) -> None:
    # when a supervisor types one, it stands as a time
    assert change(supervisor, "apply", cut_off="16.30").status_code == 303
    assert stored(fresh_database).cut_off == "16:30"
    assert "No booking for today after: none, now 16:30" in supervisor.see(RULES)
    # what is no time is refused by its name, and an empty field takes it away
    answer = change(supervisor, "apply", cut_off="teatime")
    assert answer.status_code == 422
    assert "No booking for today after must be a time of the day such as 16:30, or empty" in answer.text
    assert change(supervisor, "apply", cut_off="").status_code == 303
    assert stored(fresh_database) == SiteRules()


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


def test_a_site_or_a_trial_that_there_is_not_is_not_found(supervisor: Browser, fresh_database: Database) -> None:
    assert supervisor.client.get("/wallboard/sites/atlantis/rules").status_code == 404
    assert supervisor.client.get(f"{RULES}?trial=rubbish").status_code == 404
    assert supervisor.client.get(f"{RULES}/trials/00000000-0000-0000-0000-000000000001").status_code == 404
    with fresh_database.transaction() as session:
        assert session.scalars(select(Trial)).all() == []
