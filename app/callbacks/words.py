"""The word that the adviser who rings back says, so that the claimant knows that it is us."""

import random
from functools import cache
from pathlib import Path
from typing import Final

import yaml

WORDS: Final = Path(__file__).with_name("words.yaml")


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return lists


def agreed_word(language: str, chance: random.Random) -> str:
    """A word in that language where there is a list, else in English."""
    return chance.choice(_lists().get(language) or _lists()["en"])
