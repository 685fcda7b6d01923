"""What may occur to people, telephones, the network and Twilio on a day at random."""

from typing import Any

from hypothesis import strategies as st

WHICH = st.integers(0, 5)
REST = ("", "Calls.json", "Calls.json", "Calls/")
ASKED = ("/voice/inbound", "/turn/", "/call/", "/wait", "/leg/", "/key/", "/now")
TOLD = ("/leg/", "/events", "/status")
CALLER_SCENES = ("waiting", "adviser rung", "talking")
INTERPRETED_SCENES = ("interpreter rung", "interpreted")
SCENES = ("nobody", *CALLER_SCENES, "talking", "due", "claimant rung", "interview", "interview", *INTERPRETED_SCENES)
Fault = tuple[str, str, Any]
KEYS_AT_FIRST = ("", "1", "11", "11", "21")
STATES = ("ready", "ready", "ready", "break", "away")
DESKS = ("manual", "manual", "busy", "unreachable", "voicemail")
A_FAULT = st.one_of(
    st.tuples(st.just("fail_rest"), st.sampled_from(REST), st.sampled_from((429, 500, 503))),
    st.tuples(st.just("lose_answer"), st.sampled_from(REST), st.none()),
    st.tuples(st.just("stale_read"), st.just("Calls"), st.sampled_from((5, 30, 90))),
    st.tuples(st.just("refuse_webhook"), st.sampled_from(ASKED + TOLD), st.none()),
    st.tuples(st.just("fail_webhook"), st.sampled_from(ASKED + TOLD), st.booleans()),
    st.tuples(st.just("double_webhook"), st.sampled_from((*ASKED, *TOLD, "")), st.none()),
    st.tuples(st.just("delay_webhook"), st.sampled_from(ASKED + TOLD), st.sampled_from((2, 12, 70))),
    st.tuples(st.just("swap_webhook"), st.sampled_from(TOLD), st.none()),
    st.tuples(st.just("answer_late"), st.sampled_from(ASKED), st.sampled_from((4, 16))),
    st.tuples(st.just("spoil_webhook"), st.sampled_from(ASKED), st.sampled_from(("bad-xml", "too-large"))),
    st.tuples(st.just("redirect_webhook"), st.sampled_from(ASKED), st.none()),
    st.tuples(st.just("fill_queue"), st.just(""), st.none()),
    st.tuples(st.just("lose_webhook"), st.sampled_from(("/leg/", "/events", "/voice/status")), st.none()),
)  # fmt: skip
