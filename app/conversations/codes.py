"""The codes by which somebody proves who they are: asked for, made, given, used."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.conversations import rules
from app.conversations.models import Code
from app.database.sealing import look_up


@dataclass(frozen=True)
class Texted:
    """How many codes were asked for lately: by this number, and by all."""

    to_this_number: int
    to_all: int


def lately_texted(session: Session, telephone: str, now: datetime) -> Texted:
    """How many codes were asked for within the last hour. The caller holds a lock, or two may both be let by."""
    asked = Code.telephone.is_not(None) & Code.callback_id.is_(None)
    lately = asked & (Code.asked_at > now - rules.TEXTED_WITHIN)
    mine, everybody = session.execute(
        select(func.count().filter(Code.telephone == telephone), func.count()).where(lately)
    ).one()
    return Texted(mine, everybody)


def ask_for_code(
    session: Session, telephone: str, claimant_id: UUID | None, site_id: int, language: str, now: datetime
) -> Code:
    """A code for a mobile (E.164), not made yet: it is made when it is sent, so that it lies nowhere in the clear."""
    code = Code(
        claimant_id=claimant_id,
        telephone=telephone,
        site_id=site_id,
        language=language,
        asked_at=now,
        expires_at=now + rules.TEXTED_STANDS,
    )
    session.add(code)
    session.flush()
    return code


def invite(
    session: Session,
    telephone: str,
    claimant_id: UUID,
    site_id: int,
    language: str,
    now: datetime,
    *,
    callback_id: UUID,
    about_at: datetime,
    expires_at: datetime,
) -> Code:
    """A code for a call-back by the typed page, not made yet; one for each time of it (the database sees to that)."""
    code = Code(
        claimant_id=claimant_id,
        telephone=telephone,
        site_id=site_id,
        language=language,
        asked_at=now,
        expires_at=expires_at,
        callback_id=callback_id,
        about_at=about_at,
    )
    session.add(code)
    session.flush()
    return code


def post(
    session: Session,
    claimant_id: UUID,
    site_id: int,
    language: str,
    now: datetime,
    *,
    letter_id: UUID,
    callback_id: UUID,
    about_at: datetime,
    expires_at: datetime,
) -> str | None:
    """The figures of a code that a letter brings her, made anew whenever that is printed; None where she has been sent
    one for that time in another way, or has used it."""
    mine = (Code.callback_id == callback_id) & (Code.about_at == about_at)
    code = session.scalars(select(Code).where(mine).with_for_update()).one_or_none()
    if code is None:
        code = Code(
            claimant_id=claimant_id,
            site_id=site_id,
            language=language,
            asked_at=now,
            callback_id=callback_id,
            about_at=about_at,
            letter_id=letter_id,
        )
        session.add(code)
    elif code.letter_id is None or code.used_at is not None:
        return None
    code.letter_id, code.expires_at, code.tries = letter_id, expires_at, 0
    session.flush()
    return _make(session, code)


def was_invited(session: Session, callback_id: UUID, about_at: datetime) -> bool:
    """Whether a code was meant for that time of a call-back."""
    found = select(Code.id).where(Code.callback_id == callback_id, Code.about_at == about_at)
    return session.scalar(found) is not None


def has_code(session: Session, claimant_id: UUID, now: datetime) -> bool:
    """Whether she has a code that an adviser or a letter gave her, and that stands."""
    by_us = Code.given_by.is_not(None) | Code.letter_id.is_not(None)
    given = (Code.claimant_id == claimant_id) & by_us & Code.used_at.is_(None)
    found = session.scalars(select(Code).where(given, Code.expires_at > now))
    return any(rules.code_stands(code.expires_at, code.used_at, code.tries, now) for code in found)


def make_code(session: Session, code_id: UUID, now: datetime) -> tuple[Code, str] | None:
    """Make the figures of a code that was asked for; None where they were made before, or nobody waits any more."""
    code = session.get_one(Code, code_id, with_for_update=True, populate_existing=True)
    if code.code_hash is not None or not rules.code_stands(code.expires_at, code.used_at, code.tries, now):
        return None
    return code, _make(session, code)


def forget_figures(session: Session, code_id: UUID) -> None:
    """The code could not be sent: its figures are made anew when it is tried again."""
    session.get_one(Code, code_id, with_for_update=True, populate_existing=True).code_hash = None
    session.flush()


def give_code(session: Session, claimant_id: UUID, site_id: int, language: str, by: int, now: datetime) -> str:
    """A code that an adviser gives to a claimant who is known; those given before count no more."""
    session.execute(
        update(Code)
        .where(Code.claimant_id == claimant_id, Code.given_by.is_not(None), Code.used_at.is_(None))
        .values(expires_at=now)
    )
    code = Code(
        claimant_id=claimant_id,
        given_by=by,
        site_id=site_id,
        language=language,
        asked_at=now,
        expires_at=now + rules.GIVEN_STANDS,
    )
    session.add(code)
    session.flush()
    return _make(session, code)


def prove(
    session: Session, typed: str, now: datetime, code_id: UUID | None = None, claimant_id: UUID | None = None
) -> Code | None:
    """The code that was typed, used up by it; None for a wrong one, which is counted: the caller commits that too.

    It is looked for as `code_id` (asked for in this browser), or among those of a claimant who gave her reference.
    """
    whose = Code.id == code_id if code_id is not None else Code.claimant_id == claimant_id
    known = session.scalars(
        select(Code)
        .where(whose, Code.used_at.is_(None), Code.expires_at > now)
        .order_by(Code.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    figures = rules.figures(typed)
    for code in known:
        if code.code_hash is None or not rules.code_stands(code.expires_at, code.used_at, code.tries, now):
            continue
        if hmac.compare_digest(code.code_hash, _hash(code.id, figures)):
            code.used_at = now
            session.flush()
            return code
        code.tries += 1
    session.flush()
    return None


def _make(session: Session, code: Code) -> str:
    figures = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}"
    code.code_hash = _hash(code.id, figures)
    session.flush()
    return figures


def _hash(code_id: UUID, figures: str) -> bytes:
    """Keyed, because so few figures could be tried out against a plain hash."""
    return look_up(figures, f"conversation_codes:{code_id}")
