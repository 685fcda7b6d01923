"""The only door to the waiting line: joining it, leaving it, and who is offered whom."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from app.database import notify, one_of
from app.line.models import DEMAND, OFFER, Demand, Offer, OverflowState

MATCHER_LOCK = 7_305_002  # an arbitrary number of our own: passes of the matcher never overlap
CHANNEL = "line"


def changed(session: Session) -> None:
    """Tell the matcher and the boards that the line has changed, when this commits."""
    notify(session, CHANNEL)


def join_caller(
    session: Session, call_id: UUID, home_site_id: int, language: str, textphone: bool, now: datetime
) -> Demand:
    """A caller joins her home line. One who was in it already keeps her place and her time."""
    demand = demand_of_call(session, call_id)
    if demand is None:
        demand = Demand(
            id=uuid4(),
            kind="caller",
            call_id=call_id,
            home_site_id=home_site_id,
            language=language,
            textphone=textphone,
            joined_at=now,
            state="waiting",
        )
        session.add(demand)
        session.flush()
    elif demand.state != "waiting":
        move(demand, "waiting")
    changed(session)
    return demand


def goes_on(session: Session, call_id: UUID, *, in_: str | None = None) -> None:
    """A caller whose language nobody at work speaks has chosen: to go on in another, or (None) to wait for one who
    does."""
    demand = demand_of_call(session, call_id)
    if demand is not None:
        demand.language, demand.waits_for_speaker = in_ or demand.language, in_ is None


def join_callback(
    session: Session,
    callback_id: UUID,
    home_site_id: int,
    language: str,
    textphone: bool,
    due_at: datetime,
    held_adviser_id: int | None,
    now: datetime,
) -> Demand:
    """A call-back that is due wants an adviser, like a caller who waits."""
    demand = Demand(
        id=uuid4(),
        kind="callback",
        callback_id=callback_id,
        home_site_id=home_site_id,
        language=language,
        textphone=textphone,
        joined_at=now,
        due_at=due_at,
        held_adviser_id=held_adviser_id,
        state="waiting",
    )
    session.add(demand)
    session.flush()
    changed(session)
    return demand


def demand_of_call(session: Session, call_id: UUID, lock: bool = True) -> Demand | None:
    """The open demand of a call, locked unless told otherwise."""
    return _one(session, Demand.call_id == call_id, lock)


def demand_of_callback(session: Session, callback_id: UUID, lock: bool = True) -> Demand | None:
    """The open demand of a call-back, locked unless told otherwise."""
    return _one(session, Demand.callback_id == callback_id, lock)


def callbacks_in_line() -> Select[UUID | None]:
    """Selects the call-backs that stand in the line, or are being made from it."""
    return select(Demand.callback_id).where(Demand.callback_id.is_not(None), Demand.ended_at.is_(None))


def _one(session: Session, of: object, lock: bool) -> Demand | None:
    statement = select(Demand).where(of, Demand.ended_at.is_(None))  # type: ignore[arg-type]
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def demand(session: Session, demand_id: UUID) -> Demand:
    """The demand of this id, as it stands."""
    return session.get_one(Demand, demand_id)


def lock_demand(session: Session, demand_id: UUID) -> Demand:
    """The demand, locked until the commit and read afresh."""
    return session.scalars(_locked(demand_id)).one()


def lock_free_demand(session: Session, demand_id: UUID) -> Demand | None:
    """The same, without waiting; None where somebody else has it."""
    return session.scalars(_locked(demand_id, skip=True)).one_or_none()


def _locked(demand_id: UUID, *, skip: bool = False) -> Select[Demand]:
    statement = select(Demand).where(Demand.id == demand_id).with_for_update(skip_locked=skip)
    return statement.execution_options(populate_existing=True)


def move(demand: Demand, state: str) -> None:
    """Move the demand to a state that is not an end; raises IllegalMove."""
    demand.state = DEMAND.check(demand.state, state)


def end(session: Session, demand: Demand, state: str, now: datetime) -> None:
    """The demand is over: served, abandoned, booked or withdrawn."""
    demand.state = DEMAND.check(demand.state, state)
    demand.ended_at = now
    changed(session)


def back_to_the_head(session: Session, demand: Demand) -> None:
    """She waits again, from the time she first joined, so that she stands before those who came later."""
    move(demand, "waiting")
    changed(session)


def begin_pass(session: Session) -> None:
    """Wait until no other pass of the matcher runs; ends with the transaction."""
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MATCHER_LOCK})


def open_demands(session: Session, *states: str) -> list[Demand]:
    """Open demands (of these states, or all), the longest waiting first."""
    statement = select(Demand).where(Demand.ended_at.is_(None)).order_by(Demand.joined_at, Demand.id)
    if states:
        statement = statement.where(Demand.state.in_(states))
    return list(session.scalars(statement))


def offer(
    session: Session,
    demand: Demand,
    adviser_id: int,
    site_id: int,
    away: bool,
    reason: str,
    values: dict[str, object],
    now: datetime,
) -> Offer:
    """Offer the demand to an adviser. The reason is a template and its values."""
    move(demand, "offered")
    demand.last_offered_to = adviser_id
    made = Offer(
        id=uuid4(),
        demand_id=demand.id,
        adviser_id=adviser_id,
        site_id=site_id,
        away=away,
        reason=reason,
        reason_values=values,
        state="ringing",
        made_at=now,
    )
    session.add(made)
    session.flush()
    return made


def hand_over(
    session: Session,
    demand: Demand,
    adviser_id: int,
    site_id: int,
    reason: str,
    values: dict[str, object],
    now: datetime,
) -> Offer:
    """A demand that is connected goes on with another adviser, who has taken it already. Its last offer is over."""
    made = Offer(
        id=uuid4(),
        demand_id=demand.id,
        adviser_id=adviser_id,
        site_id=site_id,
        away=site_id != demand.home_site_id,
        reason=reason,
        reason_values=values,
        state="accepted",
        made_at=now,
        accepted_at=now,
    )
    session.add(made)
    session.flush()
    return made


def who_wants(session: Session, offer_id: UUID) -> tuple[UUID | None, UUID | None]:
    """What an offer is about: the call of a caller, or else the call-back."""
    wanted = select(Demand.call_id, Demand.callback_id).join(Offer, Offer.demand_id == Demand.id)
    call_id, callback_id = session.execute(wanted.where(Offer.id == offer_id)).one()
    return call_id, callback_id


def last_offers(session: Session) -> dict[UUID, datetime]:
    """When each open demand was last offered, by its id."""
    statement = (
        select(Offer.demand_id, func.max(Offer.made_at))
        .join(Demand, Demand.id == Offer.demand_id)
        .where(Demand.ended_at.is_(None))
        .group_by(Offer.demand_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def offer_by_id(session: Session, offer_id: UUID) -> Offer:
    """The offer, not locked."""
    return session.get_one(Offer, offer_id)


def demand_of(session: Session, offer: Offer) -> Demand:
    """The demand of an offer, not locked."""
    return session.get_one(Demand, offer.demand_id)


def lock_offer(session: Session, offer_id: UUID) -> tuple[Demand, Offer]:
    """The offer and its demand, the demand locked first."""
    demand_id = session.scalars(select(Offer.demand_id).where(Offer.id == offer_id)).one()
    demand = lock_demand(session, demand_id)
    statement = select(Offer).where(Offer.id == offer_id).with_for_update()
    return demand, session.scalars(statement.execution_options(populate_existing=True)).one()


def over_among(session: Session, offer_ids: Sequence[UUID]) -> set[UUID]:
    """Of which of these offers nothing more comes, as they stand at this moment; nothing is locked."""
    statement = select(Offer.id).where(one_of(Offer.id, offer_ids), Offer.state.in_(tuple(OFFER.final)))
    return set(session.scalars(statement))


def ringing_offer(session: Session, demand_id: UUID) -> Offer | None:
    """The live offer of a demand."""
    return session.scalars(select(Offer).where(Offer.demand_id == demand_id, Offer.state == "ringing")).one_or_none()


def callers_ringing_at(session: Session, site_id: int) -> list[UUID]:
    """The live offers of callers to advisers of a site, the longest ringing first; nothing is locked."""
    statement = (
        select(Offer.id)
        .join(Demand, Demand.id == Offer.demand_id)
        .where(Offer.state == "ringing", Offer.site_id == site_id, Demand.kind == "caller")
        .order_by(Offer.made_at, Offer.id)
    )
    return list(session.scalars(statement))


def live_offer_of_adviser(session: Session, adviser_id: int) -> Offer | None:
    """What an adviser is being offered, or has taken and not ended."""
    statement = select(Offer).where(Offer.adviser_id == adviser_id, Offer.state.in_(("ringing", "accepted")))
    return session.scalars(statement).one_or_none()


def advisers_taken(session: Session) -> set[int]:
    """Who is being offered somebody, or has somebody whose offer is not over."""
    return set(session.scalars(select(Offer.adviser_id).where(Offer.state.in_(("ringing", "accepted")))))


def accept(demand: Demand, offer: Offer, now: datetime) -> None:
    """The adviser takes it."""
    offer.state = OFFER.check(offer.state, "accepted")
    offer.accepted_at = now
    move(demand, "connected")
    demand.answered_at = demand.answered_at or now


def end_offer(offer: Offer, state: str, now: datetime) -> bool:
    """The offer came to nothing, or what it led to is over. False where it was over already."""
    if offer.state in OFFER.final:
        return False
    offer.state = OFFER.check(offer.state, state)
    offer.ended_at = now
    return True


def place_of(session: Session, demand: Demand) -> int:
    """How many of the same home line stand before her (0: she is next)."""
    statement = select(func.count()).where(
        Demand.home_site_id == demand.home_site_id,
        Demand.kind == "caller",
        Demand.ended_at.is_(None),
        Demand.state.in_(("waiting", "offered", "choosing")),
        (Demand.joined_at < demand.joined_at) | ((Demand.joined_at == demand.joined_at) & (Demand.id < demand.id)),
    )
    return session.scalars(statement).one()


def overflow_states(session: Session) -> dict[int, OverflowState]:
    """Where each site's overflow stands, by site."""
    return {state.site_id: state for state in session.scalars(select(OverflowState))}


def overflow_is_at_rest(session: Session) -> bool:
    """Whether no site's callers wait for home first: while nobody waits either, no pass changes that."""
    kept = select(OverflowState).where(OverflowState.state["waits_first"].as_boolean())
    return not session.scalar(select(kept.exists()))


def keep_overflow_state(session: Session, site_id: int, state: dict[str, object], now: datetime) -> None:
    """Remember where a site's overflow stands until the next pass, and since when its callers wait first, or not."""
    before = session.get(OverflowState, site_id)
    if before is not None and before.state.get("waits_first") == state.get("waits_first"):
        now = before.since
    session.merge(OverflowState(site_id=site_id, state=state, since=now))


def being_answered_away(session: Session) -> set[tuple[int, int]]:
    """(home, other) for every caller of home who is now at another site, by their ids."""
    statement = (
        select(Demand.home_site_id, Offer.site_id)
        .join(Offer, Offer.demand_id == Demand.id)
        .where(Offer.away, Demand.kind == "caller", Offer.state.in_(("ringing", "accepted")))
    )
    return {(home, other) for home, other in session.execute(statement)}
