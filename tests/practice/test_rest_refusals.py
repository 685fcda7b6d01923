"""What is misspelt, unknown or not imitated is refused by every resource, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest
import requests

from app.practice import codes
from app.practice.exchange import Exchange
from app.practice.rest import api, applications, calls, messages, numbers, participants
from app.practice.server import application
from tests.practice.conftest import ACCOUNT, DESK, HER_NUMBER, KEY, KEY_SECRET, TEXTS, THE_LINE, Stub

ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"
ENQUEUE = "<Response><Enqueue>line</Enqueue></Response>"
JOIN = "<Response><Dial><Conference>one</Conference></Dial></Response>"


def ask(exchange: Exchange, method: str, path: str, **data: str) -> requests.Response:
    kind = {"params": data} if method == "GET" else {"data": data}
    return requests.request(method, f"{exchange.base_url}{ROOT}{path}", auth=(KEY, KEY_SECRET), timeout=5, **kind)  # type: ignore[arg-type]


@pytest.fixture
def sids(exchange: Exchange, stub: Stub) -> dict[str, str]:
    """One of each resource."""
    stub.scripts["inbound"] = JOIN
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    stub.scripts["inbound"] = ENQUEUE
    waiting = exchange.ring(from_="+447700900124", to=THE_LINE)
    exchange.settle()
    recording = ask(exchange, "POST", f"/Calls/{call.sid}/Recordings.json").json()["sid"]
    message = ask(exchange, "POST", "/Messages.json", To=HER_NUMBER, From=TEXTS, Body="Hello").json()["sid"]
    application = ask(exchange, "POST", "/Applications.json").json()["sid"]
    exchange.correspondence.record(call, 11200, "", "")
    return {
        "call": call.sid,
        "waiting": waiting.sid,
        "conference": next(iter(exchange.conferences)),
        "queue": exchange.queue("line").sid,
        "recording": recording,
        "message": message,
        "application": application,
        "number": exchange.numbers[THE_LINE].sid,
        "note": exchange.notifications[-1].sid,
    }


def every_address(sids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Method and path of everything that REST answers, with identifiers of things that exist."""
    of = {
        "Calls": sids["call"],
        "Conferences": sids["conference"],
        "Queues": sids["queue"],
        "Recordings": sids["recording"],
        "Messages": sids["message"],
        "Applications": sids["application"],
        "IncomingPhoneNumbers": sids["number"],
        "Participants": sids["call"],
        "Members": sids["waiting"],
        "Notifications": sids["note"],
    }
    for rule in application().url_map.iter_rules():
        if not rule.endpoint.startswith(f"{api.api.name}.") or not rule.rule.endswith(".json"):
            continue
        owners = ("Calls", "Conferences") if "any(" in rule.rule else ("",)
        for owner in owners:
            parts = [owner if part.startswith("<any") else part for part in rule.rule.split("/")[4:]]
            for place, part in enumerate(parts):
                if part.startswith("<"):
                    ending = ".json" if part.endswith(".json") else ""
                    parts[place] = of[parts[place - 1]] + ending
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, "/" + "/".join(parts)


def test_a_misspelt_parameter_is_refused_everywhere(exchange: Exchange, sids: dict[str, str]) -> None:
    asked = 0
    for method, path in every_address(sids):
        if method == "DELETE":
            continue
        answer = ask(exchange, method, path, Freindly="x", To=DESK, From=THE_LINE, Url="http://127.0.0.1/")
        assert (answer.status_code, answer.json()["code"]) == (400, 20001), (method, path, answer.text)
        assert answer.json()["more_info"] == codes.more_info(20001)
        asked += 1

    assert asked >= 35
    assert len(exchange.calls) == 2


@pytest.mark.parametrize(
    ("path", "left_out"),
    [
        ("/Calls.json", calls.NOT_IMITATED_ON_CREATE),
        ("/Conferences/{conference}/Participants.json", participants.NOT_IMITATED),
        ("/Messages.json", messages.NOT_IMITATED),
        ("/Applications.json", applications.NOT_IMITATED),
        ("/IncomingPhoneNumbers/{number}.json", numbers.NOT_IMITATED),
    ],
)
def test_a_parameter_that_is_left_out_is_refused_by_its_name_and_nothing_is_made(
    exchange: Exchange, sids: dict[str, str], path: str, left_out: str
) -> None:
    before = len(exchange.calls), len(exchange.messages)
    for name in left_out.split():
        sound = {"To": DESK, "From": THE_LINE} if "Calls" in path or "Participants" in path else {}
        if "Calls" in path:
            sound["Url"] = "http://127.0.0.1/"
        answer = ask(exchange, "POST", path.format(**sids), **sound, **{name: "1"})
        assert (answer.status_code, answer.json()["code"]) == (400, 20001), answer.text
        assert name in answer.json()["message"]

    assert (len(exchange.calls), len(exchange.messages)) == before


def test_a_parameter_of_twilio_is_never_called_unknown(
    exchange: Exchange, sids: dict[str, str], twilio_check: ModuleType
) -> None:
    asked = 0
    for method, path in every_address(sids):
        found = twilio_check._find(method, ROOT + path)
        assert found is not None, f"Twilio has no {method} {path}"
        operation = found[2]
        body = operation.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded", {})
        names = list(body.get("schema", {}).get("properties", {}))
        names += [one["name"] for one in operation["parameters"] if one["in"] == "query"]
        for name in names:
            answer = ask(exchange, method, path, **{name: "?"})
            assert "Unknown parameter" not in answer.text, (method, path, name)
            assert answer.status_code < 500, (method, path, name)
            asked += 1

    assert asked > 200


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/Calls.json", {"PageSize": "0"}),
        ("/Calls.json", {"PageSize": "1001"}),
        ("/Calls.json", {"Page": "1"}),
        ("/Calls.json", {"PageToken": "PA" + "0" * 32}),
        ("/Calls.json", {"StartTime>": "yesterday"}),
        ("/Calls.json", {"Status": "in_progress"}),
        ("/Conferences.json", {"Status": "active"}),
        ("/IncomingPhoneNumbers.json", {"Beta": "false"}),
        ("/Recordings.json", {"IncludeSoftDeleted": "true"}),
    ],
)
def test_a_list_that_cannot_be_given_is_refused(exchange: Exchange, path: str, query: dict[str, str]) -> None:
    answer = ask(exchange, "GET", path, **query)

    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_a_number_is_not_half_changed(exchange: Exchange) -> None:
    number = exchange.numbers[THE_LINE]
    before = number.voice_url

    answer = ask(
        exchange,
        "POST",
        f"/IncomingPhoneNumbers/{number.sid}.json",
        VoiceUrl="http://127.0.0.1/new",
        VoiceMethod="PUT",
    )

    assert answer.status_code == 400
    assert number.voice_url == before


@pytest.mark.parametrize(
    "path",
    ["/Calls/CA0.json", "/Conferences/one.json", "/Queues/line.json", "/Messages/SM0.json", "/Addresses.json"],
)
def test_what_is_not_there_is_not_found(exchange: Exchange, path: str) -> None:
    answer = ask(exchange, "GET", path)

    assert answer.status_code == 404
    assert answer.json() == {
        "code": 20404,
        "message": f"The requested resource {ROOT}{path} was not found",
        "more_info": "https://www.twilio.com/docs/errors/20404",
        "status": 404,
    }


@pytest.mark.parametrize("asked", ["+443069990101", "999010", "+4430699901*1", "306"])
def test_numbers_are_found_by_a_part(exchange: Exchange, asked: str) -> None:
    found = ask(exchange, "GET", "/IncomingPhoneNumbers.json", PhoneNumber=asked).json()["incoming_phone_numbers"]

    assert [number["phone_number"] for number in found] == [THE_LINE]
