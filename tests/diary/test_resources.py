"""A time is offered only where all that it needs is free together, and all of it is held, moved and given back."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.diary import service as diary
from app.diary.errors import SlotTaken, StillHeld
from app.diary.models import Hold
from app.interpreters import service as interpreters
from app.interpreters.models import Supplier
from app.sites import service as sites
from app.sites.models import Office, Site
from app.switchboard import reinterpreting
from tests.callbacks.promises import claimant
from tests.diary_people import london, make_adviser, make_site

DAY = "2026-11-24"


@pytest.fixture
def site(session: Session) -> Site:
    site = make_site(session)
    sites.change_rules(session, site, kept_back_advisers=0)
    return site


@pytest.fixture
def office(session: Session, site: Site) -> Office:
    """Yeovil, which has one private telephone."""
    return next(one for one in sites.offices_of(session, site) if one.name == "Yeovil")


def on_duty(session: Session, site: Site, name: str, *languages: str, textphone: bool = False) -> int:
    adviser = make_adviser(session, site, name, *languages, textphone=textphone)
    diary.put_on_duty(session, adviser.id, site.id, london(DAY, "9:00"), london(DAY, "13:00"))
    return adviser.id


def suppliers(session: Session, folder: Path, *rows: str) -> list[int]:
    file = folder / "interpreters.yaml"
    file.write_text("suppliers:\n" + "".join(f"  - {{{row}}}\n" for row in rows))
    return [one.id for one in interpreters.load(session, file)]


def clocks(session: Session, site: Site, needs: diary.Needs, now: datetime) -> list[str]:
    return [f"{slot.starts_at:%H:%M}" for slot in diary.all_slots(session, site, needs, now, now=now)]


def book(
    session: Session, site: Site, needs: diary.Needs, now: datetime, at: str | None = None, who: Claimant | None = None
) -> Callback:
    """Booked for the first time, or for that one."""
    first = next(diary.all_slots(session, site, needs, now, now=now))
    return callbacks.book(
        session,
        site=site,
        slot=diary.slot_at(session, site, needs, london(DAY, at), now) if at else first,
        claimant_id=(who or claimant(session, site, now)).id,
        call_id=None,
        contact=callbacks.Contact("+441632960001"),
        by_staff=None,
        now=now,
    )


def held(session: Session, callback: Callback) -> dict[str, tuple[str, int]]:
    """Kind to which one, and for how many minutes."""
    holds = session.scalars(select(Hold).where(Hold.callback_id == callback.id, Hold.released_at.is_(None)))
    found = {}
    for hold in holds:
        assert hold.during.lower is not None
        assert hold.during.upper is not None
        found[hold.resource] = (hold.resource_key, int((hold.during.upper - hold.during.lower).total_seconds() // 60))
    return found


ONE = "name: One, telephone: 020 7946 0311, languages: [pa], lines: 1"


def test_an_interview_with_an_interpreter_is_double_and_both_are_held(
    session: Session, site: Site, now: datetime, tmp_path: Path
) -> None:
    # given an adviser all the morning, and one interpreter
    ann = on_duty(session, site, "ann")
    (one,) = suppliers(session, tmp_path, ONE)
    needs = diary.needs_of(site, "pa", interpreter=True)

    # when it is booked, then both are held for two hours, and nobody else can have the interpreter meanwhile
    booked = book(session, site, needs, now)
    assert held(session, booked) == {"adviser": (str(ann), 120), "interpreter": (f"{one}:1", 120)}
    assert booked.places == 6
    on_duty(session, site, "bob")
    assert clocks(session, site, needs, now) == ["11:00"]
    assert clocks(session, site, diary.needs_of(site), now)[0] == "09:00"


def test_without_an_interpreter_no_time_is_offered_though_advisers_are_free(
    session: Session, site: Site, now: datetime, tmp_path: Path
) -> None:
    on_duty(session, site, "ann")
    suppliers(session, tmp_path, ONE.replace("[pa]", "[pl]"))
    assert clocks(session, site, diary.needs_of(site, "pa", interpreter=True), now) == []


def test_another_site_may_have_the_interpreter(session: Session, site: Site, now: datetime, tmp_path: Path) -> None:
    # given one interpreter for all sites, whom Gwent has at ten
    gwent = sites.by_slug(session, "south-east-gwent")
    sites.change_rules(session, gwent, kept_back_advisers=0)
    suppliers(session, tmp_path, ONE)
    for at, name in ((site, "ann"), (gwent, "owen")):
        on_duty(session, at, name)
    needs = diary.needs_of(site, "pa", interpreter=True)
    slot = diary.slot_at(session, site, needs, london(DAY, "9:20"), now)
    book(session, gwent, needs, now, "10:00")

    # then it is not offered here at any time that overlaps, nor held for what was offered before
    assert clocks(session, site, needs, now) == []
    with pytest.raises(SlotTaken):
        diary.hold(session, slot, book(session, site, diary.needs_of(site), now, "12:00").id, now)


def test_if_the_interpreter_named_has_gone_another_who_suits_is_held(
    session: Session, site: Site, now: datetime, tmp_path: Path
) -> None:
    # given two suppliers with a line each, and two who heard the same time
    for name in ("ann", "bob"):
        on_duty(session, site, name)
    first, second = suppliers(session, tmp_path, ONE, ONE.replace("One", "Two").replace("0311", "0312"))
    needs = diary.needs_of(site, "pa", interpreter=True)
    slot = next(diary.all_slots(session, site, needs, now, now=now))
    assert slot.kept(diary.INTERPRETER) == f"{first}:1"
    book(session, site, needs, now, "9:00")

    # when the second says yes, then the other supplier is held
    late = callbacks.book(
        session, site=site, slot=slot, claimant_id=claimant(session, site, now).id, call_id=None,
        contact=callbacks.Contact("+441632960001"), by_staff=None, now=now,
    )  # fmt: skip
    assert held(session, late)["interpreter"] == (f"{second}:1", 120)
    assert diary.supplier_kept_for(session, late.id) == second


@pytest.mark.parametrize("how", ["taken out", "fewer lines", "other languages", "other hours"])
def test_what_is_promised_with_whom_can_be_had_no_more_is_promised_with_another(
    session: Session, site: Site, now: datetime, tmp_path: Path, how: str
) -> None:
    # given two call-backs at one time, each with a line of a supplier that has two, and another that has one
    for name in ("ann", "bob"):
        on_duty(session, site, name)
    two, other = suppliers(
        session, tmp_path, ONE.replace("lines: 1", "lines: 2"), ONE.replace("One", "Two").replace("0311", "0312")
    )
    needs = diary.needs_of(site, "pa", interpreter=True)
    first, second = (book(session, site, needs, now, "9:00") for _ in range(2))
    assert {held(session, one)["interpreter"][0] for one in (first, second)} == {f"{two}:1", f"{two}:2"}

    # when it is had no more, or only once
    supplier = session.get_one(Supplier, two)
    match how:
        case "taken out":
            interpreters.take_out(session, supplier)
        case "fewer lines":
            supplier.lines = 1
        case "other languages":
            supplier.languages = ["pl"]
        case _:
            supplier.hours = {"tuesday": "08:00-09:00"}
    session.flush()
    left = reinterpreting.keep_promises(session, [two], now)

    # then one is promised with the other, and where there is nobody for the second that is told
    kept = [held(session, one).get("interpreter", ("", 0))[0] for one in (first, second)]
    if how == "fewer lines":
        assert (sorted(kept), left) == ([f"{two}:1", f"{other}:1"], [])
    else:
        assert sorted(kept) == ["", f"{other}:1"]
        assert [one.id for one in left] == [(first, second)[kept.index("")].id]
    assert [one.state for one in (first, second)] == ["booked", "booked"]

    # and said again it changes nothing
    assert reinterpreting.keep_promises(session, [two, other], now) == []


def test_a_supplier_on_demand_is_not_held_and_keeps_to_its_hours(
    session: Session, site: Site, now: datetime, tmp_path: Path
) -> None:
    for name in ("ann", "bob"):
        on_duty(session, site, name)
    suppliers(session, tmp_path, ONE.replace("lines: 1", "hours: {tuesday: 09:00-11:30}"))
    needs = diary.needs_of(site, "pa", interpreter=True)
    for _ in range(2):
        assert set(held(session, book(session, site, needs, now, "9:20"))) == {"adviser"}
    assert clocks(session, site, needs, now) == []


def test_no_interpreter_is_held_for_an_adviser_who_speaks_the_language(
    session: Session, site: Site, now: datetime, tmp_path: Path
) -> None:
    asha = on_duty(session, site, "asha", "pa")
    suppliers(session, tmp_path, ONE)
    booked = book(session, site, diary.needs_of(site, "pa", interpreter=True), now)
    assert held(session, booked) == {"adviser": (str(asha), 120)}


def test_fewer_textphone_desks_than_advisers_with_one(session: Session, site: Site, now: datetime) -> None:
    # given two advisers with a textphone
    for name in ("tess", "tom"):
        on_duty(session, site, name, textphone=True)
    needs = diary.needs_of(site, textphone=True)
    assert needs.places == 8  # three places, two and a half times as long

    # when each has a desk of his own, then he is the desk
    assert set(held(session, book(session, site, needs, now, "9:00"))) == {"adviser"}
    assert "09:00" in clocks(session, site, needs, now)

    # when the site has one desk, then it is held, and two are not promised it
    sites.change_rules(session, site, textphone_desks=1)
    assert held(session, book(session, site, needs, now, "9:20"))["textphone_desk"] == (f"{site.id}:1", 160)
    assert clocks(session, site, needs, now) == []

    # when it has none, then no time is offered
    sites.change_rules(session, site, textphone_desks=0)
    assert clocks(session, site, needs, now) == []


def test_a_private_telephone_is_held_and_is_the_one_that_is_rung(
    session: Session, site: Site, office: Office, now: datetime
) -> None:
    for name in ("ann", "bob"):
        on_duty(session, site, name)
    needs = diary.needs_of(site, office_id=office.id)
    unsafe = claimant(session, site, now, safe_to_ring=False, safe_times="23:00-23:30")
    booked = book(session, site, needs, now, "10:00", unsafe)
    assert held(session, booked)["telephone"] == ("+441174960103", 60)
    assert (booked.telephone, booked.office_id) == ("+441174960103", office.id)
    assert callbacks.may_dial(booked, unsafe) is None
    # the office has one telephone
    assert clocks(session, site, needs, now) == ["09:00", "11:00", "11:20", "11:40", "12:00"]
    assert "10:00" in clocks(session, site, diary.needs_of(site), now)


def test_at_an_office_that_is_not_this_sites_nothing_is_offered(session: Session, site: Site, now: datetime) -> None:
    on_duty(session, site, "ann")
    elsewhere = sites.offices_of(session, sites.by_slug(session, "buckinghamshire"))[0]
    assert clocks(session, site, diary.needs_of(site, office_id=elsewhere.id), now) == []


def test_moving_and_cancelling_give_all_of_it_back(
    session: Session, site: Site, office: Office, now: datetime, tmp_path: Path
) -> None:
    # given a call-back that needs an interpreter and a private telephone
    on_duty(session, site, "ann")
    suppliers(session, tmp_path, ONE)
    needs = diary.needs_of(site, "pa", interpreter=True, office_id=office.id)
    before = clocks(session, site, needs, now)
    booked = book(session, site, needs, now)
    assert set(held(session, booked)) == {"adviser", "interpreter", "telephone"}

    # when it is moved, then all of it is at the other time
    callbacks.move(
        session, booked, diary.slot_at(session, site, needs, london(DAY, "11:00"), now), by_staff=None, now=now
    )
    assert clocks(session, site, needs, now) == ["09:00"]

    # when it is moved to her own telephone, then what is not needed any more is free
    hers = diary.needs_of(site, "pa", interpreter=True)
    callbacks.move(
        session, booked, diary.slot_at(session, site, hers, london(DAY, "9:00"), now), by_staff=None, now=now
    )
    callbacks.correct_contact(session, booked, callbacks.Contact("+441632960007"), by_staff=None, now=now)
    assert set(held(session, booked)) == {"adviser", "interpreter"}
    assert (booked.office_id, booked.telephone) == (None, "+441632960007")

    # when it is cancelled, then everything is
    callbacks.cancel(session, booked, by_staff=None, now=now)
    assert clocks(session, site, needs, now) == before


def test_another_adviser_takes_it_and_what_else_is_held_stays(
    session: Session, site: Site, now: datetime, tmp_path: Path
) -> None:
    on_duty(session, site, "ann")
    bob = on_duty(session, site, "bob")
    suppliers(session, tmp_path, ONE)
    booked = book(session, site, diary.needs_of(site, "pa", interpreter=True), now)
    other = bob if booked.held_adviser_id != bob else bob - 1
    due = london(DAY, "9:00")
    callbacks.fall_due(session, due)
    callbacks.begin_attempt(session, booked, due, adviser_id=other)
    assert set(held(session, booked)) == {"interpreter"}
    callbacks.finish(session, booked, due + timedelta(minutes=70))
    assert held(session, booked) == {}


def test_a_telephone_that_is_promised_is_not_taken_out(
    session: Session, site: Site, office: Office, now: datetime
) -> None:
    on_duty(session, site, "ann")
    booked = book(session, site, diary.needs_of(site, office_id=office.id), now)
    telephone = next(one for one in sites.telephones_of(session, site) if one.office_id == office.id)
    with pytest.raises(StillHeld) as refused:
        diary.take_out_telephone(session, telephone, now)
    assert refused.value.callback_ids == (booked.id,)
    callbacks.cancel(session, booked, by_staff=None, now=now)
    diary.take_out_telephone(session, telephone, now)
    assert clocks(session, site, diary.needs_of(site, office_id=office.id), now) == []


def test_she_does_not_come_to_the_office_and_is_written_to(
    session: Session, site: Site, office: Office, now: datetime
) -> None:
    on_duty(session, site, "ann")
    booked = book(session, site, diary.needs_of(site, office_id=office.id), now)
    due = london(DAY, "9:00")
    callbacks.fall_due(session, due)
    callbacks.begin_attempt(session, booked, due)
    callbacks.record_result(session, booked, "no_answer", due)
    assert (booked.state, booked.next_at, held(session, booked)) == ("letter_wanted", None, {})


def test_an_owed_call_at_an_office_waits_for_a_person_and_rings_nobody(
    session: Session, site: Site, office: Office, now: datetime
) -> None:
    on_duty(session, site, "ann")
    booked = book(session, site, diary.needs_of(site, office_id=office.id), now)
    callbacks.lose_time(session, booked, by_staff=None, now=now)
    assert booked.deadline is not None
    assert callbacks.fall_due(session, booked.deadline + timedelta(hours=1)) == []
    assert callbacks.promises(session, booked.deadline + timedelta(hours=1))[site.id].owed_late == 1
