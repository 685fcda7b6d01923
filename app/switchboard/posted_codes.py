"""A code for the typed page that comes by letter, to whom no text may be sent. It is made as the letter is printed."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.conversations import service as conversations
from app.letters.models import Letter
from app.letters.pack import TypedPage
from app.switchboard import reaching
from app.switchboard.context import Switchboard

# She may be late, and the code opens the page all the same.
STANDS_AFTER: Final = timedelta(hours=1)
# What a letter shows in its place that is looked at and not printed.
NOT_MADE_YET: Final = "••• •••"


def page(
    board: Switchboard, session: Session, letter: Letter, callback: Callback, now: datetime, *, goes: bool
) -> TypedPage | None:
    """The page and the code of a letter that confirms a call-back; None where we do not type with her, or she is sent
    a code by text. `goes`: it is printed to be posted."""
    if callback.claimant_id is None or callback.next_at is None or callback.state != "booked":
        return None
    if reaching.number_to_text(session, callback, now) is not None:
        return None
    if reaching.way(session, callback, now, by_letter=True) != callbacks.TYPED:
        return None
    if not goes:
        return TypedPage(board.addresses.typed_page_on_paper, NOT_MADE_YET)
    figures = conversations.post(
        session,
        callback.claimant_id,
        callback.site_id,
        "cy" if callback.language == "cy" else "en",
        now,
        letter_id=letter.id,
        callback_id=callback.id,
        about_at=callback.next_at,
        expires_at=callback.next_at + STANDS_AFTER,
    )
    if figures is None:
        return None
    return TypedPage(board.addresses.typed_page_on_paper, f"{figures[:3]} {figures[3:]}")
