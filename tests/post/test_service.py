"""What is put in the print room's folder is whole, lasts, and has a name that says nothing of anybody."""

from pathlib import Path

import pytest

from app.post.service import PostError, put

NAME = "SL-4K7P-9XQ2-2026-11-23.pdf"


def test_a_letter_is_put_there_whole(tmp_path: Path) -> None:
    file = put(tmp_path / "letters", NAME, b"%PDF one")

    assert file.read_bytes() == b"%PDF one"
    assert [one.name for one in file.parent.iterdir()] == [NAME]


def test_the_same_name_replaces_what_was_there(tmp_path: Path) -> None:
    put(tmp_path, NAME, b"%PDF one")
    file = put(tmp_path, NAME, b"%PDF two")

    assert file.read_bytes() == b"%PDF two"


@pytest.mark.parametrize("name", ["SL-4K7P-9XQ2-2026-11-23-1of2.pdf", "SL-4K7P-9XQ2-2-2026-11-23-confirmation.pdf"])
def test_parts_and_kinds_may_be_named(tmp_path: Path, name: str) -> None:
    assert put(tmp_path, name, b"%PDF").name == name


@pytest.mark.parametrize("name", ["Mrs Example.pdf", "../SL-4K7P-9XQ2-1.pdf", "SL-4K7P-9XQ2-1.exe", "SL-4K7P-9XQ2.pdf"])
def test_other_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PostError, match="a reference or a run"):
        put(tmp_path, name, b"%PDF")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("a file in its place")

    with pytest.raises(PostError, match="letters"):
        put(tmp_path / "letters", NAME, b"%PDF")
