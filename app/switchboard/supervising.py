"""A supervisor on a call of two others: listens, whispers to the adviser, or joins in.

The supervisor's own telephone is rung by a leg of ours, which belongs to the offer of the call: whatever ends the
call, or keeps it from being made, ends this leg by the same door. It never ends the conference, and that it goes
changes nothing for the two. Nobody is listened to in secret: the adviser's page says who is on the call and how.

What was asked for (`mode`) is told to Twilio by a job; only what Twilio took is in force.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.calls import service as calls
from app.calls.models import JOIN, LEG, LISTEN, WHISPER, Connection, Leg
from app.database import notify
from app.jobs.rules import TryLater
from app.line.models import Offer
from app.scripts.wording import mark
from app.sites import service as sites
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import connecting, orders
from app.switchboard.context import Switchboard
from app.switchboard.replies import Confer, OfferByKey, Reply, Tell, sentence
from app.telephony.errors import AnswerLost, Gone, NotNow, Refused
from app.values.errors import Invalid

log = structlog.get_logger()

MODES = (LISTEN, WHISPER, JOIN)
TAKE_KEY = "1"
ASKED_AT_MOST = 3
AWAY_TO_HELP = "helps_a_colleague"

TO_TAKE = {
    LISTEN: mark("You asked to listen to a call at {site}. To begin, press 1."),
    WHISPER: mark("You asked to speak to the adviser on a call at {site}. To begin, press 1."),
    JOIN: mark("You asked to join a call at {site}. To begin, press 1."),
}
ASKED_TO_COME = {
    WHISPER: mark("{name} needs support on a call at {site} now. To hear the call and help, press 1."),
    JOIN: mark("{name} asks you to join a call at {site}. To join, press 1."),
}
OVER = mark("That call is over. Goodbye.")
ADVISER_LOST = mark("The adviser's line was lost, and you are no longer on the call. Goodbye.")
NOT_TAKEN = mark("You did not press 1, so you are not on the call. Goodbye.")


@dataclass(frozen=True)
class OnTheCall:
    """A supervisor who is on a call, or whose telephone rings for it: who, how it is in force, and what is asked."""

    leg: Leg
    supervisor: Staff

    @property
    def is_in(self) -> bool:
        """Whether the supervisor has been let into the conference."""
        return self.leg.joined_at is not None

    @property
    def mode(self) -> str:
        """As it is in force; before that, as it was asked for."""
        return self.leg.mode_in_force or self.leg.mode or LISTEN


def begin(
    session: Session, supervisor: Staff, connection_id: UUID, mode: str, now: datetime, asked_by: int | None = None
) -> Leg:
    """Ring the supervisor's own telephone for a call; or a colleague's, whom the adviser `asked_by` asks to come.

    Raises Invalid, saying why it cannot be.
    """
    _, offer = connecting.lock_offer_in_order(session, calls.connection(session, connection_id).offer_id)
    helps = asked_by is not None and supervisor.role == "adviser"
    # Both advisers before the leg, and of the two the lower number first: who ask for each other do not block.
    for adviser_id in sorted({offer.adviser_id, supervisor.id} if helps else {offer.adviser_id}):
        staff.lock_presence(session, adviser_id)
    connection = calls.lock_connection(session, connection_id)
    if _is_over(connection):
        raise Invalid(mark("That call is over already."))
    if helps:
        _call_away(session, supervisor, now)
    if supervisor.rings_at is None:
        raise Invalid(mark("You have no telephone here yet: choose one for yourself on the Staff page."))
    try:
        with session.begin_nested():
            site = sites.by_id(session, connection.site_id)
            leg = calls.want_leg(
                session,
                offer_id=offer.id,
                connection_id=connection.id,
                role="supervisor",
                to_number=supervisor.rings_at,
                from_number=site.telephone,
                ring_seconds=sites.rules_of(site).adviser_ring_seconds,
                now=now,
                supervisor_id=supervisor.id,
                mode=mode,
                asked_by=asked_by,
            )
    except IntegrityError as problem:
        raise Invalid(mark("Your telephone is in use for a call already: leave that one first.")) from problem
    orders.dial(session, leg, orders.pressing(leg, caller=False), now)
    _changed(session, offer.adviser_id)
    return leg


def _call_away(session: Session, colleague: Staff, now: datetime) -> None:
    """No caller is to be offered to who has just been called to another's call. Raises Invalid."""
    if staff.presence_of(session, colleague.id).state != "ready":
        raise Invalid(mark("{name} is not free any more."), name=colleague.name)
    staff.set_presence(session, colleague.id, "away", AWAY_TO_HELP, now)


def switch(session: Session, supervisor: Staff, mode: str, now: datetime) -> Leg:
    """Listen, whisper or join instead; before the telephone is answered, from the beginning. Raises Invalid."""
    leg = _lock_mine(session, supervisor)
    leg.mode = mode
    if leg.joined_at is not None:
        orders.supervise(session, leg, now)
    _changed(session, _adviser(session, leg))
    return leg


def leave(session: Session, supervisor: Staff, now: datetime) -> Leg:
    """Off the call, or not rung for it any more; the two go on. Raises Invalid where there is nothing to leave."""
    leg = _lock_mine(session, supervisor)
    leg.left_at = now
    if leg.state == "wanted":
        calls.cancel_leg(leg, now)
    elif leg.sid is not None:
        orders.hang_up(session, leg.sid, now)
    _changed(session, _adviser(session, leg))
    return leg


def of_supervisor(session: Session, supervisor_id: int) -> Leg | None:
    """The leg by which a supervisor is on a call, or rung for one."""
    leg = calls.live_leg_of_supervisor(session, supervisor_id)
    return leg if leg is not None and leg.left_at is None else None


def on_call(session: Session, connection: Connection) -> list[OnTheCall]:
    """Who is on a call besides the two, or rung for it, in the order in which they asked."""
    legs = calls.supervisors_of(session, connection.id)
    return [OnTheCall(leg, session.get_one(Staff, leg.supervisor_id)) for leg in legs]


# ── what the telephone tells ─────────────────────────────────────────────────────────────────────────────────────────


def on_answer(session: Session, leg_id: UUID, sid: str, now: datetime) -> Reply:
    """The supervisor's telephone was picked up, or asks again what to do. In the browser that is enough."""
    _, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    if not calls.adopt(leg, sid):
        return Tell()
    if calls.advance(leg, "in-progress", None, now):
        _changed(session, offer.adviser_id)
    over = _over(session, leg)
    if over is not None:
        return over
    return _let_in(session, offer, leg, now) if leg.is_in_browser else _ask(session, leg)


def on_key(session: Session, leg_id: UUID, digits: str, tries: int, now: datetime) -> Reply:
    """A key was pressed, or none in time. Only 1 begins it: a voicemail hears nobody's call."""
    _, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    over = _over(session, leg)
    if over is not None:
        return over
    if digits == TAKE_KEY:
        return _let_in(session, offer, leg, now)
    if tries + 1 < ASKED_AT_MOST:
        return _ask(session, leg, tries + 1)
    return Tell([sentence(NOT_TAKEN, "en")])


def on_status(session: Session, leg_id: UUID, sid: str, status: str, sequence: int | None, now: datetime) -> None:
    """What becomes of the leg. That it ends changes nothing but what is shown."""
    _, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    if not calls.adopt(leg, sid) or not calls.advance(leg, status, sequence, now):
        return
    if leg.left_at is not None and leg.state != "ended":
        # Left while the request to ring was on its way.
        orders.hang_up(session, sid, now)
    _changed(session, offer.adviser_id)


def could_not_be_rung(session: Session, leg_id: UUID, now: datetime) -> None:
    """Twilio refused to ring the supervisor's telephone."""
    _, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    if leg.state not in LEG.final:
        calls.refused(leg, now)
        _changed(session, offer.adviser_id)


def left_alone(board: Switchboard, session: Session, offer: Offer, now: datetime) -> None:
    """The adviser's line went, and the claimant is asked to hold on: the supervisor is told, and let go."""
    for unlocked in calls.legs_of_offer(session, offer.id):
        leg = calls.lock_leg(session, unlocked.id) if unlocked.role == "supervisor" else None
        if leg is None or leg.state in LEG.final:
            continue
        if leg.state == "wanted":
            calls.cancel_leg(leg, now)
        elif leg.sid is not None and leg.answered_at is not None:
            orders.redirect(session, leg.sid, board.addresses.leg(leg.id), now)
        elif leg.sid is not None:
            orders.hang_up(session, leg.sid, now)


def tell_twilio(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: have a supervisor be heard as was asked last. What was asked meanwhile is told in its turn."""
    leg_id = UUID(payload["leg"])
    with board.database.transaction() as session:
        leg = calls.leg(session, leg_id)
        if leg is None or leg.state in LEG.final or leg.left_at is not None or leg.mode == leg.mode_in_force:
            return
        wanted, sid = str(leg.mode), str(leg.sid)
        connection = calls.connection(session, leg.connection_id)  # type: ignore[arg-type]
        if _is_over(connection):
            return
        conference, coached = connection.conference_sid, _adviser_sid(session, leg) if wanted == WHISPER else None
    if conference is None:
        raise TryLater("the conference has not told of itself yet")
    try:
        board.telephone.supervise(conference, sid, muted=wanted == LISTEN, coached=coached)
    except Gone as error:
        raise TryLater("the supervisor is not in the conference yet") from error
    except Refused as refusal:
        log.warning("a supervisor's part in a call was not changed", leg=str(leg_id), code=refusal.code)
        _settled(board, leg_id, wanted, taken=False)
    except (NotNow, AnswerLost) as error:
        # To be told the same twice does no harm.
        raise TryLater(str(error)) from error
    else:
        _settled(board, leg_id, wanted, taken=True)


def _settled(board: Switchboard, leg_id: UUID, told: str, *, taken: bool) -> None:
    """What Twilio took is in force; refused, it stays as it was. What was asked for meanwhile is told after it."""
    now = clock.now()
    with board.database.transaction() as session:
        leg = calls.lock_leg(session, leg_id)
        if leg is None:
            return
        if taken:
            leg.mode_in_force = told
        elif leg.mode == told:
            leg.mode = leg.mode_in_force
        if leg.mode != leg.mode_in_force:
            orders.supervise(session, leg, now)
        _changed(session, _adviser(session, leg))


def _ask(session: Session, leg: Leg, tries: int = 0) -> Reply:
    connection = calls.connection(session, leg.connection_id)  # type: ignore[arg-type]
    site = connecting.site_name(session, connection.site_id)
    asker = staff.by_id(session, leg.asked_by) if leg.asked_by is not None else None
    mode = leg.mode or LISTEN
    if asker is not None and mode in ASKED_TO_COME:
        return OfferByKey(leg.id, [sentence(ASKED_TO_COME[mode], "en", site=site, name=asker.name)], tries)
    return OfferByKey(leg.id, [sentence(TO_TAKE[mode], "en", site=site)], tries)


def _let_in(session: Session, offer: Offer, leg: Leg, now: datetime) -> Reply:
    connection = calls.connection(session, leg.connection_id)  # type: ignore[arg-type]
    coached = _adviser_sid(session, leg) if leg.mode == WHISPER else None
    leg.joined_at = leg.joined_at or now
    leg.mode_in_force = leg.mode
    _changed(session, offer.adviser_id)
    return Confer(connection.id, connection.name, leg_id=leg.id, muted=leg.mode == LISTEN, coached=coached)


def _over(session: Session, leg: Leg) -> Reply | None:
    """What is said where there is nothing to be let into any more."""
    connection = calls.connection(session, leg.connection_id)  # type: ignore[arg-type]
    if leg.left_at is not None:
        return Tell()
    if connection.ended_at is None and connection.adviser_dropped_at is not None:
        return Tell([sentence(ADVISER_LOST, "en")])
    if connection.ended_at is not None or _adviser_sid(session, leg) is None:
        return Tell([sentence(OVER, "en")])
    return None


def _is_over(connection: Connection) -> bool:
    return connection.ended_at is not None or connection.adviser_dropped_at is not None


def _adviser_sid(session: Session, leg: Leg) -> str | None:
    adviser = calls.live_leg(session, leg.offer_id, "adviser")
    return adviser.sid if adviser is not None else None


def _adviser(session: Session, leg: Leg) -> int:
    return calls.connection(session, leg.connection_id).adviser_id  # type: ignore[arg-type]


def _lock_mine(session: Session, supervisor: Staff) -> Leg:
    found = of_supervisor(session, supervisor.id)
    leg = calls.lock_leg(session, found.id) if found is not None else None
    if leg is None or leg.state in LEG.final:
        raise Invalid(mark("You are not on a call any more."))
    return leg


def _changed(session: Session, adviser_id: int) -> None:
    """The adviser's page shows it, and the supervisor's."""
    notify(session, connecting.PRESENCE, adviser_id)
