"""What became of everybody who rang on a day, what may not be, and how soon who waits is offered to who is free."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.appointments.models import Appointment
from app.callbacks.models import Callback
from app.calls.models import Call as StoredCall
from app.practice.calls.call import Call
from app.practice.exchange import WITHHELD
from app.practice.webhooks.correspondence import APOLOGY

HUNG_UP = "hung up herself"
# A fault of matching is a wait while somebody could have taken her: at home, in English, by voice no rule has her wait.
OFFERS = """
SELECT o.id::text, d.id::text, s.id::text, s.desk_number
FROM offers o JOIN demands d ON d.id = o.demand_id JOIN staff s ON s.id = o.adviser_id
WHERE d.kind = 'caller' AND NOT o.away AND d.language = 'en' AND NOT d.textphone
"""


@dataclass(frozen=True)
class Matching:
    """Milliseconds of real time, one of each for every offer."""

    to_offer: list[float]
    to_request: list[float]

    def lines(self) -> Iterator[str]:
        """The figures in words."""
        for what, took in (("offer written", self.to_offer), ("REST request sent", self.to_request)):
            slow = quantiles(took, n=100)[98]
            yield f"ready → {what}: median {median(took):.0f} ms, 99th percentile {slow:.0f} ms ({len(took)} callers)"


def outcomes(session: Session, rang: Iterable[Call], files: Iterable[Path]) -> Counter[str]:
    """What became of every call that came in; LOST… where nothing did."""
    stored = {call.sid: call for call in session.scalars(select(StoredCall))}
    promised = {one.call_id: one for one in session.scalars(select(Callback).where(Callback.call_id.is_not(None)))}
    seen = set(session.scalars(select(Appointment.call_id)))
    kept = {json.loads(line)["sid"] for file in files if file.exists() for line in file.read_text().splitlines()}
    found: Counter[str] = Counter()
    for call in rang:
        hers = stored.get(call.sid)
        callback = promised.get(hers.id) if hers is not None else None
        if call.is_live or (hers is not None and hers.ended_at is None):
            found[f"LOST: still on the line ({call.sid}: {call.status})"] += 1
        elif hers is not None and hers.connected_at is not None:
            found["answered"] += 1
        elif callback is not None:
            found["owed" if callback.state == "owed" else "booked by keypad"] += 1
        elif hers is not None and hers.id in seen:
            found["booked to be seen face to face"] += 1
        elif call.sid in kept:
            found["kept in the file, to be owed"] += 1
        elif any((one.kind, one.text) == ("person", "hangs up") for one in call.journal):
            found[HUNG_UP] += 1
        elif call.from_ == WITHHELD and call.last_said == APOLOGY.verbs[0].text:
            # The network hung up on somebody whose number nobody knows: all that can be done is to say so.
            found["cut off by a fault, with their number withheld: nobody to ring"] += 1
        elif hers is None or call.last_said == APOLOGY.verbs[0].text:
            found[f"LOST: the line ended it ({call.sid}: {call.last_said[:60]})"] += 1
        else:
            found[f"told: {call.last_said[:70]}"] += 1
    return found


def rung_twice(calls: Iterable[Call]) -> Iterator[str]:
    """Telephones that were rung by two of our calls at the same time."""
    until: dict[str, Call] = {}
    for call in sorted((one for one in calls if one.direction != "inbound"), key=lambda one: one.created):
        before = until.get(call.to)
        if before is not None and (before.ended is None or before.ended > call.created):
            yield f"{call.to} was rung by {before.sid} and {call.sid} at once, at {call.created}"
        until[call.to] = call


def matching(session: Session, asked_for: dict[str, float]) -> Matching:
    """From when he was free and she waiting, both, to the offer, and to the request to Twilio."""
    offers = {offer: (demand, adviser, desk) for offer, demand, adviser, desk in session.execute(text(OFFERS))}
    rung = session.execute(text("SELECT offer_id::text, id::text FROM legs WHERE role = 'adviser'"))
    legs = {str(offer): str(leg) for offer, leg in rung}
    last: dict[tuple[str, str], float] = {}
    to_offer, to_request = [], []
    for what, who, at in session.execute(text("SELECT what, who, at FROM witnessed ORDER BY at")):
        if what != "offered":
            last[what, who] = at
        elif who in offers:
            demand, adviser, desk = offers[who]
            could_be = max(last.get(one, 0.0) for one in (("waits", demand), ("ready", adviser), ("free", desk)))
            to_offer.append((at - could_be) * 1000)
            if (asked := asked_for.get(legs.get(who, ""))) is not None:
                to_request.append((asked - could_be) * 1000)
    return Matching(to_offer, to_request)
