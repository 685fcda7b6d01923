"""Who may type, who may take a conversation, how long a code stands, what GA and SK mean. Pure.

GA ("go ahead") at the end of what is typed gives the turn to the other; SK ("stop keying") says that one has nothing
more to type, and when both have said it the conversation is over. Both are as on a textphone.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.sites.rules import OverflowMode, SiteRules
from app.values.sentence import Sentence, mark

CLAIMANT, ADVISER = "claimant", "adviser"
SIDES: Final = (CLAIMANT, ADVISER)
GA, SK = "ga", "sk"
SIGNS: Final = (GA, SK)

LONGEST_TURN: Final = 2000
HELD_AT_MOST: Final = 3
# Whoever is doing one of these may begin to type; on or near a telephone call nobody types.
FREE_TO_TYPE: Final = frozenset({"ready", "away"})
TYPING, TYPING_REASON = "in_interview", "typing"

CODE_DIGITS: Final = 6
TRIES_AT_MOST: Final = 5
TEXTED_STANDS: Final = timedelta(minutes=15)
GIVEN_STANDS: Final = timedelta(days=7)
# Codes that one number may be sent in an hour, and all numbers together.
TEXTED_TO_ONE: Final = 3
TEXTED_TO_ALL: Final = 60
TEXTED_WITHIN: Final = timedelta(hours=1)

# A page that nobody has had open for so long is let in again only by a code: it may be anybody's telephone by now.
DOOR_STANDS: Final = timedelta(minutes=60)
AT_THE_PAGE: Final = timedelta(seconds=45)
# Whoever left the page while waiting is waited for so long; then a call is owed.
WAITED_FOR: Final = timedelta(minutes=30)

NOBODY_FREE: Final = mark("typed with at {site}: nobody at {home} is trained and free to type; {able} free there")
HOME_CLOSED: Final = mark("typed with at {site}: {home} is closed; {able} free there")

_ENDS = re.compile(r"(?:^|[\s.,;!?]+)((?:GA|SK|SKSK|BIBI)(?:[\s.,/]+(?:GA|SK|SKSK|BIBI))*)[\s.!]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """What was typed, without the sign that ended it: GA, SK or none."""

    text: str
    sign: str | None


@dataclass(frozen=True)
class Place:
    """A site as a typed conversation sees it: how many there are `able` to take it now, and who is `waiting` there."""

    name: str
    is_open: bool
    able: int
    waiting: int = 0


@dataclass(frozen=True)
class Standing:
    """Whose turn it is, who (if anybody) has said SK, and whether that ended it."""

    turn: str
    sk_by: str | None = None
    over: bool = False


def read(typed: str) -> Written:
    """Take GA or SK off the end of what was typed, in any case and however often; SK is the stronger."""
    text = "\n".join(line.rstrip() for line in typed.replace("\r\n", "\n").replace("\x00", "").split("\n")).strip()
    found = _ENDS.search(text)
    if found is None:
        return Written(text[:LONGEST_TURN], None)
    ended = "SK" in found[1].upper() or "BIBI" in found[1].upper()
    return Written(text[: found.start()].rstrip()[:LONGEST_TURN], SK if ended else GA)


def other(side: str) -> str:
    """The other side."""
    return ADVISER if side == CLAIMANT else CLAIMANT


def crosses(standing: Standing, author: str) -> bool:
    """Whether both typed at once: what `author` sent is kept, and the turn stays whose it was."""
    return standing.turn != author


def after(standing: Standing, author: str, sign: str | None) -> Standing:
    """How it stands after a turn of `author`.

    Without a sign the turn stays: more is to come. Typed out of turn it is shown, and changes no turn. An SK answered
    by the other's is the end; anything else said after an SK takes it back.
    """
    turn = other(author) if author == standing.turn and sign is not None else standing.turn
    if sign == SK:
        over = standing.sk_by == other(author)
        return Standing(turn, standing.sk_by if over else author, over)
    return Standing(turn)


def may_take(presence: str, reason: str | None, held: int, textphone: bool, speaks: Collection[str], in_: str) -> bool:
    """Whether an adviser may take one more typed conversation, in language `in_`.

    `held` are those he has. Only who is trained for the textphone, three at most, and none while he is on a call, is
    being rung, or sits with somebody.
    """
    free = presence in FREE_TO_TYPE or (presence == TYPING and reason == TYPING_REASON)
    return textphone and in_ in speaks and free and held < HELD_AT_MOST


def goes_to(home: Place, others: Sequence[Place], of_home: SiteRules, waited: timedelta) -> tuple[int, Sentence] | None:
    """Which of the `others`, in the order of `home`, types with her instead, and why; None while home does.

    Home comes first: it is asked elsewhere only while nobody there could take her, and by its own rule of overflow
    not at all, or only after a wait. A site whose own people wait takes nobody.
    """
    if home.able or of_home.overflow_mode is OverflowMode.NEVER:
        return None
    after = of_home.overflow_after_seconds if of_home.overflow_mode is OverflowMode.AFTER else 0
    if waited < timedelta(seconds=after):
        return None
    for number, other in enumerate(others):
        if other.is_open and other.able and not other.waiting:
            said = NOBODY_FREE if home.is_open else HOME_CLOSED
            return number, Sentence(said, {"site": other.name, "home": home.name, "able": other.able})
    return None


def may_text_code(to_this_number: int, to_all: int) -> bool:
    """Whether another code may be sent, after so many in the last hour."""
    return to_this_number < TEXTED_TO_ONE and to_all < TEXTED_TO_ALL


def code_stands(expires_at: datetime, used_at: datetime | None, tries: int, now: datetime) -> bool:
    """Whether a code can still be used: once, in time, and after few wrong tries."""
    return used_at is None and now < expires_at and tries < TRIES_AT_MOST


def door_stands(seen_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a page may still be shown in the browser that opened it; after the end it can be read for as long."""
    return now - seen_at < DOOR_STANDS and (ended_at is None or now - ended_at < DOOR_STANDS)


def is_at_the_page(seen_at: datetime, now: datetime) -> bool:
    """Whether somebody has the page open, as far as we know."""
    return now - seen_at < AT_THE_PAGE


def figures(typed: str) -> str:
    """A code as it was typed, without what separates its figures."""
    return re.sub(r"[\s\-.]+", "", typed)[: CODE_DIGITS * 2]
