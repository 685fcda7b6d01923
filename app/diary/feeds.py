"""The keys by which calendar programs read diaries: each opens one adviser's diary, until it is taken back."""

import hashlib
import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.diary.models import DiaryFeed

KEY_BYTES: Final = 32


def new_feed(session: Session, staff_id: int, now: datetime) -> str:
    """A new key for an adviser's diary; the one before opens nothing any more. It is told this once."""
    key = secrets.token_urlsafe(KEY_BYTES)
    session.merge(DiaryFeed(staff_id=staff_id, key_hash=_hash(key), made_at=now))
    session.flush()
    return key


def feed_of(session: Session, staff_id: int) -> DiaryFeed | None:
    """The feed of an adviser, where he has one."""
    return session.get(DiaryFeed, staff_id)


def end_feed(session: Session, staff_id: int) -> None:
    """Take the key back."""
    feed = feed_of(session, staff_id)
    if feed is not None:
        session.delete(feed)
        session.flush()


def by_key(session: Session, key: str) -> int | None:
    """Whose diary a key opens (staff id), or None."""
    return session.scalar(select(DiaryFeed.staff_id).where(DiaryFeed.key_hash == _hash(key))) if key else None


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
