"""Whom a person would have interpret, and who may not, as the adviser's page shows it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import Leg
from app.claimants.models import Claimant
from app.console import third_party
from app.console.pages import Banner, Choice
from app.interpreters import service as interpreters
from app.interpreters.models import InterpreterConflict, InterpreterWish
from app.interpreters.rules import CONFLICTS, GENDERS
from app.scripts.service import Scripts
from app.scripts.wording import mark
from app.staff import service as staff
from app.values.language import ENGLISH
from app.web import said
from app.web.said import say

SHOWN_BEFORE = 3
PERSON_OF = mark("{person} of {supplier}")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who may not interpret, why, and the steps in words: noted, lifted, by whom."""

    id: int
    who: str
    why: str
    steps: str
    lifted: bool


@dataclass(frozen=True, slots=True)
class InterpretingShown:
    """What is noted, by label, who interpreted `before`, and what can be chosen: interpreters by id, reasons,
    relationships."""

    facts: tuple[tuple[str, str], ...]
    before: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    gender: str
    dialect: str
    own: str
    genders: tuple[tuple[str, str], ...]
    listed: tuple[tuple[str, str], ...]
    why: tuple[Choice, ...]
    yes_no: tuple[Choice, ...]
    relationships: tuple[tuple[str, str], ...]


def shown(session: Session, scripts: Scripts, claimant: Claimant) -> InterpretingShown | None:
    """What is noted of who interprets for her; None where she speaks English and nothing is noted."""
    asked = interpreters.wish_noted(session, claimant.id)
    conflicts = interpreters.conflicts_of(session, claimant.id)
    speaks_english = claimant.spoken_language == ENGLISH.code and claimant.interpreter_language is None
    if speaks_english and asked is None and not conflicts:
        return None
    options = scripts.get("short_call").question("third.relationship").options
    return InterpretingShown(
        facts=_facts(session, scripts, asked) if asked is not None else (),
        before=tuple(_interpreted(session, one) for one in calls.interpreted(session, claimant.id)[:SHOWN_BEFORE]),
        conflicts=tuple(_conflict(session, one) for one in conflicts),
        gender=asked.gender or "" if asked else "",
        dialect=asked.dialect or "" if asked else "",
        own=asked.own_name or "" if asked else "",
        genders=tuple((value, say(label)) for value, label in GENDERS.items()),
        listed=tuple((str(one.id), one.name) for one in interpreters.in_turn(session)),
        why=tuple(Choice(value, say(label)) for value, label in CONFLICTS.items()),
        yes_no=(Choice("yes", say(mark("Yes"))), Choice("no", say(mark("No")))),
        relationships=tuple((one.value, say(one.label)) for one in options),
    )


def banners(session: Session, callback: Callback | None) -> tuple[Banner, ...]:
    """What is owed to somebody who was not rung, in their open call-back, because nobody came to interpret."""
    earlier = callbacks.tried(session, callback) if callback is not None else []
    if not earlier or earlier[-1].result != "interpreter_failed":
        return ()
    return (Banner(say(mark("Nobody came to interpret last time. Say sorry first: it was our failure"))),)


def in_words(session: Session, claimant: Claimant) -> str:
    """What she asks of whoever interprets, in a few words beside her name; empty where it is nothing."""
    asked = interpreters.wish_noted(session, claimant.id)
    if asked is None:
        return ""
    if asked.own_name:
        return say(mark("{name} interprets, as the person wishes"), name=asked.own_name)
    wanted = [say(GENDERS[asked.gender])] if asked.gender else []
    return ", ".join([*wanted, asked.dialect] if asked.dialect else wanted)


def _facts(session: Session, scripts: Scripts, asked: InterpreterWish) -> tuple[tuple[str, str], ...]:
    found = []
    if asked.gender:
        found.append((say(mark("To interpret")), say(GENDERS[asked.gender])))
    if asked.dialect:
        found.append((say(mark("Dialect")), asked.dialect))
    if asked.own_name and asked.own_is:
        words = f"{asked.own_name}, {third_party.relationship(scripts, asked.own_is)}"
        found.append((say(mark("Interprets, at the person's own wish")), words))
    noted = say(mark("{when}, by {name}"), when=said.when(asked.noted_at), name=staff.name_of(session, asked.noted_by))
    return (*found, (say(mark("Noted")), noted))


def _interpreted(session: Session, leg: Leg) -> str:
    supplier = interpreters.by_id(session, leg.supplier_id).name if leg.supplier_id is not None else ""
    who = say(PERSON_OF, person=leg.person, supplier=supplier) if leg.person else supplier
    return f"{said.when(leg.joined_at)}: {who}" if leg.joined_at is not None else who


def _conflict(session: Session, one: InterpreterConflict) -> Conflict:
    supplier = interpreters.by_id(session, one.supplier_id).name
    steps = [
        say(mark("noted {when} by {name}"), when=said.when(one.noted_at), name=staff.name_of(session, one.noted_by))
    ]
    if one.lifted_at is not None:
        name = staff.name_of(session, one.lifted_by)
        steps.append(say(mark("lifted {when} by {name}"), when=said.when(one.lifted_at), name=name))
    who = say(PERSON_OF, person=one.person, supplier=supplier) if one.person else supplier
    return Conflict(one.id, who, say(CONFLICTS[one.why]), "; ".join(steps), one.lifted_at is not None)
