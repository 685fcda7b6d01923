"""What each event of a typed conversation leads to: a code asked for, a door opened, a turn, a hand-over, an end.

An adviser who can type takes the first of the line by a key (`typed_line` says who that is); it is not matched with
the telephone's line.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks import service as callbacks
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.conversations import rules
from app.conversations import service as conversations
from app.conversations.errors import MayNotTake, NotYours
from app.conversations.models import Code, Conversation
from app.conversations.rules import TYPING, TYPING_REASON
from app.jobs import service as jobs
from app.jobs.rules import TryLater
from app.sites.models import Site
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import typed_callbacks, typed_line
from app.switchboard.context import Switchboard
from app.telephony.client import STOPPED
from app.telephony.errors import AnswerLost, NotNow, Refused
from app.texts import service as texts
from app.texts import words
from app.values.errors import Invalid
from app.values.sentence import mark
from app.values.telephone import TelephoneNumber

log = structlog.get_logger()

JOB = typed_callbacks.JOB
OVER = "typing_over"
NO_MOBILE = mark("A code can only be sent to a mobile, like 07700 900 982. With another telephone, ask us for a code.")


class TooManyCodes(Exception):
    """This number, or everybody together, has had as many codes as an hour allows."""


# ── proving who she is ───────────────────────────────────────────────────────────────────────────────────────────


def ask_for_code(session: Session, mobile: str, reference: str, site: Site, language: str, now: datetime) -> UUID:
    """Have a code texted to a mobile, as typed; the id by which this browser uses it.

    Nobody is told whether a reference is known, and whose number it is: then no code goes, and the page is the same.
    Raises Invalid for what is no mobile or no reference, and TooManyCodes.
    """
    number = TelephoneNumber.parse(mobile)
    if not number.is_mobile:
        raise Invalid(NO_MOBILE)
    claimant = claimants.by_reference(session, reference) if reference.strip() else None
    texts.lock_number(session, number.e164)
    before = conversations.lately_texted(session, number.e164, now)
    if not rules.may_text_code(before.to_this_number, before.to_all):
        raise TooManyCodes
    hers = claimant is not None and _may_be_sent(session, claimant, number.e164)
    code = conversations.ask_for_code(
        session, number.e164, claimant.id if claimant is not None and hers else None, site.id, language, now
    )
    if (hers or not reference.strip()) and texts.stopped_at(session, number.e164) is None:
        jobs.enqueue(session, "message", JOB, {"code": str(code.id)}, now, once_key=f"{JOB}:{code.id}")
    audit.record(session, "code asked for", "conversation_code", code.id, now, actor="visitor")
    return code.id


def _may_be_sent(session: Session, claimant: Claimant, number: str) -> bool:
    """Whether it is her number, and she has said that texts are safe or has typed with us before."""
    safe = claimant.safe_to_text or bool(conversations.of_claimant(session, claimant.id))
    return claimant.telephone == number and safe


def send_code(board: Switchboard, payload: Mapping[str, Any], now: datetime) -> None:
    """Job: make a code and text it. What may have gone is never sent again: she asks for another."""
    code_id = UUID(payload["code"])
    with board.database.transaction() as session:
        made = conversations.make_code(session, code_id, now)
        if made is None or made[0].telephone is None:
            return
        to, body = made[0].telephone, _body(board, session, *made)
    try:
        board.telephone.text(to, body)
    except NotNow as error:
        with board.database.transaction() as session:
            conversations.forget_figures(session, code_id)
        raise TryLater(str(error)) from error
    except AnswerLost:
        log.warning("code_answer_lost", code=str(code_id))
    except Refused as refused:
        log.warning("code_not_taken", code=str(code_id), error=refused.code)
        if refused.code == STOPPED:
            with board.database.transaction() as session:
                texts.stop(session, to, now)


def _body(board: Switchboard, session: Session, code: Code, figures: str) -> str:
    claimant = claimants.by_id(session, code.claimant_id) if code.claimant_id is not None else None
    if code.about_at is None or claimant is None:
        return words.code(figures, code.language)
    return words.invitation(figures, claimant.reference, board.addresses.typed_page, code.about_at, code.language)


def give_code(session: Session, claimant: Claimant, by: int, now: datetime) -> str:
    """A code that an adviser gives: over a textphone, on paper, at a desk. It is shown this once."""
    language = "cy" if claimant.spoken_language == "cy" else "en"
    figures = conversations.give_code(session, claimant.id, claimant.home_site_id, language, by, now)
    audit.record(session, "code given", "claimant", claimant.id, now, staff_id=by)
    return figures


def enter(
    session: Session, figures: str, now: datetime, code_id: UUID | None = None, reference: str = ""
) -> tuple[Conversation, str] | None:
    """Open her conversation with a code, and the secret for her browser; None for a wrong one (commit that too).

    Somebody new has her first contact now. A number alone opens no record: without a reference it is a new one.
    """
    claimant = None
    if code_id is None:
        try:
            claimant = claimants.by_reference(session, reference)
        except Invalid:
            claimant = None
        if claimant is None:
            return None
    code = conversations.prove(session, figures, now, code_id, claimant.id if claimant else None)
    if code is None:
        return None
    if code.claimant_id is not None:
        claimant = claimants.by_id(session, code.claimant_id)
    if claimant is None:
        claimant = claimants.first_contact(session, code.site_id, now, code.language)
        claimants.update_from_answers(session, claimant, {"contact.telephone": code.telephone}, now, None)
        code.claimant_id = claimant.id
    conversation, secret = conversations.start(session, claimant.id, claimant.home_site_id, code.language, now)
    audit.record(session, "typed conversation opened", "claimant", claimant.id, now, actor="visitor", code=str(code.id))
    return conversation, secret


# ── the adviser ──────────────────────────────────────────────────────────────────────────────────────────────────


def take_next(session: Session, adviser: Staff, now: datetime) -> Conversation:
    """An adviser takes the first who waits for him: of his own site, else of another's. Raises MayNotTake."""
    for waits in typed_line.waiting_for(session, adviser, now):
        conversation = conversations.lock(session, waits.conversation.id)
        if conversation.state != "waiting":
            continue
        promised = callbacks.open_for(session, conversation.claimant_id)
        if promised is not None:
            callbacks.lock(session, promised)
        doing = staff.lock_presence(session, adviser.id)
        held = len(conversations.held_by(session, adviser.id))
        speaks = adviser.languages
        if not rules.may_take(doing.state, doing.reason, held, adviser.textphone, speaks, conversation.language):
            raise MayNotTake
        staff.set_presence(session, adviser.id, TYPING, TYPING_REASON, now)
        conversations.take(session, conversation, adviser.id, now, waits.why)
        typed_callbacks.taken(session, conversation, adviser.id, now)
        _record(session, "typed conversation taken", conversation, adviser.id, now)
        return conversation
    raise MayNotTake


def hand_back(session: Session, conversation_id: UUID, adviser_id: int, now: datetime) -> None:
    """He must go: she waits again in her place. Raises NotYours."""
    conversation = _mine(session, conversation_id, adviser_id)
    conversations.hand_back(session, conversation)
    _record(session, "typed conversation handed back", conversation, adviser_id, now)
    _free(session, adviser_id, now)


def return_the_abandoned(board: Switchboard, now: datetime) -> int:
    """Tick: whoever's adviser does something else now (a supervisor set him away) waits again; returns how many."""
    with board.database.transaction() as session:
        returned = 0
        for one in conversations.held(session):
            conversation = conversations.lock(session, one.id)
            if conversation.state != "held" or conversation.adviser_id is None:
                continue
            doing = staff.presence_of(session, conversation.adviser_id)
            if (doing.state, doing.reason) != (TYPING, TYPING_REASON):
                conversations.hand_back(session, conversation)
                _record(session, "typed conversation returned to the line", conversation, None, now)
                returned += 1
    return returned


def end(session: Session, conversation_id: UUID, adviser_id: int, now: datetime) -> None:
    """He ends it. Raises NotYours."""
    _end(session, _mine(session, conversation_id, adviser_id), now, adviser_id)


def adviser_types(
    session: Session, conversation_id: UUID, typed: str, sign: str, key: str, by: int, now: datetime
) -> None:
    """What he typed, and the sign of the key he pressed (one typed at its end counts too). Raises NotYours."""
    conversation = _mine(session, conversation_id, by)
    written = rules.read(typed)
    if conversations.say(session, conversation, written.text, sign or written.sign, key, now, by):
        _end(session, conversation, now, by)


def may_take(session: Session, adviser: Staff, language: str) -> bool:
    """Whether he may take one more conversation now, as things stand."""
    doing = staff.presence_of(session, adviser.id)
    held = len(conversations.held_by(session, adviser.id))
    return rules.may_take(doing.state, doing.reason, held, adviser.textphone, adviser.languages, language)


# ── she ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def claimant_types(session: Session, conversation_id: UUID, typed: str, sign: str, key: str, now: datetime) -> None:
    """What she typed; while nobody has come yet it is kept for whoever comes. Raises NotYours where it is over."""
    conversation = conversations.lock(session, conversation_id)
    written = rules.read(typed)
    adviser = conversation.adviser_id
    if conversations.say(session, conversation, written.text, written.sign or sign or None, key, now, None):
        _end(session, conversation, now, adviser)


def _mine(session: Session, conversation_id: UUID, adviser_id: int) -> Conversation:
    conversation = conversations.lock(session, conversation_id)
    if conversation.state != "held" or conversation.adviser_id != adviser_id:
        raise NotYours
    return conversation


def _end(session: Session, conversation: Conversation, now: datetime, adviser_id: int | None) -> None:
    conversations.end(session, conversation, now)
    _record(session, "typed conversation ended", conversation, adviser_id, now)
    if adviser_id is not None:
        _free(session, adviser_id, now)


def _free(session: Session, adviser_id: int, now: datetime) -> None:
    """With his last conversation he is no longer typing; he says himself when he is ready for a call."""
    doing = staff.lock_presence(session, adviser_id)
    if doing.state == TYPING and doing.reason == TYPING_REASON and not conversations.held_by(session, adviser_id):
        staff.set_presence(session, adviser_id, "away", OVER, now)


def _record(session: Session, action: str, conversation: Conversation, by: int | None, now: datetime) -> None:
    actor = "visitor" if by is None else "staff"
    audit.record(
        session,
        action,
        "claimant",
        conversation.claimant_id,
        now,
        staff_id=by,
        actor=actor,
        conversation=str(conversation.id),
        turns=conversation.turns,
    )
