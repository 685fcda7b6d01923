"""Conferences: what is heard, who ends one, and what is told of it."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.practice.calls.call import Call
from app.practice.exchange import Exchange
from tests.practice.conftest import DESK, HER_NUMBER, THE_LINE, Stub


def joining(attributes: str = "", then: str = "") -> str:
    return (
        f'<Response><Dial><Conference statusCallback="/conference" {attributes}'
        f' statusCallbackEvent="start end join leave mute hold modify announcement">room</Conference></Dial>'
        f"{then}</Response>"
    )


def two_in_a_room(exchange: Exchange, stub: Stub, first: str = "", second: str = "") -> tuple[Call, Call]:
    stub.scripts["inbound"] = lambda form: joining(first if form["From"] == HER_NUMBER else second)
    her = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    other = exchange.ring(from_=DESK, to=THE_LINE)
    exchange.settle()
    return her, other


def room_sid(client: Client) -> str:
    (found,) = client.conferences.list(friendly_name="room")
    return str(found.sid)


def events(stub: Stub) -> list[str]:
    return [form["StatusCallbackEvent"] for form in stub.forms("conference")]


def test_waiting_music_is_played_once_and_stops_when_the_conference_starts(exchange: Exchange, stub: Stub) -> None:
    stub.scripts |= {
        "inbound": joining('waitUrl="/music"'),
        "music": "<Response><Say>Please wait.</Say></Response>",
    }
    her = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(30)
    assert len(stub.forms("music")) == 1
    assert her.music

    exchange.ring(from_=DESK, to=THE_LINE)
    exchange.settle()

    assert her.music == ""
    assert stub.forms("music")[0]["CallSid"] == her.sid


def test_a_verb_that_has_no_place_in_waiting_music_is_refused(exchange: Exchange, stub: Stub) -> None:
    stub.scripts |= {"inbound": joining('waitUrl="/music"'), "music": "<Response><Hangup/></Response>"}

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert [note.code for note in exchange.notifications] == [13238]
    assert stub.forms("fallback")[0]["ErrorCode"] == "13238"


def test_who_is_held_neither_hears_nor_is_heard(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts["hold"] = "<Response><Say>One moment.</Say></Response>"
    her, adviser = two_in_a_room(exchange, stub)
    client.conferences(room_sid(client)).participants(her.sid).update(hold=True, hold_url=f"{stub.base_url}/hold")
    exchange.settle()

    adviser.speak("She cannot hear this.")
    her.speak("Nor can he.")

    assert her.last_said == "One moment."
    assert adviser.said == []


def test_who_is_muted_hears_and_is_not_heard(exchange: Exchange, stub: Stub, client: Client) -> None:
    her, adviser = two_in_a_room(exchange, stub)
    client.conferences(room_sid(client)).participants(adviser.sid).update(muted=True)

    adviser.speak("Not heard.")
    her.speak("Heard.")

    assert her.said == []
    assert adviser.last_said == "Heard."


def test_an_announcement_goes_on_when_a_third_person_joins(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts["announce"] = "<Response><Pause length='5'/><Say>Please hold on.</Say></Response>"
    her, _adviser = two_in_a_room(exchange, stub)
    client.conferences(room_sid(client)).participants(her.sid).update(announce_url=f"{stub.base_url}/announce")
    exchange.settle()

    exchange.ring(from_=None, to=THE_LINE)
    exchange.advance(7)

    assert her.last_said == "Please hold on."
    assert events(stub)[-1] == "announcement-end"


def test_one_whose_leaving_ends_the_conference_ends_it_for_all(exchange: Exchange, stub: Stub) -> None:
    her, adviser = two_in_a_room(exchange, stub, second='endConferenceOnExit="true" participantLabel="adviser"')

    adviser.hang_up()
    exchange.settle()

    assert events(stub)[-3:] == ["participant-leave", "participant-leave", "conference-end"]
    left, last = stub.forms("conference")[-2:]
    assert left["ReasonParticipantLeft"] == "moderator_ended_conference"
    assert last["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert (last["CallSidEndingConference"], last["ParticipantLabelEndingConference"]) == (adviser.sid, "adviser")
    assert not her.is_live


def test_ended_by_rest_everybody_leaves_for_that_reason(exchange: Exchange, stub: Stub, client: Client) -> None:
    two_in_a_room(exchange, stub)
    sid = room_sid(client)

    client.conferences(sid).update(status="completed")
    exchange.settle()

    leaves = [form for form in stub.forms("conference") if form["StatusCallbackEvent"] == "participant-leave"]
    assert {form["ReasonParticipantLeft"] for form in leaves} == {"conference_ended_via_api"}
    assert client.conferences(sid).fetch().reason_conference_ended == "conference-ended-via-api"
    with pytest.raises(TwilioRestException):
        client.conferences(sid).update(status="completed")


def test_only_the_first_participants_callback_counts(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = joining()
    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    stub.scripts["inbound"] = joining().replace("/conference", "/other")
    exchange.ring(from_=DESK, to=THE_LINE)
    exchange.settle()

    assert events(stub) == ["participant-join", "participant-join", "conference-start"]
    assert stub.forms("other") == []


def test_a_name_that_ended_is_a_new_conference(exchange: Exchange, stub: Stub, client: Client) -> None:
    her, adviser = two_in_a_room(exchange, stub)
    her.hang_up()
    adviser.hang_up()
    exchange.settle()

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert [room.status for room in client.conferences.list(friendly_name="room")] == ["init", "completed"]


def test_nobody_starts_it_who_may_not(exchange: Exchange, stub: Stub) -> None:
    attributes = 'startConferenceOnEnter="false"'
    two_in_a_room(exchange, stub, attributes, attributes)

    assert events(stub) == ["participant-join", "participant-join"]


def test_a_label_in_use_is_not_added_and_the_document_goes_on(exchange: Exchange, stub: Stub) -> None:
    label = 'participantLabel="adviser"'
    stub.scripts["inbound"] = joining(label, "<Say>You are not in.</Say>")
    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    second = exchange.ring(from_=DESK, to=THE_LINE)
    exchange.settle()

    assert [note.code for note in exchange.notifications] == [16025]
    assert second.in_conference is None
    assert second.last_said == "You are not in."


def test_an_announcement_that_fails_is_told_and_she_stays(exchange: Exchange, stub: Stub, client: Client) -> None:
    stub.scripts["announce"] = "500"
    her, adviser = two_in_a_room(exchange, stub)

    client.conferences(room_sid(client)).participants(her.sid).update(announce_url=f"{stub.base_url}/announce")
    exchange.settle()
    adviser.speak("Are you there?")

    assert events(stub)[-1] == "announcement-fail"
    assert stub.forms("fallback") == []
    assert her.last_said == "Are you there?"


def test_who_speaks_is_told_where_that_was_asked_for(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = joining().replace("start end join", "speaker")
    her = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.ring(from_=DESK, to=THE_LINE)
    exchange.settle()

    her.speak("Good morning, I should like to begin.")
    exchange.advance(3)

    told = [form for form in stub.forms("conference") if "speech" in form["StatusCallbackEvent"]]
    assert [form["StatusCallbackEvent"] for form in told] == ["participant-speech-start", "participant-speech-stop"]
    assert {form["CallSid"] for form in told} == {her.sid}


def test_only_the_one_who_is_coached_hears_the_coach(exchange: Exchange, stub: Stub) -> None:
    her, adviser = two_in_a_room(exchange, stub)
    stub.scripts["inbound"] = joining(f'coach="{adviser.sid}"')
    coach = exchange.ring(from_=None, to=THE_LINE)
    exchange.settle()

    coach.speak("Ask for the date.")

    assert adviser.last_said == "Ask for the date."
    assert her.said == []


def third_in_the_room(exchange: Exchange, stub: Stub, attributes: str) -> Call:
    stub.scripts["inbound"] = joining(attributes)
    third = exchange.ring(from_=None, to=THE_LINE)
    exchange.settle()
    return third


def test_one_who_listens_is_made_to_coach_and_to_be_heard_by_all(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    # given a third who only listens
    her, adviser = two_in_a_room(exchange, stub)
    third = third_in_the_room(exchange, stub, 'muted="true" beep="false"')
    she_is = client.conferences(room_sid(client)).participants(third.sid)
    third.speak("First.")
    assert (her.said, adviser.said) == ([], [])

    # when REST has the third coach, then the coached alone hears
    changed = she_is.update(muted=False, coaching=True, call_sid_to_coach=adviser.sid)
    third.speak("Second.")
    assert (changed.muted, changed.coaching, changed.call_sid_to_coach) == (False, True, adviser.sid)
    assert (her.said, adviser.last_said) == ([], "Second.")

    # when not any more, then both do
    she_is.update(muted=False, coaching=False)
    third.speak("Third.")
    assert (her.last_said, adviser.last_said) == ("Third.", "Third.")

    # and muted again, nobody
    she_is.update(muted=True, coaching=False)
    third.speak("Fourth.")
    assert (her.last_said, adviser.last_said) == ("Third.", "Third.")


def test_a_coach_whose_coached_has_gone_is_heard_by_nobody_and_cannot_coach_him_anew(
    exchange: Exchange, stub: Stub, client: Client
) -> None:
    her, adviser = two_in_a_room(exchange, stub)
    third = third_in_the_room(exchange, stub, f'coach="{adviser.sid}"')
    adviser.hang_up()
    exchange.settle()

    third.speak("Is anybody there?")

    assert her.said == []
    with pytest.raises(TwilioRestException) as refusal:
        client.conferences(room_sid(client)).participants(third.sid).update(
            coaching=True, call_sid_to_coach=adviser.sid
        )
    assert refusal.value.code == 13240
    # Its leaving does not end it for her.
    third.hang_up()
    exchange.settle()
    assert her.is_live


def test_nobody_can_coach_one_who_has_gone(exchange: Exchange, stub: Stub) -> None:
    _her, adviser = two_in_a_room(exchange, stub)
    adviser.hang_up()
    stub.scripts["inbound"] = joining(f'coach="{adviser.sid}"')

    exchange.ring(from_=None, to=THE_LINE)
    exchange.settle()

    assert stub.forms("fallback")[0]["ErrorCode"] == "13240"


def test_the_star_key_takes_one_out_of_the_conference(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = joining(then="<Say>You are out.</Say>").replace("<Dial>", '<Dial hangupOnStar="true">')
    her = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()
    exchange.ring(from_=DESK, to=THE_LINE)
    exchange.settle()

    her.press("*")
    exchange.settle()

    assert her.last_said == "You are out."
    assert stub.forms("conference")[-1]["ReasonParticipantLeft"] == "participant_hung_up"


def test_the_time_limit_of_the_dial_takes_one_out(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = joining(then="<Say>Time is up.</Say>").replace("<Dial>", '<Dial timeLimit="60">')
    her = exchange.ring(from_=HER_NUMBER, to=THE_LINE)

    exchange.advance(59)
    assert her.in_conference == "room"
    exchange.advance(2)

    assert her.last_said == "Time is up."


def test_the_action_is_told_that_she_was_put_through(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = joining().replace("<Dial>", '<Dial action="/after">')
    her = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    her.hang_up()
    exchange.settle()

    (form,) = stub.forms("after")
    assert (form["DialCallStatus"], form["CallStatus"]) == ("answered", "completed")
    assert "DialCallSid" not in form


def test_the_last_to_leave_ends_the_conference(exchange: Exchange, stub: Stub) -> None:
    her, adviser = two_in_a_room(exchange, stub)
    her.hang_up()

    adviser.hang_up()
    exchange.settle()

    last = stub.forms("conference")[-1]
    assert last["ReasonConferenceEnded"] == "last-participant-left"
    assert last["CallSidEndingConference"] == adviser.sid
