"""How the typed conversations of each site stand at this moment, each counted at her home site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.conversations.models import OPEN, Conversation


@dataclass(frozen=True)
class Typed:
    """Of the typed conversations of a site those that are `waiting`, since when the first of them, and those `held`."""

    waiting: int = 0
    oldest_since: datetime | None = None
    held: int = 0


def typed_now(session: Session) -> dict[int, Typed]:
    """Site id → its typed conversations that wait or go on, whoever has taken them."""
    waits = Conversation.state == "waiting"
    rows = session.execute(
        select(
            Conversation.site_id,
            func.count().filter(waits),
            func.min(Conversation.waiting_since).filter(waits),
            func.count().filter(~waits),
        )
        .where(Conversation.state.in_(OPEN))
        .group_by(Conversation.site_id)
    )
    return {site_id: Typed(waiting, oldest, held) for site_id, waiting, oldest, held in rows}


def together(of: Iterable[Typed]) -> Typed:
    """All of them: added up, and the oldest."""
    every = list(of)
    return Typed(
        sum(one.waiting for one in every),
        min((one.oldest_since for one in every if one.oldest_since), default=None),
        sum(one.held for one in every),
    )
