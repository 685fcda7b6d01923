"""The address of a telephone on a desk: a number, or a SIP telephone of the office."""

import re
from typing import Final

from app.values.errors import Invalid
from app.values.sentence import mark
from app.values.telephone import TelephoneNumber

_SCHEME: Final = "sip:"
# A user, a host of letters, digits, dots and hyphens, perhaps a port: what Twilio takes, without its parameters.
_SIP: Final = re.compile(r"^sip:[A-Za-z0-9._~+%-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?(?::\d{1,5})?$")


def parse(typed: str) -> str:
    """A telephone number as E.164, or a SIP address such as sip:nia@office.example; raises Invalid for neither."""
    if not typed.casefold().startswith(_SCHEME):
        return TelephoneNumber.parse(typed).e164
    address = _SCHEME + typed[len(_SCHEME) :].strip()
    if not _SIP.match(address):
        raise Invalid(mark("Enter the SIP address like sip:nia@office.example"))
    return address


def shown(address: str) -> str:
    """As it is read: a number in groups, a SIP address as it stands."""
    return address if address.startswith(_SCHEME) else TelephoneNumber(address).national()
