"""Time that is set can be had longer: whoever is signed in is told before it ends, and presses one key.

WCAG 2.2.1. The page asks again before it warns, since another page of the same person may have been used meanwhile.
A call that rings is no such time: a claimant waits at its other end.
"""

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.staff import service as staff
from app.staff.models import ROLES
from app.staff.rules import WARNED_BEFORE
from app.switchboard import wrapping_up
from app.values.sentence import mark
from app.web import access
from app.web.frame import Ending
from app.web.said import say
from app.web.transactions import db

staying = Blueprint("staying", __name__)

SIGNED_OUT = mark("Are you still there? You are signed out in")
STAY = mark("Stay signed in")
MADE_AGAIN = mark("The last call is not wrapped up. Its call-back is made again in")
MORE_TIME = mark("More time")
SIGNED_OUT_TOLD = mark("Time left before you are signed out: {minutes} min. Press Alt and Z to stay.")
MADE_AGAIN_TOLD = mark("Time left before the call-back is made again: {minutes} min. Press Alt and Z for more.")

# The page puts in the minutes, as it counts them.
COUNTED = "{minutes}"
WARNS = int(WARNED_BEFORE.total_seconds())


@staying.get("/stay")
@access.may(*ROLES)
def ending() -> str:
    """The warning alone, for a page that asks how long there is."""
    return render_template("parts/ending.html")


@staying.post("/stay")
@access.may(*ROLES)
def stay() -> ResponseReturnValue:
    """Stay signed in, and keep the wrap-up open; nothing else changes."""
    me, now, token = access.current_staff(), clock.now(), request.cookies.get(access.cookie_name(), "")
    staff.stay(db(), token, now)
    wrapping_up.take_more_time(db(), me.id, now)
    access.forget()
    answer = make_response(ending() if "HX-Request" in request.headers else redirect("/", 303))
    return access.let_in(answer, token)


def next_ending(found: staff.SignedIn) -> Ending | None:
    """What ends first for who is signed in."""
    again_at = wrapping_up.made_again_at(db(), found.staff.id) if found.presence.state == "wrapping_up" else None
    if again_at is not None and (found.ends_at is None or again_at <= found.ends_at):
        return Ending(again_at, say(MADE_AGAIN), say(MORE_TIME), say(MADE_AGAIN_TOLD, minutes=COUNTED), WARNS)
    if found.ends_at is None:
        return None
    return Ending(found.ends_at, say(SIGNED_OUT), say(STAY), say(SIGNED_OUT_TOLD, minutes=COUNTED), WARNS)
