"""Sets letters with typst: plain data in, the bytes of a tagged PDF out.

The same letter always gives the same bytes: nothing in it depends on the clock, the machine's fonts or
the order of a set. Letters in English and Welsh need no font but those installed with this package. Names and answers
may be in the scripts of the languages that are spoken here besides: Gurmukhi, Bengali, Arabic and Ethiopic.
"""

import io
import json
import os
import re
import shutil
import threading
import unicodedata
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import fontpkg_noto_sans
import segno
import typst
from fontTools.ttLib import TTFont

from app.letters import geometry
from app.letters.errors import TypesettingError

TEMPLATES = Path(__file__).with_name("templates")
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
FONT_FOLDER = Path(fontpkg_noto_sans.__file__).with_name("files")
FAMILY = "Noto Sans"
SCRIPTS = ("Gurmukhi", "Bengali", "Arabic", "Ethiopic")
NO_SUCH_LETTER = "\N{REPLACEMENT CHARACTER}"  # printed where the fonts have no shape for what was typed
NOT_SEEN = {"Cc", "Cf", "Cs"}  # controls, marks of direction, halves of characters: left out
LONGEST_WORD = 22
"""Letters of the longest word that is never broken; no English or Welsh word in common use is longer."""
PATTERN = 2  # of a square code, by the number that its standard gives it
MAY_BREAK = "\N{ZERO WIDTH SPACE}"
_LONG_WORD = re.compile(rf"[^\s-]{{{LONGEST_WORD + 1},}}")
_PIECE = re.compile(r".{7}(?=.{4})")
_WRITTEN_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # the file's own time stamp, the same in every letter


@cache
def _of_scripts() -> dict[str, Path]:
    """The fonts of the other scripts by their family; none where their package is not installed."""
    found = find_spec("manimgx_fonts")
    folder = Path(found.origin).parent if found is not None and found.origin else None
    files = {f"Noto Sans {script}": folder / f"NotoSans{script}[wght].ttf" for script in SCRIPTS} if folder else {}
    return {family: file for family, file in files.items() if file.is_file()}


@cache
def _fonts() -> typst.Fonts:
    # The engine takes folders, and the package's own has another Noto Sans in it, which would set all our letters.
    with TemporaryDirectory() as folder:
        for number, file in enumerate(_of_scripts().values()):
            (Path(folder) / f"{number}.ttf").symlink_to(file)
        paths = [str(FONT_FOLDER), folder]
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


@cache
def _printable() -> frozenset[int]:
    """The code points that every face of the main font can print, and those of the other scripts."""
    faces = []
    for path in sorted(FONT_FOLDER.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            faces.append(frozenset(font.getBestCmap()))
    others = set()
    for path in _of_scripts().values():
        with TTFont(path, lazy=True) as font:
            others |= set(font.getBestCmap())
    known = frozenset.intersection(*faces) | others
    return frozenset(code for code in known if unicodedata.category(chr(code)) not in NOT_SEEN)


def printable(text: str) -> str:
    """`text` with a question mark in a diamond for each character that no font here can print.

    A letter goes out all the same: an odd character typed in a call is no reason to send nothing.
    """
    if text.isascii() and text.isprintable():  # nearly all of a letter, many hundred times a second
        return text
    known = _printable()
    if known.issuperset(map(ord, text)):
        return text
    return "".join(
        letter if letter == "\n" or ord(letter) in known else NO_SUCH_LETTER
        for letter in text
        if letter == "\n" or unicodedata.category(letter) not in NOT_SEEN
    )


def may_break(text: str) -> str:
    """`text` with places where a word may be broken that would run out of its column, such as an e-mail address."""
    if len(text) <= LONGEST_WORD:
        return text
    return _LONG_WORD.sub(lambda word: _PIECE.sub(rf"\g<0>{MAY_BREAK}", word[0]), text)


def _clean(value: Any) -> Any:
    # Asked of two thousand things in a letter: a dictionary is told from others more quickly than any mapping.
    if isinstance(value, str):
        return may_break(printable(value))
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    return value


def square_code(text: str) -> bytes:
    """A QR code that says `text`, as PNG.

    One pattern is laid over every code: a reader takes any of the eight, and to weigh them all takes longer than the
    code itself.
    """
    picture = io.BytesIO()
    segno.make_qr(text, error="m", mask=PATTERN).save(picture, kind="png", scale=4, border=0)
    return picture.getvalue()


class _Desk:
    """Where letters are set, one after another: the templates, with what the next one says beside them.

    The engine knows what it has set before, and sets alike parts of the next letter for a fraction of the time, but
    only where the files have the same names and nothing is handed in otherwise. What it knows from the beginning is
    prepared once. What a letter says stays in memory where the system has a folder for that, can be read by nobody
    else, and lies there no longer than the letter takes.
    """

    def __init__(self) -> None:
        self.process = os.getpid()
        self.folder = Path(mkdtemp(prefix="letters-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
        weakref.finalize(self, _clear, self.folder, self.process)
        self.template = self.folder / "letter.typ"
        for file in TEMPLATES.iterdir():
            shutil.copy(file, self.folder)
        self.engine = typst.Compiler(self.template, root=self.folder, font_paths=_fonts())

    @contextmanager
    def laid(self, files: Mapping[str, Any]) -> Iterator[None]:
        """The files lie there as JSON, by their names, until the letter is set."""
        try:
            for name, content in files.items():
                if isinstance(content, bytes):
                    (self.folder / name).write_bytes(content)
                    continue
                said = json.dumps(content, ensure_ascii=False, sort_keys=True)
                (self.folder / name).write_text(said, encoding="utf-8")
            yield
        finally:
            for name in files:
                (self.folder / name).unlink(missing_ok=True)


def _clear(folder: Path, process: int) -> None:
    """A process that was forked off leaves the folder to the one whose it is."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


_desks = threading.local()


def desk() -> _Desk:
    """That of this thread in this process: two letters never lie on one."""
    mine: _Desk | None = getattr(_desks, "mine", None)
    if mine is None or mine.process != os.getpid():
        mine = _desks.mine = _Desk()
    return mine


def files(letter: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates read for `letter`, a mapping as `claim_letter` lays it out, by the file's name."""
    boxes = {
        "logo": geometry.LOGO,
        "address": geometry.ADDRESS,
        "sender": geometry.SENDER,
        "body": geometry.BODY_OF_FIRST_PAGE,
    }
    cleaned = _clean(letter) | {
        "address": [printable(line) for line in letter["address"]],
        "fonts": [FAMILY, *_of_scripts()],
        "zones": {name: vars(box) for name, box in boxes.items()},
    }
    return {
        "letter.json": cleaned,
        "language.json": letter["columns"][0]["language"],
        "foot.json": {
            "sender": cleaned["sender"]["name"],
            "reference": cleaned["reference"],
            "page_of": cleaned["page_of"],
        },
        "code.png": square_code(letter["reference"]),
    }


def set_pages(letter: Mapping[str, Any]) -> bytes:
    """The PDF of `letter`, tagged to PDF/UA-1 and made to be kept, PDF/A-2a.

    Raises:
        TypesettingError: the engine refused it, in its own words.
    """
    here = desk()
    with here.laid(files(letter)):
        try:
            pdf = here.engine.compile(pdf_standards=["ua-1", "a-2a"], timestamp=_WRITTEN_LONG_AGO)
        except typst.TypstError as error:
            raise TypesettingError(str(error)) from error
    if not isinstance(pdf, bytes):  # the engine gives a list only for pictures
        raise TypesettingError("the engine gave no single document")
    return pdf


def pages_of_rows(letter: Mapping[str, Any]) -> dict[tuple[int, int], int]:
    """On which page, counted from 1, each (section, row) of the form begins."""
    here = desk()
    with here.laid(files(letter)):
        found = json.loads(
            typst.query(
                here.template, "<places>", field="value", one=True, root=here.folder, font_paths=_fonts(),
                sys_inputs={"places": "yes"},
            )
        )  # fmt: skip
    return {(section, row): page for section, row, page in found}
