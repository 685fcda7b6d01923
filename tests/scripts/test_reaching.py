"""A question that no answers lead to is told, and none that some answers lead to."""

from pathlib import Path

import pytest

from app.scripts.loading import load_folder
from app.scripts.reaching import never_asked
from app.scripts.service import check, drawing, load_all

SCRIPT = """\
about: A script
parts:
  small:
    about: A part
    for: [adviser]
    sections:
      - id: one
        title: One
        steps:
          - ask: a.kind
            kind: choice
            say: Which is it?
            options: [{value: cat, label: Cat}, {value: dog, label: Dog}]
          - {ask: a.barks, kind: yes_no, when: "a.kind == 'dog'", say: "Does it bark?"}
          - {ask: a.last, kind: text, when: "CONDITION", say: "What else?"}
          - {end: finished}
"""


def write(folder: Path, condition: str) -> Path:
    scripts = folder / "ivr_scripts"
    scripts.mkdir()
    (scripts / "script.yaml").write_text(SCRIPT.replace("CONDITION", condition), encoding="utf-8")
    return scripts


@pytest.mark.parametrize(
    "condition",
    [
        "a.kind == 'cat' and a.kind == 'dog'",
        "a.kind == 'cat' and a.barks == 'yes'",
        "a.kind == 'cat' and a.kind != 'cat'",
        "a.barks in ['yes', 'no'] and not a.kind == 'dog'",
    ],
)
def test_conditions_that_exclude_each_other_are_told(tmp_path: Path, condition: str) -> None:
    (fault,) = check(write(tmp_path, condition))

    assert "script.yaml:15: no answers lead to 'a.last'" in fault


@pytest.mark.parametrize(
    "condition",
    ["a.kind == 'cat' or a.kind == 'dog'", "a.barks == 'yes' and a.kind in ['dog', 'cat']", "a.kind != 'cat'"],
)
def test_conditions_that_can_hold_are_not(tmp_path: Path, condition: str) -> None:
    assert check(write(tmp_path, condition)) == []


def test_every_question_of_the_service_can_be_asked() -> None:
    assert [never_asked(one) for one in load_folder(Path("ivr_scripts")).values()] == [[]] * len(
        load_folder(Path("ivr_scripts"))
    )


def test_a_sentence_that_a_catalogue_lacks_is_told_with_its_line(tmp_path: Path) -> None:
    catalogue = tmp_path / "translations" / "cy" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        + "".join(
            f'msgid "{one}"\nmsgstr "x"\n\n' for one in ("One", "Which is it?", "Cat", "Dog", "What else?", "Yes", "No")
        )
    )

    faults = check(write(tmp_path, "a.kind == 'cat'"), tmp_path / "translations")

    assert [fault.partition("script.yaml:")[2] for fault in faults] == ["14: cy: not in the catalogue: Does it bark?"]


def test_what_is_said_in_one_language_of_the_menu_is_asked_of_no_others_catalogue() -> None:
    # Given the service's own scripts, whose menu says "For Polish, press 1" in Polish alone; then nothing is lacking
    root = Path(__file__).parents[2]
    assert check(root / "ivr_scripts", root / "translations") == []


def test_the_drawing_has_every_question_and_says_when_it_is_asked() -> None:
    script = load_all(Path("ivr_scripts")).get("startup")

    page = drawing(script)

    assert page.count("<li") >= len(script.fields)
    assert "“Do you rent your home, own it, or live with somebody?” is Rent from the council or Rent from a" in page
    assert all(f'href="#{section.id}"' in page for section in script.definition.sections)
