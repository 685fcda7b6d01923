"""The only door to typed conversations: opened, taken, typed in, handed back, ended, read again."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.conversations import rules
from app.conversations.codes import (
    ask_for_code,
    forget_figures,
    give_code,
    has_code,
    invite,
    lately_texted,
    make_code,
    post,
    prove,
    was_invited,
)
from app.conversations.errors import NotYours
from app.conversations.models import CONVERSATION, OPEN, Conversation, Turn
from app.conversations.rules import ADVISER, CLAIMANT, Standing
from app.database import notify
from app.database.sealing import seal, unseal
from app.values.sentence import Sentence

__all__ = [
    "CHANNEL",
    "Said",
    "ask_for_code",
    "by_door",
    "by_id",
    "end",
    "forget_figures",
    "forgotten",
    "give_code",
    "hand_back",
    "has_code",
    "held",
    "held_by",
    "held_by_each",
    "invite",
    "lately_texted",
    "leave",
    "lock",
    "make_code",
    "of_claimant",
    "open_of",
    "place_of",
    "post",
    "prove",
    "say",
    "standing_of",
    "start",
    "take",
    "turns_of",
    "wait_again",
    "waiting",
    "was_invited",
    "with_claimant",
]

# Whoever looks at a conversation, or at the line of them, hears of it here.
CHANNEL = "conversations"
SEEN_EVERY = timedelta(seconds=10)


@dataclass(frozen=True)
class Said:
    """A turn as it is read: `sign` is GA, SK or none, `crossed` that both typed at once."""

    number: int
    author: str
    staff_id: int | None
    text: str
    sign: str | None
    crossed: bool
    at: datetime


def start(session: Session, claimant_id: UUID, site_id: int, language: str, now: datetime) -> tuple[Conversation, str]:
    """Her conversation that is not over, or a new one that waits; and the secret for her browser.

    Whoever comes back finds everything that was typed; the browser that had it before is let out.
    """
    secret = secrets.token_urlsafe(32)
    found = session.scalars(
        select(Conversation)
        .where(Conversation.claimant_id == claimant_id, Conversation.state != "ended")
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        found = Conversation(
            claimant_id=claimant_id,
            site_id=site_id,
            language=language,
            state="waiting",
            turn=CLAIMANT,
            turns=0,
            opened_at=now,
            waiting_since=now,
            door_hash=_hash(secret),
            seen_at=now,
        )
        session.add(found)
    else:
        if found.state == "left":
            wait_again(session, found, now)
        found.door_hash, found.seen_at = _hash(secret), now
    _tell(session, found)
    return found, secret


def by_door(session: Session, secret: str, now: datetime) -> Conversation | None:
    """The conversation that was opened in the browser with this secret, while that counts; she was seen now."""
    found = session.scalar(select(Conversation).where(Conversation.door_hash == _hash(secret)))
    if found is None or not rules.door_stands(found.seen_at, found.ended_at, now):
        return None
    if now - found.seen_at >= SEEN_EVERY and found.ended_at is None:
        was_away = not rules.is_at_the_page(found.seen_at, now)
        found.seen_at = now
        if was_away:
            _tell(session, found)
    return found


def by_id(session: Session, conversation_id: UUID) -> Conversation | None:
    """A conversation by id."""
    return session.get(Conversation, conversation_id)


def lock(session: Session, conversation_id: UUID) -> Conversation:
    """The conversation, locked until the commit and read afresh: turns of one are taken one after the other."""
    return session.get_one(Conversation, conversation_id, with_for_update=True, populate_existing=True)


def open_of(session: Session, claimant_id: UUID) -> Conversation | None:
    """A claimant's conversation that waits or is held."""
    return session.scalar(
        select(Conversation).where(Conversation.claimant_id == claimant_id, Conversation.state.in_(OPEN))
    )


def of_claimant(session: Session, claimant_id: UUID) -> list[Conversation]:
    """Every conversation of a claimant, the newest first."""
    mine = select(Conversation).where(Conversation.claimant_id == claimant_id)
    return list(session.scalars(mine.order_by(Conversation.opened_at.desc())))


def waiting(session: Session) -> list[Conversation]:
    """Who waits at any site, the longest first."""
    return list(
        session.scalars(
            select(Conversation)
            .where(Conversation.state == "waiting")
            .order_by(Conversation.waiting_since, Conversation.id)
        )
    )


def place_of(session: Session, conversation: Conversation) -> int:
    """Her place in the line, 1 being the next."""
    before = select(func.count()).where(
        Conversation.site_id == conversation.site_id,
        Conversation.state == "waiting",
        Conversation.waiting_since < conversation.waiting_since,
    )
    return (session.scalar(before) or 0) + 1


def held_by(session: Session, staff_id: int) -> list[Conversation]:
    """The conversations that an adviser holds, the one taken first before the others."""
    return list(
        session.scalars(
            select(Conversation)
            .where(Conversation.adviser_id == staff_id, Conversation.state == "held")
            .order_by(Conversation.taken_at, Conversation.id)
        )
    )


def held_by_each(session: Session) -> dict[int, int]:
    """Adviser's id → how many conversations he holds; nobody who holds none."""
    held = select(Conversation.adviser_id, func.count()).where(Conversation.state == "held")
    return {
        adviser: count
        for adviser, count in session.execute(held.group_by(Conversation.adviser_id))
        if adviser is not None
    }


def with_claimant(session: Session, staff_id: int, claimant_id: UUID) -> Conversation | None:
    """The conversation that this adviser holds with this claimant."""
    return next((one for one in held_by(session, staff_id) if one.claimant_id == claimant_id), None)


def take(
    session: Session, conversation: Conversation, staff_id: int, now: datetime, why_away: Sentence | None = None
) -> None:
    """An adviser takes it; whether he may is the caller's to ask. The turn stays whose it was. Raises IllegalMove.

    `why_away` is why he is of another site than hers.
    """
    conversation.state = CONVERSATION.check(conversation.state, "held")
    conversation.adviser_id, conversation.taken_at = staff_id, now
    conversation.away_reason = why_away.template if why_away is not None else None
    conversation.away_values = dict(why_away.params) if why_away is not None else {}
    _tell(session, conversation)


def hand_back(session: Session, conversation: Conversation) -> None:
    """The adviser must go: she waits again, in the place that she had. Raises IllegalMove."""
    conversation.state = CONVERSATION.check(conversation.state, "waiting")
    conversation.adviser_id = None
    _tell(session, conversation)


def leave(session: Session, conversation: Conversation) -> None:
    """She waits no longer: she chose another way, or did not come back. Raises IllegalMove."""
    conversation.state = CONVERSATION.check(conversation.state, "left")
    _tell(session, conversation)


def wait_again(session: Session, conversation: Conversation, now: datetime) -> None:
    """She is back, and waits from now on. Raises IllegalMove."""
    conversation.state = CONVERSATION.check(conversation.state, "waiting")
    conversation.waiting_since = now
    _tell(session, conversation)


def end(session: Session, conversation: Conversation, now: datetime) -> None:
    """It is over; what was typed stays. Raises IllegalMove."""
    conversation.state = CONVERSATION.check(conversation.state, "ended")
    conversation.ended_at = now
    _tell(session, conversation)


def say(
    session: Session, conversation: Conversation, text: str, sign: str | None, key: str, now: datetime, by: int | None
) -> bool:
    """Add what one side typed (`by` None: the claimant), and pass the turn as its sign says; whether both are done.

    `conversation` is locked. What is sent a second time under the same `key` is the same turn. Raises NotYours where
    `by` does not hold it, or it is over or left.
    """
    if conversation.state not in OPEN or (by is not None and by != conversation.adviser_id):
        raise NotYours
    author = CLAIMANT if by is None else ADVISER
    twice = select(Turn.number).where(Turn.conversation_id == conversation.id, Turn.sent_key == key)
    if session.scalar(twice) is not None:
        return False
    standing = standing_of(conversation)
    conversation.turns += 1
    session.add(
        Turn(
            conversation_id=conversation.id,
            number=conversation.turns,
            author=author,
            staff_id=by,
            sealed=seal(text, _row(conversation.id, conversation.turns)),
            sign=sign,
            crossed=rules.crosses(standing, author),
            sent_key=key,
            said_at=now,
        )
    )
    then = rules.after(standing, author, sign)
    conversation.turn, conversation.sk_by = then.turn, then.sk_by
    _tell(session, conversation)
    return then.over


def standing_of(conversation: Conversation) -> Standing:
    """Whose turn it is, and who has said SK."""
    return Standing(conversation.turn, conversation.sk_by, conversation.state == "ended")


def turns_of(session: Session, conversation: Conversation) -> list[Said]:
    """Everything that was typed, in order, opened. The audit of who looked is the caller's."""
    rows = select(Turn).where(Turn.conversation_id == conversation.id).order_by(Turn.number)
    return [
        Said(
            one.number,
            one.author,
            one.staff_id,
            unseal(one.sealed, _row(conversation.id, one.number)),
            one.sign,
            one.crossed,
            one.said_at,
        )
        for one in session.scalars(rows)
    ]


def forgotten(session: Session, now: datetime) -> Sequence[Conversation]:
    """Those that wait while nobody has had their page open for too long; locked, those in other hands left out."""
    return session.scalars(
        select(Conversation)
        .where(Conversation.state == "waiting", Conversation.seen_at <= now - rules.WAITED_FOR)
        .with_for_update(skip_locked=True)
    ).all()


def held(session: Session) -> Sequence[Conversation]:
    """Those that anybody holds."""
    return session.scalars(select(Conversation).where(Conversation.state == "held")).all()


def _tell(session: Session, conversation: Conversation) -> None:
    session.flush()
    notify(session, CHANNEL, conversation.id)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _row(conversation_id: UUID, number: int) -> str:
    return f"conversation_turns:{conversation_id}:{number}"
