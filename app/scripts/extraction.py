"""Takes the sentences out of the scripts, for Babel: pyproject.toml names `extract_scripts` under [tool.babel].

`make translations` re-extracts everything marked, here, in the code and in the pages, into translations/.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from app.scripts.lined_yaml import Row, Table, read

_SENTENCES = frozenset({"title", "say", "hint", "why", "if_unsure", "label", "menu", "text", "otherwise"})
_LISTS_OF_SENTENCES = frozenset({"before", "retries"})

Message = tuple[int, str, str, list[str]]


def extract_scripts(
    opened: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001 - Babel hands these to every extractor
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[Message]:
    """Line, function (none), sentence and comments of every sentence in a script's file."""
    file = Path(opened.name)
    yield from _in_table(read(file, file, []))


def _in_table(table: Table) -> Iterator[Message]:
    for key, value in table.items():
        line = table.lines[key]
        if key in _SENTENCES and isinstance(value, str):
            yield _message(line, value)
        elif key == "announcements" and isinstance(value, Table):
            yield from (_message(value.lines[name], text) for name, text in value.items() if isinstance(text, str))
            yield from _in_members(value)
        elif key in _LISTS_OF_SENTENCES and isinstance(value, Row):
            yield from (
                _message(at, text) for text, at in zip(value, value.lines, strict=True) if isinstance(text, str)
            )
            yield from _in_members(value)
        else:
            yield from _in_members(value)


def _in_members(value: object) -> Iterator[Message]:
    """The sentences of the tables that stand in a list or in a table."""
    if isinstance(value, Table):
        yield from _in_table(value)
    elif isinstance(value, Row):
        for member in value:
            yield from _in_members(member)


def _message(line: int, text: str) -> Message:
    return line, "", " ".join(text.split()), []
