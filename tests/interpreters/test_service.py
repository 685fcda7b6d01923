"""Loading the suppliers, and finding whose turn it is."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.interpreters import service as interpreters
from app.interpreters.errors import SuppliersFileError
from app.interpreters.models import Supplier
from app.interpreters.reading import SupplierInFile
from tests.journeys.world import MONDAY_AT_TEN as AT_TEN
from tests.journeys.world import World

ONE = "suppliers:\n  - {name: One, telephone: 020 7946 0311, languages: [pa]}\n"
TWO = "  - {name: Two, telephone: 020 7946 0312, languages: [pa, pl], access_code: '12'}\n"


def load(session: Session, folder: Path, text: str) -> list[str]:
    """Load a file with that text: the names in their turn."""
    file = folder / "interpreters.yaml"
    file.write_text(text)
    return [supplier.name for supplier in interpreters.load(session, file)]


def test_what_the_file_says_is_what_there_is(session: Session, tmp_path: Path) -> None:
    # given two suppliers
    assert load(session, tmp_path, ONE + TWO) == ["One", "Two"]
    first = interpreters.next_to_try(session, "pa", AT_TEN)
    assert first is not None

    # when the file turns them round and changes a number
    turned = "suppliers:\n" + TWO + ONE.removeprefix("suppliers:\n").replace("0311", "0319")
    assert load(session, tmp_path, turned) == ["Two", "One"]

    # then the same supplier has its new turn and number
    assert [one.name for one in interpreters.in_turn(session)] == ["Two", "One"]
    assert (first.place, first.telephone) == (2, "+442079460319")
    assert interpreters.next_to_try(session, "pa", AT_TEN, after=first.id) is None


def test_whoever_is_out_of_their_hours_is_passed_over(session: Session, tmp_path: Path) -> None:
    # given the first is there in the mornings of Mondays only, the second always
    load(session, tmp_path, ONE.replace("[pa]}", "[pa], hours: {monday: 08:30-13:00}}") + TWO)
    first, second = interpreters.in_turn(session)

    # then the first is tried on Monday at ten, and not at two or on Tuesday
    assert interpreters.next_to_try(session, "pa", AT_TEN) == first
    assert interpreters.next_to_try(session, "pa", AT_TEN + timedelta(hours=4)) == second
    assert interpreters.next_to_try(session, "pa", AT_TEN + timedelta(days=1)) == second
    assert interpreters.next_to_try(session, "pa", AT_TEN + timedelta(hours=4), after=first.id) == second


def test_who_is_no_longer_listed_is_not_tried_but_remembered(session: Session, tmp_path: Path) -> None:
    load(session, tmp_path, ONE + TWO)
    assert load(session, tmp_path, ONE) == ["One"]

    assert interpreters.next_to_try(session, "pl", AT_TEN) is None
    assert session.scalars(select(Supplier.place).where(Supplier.name == "Two")).one() is None


def test_a_file_unlists_only_what_a_file_listed(session: Session, tmp_path: Path) -> None:
    # given one from a file, and one added on the page
    load(session, tmp_path, ONE)
    interpreters.add(session, SupplierInFile("Asha Rao", "+441174960188", ["pa"], None, 1, None, "trained"))

    # when another file is loaded, then the one of the page stays, in its turn
    assert load(session, tmp_path, "suppliers:\n" + TWO) == ["Two"]
    assert [one.name for one in interpreters.in_turn(session)] == ["Asha Rao", "Two"]

    # when a file gives her telephone to somebody else, then it is refused, and nothing is changed
    with pytest.raises(SuppliersFileError, match="Asha Rao, added on the page, has the telephone of One"):
        load(session, tmp_path, ONE.replace("020 7946 0311", "0117 496 0188"))
    assert [one.name for one in interpreters.in_turn(session)] == ["Asha Rao", "Two"]

    # when a file lists her, then she is the file's, and goes with it
    load(session, tmp_path, ONE.replace("name: One", "name: Asha Rao").replace("020 7946 0311", "0117 496 0188"))
    assert load(session, tmp_path, ONE) == ["One"]
    assert [one.name for one in interpreters.in_turn(session)] == ["One"]


def test_a_file_with_a_fault_changes_nothing(session: Session, tmp_path: Path) -> None:
    # given a supplier
    load(session, tmp_path, ONE)

    # when a file is loaded that has a fault in its second
    with pytest.raises(SuppliersFileError, match=r"interpreters.yaml:3: An access code"):
        load(session, tmp_path, ONE.replace("0311", "0314") + TWO.replace("'12'", "twelve"))

    # then all is as it was
    assert [one.telephone for one in interpreters.in_turn(session)] == ["+442079460311"]


def test_an_operator_loads_a_file(world: World, tmp_path: Path) -> None:
    # given a file of two suppliers
    file = tmp_path / "interpreters.yaml"
    file.write_text(ONE + TWO)
    run = world.app.test_cli_runner()

    # when it is loaded by the command, then those are the suppliers
    done = run.invoke(args=["interpreters", "load", str(file)])
    assert (done.exit_code, done.output) == (0, "2 suppliers loaded.\n")
    with world.session() as session:
        assert [one.name for one in interpreters.in_turn(session)] == ["One", "Two"]

    # when it has a fault, then the command says where and what, and the suppliers are as they were
    file.write_text(ONE.replace("020 7946 0311", "none"))
    done = run.invoke(args=["interpreters", "load", str(file)])
    assert done.exit_code == 1
    assert f"{file}:2: " in done.output
    with world.session() as session:
        assert [one.name for one in interpreters.in_turn(session)] == ["One", "Two"]
