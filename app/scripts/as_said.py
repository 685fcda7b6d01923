"""The way past a check, for the honest odd case: what was said is kept in its own words, and counts as not sure.

A number that follows no rule may yet be the one on her letter. Whatever reads the answer treats it as one that is
still to be found out; whoever reads the form or asks again sees the words.
"""

from collections.abc import Mapping
from typing import Any, Final

KEY: Final = "as_said"
# Kinds whose rules an honest answer can break.
ODD_KINDS: Final = frozenset(
    {"nino", "postcode", "address", "sort_code", "account_number", "date", "month", "money", "amount", "telephone"}
)
LONGEST: Final = 200


def words_in(raw: Any) -> str:
    """What was typed, its parts one after the other."""
    parts = raw.values() if isinstance(raw, Mapping) else [raw] if isinstance(raw, str) else raw
    return " ".join(" ".join(str(one).split()) for one in parts if str(one).strip())[:LONGEST]


def kept(words: str) -> dict[str, Any]:
    """The value that is kept of these words."""
    return {"unsure": True, KEY: words}


def words_of(value: Any) -> str:
    """The words that were kept; empty where the answer is another."""
    return str(value.get(KEY, "")) if isinstance(value, Mapping) else ""
