"""A sentence is drafted until a speaker has checked it, and again once its words change."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.scripts import quality
from app.scripts.catalogues import lacking, refresh
from app.scripts.quality import NoSuchSentenceError
from tests.scripts.test_catalogues import catalogue, project

__all__ = ["project"]

SENTENCE, ON = "Hello {name}", date(2026, 11, 28)


@pytest.fixture
def welsh(project: Path) -> Path:
    """The Welsh catalogue of a project with one sentence, drafted."""
    refresh(project)
    catalogue(project, 'msgid "Hello {name}"\nmsgstr "Helo {name}"\n')
    return project / "translations" / "cy" / "LC_MESSAGES" / "messages.po"


def mark_of(file: Path) -> quality.Checked | None:
    message = quality.read(file).get(SENTENCE)
    assert message is not None
    return quality.checked(message)


def test_what_nobody_has_checked_is_drafted(welsh: Path) -> None:
    assert mark_of(welsh) is None


def test_who_checked_it_and_when_survives_the_refreshing_of_the_catalogues(project: Path, welsh: Path) -> None:
    # when a speaker with a long name has checked it, and the catalogues are refreshed twice
    name = "Somebody Whose Name Is Longer Than A Line Of A Catalogue Is Wide At Most"
    assert quality.check(welsh, name, ON) == 1
    refresh(project)
    refresh(project)

    # then the mark stands, and checking again marks nothing new
    assert mark_of(welsh) == quality.Checked(name, ON)
    assert quality.check(welsh, "B. Other", ON) == 0
    assert lacking(project) == []


def test_words_changed_afterwards_are_drafted_again_until_they_are_checked(welsh: Path) -> None:
    # given a checked sentence whose words somebody changes in the file
    quality.check(welsh, "A. Speaker", ON)
    welsh.write_text(welsh.read_text().replace("Helo {name}", "Shwmae {name}"))

    # then it is drafted, and one mark, the new one, stands once it was checked again
    assert mark_of(welsh) is None
    quality.check(welsh, "B. Other", ON, [SENTENCE])
    assert mark_of(welsh) == quality.Checked("B. Other", ON)
    assert welsh.read_text().count("# checked") == 1


def test_one_sentence_is_asked_after_by_itself(welsh: Path, tmp_path: Path) -> None:
    assert not quality.sentence_is_checked(welsh, SENTENCE)
    quality.check(welsh, "A. Speaker", ON, [SENTENCE])
    # what was asked once is not read again in a process
    now = shutil.copytree(welsh.parent, tmp_path / "cy" / "LC_MESSAGES") / welsh.name
    assert quality.sentence_is_checked(now, SENTENCE)
    assert not quality.sentence_is_checked(now, "Goodbye")


def test_a_sentence_that_is_not_there_marks_nothing(welsh: Path) -> None:
    with pytest.raises(NoSuchSentenceError):
        quality.check(welsh, "A. Speaker", ON, [SENTENCE, "Goodbye"])

    assert mark_of(welsh) is None


def test_a_sentence_of_no_use_to_the_language_is_told(project: Path) -> None:
    folder = project / "translations" / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(project / "translations" / "cy" / "LC_MESSAGES" / "messages.po", folder)
    refresh(project)
    (folder / "messages.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Bye"\nmsgstr "Pa"\n'
    )

    assert "pl: not a sentence of this catalogue: Bye" in lacking(project)
