"""Keeps translations/ in step with what is marked: in the scripts, in the code and in the pages.

`refresh` is one command for whoever changed a sentence; `lacking` is the check that nobody forgot to.

    python -m app.scripts.catalogues            takes in what is new
    python -m app.scripts.catalogues --check    says what is missing, and changes nothing
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import chdir
from pathlib import Path
from string import Formatter
from tempfile import TemporaryDirectory
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from app.scripts.definition import Place

WRITTEN_IN: Final = "en"
"""The language the sentences are written in: its catalogue may be empty."""

_KEYWORDS: Final = ("-k", "say", "-k", "mark", "-k", "_")


def main(arguments: Sequence[str]) -> int:
    """Refresh the catalogues of the folder it is run in, or check them; 1 where the check finds something."""
    faults = []
    if "--check" in arguments:
        faults = lacking(Path.cwd())
    else:
        refresh(Path.cwd())
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


def refresh(root: Path) -> None:
    """Take every marked sentence into translations/messages.pot and from there into each language's catalogue.

    What is new comes with an empty msgstr; what nobody says any more is dropped. Nothing is guessed.
    """
    template = root.absolute() / "translations" / "messages.pot"
    _extract(root, template)
    _babel("update", "-i", str(template), "-d", str(template.parent), "-N", "--no-wrap", "--ignore-obsolete",
           "--ignore-pot-creation-date")  # fmt: skip


def lacking(root: Path) -> list[str]:
    """What is wrong with the catalogues, a line each: a sentence not taken in, not translated, marked fuzzy, or
    translated with other places ({name}) than it has. Nothing wrong, no lines."""
    with TemporaryDirectory() as folder:
        template = Path(folder).absolute() / "messages.pot"
        _extract(root, template)
        marked = _read(template)
    faults = []
    for file in sorted((root / "translations").glob("*/LC_MESSAGES/messages.po")):
        language = file.parts[-3]
        catalogue = _read(file)
        for message in _sentences(marked):
            what = _fault(catalogue.get(message.id), language)
            if what:
                faults.append(f"{message.locations[0][0]}: {language}: {what}: {message.id}")
    return faults


def untranslated(sentences: Iterable[tuple[str, Place]], translations: Path) -> list[str]:
    """The sentences of scripts that a catalogue lacks, a line each with file and line: see `lacking`."""
    told = list(dict.fromkeys(sentences))
    faults = []
    for file in sorted(translations.glob("*/LC_MESSAGES/messages.po")):
        language = file.parts[-3]
        catalogue = _read(file)
        for text, place in told:
            if what := _fault(catalogue.get(text), language):
                faults.append(f"{place.file}:{place.line}: {language}: {what}: {text}")
    return faults


def _fault(entry: Message | None, language: str) -> str | None:
    if entry is None:
        return "not in the catalogue"
    if not entry.string:
        return None if language == WRITTEN_IN else "not translated"
    if entry.fuzzy:
        return "marked fuzzy"
    if _places(str(entry.string)) != _places(str(entry.id)):
        return "other places than the sentence has"
    return None


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _sentences(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened)


def _extract(root: Path, template: Path) -> None:
    # From the root itself, so that the places in the catalogues are the same on every machine.
    with chdir(root):
        _babel("extract", "-F", "pyproject.toml", *_KEYWORDS, "--no-wrap", "--sort-by-file",
               "--add-location=file", "--project=Startline", "-o", str(template), ".")  # fmt: skip


def _babel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "-q", *arguments])  # type: ignore[no-untyped-call]  # Babel has no types here


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
