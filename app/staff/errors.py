"""What the staff room refuses."""

from datetime import datetime


class UsernameTaken(Exception):  # noqa: N818 - it names what is the case
    """Somebody signs in under that name already."""


class TooManyTries(Exception):  # noqa: N818 - it names what was done
    """Wrong passwords too often for one name, whether or not anybody has it; nothing is looked at before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many wrong passwords")
        self.until = until


class StillOnACall(Exception):  # noqa: N818 - it names what is the case
    """Somebody is rung or talks with a claimant, and cannot sign out yet."""
