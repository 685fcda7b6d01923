"""Scripts by version: an interview goes on with the questions that it began with, whatever is written meanwhile."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.scripts.errors import BadScriptError
from app.scripts.loading import load_folder
from app.scripts.models import ScriptVersion
from app.scripts.walking import Script

log = structlog.get_logger()

# A version never changes, so that whoever has read it once need not read it again.
_read: dict[tuple[str, str, bool], Script] = {}


def keep(session: Session, script: Script, now: datetime) -> None:
    """Keep the script's content under its version; kept already, nothing happens."""
    kept = {"name": script.name, "version": script.version, "files": dict(script.definition.files), "kept_at": now}
    session.execute(insert(ScriptVersion).values(kept).on_conflict_do_nothing())


def as_it_was(session: Session, current: Script, version: str) -> Script:
    """That version of a script: the current one where it is the same, or where the other cannot be had any more.

    A version that was not kept, or that this program cannot read any longer, stops no interview.
    """
    if version == current.version:
        return current
    key = (current.name, version, current.practice)
    if key not in _read:
        kept = session.get(ScriptVersion, (current.name, version))
        found = _script(kept.files, current) if kept is not None else None
        if found is None:
            log.warning("a version of a script cannot be had any more", script=current.name, version=version)
            return current
        _read[key] = found
    return _read[key]


def _script(files: Mapping[str, str], current: Script) -> Script | None:
    with TemporaryDirectory() as folder:
        for path, text in files.items():
            file = Path(folder) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        try:
            return Script(load_folder(Path(folder))[current.name], practice=current.practice)
        except (BadScriptError, KeyError):
            return None
