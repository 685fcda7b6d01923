"""Finding a call-back again, and whether it may be dialled."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from app.callbacks import ways
from app.callbacks.models import CALLBACK, RINGS_HELPER, Attempt, Callback
from app.callbacks.rules import clock_times, suits
from app.claimants.models import Claimant, ThirdParty
from app.claimants.service import text_is_safe
from app.diary.service import Needs
from app.values.london import london_date, midnight
from app.values.opening_hours import Stretch
from app.values.sentence import Sentence, mark
from app.values.telephone import TelephoneNumber

# For so long a time that was agreed, or wanted at once, is as good as that moment.
AGREED_FOR: Final = timedelta(hours=1)
UNSAFE: Final = Sentence(mark("They have said that it is not safe to ring them. Reach them another way"))
WITHDRAWN: Final = Sentence(mark("Nobody is rung on that number any more: the consent, or the acting, was withdrawn"))
NO_VOICE: Final = ("textphone", "relay", "typed")
OVER: Final = Sentence(mark("This call-back is no longer to be made"))


def _open() -> Select[Callback]:
    return select(Callback).where(Callback.state.not_in(CALLBACK.final))


def lock(session: Session, callback: Callback) -> None:
    """Read it again, and let nobody else change it until the commit."""
    session.refresh(callback, with_for_update=True)


def lock_all(session: Session, callback_ids: Collection[UUID]) -> list[Callback]:
    """The same of these, in one order everywhere; those that are not there are left out."""
    rows = select(Callback).where(Callback.id.in_(callback_ids)).order_by(Callback.id).with_for_update()
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def open_for(session: Session, claimant_id: UUID) -> Callback | None:
    """The claimant's open call-back; there is one at most."""
    return session.scalar(_open().where(Callback.claimant_id == claimant_id))


def open_among(session: Session, claimant_ids: Collection[UUID]) -> dict[UUID, Callback]:
    """Claimant id → their open call-back; whoever has none is not there."""
    found = session.scalars(_open().where(Callback.claimant_id.in_(claimant_ids)))
    return {one.claimant_id: one for one in found if one.claimant_id is not None}


def still_open(found: Iterable[Callback]) -> Callback | None:
    """Of all call-backs of one claimant, the one that is open."""
    return next((one for one in found if one.state not in CALLBACK.final), None)


def history_of(session: Session, claimant_id: UUID) -> list[tuple[Callback, list[Attempt]]]:
    """Every call-back of the claimant with its attempts, the first first, at whatever site."""
    of_hers = Callback.claimant_id == claimant_id
    found = list(session.scalars(select(Callback).where(of_hers).order_by(Callback.booked_at, Callback.id)))
    attempts = select(Attempt).join(Callback, Callback.id == Attempt.callback_id).where(of_hers)
    tried: dict[UUID, list[Attempt]] = {one.id: [] for one in found}
    for attempt in session.scalars(attempts.order_by(Attempt.number)) if found else ():
        tried[attempt.callback_id].append(attempt)
    return [(one, tried[one.id]) for one in found]


def open_for_call(session: Session, call_id: UUID) -> Callback | None:
    """The open call-back that was booked in a call; there is one at most."""
    return session.scalar(_open().where(Callback.call_id == call_id))


def open_to(session: Session, telephone: str) -> list[Callback]:
    """Every open call-back to a number (E.164): households and hostels share numbers."""
    return list(session.scalars(_open().where(Callback.telephone == telephone).order_by(Callback.booked_at)))


def nobodys(session: Session, telephone: str) -> list[Callback]:
    """The open call-backs to a number that were booked by keypad or text, and nobody has yet said whose they are."""
    return [one for one in open_to(session, telephone) if one.claimant_id is None]


def by_proof(session: Session, telephone: str, proof_number: str) -> Callback | None:
    """The open call-back to a number with that proof number: either alone opens nothing.

    `telephone` is the number she rings from, or the one she says we are to ring. None as well where it is not
    certain which: households and hostels share numbers.
    """
    return _only(session, _open().where(Callback.telephone == telephone, Callback.proof_number == proof_number))


def by_reference(session: Session, reference: str, telephone: str) -> Callback | None:
    """The open call-back of the claimant with that reference, rung from the number we are to ring."""
    return _only(
        session,
        _open()
        .join(Claimant, Claimant.id == Callback.claimant_id)
        .where(Claimant.reference == reference, Callback.telephone == telephone),
    )


def _only(session: Session, found: Select[Callback]) -> Callback | None:
    rows = session.scalars(found.limit(2)).all()
    return rows[0] if len(rows) == 1 else None


def needs_of(callback: Callback) -> Needs:
    """What its interview needs, with as many places as were promised."""
    return Needs(
        callback.interpreter_language or callback.language,
        interpreter=callback.interpreter_language is not None,
        textphone=callback.textphone,
        places=callback.places,
        office_id=callback.office_id,
        claimant_id=callback.claimant_id,
        callback_id=callback.id,
    )


def interpreted_among(session: Session, callback_ids: Collection[UUID]) -> set[UUID]:
    """Which of these somebody is to interpret: as was booked, or as has become known of her since."""
    if not callback_ids:
        return set()
    by_somebody = Callback.interpreter_language.is_not(None) | Claimant.interpreter_language.is_not(None)
    return set(
        session.scalars(
            select(Callback.id)
            .outerjoin(Claimant, Claimant.id == Callback.claimant_id)
            .where(Callback.id.in_(callback_ids), by_somebody)
        )
    )


def live_attempt(session: Session, callback: Callback) -> Attempt | None:
    """The attempt now going on."""
    return session.scalar(select(Attempt).where(Attempt.callback_id == callback.id, Attempt.ended_at.is_(None)))


def made_by(session: Session, callback: Callback, staff_id: int) -> Attempt | None:
    """The attempt now going on where this adviser makes it himself, dialling by hand or typing with her."""
    attempt = live_attempt(session, callback)
    if attempt is None or attempt.by_hand_of != staff_id or callback.state != "in_progress":
        return None
    return attempt


def dialled_by(session: Session, staff_id: int) -> Callback | None:
    """The call-back that this adviser dials by hand, and of which it is still to be said what came of it."""
    his = (Attempt.by_hand_of == staff_id) & Attempt.conversation_id.is_(None) & Attempt.ended_at.is_(None)
    found = select(Callback).join(Attempt, Attempt.callback_id == Callback.id)
    return session.scalars(found.where(his, Callback.state == "in_progress").limit(1)).first()


def going_on(session: Session) -> list[tuple[Callback, Attempt]]:
    """Every call-back that is being made now, with its attempt."""
    statement = (
        select(Callback, Attempt)
        .join(Attempt, (Attempt.callback_id == Callback.id) & Attempt.ended_at.is_(None))
        .where(Callback.state == "in_progress")
    )
    return [(callback, attempt) for callback, attempt in session.execute(statement)]


def attempts_of(session: Session, callback: Callback) -> list[Attempt]:
    """Every attempt, the first first."""
    return list(session.scalars(select(Attempt).where(Attempt.callback_id == callback.id).order_by(Attempt.number)))


def attempts_among(session: Session, callback_ids: Collection[UUID]) -> dict[UUID, list[Attempt]]:
    """Call-back id → every attempt, the first first; one that was never tried has none."""
    found: dict[UUID, list[Attempt]] = {one: [] for one in callback_ids}
    for attempt in session.scalars(
        select(Attempt).where(Attempt.callback_id.in_(callback_ids)).order_by(Attempt.number)
    ):
        found[attempt.callback_id].append(attempt)
    return found


def way_of(session: Session, callback: Callback, *, has_desk: Callable[[], bool], can_type: Callable[[], bool]) -> str:
    """By which way the next try reaches her; `has_desk`: whether somebody with a textphone is at work;
    `can_type`: whether she has, or can be sent, a code for the typed page. Neither is asked of whoever speaks, as
    nearly all do, and whoever is rung in her place, or on an office's telephone.
    """
    if not is_her_own(callback):
        return ways.VOICE
    claimant = session.get(Claimant, callback.claimant_id) if callback.claimant_id else None
    kind = claimant.telephone_kind if claimant is not None else "voice"
    if kind == "voice" and callback.textphone:
        kind = "textphone"
    if ways.speaks(kind):
        return ways.VOICE
    results = [one.result for one in attempts_of(session, callback) if one.result]
    there_are = ways.ways(kind, claimant.relay_number if claimant is not None else None, can_type=can_type())
    return ways.way_now(there_are, results, has_desk=has_desk())


def is_her_own(callback: Callback) -> bool:
    """Whether it rings the claimant's own telephone: none at an office, nor that of whoever acts for her or helps."""
    return callback.office_id is None and callback.third_party_id is None and callback.on_behalf != RINGS_HELPER


def is_unpromised(callback: Callback, next_at: datetime | None, at: datetime) -> bool:
    """Whether a call at that moment is none that was promised: nothing was, or its time is still to come."""
    return callback.due_at is None or (next_at is not None and next_at > at)


def was_unpromised(callback: Callback, attempt: Attempt) -> bool:
    """Whether an attempt was made from her record, besides whatever was promised."""
    return is_unpromised(callback, attempt.due_at, attempt.started_at)


def may_dial(
    callback: Callback, claimant: Claimant | None = None, third_party: ThirdParty | None = None
) -> Sentence | None:
    """Why she may not be rung, or None where she may: looked at before every dial, whatever was stored before.

    Where somebody else is rung for her, what is safe of that number counts, and that it was not withdrawn.
    """
    if third_party is not None and third_party.withdrawn_at is not None:
        return WITHDRAWN
    rung = third_party or (claimant if is_her_own(callback) else None)
    if not callback.safe_to_ring or (rung is not None and not rung.safe_to_ring):
        return UNSAFE
    if callback.state in CALLBACK.final:
        return OVER
    return None


def may_text(callback: Callback, claimant: Claimant | None = None) -> bool:
    """Whether she has said that a text to the number is safe, and not taken it back; and the number can read one.

    What she said of texts counts as it stands with her now, before what was known when it was booked. Where she was
    never asked, what she said of messages does.
    Nothing goes to a telephone that she shares with all who come to an office, nor on the word of somebody who booked
    it for her.
    """
    if callback.office_id is not None or callback.on_behalf is not None or may_dial(callback, claimant) is UNSAFE:
        return False
    said, messages = callback.safe_to_text, callback.safe_to_leave_message
    if claimant is not None:
        said = said if claimant.safe_to_text is None else claimant.safe_to_text
        messages = messages and claimant.safe_to_leave_message
    return text_is_safe(said, messages) and TelephoneNumber.parse(callback.telephone).is_mobile


def safe_times(session: Session, callback: Callback) -> tuple[Stretch, ...] | None:
    """The times of the day (London) that are safe for her; none: all, None: she said it in words, or is not sure.

    Of words only a person can judge: nothing is done at a time of which she has not been asked.
    """
    return _as_she_said(_rung(session, callback))


def times_to_text(session: Session, callback: Callback, number: str | None) -> tuple[Stretch, ...] | None:
    """The same for a text to that number, which may be her own where another is rung."""
    her = session.get(Claimant, callback.claimant_id) if callback.claimant_id is not None else None
    return _as_she_said(her) if her is not None and number == her.telephone else safe_times(session, callback)


def _as_she_said(claimant: Claimant | None) -> tuple[Stretch, ...] | None:
    if claimant is None:
        return ()
    return None if claimant.rung_as_agreed else clock_times(claimant.safe_times)


def times_said(claimant: Claimant | None) -> tuple[Stretch, ...]:
    """The times of the day (London) that she gave as such; none means all. Within them she may choose for herself."""
    return (clock_times(claimant.safe_times) or ()) if claimant is not None else ()


def times_to_choose(session: Session, callback: Callback) -> tuple[Stretch, ...]:
    """The same for the number that a call-back rings."""
    return times_said(_rung(session, callback))


def is_safe_at(session: Session, callback: Callback, at: datetime) -> bool:
    """Whether a moment is safe for her. Where none is known to be, the time promised is, for she agreed to it."""
    agreed = callback.due_at is not None and callback.due_at <= at < callback.due_at + AGREED_FOR
    said = suits(times_to_choose(session, callback), at)
    return said and (agreed or safe_times(session, callback) is not None)


def is_wanted_now(callback: Callback, at: datetime) -> bool:
    """Whether she, or an adviser from her record, wants her rung at that moment, whatever the hour."""
    asked = callback.wanted_now_at is not None and callback.wanted_now_at <= at < callback.wanted_now_at + AGREED_FOR
    return asked or is_unpromised(callback, callback.next_at, at)


def _rung(session: Session, callback: Callback) -> Claimant | None:
    """The claimant, where it is her own telephone: what she said of it is not said of an office's, or of another's."""
    of_hers = callback.claimant_id is not None and is_her_own(callback)
    return session.get(Claimant, callback.claimant_id) if of_hers else None


def due_and_bound(session: Session, shut: Collection[int]) -> Sequence[UUID]:
    """Which call-backs are due at sites that are shut, or to somebody whom not every time is safe for."""
    bound = exists().where(
        Claimant.id == Callback.claimant_id, Claimant.safe_times.is_not(None) | Claimant.rung_as_agreed
    )
    return session.scalars(
        select(Callback.id)
        .where(Callback.state == "due", Callback.diary_site_id.in_(shut) | bound)
        .order_by(Callback.id)
    ).all()


def by_no_voice(session: Session, state: str, until: datetime) -> Sequence[Callback]:
    """Call-backs in `state` to people who do not speak by telephone, whose time comes, or came, by then; locked, those
    in other hands left out."""
    return session.scalars(
        _open()
        .join(Claimant, Claimant.id == Callback.claimant_id)
        .where(
            Callback.state == state,
            func.coalesce(Callback.next_at, Callback.due_at) <= until,
            Claimant.telephone_kind.in_(NO_VOICE) | Callback.textphone,
        )
        .order_by(Callback.id)
        .with_for_update(of=Callback, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def waiting_besides(session: Session, in_line: Select[UUID | None], now: datetime) -> Sequence[UUID]:
    """The ids of those whose promised time has come, that nobody makes yet, and that are none of the demands selected
    by `in_line`; the first first."""
    return session.scalars(
        select(Callback.id)
        .where(Callback.state == "due", Callback.due_at <= now, Callback.id.not_in(in_line))
        .order_by(Callback.due_at, Callback.id)
    ).all()


def to_begin(session: Session, from_: datetime, to: datetime, most: int) -> Sequence[Callback]:
    """Call-backs promised for between two moments and not begun, nor put off, by time, so many `most`."""
    never_begun = Callback.begun_at.is_(None) & Callback.state.in_(("booked", "due"))
    return session.scalars(
        select(Callback)
        .where(Callback.due_at.between(from_, to), never_begun, Callback.next_at <= to)
        .order_by(Callback.due_at, Callback.id)
        .limit(most)
    ).all()


def todays(session: Session, site_id: int, now: datetime, most: int | None = None) -> Sequence[Callback]:
    """The site's call-backs still to be made today, those that wait for somebody, and those that were put off though
    they were promised, by time, `most` at most. Another site's are among them where they may be held here."""
    tomorrow = midnight(london_date(now) + timedelta(days=1))
    put_off = Callback.begun_at.is_(None) & (Callback.due_at < now)
    here = (Callback.site_id == site_id) | (Callback.away_site_id == site_id)
    return session.scalars(
        _open()
        .where(here, (Callback.next_at < tomorrow) | Callback.next_at.is_(None) | put_off)
        .order_by(Callback.next_at.asc().nulls_last(), Callback.booked_at)
        .limit(most)
    ).all()
