"""An interpreter as one is typed, in a form or in a row of a spreadsheet: read, and written again."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.interpreters import reading
from app.interpreters.models import Supplier
from app.interpreters.reading import SupplierInFile
from app.values import language
from app.values.errors import Invalid
from app.values.language import LANGUAGES
from app.values.opening_hours import WEEKDAYS, OpeningHours
from app.values.sentence import Sentence, mark
from app.values.telephone import TelephoneNumber

# A name is shown in a narrow column, and said in no letter.
LONGEST_NAME: Final = 80


def read(given: Mapping[str, str]) -> tuple[SupplierInFile | None, dict[str, Sentence]]:
    """What was typed, by the names of `FIELDS`; or None, and what is wrong by field."""
    errors: dict[str, Sentence] = {}
    values: dict[str, Any] = {}
    for name, parse in _PARSERS.items():
        try:
            values["price_pence" if name == "price" else name] = parse(given.get(name, ""))
        except Invalid as problem:
            errors[name] = problem.sentence
    hours = {day: given[day] for day in WEEKDAYS if given.get(day)}
    for day, typed in hours.items():
        try:
            OpeningHours.parse({day: typed})
        except Invalid as problem:
            errors[day] = problem.sentence
    return (None if errors else SupplierInFile(**values, hours=hours or None)), errors


def written(supplier: Supplier) -> dict[str, str]:
    """One as it would be typed, by the names of `FIELDS`; what is not known is empty."""
    price = supplier.price_pence
    known = {
        "name": supplier.name,
        "kind": supplier.kind,
        "telephone": TelephoneNumber(supplier.telephone).national(),
        "languages": ", ".join(LANGUAGES[code].english_name for code in supplier.languages if code in LANGUAGES),
        "gender": supplier.gender or "",
        "dialects": ", ".join(supplier.dialects),
        "access_code": supplier.access_code or "",
        "lines": str(supplier.lines or ""),
        "price": f"{price // 100}.{price % 100:02}" if price is not None else "",
    }
    return dict.fromkeys(FIELDS, "") | known | (supplier.hours or {})


def _optional(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda typed: parse(typed) if typed else None


def _name(typed: str) -> str:
    if not typed or len(typed) > LONGEST_NAME:
        raise Invalid(mark("Enter a name, {most} letters at most"), most=LONGEST_NAME)
    return " ".join(typed.split())


def _languages(typed: str) -> list[str]:
    codes = []
    for name in filter(None, (part.strip() for part in typed.split(","))):
        try:
            codes.append(language.parse(name).code)
        except Invalid as problem:
            raise Invalid(mark("{name} is not a language that is known here"), name=name) from problem
    if not codes:
        raise Invalid(mark("Enter one language at least"))
    return list(dict.fromkeys(codes))


def _dialects(typed: str) -> list[str]:
    return [reading.dialect(one) for one in typed.split(",") if one.strip()]


_PARSERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "name": _name,
    "kind": lambda typed: reading.kind(typed or "supplier"),
    "telephone": lambda typed: TelephoneNumber.parse(typed).e164,
    "languages": _languages,
    "gender": _optional(reading.gender),
    "dialects": _dialects,
    "access_code": _optional(reading.access_code),
    "lines": _optional(reading.lines),
    "price": _optional(reading.price),
}
FIELDS: Final = (*_PARSERS, *WEEKDAYS)
