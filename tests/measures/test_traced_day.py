"""A day of the line as a trace: everything from what is kept, nothing of what came later, the same each time."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.line.replay.outcomes import measure
from app.line.replay.trace import Busy
from app.line.snapshot import SiteNow
from app.measures import traced_day
from app.measures.traced_day import Day
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from tests.measures.kept_day import KeptDay, seconds

TODAY = date(2026, 11, 23)


@pytest.fixture
def four(session: Session) -> list[Site]:
    return sites.load(session)


@pytest.fixture
def kept(session: Session) -> KeptDay:
    return KeptDay(session)


def of(session: Session, until: datetime, on: date = TODAY) -> Day:
    rules: dict[str, SiteNow] = traced_day.rules_in_force(session)
    return traced_day.day(session, on, until, rules)


def test_a_day_without_calls_is_empty(session: Session, four: list[Site], now: datetime) -> None:
    found = of(session, now)
    assert (found.trace.calls, found.trace.people, found.happened) == ((), (), ())
    assert traced_day.last_day_with_calls(session, TODAY) is None


def test_calls_stand_there_with_what_came_of_them(
    session: Session, four: list[Site], kept: KeptDay, now: datetime
) -> None:
    # given one caller answered at home, one away, one who gave up, one who booked, and one of yesterday
    asha, ben = kept.adviser(four[0], 1), kept.adviser(four[1], 1)
    at = now - timedelta(hours=1)
    home = kept.rings(four[0], at, 10, asha, 120)
    away = kept.rings(four[0], at + seconds(1), 24, ben, 132)
    lost = kept.rings(four[1], at + seconds(2), 33, None)
    kept.rings(four[1], at + seconds(3), 60, None, state="booked")
    kept.rings(four[1], at - timedelta(days=1), 60, asha, 100)

    found = of(session, now)

    # then the trace has the three of today who were answered or gave up
    assert [call.id for call in found.trace.calls] == [str(one.id) for one in (home, away, lost)]
    first, second, third = found.trace.calls
    # a call away counts as it would have been at home, by what is supposed of calls away
    assert found.away_factor == 1.1
    assert (first.handle, second.handle) == (seconds(120), seconds(120))
    # who gave up was as patient as that, who was answered would have stayed longer
    assert third.patience == seconds(33)
    assert first.patience is not None
    assert first.patience > seconds(10)
    # and what nobody took is drawn from what was taken
    assert third.handle == seconds(120)
    assert (found.booked, found.in_line, found.ring) == (1, 0, seconds(4))
    measured = measure(found.happened)
    assert (measured.offered, measured.answered, measured.abandoned, measured.at_home) == (3, 2, 1, 50.0)
    assert measured.moved == {("buckinghamshire", "calderdale-and-kirklees"): 1}
    assert traced_day.last_day_with_calls(session, TODAY) == TODAY - timedelta(days=1)


def test_asked_for_again_later_the_day_up_to_a_moment_is_the_same(
    session: Session, four: list[Site], kept: KeptDay, now: datetime
) -> None:
    asha = kept.adviser(four[0], 1)
    kept.does(asha, now - timedelta(hours=2), "away", "ready", each=seconds(60))
    kept.rings(four[0], now - timedelta(hours=1), 10, asha, 120)
    kept.rings(four[0], now - timedelta(hours=1), 10, None)
    before = of(session, now)

    # when the day goes on
    kept.does(asha, now + seconds(30), "break")
    kept.rings(four[0], now - seconds(5), 20, asha, 60)
    kept.rings(four[0], now + seconds(5), 20, asha, 600)

    after = of(session, now)
    assert after.trace.calls == before.trace.calls
    assert after.trace.people == before.trace.people
    assert after.in_line == 1


def test_a_language_nobody_speaks_is_taken_by_anybody(
    session: Session, four: list[Site], kept: KeptDay, now: datetime
) -> None:
    asha, _ = kept.adviser(four[0], 1), kept.adviser(four[0], 2, ("en", "pa"))
    kept.does(asha, now - timedelta(hours=2), "ready")
    kept.rings(four[0], now - timedelta(hours=1), 10, asha, 120, language="pl")
    kept.rings(four[0], now - timedelta(hours=1), 11, None, language="pa")
    found = of(session, now)
    # the second adviser was not at work
    assert [call.language for call in found.trace.calls] == ["en", "en"]
    assert found.interpreted == 2


def test_interviews_and_breaks_are_told_from_calls(
    session: Session, four: list[Site], kept: KeptDay, now: datetime
) -> None:
    # given a morning: signed in yesterday, a call, an interview with its wrap-up, a break, home
    asha = kept.adviser(four[0], 1)
    kept.does(asha, now - timedelta(days=1), "ready")
    states = ("ringing", "on_call", "wrapping_up", "ready", "ringing", "in_interview", "wrapping_up", "break", "ready")
    kept.does(asha, now, *states, "signed_out", each=seconds(100))

    found = of(session, now + timedelta(hours=1))

    [person] = found.trace.people
    assert (person.signed_in_at, person.signed_out_at) == (now.replace(hour=0), now + seconds(900))
    assert found.trace.busy == (
        Busy(person.id, now + seconds(400), now + seconds(700), "interview"),
        Busy(person.id, now + seconds(700), now + seconds(800), "break"),
    )


def test_whoever_is_at_work_stays_and_who_works_elsewhere_stands_there_as_another(
    session: Session, four: list[Site], kept: KeptDay, now: datetime
) -> None:
    asha = kept.adviser(four[0], 1)
    kept.does(asha, now - timedelta(hours=2), "away", "ready", each=seconds(60))
    asha.site_id = four[1].id
    kept.does(asha, now - timedelta(hours=1), "ready")
    asha.site_id = four[0].id

    own, elsewhere = of(session, now).trace.people

    assert (own.site, own.signed_out_at) == ("buckinghamshire", now - timedelta(hours=1))
    assert (elsewhere.site, elsewhere.id) == ("calderdale-and-kirklees", f"{asha.id}-calderdale-and-kirklees")
    assert elsewhere.signed_out_at == now.replace(hour=0) + timedelta(days=1)


def test_what_staff_do_is_kept_where_it_changes(session: Session, four: list[Site], now: datetime) -> None:
    added = staff.add(session, username="asha", name="Asha Rao", role="adviser", site_id=four[0].id, now=now)
    staff.sign_in(session, "asha", added.password, now)
    staff.set_presence(session, added.staff.id, "ready", None, now + seconds(60))
    staff.set_presence(session, added.staff.id, "ringing", None, now + seconds(90))
    staff.ringing_stopped(session, added.staff.id, now + seconds(95))
    staff.set_presence(session, added.staff.id, "break", "lunch", now + seconds(200))
    staff.set_presence(session, added.staff.id, "break", "tea", now + seconds(210))
    staff.set_presence(session, added.staff.id, "signed_out", None, now + seconds(300))

    found = of(session, now + timedelta(hours=1)).trace

    [person] = found.people
    assert (person.signed_in_at, person.signed_out_at) == (now, now + seconds(300))
    assert [(busy.from_, busy.to, busy.kind) for busy in found.busy] == [
        (now, now + seconds(60), "break"),
        (now + seconds(200), now + seconds(300), "break"),
    ]
