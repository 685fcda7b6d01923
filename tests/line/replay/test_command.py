"""`flask routing replay`: files in, a file out, and what is wrong is named by file and line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands.routing import routing

CALLS = """call_id,arrived_at,home_site,language,textphone,patience_seconds,handle_seconds
c1,2026-11-23T09:00:00+00:00,somerset,en,no,300,120
c2,2026-11-23T10:00:30+01:00,somerset,en,no,,60
"""
ADVISERS = """adviser_id,site,languages,textphone,signed_in_at,signed_out_at
a1,somerset,en cy,no,2026-11-23T08:30:00+00:00,2026-11-23T18:00:00+00:00
"""
BUSY = """adviser_id,from,to,kind
nobody,2026-11-23T09:00:00Z,2026-11-23T10:00:00Z,break
"""


def run(folder: Path, calls: str = CALLS, advisers: str = ADVISERS, **more: str) -> Result:
    given = {"calls": calls, "advisers": advisers, **more}
    words = ["replay", "--out", str(folder / "out.csv")]
    for name, text in given.items():
        path = folder / f"{name}.{'toml' if name == 'rules' else 'csv'}"
        path.write_text(text)
        words += [f"--{name}", str(path)]
    return CliRunner().invoke(routing, words)


def test_what_came_of_each_call_stands_in_the_file_in_the_offset_it_came_in(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.exit_code == 0, done.output
    assert "answered             2" in done.output
    assert (tmp_path / "out.csv").read_text().splitlines() == [
        "call_id,outcome,answered_at,site,adviser_id,waited_seconds,reason",
        "c1,answered,2026-11-23T09:00:05+00:00,somerset,a1,5.000,answered at home",
        "c2,answered,2026-11-23T10:02:10+01:00,somerset,a1,100.000,answered at home",
    ]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"calls": CALLS.replace("somerset", "narnia", 1)}, "calls.csv, line 2: home_site is none of"),
        ({"calls": CALLS.replace(",60", ",soon")}, "calls.csv, line 3: handle_seconds is not a number"),
        ({"calls": CALLS.replace(",60", ",nan")}, "calls.csv, line 3: handle_seconds is not a number"),
        ({"calls": CALLS.replace("c2", "c1")}, "calls.csv, line 3: call_id is that of line 2 too"),
        ({"calls": CALLS.replace("+01:00", "")}, "calls.csv, line 3: arrived_at has no offset"),
        ({"calls": CALLS.replace("handle_seconds", "handling")}, "calls.csv, line 1: there is no column"),
        ({"calls": CALLS.replace(",,60", "")}, "calls.csv, line 3: a row has 7 cells"),
        ({"calls": CALLS.replace(",en,", ",xx,", 1)}, "calls.csv, line 2: a language is not one"),
        ({"advisers": ADVISERS.replace("T18", "T08")}, "advisers.csv, line 2: signed_out_at is not after"),
        (
            {"busy": "adviser_id,from,to,kind\nnobody,2026-11-23T09:00:00Z,2026-11-23T10:00:00Z,break\n"},
            "busy.csv, line 2",
        ),
        ({"rules": "[all]\noverflow_mood = 'never'\n"}, "rules.toml: overflow_mood is not a rule of a site"),
        ({"rules": "[all]\npinned_wait_seconds = 60\n"}, "rules.toml: pinned_wait_seconds may be 10 at most"),
        ({"rules": "[sites.narnia]\n"}, "rules.toml: [sites.narnia]"),
        ({"rules": "all\n"}, "rules.toml: "),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(tmp_path: Path, changed: dict[str, str], fault: str) -> None:
    done = run(tmp_path, **changed)
    assert done.exit_code == 1
    assert fault in done.output
    assert not (tmp_path / "out.csv").exists()


def test_rules_are_for_all_sites_or_for_one(tmp_path: Path) -> None:
    rules = "[all]\noverflow_mode = 'at_once'\n[sites.somerset]\noverflow_order = []\n"
    more = "a2,buckinghamshire,en,no,2026-11-23T08:30:00+00:00,2026-11-23T18:00:00+00:00\n"
    assert run(tmp_path, advisers=ADVISERS + more, rules=rules).exit_code == 0
    assert ",buckinghamshire," not in (tmp_path / "out.csv").read_text()
    assert run(tmp_path, advisers=ADVISERS + more, rules="[all]\noverflow_mode = 'at_once'\n").exit_code == 0
    assert ",buckinghamshire,a2," in (tmp_path / "out.csv").read_text()


def test_a_pin_of_the_file_is_obeyed(tmp_path: Path) -> None:
    # given that home's only adviser is busy when the second caller rings, and one is idle elsewhere
    more = "a2,buckinghamshire,en,no,2026-11-23T08:30:00+00:00,2026-11-23T18:00:00+00:00\n"
    free = "[sites.buckinghamshire]\npinned_kept_idle = 0\n"
    assert run(tmp_path, advisers=ADVISERS + more, rules=free).exit_code == 0
    assert ",buckinghamshire,a2," in (tmp_path / "out.csv").read_text()
    # when that site keeps one for its own
    kept = "[sites.buckinghamshire]\npinned_kept_idle = 1\n"
    assert run(tmp_path, advisers=ADVISERS + more, rules=kept).exit_code == 0
    # then she waits for home
    assert ",buckinghamshire,a2," not in (tmp_path / "out.csv").read_text()
