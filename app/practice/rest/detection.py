"""Answering-machine detection, as REST asks for it with a call."""

from __future__ import annotations

from flask import request

from app.practice.calls.machines import MODES, Detection
from app.practice.calls.subscription import Subscription
from app.practice.rest import reading as read
from app.practice.rest.errors import RestError

# What is tuned in milliseconds, between these bounds; the exchange's verdicts do not hang on it.
THRESHOLDS = {
    "MachineDetectionSpeechThreshold": (1000, 6000),
    "MachineDetectionSpeechEndThreshold": (500, 5000),
    "MachineDetectionSilenceTimeout": (2000, 10000),
}
DETECTION = (
    *("MachineDetection", "MachineDetectionTimeout", "AsyncAmd", "AsyncAmdStatusCallback"),
    *("AsyncAmdStatusCallbackMethod", *THRESHOLDS),
)


def detection_asked_for() -> Detection | None:
    """What the request wants; None where it wants no detection. It is not for browser telephones."""
    form = request.form
    if "MachineDetection" not in form:
        if named := sorted(set(DETECTION) & set(form)):
            raise RestError(400, 20001, f"{named[0]} without MachineDetection")
        return None
    if form["To"].startswith("client:"):
        raise RestError(400, 20001, "MachineDetection is not for browser telephones")
    for name, (least, most) in THRESHOLDS.items():
        if name in form:
            read.whole(form[name], name, least, most)
    told = None
    if url := form.get("AsyncAmdStatusCallback", ""):
        how = read.method(form.get("AsyncAmdStatusCallbackMethod", "POST"), "AsyncAmdStatusCallbackMethod")
        told = Subscription(read.address(url, "AsyncAmdStatusCallback"), how, frozenset())
    mode = read.one_of(form["MachineDetection"], "MachineDetection", MODES)
    return Detection(
        "DetectMessageEnd" if mode == "DetectMessageEnd" else "Enable",
        read.whole(form.get("MachineDetectionTimeout", "30"), "MachineDetectionTimeout", 3, 59),
        read.true(form.get("AsyncAmd", "false"), "AsyncAmd"),
        told,
    )
