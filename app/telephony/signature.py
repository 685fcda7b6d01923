"""Proof that a webhook comes from Twilio. Source: https://www.twilio.com/docs/usage/security"""

from collections.abc import Callable, Mapping
from typing import Any

from twilio.request_validator import RequestValidator


def prover(auth_token: str) -> Callable[[str, Mapping[str, Any], str], bool]:
    """A function of (address as Twilio asked it, form, X-Twilio-Signature) that says whether it is Twilio's."""
    validator = RequestValidator(auth_token)

    def proves(url: str, form: Mapping[str, Any], signature: str) -> bool:
        return bool(signature) and bool(validator.validate(url, form, signature))

    return proves
