"""Kinds of answer: from what was said, typed or keyed to the value that is kept, or what is wrong with it.

Every value can be kept as JSON:

    choice, yes_no        "yes"                          choices         ["jsa", "hb"]
    text, long_text       "…"                            date, month     "1970-11-24", "1970-11"
    money                 {"amount": "52.20", "period": "week"}          amount  {"amount": "1200.00"}
    number, hours         3, 16.5                        telephone       "+441632960001"
    times                 "09:00–11:00, 14:00–17:00" (London)
    address               {"lines": ["1 High Street", "Halifax"], "postcode": "HX1 1AB"}
    postcode, nino, sort_code, account_number, email, digits             as written, without needless spaces
    told                  "told"                         recording       {"recording": "RE…"}
    language              "pa" (BCP 47)

"Not sure" is {"unsure": true}, and with "as_said" what was said in its own words (as_said.py); "would rather not
say" is {"declined": true}; a question that may be left empty and was is None. None of the sentences repeats what was
typed.
"""

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.scripts import as_said
from app.scripts.definition import Channel, Question
from app.values import language
from app.values.bank import AccountNumber, SortCode
from app.values.errors import Invalid
from app.values.money import Money
from app.values.national_insurance import NationalInsuranceNumber
from app.values.opening_hours import Stretch
from app.values.postcode import Postcode
from app.values.sentence import mark, mark_heard
from app.values.telephone import TelephoneNumber

Raw = str | Mapping[str, Any] | Sequence[str]
"""What a face hands in: words; the parts of a form (`day`, `month`, `year`; `amount`, `period`; `line1`…,
`postcode`); or the boxes that were ticked."""

UNSURE: Final[Mapping[str, bool]] = {"unsure": True}
DECLINED: Final[Mapping[str, bool]] = {"declined": True}

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_DATE_PARTS: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s/.\-]+(\d{1,2}|[^\W\d]+)[\s/.\-,]+(\d+)")
_MONTH_PARTS: Final = re.compile(r"(\d{1,2}|[^\W\d]+)[\s/.\-,]+(\d+)")
_MONTHS: Final = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_PERIOD_WORDS: Final = {
    "week": ("week", "weekly", "pw"),
    "fortnight": ("fortnight", "fortnightly", "two weeks"),
    "four_weeks": ("four_weeks", "four weeks", "four-weekly", "4 weeks"),
    "month": ("month", "monthly", "calendar month", "pcm"),
    "year": ("year", "yearly", "annum"),
}
_ADDRESS_LINES: Final = 5
_LINE_LENGTH: Final = 45
_EARLIEST_YEAR: Final = 1880
_HOURS_IN_A_WEEK: Final = 168


@dataclass(frozen=True)
class Accepted:
    """What changes in the store of answers: field → value."""

    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong with an answer: a sentence of the catalogue, and what fills its places."""

    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def parse(question: Question, raw: Raw, channel: Channel, *, today: date | None = None, practice: bool = False) -> Any:
    """The value to keep. `today` bounds dates that must be past or future; with `practice`, example National
    Insurance numbers and drama telephone numbers are good. Raises Invalid, whose message says what is wrong."""
    if isinstance(raw, Mapping):
        if raw.get(as_said.KEY) and question.kind in as_said.ODD_KINDS and channel == "adviser":
            return as_said.kept(str(raw[as_said.KEY]))
        if raw.get("unsure"):
            return dict(UNSURE)
        if raw.get("declined"):
            return dict(DECLINED)
    if _is_empty(raw):
        if question.optional:
            return None
        if question.kind == "told":
            return "told"
        raise Invalid(_EMPTY.get(question.kind, _EMPTY["text"]))
    return _PARSERS[question.kind](_Asked(question, channel, today, practice), raw)


@dataclass(frozen=True)
class _Asked:
    """What a parser may need to know besides what was said."""

    question: Question
    channel: Channel
    today: date | None
    practice: bool


_EMPTY: Final = {
    "choice": mark("Choose one of the answers."),
    "yes_no": mark("Choose yes or no."),
    "choices": mark("Choose one or more of the answers."),
    "date": mark("Give the day, the month and the year."),
    "month": mark("Give the month and the year."),
    "address": mark("Give the first line of the address."),
    "text": mark_heard("Give an answer, or choose 'Not sure'."),
}


def _is_empty(raw: Raw) -> bool:
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, Mapping):
        return not any(str(value or "").strip() for key, value in raw.items() if key != "period")
    return not any(item.strip() for item in raw)


def _text_of(raw: Raw, *names: str) -> str:
    """The words in `raw`; of a form's parts, those named, or the only one."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, Mapping):
        chosen = [raw[name] for name in names if name in raw] or list(raw.values())
        return " ".join(str(value).strip() for value in chosen).strip()
    return " ".join(raw).strip()


def _choice(asked: _Asked, raw: Raw) -> str:
    said = _text_of(raw)
    for option in asked.question.options:
        if option.value == said and not option.again:
            return said
    raise Invalid(_EMPTY[asked.question.kind])


def _choices(asked: _Asked, raw: Raw) -> list[str]:
    chosen = (
        [raw] if isinstance(raw, str) else [str(item) for item in (raw.values() if isinstance(raw, Mapping) else raw)]
    )
    known = [option.value for option in asked.question.options]
    if any(item not in known for item in chosen):
        raise Invalid(_EMPTY["choices"])
    return [value for value in known if value in chosen]


def _words(asked: _Asked, raw: Raw) -> str:
    said = _text_of(raw)
    longest = asked.question.limits.longest or (4000 if asked.question.kind == "long_text" else 200)
    if len(said) > longest:
        raise Invalid(mark("That is too long: keep it to {longest} letters."), longest=longest)
    return said if asked.question.kind == "long_text" else " ".join(said.split())


def _date(asked: _Asked, raw: Raw) -> str:
    day, month, year = _date_parts(asked, raw)
    if not 1 <= month <= 12:
        raise Invalid(mark("There is no such month: give a month from 1 to 12."))
    if not _EARLIEST_YEAR <= year <= 2200:
        raise Invalid(mark("Give the year in full, with four numbers, like 1970."))
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise Invalid(mark("There is no such day: that month has {last} days. Check the day and the month."), last=last)
    given = date(year, month, day)
    _check_side(asked, given)
    return given.isoformat()


def _check_side(asked: _Asked, given: date) -> None:
    wanted = asked.question.limits.dates
    if asked.today is None or wanted == "any":
        return
    if wanted == "past" and given > asked.today:
        raise Invalid(mark("That date has not come yet. Check the year."))
    if wanted == "future" and given < asked.today:
        raise Invalid(mark("That date has already passed. Check the month and the year."))


def _date_parts(asked: _Asked, raw: Raw) -> tuple[int, int, int]:
    if isinstance(raw, Mapping) and {"day", "month", "year"} & raw.keys():
        parts = [str(raw.get(name) or "").strip() for name in ("day", "month", "year")]
        for value, missing in zip(parts, _MISSING_PARTS, strict=True):
            if not value:
                raise Invalid(missing)
    else:
        said = _text_of(raw)
        iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", said)
        keyed = re.fullmatch(r"(\d{2})(\d{2})(\d{4})", said)
        spelt = _DATE_PARTS.fullmatch(said)
        if iso:
            parts = [iso[3], iso[2], iso[1]]
        elif keyed:
            parts = [keyed[1], keyed[2], keyed[3]]
        elif spelt:
            parts = [spelt[1], spelt[2], spelt[3]]
        elif asked.channel == "keypad":
            raise Invalid(mark("Key two numbers for the day, two for the month and four for the year."))
        else:
            raise Invalid(mark("Give the date as a day, a month and a year, like 24 11 1970."))
    return _whole(parts[0]), _month_number(parts[1]), _whole(parts[2])


_MISSING_PARTS: Final = (
    mark("The day is missing."),
    mark("The month is missing."),
    mark("The year is missing."),
)


def _month(asked: _Asked, raw: Raw) -> str:
    if isinstance(raw, Mapping) and {"month", "year"} & raw.keys():
        parts = [str(raw.get("month") or "").strip(), str(raw.get("year") or "").strip()]
    else:
        said = _text_of(raw)
        iso = re.fullmatch(r"(\d{4})-(\d{1,2})", said)
        found = _MONTH_PARTS.fullmatch(said)
        if not iso and not found:
            raise Invalid(mark("Give the month and the year, like 3 1998."))
        parts = [iso[2], iso[1]] if iso else [found[1], found[2]] if found else []
    month, year = _month_number(parts[0]), _whole(parts[1])
    if not 1 <= month <= 12:
        raise Invalid(mark("There is no such month: give a month from 1 to 12."))
    if not _EARLIEST_YEAR <= year <= 2200:
        raise Invalid(mark("Give the year in full, with four numbers, like 1970."))
    _check_side(asked, date(year, month, 1))
    return f"{year:04d}-{month:02d}"


def _month_number(said: str) -> int:
    if said.isdecimal():
        return _whole(said)
    starts = [number for name, number in _MONTHS.items() if len(said) >= 3 and name.startswith(said.lower())]
    return starts[0] if starts else 0


def _whole(said: str) -> int:
    """A whole number of at most nine figures; anything else is -1, which no calendar has."""
    return int(said) if re.fullmatch(r"\d{1,9}", said, flags=re.ASCII) else -1


def _pounds(money: Money) -> str:
    pounds, pence = divmod(money.pence, 100)
    return f"{pounds}.{pence:02d}"


def _money(asked: _Asked, raw: Raw) -> dict[str, str]:
    if isinstance(raw, Mapping):
        amount, period = str(raw.get("amount") or ""), str(raw.get("period") or "")
    else:
        said = _text_of(raw)
        found = re.fullmatch(r"\s*(£?[\d.,\s]+p?)\s*(?:an?|per|every|each)?\s*(.*)", said, flags=re.IGNORECASE)
        amount, period = (found[1], found[2]) if found else (said, "")
    periods = [name for name, words in _PERIOD_WORDS.items() if period.strip().lower() in words]
    money = Money.parse(amount)
    if not periods or periods[0] not in asked.question.periods:
        raise Invalid(mark("Say how often this is paid, such as each week or each month."))
    return {"amount": _pounds(money), "period": periods[0]}


def _amount(_asked: _Asked, raw: Raw) -> dict[str, str]:
    return {"amount": _pounds(Money.parse(_text_of(raw, "amount")))}


def _number(asked: _Asked, raw: Raw) -> int:
    limits = asked.question.limits
    return int(
        _between(_text_of(raw), limits.least or 0, limits.most if limits.most is not None else 999_999, whole=True)
    )


def _hours(asked: _Asked, raw: Raw) -> int | float:
    limits = asked.question.limits
    most = limits.most if limits.most is not None else _HOURS_IN_A_WEEK
    hours = _between(_text_of(raw), limits.least or 0, most, whole=False)
    return int(hours) if hours == int(hours) else float(hours)


def _times(asked: _Asked, raw: Raw) -> str:
    try:
        read = Stretch.parse_several(_words(asked, raw))
    except Invalid:
        read = ()
    if not read:
        raise Invalid(
            mark("Give times of the day, like 09:00 to 11:00, 14:00 to 17:00. Other words go in the next answer.")
        )
    return ", ".join(str(stretch) for stretch in read)


def _between(said: str, least: int, most: int, *, whole: bool) -> Decimal:
    try:
        number = Decimal(said.replace(",", "")) if re.fullmatch(r"[\d,]{1,12}(\.\d+)?", said, re.ASCII) else None
    except InvalidOperation:
        number = None
    if number is None or (whole and number != int(number)):
        raise Invalid(mark("Give a number in figures, like 16."))
    if not least <= number <= most:
        raise Invalid(mark("Give a number from {least} to {most}."), least=least, most=most)
    return number


def _telephone(asked: _Asked, raw: Raw) -> str:
    return TelephoneNumber.parse(_text_of(raw), allow_drama=asked.practice).e164


def _email(_asked: _Asked, raw: Raw) -> str:
    said = _text_of(raw)
    if len(said) > 254 or not _EMAIL.fullmatch(said):
        raise Invalid(mark("Give an e-mail address like name@example.org."))
    return said


def _postcode(_asked: _Asked, raw: Raw) -> str:
    return Postcode.parse(_text_of(raw)).value


def _address(_asked: _Asked, raw: Raw) -> dict[str, Any]:
    if isinstance(raw, Mapping):
        lines = [str(raw[key]) for key in sorted(raw) if key.startswith("line")]
        postcode = str(raw.get("postcode") or "").strip()
    else:
        lines = re.split(r"[\n,]", raw) if isinstance(raw, str) else list(raw)
        postcode = lines.pop().strip() if len(lines) > 1 else ""
    lines = [line for line in (" ".join(line.split()) for line in lines) if line]
    if not lines:
        raise Invalid(_EMPTY["address"])
    if len(lines) > _ADDRESS_LINES:
        raise Invalid(mark("An address has at most {most} lines besides the postcode."), most=_ADDRESS_LINES)
    if any(len(line) > _LINE_LENGTH for line in lines):
        raise Invalid(mark("A line of an address has at most {most} letters."), most=_LINE_LENGTH)
    if not postcode:
        raise Invalid(mark("The postcode is missing. For no fixed address, use the address where letters can go."))
    return {"lines": lines, "postcode": Postcode.parse(postcode).value}


def _nino(asked: _Asked, raw: Raw) -> str:
    return NationalInsuranceNumber.parse(_text_of(raw), allow_example=asked.practice).value


def _sort_code(_asked: _Asked, raw: Raw) -> str:
    return SortCode.parse(_text_of(raw)).value


def _account_number(_asked: _Asked, raw: Raw) -> str:
    return AccountNumber.parse(_text_of(raw)).value


def _digits(asked: _Asked, raw: Raw) -> str:
    said = re.sub(r"[\s\-]", "", _text_of(raw))
    length = asked.question.limits.longest
    if not re.fullmatch(r"\d+", said, re.ASCII) or (length is not None and len(said) != length):
        raise Invalid(mark_heard("That number must have {length} figures."), length=length or 1)
    return said


def _recording(_asked: _Asked, raw: Raw) -> dict[str, str]:
    return {"recording": _text_of(raw, "recording")}


def _language(_asked: _Asked, raw: Raw) -> str:
    return language.parse(_text_of(raw)).code


def _told(_asked: _Asked, _raw: Raw) -> str:
    return "told"


_PARSERS: Final[Mapping[str, Callable[[_Asked, Raw], Any]]] = {
    "choice": _choice,
    "yes_no": _choice,
    "choices": _choices,
    "text": _words,
    "long_text": _words,
    "date": _date,
    "month": _month,
    "money": _money,
    "amount": _amount,
    "number": _number,
    "hours": _hours,
    "times": _times,
    "telephone": _telephone,
    "email": _email,
    "postcode": _postcode,
    "address": _address,
    "nino": _nino,
    "sort_code": _sort_code,
    "account_number": _account_number,
    "digits": _digits,
    "recording": _recording,
    "told": _told,
    "language": _language,
}
