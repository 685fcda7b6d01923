"""Keeps translations/ in step with what is marked: in the scripts, in the code and in the pages.

`refresh` is one command for whoever changed a sentence; `lacking` is the check that nobody forgot to.

    python -m app.scripts.catalogues            takes in what is new
    python -m app.scripts.catalogues --check    says what is missing, and changes nothing

English and Welsh have every sentence; the languages of the line all that a caller hears; the others only their own
place in the menu and the sentence that hands them on to an adviser. A catalogue has what is its own and no more.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import chdir
from pathlib import Path
from string import Formatter
from tempfile import TemporaryDirectory
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import CommandLineInterface

from app.scripts.checking import heard_of
from app.scripts.definition import Place
from app.scripts.loading import load_folder
from app.scripts.quality import HEARD, HEARD_WAITING, forms, read, write
from app.values.sentence import mark

WRITTEN_IN: Final = "en"
"""The language the sentences are written in: its catalogue may be empty."""

WHOLE: Final = ("en", "cy")
"""Languages in which the whole service speaks and writes."""

OF_THE_LINE: Final = ("bn", "pa", "pl", "ur")
"""Languages in which the inbound line speaks; a caller is answered in them by an adviser or an interpreter."""

HANDED_ON: Final = "Thank you. An adviser will bring in an interpreter. Please stay on the line."
"""What a caller hears in her language where the line itself cannot go on in it."""

NOBODY_INTERPRETED: Final = mark(
    "Startline: sorry, nobody came to interpret, and that is our fault. We ring you again on {when}. "
    "You need do nothing."
)
SORRY_BY_LETTER: Final = mark(
    "We are sorry: nobody came to interpret, and that is our fault. We ring you again, and you need do nothing."
)
WRITTEN: Final = (NOBODY_INTERPRETED, SORRY_BY_LETTER)
"""What is written to somebody in each language of the line, and never said: by text, and by letter."""

_KEYWORDS: Final = ("-k", "say", "-k", "mark", "-k", "_", "-k", "mark_heard", "-k", "mark_counted:1,2")
_HEARD_KEYWORDS: Final = {"mark_heard": None, "mark_counted": (1, 2)}
_WHILE_WAITING: Final = ("book_instead", "back_in_line", "closed_meanwhile", "hold_on")
_WAITING_FILES: Final = ("app/line/", "app/switchboard/shutting.py")


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
    marked = read(template)
    for file in _catalogues(root):
        language = _language(file)
        with TemporaryDirectory() as folder:
            its_own = Path(folder) / "messages.pot"
            write(_of_language(marked, language), its_own)
            _babel("update", "-i", str(its_own), "-o", str(file.absolute()), "-l", language, "-N", "--no-wrap",
                   "--ignore-obsolete", "--ignore-pot-creation-date")  # fmt: skip


def in_catalogue(language: str, message: Message) -> bool:
    """Whether a marked sentence belongs in a language's catalogue."""
    always_in = {comment.partition(", in ")[2] for comment in message.auto_comments}
    if language in always_in or language == WRITTEN_IN:
        return True
    if language in WHOLE:
        # What is always said in a language of the menu is said in no other.
        return not always_in or bool(always_in & {"", *WHOLE})
    if language in OF_THE_LINE:
        is_heard = {HEARD, HEARD_WAITING} & set(message.auto_comments) != set()
        return is_heard or message.id in WRITTEN
    return bool(message.id == HANDED_ON)


def lacking(root: Path) -> list[str]:
    """What is wrong with the catalogues, a line each: a sentence not taken in, not translated, marked fuzzy,
    translated with other places ({name}) than it has, or of no use there. Nothing wrong, no lines."""
    with TemporaryDirectory() as folder:
        template = Path(folder).absolute() / "messages.pot"
        _extract(root, template)
        marked = read(template)
    faults = []
    for file in _catalogues(root):
        language = _language(file)
        catalogue = read(file)
        own = _of_language(marked, language)
        for message in _sentences(own):
            what = _fault(catalogue.get(message.id), language)
            if what:
                faults.append(f"{message.locations[0][0]}: {language}: {what}: {_english(message)}")
        if language not in WHOLE:
            stray = [message for message in _sentences(catalogue) if own.get(message.id) is None]
            faults += [f"{language}: not a sentence of this catalogue: {_english(message)}" for message in stray]
    return faults


def untranslated(sentences: Iterable[tuple[str, Place]], translations: Path) -> list[str]:
    """The sentences of scripts that a catalogue of WHOLE lacks, a line each with file and line: see `lacking`."""
    told = list(dict.fromkeys(sentences))
    catalogues = {file.parts[-3]: read(file) for file in sorted(translations.glob("*/LC_MESSAGES/messages.po"))}
    # The English catalogue has every sentence, and with it in which language alone it is said, if in one.
    written = catalogues.get(WRITTEN_IN, Catalog())
    faults = []
    for language in sorted(catalogues.keys() & WHOLE):
        for text, place in told:
            original = written.get(text)
            if original is not None and not in_catalogue(language, original):
                continue
            if what := _fault(catalogues[language].get(text), language):
                faults.append(f"{place.file}:{place.line}: {language}: {what}: {text}")
    return faults


def _fault(entry: Message | None, language: str) -> str | None:
    if entry is None:
        return "not in the catalogue"
    if not all(forms(entry)):
        return None if language == WRITTEN_IN else "not translated"
    if entry.fuzzy:
        return "marked fuzzy"
    if any(_places(words) != _places(_english(entry)) for words in forms(entry)):
        return "other places than the sentence has"
    return None


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _sentences(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _english(message: Message) -> str:
    """The sentence itself; of one with plurals, the plural."""
    return str(message.id if isinstance(message.id, str) else message.id[1])


def _catalogues(root: Path) -> list[Path]:
    return sorted((root / "translations").glob("*/LC_MESSAGES/messages.po"))


def _language(file: Path) -> str:
    return file.parts[-3]


def _of_language(marked: Catalog, language: str) -> Catalog:
    """What of the marked sentences is to be in a language's catalogue."""
    own = Catalog(project=marked.project, creation_date=marked.creation_date)
    for message in _sentences(marked):
        if in_catalogue(language, message):
            own[message.id] = message
    return own


def _heard(root: Path) -> Mapping[str, tuple[str, ...]]:
    """Where callers hear each sentence that they hear, by its English: the comments it has in every catalogue."""
    found: dict[str, set[str]] = {}
    scripts = root / "ivr_scripts"
    for definition in load_folder(scripts).values() if scripts.is_dir() else ():
        waiting = {words.message for name, words in definition.announcements.items() if name in _WHILE_WAITING}
        for spoken in heard_of(definition):
            where = HEARD_WAITING if spoken.message in waiting else HEARD
            found.setdefault(spoken.message, set()).add(f"{where}, in {spoken.language}" if spoken.language else where)
    for file, _, message, *_ in extract_from_dir(root / "app", [("**.py", "python")], keywords=_HEARD_KEYWORDS):
        where = HEARD_WAITING if f"app/{file}".startswith(_WAITING_FILES) else HEARD
        found.setdefault(message if isinstance(message, str) else message[1], set()).add(where)
    return {message: tuple(sorted(where)) for message, where in found.items()}


def _extract(root: Path, template: Path) -> None:
    # From the root itself, so that the places in the catalogues are the same on every machine.
    with chdir(root):
        _babel("extract", "-F", "pyproject.toml", *_KEYWORDS, "--no-wrap", "--sort-by-file",
               "--add-location=file", "--project=Startline", "-o", str(template), ".")  # fmt: skip
    heard, marked = _heard(root), read(template)
    for message in _sentences(marked):
        message.auto_comments = list(heard.get(_english(message), ()))
    write(marked, template)


def _babel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "-q", *arguments])  # type: ignore[no-untyped-call]  # Babel has no types here


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
