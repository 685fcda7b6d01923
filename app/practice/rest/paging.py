"""Lists of the REST interface, page by page, as Twilio gives them.

A page's successor is found by a token that names its last entry, so that what comes meanwhile moves nothing; the
number of a page is only for the client to remember.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from app.practice.rest.errors import RestError
from app.practice.rest.reading import PAGING, whole
from app.practice.rest.shapes import Shape

Item = TypeVar("Item")
USUAL_SIZE, GREATEST_SIZE = 50, 1000
AFTER, BEFORE = "PA", "PB"


def page(name: str, items: Sequence[Item], sid: Callable[[Item], str], shape: Callable[[Item], Shape]) -> Shape:
    """The page that the request asks for of these items."""
    size = whole(request.args.get("PageSize", str(USUAL_SIZE)), "PageSize", 1, GREATEST_SIZE)
    number = whole(request.args.get("Page", "0"), "Page", 0)
    start = _start([sid(item) for item in items], number, size)
    shown = items[start : start + size]
    others = [(key, value) for key, value in request.args.items() if key not in PAGING]

    def uri(wanted: int, token: str = "") -> str:
        cursor = [("PageToken", token)] if token else []
        return f"{request.path}?{urlencode([*others, ('PageSize', size), ('Page', wanted), *cursor])}"

    more = start + size < len(items)
    return {
        name: [shape(item) for item in shown],
        "end": start + max(0, len(shown) - 1),
        "first_page_uri": uri(0),
        "next_page_uri": uri(number + 1, AFTER + sid(shown[-1])) if more and shown else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": uri(max(0, number - 1), BEFORE + sid(shown[0])) if start and shown else None,
        "start": start,
        "uri": uri(number, request.args.get("PageToken", "")),
    }


def _start(sids: Sequence[str], number: int, size: int) -> int:
    token = request.args.get("PageToken", "")
    if not token:
        if number:
            raise RestError(400, 20001, "Page is only for the client to remember: follow next_page_uri")
        return 0
    direction, named = token[:2], token[2:]
    if direction not in (AFTER, BEFORE) or named not in sids:
        raise RestError(400, 20001, f"PageToken: {token!r} is not one of ours")
    at = sids.index(named)
    return at + 1 if direction == AFTER else max(0, at - size)
