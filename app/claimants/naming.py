"""Names as they are searched for: their words, how they sound, what they look like when they are mistyped. Pure.

A word is small letters without accents, so that "Siân" and "SIAN" are one. Two words are near when one letter less in
either makes them alike, or when they sound alike by the sounds of this country's names: Welsh "dd" is "th", "f" is "v".
"""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz.distance import OSA

LONGEST_WORD = 30
_PARTICLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr"})
# In this order: what two letters stand for comes before what one does.
_SOUNDS = (
    ("sch", "s"),
    ("sh", "s"),
    ("ph", "f"),
    ("rh", "r"),
    ("dd", "0"),
    ("th", "0"),
    ("ck", "k"),
    ("gh", "g"),
    ("kn", "n"),
    ("wr", "r"),
    ("x", "ks"),
    ("q", "k"),
    ("v", "f"),
    ("z", "s"),
    ("j", "g"),
)
_SOFT_C = re.compile(r"c(?=[eiy])")
_DOUBLED = re.compile(r"(.)\1+")
_SILENT = re.compile(r"[aeiouwyh]")


def folded(typed: str) -> str:
    """Small letters without accents: "Ŵyn" is "wyn"."""
    apart = unicodedata.normalize("NFKD", typed.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words(*names: str | None) -> list[str]:
    """The words of names, each once, sorted: "O'Neil-Huws" is "oneil" and "huws". A title is no name."""
    found: set[str] = set()
    for name in names:
        plain = re.sub(r"['’`.]", "", folded(name or ""))
        found.update(word[:LONGEST_WORD] for word in re.findall(r"[^\W\d_]+", plain))
    return sorted(found - _PARTICLES)


def sound(word: str) -> str:
    """What a word sounds like: "gruffydd" and "griffith" are one, "muhammad" and "mohamed" are one."""
    said = _SOFT_C.sub("s", word)
    for written, heard in _SOUNDS:
        said = said.replace(written, heard)
    said = _DOUBLED.sub(r"\1", said.replace("c", "k"))
    first = "a" if said[:1] in "aeiouwyh" else said[:1]
    return first + _SILENT.sub("", said[1:])


def keys(word: str) -> list[str]:
    """By what a word is found though it is misspelt: itself, each of its letters left out, its sound (behind a ~)."""
    shorter = {word[:place] + word[place + 1 :] for place in range(len(word))} if len(word) > 2 else set()
    return sorted({word, *shorter, f"~{sound(word)}"})


def distance(one: str, other: str) -> int:
    """How many letters were mistyped, two changed about counting as one."""
    return OSA.distance(one, other)


def likeness(typed: str, word: str) -> float | None:
    """How far a word is from what was typed: 0 the same; None where it is another name altogether."""
    if typed == word:
        return 0
    if word.startswith(typed) and len(typed) > 2:
        return 0.5
    apart = distance(typed, word)
    if apart <= (1 if min(len(typed), len(word)) < 5 else 2):
        return apart
    # The same sound may be spelt quite otherwise, but not by a word twice as long.
    return 2.5 if sound(typed) == sound(word) and apart <= max(len(typed), len(word)) // 2 else None


def closeness(typed: Iterable[str], of_person: Iterable[str]) -> float:
    """How far a person's names are from what was typed, for the order of a list: the nearest first."""
    theirs = list(of_person)
    far = 9.0
    return sum(
        min((found for one in theirs if (found := likeness(word, one)) is not None), default=far) for word in typed
    )
