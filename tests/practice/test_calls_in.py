"""A person rings the service."""

from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator

from app.practice.exchange import Exchange
from tests.practice.conftest import HER_NUMBER, TEXTS, THE_LINE, TOKEN, Stub

MENU = """<Response><Gather numDigits="1" timeout="5" action="/chosen"><Say language="en-GB">Press 1.</Say>
</Gather><Say>Nothing was pressed.</Say></Response>"""


def test_the_inbound_webhook_carries_what_twilio_sends_and_its_signature_is_true(
    exchange: Exchange, stub: Stub
) -> None:
    stub.scripts["inbound"] = "<Response><Say>Hello.</Say></Response>"

    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    _path, form, headers = stub.received[0]
    assert form["CallSid"] == call.sid
    assert (form["From"], form["To"], form["CallStatus"], form["Direction"]) == (
        HER_NUMBER,
        THE_LINE,
        "ringing",
        "inbound",
    )
    url = f"{stub.base_url}/inbound"
    assert RequestValidator(TOKEN).validate(url, form, headers["X-Twilio-Signature"])
    assert call.last_said == "Hello."
    assert call.status == "in-progress"


def test_a_withheld_number_is_anonymous(exchange: Exchange, stub: Stub) -> None:
    exchange.ring(from_=None, to=THE_LINE)
    exchange.settle()

    assert stub.forms("inbound")[0]["From"] == "anonymous"


def test_a_key_interrupts_the_prompt_and_goes_to_the_action(exchange: Exchange, stub: Stub) -> None:
    stub.scripts |= {"inbound": MENU, "chosen": "<Response><Say>One.</Say></Response>"}
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    call.press("1")
    exchange.settle()

    assert stub.forms("chosen")[0]["Digits"] == "1"
    assert [heard.text for heard in call.said] == ["Press 1.", "One."]


def test_without_a_key_the_document_goes_on_after_the_gather(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = MENU
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)

    exchange.advance(6.5)

    assert call.last_said == "Nothing was pressed."
    assert stub.forms("chosen") == []


def test_the_finishing_key_ends_the_digits_and_does_not_count_first(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Gather action="/chosen"/></Response>'
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    call.press("#12#")
    exchange.settle()

    assert [form["Digits"] for form in stub.forms("chosen")] == ["12"]


def test_an_empty_result_goes_to_the_action_when_the_gather_says_so(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Gather timeout="3" actionOnEmptyResult="true" action="/chosen"/></Response>'
    exchange.ring(from_=HER_NUMBER, to=THE_LINE)

    exchange.advance(3)

    assert stub.forms("chosen")[0]["Digits"] == ""


def test_speech_is_taken_after_a_pause(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = (
        '<Response><Gather input="dtmf speech" language="en-GB" speechTimeout="auto" action="/chosen"/></Response>'
    )
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    call.speak("yes please")
    exchange.advance(2)

    form = stub.forms("chosen")[0]
    assert form["SpeechResult"] == "yes please"
    assert float(form["Confidence"]) > 0


def test_speech_is_cut_off_after_a_minute(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Gather input="speech" language="en-GB" action="/chosen"/></Response>'
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    for _time in range(20):
        call.speak("and then, and then, and then")
        exchange.advance(4)

    assert len(stub.forms("chosen")) == 1
    assert stub.forms("chosen")[0]["SpeechResult"].count("and then") == 3 * 15


def test_silence_where_only_speech_counts_is_an_empty_result(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = (
        '<Response><Gather input="speech" language="en-GB" actionOnEmptyResult="true" action="/chosen"/></Response>'
    )
    exchange.ring(from_=HER_NUMBER, to=THE_LINE)

    exchange.advance(5)

    assert stub.forms("chosen")[0]["SpeechResult"] == ""
    assert "Digits" not in stub.forms("chosen")[0]


def test_hanging_up_reaches_the_numbers_status_callback_once(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = MENU
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(2)

    call.hang_up()
    exchange.advance(60)

    (form,) = stub.forms("number-status")
    assert (form["CallStatus"], form["CallDuration"], form["SequenceNumber"]) == ("completed", "2", "0")
    assert form["CallbackSource"] == "call-progress-events"
    assert form["Timestamp"] == "Mon, 23 Nov 2026 09:00:02 +0000"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("500", 11200),
        ("<Response><Say>Hello</Response>", 12100),
        ("<Reply/>", 12102),
        ("<Response><Shout>Hello</Shout></Response>", 12200),
        ('<Response><Say colour="red">Hello</Say></Response>', 12200),
        ('<Response><Gather input="speech" language="cy-GB"/></Response>', 13512),
        (f'<Response><Gather input="speech" hints="{"word," * 500}word"/></Response>', 12200),
        ('<Response><Gather input="speech" speechTimeout="auto" speechModel="default"/></Response>', 13335),
        ("<Response><Gather><Dial>+443069990201</Dial></Gather></Response>", 12200),
        ("<Response><Say></Say></Response>", 13520),
        ("<Response><Connect/></Response>", 12200),
        ('<Response><Say language="cy-GB" voice="Polly.Amy">Helo</Say></Response>', 13520),
        (f"<Response><Say>{'a' * 66_000}</Say></Response>", 11750),
    ],
)
def test_what_twilio_would_refuse_is_noted_and_the_fallback_is_asked(
    exchange: Exchange, stub: Stub, answer: str, code: int
) -> None:
    stub.scripts |= {"inbound": answer, "fallback": "<Response><Say>Please hold on.</Say></Response>"}

    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    (note,) = exchange.notifications
    assert (note.code, note.call_sid) == (code, call.sid)
    (form,) = stub.forms("fallback")
    assert (form["ErrorCode"], form["ErrorUrl"]) == (str(code), f"{stub.base_url}/inbound")
    assert call.last_said == "Please hold on."


@pytest.mark.parametrize(
    "left_out",
    [
        "<Connect><Stream url='wss://127.0.0.1/'/></Connect>",
        "<Start><Transcription/></Start>",
        "<Stop><Stream name='one'/></Stop>",
        "<Pay/>",
        "<Prompt/>",
        "<Refer><Sip>sip:desk-7@127.0.0.1</Sip></Refer>",
        "<Sms>Hello</Sms>",
        "<Echo/>",
        "<Record trim='do-not-trim'/>",
        "<Record transcribe='true'/>",
        "<Gather partialResultCallback='/partial'/>",
        "<Gather debug='true'/>",
        "<Enqueue workflowSid='WW1'/>",
        "<Dial record='record-from-answer'>+443069990201</Dial>",
        "<Dial referUrl='/refer'>+443069990201</Dial>",
        "<Dial><Queue>line</Queue></Dial>",
        "<Dial><Sim>DE1</Sim></Dial>",
        "<Dial><WhatsApp>+443069990201</WhatsApp></Dial>",
        "<Dial><Number sendDigits='1'>+443069990201</Number></Dial>",
        "<Dial><Number byoc='BY1'>+443069990201</Number></Dial>",
        "<Dial><Number machineDetection='Enable'>+443069990201</Number></Dial>",
        "<Dial><Sip machineDetection='Enable'>sip:desk-7@127.0.0.1</Sip></Dial>",
        "<Dial><Conference trim='do-not-trim'>one</Conference></Dial>",
        "<Dial><Conference region='ie1'>one</Conference></Dial>",
        "<Dial><Conference jitterBufferSize='off'>one</Conference></Dial>",
        "<Dial><Conference eventCallbackUrl='/old'>one</Conference></Dial>",
    ],
)
def test_what_the_exchange_leaves_out_is_never_passed_over(exchange: Exchange, stub: Stub, left_out: str) -> None:
    stub.scripts |= {
        "inbound": f"<Response><Say>Before.</Say>{left_out}<Say>After.</Say></Response>",
        "fallback": "<Response><Say>Please hold on.</Say></Response>",
    }

    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert [note.code for note in exchange.notifications] == [12200]
    assert [said.text for said in call.said] == ["Please hold on."]


def test_when_the_fallback_fails_too_an_apology_ends_the_call(exchange: Exchange, stub: Stub) -> None:
    stub.scripts |= {"inbound": "500", "fallback": "500"}

    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(10)

    assert "application error" in call.last_said
    assert call.status == "completed"


def test_a_refused_connection_is_tried_once_more_with_the_same_token(exchange: Exchange, stub: Stub) -> None:
    exchange.faults.refuse_webhook("/inbound", times=1)

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert len(stub.forms("inbound")) == 1
    assert stub.received[0][2]["I-Twilio-Idempotency-Token"]
    assert exchange.notifications == []


def test_two_refused_connections_are_a_connection_failure(exchange: Exchange, stub: Stub) -> None:
    exchange.faults.refuse_webhook("/inbound", times=2)

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert stub.forms("fallback")[0]["ErrorCode"] == "11205"


@pytest.mark.parametrize(
    ("address", "code"),
    [("http://my_service/inbound", "11210"), ("/inbound", "11100"), ("http://127.0.0.1/inbound#rc=2", "11100")],
)
def test_an_address_that_twilio_would_not_try_leads_to_the_fallback(
    exchange: Exchange, stub: Stub, address: str, code: str
) -> None:
    exchange.connect_number(THE_LINE, voice_url=address, fallback_url=f"{stub.base_url}/fallback")

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert stub.forms("fallback")[0]["ErrorCode"] == code


def test_redirects_of_http_that_never_end_lead_to_the_fallback(exchange: Exchange, stub: Stub) -> None:
    stub.moved["inbound"] = "/inbound"

    exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert stub.forms("fallback")[0]["ErrorCode"] == "11215"
    assert len(stub.forms("inbound")) == 11


def test_a_call_lasts_no_longer_than_four_hours(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Say>Hello.</Say><Pause length="20000"/></Response>'
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)

    exchange.advance(4 * 3600)

    assert (call.status, call.duration) == ("completed", 4 * 3600)


def test_a_rejected_call_is_never_answered(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Reject reason="busy"/></Response>'

    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    assert call.status == "busy"
    assert call.answered is None


def test_a_recording_is_kept_with_its_length(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Record action="/recorded" timeout="3" maxLength="20"/></Response>'
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    call.speak("Nia Example")
    exchange.advance(4)

    (form,) = stub.forms("recorded")
    assert form["RecordingUrl"].startswith(exchange.base_url)
    assert form["RecordingDuration"] == "4"
    (recording,) = exchange.recordings.values()
    assert recording.text == "Nia Example"


def test_a_recording_is_told_of_from_its_beginning_and_one_without_a_word_is_absent(
    exchange: Exchange, stub: Stub
) -> None:
    stub.scripts["inbound"] = (
        '<Response><Record timeout="3" recordingStatusCallback="/tape"'
        ' recordingStatusCallbackEvent="in-progress completed absent"/><Say>Nothing.</Say></Response>'
    )
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)

    exchange.advance(4)

    assert [form["RecordingStatus"] for form in stub.forms("tape")] == ["in-progress", "absent"]
    assert call.last_said == "Nothing."


def test_an_event_after_the_call_went_is_lost_not_an_error(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = "<Response><Hangup/></Response>"
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    call.press("1")
    call.speak("hello")
    call.hang_up()

    assert call.status == "completed"


def test_she_leaves_the_queue_by_a_key_and_goes_on_with_the_action(exchange: Exchange, stub: Stub) -> None:
    stub.scripts |= {
        "inbound": '<Response><Enqueue waitUrl="/wait" action="/left">line</Enqueue></Response>',
        "wait": '<Response><Gather numDigits="1" timeout="10" action="/pressed"/></Response>',
        "pressed": "<Response><Leave/></Response>",
        "left": "<Response><Say>When may we ring you?</Say></Response>",
    }
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(25)

    call.press("1")
    exchange.settle()

    (form,) = stub.forms("left")
    assert (form["QueueResult"], form["QueueTime"]) == ("leave", "25")
    assert call.last_said == "When may we ring you?"
    assert len(stub.forms("wait")) == 3


def test_hanging_up_in_the_queue_is_told_to_its_action(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["inbound"] = '<Response><Enqueue waitUrl="/wait" action="/left">line</Enqueue></Response>'
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.advance(5)

    call.hang_up()
    exchange.advance(60)

    (form,) = stub.forms("left")
    assert (form["QueueResult"], form["CallStatus"]) == ("hangup", "completed")
    assert exchange.queues["line"].members == []


def test_a_relative_action_of_a_redirected_document_is_resolved_against_it(exchange: Exchange, stub: Stub) -> None:
    stub.scripts |= {
        "inbound": "<Response><Redirect>/calls/7/menu?turn=1</Redirect></Response>",
        "calls/7/menu": '<Response><Gather numDigits="1" action="answer?turn=2"/></Response>',
    }
    call = exchange.ring(from_=HER_NUMBER, to=THE_LINE)
    exchange.settle()

    call.press("5")
    exchange.settle()

    assert exchange.webhooks[-2].url == f"{stub.base_url}/calls/7/answer?turn=2"
    assert stub.forms("calls/7/answer")[0]["Digits"] == "5"


def test_a_text_message_is_answered(exchange: Exchange, stub: Stub) -> None:
    stub.scripts["text"] = "<Response><Message>We shall ring you on Tuesday.</Message></Response>"

    exchange.text(from_=HER_NUMBER, to=TEXTS, body="When?")
    exchange.settle()

    assert stub.forms("text")[0]["Body"] == "When?"
    assert [(m.direction, m.to, m.body) for m in exchange.messages[1:]] == [
        ("outbound-reply", HER_NUMBER, "We shall ring you on Tuesday.")
    ]
