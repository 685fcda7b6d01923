"""Times offered and promised from a real rota."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.diary.models import Hold
from app.interpreters import service as interpreters
from app.sites import service as sites
from app.sites.models import Site
from tests.diary_people import london, make_adviser, make_site

DAY = "2026-11-24"
EN = diary.Needs()


@pytest.fixture
def site(session: Session) -> Site:
    site = make_site(session)
    sites.change_rules(session, site, kept_back_advisers=0)
    return site


def callback(session: Session, site: Site, now: datetime) -> UUID:
    row = Callback(
        id=uuid4(), site_id=site.id, booked_at=now, next_at=now, telephone="+441632960001", proof_number="4071"
    )
    session.add(row)
    session.flush()
    return row.id


def on_duty(session: Session, site: Site, username: str, from_: str, to: str, *languages: str, day: str = DAY) -> int:
    staff = make_adviser(session, site, username, *languages)
    diary.put_on_duty(session, staff.id, site.id, london(day, from_), london(day, to))
    return staff.id


def clocks(slots: list[diary.Slot]) -> list[str]:
    return [f"{slot.starts_at:%d %H:%M}" for slot in slots]


def test_the_doors_are_looked_up_once_for_all_the_days(session: Session, site: Site, now: datetime) -> None:
    on_duty(session, site, "ann", "8:30", "18:00", day="2026-12-04")
    asked: list[str] = []
    bind = session.connection()

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(bind, "before_cursor_execute", hear)
    offered = list(diary.all_slots(session, site, EN, now, now=now))
    event.remove(bind, "before_cursor_execute", hear)

    assert len({slot.starts_at.date() for slot in offered}) == 1
    # Closures twice: the whole days, and with the hours the parts of days.
    assert [sum(table in statement for statement in asked) for table in ("site_hours", "site_closures")] == [1, 2]


def test_what_else_is_needed_is_looked_up_once_and_its_holds_once_a_day(
    session: Session, site: Site, now: datetime
) -> None:
    # given advisers on two days, and interpreters
    interpreters.load(session)
    for name, day in (("ann", DAY), ("bob", "2026-11-25")):
        on_duty(session, site, name, "9:00", "17:00", day=day)
    asked: list[str] = []
    bind = session.connection()

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    # when all times are asked for
    event.listen(bind, "before_cursor_execute", hear)
    needs = diary.needs_of(site, "pa", interpreter=True)
    offered = list(diary.all_slots(session, site, needs, now, now=now))
    event.remove(bind, "before_cursor_execute", hear)

    # then suppliers are looked up once, and a day with nobody on duty asks for no holds
    assert len({slot.starts_at.date() for slot in offered}) == 2
    assert sum("FROM interpreter_suppliers" in statement for statement in asked) == 1
    days, holds = (sum(f"FROM {table}" in statement for statement in asked) for table in ("rotas", "holds"))
    assert holds == days + 2


def test_no_rota_means_closed_and_never_unlimited(session: Session, site: Site, now: datetime) -> None:
    assert diary.offer_slots(session, site, EN, now, now=now) == []


def test_offers_are_the_soonest_at_three_parts_of_the_day(session: Session, site: Site, now: datetime) -> None:
    on_duty(session, site, "ann", "8:30", "18:00", day="2026-11-23")
    on_duty(session, site, "bob", "8:30", "18:00")
    offers = diary.offer_slots(session, site, EN, now, now=now)
    assert clocks(offers) == ["23 10:40", "23 12:00", "23 15:00"]
    tomorrow = diary.Preference(on=date(2026, 11, 24), between=(time(9, 30), time(14)))
    assert clocks(diary.offer_slots(session, site, EN, now, tomorrow, now=now)) == ["24 09:40", "24 12:00"]


def test_nothing_is_offered_past_the_horizon(session: Session, site: Site, now: datetime) -> None:
    on_duty(session, site, "ann", "8:30", "18:00")
    sites.change_rules(session, site, horizon_days=1)
    assert diary.offer_slots(session, site, EN, now, now=now)
    assert diary.offer_slots(session, site, EN, now, now=now - timedelta(days=1)) == []


def test_after_the_cut_off_nothing_is_offered_for_today(session: Session, site: Site, now: datetime) -> None:
    # given somebody on duty today and tomorrow, and a site that books nothing for today after 10.05
    on_duty(session, site, "ann", "8:30", "18:00", day="2026-11-23")
    on_duty(session, site, "bob", "8:30", "18:00")
    sites.change_rules(session, site, cut_off="10:05")

    # then up to then today is offered, from then on only tomorrow; and what was offered can still be taken
    assert clocks(diary.offer_slots(session, site, EN, now, now=now))[0] == "23 10:40"
    offered = next(diary.all_slots(session, site, EN, now, now=now))
    later = now + timedelta(minutes=5)
    assert clocks(diary.offer_slots(session, site, EN, later, now=later))[0] == "24 08:40"
    assert diary.slot_at(session, site, EN, offered.starts_at, later).starts_at == offered.starts_at


def test_a_break_is_not_offered(session: Session, site: Site, now: datetime) -> None:
    ann = on_duty(session, site, "ann", "9:00", "12:00")
    diary.add_break(session, ann, london(DAY, "10:00"), london(DAY, "11:00"))
    slots = list(diary.all_slots(session, site, EN, now, now=now))
    assert clocks(slots) == ["24 09:00", "24 11:00"]


def test_a_closed_day_is_not_offered(session: Session, site: Site, now: datetime) -> None:
    on_duty(session, site, "ann", "8:30", "18:00")
    on_duty(session, site, "bob", "8:30", "18:00", day="2026-12-25")
    sites.add_closure(session, site, date(2026, 11, 24), "moving house")
    assert diary.offer_slots(session, site, EN, now, now=now) == []
    eve = london("2026-12-24", "17:00")
    assert diary.offer_slots(session, site, EN, eve, now=eve) == []


def test_a_site_closed_at_once_offers_nothing_today(session: Session, site: Site, now: datetime) -> None:
    on_duty(session, site, "ann", "8:30", "18:00", day="2026-11-23")
    on_duty(session, site, "bob", "8:30", "18:00")
    sites.close_at_once(session, site, "fire alarm", now)
    assert clocks(diary.offer_slots(session, site, EN, now, now=now))[0] == "24 08:40"


def test_the_last_place_goes_once(session: Session, site: Site, now: datetime) -> None:
    on_duty(session, site, "ann", "9:00", "10:00")
    slot = diary.offer_slots(session, site, EN, now, now=now)[0]
    first = callback(session, site, now)
    held = diary.hold(session, slot, first, now)
    assert (held.starts_at, held.ends_at) == (london(DAY, "9:00"), london(DAY, "10:00"))
    with pytest.raises(SlotTaken):
        diary.hold(session, slot, callback(session, site, now), now)
    diary.release(session, first, now)
    diary.hold(session, slot, callback(session, site, now), now)


def test_if_the_adviser_named_has_gone_another_who_suits_is_held(session: Session, site: Site, now: datetime) -> None:
    ann, bob = (on_duty(session, site, name, "9:00", "10:00") for name in ("ann", "bob"))
    slot = diary.offer_slots(session, site, EN, now, now=now)[0]
    held = {diary.hold(session, slot, callback(session, site, now), now).adviser_id for _ in range(2)}
    assert held == {ann, bob}


def test_advisers_kept_back_are_looked_at_again_under_the_lock(session: Session, site: Site, now: datetime) -> None:
    for name in ("ann", "bob"):
        on_duty(session, site, name, "9:00", "10:00")
    slot = diary.offer_slots(session, site, EN, now, now=now)[0]
    diary.pin_kept_back(session, site.id, london(DAY, "9:40"), 2)
    with pytest.raises(SlotTaken):
        diary.hold(session, slot, callback(session, site, now), now)
    diary.pin_kept_back(session, site.id, london(DAY, "9:40"), None)
    diary.hold(session, slot, callback(session, site, now), now)


def test_a_rota_taken_away_meanwhile_is_noticed(session: Session, site: Site, now: datetime) -> None:
    on_duty(session, site, "ann", "9:00", "10:00")
    slot = diary.offer_slots(session, site, EN, now, now=now)[0]
    for row in diary.rota_of(session, site.id, date(2026, 11, 24)):
        diary.remove(session, row.id)
    with pytest.raises(SlotTaken):
        diary.hold(session, slot, callback(session, site, now), now)
    assert session.scalars(select(Hold)).all() == []


def test_her_language_is_met_at_home(session: Session, site: Site, now: datetime) -> None:
    on_duty(session, site, "ann", "8:30", "18:00")
    gwen = on_duty(session, site, "gwen", "14:00", "16:00", "cy")
    offers = diary.offer_slots(session, site, diary.needs_of(site, "cy"), now, now=now)
    assert clocks(offers) == ["24 14:00", "24 15:00"]
    assert {slot.adviser_id for slot in offers} == {gwen}


@pytest.mark.parametrize(
    ("day", "utc"), [("2026-10-23", 10), ("2026-10-26", 11), ("2027-03-25", 11), ("2027-03-30", 10)]
)
def test_eleven_o_clock_is_eleven_o_clock_on_both_sides_of_a_clock_change(
    session: Session, site: Site, day: str, utc: int
) -> None:
    text = f"username,date,from,to\nann,{day},11:00,12:00\n"
    make_adviser(session, site, "ann")
    now = london(day, "9:00") - timedelta(days=5)
    assert diary.load_rota_csv(session, text, now) == []
    slot = diary.offer_slots(session, site, EN, now, now=now)[0]
    assert slot.starts_at == datetime.combine(date.fromisoformat(day), time(utc), UTC)
    diary.hold(session, slot, callback(session, site, now), now)


def test_what_is_offered_can_be_booked_a_second_later(session: Session, site: Site, now: datetime) -> None:
    for name in ("ann", "bob"):
        on_duty(session, site, name, "9:00", "13:00")
    sites.change_rules(session, site, kept_back_advisers=1)
    while offers := diary.offer_slots(session, site, EN, now, now=now):
        diary.hold(session, offers[-1], callback(session, site, now), now + timedelta(seconds=1))
    # Two advisers, one always kept back: no two interviews overlap.
    times = sorted(session.scalars(select(Hold.during)), key=lambda during: str(during.lower))
    assert all(not first.overlaps(second) for first, second in pairwise(times))
    assert len(times) >= 2
