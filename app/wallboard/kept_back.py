"""How many advisers are kept back for callers in a half-hour, and why that many, as a supervisor reads it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from app.diary import service as diary
from app.diary.service import Kept, Why
from app.sites.models import Site
from app.values.london import london_date, to_london
from app.values.sentence import mark
from app.wallboard.hours_page import DAYS
from app.wallboard.site_pages import KeptBackRow
from app.web.said import say

MANY_DAYS = (
    mark("Mondays"),
    mark("Tuesdays"),
    mark("Wednesdays"),
    mark("Thursdays"),
    mark("Fridays"),
    mark("Saturdays"),
    mark("Sundays"),
)
FROM_THE_SAME = mark("from {days} {weekdays}")
FROM_OTHERS = mark("from other weekdays")
PINNED = mark("pinned by a supervisor")
OWN = mark("this site's own number: there is no forecast yet")
SENTENCE = mark("Calls expected: {calls}. Advisers kept back: {advisers} ({why}).")
WITHOUT = mark("Advisers kept back: {advisers} ({why}).")


def today(session: Session, site: Site, now: datetime) -> Iterator[KeptBackRow]:
    """Every half-hour of today that is not over yet."""
    for at, kept in diary.kept_back_on(session, site, london_date(now), now):
        if at + diary.HALF_HOUR > now:
            yield KeptBackRow(at, _expected(kept), kept.advisers, why(kept, at), sentence(kept, at), at <= now)


def sentence(kept: Kept, at: datetime) -> str:
    """All of it in a sentence: "Calls expected: 12. Advisers kept back: 3 (from 6 Mondays)."."""
    if kept.calls is None:
        return say(WITHOUT, advisers=kept.advisers, why=why(kept, at))
    return say(SENTENCE, calls=_expected(kept), advisers=kept.advisers, why=why(kept, at))


def why(kept: Kept, at: datetime) -> str:
    """What the number of a half-hour was taken from."""
    if kept.why is Why.PINNED:
        return say(PINNED)
    if kept.why is Why.SITE:
        return say(OWN)
    if not kept.days:
        return say(FROM_OTHERS)
    names = DAYS if kept.days == 1 else MANY_DAYS
    return say(FROM_THE_SAME, days=kept.days, weekdays=say(names[to_london(at).weekday()]))


def _expected(kept: Kept) -> str:
    return "–" if kept.calls is None else str(round(kept.calls))
