"""The month in small at every `make test`, and as large as the pilots at night."""

from pathlib import Path

import pytest

from app.database import Database
from tests.month.accounts import Account, account
from tests.month.month import Month, Plan


def run(database: Database, plan: Plan, folder: Path) -> Account:
    month = Month(database, plan, folder)
    month.run()
    return account(month)


@pytest.mark.long
def test_two_days_of_one_site(fresh_database: Database, tmp_path: Path) -> None:
    # given a site of nine cases a day, shut on the second afternoon, with somebody sick now and then
    plan = Plan(days=2, cases={"south-east-gwent": 9}, closed=("south-east-gwent", 1), sick_share=0.1)
    # when two days have passed
    found = run(fresh_database, plan, tmp_path)
    # then everybody is accounted for, nothing is left hanging, and whose time has come was rung
    assert found.faults == []
    assert found.cases == sum(found.outcomes.values()) >= 14
    assert found.outcomes["kept"] >= found.cases / 4
    # With two of the three sick who are on duty at the end of the first day, two of the ten promises cannot be kept.
    assert found.promises["none"].share >= 0.8


@pytest.mark.long
def test_a_month_of_four_sites(fresh_database: Database, tmp_path: Path) -> None:
    found = run(fresh_database, Plan(), tmp_path)
    assert found.faults == []
    assert found.cases == sum(found.outcomes.values())
    assert all(one.share >= 0.95 for one in found.promises.values()), list(found.lines())
