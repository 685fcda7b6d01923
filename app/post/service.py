"""The print room, and what is handed to others: a folder into which finished files are put, each at once and whole."""

import os
import re
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(
    r"SL-[0-9A-Z]{4}-[0-9A-Z]{4}(?:-[0-9a-z]+)+\.(?:pdf|json)|run-\d{4}-\d\d-\d\d-\d+\.(?:pdf|csv)"
)


class PostError(Exception):
    """A letter could not be handed over."""


def put(folder: Path, name: str, content: bytes) -> Path:
    """Hand over one file under `name`: an envelope's PDF such as "SL-4K7P-9XQ2-2026-11-23.pdf", a whole run's, or a
    claim for others.

    Whoever reads the folder sees the whole file or none, also after a loss of power. The same name again
    replaces what was there.

    Raises:
        PostError: the name says more than a reference and a date, or the folder cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise PostError("the name of a file is a reference or a run, and a date, and nothing else")
    target = folder / name
    partial = folder / f".{name}.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        _sync_folder(folder)
    except OSError as error:
        raise PostError(f"{target}: {error.strerror}") from error
    return target


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
