"""The typed page, /text: a start-up turn by turn for whoever does not use the voice telephone.

Everything works without scripts; with them the page hears of a new turn at once. There is no account: a code opens
the conversation, and a cookie that lasts no longer than the page is used keeps it open in this browser.
"""

import secrets
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from app import clock
from app.claimants import service as claimants
from app.conversations import rules
from app.conversations import service as conversations
from app.conversations.errors import NotYours
from app.conversations.models import Conversation
from app.diary.errors import SlotTaken
from app.sites import service as sites
from app.sites.rules import Closed
from app.switchboard import typed, typed_callbacks, typed_later, typed_line
from app.text_line.pages import ConversationPage, EnterPage, StartPage
from app.values.errors import Invalid
from app.values.reference import Reference
from app.values.sentence import mark
from app.web import access, events, said, turns
from app.web.said import say
from app.web.transactions import db, keep

pages = Blueprint("typed", __name__, url_prefix="/text", template_folder="templates")

LANGUAGES = {"en": "English", "cy": "Cymraeg"}
CODE_ID, LANGUAGE = "typed_code", "typed_language"

WRONG = mark("That code does not work. It may be mistyped, used already, or too old. Look again, or ask for another.")
TOO_MANY = mark("We have sent as many codes as we may in an hour. Use the last one, or try again later.")
CHOOSE_AREA = mark("Choose the area where you live.")
NOTHING_TYPED = mark("Type something first, or press “Send, your turn (GA)” to let us type.")
TAKEN = mark("Somebody else has just taken that time. Choose another: these are free.")
IS_OVER = mark("This conversation is over. What you typed last was not sent.")


@pages.before_request
def choose_language() -> None:
    """The language of the page: as asked for now, or before in this browser."""
    if (asked := request.args.get("lang", "")) in LANGUAGES:
        session[LANGUAGE] = asked
    g.language = session.get(LANGUAGE, "en")


@pages.get("")
@access.anyone
def start() -> ResponseReturnValue:
    """What this is, and the two ways in: a code sent to a mobile, or one that we gave."""
    if _mine() is not None:
        return redirect("/text/conversation", 303)
    return _start({})


@pages.post("/code")
@access.anyone
def ask_for_code() -> ResponseReturnValue:
    """Have a code sent to a mobile."""
    areas = {str(site.id): site for site in sites.all_sites(db())}
    site = areas.get(request.form.get("area", ""))
    if site is None:
        return _start({"area": say(CHOOSE_AREA)}), 422
    reference, mobile = request.form.get("reference", ""), request.form.get("mobile", "")
    try:
        reference = Reference.parse(reference).value if reference.strip() else ""
    except Invalid as wrong:
        return _start({"reference": say(wrong.message, **wrong.params)}), 422
    try:
        code_id = typed.ask_for_code(db(), mobile, reference, site, said.language(), clock.now())
    except Invalid as wrong:
        return _start({"mobile": say(wrong.message, **wrong.params)}), 422
    except typed.TooManyCodes:
        return _start({"mobile": say(TOO_MANY)}), 429
    session[CODE_ID] = str(code_id)
    return redirect("/text/enter", 303)


@pages.get("/enter")
@access.anyone
def enter_page() -> ResponseReturnValue:
    """Ask for the code; of one that we gave, and not sent, the reference too."""
    if "given" in request.args:
        session.pop(CODE_ID, None)
    return _enter({})


@pages.post("/enter")
@access.anyone
def enter() -> ResponseReturnValue:
    """Open the conversation to whoever has the code, and say no more than that to who has not."""
    asked = session.get(CODE_ID)
    opened = typed.enter(
        db(),
        request.form.get("code", ""),
        clock.now(),
        UUID(asked) if asked else None,
        request.form.get("reference", ""),
    )
    if opened is None:
        keep()
        return _enter({"code": say(WRONG)}), 422
    session.pop(CODE_ID, None)
    conversation, secret = opened
    session.setdefault(LANGUAGE, conversation.language)
    answer = make_response(redirect("/text/conversation", 303))
    answer.set_cookie(
        _cookie(), secret, max_age=rules.DOOR_STANDS * 12, httponly=True, secure=g.startline_secure, samesite="Lax"
    )
    return answer


@pages.get("/conversation")
@access.anyone
def conversation() -> ResponseReturnValue:
    """What was typed, whose turn it is, and where to type."""
    found = _mine()
    return redirect("/text", 303) if found is None else _page(found)


@pages.post("/conversation")
@access.anyone
def type_in() -> ResponseReturnValue:
    """Send what was typed. Only looking for an answer keeps it in its place."""
    found, now = _mine(), clock.now()
    if found is None:
        return redirect("/text", 303)
    words, go = request.form.get("words", ""), request.form.get("go", rules.GA)
    if go == "look":
        return _page(found, draft=words)
    sign = go if go in rules.SIGNS else ""
    if not words.strip() and not sign:
        return _page(found, errors={"words": say(NOTHING_TYPED)}), 422
    try:
        typed.claimant_types(db(), found.id, words, sign, _key(), now)
    except NotYours:
        db().rollback()
        return _page(found, draft=words, errors={"words": say(IS_OVER)}), 409
    return redirect("/text/conversation#words", 303)


@pages.post("/later")
@access.anyone
def later() -> ResponseReturnValue:
    """Be rung at a time instead, have somebody come back to her, or wait again after all."""
    found, now, choice = _mine(), clock.now(), request.form.get("choice", "")
    if found is None:
        return redirect("/text", 303)
    locked = conversations.lock(db(), found.id)
    try:
        if choice == "again":
            conversations.wait_again(db(), locked, now)
        elif choice == "owe":
            typed_later.owe(db(), locked, now)
        else:
            typed_later.book(db(), locked, datetime.fromisoformat(choice), now)
    except (SlotTaken, ValueError):
        db().rollback()
        return _page(found, errors={"later": say(TAKEN)}), 422
    return redirect("/text/conversation", 303)


@pages.post("/leave")
@access.anyone
def leave() -> ResponseReturnValue:
    """Close it in this browser, as on a telephone that others use; what was typed stays, and a code opens it again."""
    session.clear()
    answer = make_response(redirect("/text", 303))
    answer.delete_cookie(_cookie(), httponly=True, secure=g.startline_secure, samesite="Lax")
    return answer


@pages.get("/live")
@access.anyone
def live() -> ResponseReturnValue:
    """The live stream of her own conversation, whatever topics are asked for."""
    found = _mine()
    if found is None:
        return Response(status=204)
    return events.stream([f"{conversations.CHANNEL}:{found.id}"], public=True)


def _cookie() -> str:
    return "__Host-startline-typed" if g.startline_secure else "startline-typed"


def _mine() -> Conversation | None:
    """The conversation that this browser has open."""
    secret = request.cookies.get(_cookie(), "")
    return conversations.by_door(db(), secret, clock.now()) if secret else None


def _key() -> str:
    """What makes a form that is sent twice one turn."""
    return request.form.get("sent_key", "")[:64] or secrets.token_urlsafe(12)


def _start(errors: dict[str, str]) -> str:
    places, now = sites.all_sites(db()), clock.now()
    closed = [one for one in (sites.opening(db(), site, now) for site in places) if isinstance(one, Closed)]
    opens = [one.opens_next for one in closed if one.opens_next is not None]
    page = StartPage(
        areas=tuple((str(site.id), site.name) for site in places),
        closed=len(closed) == len(places),
        opens_next=min(opens) if opens else None,
        textphones=tuple((site.name, site.textphone) for site in places),
        given=request.form.to_dict(),
        errors=errors,
    )
    return render_template("typed/start.html", page=page)


def _enter(errors: dict[str, str]) -> str:
    page = EnterPage(texted=CODE_ID in session, given=request.form.to_dict(), errors=errors)
    return render_template("typed/enter.html", page=page)


def _page(found: Conversation, draft: str = "", errors: dict[str, str] | None = None) -> str:
    now = clock.now()
    site = sites.by_id(db(), found.site_id)
    claimant = claimants.by_id(db(), found.claimant_id)
    opening = sites.opening(db(), site, now)
    promised = typed_later.promised(db(), found)
    at = promised.next_at or promised.due_at if promised is not None else None
    types = promised is not None and typed_callbacks.by_typing(db(), promised, now)
    page = ConversationPage(
        id=str(found.id),
        reference=claimant.reference if claimant is not None else "",
        site=site.name,
        state=found.state,
        turn=found.turn,
        sk_by=found.sk_by or "",
        place=conversations.place_of(db(), found) if found.state == "waiting" else 0,
        turns=turns.shown(conversations.turns_of(db(), found)),
        closed=isinstance(opening, Closed),
        opens_next=opening.opens_next if isinstance(opening, Closed) else None,
        somebody_here=typed_line.somebody_is_here(db(), found, now),
        times=tuple(typed_later.times(db(), found, now)) if found.state == "waiting" else (),
        rung_at=None if types else at,
        typed_at=at if types else None,
        rung_from=site.telephone,
        proof=promised.proof_number if promised is not None else "",
        owed_by=promised.deadline if promised is not None else None,
        telephone=(claimant.telephone or "") if claimant is not None else "",
        draft=draft,
        sent_key=secrets.token_urlsafe(12),
        errors=errors or {},
    )
    return render_template("typed/conversation.html", page=page)
