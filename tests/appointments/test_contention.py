"""Many who want the same hour at one moment, with real commits."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import UUID, uuid4

from sqlalchemy import select

from app.appointments import service as appointments
from app.appointments.errors import AlreadyBooked
from app.claimants.models import Claimant
from app.database import Database
from app.diary.errors import SlotTaken
from app.diary.models import Hold
from tests.diary_people import make_site


def test_an_office_of_two_sees_two_of_eight_and_nobody_twice(fresh_database: Database, now: datetime) -> None:
    # Given eight tries by four claimants for one time at an office of two advisers
    with fresh_database.transaction() as session:
        site = make_site(session)
        slot = appointments.offer_times(session, site, now, None, now)[0]
        callers = [
            Claimant(id=uuid4(), reference=f"SL-{number}", first_contact_at=now, home_site_id=site.id)
            for number in range(4)
        ]
        session.add_all(callers)
        tries = [caller.id for caller in callers] * 2
    barrier = Barrier(len(tries))

    def book(who: UUID) -> str:
        barrier.wait()
        try:
            with fresh_database.transaction() as session:
                appointments.book(
                    session, slot, claimant_id=who, claim_id=None, by_staff=None, letter_arrives_on=None, now=now
                )
        except (SlotTaken, AlreadyBooked) as refused:
            return type(refused).__name__
        return "booked"

    # When they are all made at once
    with ThreadPoolExecutor(len(tries)) as pool:
        came = Counter(pool.map(book, tries))

    # Then two are booked, with one adviser each
    assert came["booked"] == 2
    assert came.total() == 8
    with fresh_database.transaction() as session:
        assert len(set(session.scalars(select(Hold.resource_key)))) == 2
