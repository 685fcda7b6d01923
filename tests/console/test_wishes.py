"""When a call-back suits her: not before a day, on some weekdays, between some hours; kept in the address."""

from datetime import date, datetime, time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.console import wishes
from app.diary.rules import AS_SOON_AS_POSSIBLE, part_of_day
from app.values.london import midnight, to_london
from tests.journeys.browser import Adviser
from tests.journeys.world import World


@pytest.fixture
def tess(world: World) -> Adviser:
    """Tess of Somerset, who has asked a caller all but when we may ring."""
    tess = Adviser(world, "tess").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    return tess.follow().has_answered()


def path(tess: Adviser) -> str:
    return f"/people/{tess.reference}/book"


def offered(tess: Adviser) -> list[datetime]:
    """The times that are put to her first, in London."""
    buttons: Any = tess.page.xpath('//div[@class="offers"]/button/@value')
    return [to_london(datetime.fromisoformat(value)) for value in buttons]


def test_without_wishes_the_first_time_is_offered_as_soon_as_possible(tess: Adviser) -> None:
    tess.open(path(tess))
    assert len(offered(tess)) == 1
    assert "As soon as possible" in tess.text


def test_the_first_times_that_suit_are_found_at_three_parts_of_the_day(tess: Adviser) -> None:
    # when she is free on Tuesdays and Thursdays, after the school run, from Wednesday on
    tess.open(f"{path(tess)}?not_before=2026-11-25&on=1&on=3&earliest=9.30")

    # then the first three times are such, each at another part of a day
    times = offered(tess)
    assert [time.date() for time in times] == [date(2026, 11, 26)] * 3
    assert len({part_of_day(one) for one in times}) == 3
    every = [to_london(datetime.fromisoformat(value)) for value in tess.times()]
    assert {one.weekday() for one in every} == {3}
    assert min(one.time() for one in every) >= time(9, 30)
    # and of the other days only those that suit are shown
    days: Any = tess.page.xpath('//ul[@class="days"]//a/@href')
    shown = [date.fromisoformat(parse_qs(urlsplit(href).query)["day"][0]) for href in days]
    assert {on.weekday() for on in shown} == {1, 3}
    assert shown[0] == date(2026, 11, 26)


def test_they_are_kept_from_page_to_page_and_on_the_way_back(tess: Adviser) -> None:
    # given wishes, and another day chosen
    tess.open(f"{path(tess)}?on=3&latest=11am")
    days: Any = tess.page.xpath('//ul[@class="days"]//a/@href')
    tess.open(path(tess) + str(days[1]).partition("#")[0])
    assert {to_london(datetime.fromisoformat(one)).weekday() for one in tess.times()} == {3}
    # when a time is chosen, and after it was read back another is wanted
    action = str(tess.page.xpath('string(//form[@method="post"][.//button[@name="slot"]]/@action)'))
    tess.send(action, slot=tess.times()[0], agreed_word="")
    assert tess.path.endswith("/read-back")
    back = str(tess.page.xpath("string(//a[contains(@href, '/book?')]/@href)"))
    tess.open(back)
    # then they stand in the form as they were
    assert tess.page.xpath('string(//input[@name="latest"]/@value)') == "11am"
    assert tess.page.xpath('//input[@name="on"][@checked]/@value') == ["3"]


def test_where_none_suits_the_page_says_so_with_the_first_time_there_is(tess: Adviser) -> None:
    tess.open(f"{path(tess)}?on=0&not_before=2099-01-01")
    assert "No time that suits them can be met in the days that are open." in tess.text
    assert "The first time at all is Monday 23 November" in tess.text
    # and the call can be owed
    assert tess.times() == ["owed"]


def test_what_cannot_be_read_is_said_and_left_out(tess: Adviser) -> None:
    tess.open(f"{path(tess)}?earliest=soon&on=9")
    assert "Enter a time of the day" in tess.text
    assert offered(tess) != []


@pytest.fixture
def in_a_page(world: World) -> Any:
    """Words are said in the language of a page."""
    app: Flask = world.app
    with app.test_request_context("/"):
        yield


@pytest.mark.usefixtures("in_a_page")
def test_an_address_says_what_the_diary_is_asked() -> None:
    found = wishes.read(MultiDict([("not_before", "1/12/2026"), ("on", "4"), ("on", "1"), ("latest", "2pm")]))
    assert found.preference.not_before == midnight(date(2026, 12, 1))
    assert found.preference.weekdays == {1, 4}
    assert found.preference.between == (time.min, time(14))
    assert wishes.read(MultiDict(parse_qs(found.address()))) == found
    # and nothing said is no wish
    nothing = wishes.read(MultiDict([("not_before", " "), ("earliest", "")]))
    assert (nothing.are_any, nothing.preference, nothing.address()) == (False, AS_SOON_AS_POSSIBLE, "")


@pytest.mark.usefixtures("in_a_page")
def test_times_that_are_turned_round_are_told() -> None:
    found = wishes.read(MultiDict([("earliest", "15.00"), ("latest", "9.00")]))
    assert found.errors == {"latest": "The later time must be after the earlier one."}
