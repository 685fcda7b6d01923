"""The only door of this room: recordings are kept, found by their words, and played."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.prompts import rules
from app.prompts.models import Prompt


def keep(session: Session, language: str, words: str, sound: bytes, staff_id: int, now: datetime) -> Prompt:
    """Keep the recording of these words, in place of an older one. Raises Invalid where it cannot be played."""
    media = rules.media_of(sound)
    session.execute(delete(Prompt).where(Prompt.language == language, Prompt.words == words))
    kept = Prompt(language=language, words=words, media=media, sound=sound, recorded_at=now, recorded_by=staff_id)
    session.add(kept)
    session.flush()
    return kept


def recorded(session: Session, language: str) -> dict[str, UUID]:
    """What was recorded in a language: the id of each recording by its words."""
    rows = session.execute(select(Prompt.words, Prompt.id).where(Prompt.language == language))
    return {row.words: row.id for row in rows}


def by_id(session: Session, prompt_id: UUID) -> Prompt | None:
    """A recording, if it is still the one for its words."""
    return session.get(Prompt, prompt_id)
