"""The clocks change, and days on which the offices are shut, by the calendar as it is published.

What was agreed in London's time is rung, written and said in London's time, whatever it is in UTC.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pypdfium2
import pytest

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.diary import service as diary
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import messages, papers
from app.values.london import to_london
from tests.diary_people import london
from tests.journeys.world import CLAIMANT, World

Worlds = Callable[[datetime], World]
AT = "11:00"

# The last open day before the change, the first after it, how both are said, and what eleven o'clock there is in UTC.
OVER_THE_CHANGE = pytest.mark.parametrize(
    ("before", "after", "said", "utc"),
    [
        ("2026-03-27", "2026-03-30", "Monday 30 March", 10),
        ("2026-10-23", "2026-10-26", "Monday 26 October", 11),
        # Easter: the Friday before and the Monday after are bank holidays.
        ("2027-03-25", "2027-03-30", "Tuesday 30 March", 10),
    ],
    ids=["29 March 2026", "25 October 2026", "28 March 2027"],
)


def can_be_written_to(world: World, callback: Callback) -> None:
    """She has a name and an address."""
    with world.session() as session:
        assert callback.claimant_id is not None
        claimant = claimants.by_id(session, callback.claimant_id)
        assert claimant is not None
        claimant.forenames, claimant.surname = "Nerys", "Example"
        claimant.address_lines, claimant.postcode = ["14 Invented Terrace", "Taunton"], "TA1 1AA"


def printed(world: World) -> str:
    """The words of everything that was printed."""
    words = []
    for file in sorted(world.settings.letters_dir.rglob("*.pdf")):
        document = pypdfium2.PdfDocument(file)
        words += [page.get_textpage().get_text_bounded() for page in document]
        document.close()
    return " ".join(" ".join(words).split())


@OVER_THE_CHANGE
def test_a_booking_stays_at_its_local_time(worlds: Worlds, before: str, after: str, said: str, utc: int) -> None:
    # given she books on the last day before the change, for eleven o'clock on the first day after it
    world = worlds(london(before, "15:00"))
    agreed = london(after, AT)
    assert agreed == datetime.combine(date.fromisoformat(after), time(utc), UTC)
    booked = world.book_at("somerset", agreed)
    can_be_written_to(world, booked)

    # when it is confirmed by text and by letter
    with world.session() as session:
        callback = session.get_one(Callback, booked.id)
        claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
        assert claimant is not None
        claimant.safe_to_text = True
        assert messages.promised(session, callback, world.now()) == "text"
        assert papers.confirm_by_letter(session, callback, world.now()) is not None
    world.print_letters()

    # then both say eleven
    (text,) = world.texts_to(CLAIMANT)
    assert f"on {said}, 11 am" in text
    assert f"{said}, 11 am" in printed(world)

    # when the clocks have changed, and it is a minute to eleven
    world.until(agreed - timedelta(minutes=1))
    assert to_london(world.now()).time() == time(10, 59)
    kept = world.held_for(booked)
    world.ready(kept)
    world.pass_time(59)

    # then nothing rings before eleven; at eleven it does, and only once he has taken it, hers
    assert not world.desk(kept).ringing
    world.until(agreed)
    assert world.desk(kept).ringing
    world.take(kept)
    assert world.exchange.telephone(CLAIMANT).ringing
    begun = world.callback().begun_at
    assert begun is not None
    assert to_london(begun).time().replace(second=0, microsecond=0) == time(11)


def rung_in_vain(worlds: Worlds, day: str) -> World:
    """A day on which she is rung at four o'clock, and nobody answers."""
    world = worlds(london(day, "15:00"))
    world.exchange.telephone(CLAIMANT).behaviour = "no-answer"
    booked = world.book_at("somerset", london(day, "16:00"))
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.take(kept)
    world.pass_time(45)
    return world


@OVER_THE_CHANGE
def test_no_answer_before_the_change_is_tried_within_hours_after_it(
    worlds: Worlds, before: str, after: str, said: str, utc: int
) -> None:
    # given nobody answers late on the last day before the change
    world = rung_in_vain(worlds, before)

    # then she is rung next when the offices are open, by the clocks of that day
    again = world.callback().next_at
    assert again is not None
    local = to_london(again)
    assert local.date() == date.fromisoformat(after), said
    assert time(8, 30) <= local.time() <= time(17)
    assert local.minute % 20 == 0
    assert local.astimezone(UTC).hour == local.hour - (11 - utc)


@OVER_THE_CHANGE
def test_lead_time_and_closing_time_are_by_the_clocks_of_the_day(
    worlds: Worlds, before: str, after: str, said: str, utc: int
) -> None:
    # given it is twenty to nine on the first day after the change
    world = worlds(london(after, "8:40"))

    # when times are offered
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        now = world.now()
        times = [
            to_london(slot.starts_at)
            for slot in diary.all_slots(session, site, diary.needs_of(site), now, now=now)
            if to_london(slot.starts_at).date() == date.fromisoformat(after)
        ]

    # then the first is the lead time away, and the last ends by closing time
    assert (times[0].time(), times[-1].time()) == (time(9, 20), time(17)), (said, utc)


@pytest.mark.parametrize("slug", ["somerset", "south-east-gwent"], ids=["in England", "in Wales"])
@pytest.mark.parametrize(
    ("eve", "shut", "opens"),
    [
        # Boxing Day 2026 is a Saturday, kept on the Monday.
        ("2026-12-24", ("2026-12-25", "2026-12-28"), "2026-12-29"),
        # Both days of 2027 fall on the weekend, and are kept on the Monday and the Tuesday.
        ("2027-12-24", ("2027-12-27", "2027-12-28"), "2027-12-29"),
        ("2027-03-25", ("2027-03-26", "2027-03-29"), "2027-03-30"),
    ],
    ids=["Christmas 2026", "Christmas 2027", "Easter 2027"],
)
def test_nothing_is_promised_on_a_bank_holiday_though_somebody_is_on_duty(
    worlds: Worlds, slug: str, eve: str, shut: tuple[str, ...], opens: str
) -> None:
    # given it is the eve, after the last interview could begin, and an adviser stands in the rota of every day
    world = worlds(london(eve, "17:30"))
    with world.session() as session:
        site = sites.by_slug(session, slug)
        adviser = staff.by_username(session, {"somerset": "tess", "south-east-gwent": "nia"}[slug])
        assert adviser is not None
        for day in shut:
            diary.put_on_duty(session, adviser.id, site.id, london(day, "8:30"), london(day, "18:00"))

    # when she books the first time there is
    booked = world.book(slug)

    # then it is on the day on which the offices open again, in the morning
    assert booked.due_at is not None
    assert to_london(booked.due_at).date() == date.fromisoformat(opens)
    assert to_london(booked.due_at).time() == time(8, 40)


def test_a_call_in_vain_on_christmas_eve_is_tried_when_the_offices_open_again(worlds: Worlds) -> None:
    # given she is rung in vain late on the eve of a Christmas whose days are kept on the Monday and the Tuesday
    world = rung_in_vain(worlds, "2027-12-24")

    # then she is rung next on the Wednesday
    again = world.callback().next_at
    assert again is not None
    assert to_london(again).date() == date(2027, 12, 29)


def test_a_call_owed_on_christmas_eve_is_due_by_the_end_of_the_next_open_day(worlds: Worlds) -> None:
    # given a call-back whose time is lost on the eve
    world = worlds(london("2026-12-24", "15:00"))
    booked = world.book_at("south-east-gwent", london("2026-12-24", "16:00"))

    # when it is owed
    with world.session() as session:
        callbacks.lose_time(session, session.get_one(Callback, booked.id), by_staff=None, now=world.now())

    # then its deadline is the closing time of the Tuesday
    assert world.callback().deadline == london("2026-12-29", "18:00")


def test_a_site_that_shuts_for_a_day_offers_the_next_and_another_site_its_own(worlds: Worlds) -> None:
    # given Somerset is shut on the first day after the change, for training
    world = worlds(london("2026-10-23", "17:30"))
    with world.session() as session:
        sites.add_closure(session, sites.by_slug(session, "somerset"), date(2026, 10, 26), "training")

    # when somebody books at Somerset, and somebody else in Gwent
    here = world.book("somerset")
    there = world.book("south-east-gwent", "+447700900124")

    # then each has the first time of the first day on which her own site is open
    assert (here.due_at, there.due_at) == (london("2026-10-27", "8:40"), london("2026-10-26", "8:40"))
