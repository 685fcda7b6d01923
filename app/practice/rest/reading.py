"""Reading what a REST request asks for; what cannot be read is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from flask import request
from werkzeug.datastructures import MultiDict

from app.practice.calls.subscription import Subscription
from app.practice.rest.errors import RestError

TIMES = frozenset({"StartTime", "EndTime", "DateCreated", "DateUpdated", "DateSent", "MessageDate"})
PAGING = ("PageSize", "Page", "PageToken")


def form(
    supported: Iterable[str], *, required: Iterable[str] = (), repeated: Iterable[str] = (), known: str = ""
) -> MultiDict[str, str]:
    """The form of the request. A parameter that is misspelt, given twice or not imitated is refused loudly.

    `known` names, separated by spaces, the parameters that Twilio takes and this exchange does not imitate.
    """
    _check(request.form, frozenset(supported), frozenset(repeated), frozenset(known.split()))
    if request.args:
        raise RestError(400, 20001, f"Unknown parameters in the address: {', '.join(request.args)}")
    for name in required:
        if not request.form.get(name):
            code = {"To": 21201, "From": 21212}.get(name, 20001)
            raise RestError(400, code, f"A '{name}' parameter is required")
    return request.form


def query(supported: Iterable[str], known: str = "") -> MultiDict[str, str]:
    """The query of a list, checked as a form is."""
    _check(request.args, frozenset({*supported, *PAGING}), frozenset(), frozenset(known.split()))
    for name, value in request.args.items():
        if name.rstrip("<>") in TIMES:
            moment(value, name)
    return request.args


def true(value: str, name: str) -> bool:
    """A parameter that is true or false, in any case."""
    if value.lower() not in ("true", "false"):
        raise RestError(400, 20001, f"{name}: {value!r} is not true or false")
    return value.lower() == "true"


def address(value: str, name: str) -> str:
    """A parameter that is an absolute address."""
    if not value.startswith(("http://", "https://")):
        raise RestError(400, 21205, f"{name} is not a valid URL: {value}")
    return value


def method(value: str, name: str) -> str:
    """A parameter that is GET or POST."""
    if value not in ("GET", "POST"):
        raise RestError(400, 20001, f"{name}: {value!r} is not GET or POST")
    return value


def moment(value: str, name: str) -> datetime:
    """A parameter that is a time, or a date taken as its first moment (UTC)."""
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError as error:
        raise RestError(400, 20001, f"{name}: {value!r} is not a time") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def whole(value: str, name: str, least: int, most: int | None = None) -> int:
    """A parameter that is a whole number within its bounds."""
    if not (value.isascii() and value.isdigit()) or int(value) < least or (most is not None and int(value) > most):
        bounds = f"{least} or more" if most is None else f"{least} to {most}"
        raise RestError(400, 20001, f"{name}: {value!r} is not a whole number, {bounds}")
    return int(value)


def one_of(value: str, name: str, allowed: Iterable[str]) -> str:
    """A parameter that is one of a few words."""
    if value not in allowed:
        raise RestError(400, 20001, f"{name}: {value!r} is none of {', '.join(sorted(allowed))}")
    return value


def events(name: str, allowed: frozenset[str], default: str) -> frozenset[str]:
    """A parameter that names events: repeated, or with spaces between them."""
    given = {event for value in request.form.getlist(name) for event in value.split()}
    if not given <= allowed:
        raise RestError(400, 21626, f"{name}: {', '.join(sorted(given - allowed))} is no such event")
    return frozenset(given) or frozenset(default.split())


def subscription(name: str, allowed: frozenset[str], default: str) -> Subscription | None:
    """Who is to be told of which events, by three parameters that begin with this name; None where nobody is."""
    url = request.form.get(name, "")
    told = events(f"{name}Event", allowed, default)
    how = method(request.form.get(f"{name}Method", "POST"), f"{name}Method")
    return Subscription(address(url, name), how, told) if url else None


def within(moment_of_it: datetime | None, name: str) -> bool:
    """Whether a time lies where the query wants it: on a day, before a moment, at a moment or after it."""
    for key in (name, f"{name}>", f"{name}<"):
        if key not in request.args:
            continue
        if moment_of_it is None:
            return False
        wanted = moment(request.args[key], key)
        if key.endswith(">"):
            inside = moment_of_it >= wanted
        elif key.endswith("<"):
            inside = moment_of_it < wanted
        else:
            day = datetime.combine(wanted.date(), time.min, UTC)
            inside = day <= moment_of_it < day + timedelta(days=1)
        if not inside:
            return False
    return True


def dates(*names: str) -> tuple[str, ...]:
    """The three parameters that each of these times can be asked for by."""
    return tuple(f"{name}{side}" for name in names for side in ("", "<", ">"))


def _check(
    given: MultiDict[str, str], supported: frozenset[str], repeated: frozenset[str], known: frozenset[str]
) -> None:
    for name in given:
        if name in known:
            raise RestError(400, 20001, f"The practice exchange does not imitate {name}")
        if name not in supported:
            raise RestError(400, 20001, f"Unknown parameter: {name}")
        if len(given.getlist(name)) > 1 and name not in repeated:
            raise RestError(400, 20001, f"{name} is given twice")
