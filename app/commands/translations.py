"""`flask translations`: how good the sentences are in each language, and a speaker's word that they are right."""

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.scripts import quality
from app.scripts.quality import AREAS, NoSuchSentenceError
from app.scripts.wording import TRANSLATIONS
from app.switchboard import languages, recorded
from app.switchboard.context import Switchboard
from app.values.language import LANGUAGES
from app.values.london import london_date

translations = AppGroup("translations", help="What is drafted and what a speaker has checked.")


def board() -> Switchboard:
    """The service's own."""
    found: Switchboard = current_app.extensions["switchboard"]
    return found


@translations.command("status")
def show_status() -> None:
    """Print language by language what can be said, how, and whether a speaker has checked it."""
    with board().database.transaction() as session:
        voiceless = [code for code, one in LANGUAGES.items() if not one.can_be_said and recorded.wanted(code)]
        table = languages.table({code: recorded.counts(session, code) for code in voiceless})
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@translations.command("check")
@click.argument("language")
@click.option("--by", required=True, help="Who speaks the language and has read the sentences.")
@click.option("--area", type=click.Choice(AREAS), help="Only what is heard or read there.")
@click.option("--sentence", "sentences", multiple=True, help="Only this one, in English; may be given several times.")
def check(language: str, by: str, area: quality.Area | None, sentences: tuple[str, ...]) -> None:
    """Mark sentences of LANGUAGE (a code such as pl) as checked today by a speaker: all, or those chosen.

    Words that are changed afterwards count as drafted again. Running servers take it in when they are started anew.
    """
    file = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not language.isalpha() or not file.is_file():
        raise click.ClickException(f"there is no catalogue for {language}")
    try:
        marked = quality.check(file, by, london_date(clock.now()), sentences or None, area)
    except NoSuchSentenceError as error:
        raise click.ClickException(f"{language} has no words for: {error}") from error
    click.echo(f"{marked} sentences are marked as checked by {by}.")
