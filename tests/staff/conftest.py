"""A site, and a hasher that costs nothing."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from app.sites.models import Site
from app.staff import passwords


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def site(session: Session) -> Site:
    made = Site(
        slug="somerset",
        name="Somerset",
        nation="england",
        telephone="+443069990104",
        textphone="+443069990114",
        languages=["en"],
        address_lines=["1 Example Street", "Taunton"],
        overflow_order=[],
        rules={},
    )
    session.add(made)
    session.flush()
    return made
