"""The only door of this room: recordings are kept, found by their words or their site, and played."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.prompts import rules
from app.prompts.models import Prompt, TextphoneRecording
from app.prompts.rules import TEXTPHONE_KINDS, UNANSWERED, WAITING

__all__ = [
    "TEXTPHONE_KINDS",
    "UNANSWERED",
    "WAITING",
    "by_id",
    "keep",
    "keep_textphone",
    "of_textphone",
    "recorded",
]


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


def keep_textphone(
    session: Session, site_id: int, kind: str, sound: bytes, staff_id: int, now: datetime
) -> TextphoneRecording:
    """Keep what a site's textphone number plays, in place of an older one. Raises Invalid where it cannot be played."""
    media = rules.media_of(sound)
    session.execute(
        delete(TextphoneRecording).where(TextphoneRecording.site_id == site_id, TextphoneRecording.kind == kind)
    )
    kept = TextphoneRecording(
        site_id=site_id, kind=kind, media=media, sound=sound, recorded_at=now, recorded_by=staff_id
    )
    session.add(kept)
    session.flush()
    return kept


def of_textphone(session: Session, site_id: int) -> dict[str, UUID]:
    """What a site's textphone number plays: the id of each recording by its kind."""
    rows = session.execute(
        select(TextphoneRecording.kind, TextphoneRecording.id).where(TextphoneRecording.site_id == site_id)
    )
    return {row.kind: row.id for row in rows}


def unanswered_of_all(session: Session) -> dict[int, UUID]:
    """What each site's textphone number plays where nobody answers, by the site's id; without those that have none."""
    rows = session.execute(
        select(TextphoneRecording.site_id, TextphoneRecording.id).where(TextphoneRecording.kind == UNANSWERED)
    )
    return {row.site_id: row.id for row in rows}


def by_id(session: Session, prompt_id: UUID) -> Prompt | TextphoneRecording | None:
    """A recording, if it is still the one for its words, or for its site."""
    return session.get(Prompt, prompt_id) or session.get(TextphoneRecording, prompt_id)
