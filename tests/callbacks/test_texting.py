"""Whether a text may go about a call-back: as she said of texts, or, where nobody asked, of messages."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.claimants import service as claimants
from app.sites.models import Site
from app.staff.models import Staff
from tests.callbacks.promises import book, claimant

MOBILE = "+447700900123"


@pytest.mark.parametrize(
    ("when_booked", "since", "messages", "goes"),
    [
        # Booked by keypad, where texts are not asked about.
        (None, None, True, True),
        (None, None, False, False),
        (None, False, True, False),
        (None, True, False, True),
        # Booked by an adviser, and said otherwise since.
        (True, False, True, False),
        (False, True, False, True),
        (False, None, True, False),
        (True, None, False, True),
    ],
)
def test_what_she_said_last_of_texts_counts_before_what_she_said_of_messages(
    session: Session,
    site: Site,
    ann: Staff,
    now: datetime,
    when_booked: bool | None,
    since: bool | None,
    messages: bool,
    goes: bool,
) -> None:
    # given a call-back to a mobile, and what was said when it was booked
    who = claimant(session, site, now, safe_to_leave_message=messages)
    booked = book(session, site, now, who)
    booked.telephone, booked.safe_to_leave_message, booked.safe_to_text = MOBILE, messages, when_booked
    # when she has answered since, or was not asked
    if since is not None:
        answers = {"contact.safe_to_text": "yes" if since else "no"}
        claimants.update_from_answers(session, who, answers, now, ann.id)
    # then
    assert callbacks.may_text(booked, who) is goes
