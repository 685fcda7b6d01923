"""What went to her by text and what she wrote, as it stands among her contacts."""

from typing import Final

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.claimants.models import Claimant
from app.console.pages import Banner, HistoryRow
from app.letters import service as letters
from app.scripts.wording import mark
from app.sites import service as sites
from app.texts import service as texts
from app.texts.models import NOT_RECEIVED
from app.web.said import say

WHAT: Final = {
    "confirmation": mark("the booking"),
    "reminder": mark("a reminder"),
    "late": mark("that we are late"),
    "sorry": mark("that nobody came to interpret"),
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
    "stop": mark("Wrote by text: wants no more texts"),
    "start": mark("Wrote by text: wants texts again"),
    "wrong_figures": mark("Wrote by text: figures that did not fit"),
}


def history(session: Session, claimant: Claimant) -> list[HistoryRow]:
    """Every text about her call-backs. What she wrote is not kept: only what it asked for."""
    booked = {one.id: one for one in callbacks.all_of(session, claimant.id)}
    names = {site_id: sites.by_id(session, site_id).name for site_id in {one.site_id for one in booked.values()}}
    sent, received = texts.about(session, list(booked))
    rows = [
        HistoryRow(
            one.sent_at or one.ended_at or one.wanted_at,
            say("Text: {what} ({how})", what=say(WHAT[one.kind]), how=say(HOW[one.state])),
            names[booked[one.callback_id].site_id],
        )
        for one in sent
    ]
    rows += [
        HistoryRow(one.received_at, say(WROTE.get(one.act or "", HELPED)), names[booked[one.callback_id].site_id])
        for one in received
        if one.callback_id is not None
    ]
    return rows


def banners(session: Session, claimant: Claimant) -> list[Banner]:
    """That she has not had what we wrote about her open call-back, and that she wants no texts."""
    found = []
    callback = callbacks.open_for(session, claimant.id)
    if callback is not None and callback.due_at is not None:
        sent, _ = texts.about(session, [callback.id])
        last = next((one for one in reversed(sent) if one.kind != "late" and one.about_at == callback.due_at), None)
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
