"""The only door of this room: the scripts of a folder, read and checked, by name."""

from pathlib import Path

from app.scripts.catalogues import untranslated
from app.scripts.checking import faults_of, sentences_of
from app.scripts.drawing import draw
from app.scripts.errors import BadScriptError, UnknownScriptError
from app.scripts.loading import load_folder
from app.scripts.walking import Script


class Scripts:
    """The scripts of a folder; cheap to ask, made once at start."""

    def __init__(self, scripts: dict[str, Script]) -> None:
        self._scripts = scripts

    def get(self, name: str) -> Script:
        """The script of this name. Raises UnknownScriptError."""
        try:
            return self._scripts[name]
        except KeyError:
            raise UnknownScriptError(name) from None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all scripts, in order."""
        return tuple(sorted(self._scripts))


def load_all(folder: Path, *, practice: bool = False) -> Scripts:
    """Read every script. Raises BadScriptError, with file and line of everything wrong, if any is not sound.

    With `practice`, example National Insurance numbers and drama telephone numbers are accepted as answers.
    """
    definitions = load_folder(folder)
    faults = faults_of(definitions.values(), folder)
    if faults:
        raise BadScriptError(faults)
    return Scripts({name: Script(definition, practice=practice) for name, definition in definitions.items()})


def check(folder: Path, translations: Path | None = None) -> list[str]:
    """Everything wrong with the scripts, a line each: nothing wrong, no lines.

    With the folder of the catalogues, also every sentence of a sound script that one of them lacks.
    """
    try:
        scripts = load_all(folder)
    except BadScriptError as problem:
        return [str(fault) for fault in problem.faults]
    if translations is None:
        return []
    said = (one for name in scripts.names for one in sentences_of(scripts.get(name).definition))
    return untranslated(said, translations)


def drawing(script: Script) -> str:
    """The script as one HTML page: a map of its sections, and every question with when it is asked."""
    return draw(script.definition)
