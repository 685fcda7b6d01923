"""Nobody came to interpret: it is our failure, and she is told so in her own language, with the time we ring again."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.scripts import wording
from app.scripts.catalogues import NOBODY_INTERPRETED, SORRY_BY_LETTER, WHOLE
from app.switchboard import languages
from app.texts.words import language_of

_SEVERAL: Final = "\n\n"


def words(session: Session, callback: Callback, again_at: datetime, *, practice: bool) -> str:
    """The text: in each language of `_hers`, or else in that of the call-back."""
    in_them = _hers(session, callback, NOBODY_INTERPRETED, practice=practice)
    return _SEVERAL.join(
        wording.say(NOBODY_INTERPRETED, one, when=wording.when(again_at, one))
        for one in in_them or [language_of(callback.language)]
    )


def in_her_own(session: Session, callback: Callback, *, practice: bool) -> tuple[str, str] | None:
    """What a letter says first in a language of hers in which no letters are written, with the language; None where
    there is none that we can write."""
    in_them = _hers(session, callback, SORRY_BY_LETTER, practice=practice)
    own = next((one for one in in_them if one not in WHOLE), None)
    return (own, wording.say(SORRY_BY_LETTER, own)) if own is not None else None


def _hers(session: Session, callback: Callback, message: str, *, practice: bool) -> list[str]:
    """The language that she reads, and, where that was never said to be another than English, the one that she speaks
    before it. A language without the sentence, or on a live line without a speaker's check, is left out."""
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id is not None else None
    read = claimant.read_language if claimant is not None else callback.language
    spoken = claimant.spoken_language if claimant is not None else callback.language
    wanted = (spoken, read) if read == "en" else (read,)
    return [one for one in dict.fromkeys(wanted) if _can_be_read(message, one, practice=practice)]


def _can_be_read(message: str, language: str, *, practice: bool) -> bool:
    has_it = language == "en" or message in wording.catalogue(language)
    return has_it and languages.may_be_heard(language, practice=practice)
