"""The style sheet and scripts, as built."""

import gzip
import json
import re
from pathlib import Path

import pytest

from app import clock
from app.web.assets import build
from tests.web import gallery

BUILT = build.BUILT


@pytest.fixture(scope="module")
def manifest() -> dict[str, str]:
    if not (BUILT / "manifest.json").is_file():
        pytest.skip("the assets are not built: python -m app.web.assets.build")
    names: dict[str, str] = json.loads((BUILT / "manifest.json").read_text())
    return names


def test_nothing_in_them_belongs_to_others(manifest: dict[str, str]) -> None:
    css = (BUILT / manifest["startline.css"]).read_text()
    assert not re.search(r"crest|crown|GDS Transport", css, re.IGNORECASE)
    assert "Atkinson Hyperlegible Next" in css


def test_every_file_that_the_style_sheet_names_is_there(manifest: dict[str, str]) -> None:
    css = (BUILT / manifest["startline.css"]).read_text()
    named = [name for name in re.findall(r'url\("?([^")]+)"?\)', css) if not name.startswith("data:")]
    assert named
    assert [name for name in named if not (BUILT / name).is_file()] == []


def test_a_second_build_with_nothing_changed_does_nothing(manifest: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "stamp").write_text((BUILT / "stamp").read_text())
    assert build.build(tmp_path) is ((BUILT / "stamp").read_text() != build._fingerprint(build._inputs()))


def test_the_telephone_in_the_browser_is_twilios_own_script_unchanged(manifest: dict[str, str]) -> None:
    theirs = build.VOICE / "dist" / "twilio.min.js"
    if not theirs.is_file():
        pytest.skip("the packages that the assets were built from are not here any more")
    assert (BUILT / manifest["voice-sdk.js"]).read_bytes() == theirs.read_bytes()
    assert b"2.18.5" in theirs.read_bytes()


def test_the_first_page_of_an_adviser_is_small(manifest: dict[str, str]) -> None:
    # given the page with the most on it, and all that it asks for: compressed as a proxy does it, Twilio's script apart
    app = gallery.gallery()
    try:
        page = app.test_client().get("/script-choice").get_data()
    finally:
        clock.use(None)
    files = re.findall(rb'(?:src|href)="/static/built/([^"]+)"', page)
    css = (BUILT / manifest["startline.css"]).read_text()
    faces = re.findall(r"@font-face\s*{[^}]*}", css)
    # A face of another script is fetched only for a page that has a letter of it.
    for_all = [face for face in faces if "Noto Sans" not in face]
    assert all("unicode-range" in face for face in faces if face not in for_all)
    fonts = [name for face in for_all for name in re.findall(r'url\("?([^")]+)"?\)', face) if name.endswith(".woff2")]
    assert len(fonts) > 2
    assert len(files) > 4
    assert manifest["voice-sdk.js"].encode() not in files

    # then together they are less than 200 kB
    sent = len(gzip.compress(page)) + sum(len(gzip.compress((BUILT / name.decode()).read_bytes())) for name in files)
    sent += sum((BUILT / name).stat().st_size for name in fonts)
    assert sent < 200_000, sent
