"""Twilio's own published descriptions, where they are at hand; they are not part of this project."""

import importlib.util
import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Protocol


class Asked(Protocol):
    """A REST request as the exchange keeps it."""

    @property
    def method(self) -> str:
        """GET, POST or DELETE."""

    @property
    def url(self) -> str:
        """Path and query."""

    @property
    def form(self) -> list[tuple[str, str]]:
        """What was sent."""

    @property
    def status(self) -> int:
        """Of HTTP."""

    @property
    def answer(self) -> str:
        """JSON, or nothing."""


@cache
def twilio_check() -> ModuleType | None:
    """What holds requests, answers and documents against the descriptions; TWILIO_CHECK names its file."""
    named = os.environ.get("TWILIO_CHECK")
    places = [Path(named)] if named else []
    places += [parent / "shared" / "tools" / "twilio_check.py" for parent in Path(__file__).resolve().parents]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        return None
    spec = importlib.util.spec_from_file_location("twilio_check", found)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _convert_once(module)
    return module


def _convert_once(module: ModuleType) -> None:
    """Let the checker convert the components of the description once, not again for each request."""
    convert = module._openapi_to_json_schema
    components = module._description()["components"]
    converted = convert(components)
    module._openapi_to_json_schema = lambda node: converted if node is components else convert(node)  # type: ignore[attr-defined]


def faults_of(requests: Iterable[Asked], check: ModuleType) -> list[str]:
    """What is wrong with REST requests and their answers by the descriptions; a refusal is only looked at for shape."""
    faults: list[str] = []
    for one in requests:
        url = f"https://api.twilio.com{one.url}"
        body = json.loads(one.answer) if one.answer else None
        if one.status >= 400:
            refusal = body or {}
            if sorted(refusal) != ["code", "message", "more_info", "status"] or refusal["status"] != one.status:
                faults.append(f"{one.method} {one.url}: {body} is no refusal of Twilio's")
            continue
        found = [
            *check.check_request(one.method, url, one.form),
            *check.check_response(one.method, url, one.status, body),
        ]
        faults += [f"{one.method} {one.url}: {fault}" for fault in found]
    return faults
