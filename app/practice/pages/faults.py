"""The page on which a person switches faults on and off, to rehearse a bad day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.practice.faults import NAMES_THE_EVENT, TOO_LATE_SECONDS, Fault, Match
from app.practice.pages.pages import pages
from app.practice.rest.api import exchange

HOW_OFTEN = {"1": "Once", "2": "Twice", "5": "Five times", "20": "Twenty times", "": "Until it is switched off"}
EACH = {
    "1": "Every one",
    "2": "Every second",
    "3": "Every third",
    "10": "Every tenth",
    "100": "Every hundredth",
}
PACES = {"": "Without limit", "1": "One a second", "0.2": "One in five seconds"}
LOOK_BACK = 400
LONGEST_SECONDS = 3600


@dataclass(frozen=True)
class Choice:
    """A fault as a person chooses it; `make` is given where it strikes, the seconds, how often, and each how many."""

    group: str
    title: str
    meaning: str
    make: Callable[[Match, float], Fault]
    strikes_at_once: int = 1
    seconds: float | None = None


WEBHOOKS, ANSWERS, REST, QUEUE = "News and questions to the service", "Answers of the service", "REST", "Waiting"
CHOICES = {
    "lost": Choice(WEBHOOKS, "Lost", "It is never sent.", lambda m, _s: Fault("lose_webhook", m, 1)),
    "doubled": Choice(WEBHOOKS, "Sent twice", "The same again, at once.", lambda m, _s: Fault("double_webhook", m, 1)),
    "late": Choice(
        WEBHOOKS,
        "Sent late",
        "It sets out so many seconds later, as it was when it happened.",
        lambda m, s: Fault("delay_webhook", m, 1, seconds=s),
        seconds=30,
    ),
    "overtaken": Choice(
        WEBHOOKS,
        "Overtaken by the next",
        "Two events of one call or conference come in the wrong order.",
        lambda m, _s: Fault("swap_webhook", m, 1),
    ),
    "refused-once": Choice(
        WEBHOOKS,
        "Connection refused once",
        "The second attempt succeeds, with the same idempotency token.",
        lambda m, _s: Fault("refuse_webhook", m, 1),
    ),
    "refused": Choice(
        WEBHOOKS,
        "Connection refused",
        "Both attempts fail: error 11205, and the fallback is asked.",
        lambda m, _s: Fault("refuse_webhook", m, 1),
        strikes_at_once=2,
    ),
    "redirected": Choice(
        WEBHOOKS,
        "Redirected, and the form lost",
        "A 302 on the way: keys pressed do not arrive.",
        lambda m, _s: Fault("redirect_webhook", m, 1),
    ),
    "unreached": Choice(
        WEBHOOKS,
        "503 in the service’s stead",
        "The service never hears of it: error 11200.",
        lambda m, _s: Fault("fail_webhook", m, 1, status=503, reached=False),
    ),
    "failed": Choice(
        ANSWERS,
        "500 after the work was done",
        "Error 11200, and the fallback is asked.",
        lambda m, _s: Fault("fail_webhook", m, 1, status=500),
    ),
    "too-late": Choice(
        ANSWERS,
        "After more than 15 seconds",
        "Too late: error 11205, and the fallback is asked.",
        lambda m, _s: Fault("answer_late", m, 1, seconds=TOO_LATE_SECONDS),
    ),
    "slow": Choice(
        ANSWERS,
        "Slow, but in time",
        "The answer counts after so many seconds (15 at most).",
        lambda m, s: Fault("answer_late", m, 1, seconds=min(s, 15)),
        seconds=8,
    ),
    "bad-xml": Choice(ANSWERS, "Not XML", "Error 12100.", lambda m, _s: Fault("spoil_webhook", m, 1, spoilt="bad-xml")),
    "too-large": Choice(
        ANSWERS, "Over 64 kB", "Error 11750.", lambda m, _s: Fault("spoil_webhook", m, 1, spoilt="too-large")
    ),
    "wrong-type": Choice(
        ANSWERS,
        "Neither XML nor sound",
        "Error 12300.",
        lambda m, _s: Fault("spoil_webhook", m, 1, spoilt="wrong-type"),
    ),
    "rest-429": Choice(
        REST,
        "429, too many requests",
        "Nothing is done.",
        lambda m, _s: Fault("fail_rest", m, 1, status=429, code=20429),
    ),
    "rest-503": Choice(
        REST, "503, out of order", "Nothing is done.", lambda m, _s: Fault("fail_rest", m, 1, status=503, code=20500)
    ),
    "rest-lost": Choice(
        REST,
        "Done, and the answer lost",
        "A call may ring though the service was told nothing.",
        lambda m, _s: Fault("lose_answer", m, 1),
    ),
    "rest-unheard": Choice(
        REST,
        "Not done, and the answer lost",
        "The connection breaks; whether it was done cannot be known.",
        lambda m, _s: Fault("lose_request", m, 1),
    ),
    "rest-stale": Choice(
        REST,
        "Read from a copy that lags",
        "Calls are shown as they were so many seconds ago.",
        lambda m, s: Fault("stale_read", m, 1, seconds=s),
        seconds=30,
    ),
    "queue-full": Choice(
        QUEUE, "The queue is full", "The next to be queued is turned away.", lambda m, _s: Fault("fill_queue", m, 1)
    ),
    "queue-broken": Choice(
        QUEUE, "Queueing fails", "A fault of the network: system-error.", lambda m, _s: Fault("break_queue", m, 1)
    ),
}


@pages.get("/faults")
def faults() -> str:
    """What is switched on, and what can be."""
    with exchange.lock:
        recent = exchange.webhooks[-LOOK_BACK:]
        events = {value for webhook in recent for name, value in webhook.form if name in NAMES_THE_EVENT}
        paths = {"/".join(webhook.url.split("?")[0].split("/")[3:5]) for webhook in recent}
    return render_template(
        "practice/faults.html",
        choices=CHOICES,
        groups=(WEBHOOKS, ANSWERS, REST, QUEUE),
        how_often=HOW_OFTEN,
        each=EACH,
        paces=PACES,
        pace=f"{exchange.calls_per_second:g}" if exchange.calls_per_second else "",
        switched_on=[(fault, _title(fault), _where(fault)) for fault in exchange.faults.switched_on],
        struck=sorted(exchange.faults.struck.items()),
        places=sorted(events | {f"/{path}" for path in paths} | {"Calls.json"}),
    )


@pages.post("/faults")
def switch_on_fault() -> AnyResponse:
    """Switch one on."""
    form = request.form
    choice = CHOICES.get(form.get("fault", ""))
    times, every, seconds = form.get("times", "1"), form.get("every", "1"), form.get("seconds", "").strip()
    if choice is None or times not in HOW_OFTEN or every not in EACH or not (seconds.isdigit() or not seconds):
        abort(400)
    fault = choice.make(
        tuple(form.get("where", "").split()), min(float(seconds or choice.seconds or 0), LONGEST_SECONDS)
    )
    fault.times = int(times) * choice.strikes_at_once if times else None
    fault.every = int(every)
    exchange.faults.add(fault)
    return redirect(url_for("pages.faults"))


@pages.post("/faults/off")
def switch_off_fault() -> AnyResponse:
    """Switch one off by its number, or all."""
    number = request.form.get("number", "")
    if number.isdigit():
        exchange.faults.remove(int(number))
    else:
        exchange.faults.clear()
    return redirect(url_for("pages.faults"))


@pages.post("/faults/pace")
def set_pace() -> AnyResponse:
    """How fast calls that are asked for over REST go out."""
    pace = request.form.get("pace", "")
    if pace not in PACES:
        abort(400)
    with exchange.lock:
        exchange.calls_per_second = float(pace) if pace else None
    return redirect(url_for("pages.faults"))


def _title(fault: Fault) -> str:
    """What it was chosen as; one that a test asked for is named by its kind."""
    for choice in CHOICES.values():
        like = choice.make("", fault.seconds)
        if (like.kind, like.status, like.reached, like.spoilt, like.seconds) == (
            fault.kind,
            fault.status,
            fault.reached,
            fault.spoilt,
            fault.seconds,
        ):
            return choice.title
    return fault.kind.replace("_", " ")


def _where(fault: Fault) -> str:
    if callable(fault.match):
        return "chosen by a test"
    words = fault.match if isinstance(fault.match, str) else " ".join(fault.match)
    return words or "everywhere"
