"""When Twilio does not answer: one outage at a time, however many ask in vain, and each has its own end."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.telephony import outages
from app.telephony.models import Outage


def test_many_ask_in_vain_and_it_is_one_outage(session: Session, now: datetime) -> None:
    outages.asked_in_vain(session, now)
    outages.asked_in_vain(session, now + timedelta(seconds=3))
    assert outages.since(session) == now
    assert outages.answered(session, now + timedelta(seconds=9))
    assert not outages.answered(session, now + timedelta(seconds=9))


def test_two_that_end_in_the_same_moment_are_two(session: Session, now: datetime) -> None:
    for _ in range(2):
        outages.asked_in_vain(session, now)
        assert outages.answered(session, now)
    assert len(session.scalars(select(Outage)).all()) == 2
