"""The page of the alerts: their numbers, and the last of them."""

from datetime import datetime

import pytest

from app.alerts import service as alerts
from app.alerts.rules import AlertRules, Finding
from app.audit import service as audit
from app.database import Database
from app.values.sentence import Sentence
from tests.wallboard.browsing import Browser

GIVEN = {
    "act": "keep",
    "oldest_waiting": "yes",
    "oldest_waiting_seconds": "45",
    "typed_waiting_seconds": "75",
    "service_level_percent": "60",
    "quiet_minutes": "5",
    "mobile": "07700 900123",
}
PAGE = "/wallboard/alerts"


def test_numbers_are_kept_for_all_sites_and_the_change_is_on_record(
    supervisor: Browser, fresh_database: Database
) -> None:
    assert "No alert is sent by text" in supervisor.see(PAGE)
    page = supervisor.sends(PAGE, **GIVEN)
    assert "The alerts go by these numbers from now on." in page
    assert "No alert is sent by text" not in page
    with fresh_database.transaction() as session:
        assert alerts.rules(session)[None] == AlertRules(
            oldest_waiting_seconds=45,
            service_level=False,
            service_level_percent=60,
            late_callback=False,
            nobody_signed_in=False,
            silent=False,
            will_be_late=False,
            met_nobody=False,
            support_needed=False,
            immediate_need=False,
            textphone_unanswered=False,
            vacancies_refused=False,
            typed_waiting=False,
            typed_waiting_seconds=75,
            quiet_minutes=5,
            mobile="+447700900123",
        )
        [entry] = audit.of(session, "alert_rules", 0)
        # The number itself is nobody's business there.
        assert entry.details["new"]["mobile"] is True


def test_a_site_has_its_own_numbers_and_gives_them_up_again(supervisor: Browser) -> None:
    of_site = f"{PAGE}?site=somerset"
    assert "Somerset goes by the numbers of all sites." in supervisor.see(of_site)
    assert "Somerset goes by" not in supervisor.sends(of_site, **GIVEN)
    page = supervisor.sends(of_site, act="as-all")
    assert "Somerset goes by the numbers of all sites again." in page


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("oldest_waiting_seconds", "9", "Give a whole number from 10 to 3600."),
        ("service_level_percent", "much", "Give a whole number from 1 to 100."),
        ("quiet_minutes", "", "Give a whole number from 0 to 720."),
        ("mobile", "01632 960001", "That is no British mobile number: it cannot be sent a text."),
        ("mobile", "nobody", "Enter a telephone number"),
    ],
)
def test_what_is_no_such_number_is_refused_and_nothing_is_kept(
    supervisor: Browser, fresh_database: Database, field: str, typed: str, says: str
) -> None:
    answer = supervisor.send(PAGE, **{**GIVEN, field: typed})
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{typed}"' in answer.text
    with fresh_database.transaction() as session:
        assert alerts.rules(session) == {None: AlertRules()}


def test_an_act_or_a_site_that_is_none_is_refused(supervisor: Browser) -> None:
    assert supervisor.send(PAGE, act="as-all").status_code == 400
    assert supervisor.client.get(f"{PAGE}?site=nowhere").status_code == 404


def test_an_alert_is_on_the_board_until_it_is_over_and_says_who_sees_to_it(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    with fresh_database.transaction() as session:
        cause = Finding("silent", None, "scheduler", Sentence("The scheduler gives no sign of life: calls wait."))
        [alert] = alerts.look(session, [cause], now)
    board = supervisor.see("/wallboard")
    assert "The scheduler gives no sign of life: calls wait." in board
    assert "no text: there is no mobile number" in board
    board = supervisor.sends(f"/wallboard/alerts/{alert.id}/seen", seen="/wallboard")
    assert "seen by Sal Invented at 10 am" in board
    assert "seen by Sal Invented at 10 am" in supervisor.see(PAGE)


def test_an_alert_that_is_none_cannot_be_seen(supervisor: Browser) -> None:
    assert supervisor.send("/wallboard/alerts/99/seen", seen=PAGE).status_code == 404
