"""Proof that a webhook comes from Twilio. Source: https://www.twilio.com/docs/usage/security"""

from collections.abc import Callable, Mapping
from typing import Any

from twilio.request_validator import RequestValidator, compare


def prover(auth_token: str) -> Callable[[str, Mapping[str, Any], str], bool]:
    """A function of (address as Twilio asked it, form, X-Twilio-Signature) that says whether it is Twilio's."""
    validator = RequestValidator(auth_token)

    def proves(url: str, form: Mapping[str, Any], signature: str) -> bool:
        if not signature:
            return False
        # Nearly always it is signed just so; the library computes it twice at least, with a port and without.
        as_told = compare(validator.compute_signature(url, form), signature)
        return bool(as_told or validator.validate(url, form, signature))

    return proves
