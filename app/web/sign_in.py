"""Signing in and out."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from app import clock
from app.staff import service as staff
from app.staff.errors import StillOnACall, TooManyTries
from app.values.sentence import mark
from app.web import access
from app.web.said import say
from app.web.transactions import db, keep

sign_in = Blueprint("sign_in", __name__)

BEGINS = {"adviser": "/", "expert": "/claims"}
WRONG = mark("That name and password do not go together. Check both and try again.")


@sign_in.get("/sign-in")
@access.anyone
def page() -> ResponseReturnValue:
    """Ask who it is; somebody who is signed in goes on."""
    if (found := access.signed_in()) is not None:
        return redirect(_inside(request.args.get("next", "")) or _first_page(found), 303)
    return render_template("sign_in.html", username="", error="", next=request.args.get("next", ""))


@sign_in.post("/sign-in")
@access.anyone
def enter() -> ResponseReturnValue:
    """Let in who has the right password, and say no more than that to who has not."""
    username = request.form.get("username", "")
    try:
        token = staff.sign_in(db(), username, request.form.get("password", ""), clock.now())
    except TooManyTries as refused:
        wait = refused.until - clock.now()
        raise TooManyRequests(retry_after=max(1, round(wait.total_seconds()))) from None
    if token is None:
        keep()
        error = say(WRONG)
        return render_template("sign_in.html", username=username, error=error, next=request.form.get("next", "")), 422
    # Nothing that was in the browser's session before counts for who is in it now.
    session.clear()
    wanted = _inside(request.form.get("next", "")) or _first_page(staff.by_token(db(), token, clock.now()))
    return access.let_in(make_response(redirect(wanted, 303)), token)


@sign_in.post("/sign-out")
@access.anyone
def leave() -> ResponseReturnValue:
    """Sign out; with a claimant on the line, not yet."""
    try:
        staff.sign_out(db(), request.cookies.get(access.cookie_name(), ""), clock.now())
    except StillOnACall:
        abort(409)
    session.clear()
    return access.let_out(make_response(redirect("/sign-in", 303)))


def _inside(address: str) -> str:
    """`address` if it is a page of ours, else nothing: nobody is sent elsewhere by a link to sign in."""
    ours = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if ours and address.isprintable() else ""


def _first_page(found: staff.SignedIn | None) -> str:
    """Where somebody begins: an adviser at the day's work, a benefit expert at the claims, others at the board."""
    return BEGINS.get(found.staff.role, "/wallboard") if found is not None else "/"
