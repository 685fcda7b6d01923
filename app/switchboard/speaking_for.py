"""Somebody else speaks for her: what the script says of them is kept, and what was allowed can be withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import RINGS_HELPER, Callback
from app.claimants import on_behalf
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.models import Claim
from app.switchboard import packing, reaching, ringing_back
from app.values.london import london_date

# What is still right of whoever rings when another name is given.
KEPT_WITH_ANOTHER_NAME = (on_behalf.RINGS, on_behalf.NAME)


def facts(
    session: Session, claimant: Claimant, callback: Callback | None, answers: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """What a script is told of whoever acts for her or helps her, and to whom her papers go, as it stands now.

    `callback` is her open one, `answers` are what she has said so far.
    """
    told = {"claimant.name": " ".join(filter(None, (claimant.title or claimant.forenames, claimant.surname)))}
    party = claimants.third_party_of(session, claimant.id)
    may_be_told = party is not None and claimants.ruling_on(party, london_date(now)).may_be_told
    acting = party if party is not None and party.document is not None and may_be_told else None
    goes_to = "acting" if acting is not None else "person"
    known = {
        **(told if claimant.surname else {}),
        "papers.go_to": goes_to if packing.postal_address(claimant, answers, acting) is not None else "office",
    }
    if party is None:
        booked_for_her = callback is not None and callback.on_behalf == RINGS_HELPER
        return {**known, "helper.kind": "nobody", "helper.rung": "yes" if booked_for_her else "no"}
    is_rung = callback is not None and callback.third_party_id == party.id
    return {
        **known,
        "helper.kind": "helper" if party.capacity == on_behalf.HELPER else "acting",
        "helper.name": party.name,
        "helper.rung": "yes" if is_rung else "no",
        "helper.consent": "yes" if may_be_told else "no",
    }


def answered(
    session: Session,
    claimant: Claimant,
    claim: Claim,
    before: Mapping[str, Any],
    changes: Mapping[str, Any],
    by: int,
    now: datetime,
) -> None:
    """Keep what was just answered of somebody who speaks for her; `before` is what stood answered until then."""
    if not any(field.startswith(on_behalf.FIELDS) for field in changes):
        return
    was = before.get(on_behalf.NAME)
    if on_behalf.NAME in changes and was is not None and was != changes[on_behalf.NAME]:
        # Somebody else: nothing that was said of the one before counts for them, least of all a consent.
        claims.take_back(session, claim, on_behalf.FIELDS, KEPT_WITH_ANOTHER_NAME)
    if changes.get(on_behalf.OWN_VOICE) == on_behalf.REFUSED:
        withdraw(session, claimant, "consent_withdrawn", by, now)
        return
    standing = claimants.third_party_of(session, claimant.id)
    if on_behalf.NAME in changes and standing is not None and standing.name != changes[on_behalf.NAME]:
        withdraw(session, claimant, "replaced", by, now, keep=KEPT_WITH_ANOTHER_NAME)
    claimants.keep_third_party(session, claimant, claims.answers(session, claim), tuple(changes), now, by)


def withdraw(
    session: Session, claimant: Claimant, why: str, by: int, now: datetime, keep: tuple[str, ...] = ()
) -> None:
    """It is over (one of `on_behalf.WITHDRAWALS`): nothing more goes to that number.

    A call-back that was to ring it rings her own number, where that is known and safe; else it is owed, on the board.
    What the script was told of them is asked again.
    """
    party = claimants.third_party_of(session, claimant.id)
    if party is None:
        return
    claimants.withdraw_third_party(session, party, why, now, by)
    claim = claims.under_way(session, claimant.id)
    if claim is not None:
        claims.take_back(session, claim, on_behalf.FIELDS, keep)
    callback = callbacks.open_for(session, claimant.id)
    if callback is None or callback.third_party_id != party.id:
        return
    if claimant.telephone is not None and claimant.safe_to_ring:
        hers = reaching.contact(claimant, reaching.rung(session, claimant))
        callbacks.correct_contact(session, callback, hers, by_staff=by, now=now)
    elif callback.state in ("booked", "due"):
        ringing_back.lose_time(session, callback, now, by_staff=by)
