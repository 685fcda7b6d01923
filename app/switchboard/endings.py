"""What each ending of a telephone script leads to, by its name; the modules that know add themselves here."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.calls.models import Call
from app.switchboard.context import Switchboard
from app.switchboard.replies import Reply

Then = Callable[[Switchboard, Session, Call, datetime], Reply]

ENDINGS: dict[str, Then] = {}


def ending(name: str) -> Callable[[Then], Then]:
    """Let a function act on the ending of this name."""

    def add(then: Then) -> Then:
        ENDINGS[name] = then
        return then

    return add
