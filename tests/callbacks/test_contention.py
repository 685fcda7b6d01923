"""Many at one moment, with real commits: each place is given once, nobody waits for ever, nobody is lost."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.errors import AlreadyBooked
from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.database import Database, connect
from app.diary import service as diary
from app.diary.errors import SlotTaken, StillHeld
from app.diary.models import Hold, Rota
from app.interpreters import service as interpreters
from app.sites import service as sites
from app.sites.models import OfficeTelephone, Site
from tests.diary_people import london, make_adviser, make_site

DAY = "2026-11-24"
CALLERS = 40
HERS = callbacks.Contact("+441632960001")


@pytest.fixture
def database(fresh_database: Database) -> Iterator[Database]:
    """A connection for every caller, so that none waits for another's."""
    engine = connect(fresh_database.engine.url.render_as_string(hide_password=False), pool_size=CALLERS)
    yield Database(engine)
    engine.dispose()


def open_site(session: Session, advisers: int, from_: str = "9:00", to: str = "10:00") -> Site:
    site = make_site(session)
    sites.change_rules(session, site, kept_back_advisers=0)
    for number in range(advisers):
        staff = make_adviser(session, site, f"adviser-{number}")
        diary.put_on_duty(session, staff.id, site.id, london(DAY, from_), london(DAY, to))
    return site


def claimants(session: Session, site: Site, now: datetime, how_many: int) -> list[UUID]:
    rows = [
        Claimant(id=uuid4(), reference=f"SL-{number}", first_contact_at=now, home_site_id=site.id)
        for number in range(how_many)
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def at_once(database: Database, acts: list[Callable[[Session], str]]) -> list[str]:
    """Each act in a transaction of its own, all let go at one moment; what each came to."""
    barrier = Barrier(len(acts))

    def do(act: Callable[[Session], str]) -> str:
        with database.transaction() as session:
            session.execute(select(1))
            barrier.wait()
            return act(session)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def booker(site_id: int, who: UUID, slot: diary.Slot, now: datetime) -> Callable[[Session], str]:
    def act(session: Session) -> str:
        try:
            callbacks.book(
                session,
                site=sites.by_id(session, site_id),
                slot=slot,
                claimant_id=who,
                call_id=None,
                contact=HERS,
                by_staff=None,
                now=now,
            )
        except SlotTaken:
            return "taken"
        except AlreadyBooked:
            return "already booked"
        return "booked"

    return act


def test_forty_callers_and_ten_places(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        site = open_site(session, advisers=10)
        callers = claimants(session, site, now, CALLERS)
        slot = diary.offer_slots(session, site, diary.needs_of(site), now, now=now)[0]
    came = at_once(database, [booker(site.id, who, slot, now) for who in callers])
    assert Counter(came) == {"booked": 10, "taken": 30}
    with database.transaction() as session:
        holds = session.scalars(select(Hold)).all()
        assert len({hold.resource_key for hold in holds}) == len(holds) == 10
        assert session.scalar(select(func.count()).select_from(Callback)) == 10


@pytest.mark.long
def test_callers_who_each_take_the_next_time_fill_the_day_and_no_more(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        site = open_site(session, advisers=5, from_="9:00", to="11:00")
        callers = claimants(session, site, now, 20)
        needs = diary.needs_of(site)

    def persistent(who: UUID) -> Callable[[Session], str]:
        def act(session: Session) -> str:
            home = sites.by_id(session, site.id)
            while offers := diary.offer_slots(session, home, needs, now, now=now):
                if booker(site.id, who, offers[0], now)(session) == "booked":
                    return "booked"
            return "no time"

        return act

    came = at_once(database, [persistent(who) for who in callers])
    assert Counter(came) == {"booked": 10, "no time": 10}


def test_one_claimant_booked_by_many_at_once_has_one_call_back(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        site = open_site(session, advisers=10)
        (who,) = claimants(session, site, now, 1)
        slot = diary.offer_slots(session, site, diary.needs_of(site), now, now=now)[0]
    came = at_once(database, [booker(site.id, who, slot, now)] * 10)
    assert Counter(came) == {"booked": 1, "already booked": 9}
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Hold)) == 1


def test_a_rota_taken_away_while_it_is_being_booked_breaks_no_promise(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        site = open_site(session, advisers=1)
        callers = claimants(session, site, now, 5)
        slot = diary.offer_slots(session, site, diary.needs_of(site), now, now=now)[0]
        (row,) = diary.rota_of(session, site.id, date(2026, 11, 24))

    def remove(session: Session) -> str:
        try:
            diary.remove(session, row.id)
        except StillHeld:
            return "still held"
        return "removed"

    came = Counter(at_once(database, [remove, *(booker(site.id, who, slot, now) for who in callers)]))
    assert came in ({"removed": 1, "taken": 5}, {"still held": 1, "booked": 1, "taken": 4})
    with database.transaction() as session:
        left = session.scalar(select(func.count()).select_from(Rota))
        assert left == session.scalar(select(func.count()).select_from(Hold))


def test_what_falls_due_is_claimed_by_one_worker_only(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        site = open_site(session, advisers=10)
        slot = diary.offer_slots(session, site, diary.needs_of(site), now, now=now)[0]
        for who in claimants(session, site, now, 10):
            booker(site.id, who, slot, now)(session)

    def worker(session: Session) -> str:
        return str(len(callbacks.fall_due(session, slot.starts_at)))

    came = at_once(database, [worker] * 4)
    assert sum(int(claimed) for claimed in came) == 10


def interpreted(database: Database, folder: Path, now: datetime) -> list[tuple[int, UUID, diary.Slot]]:
    """Two sites with advisers enough, one interpreter for both, and ten claimants: site, who, the first time."""
    file = folder / "interpreters.yaml"
    file.write_text("suppliers: [{name: One, telephone: 020 7946 0311, languages: [pa], lines: 1}]")
    found = []
    with database.transaction() as session:
        interpreters.load(session, file)
        for slug in ("somerset", "south-east-gwent"):
            site = make_site(session, slug)
            sites.change_rules(session, site, kept_back_advisers=0)
            for number in range(5):
                adviser = make_adviser(session, site, f"{slug}-{number}")
                diary.put_on_duty(session, adviser.id, site.id, london(DAY, "9:00"), london(DAY, "17:00"))
            needs = diary.needs_of(site, "pa", interpreter=True)
            slot = diary.offer_slots(session, site, needs, now, now=now)[0]
            rows = [
                Claimant(id=uuid4(), reference=f"SL-{slug}-{number}", first_contact_at=now, home_site_id=site.id)
                for number in range(5)
            ]
            session.add_all(rows)
            session.flush()
            found += [(site.id, row.id, slot) for row in rows]
    return found


def test_two_sites_and_the_last_interpreter(database: Database, now: datetime, tmp_path: Path) -> None:
    # given ten at two sites have all heard nine o'clock
    wanting = interpreted(database, tmp_path, now)

    # when all say yes at one moment, then one has it, and whoever has not keeps no adviser either
    came = at_once(database, [booker(site_id, who, slot, now) for site_id, who, slot in wanting])
    assert Counter(came) == {"booked": 1, "taken": 9}
    with database.transaction() as session:
        assert sorted(session.scalars(select(Hold.resource))) == ["adviser", "interpreter"]


def test_who_hears_the_next_time_fills_the_interpreters_day_and_no_more(
    database: Database, now: datetime, tmp_path: Path
) -> None:
    wanting = interpreted(database, tmp_path, now)

    def persistent(site_id: int, who: UUID, slot: diary.Slot) -> Callable[[Session], str]:
        def act(session: Session) -> str:
            home = sites.by_id(session, site_id)
            while offers := diary.offer_slots(session, home, slot.needs, now, now=now):
                if booker(site_id, who, offers[0], now)(session) == "booked":
                    return "booked"
            return "no time"

        return act

    # two hours each, from nine to five
    came = at_once(database, [persistent(*one) for one in wanting])
    assert Counter(came) == {"booked": 4, "no time": 6}
    with database.transaction() as session:
        lines = select(Hold).where(Hold.resource == diary.INTERPRETER, Hold.released_at.is_(None))
        assert len(session.scalars(lines).all()) == 4


def test_a_telephone_taken_out_while_it_is_being_promised_breaks_no_promise(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        site = open_site(session, advisers=5)
        callers = claimants(session, site, now, 5)
        telephone = sites.telephones_of(session, site)[-1]
        needs = diary.needs_of(site, office_id=telephone.office_id)
        slot = diary.offer_slots(session, site, needs, now, now=now)[0]

    def take_out(session: Session) -> str:
        try:
            diary.take_out_telephone(session, session.get_one(OfficeTelephone, telephone.id), now)
        except StillHeld:
            return "still held"
        return "taken out"

    came = Counter(at_once(database, [take_out, *(booker(site.id, who, slot, now) for who in callers)]))
    assert came in ({"taken out": 1, "taken": 5}, {"still held": 1, "booked": 1, "taken": 4})
