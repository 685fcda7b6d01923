"""The only door to the people who work here: adding them, signing in and out."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.staff import passwords, rules
from app.staff.errors import StillOnACall, TooManyTries, UsernameTaken
from app.staff.lending import bring_home, lend, overstayed
from app.staff.models import PRESENCE, ROLES, FailedSignIn, Presence, SignIn, Staff
from app.staff.presence import (
    at_work,
    has_textphone,
    lock_free_presence,
    lock_presence,
    on_site,
    presence_of,
    present,
    put,
    ringing_stopped,
    set_presence,
)

__all__ = [
    "Added",
    "SignedIn",
    "add",
    "among",
    "answering_for",
    "at_work",
    "bring_home",
    "by_id",
    "by_token",
    "by_username",
    "end_forgotten",
    "everybody",
    "has_textphone",
    "is_at_a_browser",
    "lend",
    "lock_free_presence",
    "lock_presence",
    "name_of",
    "new_password",
    "on_site",
    "overstayed",
    "presence_of",
    "present",
    "put",
    "ringing_stopped",
    "set_active",
    "set_presence",
    "set_telephone",
    "sign_in",
    "sign_out",
    "stay",
    "to_be_called",
]


@dataclass(frozen=True)
class Added:
    """Somebody new, and the password that is shown this once."""

    staff: Staff
    password: str


@dataclass(frozen=True)
class SignedIn:
    """Who is at a browser, and what they are doing; `ends_at`: when the sign-in ends unless something is done."""

    staff: Staff
    presence: Presence
    ends_at: datetime | None = None


def add(
    session: Session,
    *,
    username: str,
    name: str,
    role: str,
    site_id: int,
    now: datetime,
    languages: Sequence[str] = ("en",),
    textphone: bool = False,
    desk_number: str | None = None,
    browser_telephone: bool = False,
    by: int | None = None,
) -> Added:
    """Add somebody with a generated password. Raises UsernameTaken, and ValueError for a role there is not."""
    if role not in ROLES:
        raise ValueError(f"{role} is no role")
    password = passwords.generate()
    made: Staff | None = session.scalar(
        insert(Staff)
        .values(
            username=rules.username(username),
            name=name.strip(),
            password_hash=passwords.hashed(password),
            role=role,
            site_id=site_id,
            languages=list(languages),
            textphone=textphone,
            desk_number=desk_number,
            active=True,
            browser_telephone=browser_telephone,
        )
        .on_conflict_do_nothing(index_elements=[Staff.username])
        .returning(Staff)
    )
    if made is None:
        raise UsernameTaken
    session.add(Presence(staff_id=made.id, state="signed_out", since=now))
    session.flush()
    audit.record(session, "added", "staff", made.id, now, staff_id=by, actor="staff" if by else "command", role=role)
    return Added(made, password)


def by_id(session: Session, staff_id: int) -> Staff | None:
    """Somebody by id."""
    return session.get(Staff, staff_id)


def among(session: Session, staff_ids: Collection[int]) -> dict[int, Staff]:
    """These people by their ids."""
    return {one.id: one for one in session.scalars(select(Staff).where(Staff.id.in_(staff_ids)))}


def name_of(session: Session, staff_id: int | None) -> str:
    """How somebody is called; empty for nobody."""
    found = by_id(session, staff_id) if staff_id is not None else None
    return found.name if found is not None else ""


def answering_for(session: Session, site_id: int) -> list[Staff]:
    """Who can answer for a site to people: its supervisors first, then its advisers."""
    active = [one.staff for one in everybody(session, site_id) if one.staff.active and one.staff.role != "operator"]
    return sorted(active, key=lambda one: (one.role != "supervisor", one.name))


def by_username(session: Session, username: str) -> Staff | None:
    """Somebody by the name they sign in with."""
    return session.scalar(select(Staff).where(Staff.username == rules.username(username)))


def everybody(session: Session, site_id: int | None = None) -> list[SignedIn]:
    """Everybody of the service or of one site, by site and name, with what they are doing.

    Of a site are those who belong to it and those who are lent to it today.
    """
    chosen = select(Staff, Presence).join(Presence, Presence.staff_id == Staff.id)
    if site_id is not None:
        chosen = chosen.where((Staff.site_id == site_id) | (Staff.home_site_id == site_id))
    return [SignedIn(staff, doing) for staff, doing in session.execute(chosen.order_by(Staff.site_id, Staff.name))]


def new_password(session: Session, staff: Staff, now: datetime, by: int | None) -> str:
    """Replace a password by a generated one; every browser of theirs is signed out, and with it they are.

    With a claimant on the line only once she has gone: `end_forgotten` sees to that.
    """
    password = passwords.generate()
    staff.password_hash = passwords.hashed(password)
    with suppress(StillOnACall):
        _leave(session, staff.id, now)
    _end_sign_ins(session, staff.id, now)
    session.execute(delete(FailedSignIn).where(FailedSignIn.username == staff.username))
    session.flush()
    audit.record(session, "new_password", "staff", staff.id, now, staff_id=by, actor="staff" if by else "command")
    return password


def set_active(session: Session, staff: Staff, active: bool, now: datetime, by: int) -> None:
    """Let somebody sign in or not. Raises StillOnACall where a claimant would be left alone."""
    if not active:
        _leave(session, staff.id, now)
        _end_sign_ins(session, staff.id, now)
    staff.active = active
    session.flush()
    audit.record(session, "let_in" if active else "shut_out", "staff", staff.id, now, staff_id=by)


def set_telephone(
    session: Session, staff: Staff, desk_number: str | None, in_browser: bool, now: datetime, by: int
) -> None:
    """Have somebody rung at a desk telephone (E.164 or `sip:`), or in the browser; from the next call on."""
    staff.desk_number, staff.browser_telephone = desk_number, in_browser
    session.flush()
    kind = "browser" if in_browser else "sip" if (desk_number or "").startswith("sip:") else "number"
    audit.record(session, "telephone_chosen", "staff", staff.id, now, staff_id=by, kind=kind)


def sign_in(session: Session, username: str, password: str, now: datetime) -> str | None:
    """A token for the browser, or None for a wrong name or password: which, is not said.

    Raises TooManyTries, whether or not anybody has that name. A wrong try is counted in this transaction,
    so the caller commits it too.
    """
    name = rules.username(username)
    _count_try(session, name, now)
    staff = session.scalar(select(Staff).where(Staff.username == name, Staff.active))
    if not passwords.is_right(password, staff.password_hash if staff else None) or staff is None:
        if staff is not None:
            audit.record(session, "sign_in_failed", "staff", staff.id, now, actor="visitor")
        return None
    session.execute(delete(FailedSignIn).where(FailedSignIn.username == name))
    if passwords.is_outdated(staff.password_hash):
        staff.password_hash = passwords.hashed(password)
    token = secrets.token_urlsafe(32)
    session.add(SignIn(token_hash=_token_hash(token), staff_id=staff.id, started_at=now, seen_at=now))
    session.flush()
    if staff.role == "adviser" and lock_presence(session, staff.id).state == "signed_out":
        set_presence(session, staff.id, "away", "signed_in", now)
    audit.record(session, "signed_in", "staff", staff.id, now, staff_id=staff.id)
    return token


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End one browser's sign-in; with the last one its person is signed out. Raises StillOnACall.

    Who was ready and is signed in at another browser too is away from now on: somebody said that they leave, and
    nobody may be rung at an empty desk because another browser was forgotten.
    """
    ended = session.get(SignIn, _token_hash(token))
    if ended is None or ended.ended_at is not None:
        return
    others = session.scalar(
        select(SignIn.staff_id)
        .where(SignIn.staff_id == ended.staff_id, SignIn.ended_at.is_(None), SignIn.token_hash != ended.token_hash)
        .limit(1)
    )
    if others is None:
        _leave(session, ended.staff_id, now)
    elif lock_presence(session, ended.staff_id).state == "ready":
        set_presence(session, ended.staff_id, "away", "signed_out_elsewhere", now)
    ended.ended_at = now
    session.flush()
    audit.record(session, "signed_out", "staff", ended.staff_id, now, staff_id=ended.staff_id)


def by_token(session: Session, token: str, now: datetime, *, acted: bool = True) -> SignedIn | None:
    """Who has that token, while its sign-in counts. `acted`: a person did something, the page did not just look."""
    found = session.execute(
        select(SignIn, Staff, Presence)
        .join(Staff, Staff.id == SignIn.staff_id)
        .join(Presence, Presence.staff_id == Staff.id)
        .where(SignIn.token_hash == _token_hash(token), SignIn.ended_at.is_(None), Staff.active)
    ).one_or_none()
    if found is None:
        return None
    signed_in, staff, doing = found
    if now >= _ends_at(signed_in, doing.state, doing.since):
        return None
    if acted and now - signed_in.seen_at >= rules.SEEN_EVERY:
        signed_in.seen_at = now
    return SignedIn(staff, doing, _ends_at(signed_in, doing.state, doing.since))


def stay(session: Session, token: str, now: datetime) -> None:
    """Whoever has that token stays signed in: nothing else happens by it."""
    signed_in = session.get(SignIn, _token_hash(token), with_for_update=True)
    if signed_in is not None and signed_in.ended_at is None:
        signed_in.seen_at = now
        signed_in.stays_until = rules.prolonged(signed_in.started_at, signed_in.stays_until, now)
        session.flush()


def is_at_a_browser(session: Session, staff_id: int, now: datetime) -> bool:
    """Whether somebody has a sign-in that counts: nobody is to be rung at an empty desk."""
    doing = presence_of(session, staff_id)
    live = session.scalars(select(SignIn).where(SignIn.staff_id == staff_id, SignIn.ended_at.is_(None)))
    return any(now < _ends_at(one, doing.state, doing.since) for one in live)


def to_be_called(session: Session, now: datetime) -> list[Staff]:
    """Whom an adviser can have rung to their own call, one statement: advisers who are ready, the one idle longest
    first, and supervisors at a browser."""
    live = (SignIn.staff_id == Staff.id) & SignIn.ended_at.is_(None)
    rows = session.execute(
        select(Staff, Presence, SignIn)
        .join(Presence, Presence.staff_id == Staff.id)
        .outerjoin(SignIn, live & (Staff.role == "supervisor"))
        .where(Staff.active, (Staff.role == "supervisor") | ((Staff.role == "adviser") & (Presence.state == "ready")))
        .order_by(Presence.idle_since.asc().nulls_last(), Staff.id)
        .execution_options(populate_existing=True)
    )
    found = {
        who.id: who
        for who, doing, signed_in in rows
        if who.role == "adviser" or (signed_in is not None and now < _ends_at(signed_in, doing.state, doing.since))
    }
    return [one for one in found.values() if one.rings_at is not None]


def end_forgotten(session: Session, now: datetime) -> int:
    """Tick: end what no longer counts and sign its people out, so that nobody is rung at an empty desk.

    Returns how many sign-ins were ended.
    """
    live = session.execute(
        select(SignIn, Presence.state, Presence.since)
        .join(Presence, Presence.staff_id == SignIn.staff_id)
        .where(SignIn.ended_at.is_(None))
        .with_for_update(of=SignIn, skip_locked=True)
    ).all()
    over = [row for row, state, since in live if now >= _ends_at(row, state, since)]
    still_here = {row.staff_id for row, *_ in live if row not in over}
    ended = 0
    for row in over:
        try:
            if row.staff_id not in still_here:
                _leave(session, row.staff_id, now)
        except StillOnACall:
            continue
        row.ended_at = now
        ended += 1
    session.flush()
    for staff_id in session.scalars(_signed_in_nowhere()).all():
        with suppress(StillOnACall):
            _leave(session, staff_id, now)
    session.execute(delete(FailedSignIn).where(FailedSignIn.since <= now - rules.FORGOTTEN_AFTER))
    session.flush()
    return ended


def _ends_at(signed_in: SignIn, presence: str, since: datetime) -> datetime:
    return rules.ends_at(signed_in.started_at, signed_in.stays_until, signed_in.seen_at, presence, since)


def _token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _count_try(session: Session, name: str, now: datetime) -> None:
    """Count a try before it is looked at; the row stays locked, so that tries of one name go one by one."""
    tried = session.get(FailedSignIn, name, with_for_update=True, populate_existing=True)
    if tried is not None and now < (until := tried.since + rules.wait_after(tried.failures)):
        raise TooManyTries(until)
    counted = insert(FailedSignIn).values(username=name, failures=1, since=now)
    session.execute(
        counted.on_conflict_do_update(
            index_elements=[FailedSignIn.username], set_={"failures": FailedSignIn.failures + 1, "since": now}
        )
    )


def _leave(session: Session, staff_id: int, now: datetime) -> None:
    doing = lock_presence(session, staff_id).state
    if doing == "signed_out":
        return
    if "signed_out" not in PRESENCE.table[doing]:
        raise StillOnACall
    set_presence(session, staff_id, "signed_out", None, now)


def _signed_in_nowhere() -> Select[int]:
    """Whose every browser was signed out while a claimant was on the line."""
    live = exists().where(SignIn.staff_id == Presence.staff_id, SignIn.ended_at.is_(None))
    return select(Presence.staff_id).where(Presence.state != "signed_out", ~live)


def _end_sign_ins(session: Session, staff_id: int, now: datetime) -> None:
    session.execute(update(SignIn).where(SignIn.staff_id == staff_id, SignIn.ended_at.is_(None)).values(ended_at=now))
