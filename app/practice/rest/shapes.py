"""Resources as Twilio's REST interface writes them: every field of its description."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from app.practice import codes

if TYPE_CHECKING:
    from app.practice.calls.call import Call
    from app.practice.calls.conferences import Conference, Participation
    from app.practice.calls.recordings import Recording
    from app.practice.exchange import Exchange
    from app.practice.messages import Message
    from app.practice.numbers import Application, Number
    from app.practice.twiml.queues import Queue, Waiting
    from app.practice.webhooks.correspondence import Notification

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
        "answered_by": it.answered_by,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": str(it.queue_milliseconds),
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


def participant(exchange: Exchange, it: Participation, *, created: bool = False) -> Shape:
    """A participant; how long the call waits before it is placed is told only where it was `created`."""
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
        "status": it.status,
        "queue_time": str(it.call.queue_milliseconds) if created else None,
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
        "error_message": codes.MESSAGES[it.error_code] if it.error_code is not None else None,
        "uri": f"{uri}.json",
        "account_sid": exchange.account_sid,
        "num_media": "0",
        "status": it.status,
        "messaging_service_sid": it.messaging_service_sid or None,
        "sid": it.sid,
        "date_sent": stamp(it.sent),
        "date_created": stamp(it.created),
        "error_code": it.error_code,
        "price_unit": "GBP",
        "api_version": API_VERSION,
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def queue(exchange: Exchange, it: Queue) -> Shape:
    """A queue."""
    return {
        "account_sid": exchange.account_sid,
        "average_wait_time": it.average_wait,
        "current_size": len(it.members),
        "date_created": stamp(it.created),
        "date_updated": stamp(it.updated),
        "friendly_name": it.name,
        "max_size": it.max_size,
        "sid": it.sid,
        "uri": f"{root(exchange)}/Queues/{it.sid}.json",
    }


def member(exchange: Exchange, it: Waiting) -> Shape:
    """A call in a queue."""
    sid = it.performance.call.sid
    return {
        "call_sid": sid,
        "date_enqueued": stamp(it.since),
        "position": it.position,
        "queue_sid": it.queue.sid,
        "uri": f"{root(exchange)}/Queues/{it.queue.sid}/Members/{sid}.json",
        "wait_time": it.seconds,
    }


def recording(exchange: Exchange, it: Recording, part: str) -> Shape:
    """A recording, as a `part` of its call or conference ("Calls/CA…") or, with "", by itself."""
    uri = f"{root(exchange)}/{part}{'/' if part else ''}Recordings/{it.sid}"
    shape: Shape = {
        "account_sid": exchange.account_sid,
        "api_version": API_VERSION,
        "call_sid": it.call_sid,
        "channels": it.channels,
        "conference_sid": it.conference_sid,
        "date_created": stamp(it.created),
        "date_updated": stamp(it.updated),
        "duration": str(it.seconds) if it.finished else None,
        "encryption_details": None,
        "error_code": None,
        "price": None,
        "price_unit": "GBP",
        "sid": it.sid,
        "source": it.source,
        "start_time": stamp(it.created),
        "status": it.status,
        "uri": f"{uri}.json",
    }
    if part.startswith("Calls/"):
        shape["track"] = it.track
    if not part:
        parts = {"add_on_results": "AddOnResults", "transcriptions": "Transcriptions"}
        shape["subresource_uris"] = {name: f"{uri}/{path}.json" for name, path in parts.items()}
        shape["media_url"] = exchange.recording_url(it)
    return shape


def application(exchange: Exchange, it: Application) -> Shape:
    """Addresses that a call can be handed to under one identifier."""
    return {
        "account_sid": exchange.account_sid,
        "api_version": API_VERSION,
        "date_created": stamp(it.created),
        "date_updated": stamp(it.updated),
        "friendly_name": it.friendly_name,
        "message_status_callback": it.message_status_callback or None,
        "public_application_connect_enabled": False,
        "sid": it.sid,
        "sms_fallback_method": it.sms_fallback_method,
        "sms_fallback_url": it.sms_fallback_url or None,
        "sms_method": it.sms_method,
        "sms_status_callback": None,
        "sms_url": it.sms_url or None,
        "status_callback": it.status_callback or None,
        "status_callback_method": it.status_callback_method,
        "uri": f"{root(exchange)}/Applications/{it.sid}.json",
        "voice_caller_id_lookup": False,
        "voice_fallback_method": it.voice_fallback_method,
        "voice_fallback_url": it.voice_fallback_url or None,
        "voice_method": it.voice_method,
        "voice_url": it.voice_url or None,
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
