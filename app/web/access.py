"""Who may use a route. Each says so itself; one that says nothing is denied to everybody.

@pages.get("/board")
@access.may("adviser", "supervisor")
def board() -> str: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import structlog
from flask import Flask, Response, abort, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from itsdangerous import BadSignature, URLSafeSerializer

from app import clock
from app.audit import service as audit
from app.settings import Settings
from app.staff import service as staff
from app.staff.models import ROLES, Presence, Staff
from app.staff.rules import SIGNED_IN_AT_MOST
from app.web.transactions import db, keep

View = TypeVar("View", bound=Callable[..., Any])

LEFT_ON_SCREEN = timedelta(days=30)
_MARK = "__startline_access__"
_csrf = CSRFProtect()
log = structlog.get_logger()


@dataclass(frozen=True)
class Rule:
    """What a route asks of who comes: one of `roles` (none: nobody need sign in), and a form's token if `csrf`.

    With `screen` it is shown as well on a screen that a supervisor has left it on, where nobody is signed in.
    """

    name: str
    roles: frozenset[str] = frozenset()
    csrf: bool = True
    screen: bool = False


ANYONE = Rule("anyone")
# A machine that proves itself by its signature, in the view: it has no browser that could be tricked.
SIGNED = Rule("signed", csrf=False)


def rule(view: View, what: Rule) -> View:
    """Have `what` decide who may use `view`."""
    setattr(view, _MARK, what)
    return view


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """What decides who may use `view`; None where it was forgotten, and nobody may."""
    found: Rule | None = getattr(view, _MARK, None)
    return found


def may(*roles: str) -> Callable[[View], View]:
    """Let in who is signed in with one of these roles."""
    if not roles or set(roles) - set(ROLES):
        raise ValueError(f"roles are among {', '.join(ROLES)}")
    return lambda view: rule(view, Rule("staff", frozenset(roles)))


def may_or_screen(*roles: str) -> Callable[[View], View]:
    """Let in who is signed in with one of these roles, and a screen on which the page was left."""
    return lambda view: rule(view, Rule("staff", frozenset(roles), screen=True))


def anyone(view: View) -> View:
    """Let everybody in, signed in or not."""
    return rule(view, ANYONE)


def by_signature(view: View) -> View:
    """Let in who proves to be Twilio; the view itself holds the proof against the request."""
    return rule(view, SIGNED)


def signed_in() -> staff.SignedIn | None:
    """Who is at this browser, asked of the database once a request."""
    if "signed_in" not in g:
        token = request.cookies.get(cookie_name(), "")
        g.signed_in = staff.by_token(db(), token, clock.now(), acted=_is_an_act()) if token else None
    found: staff.SignedIn | None = g.signed_in
    return found


def forget() -> None:
    """Have it asked anew who is at this browser, after something was done about it."""
    g.pop("signed_in", None)


def current_staff() -> Staff:
    """Who is signed in, in a view that only staff may use."""
    found = signed_in()
    if found is None:
        abort(403)
    return found.staff


def current_presence() -> Presence:
    """What who is signed in is doing."""
    found = signed_in()
    if found is None:
        abort(403)
    return found.presence


def cookie_name() -> str:
    """The cookie of the sign-in. With `__Host-` a browser takes it over https only, and from no other host."""
    return "__Host-startline" if g.startline_secure else "startline"


def let_in(response: Response, token: str) -> Response:
    """Give the browser the token of its sign-in."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=SIGNED_IN_AT_MOST,
        httponly=True,
        secure=g.startline_secure,
        samesite="Lax",
        path="/",
    )
    return response


def let_out(response: Response) -> Response:
    """Take the token back."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, secure=g.startline_secure, samesite="Lax")
    return response


def leave_on_screen(response: Response, path: str) -> Response:
    """Have this browser be shown what lies under `path` for a while after its sign-in has ended, and nothing else."""
    response.set_cookie(
        _screen_cookie(),
        _signed().dumps((clock.now() + LEFT_ON_SCREEN).isoformat()),
        max_age=LEFT_ON_SCREEN,
        httponly=True,
        secure=g.startline_secure,
        samesite="Lax",
        path=path,
    )
    return response


def is_screen() -> bool:
    """Whether what is asked for was left on this browser's screen."""
    try:
        until = _signed().loads(request.cookies.get(_screen_cookie(), ""))
    except BadSignature:
        return False
    return clock.now() < datetime.fromisoformat(until)


def _screen_cookie() -> str:
    return "__Secure-startline-screen" if g.startline_secure else "startline-screen"


def _signed() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="screen")


def init(app: Flask, settings: Settings) -> None:
    """Deny every route of `app` to whom its rule does not let in; ask every form for its token."""
    app.secret_key = settings.secret_key
    app.config.update(
        SESSION_COOKIE_NAME="__Host-startline-form" if settings.secure else "startline-form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        # A page may stay open all day; its token lives as long as the browser's session.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    _csrf.init_app(app)
    if "static" in app.view_functions:
        anyone(app.view_functions["static"])

    @app.before_request
    def admit() -> ResponseReturnValue | None:
        g.startline_secure = settings.secure
        if request.endpoint is None:
            return None
        what = rule_of(app.view_functions[request.endpoint])
        if what is None:
            log.error("route_without_a_rule", endpoint=request.endpoint)
            abort(403)
        if what.roles:
            found = signed_in()
            if found is None:
                return None if what.screen and is_screen() else _to_sign_in()
            if found.staff.role not in what.roles:
                _refuse(found.staff)
        if what.csrf:
            # Does nothing for GET; answers 400 where the token is not there or is not this browser's.
            _csrf.protect()
        return None


def _refuse(who: Staff) -> None:
    audit.record(db(), "refused", "page", request.endpoint or "", clock.now(), staff_id=who.id)
    keep()
    abort(403)


def _is_an_act() -> bool:
    """Whether a person did something: what a page asks for by itself keeps no empty chair signed in."""
    by_itself = "HX-Request" in request.headers or "text/event-stream" in request.headers.get("Accept", "")
    return request.method not in ("GET", "HEAD") or not by_itself


def _to_sign_in() -> ResponseReturnValue:
    """Ask somebody to sign in and come back; a part of a page sends its whole page there."""
    if "text/event-stream" in request.headers.get("Accept", ""):
        return "", 204  # which tells a browser's EventSource not to ask again
    after = request.full_path.rstrip("?") if request.method == "GET" else ""
    if "HX-Request" in request.headers:
        after = ""
    address = url_for("sign_in.page") + (f"?next={quote(after, safe='/')}" if after not in ("", "/") else "")
    if "HX-Request" in request.headers:
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = address
        return answer
    return redirect(address, 303)
