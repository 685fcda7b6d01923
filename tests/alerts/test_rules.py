"""When an alert is raised, and when it is over."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.alerts.rules import CALM_FOR, AlertRules, Changes, Finding, Key, SiteNow, changes, findings, text_of
from app.values.errors import Invalid
from app.values.sentence import Sentence

QUIET = SiteNow(
    id=1,
    name="Somerset",
    is_open=True,
    oldest_waiting=None,
    service_level=None,
    measured_on=0,
    late=0,
    signed_in=3,
)
RULES = AlertRules(oldest_waiting_seconds=60, service_level_percent=80)
LATE: Finding = Finding("late_callback", 1, "", Sentence("late"))


def found(site: SiteNow, rules: AlertRules = RULES, silent: tuple[str, ...] = ()) -> list[str]:
    return [finding.sentence.english() for finding in findings([site], silent, {None: rules})]


@pytest.mark.parametrize(
    ("site", "says"),
    [
        (replace(QUIET, oldest_waiting=61), "Somerset: a caller has waited for more than 60 seconds."),
        (
            replace(QUIET, service_level=0.799, measured_on=10),
            "Somerset: service level today 79 %, below 80 %.",
        ),
        (replace(QUIET, late=2), "Somerset: call-backs not begun 15 minutes after their time: 2."),
        (replace(QUIET, signed_in=0), "Somerset is open and no adviser is signed in."),
        (
            replace(QUIET, oldest_typed=121),
            "Somerset: somebody at the typed page has waited for more than 120 seconds. Have somebody type with them.",
        ),
    ],
)
def test_each_cause_is_said_with_its_site(site: SiteNow, says: str) -> None:
    assert found(site) == [says]


@pytest.mark.parametrize(
    "site",
    [
        QUIET,
        replace(QUIET, oldest_waiting=60),
        replace(QUIET, service_level=0.8, measured_on=10),
        replace(QUIET, service_level=0.0, measured_on=9),
        replace(QUIET, service_level=0.0, measured_on=10, is_open=False),
        replace(QUIET, signed_in=0, is_open=False),
        replace(QUIET, oldest_typed=120),
        replace(QUIET, oldest_typed=999, is_open=False),
    ],
)
def test_at_the_number_itself_with_few_calls_or_shut_there_is_no_cause(site: SiteNow) -> None:
    assert found(site) == []


def test_a_share_that_is_just_the_number_is_not_below_it() -> None:
    # 57 of 100 calls, which in binary is a hair less
    just = replace(QUIET, service_level=57 / 100, measured_on=100)
    assert found(just, replace(RULES, service_level_percent=57)) == []


def test_what_is_switched_off_is_no_cause() -> None:
    troubled = replace(QUIET, oldest_waiting=999, service_level=0.0, measured_on=99, late=9, signed_in=0)
    off = AlertRules(
        oldest_waiting=False, service_level=False, late_callback=False, nobody_signed_in=False, silent=False
    )
    assert len(found(troubled, silent=("worker",))) == 5
    assert found(troubled, off, silent=("worker",)) == []


def test_a_site_goes_by_its_own_numbers_where_it_has_some() -> None:
    waits = replace(QUIET, oldest_waiting=70)
    own = {None: RULES, 1: replace(RULES, oldest_waiting_seconds=90)}
    assert findings([waits, replace(waits, id=2)], (), own)[0].site_id == 2
    assert len(findings([waits, replace(waits, id=2)], (), own)) == 1


def test_a_cause_raises_once_and_is_over_when_it_has_been_away_for_a_while(now: datetime) -> None:
    # given nothing stands: it is raised, and while it stands it is not raised again
    assert changes([LATE], {}, now).raised == (LATE,)
    assert changes([LATE], {LATE.key: None}, now) == changes([], {}, now)
    # when the cause goes away, the calm begins; only after a while is it over
    standing: dict[Key, datetime | None] = {LATE.key: None}
    assert changes([], standing, now).calm == {LATE.key}
    standing[LATE.key] = now
    assert not changes([], standing, now + CALM_FOR - timedelta(seconds=1)).over
    assert changes([], standing, now + CALM_FOR).over == {LATE.key}
    # and when it comes back before, the alert stands on: nothing is raised anew
    back = changes([LATE], standing, now + timedelta(seconds=30))
    assert back == Changes(troubled=frozenset({LATE.key}))


@pytest.mark.parametrize(
    ("mobile", "minutes_ago", "becomes"),
    [
        ("", None, "no_number"),
        ("+441632960001", None, "not_mobile"),
        ("+447700900123", None, "wanted"),
        ("+447700900123", 14, "quiet"),
        ("+447700900123", 15, "wanted"),
    ],
)
def test_a_text_is_wanted_or_it_is_said_why_not(
    mobile: str, minutes_ago: int | None, becomes: str, now: datetime
) -> None:
    sent_last = None if minutes_ago is None else now - timedelta(minutes=minutes_ago)
    assert text_of(AlertRules(mobile=mobile, quiet_minutes=15), sent_last, now) == becomes


@pytest.mark.parametrize("stored", [{"quiet_minutes": 721}, {"service_level_percent": "70"}, {"other": 1}])
def test_numbers_out_of_their_bounds_are_refused(stored: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        AlertRules.read(stored)


def test_what_is_stored_is_read_again() -> None:
    rules = AlertRules(mobile="+447700900123", service_level_percent=55)
    assert AlertRules.read(rules.stored()) == rules
