"""Takes the sentences out of the rules kept as data, for Babel: pyproject.toml names `extract_evidence`."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any, Final

import yaml

_SENTENCES: Final = ("what", "why", "what_else", "say")
_START_OF_ITEM: Final = re.compile(rb"^- id:")

Message = tuple[int, str, str, list[str]]


def extract_evidence(
    opened: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001 - Babel hands these to every extractor
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[Message]:
    """Line of the item, function (none), sentence and comments of every sentence in a file of rules."""
    content = opened.read()
    lines = [number for number, line in enumerate(content.splitlines(), start=1) if _START_OF_ITEM.match(line)]
    for line, item in zip(lines, yaml.safe_load(content), strict=True):
        for name in _SENTENCES:
            if name in item:
                yield line, "", item[name], [f"rule: {name}"]
