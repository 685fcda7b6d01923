"""Whom a claimant would have interpret for her, and who may not: noted with who noted it."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.interpreters.models import InterpreterConflict, InterpreterWish
from app.interpreters.rules import NO_WISH, Wish


def wish_noted(session: Session, claimant_id: UUID) -> InterpreterWish | None:
    """What she asked for, and who noted it."""
    return session.get(InterpreterWish, claimant_id)


def wish(session: Session, claimant_id: UUID, by: int, now: datetime, **asked: str | None) -> None:
    """Note what she asks for: `gender`, `dialect`, or `own_name` with `own_is`; None: not any more. The rest stays."""
    row = {"claimant_id": claimant_id, "noted_by": by, "noted_at": now}
    session.execute(insert(InterpreterWish).values(row).on_conflict_do_nothing())
    noted = session.get_one(InterpreterWish, claimant_id, with_for_update=True, populate_existing=True)
    for name, value in {**asked, "noted_by": by, "noted_at": now}.items():
        setattr(noted, name, value)
    session.flush()
    # What she asks is in her record; that she does is enough here.
    audit.record(session, "interpreter_wish", "claimant", claimant_id, now, staff_id=by, asked=sorted(asked))


def conflicts_of(session: Session, claimant_id: UUID) -> list[InterpreterConflict]:
    """Who may not interpret for her, and who once might not, the latest noted first."""
    of_hers = select(InterpreterConflict).where(InterpreterConflict.claimant_id == claimant_id)
    return list(session.scalars(of_hers.order_by(InterpreterConflict.noted_at.desc(), InterpreterConflict.id.desc())))


def note_conflict(
    session: Session, claimant_id: UUID, supplier_id: int, person: str, why: str, by: int, now: datetime
) -> None:
    """From now on they do not interpret for her: one of a supplier's people, or, where `person` is empty, nobody of
    it. Noted already, nothing changes."""
    made = session.scalar(
        insert(InterpreterConflict)
        .values(claimant_id=claimant_id, supplier_id=supplier_id, person=person, why=why, noted_by=by, noted_at=now)
        .on_conflict_do_nothing()
        .returning(InterpreterConflict.id)
    )
    if made is not None:
        audit.record(session, "interpreter_conflict", "claimant", claimant_id, now, staff_id=by, supplier=supplier_id)


def lift_conflict(session: Session, claimant_id: UUID, conflict_id: int, by: int, now: datetime) -> bool:
    """It was noted by mistake, or she says so: they may interpret again. False where it is lifted, or not hers."""
    conflict = session.get(InterpreterConflict, conflict_id, with_for_update=True, populate_existing=True)
    if conflict is None or conflict.claimant_id != claimant_id or conflict.lifted_at is not None:
        return False
    conflict.lifted_at, conflict.lifted_by = now, by
    audit.record(
        session, "interpreter_conflict_lifted", "claimant", claimant_id, now, staff_id=by, supplier=conflict.supplier_id
    )
    return True


def wish_for(session: Session, claimant_id: UUID | None) -> Wish:
    """What counts when somebody is chosen for her; nothing where she is not known yet."""
    if claimant_id is None:
        return NO_WISH
    asked = wish_noted(session, claimant_id)
    without, not_sent = set(), defaultdict[int, list[str]](list)
    for conflict in conflicts_of(session, claimant_id):
        if conflict.lifted_at is None and conflict.person:
            not_sent[conflict.supplier_id].append(conflict.person)
        elif conflict.lifted_at is None:
            without.add(conflict.supplier_id)
    return Wish(
        gender=asked.gender if asked else None,
        dialect=asked.dialect if asked else None,
        without=frozenset(without),
        not_sent=dict(not_sent),
        own=asked.own_name if asked else None,
    )
