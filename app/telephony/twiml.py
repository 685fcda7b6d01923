"""TwiML from facts: pure functions, each returning a whole document. Source: https://www.twilio.com/docs/voice/twiml"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from app.values.language import LANGUAGES

KEY_TIMEOUT_SECONDS = 6
# Longer than any wait between two of our own events, shorter than a person's patience with silence.
HOLD_ON_SECONDS = 15


@dataclass(frozen=True)
class Sentence:
    """Words to be said, already translated, and the language (BCP 47) they are in.

    `english` are the same words in English, for a language without a voice; `recording` is the address of a recording
    of them, which is played instead.
    """

    text: str
    language: str
    english: str = ""
    recording: str = ""


@dataclass(frozen=True)
class Keys:
    """What a caller may press or say. `digits` is how many are waited for, None for any number ended by #."""

    action: str
    digits: int | None = 1
    finish_on: str = "#"
    speech_hints: Sequence[str] = ()
    speech_language: str | None = None
    timeout_seconds: int = KEY_TIMEOUT_SECONDS


def _say(parent: Any, sentences: Sequence[Sentence]) -> None:
    for sentence in sentences:
        if sentence.recording:
            parent.play(sentence.recording)
            continue
        spoken = LANGUAGES[sentence.language]
        parent.say(sentence.text, voice=spoken.voice, language=spoken.say_language)


def tell(sentences: Sequence[Sentence], then: str | None = None) -> str:
    """Say the sentences, then ask `then` what follows, or hang up where there is none."""
    response = VoiceResponse()
    _say(response, sentences)
    if then:
        response.redirect(then, method="POST")
    else:
        response.hangup()
    return str(response)


def ask(sentences: Sequence[Sentence], keys: Keys) -> str:
    """Say the sentences and wait for keys or speech; no answer is an answer too and goes to the same action."""
    response = VoiceResponse()
    attributes: dict[str, Any] = {"action": keys.action, "method": "POST", "timeout": keys.timeout_seconds}
    if keys.digits:
        attributes["num_digits"] = keys.digits
    else:
        attributes["finish_on_key"] = keys.finish_on
    if keys.speech_language:
        attributes |= {"input": "dtmf speech", "language": keys.speech_language, "speech_timeout": "auto"}
        if keys.speech_hints:
            attributes["hints"] = ",".join(keys.speech_hints)
    else:
        attributes["input"] = "dtmf"
    gather = Gather(action_on_empty_result=True, **attributes)
    _say(gather, sentences)
    response.append(gather)
    return str(response)


def record(sentences: Sequence[Sentence], action: str, seconds: int) -> str:
    """Say the sentences, then record what she says for at most `seconds`, ended by # or silence."""
    response = VoiceResponse()
    _say(response, sentences)
    response.record(action=action, method="POST", max_length=seconds, finish_on_key="#", play_beep=True, timeout=3)
    response.redirect(action, method="POST")
    return str(response)


def wait_in_queue(queue: str, wait_url: str, action: str, sentences: Sequence[Sentence] = ()) -> str:
    """Put the call in Twilio's queue, which only plays the wait; the order of the line is ours."""
    response = VoiceResponse()
    _say(response, sentences)
    response.enqueue(queue, wait_url=wait_url, wait_url_method="POST", action=action, method="POST")
    return str(response)


def wait(sentences: Sequence[Sentence], key_action: str | None, seconds: int) -> str:
    """One round of the wait: sentences, then quiet for `seconds`, in which a key may be pressed."""
    response = VoiceResponse()
    if key_action:
        gather = Gather(input="dtmf", num_digits=1, timeout=seconds, action=key_action, method="POST")
        _say(gather, sentences)
        response.append(gather)
    else:
        _say(response, sentences)
        response.pause(length=seconds)
    return str(response)


def leave_queue() -> str:
    """Take the call out of the queue; its action says what follows."""
    response = VoiceResponse()
    response.leave()
    return str(response)


def confer(
    name: str,
    action: str,
    wait_url: str,
    events_url: str,
    sentences: Sequence[Sentence] = (),
    *,
    muted: bool = False,
    coached: str | None = None,
    keys: str = "",
) -> str:
    """Join the conference `name`. Every leg says the same of it, since only the first one's callback counts.

    Who is `muted` hears and is not heard; who coaches is heard by the call `coached` (a SID) alone. `keys` sound on
    the line before.
    """
    response = VoiceResponse()
    _say(response, sentences)
    if keys:
        response.play(digits=keys)
    dial = Dial(action=action, method="POST")
    heard: dict[str, Any] = {**({"muted": True} if muted else {}), **({"coach": coached} if coached else {})}
    dial.conference(
        name,
        **heard,
        start_conference_on_enter=True,
        end_conference_on_exit=False,
        beep="false",
        wait_url=wait_url,
        wait_method="POST",
        status_callback=events_url,
        status_callback_method="POST",
        status_callback_event="start end join leave hold",
    )
    response.append(dial)
    return str(response)


def hold_on(sentences: Sequence[Sentence], then: str, seconds: int = HOLD_ON_SECONDS) -> str:
    """Say the sentences, keep her for a while, and ask `then` again."""
    response = VoiceResponse()
    _say(response, sentences)
    response.pause(length=seconds)
    response.redirect(then, method="POST")
    return str(response)


def quiet(seconds: int) -> str:
    """Nothing for a while: what somebody alone in a conference hears."""
    response = VoiceResponse()
    response.pause(length=seconds)
    return str(response)


def nothing() -> str:
    """A document that does nothing, for callbacks whose answer is not acted on."""
    return str(VoiceResponse())


def text_reply(body: str) -> str:
    """Answer a text message with another."""
    response = MessagingResponse()
    response.message(body)
    return str(response)
