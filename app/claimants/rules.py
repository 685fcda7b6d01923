"""From the answers of a script to what is kept of a person: pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.values.errors import Invalid
from app.values.opening_hours import Stretch

Answers = Mapping[str, Any]

# Field of the scripts to column: words as they are.
_WORDS: Final = {
    "you.title": "title",
    "you.forenames": "forenames",
    "you.surname": "surname",
    "contact.telephone": "telephone",
    "contact.relay_number": "relay_number",
    "contact.agreed_word": "agreed_word",
    "home.postcode": "postcode",
}
# What is not known to be safe, or wished for, is not done: "not sure" is no.
_YES: Final = {
    "contact.safe_to_ring": "safe_to_ring",
    "contact.safe_to_leave_message": "safe_to_leave_message",
    "contact.safe_to_text": "safe_to_text",
    "contact.may_say_who": "may_say_who",
    "contact.large_print": "large_print",
}
_LANGUAGES: Final = {"contact.spoken_language": "spoken_language", "contact.read_language": "read_language"}
_WRITTEN: Final = frozenset({"en", "cy", "both"})

SAFE_TIMES: Final = "contact.safe_times"
SAFE_IN_WORDS: Final = "contact.safe_in_words"
NINO: Final = "you.nino"
OTHER_NAMES: Final = "you.other_names"


def known(value: Any) -> bool:
    """Whether an answer says something: neither empty, nor "not sure", nor "would rather not say"."""
    if isinstance(value, Mapping):
        return not (value.get("unsure") or value.get("declined"))
    return value not in (None, "", [])


def text_is_safe(said: bool | None, messages: bool) -> bool:
    """Whether a text about a time is safe: what was said of texts, or, where nobody asked, of messages."""
    return messages if said is None else said


def columns(answers: Answers) -> dict[str, Any]:
    """What the answers say of a person's columns, all but the National Insurance number.

    Only what was asked is touched: a question that is not among `answers` leaves its column as it was.
    """
    found: dict[str, Any] = {
        column: answers[field] if known(answers[field]) else None
        for field, column in _WORDS.items()
        if field in answers
    }
    found.update({column: answers[field] == "yes" for field, column in _YES.items() if field in answers})
    found.update(
        {column: answers[field] for field, column in _LANGUAGES.items() if field in answers and known(answers[field])}
    )
    if "you.date_of_birth" in answers:
        born = answers["you.date_of_birth"]
        found["date_of_birth"] = date.fromisoformat(born) if known(born) else None
    if "contact.telephone_kind" in answers:
        kind = answers["contact.telephone_kind"]
        found["telephone_kind"] = kind if known(kind) else "voice"
    if "contact.safe_to_post" in answers:
        found["do_not_post"] = answers["contact.safe_to_post"] != "yes"
    if answers.get("contact.correspondence") in _WRITTEN:
        found["correspondence"] = answers["contact.correspondence"]
    if "urgent.any" in answers:
        what = answers.get("urgent.what")
        found["urgent"] = list(what) if answers["urgent.any"] == "yes" and isinstance(what, list) else None
    return {**found, **_when_safe(answers), **_interpreter(answers), **_address(answers)}


def _when_safe(answers: Answers) -> dict[str, Any]:
    """What was given as times and cannot be read as such is kept as words: no time of it may be lost."""
    found: dict[str, Any] = {}
    if SAFE_TIMES in answers:
        said = answers[SAFE_TIMES] if known(answers[SAFE_TIMES]) else None
        # Left empty it means that any time is safe; not sure does not.
        found["safe_times_unknown"] = said is None and isinstance(answers[SAFE_TIMES], Mapping)
        unread = said if said is not None and not _are_times(said) else None
        found["safe_times"] = said if unread is None else None
        if unread is not None:
            found["safe_in_words"] = unread
    if SAFE_IN_WORDS in answers and (known(answers[SAFE_IN_WORDS]) or "safe_in_words" not in found):
        found["safe_in_words"] = answers[SAFE_IN_WORDS] if known(answers[SAFE_IN_WORDS]) else None
    return found


def _are_times(said: str) -> bool:
    try:
        return bool(Stretch.parse_several(said))
    except Invalid:
        return False


def _interpreter(answers: Answers) -> dict[str, Any]:
    spoken = answers.get("contact.spoken_language")
    if spoken == "en":
        return {"interpreter_language": None}
    if "contact.interpreter" not in answers:
        return {}
    wanted = answers["contact.interpreter"] == "yes" and known(spoken)
    return {"interpreter_language": spoken if wanted else None}


def _address(answers: Answers) -> dict[str, Any]:
    """Where letters go: elsewhere if she wished so, else where she lives; her own postcode is among the answers."""
    for field in ("you.postal_address", "you.address"):
        given = answers.get(field)
        asked_elsewhere = field != "you.postal_address" or answers.get("you.letters_elsewhere") != "no"
        if asked_elsewhere and isinstance(given, Mapping) and given.get("lines"):
            return {"address_lines": list(given["lines"]), "postcode": given.get("postcode")}
    return {}
