"""What can stand in the way of a promise to ring back."""

from app.callbacks.models import Callback


class AlreadyBooked(Exception):
    """She has an open call-back: show it, and offer to move it."""

    def __init__(self, callback: Callback) -> None:
        super().__init__("a call-back is already open")
        self.callback = callback
