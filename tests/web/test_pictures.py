"""Pictures of every page in both languages, for a person to look at: into the folder that PICTURES_DIR names."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web import gallery


@pytest.mark.browser
@pytest.mark.long
def test_each_page_has_its_picture_in_both_languages_and_welsh_fits_too(browser: Browser, tmp_path: Path) -> None:
    folder = Path(os.environ.get("PICTURES_DIR") or tmp_path)
    with gallery.served() as address:
        taken = gallery.pictures(browser, address, folder)
    assert len(taken) == len(gallery.pages()) * 2 * 2
    assert all((folder / name).stat().st_size > 0 for name in taken)
    assert {name: over for name, over in taken.items() if over > 0} == {}
