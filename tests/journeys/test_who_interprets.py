"""Journey 5: whom he would have interpret, by his own wish, and who may not; noted once, kept for every contact."""

from typing import Any
from uuid import UUID

from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.diary import service as diary
from app.interpreters import service as suppliers
from tests.journeys.browser import Adviser
from tests.journeys.scenes import interpreters, joins, together
from tests.journeys.world import CLAIMANT, World

FIRST = "Example Interpreters"


def reference(world: World, booked: Callback) -> str:
    with world.session() as session:
        person = claimants.by_id(session, booked.claimant_id or UUID(int=0))
        assert person is not None
        return person.reference


def id_of(world: World, name: str) -> str:
    with world.session() as session:
        return next(str(one.id) for one in suppliers.in_turn(session) if one.name == name)


def notes(adviser: Adviser, booked: Callback, act: str, **typed: Any) -> Adviser:
    """An adviser fills in one of the forms on the person's page, and reads the page that follows."""
    here = f"/people/{reference(adviser.world, booked)}"
    adviser.open(f"{here}?look=1")
    return adviser.send(f"{here}/interpreting", act=act, **typed)


def due(world: World, booked: Callback) -> str:
    """The adviser of a call-back has taken it: his name."""
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.until_rings(kept)
    world.take(kept)
    return kept


def test_who_may_not_interpret_is_neither_held_nor_rung(world: World) -> None:
    # given his former partner interprets for the first supplier
    booked = world.book("somerset", interpreted="pa")
    tess = Adviser(world, "tess")
    page = notes(tess, booked, "conflict", supplier=id_of(world, FIRST), person="", why="former_partner")
    assert "It is noted" in page.text
    assert f"{FIRST}: A former partner" in page.text

    # then no other time holds one of theirs
    with world.session() as session:
        person = claimants.by_id(session, booked.claimant_id or UUID(int=0))
        assert person is not None
        needs = diary.needs_of(world.site("somerset"), "pa", True, claimant_id=person.id)
        slots = diary.offer_slots(session, world.site("somerset"), needs, world.now(), now=world.now())
        held = {suppliers.supplier_of(dict(slot.besides)[diary.INTERPRETER]) for slot in slots}
    assert held
    assert int(id_of(world, FIRST)) not in held

    # when the call-back is due, then another is rung, and never they, though they had been held
    kept = due(world, booked)
    first, second, _ = interpreters(world)
    joins(world, second)
    world.exchange.telephone(CLAIMANT).answer()
    world.settle()
    assert together(world.exchange.telephone(CLAIMANT), world.desk(kept))
    assert first.history == []

    # when it was a mistake and is lifted, then that stays to be read, and they may interpret again
    with world.session() as session:
        (conflict,) = suppliers.conflicts_of(session, booked.claimant_id or UUID(int=0))
    page = notes(Adviser(world, "tess"), booked, "lift", conflict=str(conflict.id))
    assert "lifted" in page.text
    with world.session() as session:
        assert suppliers.wish_for(session, booked.claimant_id).without == frozenset()


def test_a_supplier_is_asked_for_a_woman_and_not_for_one_of_its_people(world: World) -> None:
    # given she asks for a woman who speaks Doabi, and one of the supplier's people lives in her street
    booked = world.book("somerset", interpreted="pa")
    tess = Adviser(world, "tess")
    notes(tess, booked, "asked", gender="woman", dialect="Doabi")
    page = notes(tess, booked, "conflict", supplier=id_of(world, FIRST), person="number 214", why="community")
    assert "Punjabi; A woman, Doabi" in page.text

    # when the supplier is rung, then it is told what she asks, and nothing of her
    due(world, booked)
    first = interpreters(world)[0]
    first.answer()
    world.until_heard(first, "press 1")
    said = " ".join(one.text for one in first.said)
    assert "If you can, please send a woman. The dialect is Doabi. Please do not send number 214" in said
    assert said.endswith("If you can interpret, press 1.")


def test_a_friend_interprets_only_at_his_wish_and_never_a_child(world: World) -> None:
    # given his daughter would interpret
    booked = world.book("somerset", interpreted="pa")
    tess = Adviser(world, "tess")
    who = {"own": "Simran Sample", "relationship": "child"}

    # then she is refused while she is under 16, or where he does not wish it himself
    assert "nobody under 16 may interpret" in notes(tess, booked, "own", **who, wished="yes", sixteen="no").text
    assert "only if the person wishes it" in notes(tess, booked, "own", **who, wished="no", sixteen="yes").text
    assert "fill in who it is" in notes(tess, booked, "own", own="", relationship="child", wished="yes").text
    with world.session() as session:
        assert suppliers.wish_for(session, booked.claimant_id).own is None

    # when he wishes it, and she is old enough, then it is recorded, with who noted it
    page = notes(tess, booked, "own", **who, wished="yes", sixteen="yes")
    assert "Simran Sample, Grown-up son or daughter" in page.text
    assert "by Tess" in page.text

    # when the call-back is due, then no interpreter is rung, and he is
    kept = due(world, booked)
    his = world.exchange.telephone(CLAIMANT)
    his.answer()
    world.settle()
    assert together(his, world.desk(kept))
    assert all(one.history == [] for one in interpreters(world))

    # when it does not go well, then the adviser has one rung
    assert world.add_interpreter(kept)
    joins(world, interpreters(world)[0])
    assert together(his, interpreters(world)[0])


def test_what_was_asked_in_the_short_script_is_kept(world: World) -> None:
    # given a caller who speaks Polish and would have a woman interpret
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "2", "1", "1")
    world.until_rings("tess")
    world.take("tess")
    tess = Adviser(world, "tess").follow()
    with world.session() as session:
        person = claimants.by_reference(session, tess.reference)
        assert person is not None
        claimant_id = person.id

    # when the adviser goes through the short script
    says = {"contact.spoken_language": "Polish", "contact.interpreter": "yes", "contact.interpreter_gender": "woman"}
    tess.answer_all(says)

    # then it counts whenever somebody is chosen for her
    with world.session() as session:
        assert suppliers.wish_for(session, claimant_id).gender == "woman"
