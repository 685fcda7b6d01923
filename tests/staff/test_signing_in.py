"""Signing in and out."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry
from app.sites.models import Site
from app.staff import rules, service
from app.staff.errors import StillOnACall, TooManyTries, UsernameTaken
from app.staff.models import SignIn


@pytest.fixture
def asha(session: Session, site: Site, now: datetime) -> service.Added:
    return service.add(session, username="Asha ", name="Asha Rao", role="adviser", site_id=site.id, now=now)


def signed_in(session: Session, asha: service.Added, now: datetime) -> str:
    token = service.sign_in(session, "asha", asha.password, now)
    assert token is not None
    return token


def test_a_name_is_taken_once(session: Session, site: Site, asha: service.Added, now: datetime) -> None:
    with pytest.raises(UsernameTaken):
        service.add(session, username="ASHA", name="Another", role="adviser", site_id=site.id, now=now)


def test_the_right_password_gives_a_token_that_is_not_kept(
    session: Session, asha: service.Added, now: datetime
) -> None:
    token = signed_in(session, asha, now)
    found = service.by_token(session, token, now)
    assert found is not None
    assert (found.staff.id, found.presence.state, found.presence.reason) == (asha.staff.id, "away", "signed_in")
    assert token.encode() not in session.scalars(select(SignIn.token_hash)).all()


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
    session: Session, asha: service.Added, now: datetime
) -> None:
    assert service.sign_in(session, "asha", "wrong", now) is None
    assert service.sign_in(session, "nobody", "wrong", now) is None
    assert service.by_token(session, "invented", now) is None


@pytest.mark.parametrize("name", ["asha", "nobody"])
def test_guessing_is_slowed_for_names_that_are_and_that_are_not(
    session: Session, asha: service.Added, name: str, now: datetime
) -> None:
    for _ in range(rules.WRONG_BEFORE_A_WAIT):
        assert service.sign_in(session, name, "wrong", now) is None
    with pytest.raises(TooManyTries) as refused:
        service.sign_in(session, name, asha.password, now)
    assert refused.value.until == now + rules.FIRST_WAIT


def test_after_the_wait_the_right_password_counts_again(session: Session, asha: service.Added, now: datetime) -> None:
    for _ in range(rules.WRONG_BEFORE_A_WAIT):
        service.sign_in(session, "asha", "wrong", now)
    assert signed_in(session, asha, now + rules.FIRST_WAIT)
    assert service.sign_in(session, "asha", "wrong", now + rules.FIRST_WAIT) is None


def test_signing_out_ends_the_token_and_the_presence(session: Session, asha: service.Added, now: datetime) -> None:
    token = signed_in(session, asha, now)
    service.sign_out(session, token, now)
    service.sign_out(session, token, now)
    assert service.by_token(session, token, now) is None
    assert service.presence_of(session, asha.staff.id).state == "signed_out"


def test_another_browser_of_hers_keeps_her_here(session: Session, asha: service.Added, now: datetime) -> None:
    first, second = signed_in(session, asha, now), signed_in(session, asha, now)
    service.sign_out(session, first, now)
    assert service.by_token(session, second, now) is not None
    assert service.presence_of(session, asha.staff.id).state == "away"


def test_who_was_ready_and_signs_out_in_one_browser_of_two_is_rung_no_more(
    session: Session, asha: service.Added, now: datetime
) -> None:
    # given she is ready, and signed in at a second browser that she has forgotten
    first, second = signed_in(session, asha, now), signed_in(session, asha, now)
    service.set_presence(session, asha.staff.id, "ready", None, now)
    # when she signs out at the one
    service.sign_out(session, first, now)
    # then she is away, may go on at the other, and is signed out when nobody does
    found = service.by_token(session, second, now)
    assert found is not None
    assert (found.presence.state, found.presence.reason) == ("away", "signed_out_elsewhere")
    service.end_forgotten(session, now + rules.LOCKED_WHEN_IDLE)
    assert service.presence_of(session, asha.staff.id).state == "signed_out"


def test_a_second_browser_does_not_disturb_a_call(session: Session, asha: service.Added, now: datetime) -> None:
    first, _second = signed_in(session, asha, now), signed_in(session, asha, now)
    for state in ("ready", "ringing", "on_call"):
        service.set_presence(session, asha.staff.id, state, None, now)
    service.sign_out(session, first, now)
    assert service.presence_of(session, asha.staff.id).state == "on_call"


def test_nobody_is_ready_longer_than_a_sign_in_may_last(session: Session, asha: service.Added, now: datetime) -> None:
    # given she was ready in two browsers, and both are left alone for the night
    signed_in(session, asha, now)
    signed_in(session, asha, now + timedelta(hours=1))
    service.set_presence(session, asha.staff.id, "ready", None, now)
    # then with the later of the two she is signed out
    assert service.end_forgotten(session, now + rules.SIGNED_IN_AT_MOST) == 1
    assert service.presence_of(session, asha.staff.id).state == "ready"
    assert service.end_forgotten(session, now + rules.SIGNED_IN_AT_MOST + timedelta(hours=1)) == 1
    assert service.presence_of(session, asha.staff.id).state == "signed_out"


def test_nobody_signs_out_with_a_claimant_on_the_line(session: Session, asha: service.Added, now: datetime) -> None:
    token = signed_in(session, asha, now)
    for state in ("ready", "ringing", "on_call"):
        service.set_presence(session, asha.staff.id, state, None, now)
    with pytest.raises(StillOnACall):
        service.sign_out(session, token, now)
    assert service.by_token(session, token, now) is not None


def test_a_page_that_only_looks_does_not_keep_a_chair_warm(
    session: Session, asha: service.Added, now: datetime
) -> None:
    token = signed_in(session, asha, now)
    assert service.by_token(session, token, now + timedelta(minutes=20), acted=False)
    assert service.by_token(session, token, now + timedelta(minutes=25), acted=True)
    assert service.by_token(session, token, now + timedelta(minutes=54))
    assert service.by_token(session, token, now + timedelta(minutes=90)) is None


def test_who_has_gone_without_signing_out_is_signed_out(session: Session, asha: service.Added, now: datetime) -> None:
    signed_in(session, asha, now)
    service.set_presence(session, asha.staff.id, "break", "lunch", now)
    assert service.end_forgotten(session, now + timedelta(minutes=29)) == 0
    assert service.end_forgotten(session, now + timedelta(minutes=31)) == 1
    assert service.presence_of(session, asha.staff.id).state == "signed_out"


def test_a_new_password_signs_every_browser_out(session: Session, asha: service.Added, now: datetime) -> None:
    token = signed_in(session, asha, now)
    password = service.new_password(session, asha.staff, now, by=None)
    assert service.by_token(session, token, now) is None
    assert service.sign_in(session, "asha", asha.password, now) is None
    assert service.sign_in(session, "asha", password, now) is not None


def test_who_is_given_a_new_password_is_rung_no_more(session: Session, asha: service.Added, now: datetime) -> None:
    signed_in(session, asha, now)
    service.set_presence(session, asha.staff.id, "ready", None, now)
    service.new_password(session, asha.staff, now, by=None)
    assert service.presence_of(session, asha.staff.id).state == "signed_out"


def test_who_is_given_a_new_password_during_a_call_is_signed_out_after_it(
    session: Session, asha: service.Added, now: datetime
) -> None:
    # given a claimant is on the line while every browser is signed out
    signed_in(session, asha, now)
    for state in ("ready", "ringing", "on_call"):
        service.set_presence(session, asha.staff.id, state, None, now)
    service.new_password(session, asha.staff, now, by=None)
    service.end_forgotten(session, now)
    assert service.presence_of(session, asha.staff.id).state == "on_call"
    # when she has gone, then nobody is left to be rung
    service.set_presence(session, asha.staff.id, "wrapping_up", None, now)
    service.end_forgotten(session, now)
    assert service.presence_of(session, asha.staff.id).state == "signed_out"


def test_who_is_shut_out_cannot_sign_in(session: Session, asha: service.Added, now: datetime) -> None:
    token = signed_in(session, asha, now)
    service.set_active(session, asha.staff, active=False, now=now, by=asha.staff.id)
    assert service.by_token(session, token, now) is None
    assert service.sign_in(session, "asha", asha.password, now) is None


def test_what_is_done_at_the_door_is_noted(session: Session, asha: service.Added, now: datetime) -> None:
    service.sign_in(session, "asha", "wrong", now)
    service.sign_out(session, signed_in(session, asha, now), now)
    session.flush()
    noted = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == "staff").order_by(AuditEntry.id))
    assert noted.all() == ["added", "sign_in_failed", "signed_in", "signed_out"]
