"""How far a journey may have come before a test begins: she talks with an adviser, she is rung back."""

from datetime import timedelta

from sqlalchemy import select

from app.callbacks.models import Callback
from app.calls.models import LEG, Leg
from app.interpreters import service as suppliers
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from tests.journeys.world import CLAIMANT, World


def together(call: Call | Telephone, desk: Telephone) -> bool:
    """Whether a claimant and an adviser are in one conference."""
    hers = call.call if isinstance(call, Telephone) else call
    if hers is None or desk.call is None or hers.in_conference is None:
        return False
    return desk.call.in_conference == hers.in_conference


def heard(call: Call) -> list[str]:
    """Every sentence heard on a call."""
    return [one.text for one in call.said]


def picked_up(world: World) -> tuple[Call, Telephone]:
    """Tess of Somerset has picked up for her and hears who it is: the call and the desk."""
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    desk = world.desk("tess")
    desk.answer()
    world.settle()
    return call, desk


def talk(world: World, seconds: float = 5) -> tuple[Call, Telephone]:
    """She and Tess of Somerset have talked for so long: the call and the desk."""
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    desk = world.take("tess")
    world.pass_time(seconds)
    assert together(call, desk)
    return call, desk


def rung_back(world: World) -> tuple[Callback, str, Telephone]:
    """Her time has come, the adviser kept for her has taken it, and hers rings: call-back, adviser, telephone."""
    booked = world.book("somerset")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.take(kept)
    return booked, kept, world.exchange.telephone(CLAIMANT)


def interview(world: World) -> tuple[Callback, str, Telephone]:
    """The same, and she has answered: they talk."""
    booked, kept, her = rung_back(world)
    her.answer()
    world.settle()
    assert together(her, world.desk(kept))
    return booked, kept, her


def interpreters(world: World) -> list[Telephone]:
    """The telephones of the suppliers that speak Punjabi, in the order in which they are tried."""
    with world.session() as session:
        return [world.exchange.telephone(one.telephone) for one in suppliers.in_turn(session) if "pa" in one.languages]


def joins(world: World, interpreter: Telephone) -> None:
    """An interpreter whose telephone rings answers, hears what is wanted, and presses 1."""
    assert interpreter.ringing, f"the interpreter's telephone {interpreter.number} does not ring"
    interpreter.answer()
    world.settle()
    world.press(interpreter, "1")


def interpreter_due(world: World, language: str = "pa") -> tuple[Callback, str]:
    """The desk of an adviser rings for somebody of whose language, Punjabi, he has none: the call-back, the adviser."""
    booked = world.book("somerset", interpreted=language)
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    # Whoever else might speak her language is waited for.
    world.until_due(booked)
    world.until_rings(kept)
    return booked, kept


def interpreter_wanted(world: World) -> tuple[Callback, str, Telephone]:
    """He has taken it, and the first supplier is rung: the call-back, the adviser, her telephone."""
    booked, kept = interpreter_due(world)
    world.take(kept)
    return booked, kept, world.exchange.telephone(CLAIMANT)


def interpreted(world: World) -> tuple[Callback, str, Telephone, Telephone]:
    """The same, and the three talk: the call-back, the adviser, her telephone, the interpreter's."""
    booked, kept, her = interpreter_wanted(world)
    interpreter = interpreters(world)[0]
    joins(world, interpreter)
    her.answer()
    world.settle()
    assert together(her, world.desk(kept))
    assert together(interpreter, world.desk(kept))
    return booked, kept, her, interpreter


def legs_left(world: World) -> list[str]:
    """The roles of all legs that are not over."""
    with world.session() as session:
        return list(session.scalars(select(Leg.role).where(Leg.state.not_in(tuple(LEG.final)))))


def until_rings(world: World, interpreter: Telephone, within: float = 60) -> None:
    """Let time pass until an interpreter's telephone rings."""
    latest = world.now() + timedelta(seconds=within)
    while not interpreter.ringing:
        assert world.now() < latest, f"{interpreter.number} does not ring"
        world.pass_time(2)


def told(world: World, adviser: str) -> list[str]:
    """Everything an adviser heard on his telephone."""
    return [one.text for one in world.desk(adviser).said]


def assert_cut_off_and_rung_again(world: World) -> None:
    """She was cut off, and is rung again within minutes."""
    assert world.attempts() == ["cut_off"]
    again = world.callback()
    assert again.state == "booked"
    assert again.next_at is not None
    assert again.next_at - world.now() <= timedelta(minutes=2)
