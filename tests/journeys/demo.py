"""`make demo`: journeys 1 to 4 in the terminal, no person needed: who says what, which site, and why.

Everything is the real thing over real HTTP, as in the journey tests, with a clock that is moved by hand. The last line
is the path of the claim form's PDF.
"""

import logging
import sys
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import structlog

from app import clock
from app.callbacks.models import Callback
from app.commands import demonstration
from app.database import Database, connect, embedded, sealing
from app.database.migrating import migrate
from app.letters import checking
from app.practice.calls.call import Call, Heard
from app.practice.calls.people import Telephone
from app.scripts import wording
from app.sites import service as sites
from app.values.london import to_london
from app.values.telephone import TelephoneNumber
from tests.journeys.browser import Adviser
from tests.journeys.world import CLAIMANT, MONDAY_AT_TEN, NUMBERS, World

SHE = "Mrs Nora Example"
POSTCODES = {"calderdale-and-kirklees": "HX1 1AA", "somerset": "TA1 1AA"}
LISTENING_SECONDS = 8
THROWAWAY = {"fsync": "off", "synchronous_commit": "off"}


class Transcript:
    """What happens, a line each, with the time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._heard: dict[str, Heard] = {}

    def title(self, words: str) -> None:
        """Begin a journey."""
        sys.stdout.write(f"\n{words}\n{'─' * len(words)}\n")

    def tell(self, who: str, words: str) -> None:
        """Somebody does something."""
        at = to_london(self.world.now())
        sys.stdout.write(f"{at:%H.%M.%S}  {who:<18} {words}\n")
        sys.stdout.flush()

    def hears(self, who: str, telephone: Call | Telephone) -> None:
        """What was said on a telephone since last time."""
        said: list[Heard] = telephone.said
        last = self._heard.get(who)
        for heard in said[said.index(last) + 1 if last in said else 0 :]:
            self.tell("the line", f"to {who}: “{heard.text}”")
            self._heard[who] = heard


def short_call(world: World, show: Transcript, who: str, number: str, site: str, adviser: Adviser) -> None:
    """Somebody rings a site, and whoever answers books the call-back."""
    show.tell(who, f"rings {TelephoneNumber(NUMBERS[site]).national()}, {world.site(site).name}")
    call = world.ring(site, from_=number)
    _listen(world, show, call)
    for key, why in (("1", "English"), ("1", "to start a claim")):
        show.tell(who, f"presses {key}: {why}")
        world.press(call, key)
        _listen(world, show, call)
    offer = world.offers()[-1]
    name = world.person(adviser.username).name
    show.tell("the matcher", f"offers the call to {name}: {wording.say(offer.reason, 'en', **offer.reason_values)}")
    desk = world.desk(adviser.username)
    desk.answer()
    world.settle()
    show.hears(name, desk)
    show.tell(name, "presses 1 and takes the call")
    world.press(desk, "1")
    adviser.follow()
    title, forename, surname = who.split()
    hers = {"you.title": title, "you.forenames": forename, "you.surname": surname, "home.postcode": POSTCODES[site]}
    asked = adviser.answer_all({**hers, "contact.telephone": TelephoneNumber(number).national()})
    world.pass_time(5 * len(asked))
    show.tell(name, f"goes through the short script: {len(asked)} questions")
    for sentence in adviser.book():
        show.tell(name, f"reads back: “{sentence}”")
    adviser.end_call().wrap_up("booked", then="away")
    show.tell(name, "ends the call and wraps up")


def _listen(world: World, show: Transcript, call: Call) -> None:
    """She listens for a while before she does anything."""
    world.pass_time(LISTENING_SECONDS)
    show.hears("her", call)


def ring_back(world: World, show: Transcript, adviser: Adviser) -> None:
    """The call-back at its time: adviser first, then she."""
    with world.session() as session:
        due = session.query(Callback).filter(Callback.telephone == CLAIMANT).one().next_at
    assert due is not None
    world.until(due - timedelta(minutes=1))
    adviser.ready()
    world.until(due)
    name = world.person(adviser.username).name
    show.tell("the service", f"rings {name} first, at the promised time")
    desk = world.take(adviser.username)
    show.hears(name, desk)
    handset = world.exchange.telephone(CLAIMANT)
    assert handset.ringing
    show.tell("the service", f"rings {SHE}, now that somebody is there to talk to her")
    handset.answer()
    world.settle()
    show.tell(SHE, "answers, and the two talk")
    adviser.follow()


def play(world: World) -> Path:
    """Journeys 1 to 4; returns the claim form's path."""
    show = Transcript(world)
    show.title("Journey 1. Somebody rings, and is answered at home")
    karim = Adviser(world, "karim").ready()
    short_call(world, show, "Miss Ivy Sample", "+447700900456", "calderdale-and-kirklees", karim)
    for to, body in world.texts():
        show.tell("a text message", f"to {TelephoneNumber(to).national()}: “{body}”")

    show.title("Journey 2. Her site is busy: the call goes to another, the call-back stays at home")
    asha = Adviser(world, "asha").ready()
    show.tell("Somerset", "has nobody ready; in Buckinghamshire Asha Bennett is")
    short_call(world, show, SHE, CLAIMANT, "somerset", asha)
    show.tell("the diary", f"has the call-back at {_home(world)}, her home")

    show.title("Journey 3. We ring her: the start-up, broken off and taken up again")
    tess = Adviser(world, "tess")
    ring_back(world, show, tess)
    asked = tess.answer_all(upto="home.tenure")
    show.tell(world.person("tess").name, f"asks {len(asked)} questions; she must go and fetch her child")
    tess.break_off()
    for sentence in tess.book():
        show.tell(world.person("tess").name, f"“{sentence}”")
    tess.end_call().wrap_up("rest_booked")
    ring_back(world, show, tess)
    show.tell(world.person("tess").name, "goes on at the very question they had come to")
    asked = tess.answer_all()
    show.tell(world.person("tess").name, f"asks the other {len(asked)} questions")
    show.tell("the service", tess.finish())
    tess.end_call().wrap_up("finished")

    show.title("Journey 4. The form is in the post")
    world.print_letters()
    letter = sorted(world.settings.letters_dir.glob("*.pdf"))[-1]
    faults = checking.check(letter.read_bytes())
    show.tell("the print room", f"has {letter.name}: " + ("; ".join(faults) or "it fits the window, and is tagged"))
    return letter


def _home(world: World) -> str:
    with world.session() as session:
        callback = session.query(Callback).filter(Callback.telephone == CLAIMANT).one()
        return sites.by_id(session, callback.site_id).name


def main() -> None:
    """Make a throw-away database, play, and say where the form is."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    letters = Path(tempfile.mkdtemp(prefix="startline-letters-"))
    sealing.use_keys({"test": b"k" * 32})
    with ExitStack() as until_the_end:
        folder = Path(until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="startline-demo-")))
        server = until_the_end.enter_context(embedded.running(folder, THROWAWAY))
        database = Database(connect(server.url))
        until_the_end.callback(database.engine.dispose)
        migrate(database.engine)
        clock.use(lambda: MONDAY_AT_TEN)
        with database.transaction() as session:
            people = {person.username: person for person in demonstration.load(session)}
        world = World(database, people, letters)
        until_the_end.callback(world.close)
        path = play(world)
    sys.stdout.write(f"\n{path}\n")


if __name__ == "__main__":
    main()
