"""What went to her by text and what she wrote, as it stands among her contacts."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.console.pages import Banner, HistoryRow
from app.letters import service as letters
from app.scripts.wording import mark
from app.texts import service as texts
from app.texts.models import NOT_RECEIVED, TextMessage, TextReceived
from app.web.said import say

WHAT: Final = {
    "confirmation": mark("the booking"),
    "reminder": mark("a reminder"),
    "late": mark("that we are late"),
    "put_off": mark("that we ring another time"),
    "sorry": mark("that nobody came to interpret"),
    "form": mark("that what we posted has not come back"),
}
HOW: Final = {
    "wanted": mark("on its way"),
    "sending": mark("on its way"),
    "sent": mark("sent"),
    "delivered": mark("delivered"),
    "undelivered": mark("did not arrive"),
    "failed": mark("did not arrive"),
    "refused": mark("refused by the network"),
    "lost": mark("may have been sent"),
    "not_sent": mark("not sent: no longer true or not safe"),
}
HELPED: Final = mark("Wrote by text: was asked to ring, or for the four figures")
WROTE: Final = {
    "tell": mark("Wrote by text: asked what is booked"),
    "confirm": mark("Wrote by text: confirmed"),
    "cancel": mark("Wrote by text: cancelled"),
    "offer": mark("Wrote by text: asked for another time"),
    "take": mark("Wrote by text: chose another time"),
    "book": mark("Wrote by text: booked this call-back"),
    "offer_first": mark("Wrote by text: no time was free, so the call is owed"),
    "offer_later": mark("Wrote by text: no time suited, so the call is owed"),
    "stop": mark("Wrote by text: wants no more texts"),
    "start": mark("Wrote by text: wants texts again"),
    "wrong_figures": mark("Wrote by text: figures that did not fit"),
}


Texts = tuple[Sequence[TextMessage], Sequence[TextReceived]]


def history(about: Texts, site_of: Mapping[UUID, str]) -> list[HistoryRow]:
    """Every text `about` her call-backs, each at its site. What she wrote is not kept: only what it asked for."""
    sent, received = about
    rows = [
        HistoryRow(
            one.sent_at or one.ended_at or one.wanted_at,
            say("Text: {what} ({how})", what=say(WHAT[one.kind]), how=say(HOW[one.state])),
            site_of[one.callback_id],
        )
        for one in sent
    ]
    rows += [
        HistoryRow(one.received_at, say(WROTE.get(one.act or "", HELPED)), site_of[one.callback_id])
        for one in received
        if one.callback_id is not None
    ]
    return rows


def banners(session: Session, claimant: Claimant, callback: Callback | None, about: Texts) -> list[Banner]:
    """That she has not had what we wrote `about` her open call-back, and that she wants no texts."""
    found = []
    if callback is not None and callback.due_at is not None:
        told = [one for one in about[0] if one.callback_id == callback.id and one.kind != "late"]
        last = next((one for one in reversed(told) if one.about_at == callback.due_at), None)
        if last is not None and last.state in NOT_RECEIVED:
            posted = any(
                letter.callback_id == callback.id and letter.wanted_at >= last.wanted_at
                for letter in letters.of_claimant(session, claimant.id)
            )
            words = (
                mark("The last text about the call-back did not arrive: a letter goes.")
                if posted
                else mark("The last text about the call-back did not arrive. Tell the time again.")
            )
            found.append(Banner(say(words)))
    number = callback.telephone if callback is not None else claimant.telephone
    if number is not None and texts.stopped_at(session, number) is not None:
        found.append(Banner(say("Wants no texts")))
    return found
