"""A call is handed over to a colleague, warmly: she is never connected to nobody.

The colleague is rung as one who joins, and hears what it is about; the adviser may have her on hold while the two
speak. Only when the colleague is in the conference can the call be handed over: then it goes on in the same one, so
that nobody is redirected, and the adviser's own line is ended last.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import JOIN, LEG, WHISPER, Connection, Leg
from app.claimants import service as claimants
from app.line import service as line
from app.line.models import Demand, Offer
from app.scripts.wording import mark
from app.sites import service as sites
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import connecting, orders, supervising, supporting
from app.values.errors import Invalid
from app.values.language import ENGLISH

HANDED_OVER: Final = "handed_over"
# What is so of the call, whoever has it.
KEPT: Final = (
    "call_id",
    "callback_id",
    "claimant_id",
    "conference_sid",
    "claimant_sid",
    "on_hold",
    "interpreter_state",
    "interpreter_language",
    "interpreter_leg_id",
)
REASON = mark("{name} handed the call over")
NOBODY_TO_TAKE_IT = mark("No colleague is on the call who could take it over: ring one first.")


@dataclass(frozen=True)
class Free:
    """Somebody who can be rung to the call now, and where they work.

    `may_take`: the call can be handed over to them; a supervisor, who takes no calls, can only join.
    `language`: what they speak with the person, where that is not English; None where they do not.
    """

    colleague: Staff
    site: str
    may_take: bool
    language: str | None = None


def whom(session: Session, who: Staff, connection: Connection, now: datetime) -> list[Free]:
    """Who can be rung to the call. First who speaks the person's language, then those of one's own site, then the
    adviser idle longest; after the advisers, the supervisors."""
    wanted = _language(session, connection)
    found = [
        Free(
            one,
            sites.by_id(session, one.site_id).name,
            _may_take(connection, one),
            wanted if wanted != ENGLISH.code and wanted in one.languages else None,
        )
        for one in supporting.colleagues(session, who, now)
        if one.role == "supervisor" or _may_take(connection, one)
    ]
    return sorted(found, key=lambda one: (not one.may_take, one.language is None))


def ring(session: Session, who: Staff, connection: Connection, wanted: str, now: datetime) -> Staff | None:
    """Ring a colleague by their id, or by "site:" and its id whoever of it can take the call, the first of `whom`;
    None: nobody is free."""
    free = whom(session, who, connection, now)
    chosen = [
        one.colleague
        for one in free
        if wanted == str(one.colleague.id) or (one.may_take and wanted == f"site:{one.colleague.site_id}")
    ]
    return supporting.first_rung(session, who, connection, JOIN, chosen, now)


def stop_ringing(session: Session, who: Staff, connection: Connection, now: datetime) -> None:
    """Whoever I asked to this call is rung no more, or leaves it."""
    for leg in calls.supervisors_of(session, connection.id):
        if leg.asked_by == who.id and leg.supervisor_id is not None:
            with suppress(Invalid):
                supervising.leave(session, session.get_one(Staff, leg.supervisor_id), now)


def taker(session: Session, connection: Connection) -> Staff | None:
    """Who has been asked to the call, is on it and heard by both, and can take it over."""
    found = _leg_of_taker(session, connection)
    return session.get_one(Staff, found.supervisor_id) if found is not None else None


def hand_over(session: Session, connection_id: UUID, now: datetime) -> Staff:
    """The colleague who is on the call has it from now on; returns who that is. Raises Invalid: nothing was changed."""
    before = calls.connection(session, connection_id)
    demand, offer = connecting.lock_offer_in_order(session, before.offer_id)
    colleague = taker(session, before)
    if colleague is None:
        raise Invalid(NOBODY_TO_TAKE_IT)
    # Of the two the lower number first, as in `supervising.begin`.
    for adviser_id in sorted((offer.adviser_id, colleague.id)):
        staff.lock_presence(session, adviser_id)
    legs = {leg.id: calls.lock_leg(session, leg.id) for leg in calls.legs_of_offer(session, offer.id)}
    live = [leg for leg in legs.values() if leg is not None and leg.state not in LEG.final]
    before = calls.lock_connection(session, connection_id)
    leg = _leg_of_taker(session, before)
    over = before.ended_at is not None or before.adviser_dropped_at is not None
    if over or leg is None or leg.supervisor_id != colleague.id or before.claimant_sid is None:
        raise Invalid(NOBODY_TO_TAKE_IT)
    if staff.presence_of(session, colleague.id).state != "away" or before.conference_sid is None:
        raise Invalid(mark("{name} cannot take it over at this moment."), name=colleague.name)
    new = _go_on(session, demand, offer, before, colleague, now)
    for one in live:
        if one.role != "adviser":
            one.offer_id, one.connection_id = new.offer_id, new.id
    # From now on it is the adviser's leg of the call: what becomes of it is what becomes of an adviser's.
    leg.role, leg.supervisor_id, leg.mode, leg.mode_in_force = "adviser", None, None, None
    session.flush()
    for one in live:
        if one.role == "supervisor" and one.mode == WHISPER and one.joined_at is not None:
            # Whoever whispers is to be heard by the new adviser.
            one.mode_in_force = None
            orders.supervise(session, one, now)
        elif one.role == "adviser" and one.id != leg.id:
            connecting.end_leg(session, one.id, now)
    line.changed(session)
    return colleague


def _go_on(
    session: Session, demand: Demand, offer: Offer, before: Connection, colleague: Staff, now: datetime
) -> Connection:
    """The new adviser's part of the call, in the same conference; the old one's is closed."""
    who = session.get_one(Staff, offer.adviser_id)
    line.end_offer(offer, "ended", now)
    taken = line.hand_over(session, demand, colleague.id, colleague.site_id, REASON, {"name": who.name}, now)
    calls.end_connection(before, HANDED_OVER, now)
    before.wrap_up_code, before.wrapped_up_at = HANDED_OVER, now
    new = Connection(
        id=uuid4(),
        offer_id=taken.id,
        adviser_id=colleague.id,
        site_id=colleague.site_id,
        opened_at=now,
        claimant_joined_at=now,
        conference_id=before.conference_id or before.id,
    )
    for kept in KEPT:
        setattr(new, kept, getattr(before, kept))
    calls.open_connection(session, new)
    if new.callback_id is not None:
        callbacks.pass_attempt(session, session.get_one(Callback, new.callback_id), new.id)
    # Nothing is left of it to wrap up: its outcome is said by whoever ends it.
    staff.set_presence(session, who.id, "away", HANDED_OVER, now)
    staff.set_presence(session, colleague.id, "in_interview" if new.callback_id is not None else "on_call", None, now)
    audit.record(session, "handed over", "connection", before.id, now, staff_id=who.id, to=colleague.id)
    return new


def _language(session: Session, connection: Connection) -> str:
    """What the person speaks: as is known of them, or as they chose on the line."""
    claimant = claimants.by_id(session, connection.claimant_id) if connection.claimant_id is not None else None
    if claimant is not None:
        return claimant.interpreter_language or claimant.spoken_language
    return line.demand_of(session, line.offer_by_id(session, connection.offer_id)).language


def _may_take(connection: Connection, colleague: Staff) -> bool:
    """An interview stays at its site: elsewhere it is held only as the claimant chose, or a supervisor released."""
    at_home = connection.callback_id is None or colleague.site_id == connection.site_id
    return colleague.role == "adviser" and at_home


def _leg_of_taker(session: Session, connection: Connection) -> Leg | None:
    for leg in calls.supervisors_of(session, connection.id):
        is_heard = leg.joined_at is not None and leg.mode == leg.mode_in_force == JOIN
        if is_heard and _may_take(connection, session.get_one(Staff, leg.supervisor_id)):
            return leg
    return None
