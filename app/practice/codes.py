"""The error codes of Twilio that this exchange gives, with Twilio's own short text for each."""

from __future__ import annotations

ERROR, WARNING = "0", "1"
WARNINGS = frozenset({12200, 13210, 13212, 13213, 13214, 13223, 13230, 13232, 13234, 13235, 13237, 13243, 13335})
WARNINGS |= {13410, 13510, 13511, 13512, 13520, 13910, 15003}

MESSAGES = {
    10004: "Call concurrency limit exceeded",
    11100: "Invalid URL format",
    11200: "HTTP retrieval failure",
    11205: "HTTP connection failure",
    11210: "HTTP bad host name",
    11215: "HTTP too many redirects",
    11750: "TwiML response body too large",
    12100: "Document parse failure",
    12102: "The root element must be Response",
    12200: "Schema validation warning",
    12300: "Invalid Content-Type",
    13201: "Dial: Cannot Dial out from a Dial Call Segment",
    13210: "Dial: Invalid method value",
    13212: "Dial: Invalid timeout value",
    13213: "Dial: Invalid hangupOnStar value",
    13214: "Dial: Invalid callerId value",
    13223: "Dial: Invalid phone number format",
    13230: "Dial->Conference: Invalid muted value",
    13231: "Dial->Conference: Invalid endConferenceOnExit value",
    13232: "Dial->Conference: Invalid startConferenceOnEnter value",
    13234: "Dial->Conference: Invalid waitMethod",
    13235: "Dial->Conference: Invalid beep value",
    13237: "Dial->Conference: Invalid Conference Name",
    13238: "Dial->Conference: Invalid Verb used in waitUrl, holdUrl, or announceUrl TwiML",
    13240: "Dial->Conference: Invalid Whisper SID",
    13243: "Dial->SIP: Invalid SIP URI",
    13335: "Gather: speechTimeout auto cannot be used with model default",
    13410: "Play: Invalid loop value",
    13510: "Say: Invalid loop value",
    13511: "Say: Invalid voice value",
    13512: 'Gather element has an invalid "language" attribute value',
    13520: "Say: Invalid text",
    13910: "Pause: Invalid length value",
    15003: "Call Progress: Warning Response to Callback URL",
    16001: "Conference is not bridged",
    16020: "Conference is full",
    16023: "Dial->Conference: Invalid participant label, must not exceed 128 characters",
    16025: "Dial->Conference: Participant label is in use by another participant",
    20001: "Unknown parameters",
    20003: "Permission Denied",
    20404: "Not Found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    21201: "No Called number specified",
    21205: "Invalid URL",
    21210: "'From' phone number not verified",
    21211: "Invalid 'To' Phone Number",
    21212: "Invalid From Number (caller ID)",
    21220: "Invalid call state",
    21602: "Message body is required",
    21603: "A 'From' or 'MessagingServiceSid' parameter is required to send a message",
    21604: "The destination 'To' phone number is required to send an SMS",
    21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21626: "Invalid 'StatusCallbackEvent'",
    30005: "Unknown destination handset",
    32018: "Twiml size exceeded maximum allowed value",
}


def more_info(code: int) -> str:
    """Where Twilio explains a code."""
    return f"https://www.twilio.com/docs/errors/{code}"
