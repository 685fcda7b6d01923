"""The pages for people: handset, desk telephones, text messages, post room, and each call for developers."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.practice.calls.people import Telephone
from app.practice.numbers import international, is_telephone_number, may_stand_on_a_desk, readable
from app.practice.pages import telephone_view as view
from app.practice.rest.api import exchange

pages = Blueprint("pages", __name__)
LONDON = ZoneInfo("Europe/London")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
LIVE = ("queued", "ringing", "in-progress")
PACES = (1, 2, 3, 5)
STEPS = ((5, "5 minutes on"), (30, "Half an hour on"), (120, "Two hours on"), (1440, "A day on"))
# People who do not exist, with numbers that Ofcom keeps for drama.
CALLERS = {
    "+447700900101": "Mrs Nia Example, Newport",
    "+447700900102": "Mr Daljit Sample, Halifax",
    "+447700900103": "Miss Ruth Pattern, Taunton",
    "+447700900104": "Mr Owen Specimen, Aylesbury",
    "+441632960105": "Mrs Ada Instance, a shared landline",
    "+447700900106": "Mr Jan Przykład, Huddersfield",
}


@pages.before_request
def only_from_this_machine() -> None:
    """The pages are for a browser on this machine: no other site's page may press a key here."""
    host = request.host.rsplit(":", 1)[0].strip("[]")
    origin = request.headers.get("Origin")
    if host not in LOOPBACK or (origin is not None and origin != request.host_url.rstrip("/")):
        abort(403)


@pages.after_app_request
def safe(response: Response) -> Response:
    """No script but our own file, and nothing kept by the browser."""
    if response.mimetype != "application/pdf":
        response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    # With "no-referrer" a browser sends Origin: null with our own forms, which the check above would refuse.
    response.headers["Referrer-Policy"] = "same-origin"
    if not request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


@pages.app_template_filter("clock")
def clock_time(moment: datetime) -> str:
    """14.02.11, as it is in London."""
    return moment.astimezone(LONDON).strftime("%H.%M.%S")


@pages.app_template_filter("day")
def day_and_time(moment: datetime) -> str:
    """Monday 23 November, 14.02."""
    local = moment.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B}, {local:%H.%M}"


pages.add_app_template_filter(readable, "number")


@pages.get("/")
def handset() -> str | AnyResponse:
    """A telephone for whoever rings."""
    given = request.args.get("other", "").strip() or request.args.get("number", next(iter(CALLERS)))
    number = international(given)
    if not is_telephone_number(number):
        return redirect(url_for("pages.handset"))
    return render_template(
        "practice/handset.html",
        callers=CALLERS,
        number=number,
        name=CALLERS.get(number, ""),
        lines=_lines(),
        keys=view.KEYS,
    )


@pages.get("/desks")
def desks() -> str:
    """Every telephone that is not one of the callers'."""
    return render_template("practice/desks.html", phones=_desks(), keys=view.KEYS)


@pages.get("/desks/<number>")
def desk(number: str) -> str:
    """One desk telephone alone, to keep beside the console."""
    return render_template("practice/desk.html", phone=_telephone(number), keys=view.KEYS)


@pages.get("/telephones")
def states() -> Response:
    """How the telephones named in the query are: what a page asks for again and again."""
    numbers = [number for number in request.args.getlist("number") if may_stand_on_a_desk(number)]
    with exchange.lock:
        ringing = [
            {"number": number, "name": name}
            for number, name in CALLERS.items()
            if number in exchange.telephones and exchange.telephones[number].ringing and number not in numbers
        ]
        shown = {number: view.state(exchange, number) for number in numbers}
    now = exchange.now().isoformat()
    return jsonify({"now": now, "desks": len(_desks()), "ringing": ringing, "states": shown})


@pages.get("/telephones/ringing")
def ringing() -> Response:
    """The numbers of all telephones that ring now."""
    with exchange.lock:
        found = [number for number, phone in exchange.telephones.items() if phone.ringing]
    return jsonify({"now": exchange.now().isoformat(), "numbers": found})


@pages.post("/telephones/<number>/<act>")
def act(number: str, act: str) -> tuple[Response, int]:
    """Something is done at a telephone: call, answer, decline, press, say or hang-up."""
    phone = _telephone(number)
    value = request.form.get("value", "").strip()
    try:
        if act == "call":
            to = international(value)
            if phone.call is not None:
                raise RuntimeError(f"{readable(phone.number)} is on another call")
            if to not in exchange.numbers:
                raise ValueError(f"{readable(to) or 'No number'} is not in use. Choose a line from the list.")
            exchange.ring(from_=phone.number, to=to, withheld=request.form.get("withheld") == "true")
        elif act in ("answer", "decline"):
            getattr(phone, act)()
        elif act == "press":
            phone.press(value)
        elif act == "say":
            phone.speak(value)
        elif act == "hang-up":
            phone.hang_up()
        elif act == "behaviour" and value in view.BEHAVIOURS:
            phone.behaviour = value  # type: ignore[assignment]  # checked in the line above
        else:
            abort(404)
    except (RuntimeError, ValueError) as fault:
        return jsonify({"fault": str(fault)}), 409
    return jsonify(view.state(exchange, phone.number)), 200


@pages.get("/texts")
def texts() -> str:
    """Text messages, by the telephone of the person."""
    with exchange.lock:
        by_number: dict[str, list[object]] = {}
        for message in reversed(exchange.messages):
            person = message.to if message.direction.startswith("outbound") else message.from_
            by_number.setdefault(person, []).append(message)
        senders = [number for number in exchange.numbers.values() if number.can_text]
    return render_template("practice/texts.html", by_number=by_number, callers=CALLERS, senders=senders)


@pages.post("/texts")
def send_text() -> AnyResponse:
    """A person sends a text message."""
    sender, body = international(request.form.get("from", "")), request.form.get("body", "").strip()
    to = request.form.get("to", "")
    if not is_telephone_number(sender) or not body or to not in exchange.numbers:
        abort(400)
    exchange.text(from_=sender, to=to, body=body)
    return redirect(url_for("pages.texts"))


@pages.get("/post")
def post_room() -> str:
    """What has arrived in the post room, newest first."""
    directory = _letters_directory()
    found = sorted(directory.rglob("*.pdf"), key=lambda file: file.stat().st_mtime, reverse=True) if directory else []
    letters = [
        {
            "path": file.relative_to(directory).as_posix(),
            "arrived": datetime.fromtimestamp(file.stat().st_mtime, UTC),
            "kilobytes": -(-file.stat().st_size // 1024),
        }
        for file in found
        if directory is not None
    ]
    shown = request.args.get("show") or (letters[0]["path"] if letters else None)
    return render_template("practice/post.html", letters=letters, shown=shown, directory=directory)


@pages.get("/post/<path:path>")
def letter(path: str) -> Response:
    """One letter."""
    directory = _letters_directory()
    if directory is None or not path.endswith(".pdf"):
        abort(404)
    return send_from_directory(directory, path, mimetype="application/pdf")


@pages.get("/clock")
def clock() -> str:
    """What time it is in this rehearsal, and how to move it on."""
    with exchange.lock:
        talking = sum(call.status in LIVE for call in exchange.calls.values())
    return render_template(
        "practice/clock.html",
        now=exchange.clock.now(),
        can_be_moved=exchange.clock.ahead.can_be_moved,
        talking=talking,
        steps=STEPS,
        pace=exchange.clock.ahead.pace,
        paces=PACES,
    )


@pages.post("/clock")
def move_clock() -> AnyResponse:
    """Move everybody on by some minutes, unless somebody is on the telephone."""
    minutes = request.form.get("minutes", "")
    with exchange.lock:
        talking = any(call.status in LIVE for call in exchange.calls.values())
    if talking or int(minutes if minutes.isdigit() else 0) not in dict(STEPS):
        abort(409)
    exchange.clock.ahead.move_on(timedelta(minutes=int(minutes)))
    return redirect(url_for("pages.clock"))


@pages.post("/clock/pace")
def set_pace_of_time() -> AnyResponse:
    """Let time pass more quickly, or as the machine's again; calls that go on go on."""
    try:
        exchange.clock.ahead.go_at(float(request.form.get("pace", "")))
    except ValueError:
        abort(409)
    return redirect(url_for("pages.clock"))


def _telephone(number: str) -> Telephone:
    whole = international(number)
    if not may_stand_on_a_desk(whole):
        abort(404)
    return exchange.telephone(whole)


def _desks() -> list[Telephone]:
    """Every telephone with a name, or that was rung, but those of the callers: who rings in is not at a desk."""
    with exchange.lock:
        found = [
            phone
            for number, phone in exchange.telephones.items()
            if phone.name or (number not in CALLERS and _is_only_rung(phone))
        ]
    return sorted(found, key=lambda phone: (not phone.name, phone.number))


def _is_only_rung(phone: Telephone) -> bool:
    return bool(phone.history) and all(call.direction != "inbound" for call in phone.history)


def _lines() -> list[tuple[str, str]]:
    """The numbers that can be rung, with their names: those of the account that lead to a voice."""
    return [
        (number.phone_number, number.friendly_name)
        for number in exchange.numbers.values()
        if number.voice_url and not number.can_text
    ]


def _letters_directory() -> Path | None:
    named = os.environ.get("LETTERS_DIR", "")
    directory = Path(named).resolve() if named else None
    return directory if directory is not None and directory.is_dir() else None
