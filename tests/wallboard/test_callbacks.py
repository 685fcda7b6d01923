"""The list of call-backs says what comes next for each that is owed."""

from datetime import datetime

import pytest

from app.callbacks import service as callbacks
from app.callbacks.service import Contact
from app.claimants import service as claimants
from app.database import Database
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from tests.diary_people import london
from tests.wallboard.browsing import Browser

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


def test_whom_no_time_is_given_unasked_stands_there_with_what_has_to_be_minded(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given a call that is owed to somebody who has said in words when it is safe
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        her = claimants.first_contact(session, site.id, now)
        her.safe_in_words = "Not on Thursdays"
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
    assert "before you ring or book: “Not on Thursdays”" in page
