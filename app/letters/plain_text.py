"""A letter as plain text: for transcription into Braille, and for whoever has a screen read to them.

One paragraph a line, headings with an empty line around them, nothing drawn, nothing side by side: two languages
follow one another. Whoever transcribes breaks the lines as their paper wants. The same letter is the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.letters.envelopes import lay_out
from app.letters.letterhead import Block, Passages
from app.letters.pack import PostedLetter, languages_of
from app.letters.typesetting import printable

BETWEEN_LANGUAGES: Final = "* * *"


def plain_text(letter: PostedLetter) -> str:
    """The whole letter, and the form where there is one, each language after the other; it ends with a newline."""
    whole: list[str] = []
    for language in languages_of(letter.language):
        if whole:
            whole += ["", BETWEEN_LANGUAGES, ""]
        whole += _lines(lay_out(replace(letter, language="cy" if language == "cy" else "en")))
    return "\n".join(printable(line) for line in _tidied(whole)) + "\n"


def _lines(letter: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a letter in one language, headings between empty ones."""
    sender = letter["sender"]
    yield sender["name"]
    for group in sender["groups"]:
        yield from (f"{_one(line['words'])} {line['value']}".strip() for line in group)
        yield ""
    yield from letter["address"]
    (column,) = letter["columns"]
    yield from _heading(column["title"])
    for block in column["blocks"]:
        yield from _block(block)
    if letter["form"] is not None:
        yield from _form(letter["form"])


def _block(block: Block) -> Iterator[str]:
    match block["kind"]:
        case "heading":
            yield from _heading(block["text"])
        case "text" | "own words":
            yield block["text"]
        case "steps":
            yield from (f"{number}. {item}" for number, item in enumerate(block["items"], start=1))
        case "points":
            yield from (f"- {item}" for item in block["items"])
        case "facts":
            yield from (f"{row['label']}: {row['value']}" for row in block["rows"])
        case "papers":
            for item in block["items"]:
                yield "- " + " ".join(_ended(part) for part in (item["what"], item["why"], item["instead"]) if part)
        case "signed" | "greeting":
            yield from block["items"]


def _form(form: Mapping[str, Any]) -> Iterator[str]:
    yield from _heading(_one(form["title"]))
    yield from map(_one, form["opening"])
    answer = _one(form["titles"]["answer"])
    for section in form["sections"]:
        yield from _heading(_one(section["heading"]))
        for row in section["rows"]:
            yield _one(row["label"])
            yield f"{answer}: {'; '.join(_one(row['answer']).splitlines())}"
            yield ""
    declaration = form["declaration"]
    yield from _heading(_one(declaration["heading"]))
    yield from (f"- {_one(statement)}" for statement in declaration["statements"])
    for line in declaration["lines"]:
        yield ""
        yield f"{_one(line['name'])}: {line['signatory']}"
        yield f"{_one(line['signature'])}:"
        yield f"{_one(line['date'])}:"


def _one(passages: Passages) -> str:
    """A passage of a letter in one language."""
    (passage,) = passages
    return passage["text"]


def _heading(text: str) -> tuple[str, str, str]:
    return "", text, ""


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _tidied(lines: Sequence[str]) -> Iterator[str]:
    """Never two empty lines together, and none at either end."""
    for number, line in enumerate(lines):
        if line or (any(lines[number:]) and number and lines[number - 1]):
            yield line
