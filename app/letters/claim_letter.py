"""Words and order of the claim pack: from its facts to the blocks that the template sets."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from app.letters.pack import (
    ClaimPack,
    Deferral,
    Evidence,
    Meeting,
    Row,
    Section,
    Words,
    languages_of,
)
from app.scripts.wording import day, mark, say, when

Block = dict[str, Any]
Passages = list[dict[str, str]]

NAME = "Startline"

TITLE = mark("Your claim form, and what to do next")
THANKS = mark(
    "Thank you for talking to us on {day}. The form with this letter is already filled in with what you told us."
)
TO_DO = mark("What to do now")
READ_IT = mark("Read the form. If something is wrong or missing, write it in the space beside the answer.")
SIGN_IT = mark("Sign and date the last page.")
BRING_IT = mark("Bring the form and your papers to your appointment.")
SEND_IT = mark("Send or bring the form and your papers to us by {day}.")
APPOINTMENT = mark("Your appointment")
WHEN = mark("When")
WHERE = mark("Where")
WITH = mark("With")
CANNOT_COME = mark("If you cannot come, or need help to get there, ring us on {telephone}. We will find another time.")
CHOICE = mark("We will talk about your claim and about work. What you do with our advice is your own choice.")
NO_APPOINTMENT = mark("No meeting for now")
PUT_OFF = mark("We agreed that a meeting about work would not help you now ({reason}). We will talk again after {day}.")
CLAIM_GOES_ON = mark("Your claim goes on all the same.")
BY_WHEN = mark("Let us have the form by {day}")
COUNTS_FROM = mark(
    "You first got in touch on {first}. If the signed form reaches us by {last}, your claim counts from that day."
)
TELL_US_IF_LATE = mark("If you may be late, ring us before then.")
PAYMENT = mark("When you may be paid")
NOT_KNOWN_YET = mark("We do not know yet when you will be paid. We will tell you as soon as we do.")
NO_MONEY_NOW = mark("If you have no money for food or heating, ring us at once on {telephone}.")
AGREED = mark("What we talked about")
CLOSE = mark("Yours sincerely")
PAPERS_TO_BRING = mark("Papers to bring")
PAPERS_TO_SEND = mark("Papers to send or bring")
COME_ANYWAY = mark("Come even if something is missing. A missing paper does not stop your claim.")
SEND_ANYWAY = mark("Send the form even if something is missing. A missing paper does not stop your claim.")
INSTEAD = mark("Or: {papers}")
DEAR = mark("Dear {name}")

LEFT_EMPTY = mark("This side is left empty, so that you can keep the letter and give back the form.")
FORM = mark("Claim form")
HOW_TO_CORRECT = mark(
    "This is what you told us. If an answer is right, leave it. If not, cross it out and write beside it."
)
ANSWER = mark("Your answer")
CORRECTION = mark("Correction")
DECLARATION = mark("Declaration")
NAME_OF_SIGNATORY = mark("Name")
SIGNATURE = mark("Signature")
DATE = mark("Date")
CONTINUED = mark("{heading} (continued)")

TELEPHONE = mark("Telephone {number}")
TEXTPHONE = mark("Textphone {number}")
REFERENCE = mark("Reference {reference}")
PAGE_OF = mark("Page {page} of {pages}")
LETTER_OF = mark("Letter {number} of {letters}")
NEXT_PART = mark("More of your claim form")
SEVERAL_LETTERS = mark(
    "Your claim form is too long for one envelope, so it comes in {letters} letters. Please keep them together."
)
THIS_ONE = mark("This is letter {number}. What to do is in letter 1.")


def lay_out(pack: ClaimPack, *, number: int = 1, letters: int = 1) -> dict[str, Any]:
    """The whole pack as the template takes it, as letter `number` of `letters`."""
    languages = languages_of(pack.language)
    return _frame(pack, number, letters) | {
        "columns": [
            {"language": one, "title": say(TITLE, one), "blocks": _covering(pack, one, letters)} for one in languages
        ],
        "form": _form(pack, pack.sections, places=_places(pack.sections), first=True, last=True),
    }


def lay_out_part(pack: ClaimPack, rows: set[tuple[int, int]], *, number: int, letters: int) -> dict[str, Any]:
    """Letter `number` of `letters`: only `rows` of the form, each (section, row); the last is to be signed."""
    languages = languages_of(pack.language)
    whole = lay_out(pack, number=number, letters=letters)
    sections, places = _only(pack, rows)
    part = whole | {"form": _form(pack, sections, places=places, first=number == 1, last=number == letters)}
    if number > 1:
        part["columns"] = [
            {
                "language": one,
                "title": say(NEXT_PART, one),
                "blocks": [
                    _text(say(DEAR, one, name=pack.greeted_as or pack.recipient) + ","),
                    _text(say(SEVERAL_LETTERS, one, letters=letters)),
                    _text(say(THIS_ONE, one, number=number)),
                ],
            }
            for one in languages
        ]
    return part


def _frame(pack: ClaimPack, number: int, letters: int) -> dict[str, Any]:
    languages = languages_of(pack.language)
    page_of = [say(PAGE_OF, one, page="{page}", pages="{pages}") for one in languages]
    if letters > 1:
        letter_of = [say(LETTER_OF, one, number=number, letters=letters) for one in languages]
        page_of = [f"{of_letters}, {of_pages}" for of_letters, of_pages in zip(letter_of, page_of, strict=True)]
    return {
        "title": " / ".join(dict.fromkeys(say(TITLE, one) for one in languages)),
        "reference": pack.reference,
        "large": pack.large_print,
        "address": [pack.recipient, *pack.address_lines] if pack.address_lines else [pack.recipient],
        "sender": {"name": NAME, "groups": _sender(pack)},
        "page_of": " · ".join(dict.fromkeys(page_of)),
    }


def _sender(pack: ClaimPack) -> list[list[Passages]]:
    """The block at the top right, in groups of lines; each line in each language."""
    languages = languages_of(pack.language)
    them = pack.sender

    def line(text: Callable[[str], str]) -> Passages:
        return [{"language": one, "text": text(one)} for one in languages]

    where = [_passages(dict.fromkeys(languages, text), languages) for text in (them.site, *them.address_lines)]
    reach = [line(lambda one: say(TELEPHONE, one, number=them.telephone))]
    if them.textphone:
        textphone = them.textphone
        reach.append(line(lambda one: say(TEXTPHONE, one, number=textphone)))
    if them.hours:
        reach.append(_passages(them.hours, languages))
    about = [
        line(lambda one: _dated(pack.written_on, one)),
        line(lambda one: say(REFERENCE, one, reference=pack.reference)),
    ]
    return [where, reach, about]


def _covering(pack: ClaimPack, language: str, letters: int) -> list[Block]:
    telephone = pack.sender.telephone
    blocks = [
        _text(say(DEAR, language, name=pack.greeted_as or pack.recipient) + ","),
        _text(say(THANKS, language, day=_dated(pack.talked_on, language))),
    ]
    if letters > 1:
        blocks.append(_text(say(SEVERAL_LETTERS, language, letters=letters)))
    last_step = (
        say(BRING_IT, language)
        if isinstance(pack.meeting, Meeting)
        else say(SEND_IT, language, day=_dated(pack.return_by, language))
    )
    blocks += [
        _heading(say(TO_DO, language)),
        {"kind": "steps", "items": [say(READ_IT, language), say(SIGN_IT, language), last_step]},
    ]
    blocks += _meeting(pack, language)
    blocks += [
        _heading(say(BY_WHEN, language, day=_dated(pack.return_by, language))),
        _text(
            say(
                COUNTS_FROM,
                language,
                first=_dated(pack.first_contact, language),
                last=_dated(pack.return_by, language),
            )
            + " "
            + say(TELL_US_IF_LATE, language)
        ),
        _heading(say(PAYMENT, language)),
        _text(
            (pack.payment[language] if pack.payment else say(NOT_KNOWN_YET, language))
            + " "
            + say(NO_MONEY_NOW, language, telephone=telephone)
        ),
    ]
    if pack.advice:
        points = [passage[language] for passage in pack.advice]
        blocks += [_heading(say(AGREED, language)), {"kind": "points", "items": points}]
    blocks += [{"kind": "signed", "items": [say(CLOSE, language), f"{NAME}, {pack.sender.site}"]}]
    return blocks + _papers(pack, language)


def _meeting(pack: ClaimPack, language: str) -> list[Block]:
    telephone = pack.sender.telephone
    match pack.meeting:
        case Meeting(starts_at=starts_at, place=place, adviser=adviser):
            rows = [
                {"label": say(WHEN, language), "value": when(starts_at, language)},
                {"label": say(WHERE, language), "value": ", ".join(place)},
            ]
            if adviser:
                rows.append({"label": say(WITH, language), "value": adviser})
            after = say(CANNOT_COME, language, telephone=telephone)
            if pack.choice_is_theirs:
                after = say(CHOICE, language) + " " + after
            return [
                _heading(say(APPOINTMENT, language)),
                {"kind": "facts", "rows": rows},
                _text(after),
            ]
        case Deferral(until=until, reason=reason):
            put_off = say(PUT_OFF, language, reason=reason[language], day=_dated(until, language))
            return [
                _heading(say(NO_APPOINTMENT, language)),
                _text(put_off + " " + say(CLAIM_GOES_ON, language)),
            ]
        case None:
            return []


def _papers(pack: ClaimPack, language: str) -> list[Block]:
    if not pack.evidence:
        return []
    meets = isinstance(pack.meeting, Meeting)
    return [
        {"kind": "new page"},
        _heading(say(PAPERS_TO_BRING if meets else PAPERS_TO_SEND, language)),
        _text(say(COME_ANYWAY if meets else SEND_ANYWAY, language)),
        {"kind": "papers", "items": [_paper(item, language) for item in pack.evidence]},
    ]


def _paper(item: Evidence, language: str) -> dict[str, str]:
    return {
        "what": item.what[language],
        "why": item.why[language],
        "instead": say(INSTEAD, language, papers=item.what_else[language]) if item.what_else else "",
    }


def _form(
    pack: ClaimPack,
    sections: Iterable[Section],
    *,
    places: list[list[tuple[int, int]]],
    first: bool,
    last: bool,
) -> dict[str, Any]:
    languages = languages_of(pack.language)
    return {
        "title": _said(FORM, languages),
        "new_sheet": first,
        "left_empty": _said(LEFT_EMPTY, languages),
        "opening": [_said(HOW_TO_CORRECT, languages)],
        "titles": {
            "answer": _said(ANSWER, languages),
            "correction": _said(CORRECTION, languages),
        },
        "sections": [
            {
                "heading": _passages(section.heading, languages),
                "rows": [_row(row, languages) | {"place": place} for row, place in zip(section.rows, at, strict=True)],
            }
            for section, at in zip(sections, places, strict=True)
        ],
        "declaration": _declaration(pack) if last else None,
    }


def _declaration(pack: ClaimPack) -> dict[str, Any]:
    languages = languages_of(pack.language)
    return {
        "heading": _said(DECLARATION, languages),
        "statements": [_passages(statement, languages) for statement in pack.declaration.statements],
        "lines": [
            {
                "signatory": signatory,
                "name": _said(NAME_OF_SIGNATORY, languages),
                "signature": _said(SIGNATURE, languages),
                "date": _said(DATE, languages),
            }
            for signatory in pack.declaration.signatories
        ],
    }


def _only(pack: ClaimPack, rows: set[tuple[int, int]]) -> tuple[list[Section], list[list[tuple[int, int]]]]:
    """The sections with `rows` alone; one that began in an earlier letter says that it goes on."""
    sections, places = [], []
    for index, section in enumerate(pack.sections):
        kept = [(index, at) for at in range(len(section.rows)) if (index, at) in rows]
        if not kept:
            continue
        heading: Words = section.heading
        if kept[0][1] > 0:
            heading = {one: say(CONTINUED, one, heading=text) for one, text in heading.items()}
        sections.append(Section(heading, tuple(section.rows[at] for _, at in kept)))
        places.append(kept)
    return sections, places


def _places(sections: tuple[Section, ...]) -> list[list[tuple[int, int]]]:
    return [[(index, at) for at in range(len(section.rows))] for index, section in enumerate(sections)]


def _row(row: Row, languages: tuple[str, ...]) -> dict[str, Passages]:
    return {"label": _passages(row.label, languages), "answer": _passages(row.answer, languages)}


def _passages(words: Mapping[str, str], languages: tuple[str, ...]) -> Passages:
    return [{"language": one, "text": words[one]} for one in languages]


def _said(message: str, languages: tuple[str, ...]) -> Passages:
    return [{"language": one, "text": say(message, one)} for one in languages]


def _dated(on: date, language: str) -> str:
    """The day with its year: a letter may be read long after."""
    return f"{day(on, language)} {on.year}"


def _heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def _text(text: str) -> Block:
    return {"kind": "text", "text": text}
