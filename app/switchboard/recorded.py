"""Languages without a voice: which prompts there should be, and how a reply is played from those there are."""

from dataclasses import replace
from functools import cache

from sqlalchemy.orm import Session

from app.prompts import rules
from app.prompts import service as prompts
from app.scripts import wording
from app.scripts.catalogues import OF_THE_LINE, WRITTEN
from app.scripts.line_calendars import CALENDARS
from app.switchboard.replies import KeepRinging, Reply
from app.telephony.addresses import Addresses
from app.telephony.twiml import Sentence
from app.values.language import ENGLISH, LANGUAGES

NUMBERS, KEYS = range(100), range(10)


@cache
def wanted(language: str) -> dict[str, str]:
    """Every prompt of a language, in the order in which it is recorded: its words, and the English it is part of.

    Numbers and the words of days and times are there only where the line itself speaks the language.
    """
    found: dict[str, str] = {}
    for english, words in wording.catalogue(language).items():
        if english in WRITTEN:
            continue  # It is written, and never said.
        for form in words.forms if isinstance(words, wording.Counted) else (words,):
            for fragment in rules.fragments(form):
                found.setdefault(fragment, english)
    for number in NUMBERS if language in OF_THE_LINE else KEYS:
        found.setdefault(str(number), str(number))
    if language in CALENDARS:
        for word in CALENDARS[language].words():
            found.setdefault(rules.bare(word), "")
    return found


def counts(session: Session, language: str) -> tuple[int, int]:
    """How many prompts of a language were recorded, and how many there are."""
    there, all_of_them = prompts.recorded(session, language), wanted(language)
    return sum(words in there for words in all_of_them), len(all_of_them)


def can_be_said(session: Session, language: str) -> bool:
    """Whether the line has all its sentences in a language: by a voice, or every one recorded."""
    if LANGUAGES[language].can_be_said:
        return True
    recorded, there_are = counts(session, language)
    return recorded == there_are > 0


def played(session: Session, reply: Reply, addresses: Addresses) -> Reply:
    """The reply with what was recorded in place of what no voice can say; what was not recorded is said in English."""
    if isinstance(reply, KeepRinging):
        return reply
    said = reply.sentences
    if all(LANGUAGES[one.language].can_be_said for one in said):
        return reply
    heard = [piece for one in said for piece in _played(session, one, addresses)]
    return replace(reply, sentences=heard)


def _played(session: Session, sentence: Sentence, addresses: Addresses) -> list[Sentence]:
    if LANGUAGES[sentence.language].can_be_said:
        return [sentence]
    recordings = prompts.recorded(session, sentence.language)
    pieces = rules.pieces(sentence.text, recordings)
    if pieces is None:
        return [Sentence(sentence.english or sentence.text, ENGLISH.code)]
    return [
        Sentence(one.words, sentence.language, recording=addresses.prompt(recordings[one.words]))
        if one.recorded
        else Sentence(one.words, ENGLISH.code)
        for one in pieces
    ]
