"""Who may be a browser telephone, by what certificate, and what is heard there; without a browser."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509

from app.practice.browser import certificate
from app.practice.browser.audio import RATE, SAMPLES, samples
from app.practice.browser.signalling import (
    TOKEN_EXPIRED,
    TOKEN_INVALID,
    TOKEN_TYPE,
    Bearer,
    TokenRefused,
    read_token,
)
from app.practice.exchange import Exchange
from tests.practice.conftest import ACCOUNT, KEY, KEY_SECRET

GRANTS = {"identity": "tess", "voice": {"incoming": {"allow": True}}}


def seconds_now() -> int:
    return int(datetime.now(UTC).timestamp())


@pytest.fixture
def exchange() -> Exchange:
    return Exchange(account_sid=ACCOUNT, auth_token="t", api_key_sid=KEY, api_key_secret=KEY_SECRET * 3)


def token(secret: str = KEY_SECRET * 3, kind: str = TOKEN_TYPE, **other: Any) -> str:
    claims = {"iss": KEY, "sub": ACCOUNT, "exp": seconds_now() + 3600, "grants": GRANTS, **other}
    return jwt.encode(claims, secret, algorithm="HS256", headers={"cty": kind})


def test_a_token_of_the_account_says_who_may_be_rung_and_for_how_long(exchange: Exchange) -> None:
    bearer = read_token(exchange, token())
    assert bearer == Bearer("tess", bearer.seconds)
    assert 3500 < bearer.seconds <= 3600


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (token(exp=seconds_now() - 1), TOKEN_EXPIRED),
        (token(secret="another secret, as long as it should be"), TOKEN_INVALID),
        (token(iss="SK" + "9" * 32), TOKEN_INVALID),
        (token(sub="AC" + "9" * 32), TOKEN_INVALID),
        (token(kind="JWT"), TOKEN_INVALID),
        (token(grants={"identity": "tess"}), TOKEN_INVALID),
        (token(grants={**GRANTS, "identity": ""}), TOKEN_INVALID),
        ("not a token", TOKEN_INVALID),
    ],
)
def test_any_other_is_refused_by_the_code_that_twilio_has_for_it(exchange: Exchange, bad: str, code: int) -> None:
    with pytest.raises(TokenRefused) as refused:
        read_token(exchange, bad)
    assert refused.value.code == code


def test_the_certificate_is_for_this_machine_and_is_kept_for_it_alone(tmp_path: Path) -> None:
    file = certificate.kept_in(tmp_path / "practice")
    made = file.read_bytes()

    names = x509.load_pem_x509_certificate(made).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    assert file.stat().st_mode & 0o077 == 0
    assert certificate.kept_in(tmp_path / "practice").read_bytes() == made


def test_a_tone_goes_on_from_frame_to_frame_and_quiet_is_quiet() -> None:
    heard = array("h", samples(660, 0) + samples(660, SAMPLES))
    crossings = sum(1 for before, after in pairwise(heard) if before < 0 <= after)
    assert abs(crossings - 660 * len(heard) / RATE) <= 1
    assert not any(samples(0, 0))
