"""Rung in vain as often as the rule says: a letter, then a person; and nobody is left with neither."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.callbacks.models import Attempt, Callback
from app.claimants.models import Claimant
from app.letters.models import Letter
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import in_vain
from app.tasks import service as tasks
from app.values.london import london_date
from tests.switchboard.papers_scene import booked

A_DAY = timedelta(days=1)


@pytest.fixture
def callback(session: Session, claimant: Claimant, site: Site, now: datetime) -> Callback:
    """Somebody with an address, rung in vain as often as the rule says, the last time a moment ago. It is Monday."""
    callback = booked(session, claimant, site, now, "letter_wanted")
    tried(session, callback, 1, now)
    return callback


def tried(session: Session, callback: Callback, number: int, at: datetime) -> None:
    attempt = Attempt(callback_id=callback.id, number=number, due_at=at, started_at=at, result="no_answer", ended_at=at)
    session.add(attempt)
    session.flush()


def wanted(session: Session, callback: Callback) -> tuple[int, list[datetime]]:
    """How many letters there are about it, and when each task to try in person was made."""
    assert callback.claimant_id is not None
    letters = session.scalars(select(Letter).where(Letter.callback_id == callback.id)).all()
    open_ones = tasks.open_for(session, callback.claimant_id)
    return len(letters), [task.made_at for task in open_ones if task.kind == "try_in_person"]


@pytest.mark.parametrize("because", ["no address", "not safe to post"])
def test_whom_no_letter_can_reach_somebody_tries_in_person_at_once(
    session: Session, claimant: Claimant, callback: Callback, now: datetime, because: str
) -> None:
    # given somebody who booked by keypad, or to whom nothing may be posted
    if because == "no address":
        claimant.address_lines = claimant.postcode = None
    else:
        claimant.do_not_post = True
    # when it is asked, on that day and on the next
    for at in (now, now + A_DAY):
        in_vain.go_on(session, at)
    # then one task stands, for the next working day, and no letter
    assert wanted(session, callback) == (0, [now])
    [task] = tasks.open_at(session, callback.site_id)
    assert task.due_on == london_date(now + A_DAY)


def test_some_working_days_after_a_letter_without_a_word_somebody_tries_in_person(
    session: Session, site: Site, callback: Callback, now: datetime
) -> None:
    # given a site that waits three working days, and the letter of a Monday
    sites.change_rules(session, site, in_person_days=3)
    in_vain.go_on(session, now)
    # when two have gone, and then the third
    in_vain.go_on(session, now + 2 * A_DAY)
    assert wanted(session, callback) == (1, [])
    in_vain.go_on(session, now + 3 * A_DAY)
    # then a person has it, once
    in_vain.go_on(session, now + 4 * A_DAY)
    assert wanted(session, callback) == (1, [now + 3 * A_DAY])


def test_who_is_heard_of_after_the_letter_is_left_in_peace(session: Session, callback: Callback, now: datetime) -> None:
    in_vain.go_on(session, now)
    callback.state = "booked"
    in_vain.go_on(session, now + 30 * A_DAY)
    assert wanted(session, callback) == (1, [])


def test_moved_after_its_letter_and_missed_again_it_is_written_about_anew(
    session: Session, ann: Staff, callback: Callback, now: datetime
) -> None:
    # given a letter, and a person who tried and closed the task
    in_vain.go_on(session, now)
    session.scalars(select(Letter)).one().state = "posted"
    in_vain.go_on(session, now + 7 * A_DAY)
    [task] = tasks.open_at(session, callback.site_id)
    tasks.close(session, task, "spoken", "", by=ann.id, now=now + 7 * A_DAY)
    # when another time that was agreed is missed too
    again = now + 14 * A_DAY
    tried(session, callback, 2, again)
    in_vain.go_on(session, again)
    # then there is a second letter, and later a second task
    assert wanted(session, callback) == (2, [])
    in_vain.go_on(session, again + 7 * A_DAY)
    assert wanted(session, callback) == (2, [again + 7 * A_DAY])
