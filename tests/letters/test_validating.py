"""A PDF is held against everything at once, and against veraPDF where it is on the machine."""

from pathlib import Path

import pytest

from app.letters import validating
from app.letters.envelopes import typeset
from tests.letters import packs

LETTER = typeset(packs.NOTHING_OPTIONAL).as_one()


def stand_in(folder: Path, answers: str) -> None:
    """A program named as veraPDF is, which answers so."""
    program = folder / validating.VALIDATOR
    program.write_text(f"#!/bin/sh\n{answers}\n")
    program.chmod(0o755)


def test_a_letter_has_no_fault() -> None:
    assert validating.faults(LETTER) == []


def test_what_is_no_pdf_is_said_once() -> None:
    assert len(validating.faults(b"Dear Sir")) == 1


def test_what_the_validator_finds_is_said_for_each_standard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a validator that refuses PDF/UA-1 and lets PDF/A-2a pass
    stand_in(tmp_path, 'case "$2" in ua1) echo "FAIL $6 ua1"; echo "  FAIL 7.1-1" ;; *) echo "PASS $6" ;; esac')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert validating.faults(LETTER) == [
        "veraPDF finds that it is not PDF/UA-1: FAIL the file ua1\n  FAIL 7.1-1",
    ]


def test_without_the_validator_our_own_checks_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert validating.validator() is None
    assert validating.faults(LETTER) == []
