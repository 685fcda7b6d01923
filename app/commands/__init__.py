"""The flask commands: the processes, and what an operator does by hand."""

import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import clock
from app.commands import demonstration
from app.commands.translations import translations
from app.database.migrating import differences, is_current, migrate, write_revision
from app.diary import service as diary
from app.interpreters import service as interpreters
from app.interpreters.errors import SuppliersFileError
from app.letters import validating
from app.scripts import service as scripts
from app.scripts.errors import UnknownScriptError
from app.sites import service as sites
from app.sites.errors import SitesFileError
from app.staff import service as staff
from app.staff.errors import UsernameTaken
from app.staff.models import ROLES
from app.switchboard import numbers, papers
from app.switchboard.context import Switchboard
from app.telephony.errors import TelephonyError
from app.vacancies import service as vacancies
from app.values import desk as desks
from app.values.errors import Invalid
from app.values.london import london_date

SCRIPTS = Path(__file__).parents[2] / "ivr_scripts"


def _board() -> Switchboard:
    board: Switchboard = current_app.extensions["switchboard"]
    return board


def register(app: Flask) -> None:
    """Give `app` its commands."""
    for command in (worker, scheduler):
        app.cli.add_command(command)
    for group in (database, site, interpreter, diaries, vacancy, demo, people, telephony, script, letter, translations):
        app.cli.add_command(group)


@click.command()
def worker() -> None:
    """Do jobs and match callers with advisers, until stopped."""
    from app.worker import Worker

    working = Worker(_board())
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: working.stop())
    working.run()


@click.command()
def scheduler() -> None:
    """Tick: call-backs fall due, lost calls are looked for; until stopped."""
    from app import scheduler as ticking

    running = ticking.start(_board())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        signal.pause()
    except KeyboardInterrupt:
        click.echo("Stopping.")
    finally:
        running.shutdown()


database = AppGroup("database", help="The tables.")


@database.command("migrate")
def migrate_database() -> None:
    """Bring the tables up to date."""
    migrate(_board().database.engine)
    click.echo("The tables are up to date.")


@database.command("check")
def check_database() -> None:
    """Whether migrations are missing, in the database or in the code."""
    engine = _board().database.engine
    if not is_current(engine):
        raise click.ClickException("The database is behind: run `flask database migrate`.")
    if found := differences(engine):
        raise click.ClickException("The models and the migrations differ:\n" + "\n".join(found))
    click.echo("The models, the migrations and the database agree.")


@database.command("revise")
@click.argument("words")
def revise_database(words: str) -> None:
    """Write the next migration from what the models have and the tables have not; WORDS name it. Read it over."""
    engine = _board().database.engine
    if not is_current(engine):
        raise click.ClickException("The database is behind: run `flask database migrate` first.")
    click.echo(f"{write_revision(engine, words)} is written: read it over, then run `flask database migrate`.")


site = AppGroup("sites", help="The sites.")


@site.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_sites(file: Path) -> None:
    """Add or change sites from FILE; nothing is changed if anything in it is wrong."""
    try:
        with _board().database.transaction() as session:
            loaded = sites.load(session, file)
    except SitesFileError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(loaded)} sites loaded.")


interpreter = AppGroup("interpreters", help="The suppliers of interpreters.")


@interpreter.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_interpreters(file: Path) -> None:
    """Have the suppliers of FILE, tried in its order; nothing is changed if anything in it is wrong."""
    try:
        with _board().database.transaction() as session:
            loaded = interpreters.load(session, file)
    except SuppliersFileError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(loaded)} suppliers loaded.")


diaries = AppGroup("diary", help="Rotas and leave.")


@diaries.command("load")
@click.argument("what", type=click.Choice(["rota", "leave"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_diary(what: str, file: Path) -> None:
    """Take in a CSV FILE of rotas or of leave; nothing is changed if anything in it is wrong."""
    text = file.read_text(encoding="utf-8-sig")
    with _board().database.transaction() as session:
        if what == "rota":
            faults = diary.load_rota_csv(session, text, clock.now())
        else:
            faults = diary.load_leave_csv(session, text, clock.now())
    if faults:
        raise click.ClickException("\n" + "\n".join(str(fault) for fault in faults))
    click.echo("The file is taken in.")


@diaries.command("save")
@click.argument("what", type=click.Choice(["rota", "leave"]))
@click.argument("slug")
def save_diary(what: str, slug: str) -> None:
    """Print a site's rotas of the next four weeks, or its leave, as a CSV file that can be loaded."""
    now = clock.now()
    with _board().database.transaction() as session:
        site_id, today = sites.by_slug(session, slug).id, london_date(now)
        text = (
            diary.leave_csv(session, site_id, now)
            if what == "leave"
            else diary.rota_csv(session, site_id, today, today + timedelta(days=27))
        )
    click.echo(text, nl=False)


vacancy = AppGroup("vacancies", help="Jobs that employers want somebody for.")


@vacancy.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_vacancies(file: Path) -> None:
    """Have the vacancies of a CSV FILE and no others; nothing is changed if anything in it is wrong."""
    with _board().database.transaction() as session:
        faults = vacancies.load(session, file.name, file.read_bytes(), clock.now())
        taken_in = vacancies.last_taken_in(session)
    if faults:
        raise click.ClickException("\n" + "\n".join(str(fault) for fault in faults))
    click.echo(f"{taken_in.vacancies if taken_in else 0} vacancies taken in.")


demo = AppGroup("demo", help="Demonstration data.")


@demo.command("load")
def load_demo() -> None:
    """The four demonstration sites, interpreters, invented people and a fortnight of rotas."""
    with _board().database.transaction() as session:
        made = demonstration.load(session)
    for person in made:
        click.echo(f"{person.site}  {person.role}  {person.username}  {person.password}")


people = AppGroup("staff", help="The people who work here.")


@people.command("add")
@click.argument("username")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--site", "slug", required=True, help="The site's short name, such as somerset.")
@click.option("--desk", help="The telephone that is rung for an adviser: a number, or sip:name@host.")
@click.option("--browser-telephone", is_flag=True, help="Has the telephone in the browser rung in its place.")
@click.option("--language", "languages", multiple=True, default=["en"], help="Spoken; may be given several times.")
@click.option("--textphone", is_flag=True, help="Has a real textphone at the desk.")
def add_staff(
    username: str,
    name: str,
    role: str,
    slug: str,
    desk: str | None,
    browser_telephone: bool,
    languages: tuple[str, ...],
    textphone: bool,
) -> None:
    """Add somebody; the password is shown this once."""
    try:
        with _board().database.transaction() as session:
            added = staff.add(
                session,
                username=username,
                name=name,
                role=role,
                site_id=sites.by_slug(session, slug).id,
                now=clock.now(),
                languages=languages,
                textphone=textphone,
                desk_number=desks.parse(desk) if desk else None,
                browser_telephone=browser_telephone,
            )
    except UsernameTaken as error:
        raise click.ClickException(f"somebody has the name {username} already") from error
    except (Invalid, LookupError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{username} may sign in with: {added.password}")


telephony = AppGroup("telephony", help="Twilio.")


@telephony.command("connect")
def connect() -> None:
    """Give every number of every site, and the one that texts come from, its webhook addresses."""
    board = _board()
    with board.database.transaction() as session:
        ours = numbers.ours(board, session)
    for number in ours:
        try:
            numbers.connect(board, number)
        except TelephonyError as error:
            raise click.ClickException(f"{number}: {error}") from error
    click.echo(f"{len(ours)} numbers are connected to {board.addresses.base}.")


script = AppGroup("scripts", help="What is said and asked.")


@script.command("check")
def check_scripts() -> None:
    """Whether the scripts in ivr_scripts/ are sound, and every sentence is in the catalogues."""
    faults = scripts.check(SCRIPTS, SCRIPTS.parent / "translations")
    if faults:
        raise click.ClickException("\n" + "\n".join(faults))
    click.echo("The scripts are sound.")


@script.command("draw")
@click.argument("name", default="startup")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; NAME.html by default.")
def draw_script(name: str, out: Path | None) -> None:
    """Draw a script as a page to read: a map of its sections, and every question with when it is asked."""
    try:
        page = scripts.drawing(scripts.load_all(SCRIPTS).get(name))
    except UnknownScriptError as error:
        raise click.ClickException(f"There is no script called {name}.") from error
    file = out or Path(f"{name}.html")
    file.write_text(page, encoding="utf-8")
    click.echo(file)


letter = AppGroup("letters", help="What is printed and posted.")


@letter.command("run")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the run; today by default.")
def run_letters(on: datetime | None) -> None:
    """Print the letters of a day; a second run of the same day prints what is new."""
    board = _board()
    report = papers.run(board, (on or clock.now()).date(), clock.now())
    for file in report.files:
        click.echo(file)
    for letter_id, fault in report.faults:
        click.echo(f"not printed: letter {letter_id}: {fault}", err=True)
    click.echo(f"{len(report.printed)} letters printed, {len(report.faults)} not.")


@letter.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_letter(file: Path) -> None:
    """Whether a PDF fits the envelope, can be read by everybody and be kept; by veraPDF too, where it is installed."""
    if faults := validating.faults(file.read_bytes()):
        raise click.ClickException("\n" + "\n".join(faults))
    click.echo("No fault found." if validating.validator() else "No fault found. veraPDF is not on this machine.")
