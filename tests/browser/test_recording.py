"""A sentence recorded in a real browser: what its microphone gives is sent as a WAV file that is accepted."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from app.prompts.rules import media_of
from tests.browser import chromium
from tests.web import gallery

pytestmark = pytest.mark.browser
FAKE_MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
FILE_IN_BASE64 = """async (field) => {
  const bytes = new Uint8Array(await field.files[0].arrayBuffer());
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""


@pytest.mark.skipif(chromium.path() is None, reason="there is no Chromium")
def test_a_sentence_is_recorded_in_the_browser(tmp_path: Path) -> None:
    with gallery.served() as address, sync_playwright() as playwright:
        # given a browser whose microphone beeps
        browser = playwright.chromium.launch(
            executable_path=chromium.path(), args=[*chromium.ARGUMENTS, *FAKE_MICROPHONE]
        )
        page = browser.new_page()
        page.goto(f"{address}/prompts-of", wait_until="load")
        form = page.locator("#prompt-3 form")

        # when the supervisor records, and stops once a beep has surely been heard
        form.locator("[data-record]").click()
        form.locator("[data-stop]").wait_for(state="visible")
        page.wait_for_timeout(1500)
        form.locator("[data-stop]").click()
        expect(form.locator("[data-state]")).to_have_text("Ready to be kept.")

        # then the form holds a WAV file with something to be heard, ready to be kept
        sound = base64.b64decode(form.locator("[type=file]").evaluate(FILE_IN_BASE64))
        assert media_of(sound) == "audio/wav"
        browser.close()
