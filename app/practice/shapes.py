"""Resources as Twilio's REST interface writes them: every field of its description."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import request

from app.practice.rest_errors import RestError

if TYPE_CHECKING:
    from app.practice.calls import Call
    from app.practice.conferences import Conference, Participation
    from app.practice.correspondence import Notification
    from app.practice.exchange import Exchange
    from app.practice.messages import Message
    from app.practice.numbers import Number

API_VERSION = "2010-04-01"
Shape = dict[str, Any]


def stamp(moment: datetime | None) -> str | None:
    """RFC 2822."""
    return format_datetime(moment) if moment else None


def root(exchange: Exchange) -> str:
    """The path under which everything of the account stands."""
    return f"/{API_VERSION}/Accounts/{exchange.account_sid}"


def call(exchange: Exchange, it: Call) -> Shape:
    """A call."""
    uri = f"{root(exchange)}/Calls/{it.sid}"
    parts = ("notifications", "recordings", "payments", "events", "siprec", "streams", "transcriptions")
    return {
        "sid": it.sid,
        "date_created": stamp(it.created),
        "date_updated": stamp(it.updated or it.created),
        "parent_call_sid": it.parent_sid,
        "account_sid": exchange.account_sid,
        "to": it.to,
        "to_formatted": it.to,
        "from": it.from_,
        "from_formatted": it.from_,
        "phone_number_sid": it.number_sid,
        "status": it.status,
        "start_time": stamp(it.started),
        "end_time": stamp(it.ended),
        "duration": str(it.duration) if it.status == "completed" else None,
        "price": None,
        "price_unit": "GBP",
        "direction": it.direction,
        "answered_by": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": str(round(((it.started or exchange.now()) - it.created).total_seconds() * 1000)),
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {part: f"{uri}/{part.capitalize()}.json" for part in parts},
    }


def conference(exchange: Exchange, it: Conference) -> Shape:
    """A conference."""
    uri = f"{root(exchange)}/Conferences/{it.sid}"
    return {
        "account_sid": exchange.account_sid,
        "date_created": stamp(it.created),
        "date_updated": stamp(it.updated or it.created),
        "api_version": API_VERSION,
        "friendly_name": it.friendly_name,
        "region": "ie1",
        "sid": it.sid,
        "status": it.status,
        "uri": f"{uri}.json",
        "subresource_uris": {
            "participants": f"{uri}/Participants.json",
            "recordings": f"{uri}/Recordings.json",
        },
        # Twilio's words say null before the end, its description allows only these values: read the status.
        "reason_conference_ended": it.reason_ended or "last-participant-left",
        "call_sid_ending_conference": it.call_ending,
    }


def participant(exchange: Exchange, it: Participation) -> Shape:
    """A participant."""
    return {
        "account_sid": exchange.account_sid,
        "call_sid": it.call.sid,
        "label": it.label or None,
        "call_sid_to_coach": it.coach or None,
        "coaching": bool(it.coach),
        "conference_sid": it.conference.sid,
        "date_created": stamp(it.joined),
        "date_updated": stamp(it.updated),
        "end_conference_on_exit": it.ends_conference,
        "muted": it.muted,
        "hold": it.hold,
        "start_conference_on_enter": it.starts_conference,
        "status": "connected",
        "queue_time": "0",
        "uri": f"{root(exchange)}/Conferences/{it.conference.sid}/Participants/{it.call.sid}.json",
    }


def message(exchange: Exchange, it: Message) -> Shape:
    """A text message."""
    uri = f"{root(exchange)}/Messages/{it.sid}"
    return {
        "body": it.body,
        "num_segments": str(it.segments),
        "direction": it.direction,
        "from": it.from_,
        "to": it.to,
        "date_updated": stamp(it.updated or it.created),
        "price": None,
        "error_message": None,
        "uri": f"{uri}.json",
        "account_sid": exchange.account_sid,
        "num_media": "0",
        "status": it.status,
        "messaging_service_sid": None,
        "sid": it.sid,
        "date_sent": stamp(it.sent),
        "date_created": stamp(it.created),
        "error_code": it.error_code,
        "price_unit": "GBP",
        "api_version": API_VERSION,
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def number(exchange: Exchange, it: Number) -> Shape:
    """A telephone number of the account."""
    return {
        "account_sid": exchange.account_sid,
        "address_sid": None,
        "address_requirements": "none",
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": it.can_text, "mms": False, "fax": False},
        "date_created": stamp(it.created),
        "date_updated": stamp(it.updated),
        "friendly_name": it.friendly_name,
        "identity_sid": None,
        "phone_number": it.phone_number,
        "origin": "twilio",
        "sid": it.sid,
        "sms_application_sid": None,
        "sms_fallback_method": it.sms_fallback_method,
        "sms_fallback_url": it.sms_fallback_url,
        "sms_method": it.sms_method,
        "sms_url": it.sms_url,
        "status_callback": it.status_callback,
        "status_callback_method": it.status_callback_method,
        "trunk_sid": None,
        "uri": f"{root(exchange)}/IncomingPhoneNumbers/{it.sid}.json",
        "voice_receive_mode": "voice",
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": it.voice_fallback_method,
        "voice_fallback_url": it.voice_fallback_url,
        "voice_method": it.voice_method,
        "voice_url": it.voice_url,
        "emergency_status": "Inactive",
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "bundle_sid": None,
        "status": "in-use",
        "type": "local",
    }


def notification(exchange: Exchange, it: Notification, *, whole: bool) -> Shape:
    """A notification; the variables and the answer are only in the single one, not in lists."""
    shape: Shape = {
        "account_sid": exchange.account_sid,
        "api_version": API_VERSION,
        "call_sid": it.call_sid,
        "date_created": stamp(it.at),
        "date_updated": stamp(it.at),
        "error_code": str(it.code),
        "log": it.log,
        "message_date": stamp(it.at),
        "message_text": f"{it.text}: {it.detail}",
        "more_info": f"https://www.twilio.com/docs/errors/{it.code}",
        "request_method": it.method,
        "request_url": it.url,
        "sid": it.sid,
        "uri": f"{root(exchange)}/Calls/{it.call_sid}/Notifications/{it.sid}.json",
    }
    if whole:
        shape |= {
            "request_variables": it.request_variables,
            "response_body": it.response_body,
            "response_headers": "",
        }
    return shape


def page(name: str, shapes: Sequence[Shape]) -> Shape:
    """One page of a list, by the request's PageSize (50, at most 1000) and Page."""
    try:
        size = int(request.args.get("PageSize", "50"))
        number_of_page = int(request.args.get("Page", "0"))
    except ValueError as error:
        raise RestError(400, 20001, "PageSize and Page are whole numbers") from error
    if not 1 <= size <= 1000 or number_of_page < 0:
        raise RestError(400, 20001, "PageSize is 1 to 1000, Page 0 or more")
    start = number_of_page * size
    shown = shapes[start : start + size]
    others = [(key, value) for key, value in request.args.items() if key not in ("Page", "PageSize", "PageToken")]

    def uri(wanted: int) -> str:
        return f"{request.path}?{urlencode([*others, ('PageSize', size), ('Page', wanted)])}"

    more = start + size < len(shapes)
    return {
        name: list(shown),
        "end": start + max(0, len(shown) - 1),
        "first_page_uri": uri(0),
        "next_page_uri": uri(number_of_page + 1) if more else None,
        "page": number_of_page,
        "page_size": size,
        "previous_page_uri": uri(number_of_page - 1) if number_of_page else None,
        "start": start,
        "uri": uri(number_of_page),
    }
