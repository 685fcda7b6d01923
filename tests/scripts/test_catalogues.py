"""The catalogues are kept in step with what is marked."""

from pathlib import Path

import pytest

from app.scripts.catalogues import lacking, main, refresh
from app.scripts.checking import sentences_of
from app.scripts.extraction import extract_scripts
from app.scripts.loading import load_folder

ROOT = Path(__file__).parents[2]
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one marked sentence and empty catalogues."""
    mapping = '[tool.babel]\nmappings = [{ method = "python", pattern = "app/**.py" }]\n'
    (tmp_path / "pyproject.toml").write_text(mapping)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "greeting.py").write_text('GREETING = mark("Hello {name}")\n')
    for language in ("cy", "en"):
        folder = tmp_path / "translations" / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "messages.po").write_text(HEADER)
    return tmp_path


def catalogue(project: Path, entries: str) -> None:
    (project / "translations" / "cy" / "LC_MESSAGES" / "messages.po").write_text(f"{HEADER}\n{entries}")


def test_a_sentence_nobody_has_taken_in_is_told_for_each_language(project: Path) -> None:
    assert lacking(project) == [
        "app/greeting.py: cy: not in the catalogue: Hello {name}",
        "app/greeting.py: en: not in the catalogue: Hello {name}",
    ]


def test_refreshing_takes_it_in_and_leaves_it_to_be_translated(project: Path) -> None:
    refresh(project)

    assert lacking(project) == ["app/greeting.py: cy: not translated: Hello {name}"]


@pytest.mark.parametrize(
    ("entry", "faults"),
    [
        ('msgid "Hello {name}"\nmsgstr "Helo {name}"\n', []),
        ('#, fuzzy\nmsgid "Hello {name}"\nmsgstr "Helo {name}"\n', ["marked fuzzy"]),
        ('msgid "Hello {name}"\nmsgstr "Helo {enw}"\n', ["other places than the sentence has"]),
    ],
)
def test_a_translation_must_be_sure_and_have_the_same_places(project: Path, entry: str, faults: list[str]) -> None:
    refresh(project)
    catalogue(project, entry)

    assert lacking(project) == [f"app/greeting.py: cy: {fault}: Hello {{name}}" for fault in faults]


def test_what_nobody_says_any_more_is_dropped(project: Path) -> None:
    catalogue(project, 'msgid "Goodbye"\nmsgstr "Hwyl fawr"\n')

    refresh(project)

    assert "Goodbye" not in (project / "translations" / "cy" / "LC_MESSAGES" / "messages.po").read_text()


def test_the_command_refreshes_and_checks(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)

    assert main(["--check"]) == 1
    assert "cy: not in the catalogue" in capsys.readouterr().out
    assert main([]) == 0
    catalogue(project, 'msgid "Hello {name}"\nmsgstr "Helo {name}"\n')
    assert main(["--check"]) == 0


def test_the_extractor_finds_what_the_scripts_say_and_nothing_else() -> None:
    said = {text for one in load_folder(ROOT / "ivr_scripts").values() for text, _ in sentences_of(one)}
    extracted = set()
    for file in (ROOT / "ivr_scripts").rglob("*.yaml"):
        with file.open("rb") as opened:
            extracted |= {message for _, _, message, _ in extract_scripts(opened, (), (), {})}

    assert said - extracted == {"Yes", "No"} - extracted
    assert extracted - said <= {"Welsh", "English"}
