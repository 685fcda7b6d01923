"""The adviser finds a person by what she says of herself; every look is noted; a restricted record wants a reason."""

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.claimants import service as claimants
from app.claimants.models import Claimant, RestrictedOpening
from app.claims import service as claims
from tests.journeys.browser import Adviser
from tests.journeys.world import World

WHY = "Rang and gave the reference and date of birth."


@pytest.fixture
def nora(world: World) -> str:
    """Mrs Nora Example, known since a short call: her reference."""
    return known(world)


def known(world: World) -> str:
    with world.session() as session:
        made = claimants.first_contact(session, world.site("somerset").id, world.now())
        claimants.update_from_answers(
            session,
            made,
            {
                "you.title": "Mrs",
                "you.forenames": "Nora",
                "you.surname": "Example",
                "you.other_names": "Nora Sample",
                "you.date_of_birth": "1970-04-03",
                "you.nino": "QQ123456C",
                "contact.telephone": "+447700900123",
                "home.postcode": "TA1 1AA",
            },
            world.now(),
            None,
        )
    return made.reference


def noted(world: World) -> list[AuditEntry]:
    with world.session() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_she_is_found_by_what_she_says_and_every_look_is_noted(world: World, nora: str) -> None:
    una = Adviser(world, "una")
    for typed in (nora.lower(), "nora exampel", "sample", "3.4.1970", "TA1 1AA", "07700 900123", "QQ 12 34 56 C"):
        assert "Mrs Nora Example" in una.open(f"/search?q={typed}").text, typed
    assert "formerly Nora Sample" in una.text
    una.person(nora)

    # then each search is noted by its kinds, and never by what was typed
    searches = [entry for entry in noted(world) if entry.action == "searched"]
    assert [entry.details["by"] for entry in searches] == [
        ["reference"],
        ["words"],
        ["words"],
        ["born"],
        ["postcode"],
        ["telephone"],
        ["nino"],
    ]
    assert {entry.staff_id for entry in searches} == {world.staff_id("una")}
    assert "xamp" not in str([entry.details for entry in searches])
    assert ("viewed", world.staff_id("una")) in {(entry.action, entry.staff_id) for entry in noted(world)}


def test_of_each_who_is_found_it_is_said_how_it_stands(world: World, nora: str) -> None:
    # given three of one name: one rang once, one has begun to claim, one is to be rung back
    claims_too, is_booked = known(world), world.book("somerset")
    with world.session() as session:
        begun = claimants.by_reference(session, claims_too)
        booked = claimants.by_id(session, is_booked.claimant_id) if is_booked.claimant_id else None
        assert begun is not None
        assert booked is not None
        claims.open_claim(session, begun.id, world.board.scripts.get("startup"), None, None, world.now())
        claimants.update_from_answers(session, booked, {"you.surname": "Example"}, world.now(), None)

    # when they are looked for
    page = Adviser(world, "una").open("/search?q=example").page
    rows = {row[-1].text: row[-2].text or "" for row in page.iterfind(".//tbody/tr")}

    # then each line says how it stands with that person
    assert (rows[nora], rows[claims_too]) == ("First contact only", "Claim: begun, not finished")
    assert rows[booked.reference].startswith("Call-back: ")


def test_a_telephone_alone_never_opens_a_record(world: World, nora: str) -> None:
    una = Adviser(world, "una").open("/search?q=07700 900123")
    assert una.path.startswith("/search")
    assert "Several people may share a telephone." in una.text


def test_nobody_found_and_nothing_understood_say_what_to_do(world: World) -> None:
    una = Adviser(world, "una")
    assert "Nobody was found." in una.open("/search?q=Nobody Atall").text
    assert "Nothing there can be searched by." in una.open("/search?q=??").text
    assert una.status == 422


def test_a_restricted_record_wants_a_reason_and_the_supervisor_reads_it(world: World, nora: str) -> None:
    # given a record that a supervisor restricts
    sam = Adviser(world, "sam").open(f"/people/{nora}")
    sam.send(f"/people/{nora}/restriction", act="restrict", why="A former partner works here.")
    assert "It is restricted" in sam.text

    # then its name is no longer shown to those who search
    una = Adviser(world, "una").open("/search?q=nora example")
    assert "Restricted record" in una.text
    assert "Mrs Nora Example" not in una.text

    # when she opens any of its pages, a reason is asked, and a word is none
    una.open(f"/people/{nora}/book")
    assert una.path.startswith(f"/people/{nora}/restricted")
    assert "Mrs Nora Example" not in una.text
    una.send(f"/people/{nora}/restricted", reason="because", to=f"/people/{nora}/book")
    assert una.status == 422
    una.send(f"/people/{nora}/restricted", reason=WHY, to=f"/people/{nora}/book")
    assert una.path == f"/people/{nora}/book"

    # then it is open to her for today, and the supervisor reads why
    una.person(nora)
    assert "Mrs Nora Example" in una.text
    sam.open("/supervisor/restricted")
    assert WHY in sam.text
    assert "Una Westcott" in sam.text
    with world.session() as session:
        opening = session.scalars(select(RestrictedOpening.id).where(RestrictedOpening.reason == WHY)).one()
    sam.send("/supervisor/restricted", opening=str(opening))
    assert "It is noted that you have seen it." in sam.text


def test_where_it_goes_on_is_never_another_page_than_of_that_record(world: World, nora: str) -> None:
    sam = Adviser(world, "sam").open(f"/people/{nora}")
    sam.send(f"/people/{nora}/restriction", act="restrict", why="A former partner works here.")
    una = Adviser(world, "una").open(f"/people/{nora}")
    una.send(f"/people/{nora}/restricted", reason=WHY, to="https://elsewhere.example/")
    assert una.path == f"/people/{nora}"


def test_who_speaks_with_her_is_not_kept_from_her_record(world: World) -> None:
    # given a caller on the line whose record is restricted meanwhile
    tess = Adviser(world, "tess").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    tess.follow()
    with world.session() as session:
        claimant = session.scalars(select(Claimant)).one()
        claimants.restrict(session, claimant, "Somebody seeks her.", world.now(), world.staff_id("sam"))

    # when he goes on, nothing is asked, but it is noted
    tess.open(tess.path)
    assert tess.field
    with world.session() as session:
        opened = session.scalars(select(RestrictedOpening)).one()
    assert (opened.staff_id, opened.reason) == (world.staff_id("tess"), "Speaks with the person: opened by itself.")
