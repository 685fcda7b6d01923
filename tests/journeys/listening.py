"""Sal, a supervisor with a telephone, and what she does: asks to be on a call, picks up, goes over, leaves."""

from app.calls.models import Leg
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import supervising
from tests.journeys.world import World

DESK = "+443069990299"
WHO = "sal"


def add_supervisor(world: World, *, in_browser: bool = False) -> None:
    """Sal, with a telephone."""
    with world.session() as session:
        somerset = world.site("somerset")
        number = None if in_browser else DESK
        staff.add(
            session,
            username=WHO,
            name="Sal Invented",
            role="supervisor",
            site_id=somerset.id,
            now=world.now(),
            desk_number=number,
            browser_telephone=in_browser,
        )


def sal(world: World) -> Staff:
    """The supervisor's row."""
    with world.session() as session:
        found = staff.by_username(session, WHO)
        assert found is not None
        return found


def asks(world: World, mode: str) -> None:
    """Sal asks to be on Tess's call."""
    connection = world.connection("tess")
    with world.session() as session:
        supervising.begin(session, sal(world), connection.id, mode, world.now())
    world.settle()


def picks_up(world: World) -> Telephone:
    """Sal's desk telephone rings; she picks it up and presses 1."""
    desk = world.exchange.telephone(DESK)
    assert desk.ringing
    desk.answer()
    world.settle()
    world.press(desk, "1")
    return desk


def switches(world: World, mode: str) -> None:
    """Sal presses another of the three."""
    with world.session() as session:
        supervising.switch(session, sal(world), mode, world.now())
    world.settle()


def leaves(world: World) -> None:
    """Sal has had enough."""
    with world.session() as session:
        supervising.leave(session, sal(world), world.now())
    world.settle()


def leg(world: World) -> Leg | None:
    """Sal's leg while it is live."""
    with world.session() as session:
        return supervising.of_supervisor(session, sal(world).id)


def modes(world: World) -> tuple[str | None, str | None]:
    """How Sal asked to be heard on the call, and how she is."""
    live = leg(world)
    assert live is not None
    return live.mode, live.mode_in_force


def heard_by(call: Call | Telephone, words: str) -> bool:
    """Whether that was heard there."""
    return any(one.text == words for one in call.said)


def who_hears(call: Call, desk: Telephone, supervisor: Telephone, words: str) -> str:
    """Who hears what the supervisor says."""
    supervisor.speak(words)
    return " ".join(name for name, one in (("she", call), ("he", desk)) if heard_by(one, words))
