"""The telephone on a desk: a number, or a SIP address."""

import pytest

from app.values import desk
from app.values.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("03069 990203", "+443069990203", "03069 990203"),
        ("sip:nia@office.example", "sip:nia@office.example", "sip:nia@office.example"),
        ("SIP:nia.2@10.0.0.7:5060", "sip:nia.2@10.0.0.7:5060", "sip:nia.2@10.0.0.7:5060"),
    ],
)
def test_a_number_or_a_sip_address_is_read(typed: str, kept: str, shown: str) -> None:
    assert desk.parse(typed) == kept
    assert desk.shown(kept) == shown


@pytest.mark.parametrize(
    "typed", ["12", "sip:nia", "sip:@office.example", "sip:nia@", "sip:n a@b", "nia@office.example"]
)
def test_what_is_neither_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        desk.parse(typed)
