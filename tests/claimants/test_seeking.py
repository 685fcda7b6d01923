"""People are found by their names, misspelt or former, and by all their numbers; restricted records want a reason."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.claimants import service
from app.claimants.models import Claimant
from app.claimants.sought import read
from app.sites.models import Site
from app.staff.models import Staff
from app.values.errors import Invalid

TODAY = date(2026, 11, 23)


@pytest.fixture
def sites(session: Session) -> list[int]:
    made = [
        Site(
            slug=slug,
            name=slug,
            nation="wales",
            telephone=f"+44306999010{number}",
            textphone=f"+44306999011{number}",
            languages=["en"],
            address_lines=["1 Example Street"],
            overflow_order=[],
            rules={},
        )
        for number, slug in enumerate(("gwent", "somerset"))
    ]
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


@pytest.fixture
def staff(session: Session, sites: list[int]) -> list[int]:
    made = [
        Staff(
            username=name,
            name=name,
            password_hash="x",
            role="supervisor",
            site_id=sites[0],
            languages=[],
            textphone=False,
        )
        for name in ("asha", "ben")
    ]
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


@pytest.fixture
def add(session: Session, sites: list[int], now: datetime):  # type: ignore[no-untyped-def]
    def add(forenames: str, surname: str, site: int = 0, **answers: object) -> Claimant:
        made = service.first_contact(session, sites[site], now)
        said = {"you.forenames": forenames, "you.surname": surname, **answers}
        service.update_from_answers(session, made, said, now, None)
        return made

    return add


def find(session: Session, typed: str, home: int | None = None) -> list[str]:
    people, _ = service.found(session, read(typed, TODAY, allow_example=True), home)
    return [f"{one.forenames} {one.surname}" for one in people]


@pytest.mark.parametrize(
    "typed",
    ["nora example", "EXAMPLE, Nora", "nora exampel", "nroa exmple", "exam", "example 3.4.1970", "Nóra Example"],
)
def test_by_name_misspelt_or_begun(session: Session, add, typed: str) -> None:  # type: ignore[no-untyped-def]
    add("Nora", "Example", **{"you.date_of_birth": "1970-04-03"})
    add("Nerys", "Price", **{"you.date_of_birth": "1970-04-03"})
    assert find(session, typed) == ["Nora Example"]


def test_by_welsh_letters_and_spellings(session: Session, add) -> None:  # type: ignore[no-untyped-def]
    add("Siân", "Gruffydd")
    assert find(session, "sian griffith") == ["Siân Gruffydd"]
    assert find(session, "SIÂN") == ["Siân Gruffydd"]


def test_by_a_former_name_whether_she_says_so_or_was_recorded_by_it(  # type: ignore[no-untyped-def]
    session: Session, add, now: datetime
) -> None:
    nora = add("Nora", "Sample", **{"you.other_names": "Nora Jenkins"})
    service.update_from_answers(session, nora, {"you.surname": "Example"}, now, None)
    assert nora.former_names == ["Nora Jenkins", "Nora Sample"]
    for typed in ("nora example", "nora sample", "jenkins"):
        assert find(session, typed) == ["Nora Example"]


def test_a_slip_that_is_put_right_while_it_is_typed_is_found_by_both(session: Session, add, now: datetime) -> None:  # type: ignore[no-untyped-def]
    nora = add("Nora", "Example")
    # the same name in other letters is no former name
    service.update_from_answers(session, nora, {"you.surname": "EXAMPLE"}, now, None)
    assert nora.former_names == []


def test_by_numbers(session: Session, add) -> None:  # type: ignore[no-untyped-def]
    nora = add(
        "Nora",
        "Example",
        **{
            "you.nino": "QQ123456C",
            "contact.telephone": "+447700900123",
            "home.postcode": "TA1 1AA",
            "you.date_of_birth": "1970-04-03",
        },
    )
    add("Nerys", "Price")
    for typed in (nora.reference, "QQ 12 34 56 C", "07700 900123", "ta1 1aa", "3 April 1970"):
        assert find(session, typed) == ["Nora Example"], typed
    assert find(session, "QQ 12 34 56 D") == []
    assert find(session, "nora 4.4.1970") == []


def test_the_likeliest_comes_first_then_those_of_my_site(session: Session, sites: list[int], add) -> None:  # type: ignore[no-untyped-def]
    add("Nora", "Exemple", site=0)
    add("Nora", "Example", site=1)
    add("Nora Mair", "Example", site=0)
    assert find(session, "nora example", sites[1]) == ["Nora Example", "Nora Mair Example", "Nora Exemple"]
    assert find(session, "nora example", sites[0]) == ["Nora Mair Example", "Nora Example", "Nora Exemple"]


def test_a_restricted_record_opens_for_a_reason_until_the_day_ends(  # type: ignore[no-untyped-def]
    session: Session, add, staff: list[int], now: datetime
) -> None:
    # given a record that Asha restricts
    asha, ben = staff
    nora = add("Nora", "Example")
    assert service.may_open(session, nora.id, ben, now)
    with pytest.raises(Invalid):
        service.restrict(session, nora, "why", now, asha)
    service.restrict(session, nora, "Somebody seeks her.", now, asha)
    assert service.restricted_among(session, [nora.id]) == {nora.id}
    assert not service.may_open(session, nora.id, ben, now)

    # when Ben says why, it is open to him alone, today alone
    with pytest.raises(Invalid):
        service.open_restricted(session, nora, "  ", now, ben)
    service.open_restricted(session, nora, "She is on the line.", now, ben)
    assert service.may_open(session, nora.id, ben, now + timedelta(hours=8))
    assert not service.may_open(session, nora.id, asha, now)
    assert not service.may_open(session, nora.id, ben, now + timedelta(days=1))

    # then it is shown, and another sees to it
    ((opening, _),) = service.openings(session, now)
    assert not service.opening_seen(session, opening.id, now, ben)
    assert service.opening_seen(session, opening.id, now, asha)

    # and lifted, it opens to all
    service.lift_restriction(session, nora, now, asha)
    assert service.may_open(session, nora.id, asha, now)
