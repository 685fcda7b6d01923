"""Which papers are wanted, how wrong rules are told, and the one month."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.claims.errors import BadEvidenceRulesError
from app.claims.rules import EvidenceRules, return_by
from app.scripts.service import load_all

SCRIPTS = Path("ivr_scripts")


def wanted(**answers: Any) -> list[str]:
    given = {name.replace("__", "."): value for name, value in answers.items()}
    return [item.id for item in EvidenceRules.read().wanted(given)]


def test_who_she_is_is_always_wanted() -> None:
    assert wanted() == ["identity", "national_insurance"]


@pytest.mark.parametrize(
    ("answers", "item"),
    [
        ({"you__settled": "yes"}, "address"),
        ({"before__any": "yes"}, "p45"),
        ({"past_jobs[0].owed": ["holiday"]}, "pay_owed"),
        ({"jobs[0].kind": "employed"}, "payslips"),
        ({"jobs[1].kind": "self_employed"}, "accounts"),
        ({"partner__has": "yes"}, "partner_identity"),
        ({"partner__works": "yes"}, "partner_payslips"),
        ({"children__has": "yes"}, "children"),
        ({"maintenance__paid": "yes"}, "maintenance"),
        ({"income__other": ["maintenance"]}, "maintenance"),
        ({"home__tenure": "private"}, "rent"),
        ({"home__mortgage": "yes"}, "mortgage"),
        ({"benefits": ["hb", "ctb"]}, "council_tax"),
        ({"savings__accounts": "yes"}, "savings"),
        ({"savings__property": "yes"}, "investments"),
        ({"pensions__any": "yes"}, "pension"),
        ({"received__any": "yes"}, "other_benefits"),
        ({"health__limits": "yes"}, "medical"),
        ({"health__sick_pay": "refused"}, "sick_pay"),
        ({"health__expecting": "yes"}, "maternity"),
        ({"caring__any": "yes"}, "caring"),
        ({"bereavement__recent": "now"}, "bereavement"),
        ({"you__always_here": "no"}, "abroad"),
        ({"learning__kind": "course"}, "course"),
    ],
)
def test_an_answer_calls_for_its_paper(answers: dict[str, Any], item: str) -> None:
    assert wanted(**answers) == sorted_as_in_file({"identity", "national_insurance", item})


def sorted_as_in_file(items: set[str]) -> list[str]:
    return [rule.item.id for rule in EvidenceRules.read().rules if rule.item.id in items]


@pytest.mark.parametrize("answer", ["no", {"unsure": True}, {"declined": True}, None])
def test_what_is_not_so_or_not_known_calls_for_nothing(answer: Any) -> None:
    assert wanted(children__has=answer) == ["identity", "national_insurance"]


def test_the_rules_ask_only_about_questions_of_the_script() -> None:
    script = load_all(SCRIPTS).get("startup")

    assert EvidenceRules.read().fields <= set(script.fields)


def test_wrong_rules_are_named_all_at_once(tmp_path: Path) -> None:
    file = tmp_path / "evidence.yaml"
    file.write_text(
        """
- {id: a, what: A, why: B, source: C, whne: you.x == 'yes'}
- {id: a2, what: A, source: C, when: you.x = 'yes'}
- {id: a3, what: 3, why: B, source: C}
- {id: ok, what: A, why: B, source: C}
- {id: ok, what: A, why: B, source: C}
- nothing
""",
        encoding="utf-8",
    )

    with pytest.raises(BadEvidenceRulesError) as caught:
        EvidenceRules.read(file)

    lines = str(caught.value).splitlines()
    assert lines[0] == "evidence.yaml, item a: 'whne' is not known here"
    assert lines[1] == "evidence.yaml, item a2: 'why' is missing"
    assert lines[2].startswith("evidence.yaml, item a2: ")
    assert lines[3:] == [
        "evidence.yaml, item a3: 'what' must be words",
        "evidence.yaml, item ok: there is an item of this id already",
        "evidence.yaml, item 6: names and sentences are needed",
    ]


@pytest.mark.parametrize("text", ["a: 1", "- [", ""])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "evidence.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(BadEvidenceRulesError, match=r"^evidence\.yaml"):
        EvidenceRules.read(file)


@pytest.mark.parametrize(
    ("first_contact", "last_day"),
    [
        (date(2026, 11, 20), date(2026, 12, 20)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 30), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 8, 31), date(2026, 9, 30)),
    ],
)
def test_the_form_may_come_back_for_one_month(first_contact: date, last_day: date) -> None:
    assert return_by(first_contact) == last_day
