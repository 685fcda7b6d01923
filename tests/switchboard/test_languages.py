"""Which languages a caller is offered, and the table of how good each is."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.scripts import quality
from app.scripts.wording import TRANSLATIONS
from app.switchboard import languages

GWENT = ("cy", "en", "bn")


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Catalogues of which the Bengali one was checked by a speaker."""
    copied = tmp_path / "translations"
    shutil.copytree(TRANSLATIONS, copied)
    quality.check(copied / "bn" / "LC_MESSAGES" / "messages.po", "A. Speaker", date(2026, 11, 28))
    monkeypatch.setattr(languages, "TRANSLATIONS", copied)
    return copied


def test_in_practice_drafts_are_offered() -> None:
    assert languages.offered(GWENT, practice=True) == ["cy", "en"]
    assert languages.going_on(GWENT, practice=True, can_be_said=lambda _: True) == ["bn"]


def test_on_a_live_line_drafts_are_not_offered() -> None:
    assert languages.offered(GWENT, practice=False) == ["en"]
    assert languages.going_on(GWENT, practice=False, can_be_said=lambda _: True) == []


def test_on_a_live_line_what_a_speaker_has_checked_is_offered(checked: Path) -> None:
    assert languages.going_on(GWENT, practice=False, can_be_said=lambda _: True) == ["bn"]


def test_a_language_that_cannot_be_said_whole_is_not_gone_on_in() -> None:
    assert languages.going_on(("en", "ur", "pl"), practice=True, can_be_said=lambda code: code != "ur") == ["pl"]
    assert languages.other(("en", "ur", "pl")) == ["ur", "pl"]


def test_the_table_has_every_language_and_no_empty_cell() -> None:
    # when the table is made, it is printed for whoever reads the tests
    head, *rows = languages.table({"ur": (0, 200)})
    print("\n".join(" | ".join(row) for row in (head, *rows)))  # noqa: T201 - the table is what is to be shown

    # then every cell says something, and nothing that this project drafted is called checked
    assert all(len(row) == len(head) and all(cell.strip() for cell in row) for row in rows)
    named = {row[0].split()[0]: row for row in rows}
    assert {"en", "cy", "ur", "pa", "bn", "pl", "so", "fa", "ti", "ps", "ckb", "kmr"} <= set(named)
    assert "recordings 0 of 200" in named["ur"][1]
    assert "voice Google.pa-IN-Standard-A, drafted" in named["pa"][1]
    assert all("drafted" in row[1] for code, row in named.items() if code != "en")


def test_the_table_says_what_was_checked(checked: Path) -> None:
    rows = {row[0].split()[0]: row for row in languages.table()}

    assert rows["bn"][1:3] == ("voice Google.bn-IN-Standard-A, checked",) * 2
