"""What reaches the voice webhooks from outside: unsigned, malformed, huge; never a 500, and nothing stored unproved."""

from urllib.parse import urlencode
from uuid import uuid4

import pytest
import requests
from sqlalchemy import func, select

from app.calls.models import Call, CallEvent
from app.practice.signing import signature
from tests.journeys.world import ACCOUNT, NUMBERS, World

SOMEBODY = str(uuid4())
ADDRESSES = (
    "/voice/inbound",
    f"/voice/call/{SOMEBODY}/turn/0",
    f"/voice/call/{SOMEBODY}/turn/99999999999999999999",
    f"/voice/call/{SOMEBODY}/now",
    f"/voice/call/{SOMEBODY}/wait",
    f"/voice/call/{SOMEBODY}/wait-key",
    f"/voice/leg/{SOMEBODY}/now",
    f"/voice/leg/{SOMEBODY}/key/0",
    f"/voice/leg/{SOMEBODY}/status",
    f"/voice/connection/{SOMEBODY}/wait",
    f"/voice/connection/{SOMEBODY}/events",
    "/voice/status",
    "/voice/fallback",
)
FORMS: dict[str, list[tuple[str, str]]] = {
    "nothing": [],
    "a NUL": [("CallSid", "CA\x00"), ("From", "+4416\x00"), ("To", NUMBERS["somerset"]), ("Digits", "\x00")],
    "no numbers": [("CallSid", "CA1"), ("From", "+²³"), ("To", "nobody"), ("SequenceNumber", "²"), ("Digits", "²")],
    "great numbers": [
        ("CallSid", "CA2"),
        ("From", "+" + "9" * 300),
        ("SequenceNumber", "9" * 50),
        ("Digits", "9" * 500),
    ],
    "odd states": [("CallSid", "CA3"), ("CallStatus", "vanished"), ("StatusCallbackEvent", "x" * 9000)],
    "a wrong turn": [
        ("CallSid", "CA4"),
        ("To", NUMBERS["somerset"]),
        ("From", "anonymous"),
        ("SpeechResult", "☃" * 4000),
    ],
}


def post(world: World, path: str, form: list[tuple[str, str]], signed: bool = True) -> requests.Response:
    """Ask the service as the exchange would, or without its signature."""
    url = world.settings.public_base_url + path
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    if signed:
        headers["X-Twilio-Signature"] = signature(ACCOUNT["auth_token"], url, form)
    answer = requests.post(url, data=urlencode(form).encode(), headers=headers, timeout=10)
    world.settle()
    return answer


def stored(world: World) -> int:
    """How many rows there are of calls and their events."""
    with world.session() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Call, CallEvent)]
    return sum(count or 0 for count in counts)


def test_unsigned_is_refused_and_nothing_is_stored(world: World) -> None:
    # when each webhook is asked without a signature, and with a wrong one
    form = [("CallSid", "CA5"), ("From", "+441632960001"), ("To", NUMBERS["somerset"]), ("CallStatus", "ringing")]
    answers = [post(world, path, form, signed=False).status_code for path in ADDRESSES]

    # then it is refused, and nothing is stored
    assert set(answers) == {403}
    assert stored(world) == 0


def test_signed_for_another_address_is_refused(world: World) -> None:
    # given a signature that is good for the inbound webhook
    form = [("CallSid", "CA6"), ("From", "+441632960001"), ("To", NUMBERS["somerset"])]
    good = signature(ACCOUNT["auth_token"], world.settings.public_base_url + "/voice/inbound", form)

    # when it is used for another, or with another form
    for path, sent in (("/voice/status", form), ("/voice/inbound", [*form, ("Digits", "1")])):
        answer = requests.post(
            world.settings.public_base_url + path, data=form and sent, headers={"X-Twilio-Signature": good}, timeout=10
        )
        assert answer.status_code == 403
    assert stored(world) == 0


@pytest.mark.parametrize("kind", list(FORMS))
def test_malformed_forms_get_a_document_and_never_a_500(world: World, kind: str) -> None:
    # when each webhook gets a form no telephone would send, properly signed
    answers = [post(world, path, FORMS[kind]) for path in ADDRESSES]

    # then each answer is a document that can be played, or a plain refusal
    for path, answer in zip(ADDRESSES, answers, strict=True):
        assert answer.status_code in (200, 403), f"{path}: {answer.status_code}"
        if answer.status_code == 200:
            assert answer.text.endswith(("</Response>", "<Response />")), path
    with world.session() as session:
        for call in session.scalars(select(Call)):
            call.state, call.ended_at = "ended", world.now()


def test_what_is_not_text_is_refused(world: World) -> None:
    # when bytes come that are no UTF-8, or far too many
    url = world.settings.public_base_url + "/voice/inbound"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "c2ln"}
    for body in (b"CallSid=CA7&From=%ff%fe\xff\xfe", b"CallSid=" + b"A" * 3_000_000):
        answer = requests.post(url, data=body, headers=headers, timeout=10)
        assert answer.status_code in (403, 413)
    assert stored(world) == 0
