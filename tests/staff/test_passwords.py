"""Passwords are kept as argon2id and never as they were typed."""

import re

from argon2 import PasswordHasher

from app.staff import passwords


def test_a_generated_one_can_be_typed_and_is_right_for_itself_only() -> None:
    password = passwords.generate()
    kept = passwords.hashed(password)
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    assert kept.startswith("$argon2id$")
    assert passwords.is_right(password, kept)
    assert not passwords.is_right(passwords.generate(), kept)


def test_nobodys_password_is_never_right() -> None:
    assert not passwords.is_right("", None)
    assert not passwords.is_right("anything", None)


def test_the_service_hashes_as_strongly_as_the_library_advises() -> None:
    strong = PasswordHasher()
    assert (strong.type.name, strong.memory_cost) == ("ID", 65536)
    assert passwords.is_outdated(passwords.hashed("x")) is False
