"""Bad scripts are refused, with the file, the line and what is wrong."""

from pathlib import Path
from textwrap import dedent

import pytest

from app.scripts.errors import BadScriptError
from app.scripts.service import check, load_all

HEAD = """\
about: A script
parts:
  small:
    about: A part
    for: [adviser]
    sections:
      - id: one
        title: One
        steps:
"""
ASK = """\
          - ask: you.surname
            kind: text
            say: What is your surname?
"""
YES_NO = "          - {ask: a.b, kind: yes_no, say: Is it so}\n"
END = "          - {end: finished}\n"


def write(folder: Path, text: str, name: str = "script.yaml") -> Path:
    scripts = folder / "ivr_scripts"
    scripts.mkdir(exist_ok=True)
    (scripts / name).write_text(text, encoding="utf-8")
    return scripts


def test_a_sound_script_is_loaded(tmp_path: Path) -> None:
    folder = write(tmp_path, HEAD + ASK + END)

    assert check(folder) == []
    assert load_all(folder).get("small").fields == ("you.surname",)


@pytest.mark.parametrize(
    ("steps", "line", "what"),
    [
        (ASK + ASK + END, 13, "'you.surname' is asked twice"),
        (ASK, 10, "the last step must be an end that always applies"),
        (END + ASK + END, 11, "nothing reaches this"),
        (ASK.replace("text", "texts") + END, 11, "'texts' is not one of"),
        (ASK.replace("say", "says") + END, 12, "'says' is not known here"),
        (ASK.replace("you.surname", "You Surname") + END, 10, "is not a field"),
        (ASK + "            say: Again?\n" + END, 13, "'say' is given twice (first on line 12)"),
        (ASK + "            when: you.age > 3\n" + END, 10, "'you.age' is not a field of this script"),
        (ASK + "            when: you.surname == 'x'\n" + END, 10, "'you.surname' is asked only after this"),
        (ASK + "            when: you.surname = 'x'\n" + END, 13, "is not understood"),
        (ASK + "            when: you.surname\n" + END, 13, "must be compared with something"),
        (ASK + "            when: (you.surname == 'x'\n" + END, 13, "')' is missing"),
        (ASK + "            when: exec('x')\n" + END, 13, "'exec(' is not known"),
        (ASK + "            optional: yes\n" + END, 13, "yes without quotes is read as true or false"),
        (ASK + "            longest: many\n" + END, 13, "'longest' must be a whole number"),
        (ASK.replace("text", "choice") + END, 10, "a choice needs at least two options"),
        (ASK + "            options: [{value: a, label: A}]\n" + END, 10, "of kind text has no options"),
        (ASK.replace("surname?", "{name}?") + END, 10, "nothing fills {name}"),
        (ASK.replace("surname?", "{name?") + END, 10, "a brace is open or closed alone"),
        (ASK.replace("surname?", "name " * 31) + END, 10, "more than 30 words"),
        (ASK + "            guidance: [{text: Ask}]\n" + END, 13, "'source' is missing"),
        (ASK.replace("you.surname", "you[].surname") + END, 10, "[] belongs in a loop"),
        ("          - {loop: jobs, steps: [], more: {ask: 'jobs[].more', kind: text, say: More}}\n" + END, 10,
         "'more' must be a yes_no question"),
        ("          - nothing\n" + END, 10, "a step must begin with ask, loop or end"),
        (ASK + "            \tkind: x\n", 13, "this is not YAML"),
        (ASK + "          - {end: later, when: \"count(children) > 1\"}\n" + END, 13, "'children' is not a loop"),
        (ASK + "          - {end: later, when: \"you.surname has 'x'\"}\n" + END, 13, "'has' is for choices"),
        (ASK + "          - {end: later, when: \"age(you.surname) > 1\"}\n" + END, 13, "age() needs a date"),
        (YES_NO + "          - {end: x, when: \"a.b == 'maybe'\"}\n" + END, 11, "'maybe' is not an answer to 'a.b'"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_file_and_line(tmp_path: Path, steps: str, line: int, what: str) -> None:
    folder = write(tmp_path, HEAD + steps)

    faults = check(folder)

    assert any(fault.startswith(f"ivr_scripts/script.yaml:{line}: ") and what in fault for fault in faults), faults
    with pytest.raises(BadScriptError):
        load_all(folder)


MENU = """\
          - ask: call.wish
            kind: choice
            say: What is it?
            options:
              - {value: a, label: A, press: "1", menu: "For A, press 1."}
              - {value: b, label: B, press: "2", menu: "For B, press 2."}
            keypad: {gather: keys_or_speech, retries: [Once more., And again.]}
"""


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        (ASK, "needs a keypad plan"),
        (MENU.replace(", And again.", ""), "needs two retries"),
        (MENU.replace("And again.", "Once more."), "each in words of its own"),
        (MENU.replace('"2", menu', '"1", menu'), "two options have the key 1"),
        (MENU.replace("press 2.", "press 3."), "does not name its key, 2"),
        (MENU.replace(', press: "2"', ""), "needs a key (press) and a sentence (menu)"),
        (MENU.replace("press 2.\"", "press 2.\", heard: {cy: [dau]}"), "cannot be recognised in the language cy"),
        (MENU.replace("            keypad", "".join(
            f'              - {{value: c{n}, label: C, press: "{n}", menu: "For C, press {n}."}}\n' for n in (3, 4, 5)
        ) + "            keypad"), "at most 4 choices"),
    ],
)  # fmt: skip
def test_what_a_telephone_script_may_not_be(tmp_path: Path, steps: str, what: str) -> None:
    head = HEAD.replace("[adviser]", "[keypad, speech]\n    lost: adviser")

    faults = check(write(tmp_path, head + steps + END))

    assert any(what in fault for fault in faults), faults


def test_a_telephone_script_says_where_the_lost_end(tmp_path: Path) -> None:
    faults = check(write(tmp_path, HEAD.replace("[adviser]", "[keypad]") + MENU + END))

    assert any("must name, as 'lost'" in fault for fault in faults)


def test_a_fault_in_a_section_of_its_own_names_that_file(tmp_path: Path) -> None:
    folder = write(tmp_path, HEAD.split("      - id")[0] + "      - file: one.part\n")
    (folder / "one.part").write_text(
        dedent("""\
        id: one
        title: One
        steps:
          - ask: you.surname
            kind: text
            say: 3.5
            hint: [no]
          - {end: finished}
        """)
    )

    assert "ivr_scripts/one.part:7: 'hint' must be words" in check(folder)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path, HEAD + ASK + ASK.replace("say", "says") + END)
    write(tmp_path, "about: [", "other.yaml")

    faults = check(folder)

    assert len([fault for fault in faults if "script.yaml" in fault]) >= 2
    assert any("other.yaml" in fault for fault in faults)


def test_two_scripts_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, HEAD + ASK + END)
    write(tmp_path, HEAD + ASK + END, "second.yaml")

    assert any("there is another script named 'small'" in fault for fault in check(folder))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert check(tmp_path) == [f"{tmp_path}:1: there are no scripts here"]


def test_the_version_changes_with_a_word(tmp_path: Path) -> None:
    first = load_all(write(tmp_path, HEAD + ASK + END)).get("small").version
    again = load_all(write(tmp_path, HEAD + ASK + END)).get("small").version
    changed = load_all(write(tmp_path, HEAD + ASK.replace("What", "Which") + END)).get("small").version

    assert first == again
    assert first != changed


def test_the_scripts_that_are_shipped_are_sound() -> None:
    assert check(Path(__file__).parents[2] / "ivr_scripts") == []
