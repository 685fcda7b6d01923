"""Nobody came to interpret: it is our failure, and she is told so in her own language, with the time we ring again."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.scripts import wording
from app.scripts.catalogues import NOBODY_INTERPRETED
from app.switchboard import languages
from app.texts.words import language_of

_SEVERAL: Final = "\n\n"


def words(session: Session, callback: Callback, again_at: datetime, *, practice: bool) -> str:
    """The text: in the language that she reads, and, where that was never said to be another than English, in the one
    that she speaks before it. A language without the sentence, or on a live line without a speaker's check, is left
    out."""
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id is not None else None
    read = claimant.read_language if claimant is not None else callback.language
    spoken = claimant.spoken_language if claimant is not None else callback.language
    wanted = (spoken, read) if read == "en" else (read,)
    in_them = [one for one in dict.fromkeys(wanted) if _can_be_read(one, practice=practice)]
    return _SEVERAL.join(
        wording.say(NOBODY_INTERPRETED, one, when=wording.when(again_at, one))
        for one in in_them or [language_of(callback.language)]
    )


def _can_be_read(language: str, *, practice: bool) -> bool:
    has_it = language == "en" or NOBODY_INTERPRETED in wording.catalogue(language)
    return has_it and languages.may_be_heard(language, practice=practice)
