"""A time that was promised, moved, and promised once more."""

from datetime import datetime, timedelta

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.diary import service as diary
from app.sites import service as sites
from app.switchboard import messages
from tests.journeys.test_texts import safe_booking, sent
from tests.journeys.world import World


def promise(world: World, booked: Callback, at: datetime) -> None:
    """An adviser gives her another time, and she is told."""
    with world.session() as session:
        callback = session.get_one(Callback, booked.id)
        site = sites.by_id(session, callback.site_id)
        slot = diary.slot_at(session, site, callbacks.needs_of(callback), at, world.now())
        callbacks.move(session, callback, slot, by_staff=None, now=world.now())
        messages.promised(session, callback, world.now())


def test_moved_away_and_back_after_the_moment_of_its_reminder_she_is_reminded_later(world: World) -> None:
    # given a booking for Wednesday at ten that was moved to the evening before its reminder
    booked = safe_booking(world)
    assert booked.due_at is not None
    promise(world, booked, booked.due_at + timedelta(hours=6))
    world.until(booked.due_at - timedelta(hours=23))
    assert "reminder" not in dict(sent(world))
    # when it is moved back on Tuesday
    promise(world, booked, booked.due_at)
    world.until_due(world.callback(), minutes=-30)
    # then she is reminded two hours before, once
    assert [kind for kind, _ in sent(world)].count("reminder") == 1
