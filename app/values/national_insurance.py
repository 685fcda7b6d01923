"""National Insurance numbers: HMRC's manual NIM39110 and the Department's validation rule CV0013.

There is no check digit. A number never proves who somebody is.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from app.values.errors import Invalid
from app.values.sentence import mark

_RULE: Final = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]\d{6}[ABCD]", flags=re.ASCII)
_EXAMPLE: Final = re.compile(r"QQ\d{6}[ABCD]", flags=re.ASCII)
_WITHOUT_SUFFIX: Final = re.compile(r"[A-Z]{2}\d{6}", flags=re.ASCII)


@dataclass(frozen=True)
class NationalInsuranceNumber:
    """A National Insurance number; `value` is nine characters without spaces: 'QQ123456C'."""

    value: str

    @classmethod
    def parse(cls, typed: str, *, allow_example: bool = False) -> Self:
        """Read a number as typed, in either case, with any spaces or hyphens; the last letter is required.

        QQ, the prefix of printed examples, is never issued: it is accepted only with `allow_example`, in
        practice. Raises Invalid.
        """
        value = re.sub(r"[\s\-]+", "", typed).upper()
        if _RULE.fullmatch(value) or (allow_example and _EXAMPLE.fullmatch(value)):
            return cls(value)
        if _WITHOUT_SUFFIX.fullmatch(value):
            raise Invalid(mark("The letter at the end is missing: a National Insurance number ends in A, B, C or D"))
        if _EXAMPLE.fullmatch(value):
            raise Invalid(mark("That is the example number printed on forms. Enter the person's own number"))
        raise Invalid(
            mark(
                "Enter a National Insurance number that is 2 letters, 6 numbers, then A, B, C or D, like QQ 12 34 56 C"
            )
        )

    @property
    def is_example(self) -> bool:
        """Whether it is one of the numbers kept for examples."""
        return self.value.startswith("QQ")

    def formatted(self) -> str:
        """In pairs, as it is printed: 'QQ 12 34 56 C'."""
        v = self.value
        return f"{v[:2]} {v[2:4]} {v[4:6]} {v[6:8]} {v[8]}"

    def spoken(self) -> str:
        """Letter by letter, with rests: 'Q Q, 1 2, 3 4, 5 6, C'."""
        return ", ".join(" ".join(pair) for pair in self.formatted().split())

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return "NationalInsuranceNumber(•)"  # a traceback or a log line never shows one
