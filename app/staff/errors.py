"""What the staff room refuses."""

from datetime import datetime


class UsernameTaken(Exception):
    """Somebody signs in under that name already."""


class TooManyTries(Exception):
    """Wrong passwords too often for one name, whether or not anybody has it; nothing is looked at before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many wrong passwords")
        self.until = until


class StillOnACall(Exception):
    """Somebody is rung or talks with a claimant, and cannot sign out yet."""
