"""Four sites with fifteen advisers each, served by real processes, with the exchange in this one, and a crowd.

Everything goes over HTTP. The database itself bears witness, by the machine's own clock, when somebody became free or
joined the line and when an offer was written; the exchange remembers every call and when each was asked for.
"""

import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from random import Random

import requests
import yaml
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import clock
from app.commands import demonstration
from app.commands.demonstration import Person
from app.commands.launching import Processes, wait_for, web_server
from app.database import Database
from app.practice.calls.call import Call
from app.practice.command import NUMBERS, TEXT_SENDER
from app.practice.crowd.advisers import SignIn
from app.practice.crowd.crowd import HANDS, Crowd
from app.practice.crowd.doors import Exchange as Doors
from app.practice.crowd.kinds import People
from app.practice.crowd.member import Setting
from app.practice.crowd.tally import Tally
from app.practice.delivery import Pump
from app.practice.exchange import Exchange
from app.practice.journals import Journal
from app.practice.pages.faults import ANSWERS, CHOICES, WEBHOOKS
from app.practice.rehearsal import RehearsalClock
from app.practice.server import serve
from app.practice.signing import Pairs
from app.practice.webhooks.correspondence import Webhook
from app.sites import service as sites
from tests.journeys.world import ACCOUNT

OPENS = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
ADVISERS_A_SITE = 15
# So many of the fifteen do not ring back: six hundred short calls of three minutes an hour are the work of thirty.
KEPT_BACK = 9
FIRST_DESK = 990301
SKILLS = {
    "buckinghamshire": ({}, {"languages": ["en", "pa"]}, {"textphone": True}, {"languages": ["en", "pl"]}, {}),
    "calderdale-and-kirklees": ({"textphone": True}, {"languages": ["en", "pa"]}, {}, {"languages": ["en", "pl"]}, {}),
    "south-east-gwent": ({"languages": ["en", "cy"]}, {"languages": ["en", "cy"], "textphone": True}, {}),
    "somerset": ({"textphone": True}, {}, {"languages": ["en", "pl"]}, {}, {}),
}
# Of news, questions and answers to each place one in a hundred is struck by each kind of fault, and so of REST.
EVERY = {WEBHOOKS: 100, ANSWERS: 100}
EVERY_RARE = 100
# Each kind strikes at each of these.
PLACES = ("/voice/inbound", "/voice/call/", "/voice/leg/", "/voice/connection/", "/voice/status", "/voice/fallback")
# It takes two in a row, and in a crowd the next is another's.
NEVER_ALONE = "refused"
WITNESS = """
CREATE TABLE witnessed (what text, who text, at double precision);
CREATE FUNCTION bear_witness() RETURNS trigger AS $$
BEGIN
    INSERT INTO witnessed SELECT TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[1], extract(epoch FROM clock_timestamp());
    RETURN NULL;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER ready AFTER UPDATE ON presence FOR EACH ROW
    WHEN (NEW.state = 'ready' AND OLD.state <> 'ready') EXECUTE FUNCTION bear_witness('ready', 'staff_id');
CREATE TRIGGER joined AFTER INSERT ON demands FOR EACH ROW EXECUTE FUNCTION bear_witness('waits', 'id');
CREATE TRIGGER waits AFTER UPDATE ON demands FOR EACH ROW
    WHEN (NEW.state = 'waiting' AND OLD.state <> 'waiting') EXECUTE FUNCTION bear_witness('waits', 'id');
CREATE TRIGGER hung_up AFTER UPDATE ON legs FOR EACH ROW
    WHEN (NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL) EXECUTE FUNCTION bear_witness('free', 'to_number');
CREATE TRIGGER offered AFTER INSERT ON offers FOR EACH ROW EXECUTE FUNCTION bear_witness('offered', 'id');
"""


class Counted(Journal[Webhook]):
    """A journal that knows how many there ever were."""

    ever = 0

    def append(self, item: Webhook) -> None:
        """Put in the newest."""
        super().append(item)
        self.ever += 1


class Witness(Exchange):
    """An exchange that forgets no call, and knows by the machine's clock when it was asked for each."""

    def __init__(self, ahead: RehearsalClock) -> None:
        super().__init__(**ACCOUNT, ahead=ahead, seed="a full house")
        self.every_call: list[Call] = []
        self.asked_for: dict[str, float] = {}
        self.requested: Counter[str] = Counter()
        self.webhooks: list[Webhook] = Counted()

    @property
    def sent(self) -> int:
        """How many webhooks there were."""
        assert isinstance(self.webhooks, Counted)
        return self.webhooks.ever

    def new_call(self, direction: str, from_: str, to: str, parent_sid: str | None = None) -> Call:
        """A call, remembered."""
        call = super().new_call(direction, from_, to, parent_sid)
        self.every_call.append(call)
        return call

    def keep_request(self, method: str, url: str, form: Pairs, status: int, answer: str) -> None:
        """Note when a leg was first asked for, by the address that bears its id."""
        self.requested[f"REST {status // 100}xx" if status else "REST, no answer"] += 1
        if method == "POST" and url.endswith("/Calls.json"):
            leg = dict(form).get("Url", "").rpartition("/leg/")[2].partition("/")[0].partition("?")[0]
            self.asked_for.setdefault(leg, time.time())
        super().keep_request(method, url, form, status, answer)


class FullHouse:
    """Everything that runs, for as long as the block lasts."""

    def __init__(
        self, database: Database, exchange: Witness, processes: Processes, crowd: Crowd, base_url: str
    ) -> None:
        self.database = database
        self.exchange = exchange
        self.processes = processes
        self.crowd = crowd
        self.base_url = base_url

    def session(self) -> AbstractContextManager[Session]:
        """A look into the database."""
        return self.database.transaction()

    def switch_faults_on(self) -> None:
        """Every kind there is on the page, each striking now and then, until they are switched off."""
        for name, choice in CHOICES.items():
            every = EVERY.get(choice.group, EVERY_RARE)
            for where in PLACES if choice.group in EVERY else ("",):
                if name != NEVER_ALONE:
                    form = {"fault": name, "times": "", "every": every, "where": where}
                    assert requests.post(f"{self.exchange.base_url}/faults", data=form, timeout=30).status_code == 200

    def switch_faults_off(self) -> None:
        """All is well again."""
        assert requests.post(f"{self.exchange.base_url}/faults/off", timeout=30).status_code == 200

    def processor_seconds(self) -> dict[str, float]:
        """What each has used of the processors so far, their children included; `database` is the whole server."""
        used = {name: _seconds_of(process.pid) for name, process in self.processes.running.items()}
        return {**used, "crowd and exchange": time.process_time()}


def described_people() -> list[dict[str, object]]:
    """Fifteen advisers a site as the demonstration describes its three."""
    desks = iter(range(FIRST_DESK, FIRST_DESK + ADVISERS_A_SITE * len(SKILLS)))
    return [
        {
            "site": slug,
            "people": [
                {"username": f"{slug}-{n}", "name": f"Adviser {n} of {slug}", "role": "adviser",
                 "desk": f"03069 {next(desks)}", **skills}
                for n, skills in enumerate(islice(cycle(kinds), ADVISERS_A_SITE), 1)
            ],
        }
        for slug, kinds in SKILLS.items()
    ]  # fmt: skip


def _load(database: Database, folder: Path, ahead: RehearsalClock) -> list[Person]:
    file = folder / "people.yaml"
    file.write_text(yaml.safe_dump(described_people()))
    clock.use(lambda: datetime.now(UTC) + ahead())
    with database.transaction() as session:
        people = demonstration.load(session, file)
        for site in sites.all_sites(session):
            sites.change_rules(session, site, kept_back_advisers=KEPT_BACK)
        session.execute(text(WITNESS))
    clock.use(None)
    return people


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def full_house(database: Database, folder: Path, write: Path) -> Iterator[FullHouse]:
    """Start everything on an empty database, and stop it in the end; `write` is where the crowd's story goes."""
    file = folder / "clock"
    file.write_text(f"{(OPENS - datetime.now(UTC)).total_seconds():.3f}")
    ahead = RehearsalClock(file)
    people = _load(database, folder, ahead)
    exchange = Witness(ahead)
    server = serve(exchange)
    port = _free_port()
    base_url = f"http://127.0.0.1:{port}"
    for number, name in NUMBERS.items():
        exchange.connect_number(
            number,
            friendly_name=name,
            voice_url=f"{base_url}/voice/inbound",
            fallback_url=f"{base_url}/voice/fallback",
            status_callback=f"{base_url}/voice/status",
        )
    exchange.connect_number(TEXT_SENDER)
    environment = {
        **os.environ,
        "STARTLINE_HOME": str(folder),
        "DATABASE_URL": database.url.replace("postgresql+psycopg://", "postgresql://", 1),
        "PUBLIC_BASE_URL": base_url,
        "SECRET_KEY": "k" * 48,
        "FIELD_KEYS": "test:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        "TWILIO_ACCOUNT_SID": ACCOUNT["account_sid"],
        "TWILIO_AUTH_TOKEN": ACCOUNT["auth_token"],
        "TWILIO_API_KEY_SID": ACCOUNT["api_key_sid"],
        "TWILIO_API_KEY_SECRET": ACCOUNT["api_key_secret"],
        "TWILIO_API_BASE_URL": server.base_url,
        "TWILIO_CALLS_PER_SECOND": "20",
        "TWILIO_TEXT_SENDER": TEXT_SENDER,
        "LETTERS_DIR": str(folder / "letters"),
        "PRACTICE_CLOCK": str(file),
    }
    processes = Processes(environment, folder / "logs")
    pump = Pump(exchange.clock)
    pump.start()
    chance = Random(4)
    with write.open("w", buffering=1) as story:
        doors = Doors(server.base_url)
        setting = Setting(doors, Tally(lambda line: story.write(f"{line}\n")), chance)
        sign_ins = [SignIn(one.username, one.password, one.name, one.desk or "") for one in people]
        crowd = Crowd(
            setting, People(chance), lines=doors.lines(), calls_an_hour=0, sign_ins=sign_ins,
            console=base_url, hands=HANDS,
        )  # fmt: skip
        try:
            flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
            processes.start("web", *web_server(port))
            processes.start("worker", *flask, "worker")
            processes.start("scheduler", *flask, "scheduler")
            wait_for(f"{base_url}/healthz", processes)
            yield FullHouse(database, exchange, processes, crowd, base_url)
        finally:
            processes.stop()
            pump.stop()
            server.stop()


def _seconds_of(pid: int) -> float:
    """Processor seconds of a process and its children, those that live and those that are gone."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return own + sum(_seconds_of(int(child)) for children in tasks for child in children.read_text().split())
