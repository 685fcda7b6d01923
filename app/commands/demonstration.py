"""Demonstration data: the four sites, suppliers of interpreters, invented people, and a fortnight of rotas."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from sqlalchemy.orm import Session

from app import clock
from app.database import Database, connect, sealing
from app.database.migrating import migrate
from app.diary import service as diary
from app.interpreters import service as interpreters
from app.jobs import beating
from app.settings import Settings
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import Closed
from app.staff import service as staff
from app.vacancies import service as vacancies
from app.values.london import combine, london_date
from app.values.telephone import TelephoneNumber

PEOPLE = Path(__file__).with_name("demonstration.yaml")
VACANCIES = Path(__file__).with_name("vacancies.csv")
ROTA_DAYS = 14
INTO_THE_MORNING = timedelta(minutes=90)


@dataclass(frozen=True)
class Person:
    """Somebody who signs in, with the password that was made for them on this machine."""

    site: str
    role: str
    name: str
    username: str
    password: str
    desk: str | None


@dataclass(frozen=True)
class Prepared:
    """Who may sign in, and the telephones of the suppliers of interpreters: number (E.164) and name."""

    people: list[Person]
    interpreters: dict[str, str]


def prepare(environment: Mapping[str, str], home: Path) -> Prepared:
    """Migrate, load what is not there, and return what is there. A second time it only extends the rotas.

    Passwords are made here, never fixed; on a demonstration machine they are kept in a file for its user alone.
    """
    settings = Settings.from_environment(environment)
    sealing.use_keys(settings.field_keys)
    database = Database(connect(environment["DATABASE_URL"]))
    migrate(database.engine)
    if settings.practice and settings.practice_clock is not None:
        with database.transaction() as session:
            set_clock(session, settings.practice_clock)
    file = home / "sign-ins.json"
    with database.transaction() as session:
        made = load(session)
        known = {one["username"]: Person(**one) for one in json.loads(file.read_text())} if file.exists() else {}
        people = [*known.values(), *(person for person in made if person.username not in known)]
        _write(file, people)
        suppliers = {one.telephone: one.name for one in interpreters.in_turn(session)}
    database.engine.dispose()
    return Prepared(people, suppliers)


def set_clock(session: Session, file: Path) -> None:
    """Let a rehearsal that is begun while every site is shut start when one is open, and never go back in time."""
    if not sites.all_sites(session):
        sites.load(session)
    clock.use(clock.Ahead(file))
    last_seen = beating.last(session)
    moment = max(clock.now(), last_seen) if last_seen else clock.now()
    openings = [sites.opening(session, site, moment) for site in sites.all_sites(session)]
    if all(isinstance(opening, Closed) for opening in openings):
        opens = [opening.opens_next for opening in openings if isinstance(opening, Closed) and opening.opens_next]
        if opens:
            moment = min(opens) + INTO_THE_MORNING
    ahead = moment - datetime.now(UTC)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(max(ahead.total_seconds(), 0)))


def load(session: Session, people: Path = PEOPLE) -> list[Person]:
    """Sites, interpreters, vacancies, people and rotas. Returns only the people who are new, with their passwords."""
    if not sites.all_sites(session):
        sites.load(session)
    if not interpreters.in_turn(session):
        interpreters.load(session)
    if vacancies.last_file(session) is None:
        vacancies.load(session, VACANCIES.name, VACANCIES.read_bytes(), clock.now())
    made = []
    for described in yaml.safe_load(people.read_text()):
        site = sites.by_slug(session, described["site"])
        for one in described["people"]:
            person = staff.by_username(session, one["username"])
            if person is None:
                desk = TelephoneNumber.parse(one["desk"]).e164 if "desk" in one else None
                added = staff.add(
                    session,
                    username=one["username"],
                    name=one["name"],
                    role=one["role"],
                    site_id=site.id,
                    now=clock.now(),
                    languages=one.get("languages", ["en"]),
                    textphone=one.get("textphone", False),
                    desk_number=desk,
                )
                made.append(Person(site.name, one["role"], one["name"], one["username"], added.password, desk))
                person = added.staff
            if person.role == "adviser":
                _rota(session, site, person.id)
    return made


def _rota(session: Session, site: Site, staff_id: int) -> None:
    """On duty in all opening hours of the coming days that have no rota yet."""
    today = london_date(clock.now())
    hours, shut = sites.hours_of(session, site), sites.shut_days(session, site)
    coming = [today + timedelta(days=ahead) for ahead in range(ROTA_DAYS)]
    set_already = diary.days_on_duty(session, staff_id, coming[0], coming[-1])
    for day in coming:
        if day in shut or day in set_already:
            continue
        for stretch in hours.on(day):
            shift = diary.Shift(combine(day, stretch.opens), combine(day, stretch.closes))
            diary.put_on_duty(session, staff_id, site.id, shift.starts_at, shift.ends_at)


def telephones(prepared: Prepared) -> dict[str, str]:
    """Whose telephone is which, as the practice exchange wants to be told of it, in its environment."""
    desks = {person.desk: f"{person.name}, {person.site}" for person in prepared.people if person.desk}
    return {
        "PRACTICE_DESKS": _named(desks),
        "PRACTICE_INTERPRETERS": _named(prepared.interpreters),
    }


def _named(numbers: Mapping[str, str]) -> str:
    return ";".join(f"{number}={name}" for number, name in numbers.items())


def _write(file: Path, people: list[Person]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        json.dump([asdict(person) for person in people], opened, indent=1)
