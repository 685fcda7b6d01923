"""What advisers are doing: only the moves that the table allows."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.sites.models import Site
from app.staff import service
from app.staff.models import Staff
from app.values.moves import IllegalMove


@pytest.fixture
def adviser(session: Session, site: Site, now: datetime) -> int:
    return service.add(session, username="asha", name="Asha Rao", role="adviser", site_id=site.id, now=now).staff.id


def test_a_move_that_the_table_has_not_is_refused(session: Session, adviser: int, now: datetime) -> None:
    with pytest.raises(IllegalMove, match="from signed_out to on_call"):
        service.set_presence(session, adviser, "on_call", None, now)
    assert service.presence_of(session, adviser).state == "signed_out"


def test_a_caller_who_goes_while_the_adviser_is_rung_costs_no_place(
    session: Session, adviser: int, now: datetime
) -> None:
    service.set_presence(session, adviser, "ready", None, now)
    service.set_presence(session, adviser, "ringing", None, now + timedelta(minutes=4))
    doing = service.ringing_stopped(session, adviser, now + timedelta(minutes=5))
    assert (doing.state, doing.since, doing.idle_since) == ("ready", now + timedelta(minutes=5), now)


def test_who_took_a_call_is_idle_from_when_ready_again(session: Session, adviser: int, now: datetime) -> None:
    for minute, state in enumerate(["ready", "ringing", "on_call", "wrapping_up", "ready"]):
        service.set_presence(session, adviser, state, None, now + timedelta(minutes=minute))
    assert service.presence_of(session, adviser).idle_since == now + timedelta(minutes=4)


def test_to_the_same_state_again_only_the_reason_changes(session: Session, adviser: int, now: datetime) -> None:
    service.set_presence(session, adviser, "away", "did_not_answer", now)
    doing = service.set_presence(session, adviser, "away", "training", now + timedelta(minutes=1))
    assert (doing.reason, doing.since) == ("training", now)


def test_the_one_idle_longest_comes_first(session: Session, site: Site, adviser: int, now: datetime) -> None:
    ben = service.add(session, username="ben", name="Ben Hall", role="adviser", site_id=site.id, now=now).staff.id
    cai = service.add(session, username="cai", name="Cai Rees", role="adviser", site_id=site.id, now=now).staff.id
    service.set_presence(session, adviser, "ready", None, now + timedelta(minutes=2))
    service.set_presence(session, ben, "ready", None, now + timedelta(minutes=1))
    service.set_presence(session, cai, "break", "tea", now)
    assert [one.staff.id for one in service.on_site(session, site.id)] == [ben, adviser, cai]
    assert service.on_site(session, site.id + 1) == []


def test_at_work_are_those_who_may_be_rung_for_or_will_be_and_on_what(
    session: Session, site: Site, adviser: int, now: datetime
) -> None:
    # given one signed out, one on a break, one ready at a desk since noon and one in the browser, busy
    def add(username: str, *states: str, **telephone: object) -> int:
        added = service.add(session, username=username, name=username, role="adviser", site_id=site.id, now=now).staff
        for name, value in telephone.items():
            setattr(added, name, value)
        for state in states:
            service.set_presence(session, added.id, state, None, now)
        return added.id

    add("bea", "ready", "break")
    desk = add("cai", "ready", desk_number="+443069990201", languages=["en", "cy"])
    browser = add("dee", "ready", "ringing", "on_call", browser_telephone=True)
    session.flush()

    found = {one.id: one for one in service.at_work(session)}

    assert list(found) == [desk, browser]
    assert (found[desk].rings_at, found[desk].languages) == ("+443069990201", frozenset({"en", "cy"}))
    assert (found[desk].state, found[desk].idle_since) == ("ready", now)
    told = session.get_one(Staff, browser)
    assert (found[browser].rings_at, found[browser].state) == (told.rings_at, "on_call")
