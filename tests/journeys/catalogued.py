"""Whether what a claimant hears is, word for word, a sentence of her language's catalogue that is heard on the line."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from string import Formatter

from sqlalchemy import select

from app.interpreters.models import Supplier
from app.practice.calls.call import Call
from app.practice.webhooks.correspondence import APOLOGY
from app.scripts import quality
from app.scripts.wording import TRANSLATIONS
from app.sites import service as sites
from app.staff.models import Staff
from app.values.language import LANGUAGES
from tests.journeys.world import World

BY_TAG = {language.say_language: code for code, language in LANGUAGES.items() if language.can_be_said}
ON_THE_LINE: tuple[quality.Area, ...] = ("line", "waiting")
NOT_A_VOICE = ("play", "person")
"""A recording, or somebody else on the call."""


def uncatalogued(world: World) -> Iterator[str]:
    """Every sentence that a claimant heard and no catalogue has; what those hear whom we employ is not asked.

    What a supervisor wrote who closed a site at once is hers, and nobody's catalogue; what Twilio says when it reaches
    nothing of ours is its own.
    """
    with world.session() as session:
        ours = {*session.scalars(select(Staff.desk_number)), *session.scalars(select(Supplier.telephone))}
        typed = {words for site in sites.all_sites(session) for words in (site.emergency_message or {}).values()}
    typed |= {said.text for said in APOLOGY.verbs}
    for call in world.exchange.calls.values():
        if call.to not in ours and not call.to.startswith("client:"):
            found = ((text, tag) for text, tag in strangers(call) if text not in typed)
            yield from (f"no catalogue has what was said: {text!r} ({tag})" for text, tag in found)


def strangers(call: Call, after: int = 0) -> list[tuple[str, str]]:
    """What was heard on a call, from the first so many sentences on, that is of no catalogue: text and language tag."""
    heard = {(one.text, one.language) for one in list(call.said)[after:] if one.voice not in NOT_A_VOICE}
    return sorted(one for one in heard if not is_catalogued(*one))


@cache
def is_catalogued(text: str, tag: str) -> bool:
    """Whether the catalogue of the language with that tag has the sentence among those that are heard on the line."""
    return tag in BY_TAG and any(pattern.fullmatch(text) for pattern in patterns(BY_TAG[tag]))


@cache
def patterns(language: str, areas: tuple[quality.Area, ...] = ON_THE_LINE) -> tuple[re.Pattern[str], ...]:
    """What each sentence of a language sounds like that is heard or read there, whatever fills its places."""
    catalogue = quality.read(TRANSLATIONS / language / "LC_MESSAGES" / "messages.po")
    texts = {
        words if language != "en" else english
        for message in catalogue
        if message.id and quality.areas_of(message, language) & set(areas)
        for words, english in zip(quality.forms(message), _english(message.id), strict=False)
    }
    # What is nothing but a place is filled with another sentence, which is looked at by itself.
    return tuple(_pattern(text) for text in sorted(texts) if text and not re.fullmatch(r"\{\w+\}", text))


def _english(message_id: str | Sequence[str]) -> tuple[str, ...]:
    """The original in as many forms as any language has."""
    return (message_id,) if isinstance(message_id, str) else (*message_id, *[message_id[-1]] * 6)


def _pattern(text: str) -> re.Pattern[str]:
    pieces = (re.escape(literal) + (".+" if place else "") for literal, place, _, _ in Formatter().parse(text))
    return re.compile("".join(pieces), re.DOTALL)
