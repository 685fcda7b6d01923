"""All that a letter's PDF is held against: the post's geometry, our own checks of its structure, and veraPDF's."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from app.letters import checking, keeping

VALIDATOR: Final = "verapdf"
FLAVOURS: Final = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}
LONGEST: Final = 120  # seconds


def validator() -> str | None:
    """The path of veraPDF, where it is on this machine."""
    return shutil.which(VALIDATOR)


def faults(pdf: bytes) -> list[str]:
    """What keeps `pdf` from being posted, read by everybody, or kept, a sentence each; none if nothing was found."""
    found = [*checking.check(pdf), *keeping.faults(pdf)]
    program = validator()
    return [*found, *_validated(program, pdf)] if program else found


def _validated(program: str, pdf: bytes) -> list[str]:
    """What veraPDF says against it: its first words are PASS or FAIL, for each standard."""
    found = []
    with TemporaryDirectory() as folder:
        file = Path(folder) / "letter.pdf"
        file.write_bytes(pdf)
        for flavour, standard in FLAVOURS.items():
            asked = [program, "--flavour", flavour, "--format", "text", "--verbose", str(file)]
            try:
                done = subprocess.run(asked, capture_output=True, text=True, timeout=LONGEST, check=False)  # noqa: S603
            except (OSError, subprocess.TimeoutExpired) as error:
                found.append(f"veraPDF could not check it for {standard}: {error}.")
                continue
            if not done.stdout.startswith("PASS"):
                said = (done.stdout or done.stderr).replace(str(file), "the file").strip()
                found.append(f"veraPDF finds that it is not {standard}: {said}")
    return found
