"""What may stand in a TwiML document: elements, where they may stand, their attributes, and languages.

Only what this exchange performs is listed. Anything else is refused loudly, never passed over: a document
that plays here must play on the real thing. Source: Twilio, "TwiML for Programmable Voice", and the
enumerations of its helper libraries.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from app.practice.twiml.voices import VOICES

Check = Callable[[str], bool]

SAY_LANGUAGES = frozenset(
    """
    af-ZA am-ET ar-AE ar-XA arb bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-DE el-GR
    en-AU en-CA en-GB en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US fi-FI fil-PH fr-BE fr-CA
    fr-FR gu-IN he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP kn-IN ko-KR lv-LV ml-IN mr-IN ms-MY nb-NO
    nl-BE nl-NL pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sr-RS sv-SE ta-IN te-IN th-TH tr-TR uk-UA
    vi-VN yue-HK zh-CN zh-HK zh-TW
    """.split()  # noqa: SIM905 - a list of one a line would fill three pages
)

GATHER_LANGUAGES = frozenset(
    """
    af-ZA am-ET ar-AE ar-BH ar-DZ ar-EG ar-IL ar-IQ ar-JO ar-KW ar-LB ar-MA ar-OM ar-PS ar-QA ar-SA
    ar-TN az-AZ bg-BG bn-BD bn-IN ca-ES cmn-Hans-CN cmn-Hant-TW cs-CZ da-DK de-DE el-GR en-AU en-CA
    en-GB en-GH en-IE en-IN en-KE en-NG en-NZ en-PH en-SG en-TZ en-US en-ZA es-AR es-BO es-CL es-CO
    es-CR es-DO es-EC es-ES es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-PY es-SV es-US es-UY es-VE
    et-EE eu-ES fa-IR fi-FI fil-PH fr-CA fr-FR gl-ES gu-IN he-IL hi-IN hr-HR hu-HU hy-AM id-ID is-IS
    it-IT ja-JP jv-ID ka-GE km-KH kn-IN ko-KR lo-LA lt-LT lv-LV mk-MK ml-IN mn-MN mr-IN ms-MY my-MM
    nar-IQ nb-NO ne-NP nl-BE nl-NL pa-guru-IN pl-PL pt-BR pt-PT ro-RO ru-RU si-LK sk-SK sl-SI sq-AL
    sr-RS su-ID sv-SE sw-KE sw-TZ ta-IN ta-LK ta-MY ta-SG te-IN th-TH tr-TR uk-UA ur-IN ur-PK uz-UZ
    vi-VN yue-Hant-HK zh zh-TW zu-ZA
    """.split()  # noqa: SIM905 - a list of one a line would fill three pages
)


def _matching(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _one_of(*values: str) -> Check:
    return lambda value: value in values


def _words_of(*values: str) -> Check:
    return lambda value: bool(value.split()) and set(value.split()) <= set(values)


def _few_hints(value: str) -> bool:
    """500 hints at most, of 100 characters each."""
    hints = value.split(",")
    return len(hints) <= 500 and all(len(hint.strip()) <= 100 for hint in hints)


any_text = _matching(r"(?s).*")
boolean = _one_of("true", "false")
whole = _matching(r"\d+")
method = _one_of("GET", "POST")
keys = _matching(r"[0-9*#]*")

# What can be rung by Dial has these in common.
RUNG: dict[str, Check] = {
    "url": any_text,
    "method": method,
    "statusCallback": any_text,
    "statusCallbackMethod": method,
    "statusCallbackEvent": _words_of("initiated", "ringing", "answered", "completed"),
}

ATTRIBUTES: dict[str, dict[str, Check]] = {
    "Say": {
        "voice": VOICES.__contains__,
        "language": SAY_LANGUAGES.__contains__,
        "loop": whole,
    },
    "Play": {"loop": whole, "digits": _matching(r"[0-9*#wW]+")},
    "Pause": {"length": whole},
    "Gather": {
        "input": _words_of("dtmf", "speech"),
        "action": any_text,
        "method": method,
        "timeout": whole,
        "finishOnKey": keys,
        "numDigits": whole,
        "actionOnEmptyResult": boolean,
        "speechTimeout": _matching(r"\d+|auto"),
        "speechModel": any_text,
        "maxSpeechTime": whole,
        "hints": _few_hints,
        "language": GATHER_LANGUAGES.__contains__,
        "profanityFilter": boolean,
        "bargeIn": boolean,
        "enhanced": boolean,
    },
    "Dial": {
        "action": any_text,
        "method": method,
        "timeout": whole,
        "hangupOnStar": boolean,
        "timeLimit": whole,
        "callerId": any_text,
        "ringTone": _matching(r"[a-z]{2}(-old)?"),
        "answerOnBridge": boolean,
        "sequential": boolean,
    },
    "Number": RUNG,
    "Client": RUNG,
    "Identity": {},
    "Parameter": {"name": any_text, "value": any_text},
    "Sip": {**RUNG, "username": any_text, "password": any_text},
    "Conference": {
        "muted": boolean,
        "beep": _one_of("true", "false", "onEnter", "onExit"),
        "startConferenceOnEnter": boolean,
        "endConferenceOnExit": boolean,
        "participantLabel": any_text,
        "maxParticipants": whole,
        "waitUrl": any_text,
        "waitMethod": method,
        "coach": _matching(r"CA[0-9a-f]{32}"),
        "record": _one_of("do-not-record", "record-from-start"),
        "recordingStatusCallback": any_text,
        "recordingStatusCallbackMethod": method,
        "recordingStatusCallbackEvent": _words_of("in-progress", "completed", "absent"),
        "statusCallback": any_text,
        "statusCallbackMethod": method,
        "statusCallbackEvent": _words_of(
            "start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"
        ),
    },
    "Enqueue": {
        "action": any_text,
        "method": method,
        "waitUrl": any_text,
        "waitUrlMethod": method,
        "maxQueueSize": whole,
    },
    "Leave": {},
    "Redirect": {"method": method},
    "Reject": {"reason": _one_of("rejected", "busy")},
    "Hangup": {},
    "Record": {
        "action": any_text,
        "method": method,
        "timeout": whole,
        "finishOnKey": keys,
        "maxLength": whole,
        "playBeep": boolean,
        "recordingStatusCallback": any_text,
        "recordingStatusCallbackMethod": method,
        "recordingStatusCallbackEvent": _words_of("in-progress", "completed", "absent"),
    },
    # Speech marks (SSML) within Say.
    "break": {"strength": any_text, "time": any_text},
    "emphasis": {"level": any_text},
    "lang": {"{http://www.w3.org/XML/1998/namespace}lang": any_text},
    "p": {},
    "s": {},
    "phoneme": {"alphabet": any_text, "ph": any_text},
    "prosody": {"volume": any_text, "rate": any_text, "pitch": any_text},
    "say-as": {"interpret-as": any_text, "format": any_text},
    "sub": {"alias": any_text},
    "w": {"role": any_text},
}

SPEECH_MARKS = frozenset({"break", "emphasis", "lang", "p", "s", "phoneme", "prosody", "say-as", "sub", "w"})
VERBS = frozenset(
    {
        "Say",
        "Play",
        "Pause",
        "Gather",
        "Dial",
        "Enqueue",
        "Leave",
        "Redirect",
        "Reject",
        "Record",
        "Hangup",
    }
)
CHILDREN: dict[str, frozenset[str]] = {
    "Response": VERBS,
    "Gather": frozenset({"Say", "Play", "Pause"}),
    "Dial": frozenset({"Number", "Client", "Sip", "Conference"}),
    "Client": frozenset({"Identity", "Parameter"}),
    "Say": SPEECH_MARKS,
    **dict.fromkeys(SPEECH_MARKS, SPEECH_MARKS),
}

# Attributes whose wrong value has a code of its own; all others are a 12200.
CODES: dict[tuple[str, str], int] = {
    ("Say", "loop"): 13510,
    ("Say", "voice"): 13511,
    ("Play", "loop"): 13410,
    ("Pause", "length"): 13910,
    ("Gather", "language"): 13512,
    ("Dial", "method"): 13210,
    ("Dial", "timeout"): 13212,
    ("Dial", "hangupOnStar"): 13213,
    ("Conference", "muted"): 13230,
    ("Conference", "endConferenceOnExit"): 13231,
    ("Conference", "startConferenceOnEnter"): 13232,
    ("Conference", "waitMethod"): 13234,
    ("Conference", "beep"): 13235,
}

# What an inbound call hears before it is answered: silence, or ringing while another telephone is rung. That a call is
# not picked up by being sent on to another document is inferred: Twilio's pages say it of <Pause> and <Reject> only.
BEFORE_ANSWER = frozenset({"Pause", "Reject", "Redirect"})
# What may stand in a document that is played within something else, and the code when something else does.
WHILE_QUEUED = frozenset({"Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"})
IN_CONFERENCE = frozenset({"Say", "Play", "Pause", "Redirect"})
BEFORE_BRIDGE = frozenset({"Say", "Play", "Gather", "Pause", "Redirect", "Hangup"})
