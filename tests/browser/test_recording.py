"""A sentence recorded in a real browser: what its microphone gives is sent as a WAV file that is accepted."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from app.prompts.rules import media_of
from tests.browser import chromium
from tests.web import gallery

pytestmark = pytest.mark.browser
FAKE_MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
FILE_IN_BASE64 = """async (field) => {
  const bytes = new Uint8Array(await field.files[0].arrayBuffer());
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""


@pytest.fixture
def with_microphone(browser: Browser) -> Iterator[Browser]:
    """A browser whose microphone beeps."""
    other = browser.browser_type.launch(executable_path=chromium.path(), args=[*chromium.ARGUMENTS, *FAKE_MICROPHONE])
    yield other
    other.close()


def test_a_sentence_is_recorded_in_the_browser(with_microphone: Browser) -> None:
    with gallery.served() as address:
        # given the page of what is to be recorded
        page = with_microphone.new_page()
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
