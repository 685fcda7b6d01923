"""Refusals of the REST interface, in Twilio's shape."""

from __future__ import annotations

from flask import request

from app.practice import codes


class RestError(Exception):
    """A refusal: HTTP status, Twilio's code, and a sentence."""

    def __init__(self, status: int, code: int, message: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message or codes.MESSAGES[code]

    def body(self) -> dict[str, object]:
        """As Twilio writes it."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": codes.more_info(self.code),
            "status": self.status,
        }


def not_found() -> RestError:
    """What a wrong SID or path gives."""
    return RestError(404, 20404, f"The requested resource {request.path} was not found")
