"""A sealed field opens for its own row only, and with any key of the ring."""

import pytest

from app.database import sealing


@pytest.fixture(autouse=True)
def _ring() -> None:
    sealing.use_keys({"new": b"n" * 32, "test": b"k" * 32})


def test_what_was_sealed_opens() -> None:
    assert sealing.unseal(sealing.seal("QQ123456C", "claimants:1:nino"), "claimants:1:nino") == "QQ123456C"


def test_a_field_moved_to_another_row_does_not_open() -> None:
    sealed = sealing.seal("QQ123456C", "claimants:1:nino")

    with pytest.raises(sealing.SealError, match="claimants:2:nino does not open"):
        sealing.unseal(sealed, "claimants:2:nino")


def test_an_older_key_still_opens_and_looks_up_the_same() -> None:
    sealing.use_keys({"test": b"k" * 32})
    sealed, found = sealing.seal("x", "r"), sealing.look_up("x", "nino")

    sealing.use_keys({"new": b"n" * 32, "test": b"k" * 32})

    assert sealing.unseal(sealed, "r") == "x"
    assert sealing.look_up("x", "nino") == found


def test_a_lost_key_is_named_as_the_reason() -> None:
    sealed = sealing.seal("x", "claimants:1:nino")
    sealing.use_keys({"other": b"o" * 32})

    with pytest.raises(sealing.SealError, match="not among FIELD_KEYS"):
        sealing.unseal(sealed, "claimants:1:nino")
