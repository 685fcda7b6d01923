"""Twilio's own published descriptions, where they are at hand; they are not part of this project."""

import importlib.util
import os
from functools import cache
from pathlib import Path
from types import ModuleType


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
    return module
