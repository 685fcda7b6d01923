"""The adviser's telephone in a real Chromium, with Twilio's own script as it is, against the exchange's signalling."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.practice.browser import away
from app.practice.browser.audio import MUSIC_HZ, PEOPLE_HZ
from app.practice.browser.server import BrowserServer
from app.practice.calls.call import Call
from app.staff import service as staff
from app.telephony import tokens
from tests.browser import chromium
from tests.browser.screen import Screen
from tests.journeys.scenes import together
from tests.journeys.world import World
from tests.web import gallery

pytestmark = pytest.mark.browser

MEDIA = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--ignore-certificate-errors",
]
PATIENCE_SECONDS = 10
# A token is renewed a minute before it runs out: these, after a few seconds.
SHORT_LIVED = timedelta(seconds=64)
# The script itself is left as it is; what it connects is only looked at.
KEEP_PEERS = """
  window.peers = [];
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(...args) { super(...args); window.peers.push(this); }
  };
"""
REFUSE_THE_MICROPHONE = """
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
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
def signalling(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserServer]:
    """The exchange's signalling, which the service sends browsers to; Tess has her telephone in the browser."""
    monkeypatch.setattr(tokens, "LASTS", SHORT_LIVED)
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
def context(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """Tess's browser, with a microphone, in which what the telephone connects can be looked at.

    It is killed in the end: now and then one that still had a call would not close, and a whole run waited for it.
    """
    with chromium.apart(browser.browser_type, tmp_path / "tess", MEDIA) as (hers, _):
        made = hers.new_context()
        made.add_init_script(KEEP_PEERS)
        yield made


def until(page: Page, what: Callable[[], bool]) -> None:
    """Wait for something that happens in another thread, while the browser goes on."""
    latest = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < latest, page.locator("main").inner_text()
        page.wait_for_timeout(20)


def tokens_given(world: World) -> int:
    """How many tokens the service has given."""
    with world.session() as session:
        asked = select(func.count()).where(AuditEntry.action == "telephone_token")
        return session.scalars(asked).one()


def hears(window: Page, hertz: int) -> None:
    """Wait until that tone is what is heard; a page that has stopped altogether is waited for no longer."""
    heard = f"async (hertz) => Math.abs(await ({LOUDEST})() - hertz) < 20"
    window.wait_for_function(heard, arg=hertz, timeout=PATIENCE_SECONDS * 1000)


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
    window.on("console", lambda said: tess.faults.append(said.text) if "Security Policy" in said.text else None)
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

    # when she holds the caller, it is quiet
    world.hold("tess")
    hears(window, 0)
    world.hold("tess", on=False)
    hears(window, PEOPLE_HZ)

    # when she hangs up, the call is over at both ends
    window.get_by_role("button", name="Hang up").click()
    until(window, lambda: leg.status == "completed")
    expect(window.get_by_text("The telephone is on.")).to_be_visible()
    world.settle()
    world.hang_up(call)
    world.pass_time(15)

    # and her tokens were renewed meanwhile, without a word
    until(window, lambda: tokens_given(world) > 1)
    expect(window.get_by_text("The telephone is on.")).to_be_visible()

    # and when the window is closed, nothing can ring there
    window.close()
    until(tess.tab, lambda: not phone.registered)
    expect(bar).to_contain_text("is not on: no call can ring")
    assert tess.faults == []


def on_a_call(world: World, context: BrowserContext, other: Browser | None = None) -> tuple[Screen, Page, Call]:
    """Tess's screen, the window that is her telephone (in the `other` browser), and who is on the line with her."""
    tess = Screen(context, world, "tess")
    tess.sign_in()
    beside = context if other is None else other.new_context(storage_state=context.storage_state())
    beside.grant_permissions(["microphone"])
    window = beside.new_page()
    window.goto(f"{world.settings.public_base_url}/telephone")
    expect(window.get_by_text("The telephone is on.")).to_be_visible()
    tess.press("Alt+r", then="The next call shows here")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    window.get_by_role("button", name="Answer").click()
    phone = world.exchange.client("tess")
    until(window, lambda: phone.call is not None and phone.call.status == "in-progress")
    world.settle()
    return tess, window, call


@pytest.mark.long
@pytest.mark.usefixtures("signalling")
def test_a_browser_that_dies_in_the_middle_of_a_call_is_a_lost_line(
    world: World, context: BrowserContext, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given Tess is on a call in a browser of its own, and is not waited for long
    monkeypatch.setattr(away, "LONGEST_SECONDS", 1)
    with chromium.apart(browser.browser_type, tmp_path / "chromium", MEDIA) as (other, kill):
        tess, _, call = on_a_call(world, context, other)

        # when it dies
        leg = world.exchange.client("tess").history[-1]
        kill()
        until(tess.tab, lambda: leg.status == "completed")
    world.settle()

    # then she who rang is held and told so, and not cut off
    world.until_heard(call, "hold on")
    assert call.is_live
    world.hang_up(call)
    world.pass_time(15)


@pytest.mark.long
def test_a_network_that_is_away_for_a_moment_ends_no_call(
    world: World, context: BrowserContext, signalling: BrowserServer
) -> None:
    # given Tess is on a call in her window
    tess, window, call = on_a_call(world, context)
    phone = world.exchange.client("tess")
    leg = phone.history[-1]

    # when the signalling is cut off, then she is told so, and the sound goes on
    signalling.lose_signalling()
    expect(window.get_by_text("The network is away.")).to_be_visible()
    hears(window, PEOPLE_HZ)

    # and it is back by itself: the call is the same, and keys arrive again
    expect(window.get_by_text("You are on a call.")).to_be_visible()
    until(window, lambda: phone.registered)
    window.get_by_role("button", name="5", exact=True).click()
    until(window, lambda: any((one.kind, one.text) == ("key", "5") for one in leg.journal))
    assert leg.is_live
    assert together(call, phone)
    assert not any("hold on" in one.text for one in call.said)

    # when it is cut off again and the call is ended meanwhile, then the window learns of it
    signalling.lose_signalling()
    world.end_call("tess")
    expect(window.get_by_text("The telephone is on.")).to_be_visible()
    assert not leg.is_live
    world.hang_up(call)
    world.pass_time(15)
    assert tess.faults == []


@pytest.mark.long
def test_a_refused_microphone_and_a_second_window_are_said_plainly(browser: Browser) -> None:
    with gallery.served() as address:
        context = browser.new_context()
        context.add_init_script(REFUSE_THE_MICROPHONE)
        window, other, home = context.new_page(), context.new_page(), context.new_page()

        # when the browser refuses the microphone
        window.goto(f"{address}/telephone")
        window.get_by_role("button", name="Switch on").click()

        # then the window says so and what to do, and so does every page's bar
        expect(window.get_by_text("The browser refuses the microphone.")).to_be_visible()
        expect(window.get_by_role("button", name="Switch on")).to_be_visible()
        home.goto(f"{address}/home-in-browser")
        expect(home.locator("[data-telephone-bar]")).to_contain_text("has no microphone")

        # and a second window leaves it to the first
        other.goto(f"{address}/telephone")
        expect(other.get_by_text("Your telephone is open in another window.")).to_be_visible()
        context.close()
