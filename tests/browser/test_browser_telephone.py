"""The adviser's telephone in a real Chromium, with Twilio's own script as it is, against the exchange's signalling."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.practice.browser_audio import MUSIC_HZ, PEOPLE_HZ
from app.practice.browser_server import BrowserServer
from app.staff import service as staff
from tests.browser import chromium
from tests.browser.screen import Screen
from tests.journeys.test_ringing_in import together
from tests.journeys.world import World

pytestmark = pytest.mark.browser

MEDIA = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--ignore-certificate-errors",
]
PATIENCE_SECONDS = 10
# The script itself is left as it is; what it connects is only looked at.
KEEP_PEERS = """
  window.peers = [];
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(...args) { super(...args); window.peers.push(this); }
  };
"""
BYTES_RECEIVED = """async () => {
  let bytes = 0;
  for (const [, one] of await window.peers.at(-1).getStats()) {
    if (one.type === "inbound-rtp" && one.kind === "audio") bytes += one.bytesReceived;
  }
  return bytes;
}"""
# The loudest tone in what is heard, in hertz.
LOUDEST = """async () => {
  const track = window.peers.at(-1).getReceivers()[0].track;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 8192 });
  new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }).connect(analyser);
  await new Promise((done) => setTimeout(done, 400));
  const heights = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(heights);
  const loudest = heights.indexOf(Math.max(...heights));
  const hertz = loudest * context.sampleRate / analyser.fftSize;
  await context.close();
  return heights[loudest] > -80 ? hertz : 0;
}"""


@pytest.fixture
def signalling(world: World, tmp_path: Path) -> Iterator[BrowserServer]:
    """The exchange's signalling, which the service sends browsers to; Tess has her telephone in the browser."""
    server = BrowserServer(world.exchange, tmp_path)
    settings = replace(world.settings, practice_signalling=server.address)
    world.app.extensions["switchboard"] = replace(world.board, settings=settings)
    with world.session() as session:
        tess = staff.by_username(session, "tess")
        assert tess is not None
        staff.set_telephone(session, tess, None, True, world.now(), by=tess.id)
    yield server
    server.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser with a microphone, which its person lets pages use."""
    with_media = browser.browser_type.launch(executable_path=chromium.path(), args=[*chromium.ARGUMENTS, *MEDIA])
    context = with_media.new_context()
    context.add_init_script(KEEP_PEERS)
    yield context
    with_media.close()


def until(page: Page, what: Callable[[], bool]) -> None:
    """Wait for something that happens in another thread, while the browser goes on."""
    latest = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < latest, page.locator("main").inner_text()
        page.wait_for_timeout(20)


def hears(window: Page, hertz: int) -> None:
    """Wait until that tone is what is heard."""
    until(window, lambda: abs(window.evaluate(LOUDEST) - hertz) < 20)


@pytest.mark.usefixtures("signalling")
def test_a_call_from_the_first_ring_to_the_last_word(world: World, context: BrowserContext) -> None:
    phone = world.exchange.client("tess")

    # given Tess at her screen: the bar says that nothing can ring, and opens the window, where she switches it on
    tess = Screen(context, world, "tess")
    tess.sign_in()
    bar = tess.tab.locator("[data-telephone-bar]")
    expect(bar).to_contain_text("is not on: no call can ring")
    with context.expect_page() as opened:
        bar.get_by_role("link", name="Open your telephone").click()
    window = opened.value
    window.on("pageerror", lambda error: tess.faults.append(f"script: {error}"))
    switch_on = window.get_by_role("button", name="Switch on")
    switch_on.or_(window.get_by_text("The telephone is on.")).first.wait_for()
    if switch_on.is_visible():
        switch_on.click()

    # then she is registered, and told so on both
    expect(window.get_by_text("The telephone is on.")).to_be_visible()
    assert phone.registered
    expect(bar).to_contain_text("is on: calls ring there")
    assert chromium.axe_faults(window) == []

    # when somebody who does not wait rings, then it rings and stops
    tess.press("Alt+r", then="The next call shows here")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    expect(window.get_by_text("A call is ringing.")).to_be_visible()
    world.hang_up(call)
    expect(window.get_by_text("The telephone is on.")).to_be_visible()

    # when another is offered and Tess answers by a key on her page
    world.pass_time(2)
    call = world.ring("somerset")
    world.press(call, "1", "1")
    tess.wait_for("Answer your browser telephone to take it.")
    expect(bar.get_by_role("button", name="Answer")).to_be_visible()
    tess.tab.keyboard.press("Alt+a")
    until(window, lambda: phone.call is not None and phone.call.status == "in-progress")
    world.settle()
    world.pass_time(2)

    # then they are together, and she hears and is heard
    assert phone.call is not None
    leg = phone.call
    assert together(call, phone)
    expect(window.get_by_text("You are on a call.")).to_be_visible()
    hears(window, PEOPLE_HZ)
    assert window.evaluate(BYTES_RECEIVED) > 0
    until(window, lambda: any(one.text == "the microphone is heard" for one in leg.journal))

    # when she presses a key, it arrives
    window.get_by_role("button", name="5", exact=True).click()
    until(window, lambda: any((one.kind, one.text) == ("key", "5") for one in leg.journal))

    # when she is put on hold, she hears the music, and afterwards the caller again
    conference = leg.participation
    assert conference is not None
    world.board.telephone.hold(conference.conference.sid, leg.sid, True)
    hears(window, MUSIC_HZ)
    world.board.telephone.hold(conference.conference.sid, leg.sid, False)
    hears(window, PEOPLE_HZ)

    # when she hangs up, the call is over at both ends
    window.get_by_role("button", name="Hang up").click()
    until(window, lambda: leg.status == "completed")
    expect(window.get_by_text("The telephone is on.")).to_be_visible()
    world.settle()
    world.hang_up(call)
    world.pass_time(15)

    # and when the window is closed, nothing can ring there
    window.close()
    until(tess.tab, lambda: not phone.registered)
    expect(bar).to_contain_text("is not on: no call can ring")
    assert tess.faults == []
