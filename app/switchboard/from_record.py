"""A call that an adviser starts from somebody's record: checked first, then made as any call-back is made.

It is besides whatever was promised: a call-back booked for later stays booked, and where nothing was promised nothing
is afterwards, unless what is said leads to it. One that is due, owed or to be made up for is made by it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks import rules
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.line import service as line
from app.scripts.wording import mark
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import arranging, by_hand, matching, reaching
from app.switchboard.reaching import Rung
from app.switchboard.wrapping_up import to_wrap_up
from app.values.sentence import Sentence

REASON: Final = Sentence(mark("you ring them, from their record"))
FREE_TO_RING: Final = ("ready", "break", "away", "wrapping_up")
LONGEST_WHY: Final = 200

NOT_SAFE: Final = mark(
    "It is not safe to ring this number, so it is not dialled. Write where that is safe, or see them."
)
NO_NUMBER: Final = mark("No number to ring is known. Ask for one when they ring in, or write.")
NOT_HOME: Final = mark("Their home site rings them, at its own number: have home ring back instead.")
NOT_FREE: Final = mark("You are on a call, or have one to wrap up. Finish it first.")
NO_TELEPHONE: Final = mark("No telephone is known on which you are rung. A supervisor can enter one.")
RUNG_ALREADY: Final = mark("They are being rung already, or are on the line.")
AT_AN_OFFICE: Final = mark("They are rung at an office, and are there only at the time that was agreed.")
NO_TEXTPHONE: Final = mark("They use a textphone, and you have none. Have home ring back: whoever has one does.")
SAY_WHY: Final = mark("Say why it is safe to ring now.")


class NotRungError(Exception):
    """Nobody is rung, and nothing was changed; `reason` is a sentence of the catalogues."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Check:
    """What is looked at before anybody is rung. `shows` is what her telephone will show (E.164).

    `safe_times` are as she said them, empty where she said none; `safe_now`: whether now is known to be one.
    `promised_for` is the time of a call-back that stays booked. `refused` says why nobody is rung, if so.
    """

    to: Rung
    shows: str
    safe_times: str
    safe_now: bool
    promised_for: datetime | None
    refused: str | None


def check(session: Session, claimant: Claimant, adviser: Staff, now: datetime) -> Check:
    """Whether this adviser may ring her now, on which number, and what has to be minded."""
    callback, home = callbacks.open_for(session, claimant.id), arranging.home_of(session, claimant)
    to = _rung(session, claimant, callback, adviser.id)
    hers = claimant if to.third_party is None else None
    said = [hers.safe_times, hers.safe_in_words] if hers is not None else []
    as_agreed = hers is not None and hers.rung_as_agreed
    return Check(
        to=to,
        shows=home.telephone,
        safe_times="; ".join(filter(None, said)),
        safe_now=not as_agreed and rules.suits(callbacks.times_said(hers), now),
        promised_for=callback.due_at if callback is not None and _is_ahead(callback, now) else None,
        refused=_refused(session, callback, home, to, adviser),
    )


def begin(session: Session, claimant: Claimant, adviser: Staff, why: str, now: datetime) -> None:
    """Ring this adviser, and once the call is taken ring her. `why` it is safe, where now is not known to be.

    Where no network may ring her the adviser dials by hand. Raises NotRungError, IllegalMove.
    """
    found = check(session, claimant, adviser, now)
    if found.refused is not None:
        raise NotRungError(found.refused)
    if not found.safe_now and not why:
        raise NotRungError(SAY_WHY)
    callback = _due_now(session, claimant, found, adviser.id, now)
    audit.record(
        session, "rung from the record", "callback", callback.id, now, staff_id=adviser.id, why=why[:LONGEST_WHY]
    )
    way = callbacks.way_of(session, callback, has_desk=lambda: adviser.textphone, can_type=lambda: False)
    if way == callbacks.BY_HAND and not by_hand.is_due(session, callback, now):
        raise NotRungError(NO_TEXTPHONE)
    if way == callbacks.BY_HAND:
        by_hand.begin(session, claimant, adviser.id, now)
        return
    demand = line.demand_of_callback(session, callback.id) or line.join_callback(
        session,
        callback.id,
        callback.site_id,
        callback.interpreter_language or callback.language,
        way == callbacks.DESK,
        now,
        adviser.id,
        now,
    )
    if (doing := staff.lock_presence(session, adviser.id).state) not in FREE_TO_RING:
        raise NotRungError(NOT_FREE)
    if doing != "ready":
        staff.set_presence(session, adviser.id, "ready", None, now)
    matching.offer_to(session, demand, adviser, sites.by_id(session, adviser.site_id), REASON, now)


def _rung(session: Session, claimant: Claimant, callback: Callback | None, by: int) -> Rung:
    """Whom the call-back that is open rings, else whom a new one would."""
    to = arranging.rung(session, claimant, by)
    if callback is None or callback.office_id is not None:
        return to
    party = claimants.third_party(session, callback.third_party_id) if callback.third_party_id is not None else None
    safe = callbacks.may_dial(callback, claimant, party) is None
    message = callback.safe_to_leave_message and to.safe_to_leave_message
    return Rung(callback.telephone, safe and to.safe_to_ring, message, to.may_say_who, party)


def _refused(session: Session, callback: Callback | None, home: Site, to: Rung, adviser: Staff) -> str | None:
    demand = line.demand_of_callback(session, callback.id, lock=False) if callback is not None else None
    checks = (
        (NOT_SAFE, not to.safe_to_ring),
        (NO_NUMBER, to.telephone is None),
        (AT_AN_OFFICE, callback is not None and callback.office_id is not None),
        (RUNG_ALREADY, callback is not None and callback.state == "in_progress"),
        (RUNG_ALREADY, demand is not None and demand.state != "waiting"),
        (NOT_HOME, adviser.site_id != home.id),
        (NO_TELEPHONE, adviser.rings_at is None),
        (NOT_FREE, not _is_free(session, adviser.id)),
    )
    return next((reason for reason, holds in checks if holds), None)


def _is_free(session: Session, adviser_id: int) -> bool:
    doing = staff.presence_of(session, adviser_id).state
    return doing in FREE_TO_RING and to_wrap_up(session, adviser_id) is None


def _is_ahead(callback: Callback, now: datetime) -> bool:
    """Whether it is booked for later, as was promised."""
    return callback.state == "booked" and callback.due_at is not None and callback.due_at > now


def _due_now(session: Session, claimant: Claimant, found: Check, by: int, now: datetime) -> Callback:
    callback = callbacks.open_for(session, claimant.id)
    if callback is None:
        return callbacks.open_unpromised(
            session,
            site=arranging.home_of(session, claimant),
            needs=arranging.needs_of(session, claimant),
            claimant_id=claimant.id,
            contact=reaching.contact(claimant, found.to),
            by_staff=by,
            now=now,
        )
    callbacks.lock(session, callback)
    if found.promised_for is not None:
        callbacks.ring_early(session, callback, by_staff=by, now=now)
    elif callback.state != "due":
        callbacks.bring_forward(session, callback, by_staff=by, now=now)
    else:
        callbacks.want_now(session, callback, now)
    return callback
