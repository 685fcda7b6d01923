"""A caller on the line: greeted, asked, put in the line, booked by keypad, helped by an adviser.

Every reply is a function of the call's row after the event, so that a repeated or overtaken webhook gets the same
answer as the first. The scripts say what is asked; here is only what each ending leads to.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.calls import service as calls
from app.calls.models import RELAYED, Call
from app.calls.service import Asked
from app.claimants import service as claimants
from app.line import service as line
from app.scripts import keypad, wording
from app.scripts.definition import Ending, Question, Spoken
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import Closed, Why
from app.staff import service as staff
from app.switchboard import connecting, languages, orders, recorded, shutting, textphones
from app.switchboard.context import Switchboard
from app.switchboard.endings import ENDINGS, ending
from app.switchboard.replies import Ask, KeepRinging, LeaveTheLine, Reply, Tell, Wait, announce, sentences
from app.telephony.twiml import Sentence
from app.values.language import ENGLISH, LANGUAGES, NOT_KNOWN
from app.values.london import to_london
from app.values.sentence import mark_heard

FIRST_PART = "line"
LOST_PART = "line"
# What the assistant of a relay says first.
RELAY_SAID = re.compile(r"\b(relay|typetalk|text ?direct|18001)\b", re.IGNORECASE)
MORE_TIME = 3
FINAL_STATUSES = ("completed", "busy", "no-answer", "failed", "canceled")
HOURS = mark_heard("from {opens} to {closes}, Monday to Friday")
# Among the answers of a call: nobody at work speaks her language; she is to be asked, or was, how she goes on.
NO_SPEAKER = "line.no_speaker"
CLOSED_WORDS = {Why.BANK_HOLIDAY: "holiday", Why.CLOSURE: "holiday", Why.EMERGENCY: "emergency"}


def ring(board: Switchboard, session: Session, sid: str, from_: str | None, to: str, now: datetime) -> Reply:
    """A call comes in; told of it twice, the answer is the same."""
    dialled = sites.by_number(session, to)
    if dialled is None:
        return Tell([announce(board.scripts, "fault", "en")])
    site = dialled.site
    opening = sites.opening(session, site, now)
    practice = board.settings.practice
    offered = languages.offered(site.languages, practice=practice)
    facts = {
        "site.languages": offered,
        "site.other_languages": languages.other(site.languages),
        "line.languages": languages.going_on(
            site.languages, practice=practice, can_be_said=lambda code: recorded.can_be_said(session, code)
        ),
        "line.spoken": [code for code in LANGUAGES if languages.may_be_heard(code, practice=practice)],
        "site.open": "no" if isinstance(opening, Closed) else "yes",
        "today": to_london(now).date().isoformat(),
        "call.number": "known" if from_ else "withheld",
        "params": {"site": site.name},
    }
    if isinstance(opening, Closed):
        facts["site.closed_why"] = CLOSED_WORDS.get(opening.why, "hours")
    new = calls.NewCall(sid, site.id, from_, to, dialled.textphone, offered[0], FIRST_PART, facts)
    call = calls.receive(session, new, now)
    if call.state != "in_script" or call.turn > 0:
        return now_for(board, session, call)
    if call.textphone:
        # A textphone hears no menu: straight to a desk.
        textphones.ring(call)
        return textphones.heard(board, session, call, join(board, session, call, now))
    if (spoken := claimants.relayed_from(session, from_) if from_ else None) is not None:
        return _relayed(board, session, call, spoken, now)
    return enter(board, session, call, FIRST_PART, now)


def _relayed(board: Switchboard, session: Session, call: Call, spoken: str, now: datetime) -> Reply:
    """Through a relay: no menu to fight, straight to an adviser, and more time wherever something is asked."""
    call.answers = {**call.answers, RELAYED: "yes"}
    call.language = spoken if spoken in call.answers["line.spoken"] else ENGLISH.code
    said = announce(board.scripts, "adviser", call.language)
    return after_saying(join(board, session, call, now), [said] if call.state == "waiting" else [])


def answer(
    board: Switchboard,
    session: Session,
    call_id: UUID,
    turn: int,
    digits: str,
    speech: str,
    recording: str,
    now: datetime,
) -> Reply:
    """She pressed, said or recorded something, or nothing, in answer to the question of this turn."""
    asked = calls.lock_asked(session, call_id)
    if asked is None:
        return Tell()
    if asked.turn != turn or asked.field is None or asked.state not in ("in_script", "choosing"):
        return now_for(board, session, calls.call(session, call_id))
    if asked.part == FIRST_PART and RELAY_SAID.search(speech):
        call = calls.call(session, call_id)
        call.turn += 1
        return _relayed(board, session, call, asked.language, now)
    step = keypad.phone_step(
        board.scripts.get(asked.part),
        asked.answers,
        asked.field,
        digits,
        speech,
        asked.tries,
        language=asked.language,
        recording=recording,
    )
    following = step.next
    asked = replace(
        asked,
        answers={**asked.answers, **step.changes},
        turn=asked.turn + 1,
        language=_language_after(asked, step.changes),
        field=following.field if isinstance(following, Question) else None,
        tries=step.tries,
    )
    calls.keep_asked(session, asked)
    if isinstance(following, Question):
        return _ask(board, asked, following, step.say)
    return _end(board, session, calls.call(session, call_id), following, step.say, now)


def now_for(board: Switchboard, session: Session, call: Call) -> Reply:
    """What the call should do as it stands; changes nothing."""
    if call.state == "connected":
        return textphones.heard(board, session, call, connecting.caller_now(board, session, call))
    if call.state == "waiting":
        return textphones.heard(board, session, call, Wait(call.id))
    if call.field is None:
        # All was said, or is asked for at this moment by another webhook of the same call.
        last = Tell([Sentence(*said) for said in call.answers.get("line.last_said", ())])
        return textphones.heard(board, session, call, last)
    script = board.scripts.get(call.part)
    question = script.question(call.field)
    asked = _ask(board, call, question, keypad.asking(script, question, call.answers))
    told = call.answers.get("line.closed_told") == call.turn
    return after_saying(asked, [_closed_message(session, call)] if told else [])


def _closed_message(session: Session, call: Call) -> Sentence:
    return shutting.said(sites.by_id(session, call.site_id), call.language)


def _language_after(asked: Asked, changes: Mapping[str, Any]) -> str:
    """The language she is spoken to in from now on; a sentence that it does not have is said in English."""
    chosen = changes.get("call.other_language", changes.get("call.language"))
    if chosen is None:
        return asked.language
    return str(chosen) if chosen in asked.answers.get("line.spoken", ()) else "en"


def enter(
    board: Switchboard, session: Session, call: Call, part: str, now: datetime, say: tuple[Spoken, ...] = ()
) -> Reply:
    """Begin a part of the script."""
    call.part = part
    step = keypad.begin(board.scripts.get(part), call.answers)
    following, said = step.next, (*say, *step.say)
    call.tries = 0
    if isinstance(following, Question):
        call.field = following.field
        return _ask(board, call, following, said)
    call.field = None
    return _end(board, session, call, following, said, now)


def _end(
    board: Switchboard, session: Session, call: Call, reached: Ending, say: tuple[Spoken, ...], now: datetime
) -> Reply:
    said = said_to(call, say)
    return _last_said(call, after_saying(ENDINGS[reached.name](board, session, call, now), said))


def _last_said(call: Call, reply: Reply) -> Reply:
    """Keep what is said last, for another webhook of the same call that asks at the same time or after it."""
    if isinstance(reply, Tell):
        said = [[one.text, one.language, one.english] for one in reply.sentences]
        call.answers = {**call.answers, "line.last_said": said}
    return reply


def said_to(call: Call | Asked, say: tuple[Spoken, ...]) -> list[Any]:
    return sentences(say, call.language, call.answers.get("params", {}))


def after_saying(reply: Reply, said: list[Any]) -> Reply:
    """The reply, after what was to be said first."""
    if not said or isinstance(reply, LeaveTheLine | KeepRinging):
        return reply
    return reply.__class__(**{**reply.__dict__, "sentences": [*said, *reply.sentences]})


def _ask(board: Switchboard, call: Call | Asked, question: Question, say: tuple[Spoken, ...]) -> Reply:
    assert question.keypad is not None  # noqa: S101 - checked when the script is read
    options = board.scripts.get(call.part).options(question, call.answers)
    hints = tuple(word for option in options for word in option.heard.get(call.language, ()))
    plan = question.keypad
    if call.answers.get(RELAYED) == "yes":
        plan = replace(plan, seconds=plan.seconds * MORE_TIME)
    return Ask(said_to(call, say), call.id, call.turn, plan, call.language, hints)


# ── in the line ──────────────────────────────────────────────────────────────────────────────────────────────────


@ending("join_line")
@ending("adviser")
def join(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """Into the home line; where the site is closed and nobody is left to answer, we owe her a call."""
    site = sites.by_id(session, call.site_id)
    if isinstance(sites.opening(session, site, now), Closed) and not staff.on_site(session, site.id):
        return ENDINGS["owed_call"](board, session, call, now)
    line.join_caller(session, call.id, call.site_id, wanted_language(call), call.textphone, now)
    if NO_SPEAKER in call.answers:
        line.goes_on(session, call.id, in_="en" if call.language == "en" else None)
    if call.state != "waiting":
        calls.move_call(call, "waiting")
    call.field = None
    return Wait(call.id)


def wanted_language(call: Call) -> str:
    """The language she would speak: the one she chose at the start, an interpreted one too, even if not yet known.

    Who goes on in English because nobody speaks Welsh would speak Welsh still: we ring her in it.
    """
    if NO_SPEAKER in call.answers:
        return "cy"
    other = call.answers.get("call.other_language")
    if other == "another":
        return NOT_KNOWN
    return other if other in LANGUAGES else call.language


@ending("wait_for_speaker")
def wait_for_speaker(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """Nobody at work speaks Welsh, and she waits for somebody who does, in her old place."""
    return join(board, session, call, now)


@ending("in_english")
def in_english(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """Nobody at work speaks Welsh, and she goes on in English, in her old place."""
    call.language = "en"
    return join(board, session, call, now)


@ending("back_to_line")
def back_to_line(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    reply = join(board, session, call, now)
    return after_saying(reply, [announce(board.scripts, "back_in_line", call.language)])


def left_line(board: Switchboard, session: Session, call_id: UUID, now: datetime, *, rings: bool = False) -> Reply:
    """Out of Twilio's queue, for whatever reason, or not picked up yet (`rings`): what follows is in the row."""
    call = calls.lock_call(session, call_id)
    if call is None:
        return Tell()
    if not rings:
        textphones.picked_up(call)
    if call.state == "choosing" and call.field is None:
        if call.answers.get(NO_SPEAKER) == "ask":
            call.answers = {**call.answers, NO_SPEAKER: "asked"}
            return enter(board, session, call, "no_speaker", now)
        # A textphone hears no menu, and whom the keypad could not help before it will not help now.
        in_vain = call.textphone or call.answers.get("line.nobody") == "again"
        reply = ENDINGS["owed_call" if in_vain else "book_by_keypad"](board, session, call, now)
        if call.textphone:
            # The redirect that let her out may be answered last: it says the same, and never nothing.
            return textphones.heard(board, session, call, _last_said(call, reply))
        if sites.by_id(session, call.site_id).emergency_closed_at is None:
            return reply
        # Said before this question, as often as it is asked: another redirect may cut the first time short.
        call.answers = {**call.answers, "line.closed_told": call.turn}
        return after_saying(reply, [_closed_message(session, call)])
    return now_for(board, session, call)


# ── the end of a call ────────────────────────────────────────────────────────────────────────────────────────────


def hung_up(board: Switchboard, session: Session, call_id: UUID, reason: str, now: datetime) -> None:
    """The caller has gone, in whatever state she was."""
    call = calls.lock_call(session, call_id)
    if call is None or not calls.end_call(call, reason, now):
        return
    # Whoever joins the line holds the call, so no demand can appear after this one was looked for.
    demand = line.demand_of_call(session, call_id)
    if demand is not None and demand.state == "offered":
        offer = line.ringing_offer(session, demand.id)
        if offer is not None:
            connecting.withdraw_offer(session, offer, now)
    if demand is not None and demand.state == "connected":
        connection = calls.open_connection_of_call(session, call_id)
        if connection is not None:
            _, offer = line.lock_offer(session, connection.offer_id)
            connecting.over(board, session, demand, offer, connection, "claimant_gone", now)
    if demand is not None and demand.ended_at is None:
        line.end(session, demand, "booked" if call.booked_at else "abandoned", now)
    orders.ask_why_over(session, call, now)


def on_status(
    board: Switchboard,
    session: Session,
    sid: str,
    status: str,
    sequence: int | None,
    now: datetime,
    from_: str | None = None,
    to: str = "",
) -> None:
    """The number's own status callback: the only word of a caller's hanging up.

    A call that is over and never reached us, or not yet, is written down, and asked why.
    """
    calls.note(session, sid, "call", status, now, sequence)
    if status not in FINAL_STATUSES:
        return
    call = calls.call_by_sid(session, sid)
    if call is not None:
        hung_up(board, session, call.id, status, now)
    elif (missed := over_before_we_knew(session, sid, from_, to, now, status, now)) is not None:
        orders.ask_why_over(session, missed, now)


def over_before_we_knew(
    session: Session, sid: str, from_: str | None, to: str, rang_at: datetime, reason: str, now: datetime
) -> Call | None:
    """Write down a call of which we hear only that it is over; None where there is nobody to ring for it."""
    dialled = sites.by_number(session, to)
    if dialled is None or from_ is None:
        return None
    site = dialled.site
    new = calls.NewCall(sid, site.id, from_, to, dialled.textphone, site.languages[0], LOST_PART, {})
    call = calls.receive(session, new, rang_at)
    calls.end_call(call, reason, now)
    return call


@ending("goodbye")
def goodbye(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:  # noqa: ARG001 - an ending
    """All is said."""
    return Tell()


@ending("closed")
def closed(board: Switchboard, session: Session, call: Call, now: datetime) -> Reply:
    """Say the hours, and offer to book."""
    site = sites.by_id(session, call.site_id)
    params = {**call.answers["params"], **opening_in_words(session, site, call.language, now)}
    params["closed_message"] = _closed_message(session, call).text
    call.answers = {**call.answers, "params": params}
    return enter(board, session, call, "closed", now)


def opening_in_words(session: Session, site: Site, language: str, now: datetime) -> dict[str, str]:
    """When the site is open, and when it opens next, as they are said."""
    opening = sites.opening(session, site, now)
    opens_next = opening.opens_next if isinstance(opening, Closed) else None
    stretches = {stretch for day in sites.hours_of(session, site).week for stretch in day}
    usual = min(stretches) if stretches else None
    hours = ""
    if usual is not None:
        hours = wording.say(
            HOURS,
            language,
            opens=wording.clock_time(usual.opens, language, spoken=True),
            closes=wording.clock_time(usual.closes, language, spoken=True),
        )
    return {"hours": hours, "opens": wording.when(opens_next, language, spoken=True) if opens_next else ""}
