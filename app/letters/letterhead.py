"""What every letter has in common: the frame of its pages, and the blocks its words are made of."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from app.letters.pack import Letterhead, languages_of
from app.scripts.wording import day, mark, say

Block = dict[str, Any]
Passages = list[dict[str, str]]
"""One passage as the template takes it: a language and a text, for each language of the letter."""

NAME: Final = "Startline"
NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_TIMES: Final = re.compile(r"(?<=, ).*")  # "8.30 am to 6 pm" stays on one line
_HOUSE: Final = re.compile(r"\b\d+[A-Za-z]? (?=[A-Z])")  # and "6 Sample Street" is not broken after its number
_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? (?=\d[A-Z]{2}\b)")  # nor "HP20 1AA" in its middle

TELEPHONE = mark("Telephone")
INTERPRETER = mark("Interpreter")
INTERPRETED = mark("for {language}, and it costs you nothing")
TEXTPHONE = mark("Textphone")
REFERENCE = mark("Reference")
PAGE_OF = mark("Page {page} of {pages}")
LETTER_OF = mark("Letter {number} of {letters}")
DEAR = mark("Dear {name}")
HELLO = mark("Hello")
ON_BEHALF = mark("We write to you because you act for {name}. “You” in this letter is {name}.")
CLOSE = mark("Yours sincerely")


def frame(letter: Letterhead, title: str, *, number: int = 1, letters: int = 1) -> dict[str, Any]:
    """Everything of a letter but its words and its form, as letter `number` of `letters`."""
    languages = languages_of(letter.language)
    page_of = [say(PAGE_OF, one, page="{page}", pages="{pages}") for one in languages]
    if letters > 1:
        letter_of = [say(LETTER_OF, one, number=number, letters=letters) for one in languages]
        page_of = [f"{of_letters}, {of_pages}" for of_letters, of_pages in zip(letter_of, page_of, strict=True)]
    return {
        "title": " / ".join(dict.fromkeys(say(title, one) for one in languages)),
        "reference": letter.reference,
        "written_on": [letter.written_on.year, letter.written_on.month, letter.written_on.day],
        "large": letter.large_print,
        "address": [letter.recipient, *letter.address_lines],
        "sender": {"name": NAME, "groups": _sender(letter, languages)},
        "page_of": " · ".join(dict.fromkeys(page_of)),
        "form": None,
    }


def column(language: str, title: str, blocks: list[Block]) -> dict[str, Any]:
    """The words of a letter in one of its languages."""
    return {"language": language, "title": say(title, language), "blocks": blocks}


def heading(text: str) -> Block:
    """A heading within the letter."""
    return {"kind": "heading", "text": text}


def text(*sentences: str) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": " ".join(sentences)}


def own_words(language: str, sentence: str) -> Block:
    """A paragraph in another language than the letter's."""
    return {"kind": "own words", "language": language, "text": sentence}


def steps(*items: str) -> Block:
    """What to do, in order."""
    return {"kind": "steps", "items": list(items)}


def points(*items: str) -> Block:
    """Things of equal weight."""
    return {"kind": "points", "items": list(items)}


def facts(*rows: tuple[str, str]) -> Block:
    """Names and values that should be found at a glance."""
    return {"kind": "facts", "rows": [{"label": label, "value": value} for label, value in rows]}


def dear(letter: Letterhead, language: str) -> Block:
    """How she is greeted; whoever acts in her place is told for whom the letter is."""
    name = letter.greeted_as or letter.recipient
    # Of a form that is looked at before anybody has said whose it is, there is none.
    greeting = text((say(DEAR, language, name=name) if name else say(HELLO, language)) + ",")
    if letter.on_behalf_of:
        return {"kind": "greeting", "items": [greeting["text"], say(ON_BEHALF, language, name=letter.on_behalf_of)]}
    return greeting


def signed(letter: Letterhead, language: str) -> Block:
    """The end of the letter."""
    them = letter.sender
    lines = [say(CLOSE, language), f"{NAME}, {them.site}"]
    if _is_brief(letter) and them.textphone:
        lines.append(f"{say(TEXTPHONE, language)} {them.textphone}")
    if _is_brief(letter) and them.hours:
        lines.append(_unbroken(them.hours[language]))
    return {"kind": "signed", "items": lines}


def passages(words: Mapping[str, str], languages: tuple[str, ...]) -> Passages:
    """One passage in each of the languages."""
    return [{"language": one, "text": words[one]} for one in languages]


def said(message: str, languages: tuple[str, ...], **params: str | int) -> Passages:
    """One sentence of the catalogues in each of the languages."""
    return [{"language": one, "text": say(message, one, **params)} for one in languages]


def dated(on: date, language: str) -> str:
    """The day with its year: a letter may be read long after."""
    return f"{day(on, language)} {on.year}"


def _sender(letter: Letterhead, languages: tuple[str, ...]) -> list[list[dict[str, Any]]]:
    """The block at the top right, in groups of lines: what each says in the languages, and a value that is the same in
    all of them, where there is one.

    In large print in two languages the textphone and the hours stand under the letter, so that these lines can be large
    as well.
    """
    them = letter.sender
    where = [_line(dict.fromkeys(languages, line)) for line in (them.site, *them.address_lines)]
    reach = [_named(TELEPHONE, languages, them.telephone)]
    if them.textphone and not _is_brief(letter):
        reach.append(_named(TEXTPHONE, languages, them.textphone))
    if them.hours and not _is_brief(letter):
        reach.append(_line({one: _unbroken(them.hours[one]) for one in languages}))
    about = [
        _line({one: dated(letter.written_on, one) for one in languages}),
        _named(REFERENCE, languages, letter.reference),
    ]
    return [where, reach, about]


def _is_brief(letter: Letterhead) -> bool:
    """Whether who writes is told in few lines."""
    return letter.large_print and len(languages_of(letter.language)) > 1


def _line(words: Mapping[str, str]) -> dict[str, Any]:
    return {"words": passages(words, tuple(words)), "value": ""}


def _named(message: str, languages: tuple[str, ...], value: str) -> dict[str, Any]:
    return {"words": said(message, languages), "value": value}


def _unbroken(hours: str) -> str:
    return _TIMES.sub(lambda times: times[0].replace(" ", NO_BREAK), hours)


def in_one_line(place: Iterable[str]) -> str:
    """The lines of an office's name and address as one, in which no house number and no postcode is broken."""
    words = ", ".join(place)
    for kept in (_HOUSE, _POSTCODE):
        words = kept.sub(lambda found: found[0].replace(" ", NO_BREAK), words)
    return words


def interpreted(language_spoken: str, language: str) -> list[tuple[str, str]]:
    """The line that says that somebody will interpret, and in which language; none where nobody does."""
    if not language_spoken:
        return []
    return [(say(INTERPRETER, language), say(INTERPRETED, language, language=say(language_spoken, language)))]
