"""The page of the alerts: their numbers, and the last of them."""

from datetime import datetime

import pytest

from app.alerts import service as alerts
from app.alerts.rules import AlertRules, Finding
from app.audit import service as audit
from app.database import Database
from app.values.sentence import Sentence
from tests.wallboard.browsing import Browser
from tests.wallboard.test_site import undo_of

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


def kept_of(database: Database) -> tuple[str, int]:
    """The mobile and the quiet time of all sites."""
    with database.transaction() as session:
        of_all = alerts.rules(session)[None]
        return of_all.mobile, of_all.quiet_minutes


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


def test_a_change_is_undone_with_the_mobile_of_before_and_that_too(
    supervisor: Browser, fresh_database: Database
) -> None:
    # given numbers with a mobile, of which nothing can be undone before the first change
    assert 'value="undo"' not in supervisor.see(PAGE)
    supervisor.sends(PAGE, **GIVEN)
    first = undo_of(supervisor.see(PAGE))
    page = supervisor.sends(PAGE, **{**GIVEN, "mobile": "", "quiet_minutes": "60"})
    assert "Last changed by Sal Invented" in page

    # when an older change is undone, then it is refused
    page = supervisor.sends(PAGE, act="undo", entry=first)
    assert "It was not undone. The numbers were changed since." in page

    # when the last is undone, then all is as before it, and so it is when the undoing is
    page = supervisor.sends(PAGE, act="undo", entry=undo_of(page))
    assert "The alerts go by the numbers of before again." in page
    assert kept_of(fresh_database) == ("+447700900123", 5)
    supervisor.sends(PAGE, act="undo", entry=undo_of(page))
    assert kept_of(fresh_database) == ("", 60)


def test_numbers_of_its_own_that_a_site_gave_up_come_back_by_undo(
    supervisor: Browser, fresh_database: Database
) -> None:
    of_site = f"{PAGE}?site=somerset"
    supervisor.sends(of_site, **GIVEN)
    page = supervisor.sends(of_site, act="as-all")
    page = supervisor.sends(of_site, act="undo", entry=undo_of(page))
    assert "Somerset goes by" not in page
    with fresh_database.transaction() as session:
        [own] = [rules for site_id, rules in alerts.rules(session).items() if site_id is not None]
        assert own.mobile == "+447700900123"


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
    assert supervisor.send(PAGE, act="undo", entry="x").status_code == 400
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
