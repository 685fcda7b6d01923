"""Typed conversations at the adviser's desk: the line of them, the panel beside the script, the record, codes."""

import secrets
from datetime import datetime
from uuid import UUID

from flask import abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.callbacks import service as callbacks
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.claims import service as claims
from app.console import showing
from app.console.blueprint import console
from app.console.pages import Choice, Question
from app.console.typed_pages import Panel, Recorded, TypedLine, TypedPage, TypedRow
from app.conversations import rules
from app.conversations import service as conversations
from app.conversations.errors import MayNotTake, NotYours
from app.conversations.models import Conversation
from app.conversations.phrases import PHRASES
from app.scripts import wording
from app.scripts.wording import mark
from app.staff.models import Staff
from app.switchboard import typed, typed_callbacks, typed_line
from app.values.language import LANGUAGES
from app.values.moves import IllegalMove
from app.web import access, turns
from app.web.said import say
from app.web.transactions import db

STATES = {
    "waiting": mark("waits to be typed with"),
    "held": mark("going on now"),
    "left": mark("left before anybody came"),
    "ended": mark("over"),
}


@console.app_context_processor
def _beside_the_script() -> dict[str, object]:
    """Pages about a person ask for the conversation with her, if there is one; other pages cost nothing by it."""
    return {"typed_with": _panel_of, "typed_question": question_in_words}


@console.post("/typed/take")
@access.may("adviser")
def take_typed() -> ResponseReturnValue:
    """Type with whoever has waited longest."""
    if showing.connection_of_mine() is not None:
        return redirect("/?notice=on-call", 303)
    try:
        conversation = typed.take_next(db(), access.current_staff(), clock.now())
    except (MayNotTake, IllegalMove):
        db().rollback()
        return redirect("/?notice=not-taken", 303)
    return redirect(_desk_of(conversation), 303)


@console.get("/typed/<uuid:conversation_id>")
@access.may("adviser")
def typed_part(conversation_id: UUID) -> ResponseReturnValue:
    """The panel alone, for a page that draws it again: once more after the end, so that the last turn is read."""
    return render_template("console/typed_part.html", typed=_panel(_mine_or_404(conversation_id)))


@console.post("/typed/<uuid:conversation_id>")
@access.may("adviser")
def type_to_them(conversation_id: UUID) -> ResponseReturnValue:
    """Send what was typed, a sentence of the script, or one of the ready ones."""
    conversation, me, now = _mine_or_404(conversation_id), access.current_staff(), clock.now()
    words, sign = request.form.get("words", ""), request.form.get("go", "")
    if (phrase := request.form.get("phrase", "")) in PHRASES:
        first_name = me.name.split(" ")[0]
        words, sign = wording.say(PHRASES[phrase].words, conversation.language, name=first_name), PHRASES[phrase].sign
    sign = sign if sign in rules.SIGNS else ""
    there = f"/people/{_claimant(conversation).reference}/typed"
    if not words.strip() and not sign:
        return redirect(there, 303)
    key = request.form.get("sent_key", "")[:64] or secrets.token_urlsafe(12)
    try:
        typed.adviser_types(db(), conversation_id, words, sign, key, me.id, now)
    except NotYours:
        db().rollback()
        return redirect("/?notice=typed-ended", 303)
    if conversation.state == "ended":
        return redirect("/?notice=typed-ended", 303)
    return redirect(there, 303)


@console.post("/typed/<uuid:conversation_id>/over")
@access.may("adviser")
def typed_over(conversation_id: UUID) -> ResponseReturnValue:
    """End it, or hand it back to the line in its old place."""
    me, now = access.current_staff().id, clock.now()
    try:
        if request.form.get("act") == "back":
            typed.hand_back(db(), conversation_id, me, now)
            return redirect("/?notice=typed-back", 303)
        typed.end(db(), conversation_id, me, now)
    except NotYours:
        db().rollback()
    return redirect("/?notice=typed-ended", 303)


@console.get("/people/<string:reference>/typed")
@access.may("adviser", "supervisor")
def typed_record(reference: str) -> ResponseReturnValue:
    """Everything that was typed with one person; that it was read is noted."""
    return render_template("console/typed.html", page=_record(showing.claimant_or_404(reference, "typed"), ""))


@console.post("/people/<string:reference>/typed")
@access.may("adviser", "supervisor")
def give_typed_code(reference: str) -> ResponseReturnValue:
    """Give a code, which is shown this once."""
    claimant = showing.claimant_or_404(reference)
    code = typed.give_code(db(), claimant, access.current_staff().id, clock.now())
    return render_template("console/typed.html", page=_record(claimant, f"{code[:3]} {code[3:]}"))


def line_of(me: Staff, now: datetime) -> TypedLine | None:
    """Typed conversations on the start page, for whoever is trained to type."""
    held = conversations.held_by(db(), me.id)
    if not me.textphone and not held:
        return None
    waiting = typed_line.waiting_for(db(), me, now)
    return TypedLine(
        held=tuple(_row(one, now) for one in held),
        waiting=tuple(
            TypedRow(
                one.conversation.waiting_since,
                showing.name_of(_claimant(one.conversation)) or say("Somebody new"),
                LANGUAGES[one.conversation.language].english_name,
                at_the_page=rules.is_at_the_page(one.conversation.seen_at, now),
                why=say(one.why.template, **one.why.params) if one.why is not None else "",
                promised=_promised(one.conversation, now),
            )
            for one in waiting
        ),
        may_take=any(typed.may_take(db(), me, one.conversation.language) for one in waiting[:1]),
    )


def _promised(conversation: Conversation, now: datetime) -> datetime | None:
    """For when typing with her is her call-back, if it is due."""
    callback = callbacks.open_for(db(), conversation.claimant_id)
    if callback is None or not typed_callbacks.is_due(db(), callback, now):
        return None
    return callback.next_at or callback.due_at


def question_in_words(question: Question) -> str:
    """A question of the script as it is typed: what goes before, the question, its answers by number."""
    options = [f"{number} {one.label}" for number, one in enumerate(question.options, start=1)]
    return "\n".join((*question.before, question.say, *options))


def _row(one: Conversation, now: datetime) -> TypedRow:
    claimant = _claimant(one)
    return TypedRow(
        one.taken_at or one.waiting_since,
        showing.name_of(claimant) or claimant.reference,
        LANGUAGES[one.language].english_name,
        href=f"/people/{claimant.reference}",
        my_turn=one.turn == rules.ADVISER,
        at_the_page=rules.is_at_the_page(one.seen_at, now),
    )


def _desk_of(conversation: Conversation) -> str:
    """Where the adviser begins: the start-up where something was begun, else the short script."""
    claimant = _claimant(conversation)
    begun = claims.under_way(db(), claimant.id) is not None
    return f"/people/{claimant.reference}/script/{'startup' if begun else 'inbound'}"


def _panel_of(reference: str) -> Panel | None:
    """Asked for by several parts of one page, it is looked for once."""
    if "typed_panel" not in g:
        g.typed_panel = _look_for_panel(reference)
    found: Panel | None = g.typed_panel
    return found


def _look_for_panel(reference: str) -> Panel | None:
    found = access.signed_in()
    if found is None or found.staff.role != "adviser":
        return None
    held = conversations.held_by(db(), found.staff.id)
    return next((_panel(one) for one in held if _claimant(one).reference == reference), None)


def _panel(conversation: Conversation) -> Panel:
    me, now = access.current_staff(), clock.now()
    first_name = me.name.split(" ")[0]
    return Panel(
        id=str(conversation.id),
        language=conversation.language,
        turns=turns.shown(conversations.turns_of(db(), conversation)),
        my_turn=conversation.turn == rules.ADVISER,
        sk_by=conversation.sk_by or "",
        over=conversation.state == "ended",
        why=say(conversation.away_reason, **conversation.away_values) if conversation.away_reason else "",
        at_the_page=rules.is_at_the_page(conversation.seen_at, now),
        phrases=tuple(
            Choice(name, wording.say(one.words, conversation.language, name=first_name), key=f"Alt+{number}")
            for number, (name, one) in enumerate(PHRASES.items(), start=1)
        ),
        others=tuple(_row(one, now) for one in conversations.held_by(db(), me.id) if one.id != conversation.id),
        sent_key=secrets.token_urlsafe(12),
    )


def _record(claimant: Claimant, code: str) -> TypedPage:
    me = access.current_staff().id
    return TypedPage(
        person=showing.person(db(), claimant, clock.now()),
        conversations=tuple(
            Recorded(
                one.opened_at,
                say(STATES[one.state]),
                turns.shown(conversations.turns_of(db(), one)),
                one.state == "held" and one.adviser_id == me,
            )
            for one in conversations.of_claimant(db(), claimant.id)
        ),
        code=code,
    )


def _claimant(conversation: Conversation) -> Claimant:
    found = claimants.by_id(db(), conversation.claimant_id)
    if found is None:
        abort(404)
    return found


def _mine_or_404(conversation_id: UUID) -> Conversation:
    found = conversations.by_id(db(), conversation_id)
    if found is None or found.adviser_id != access.current_staff().id:
        abort(404)
    return found
