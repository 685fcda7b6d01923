"""What this room refuses, and why."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class ScriptFault:
    """One thing wrong with a script: the file, its line (from 1) and what is wrong, as a plain sentence."""

    file: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class BadScriptError(Exception):
    """The scripts cannot be used; `faults` says everything that was found, in the order of the files."""

    def __init__(self, faults: list[ScriptFault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnknownScriptError(LookupError):
    """No script has this name."""


class UnknownFieldError(LookupError):
    """No question of the script has this field."""


class ConditionError(ValueError):
    """A condition cannot be read; the text says what is wrong with it."""
