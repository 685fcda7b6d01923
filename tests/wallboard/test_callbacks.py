"""The list of call-backs says what comes next for each that is owed."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.callbacks import service as callbacks
from app.callbacks.models import Attempt
from app.callbacks.service import Contact
from app.claimants import service as claimants
from app.database import Database
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from tests.diary_people import london
from tests.wallboard.browsing import Browser
from tests.wallboard.test_week import asked_for

PAGE = "/supervisor/call-backs?site=somerset"
SAFE, UNSAFE = Contact("+441632960001"), Contact("+441632960001", safe_to_ring=False)


@pytest.mark.parametrize(
    ("contact", "was_asked", "comes_next"),
    [
        (SAFE, False, "takes the next time that comes free, by"),
        (SAFE, True, "a time is to be found by"),
        (UNSAFE, False, "not rung: reach them another way"),
    ],
    ids=["whoever was not asked", "whom no time suited", "whom it is not safe to ring"],
)
def test_it_says_what_comes_next(
    supervisor: Browser, fresh_database: Database, now: datetime, contact: Contact, was_asked: bool, comes_next: str
) -> None:
    # given a call that is owed, and a time for it tomorrow
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        sites.change_rules(session, site, kept_back_advisers=0)
        asha = staff.by_username(session, "asha")
        assert asha is not None
        diary.put_on_duty(session, asha.id, site.id, london("2026-11-24", "9:00"), london("2026-11-24", "17:00"))
        callbacks.owe(
            session,
            site=site,
            needs=diary.needs_of(site),
            claimant_id=claimants.first_contact(session, site.id, now).id,
            call_id=None,
            contact=contact,
            by_staff=None,
            now=now,
            was_asked=was_asked,
        )

    # then the supervisor reads whether it finds a time of itself, and by when
    assert comes_next in " ".join(supervisor.see("/supervisor/call-backs?site=somerset").split())


def in_vain(database: Database, now: datetime, numbers: range) -> None:
    """So many who were rung once in vain and stand in a row for the evening, and as many who are owed a call."""
    with database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        asha = staff.by_username(session, "asha")
        assert asha is not None
        for number in numbers:
            for state in ("owed", "booked"):
                who = claimants.first_contact(session, site.id, now)
                who.surname = f"{state.capitalize()}-{number}"
                made = callbacks.owe(
                    session, site=site, needs=diary.needs_of(site), claimant_id=who.id, call_id=None, contact=SAFE,
                    by_staff=None, now=now,
                )  # fmt: skip
                if state == "booked":
                    made.state, made.next_at, made.due_at = state, now + timedelta(hours=1), now + timedelta(hours=1)
                    made.held_adviser_id = asha.id
                attempt = Attempt(callback_id=made.id, number=1, due_at=now, started_at=now, result="no_answer")
                session.add(attempt)


def test_statements_do_not_grow_with_the_call_backs(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given three who are owed a call and three who are to be rung, each tried before, then thirty more
    asked = []
    for numbers in (range(100, 103), range(103, 133)):
        in_vain(fresh_database, now, numbers)
        asked.append(asked_for(supervisor, fresh_database, PAGE))
    # then all of them are on the page, and nothing more is asked for them
    page = supervisor.see(PAGE)
    assert all(f"{state}-{number}" in page for state in ("Owed", "Booked") for number in range(100, 133))
    assert "stand behind these" not in page
    assert asked[0] == asked[1]


def test_more_than_can_be_taken_in_are_counted(supervisor: Browser, fresh_database: Database, now: datetime) -> None:
    # given sixty who are owed a call and sixty who are to be rung
    in_vain(fresh_database, now, range(100, 160))
    # when a supervisor looks at the call-backs
    page = supervisor.see(PAGE)
    # then the first fifty of each are there, and that there are more
    assert [len(set(re.findall(rf"{state}-\d+", page))) for state in ("Owed", "Booked")] == [50, 50]
    assert page.count("10 more stand behind these.") == 2


@pytest.mark.parametrize(
    ("safe", "minded"),
    [
        ({"safe_in_words": "Not on Thursdays"}, "before you ring or book: “Not on Thursdays”"),
        ({"safe_times_unknown": True}, "rung only as agreed: not sure when it is safe"),
    ],
)
def test_whom_no_time_is_given_unasked_stands_there_with_what_has_to_be_minded(
    supervisor: Browser, fresh_database: Database, now: datetime, safe: dict[str, Any], minded: str
) -> None:
    # given a call that is owed to somebody who has said in words when it is safe, or is not sure
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        her = claimants.first_contact(session, site.id, now)
        for name, value in safe.items():
            setattr(her, name, value)
        callbacks.owe(
            session,
            site=site,
            needs=diary.needs_of(site),
            claimant_id=her.id,
            call_id=None,
            contact=SAFE,
            by_staff=None,
            now=now,
        )

    # then a person is to find a time, and reads what to mind
    page = " ".join(supervisor.see("/supervisor/call-backs?site=somerset").split())
    assert "a time is to be found by" in page
    assert minded in page
