"""Browser telephones: who is registered under which identity, and the door for whoever signals to them.

A browser telephone is rung as `client:NAME`. Each page that has registered under NAME is a `Device`; all ring
together and the first to answer has the call. Where nobody is registered the call ends at once, not answered, as
at Twilio.

What stands between a real browser and the exchange does this:

    phone = exchange.client("tess")          # one object for each identity, for ever
    phone.register(device)                   # a page has registered; its `rings` is called for each call
    phone.answer(), phone.decline()          # what the person does in the page, on `phone.call`
    phone.press("1"), phone.hang_up()
    phone.unregister(device)                 # the page has gone; a call that it is on ends only by `hang_up`

A test needs no device of its own: `exchange.client("tess").register()` is a page that does only what the test does
with the telephone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.practice.calls.people import Telephone

if TYPE_CHECKING:
    from app.practice.calls.call import Call, Heard
    from app.practice.exchange import Exchange

SCHEME = "client:"
NOT_REGISTERED = 480


class Device(Protocol):
    """One registered page. Called with the exchange's lock held: hand the news on to a thread, never wait in it."""

    def rings(self, call: Call) -> None:
        """A call comes in; `call.sid`, `call.from_` and `call.custom_parameters` belong in the invitation."""

    def answered(self, call: Call) -> None:
        """The call was answered, by this page or by another that is registered under the same name."""

    def hears(self, call: Call, heard: Heard) -> None:
        """Something is said into the person's ear; music and hold are on `call.music` and `call.on_hold`."""

    def over(self, call: Call) -> None:
        """The call has ended: cancelled while it rang, or hung up by either end. `call.status` says which."""


class ClientTelephone(Telephone):
    """The telephone of one identity, in however many pages."""

    def __init__(self, exchange: Exchange, address: str) -> None:
        super().__init__(exchange, address)
        self.identity = address.removeprefix(SCHEME)
        self._devices: list[Device] = []
        self._played_by_hand = False

    @property
    def registered(self) -> bool:
        """Whether any page is registered under this name."""
        return self._played_by_hand or bool(self._devices)

    def register(self, device: Device | None = None) -> None:
        """A page registers; without a device it is one that a test plays by hand."""
        with self._exchange.lock:
            if device is None:
                self._played_by_hand = True
            elif device not in self._devices:
                self._devices.append(device)

    def unregister(self, device: Device | None = None) -> None:
        """A page is gone; without a device, all are. A call that rings meanwhile rings out by itself."""
        with self._exchange.lock:
            if device is None:
                self._played_by_hand = False
                self._devices.clear()
            elif device in self._devices:
                self._devices.remove(device)

    def ring(self, call: Call, timeout_seconds: int) -> None:
        """A call for this name: every page rings; where there is none, it is not answered at once."""
        if not self.registered:
            call.note("state", "no browser telephone is registered")
            call.end("no-answer", NOT_REGISTERED)
            return
        super().ring(call, timeout_seconds)
        if self.call is call:
            for device in list(self._devices):
                device.rings(call)

    def connected(self, call: Call) -> None:
        """Passed on to every page, so that the others stop ringing."""
        for device in list(self._devices):
            device.answered(call)

    def heard(self, call: Call, heard: Heard) -> None:
        """Passed on to every page."""
        for device in list(self._devices):
            device.hears(call, heard)

    def over(self, call: Call) -> None:
        """Passed on to every page."""
        known = self.call is call
        super().over(call)
        if known:
            for device in list(self._devices):
                device.over(call)
