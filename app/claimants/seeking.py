"""Finding people by what was typed: by numbers exactly, by names though they are misspelt."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Text, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from app.claimants import naming
from app.claimants.models import Claimant, NameWord, ThirdParty
from app.claimants.sought import Sought
from app.database.sealing import look_up

NINO_FIELD = "claimants:nino"
SHOWN = 50
# Of common names so many are looked at; which of them come first is then a matter of how near they are.
LOOKED_AT = 400
NEAR_LOOKED_AT, NEAR_KEPT, BEGINNINGS_KEPT = 400, 40, 40


class _Candidate(NamedTuple):
    """As much of a person as decides where they stand in the list."""

    id: UUID
    name_words: list[str]
    home_site_id: int
    first_contact_at: datetime


def found(session: Session, sought: Sought, home_site_id: int | None = None) -> tuple[list[Claimant], bool]:
    """Who it may be, the likeliest first (then those of `home_site_id`, then the latest); and whether there are more.

    By name first those of just that name or one that begins so; where they are few, those of a name that is near.
    """
    conditions = _exact(sought)
    if not conditions and not sought.words:
        return [], False
    maybe = _candidates(session, conditions, [_begins(session, word) for word in sought.words])
    if sought.words and len(maybe) < SHOWN:
        maybe |= _candidates(session, conditions, [_near(session, word) for word in sought.words])

    def rank(one: _Candidate) -> tuple[Any, ...]:
        return (
            naming.closeness(sought.words, one.name_words),
            one.home_site_id != home_site_id,
            -one.first_contact_at.timestamp(),
        )

    first = [one.id for one in sorted(maybe.values(), key=rank)[:SHOWN]]
    people = {one.id: one for one in session.scalars(select(Claimant).where(Claimant.id.in_(first)))}
    return [people[one] for one in first], len(maybe) > SHOWN


def keep_names(session: Session, claimant: Claimant, before: str, other_names: str | None) -> None:
    """Keep up by what names she is found: `before` is how she was recorded until now, `other_names` what she says."""
    written = full_name(claimant)
    former = list(claimant.former_names or [])
    for name in (before, other_names or ""):
        if name and name != written and name not in former and set(naming.words(name)) - set(naming.words(written)):
            former.append(name)
    claimant.former_names = former
    claimant.name_words = naming.words(written, *former)
    if claimant.name_words:
        rows = [{"word": word, "near": naming.keys(word)} for word in claimant.name_words]
        session.execute(insert(NameWord).values(rows).on_conflict_do_nothing(index_elements=[NameWord.word]))


def full_name(claimant: Claimant) -> str:
    """Forenames and surname as they are recorded; empty where neither is known."""
    return " ".join(filter(None, (claimant.forenames, claimant.surname)))


def _exact(sought: Sought) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if sought.reference:
        conditions.append(Claimant.reference == sought.reference)
    if sought.nino is not None:
        conditions.append(Claimant.nino_look_up == look_up(sought.nino.value, NINO_FIELD))
    if sought.telephone:
        speaks = select(ThirdParty.claimant_id).where(
            ThirdParty.telephone == sought.telephone, ThirdParty.withdrawn_at.is_(None)
        )
        # A union, since "or" would have every person looked at: each half has an index of its own.
        hers = select(Claimant.id).where(Claimant.telephone == sought.telephone)
        conditions.append(Claimant.id.in_(union_all(hers, speaks)))
    if sought.postcode:
        conditions.append(Claimant.postcode == sought.postcode)
    if sought.born is not None:
        conditions.append(Claimant.date_of_birth == sought.born)
    return conditions


def _candidates(
    session: Session, conditions: Sequence[ColumnElement[bool]], words: Sequence[Sequence[str]]
) -> dict[UUID, _Candidate]:
    """Those who meet all conditions and have, for each word typed, one of the words that it may have meant, by id."""
    if not all(words):
        return {}
    named = [Claimant.name_words.op("&&")(_array(meant)) for meant in words]
    ranked_by = select(Claimant.id, Claimant.name_words, Claimant.home_site_id, Claimant.first_contact_at)
    return {row.id: _Candidate(*row) for row in session.execute(ranked_by.where(*conditions, *named).limit(LOOKED_AT))}


def _begins(session: Session, typed: str) -> list[str]:
    """The word itself and those that begin with it."""
    begins = select(NameWord.word).where(NameWord.word.like(f"{typed}%")).order_by(func.length(NameWord.word))
    longer = session.scalars(begins.limit(BEGINNINGS_KEPT)) if len(typed) > 2 else ()
    return list({typed, *longer})


def _near(session: Session, typed: str) -> list[str]:
    """The words that it may have been meant to be, the nearest of them."""
    known = session.scalars(
        select(NameWord.word).where(NameWord.near.op("&&")(_array(naming.keys(typed)))).limit(NEAR_LOOKED_AT)
    )
    far = {word: likeness for word in known if (likeness := naming.likeness(typed, word)) is not None}
    return sorted(far, key=lambda word: far[word])[:NEAR_KEPT]


def _array(words: Sequence[str]) -> ColumnElement[list[str]]:
    return literal(list(words), ARRAY(Text))
