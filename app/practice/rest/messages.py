"""Text messages over REST."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from flask import request

from app.practice.messages import BODY_LIMIT, LATEST, SOONEST, Message
from app.practice.numbers import is_telephone_number
from app.practice.rest import reading as read
from app.practice.rest import shapes
from app.practice.rest.api import api, exchange
from app.practice.rest.errors import RestError, not_found
from app.practice.rest.paging import page

ALPHANUMERIC_SENDER = re.compile(r"^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$")
CREATE = ("To", "From", "Body", "StatusCallback", "MessagingServiceSid", "ScheduleType", "SendAt")
NOT_IMITATED = """
    ApplicationSid MaxPrice ProvideFeedback Attempt ValidityPeriod ForceDelivery ContentRetention
    AddressRetention SmartEncoded PersistentAction TrafficType ShortenUrls SendAsMms
    ContentVariables RiskCheck FallbackFrom MediaUrl ContentSid
"""


def _find(sid: str) -> Message:
    for message in exchange.messages:
        if message.sid == sid:
            return message
    raise not_found()


@api.post("/Messages.json")
def create_message() -> tuple[shapes.Shape, int]:
    """Send a text message, at once or at a time of one's choice."""
    form = read.form(CREATE, known=NOT_IMITATED)
    to, body = form.get("To", ""), form.get("Body", "")
    if not to:
        raise RestError(400, 21604)
    if not body:
        raise RestError(400, 21602)
    if len(body) > BODY_LIMIT:
        raise RestError(400, 21617)
    if not is_telephone_number(to):
        raise RestError(400, 21211, f"Invalid 'To' Phone Number: {to}")
    service = form.get("MessagingServiceSid", "")
    sender = _sender(service)
    send_at = _send_at(service)
    if (sender, to) in exchange.opted_out:
        raise RestError(400, 21610)
    callback = form.get("StatusCallback", "")
    message = Message(
        exchange.identifiers.new("SM"),
        "outbound-api",
        sender,
        to,
        body,
        exchange.now(),
        "queued",
        read.address(callback, "StatusCallback") if callback else "",
        messaging_service_sid=service,
    )
    if send_at is not None:
        exchange.send_text_at(message, send_at)
    else:
        message.status = "accepted" if service else "queued"
        exchange.send_text(message)
    return shapes.message(exchange, message), 201


@api.get("/Messages.json")
def list_messages() -> shapes.Shape:
    """Text messages, newest first."""
    args = read.query(("To", "From", *read.dates("DateSent")))
    found = [
        message
        for message in reversed(exchange.messages)
        if args.get("To", message.to) == message.to
        and args.get("From", message.from_) == message.from_
        and read.within(message.sent, "DateSent")
    ]
    return page("messages", found, lambda it: it.sid, lambda it: shapes.message(exchange, it))


@api.get("/Messages/<sid>.json")
def fetch_message(sid: str) -> shapes.Shape:
    """One text message."""
    read.query(())
    return shapes.message(exchange, _find(sid))


@api.post("/Messages/<sid>.json")
def update_message(sid: str) -> shapes.Shape:
    """Cancel a message that is scheduled, or blot out the words of one that was sent."""
    form = read.form(("Status", "Body"))
    message = _find(sid)
    if "Status" in form:
        read.one_of(form["Status"], "Status", ("canceled",))
        if message.status != "scheduled":
            raise RestError(400, 20001, f"Message {sid} is {message.status}: only a scheduled one can be canceled")
        exchange.change_message(message, "canceled")
    elif form.get("Body") == "":
        if message.on_its_way:
            raise RestError(400, 20001, f"Message {sid} is {message.status}: its body cannot be changed yet")
        message.body, message.updated = "", exchange.now()
    else:
        raise RestError(400, 20001, "Nothing to change: Status=canceled, or an empty Body")
    return shapes.message(exchange, message)


@api.delete("/Messages/<sid>.json")
def delete_message(sid: str) -> tuple[str, int]:
    """Do away with a message that has come to its end."""
    message = _find(sid)
    if message.on_its_way:
        raise RestError(400, 20001, f"Message {sid} is {message.status}: it cannot be deleted yet")
    exchange.messages.remove(message)
    return "", 204


def _sender(service: str) -> str:
    """Who sends: the number or name that is given, else the one that the messaging service has."""
    sender = request.form.get("From", "")
    if service and service not in exchange.messaging_services:
        raise RestError(404, 20404, f"The requested resource /Services/{service} was not found")
    if not sender and not service:
        raise RestError(400, 21603)
    sender = sender or exchange.messaging_services[service]
    own = exchange.numbers.get(sender)
    if not (own is not None and own.can_text) and not ALPHANUMERIC_SENDER.match(sender):
        raise RestError(400, 21606, f"{sender} is not a message-capable number of the account")
    return sender


def _send_at(service: str) -> datetime | None:
    """When a scheduled message is to be sent. Only a messaging service schedules, five minutes to 35 days ahead."""
    form = request.form
    if "ScheduleType" not in form and "SendAt" not in form:
        return None
    read.one_of(form.get("ScheduleType", ""), "ScheduleType", ("fixed",))
    if not service:
        raise RestError(400, 35118)
    if not form.get("SendAt"):
        raise RestError(400, 35111)
    try:
        moment = read.moment(form["SendAt"], "SendAt")
    except RestError as fault:
        raise RestError(400, 35114) from fault
    ahead = moment - exchange.now()
    if not timedelta(seconds=SOONEST) <= ahead <= timedelta(days=LATEST):
        raise RestError(400, 35114)
    return moment
