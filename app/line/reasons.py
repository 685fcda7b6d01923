"""Why a demand was offered as it was, or still waits: one plain sentence each, for adviser, supervisor and record."""

from collections.abc import Iterable
from datetime import timedelta

from app.line.snapshot import Adviser, Kind, SiteNow, Waiting
from app.values.language import LANGUAGES
from app.values.london import to_london
from app.values.sentence import Sentence, mark


def also_at(demand: Waiting, home: SiteNow, other: SiteNow) -> Sentence:
    """A call-back of home, held at the other site because it was released to it, or because she chose it."""
    due = f"{to_london(demand.due_at):%H:%M}" if demand.due_at is not None else ""
    if demand.chose_also:
        return Sentence(
            mark("call-back of {home}, due at {due}: they chose an adviser of {site}, who speaks {language}"),
            {"home": home.name, "due": due, "site": other.name, "language": _named(demand.language)},
        )
    return Sentence(
        mark("call-back of {home}, due at {due}: a supervisor released it to {site}"),
        {"home": home.name, "due": due, "site": other.name},
    )


def at_home(demand: Waiting, adviser: Adviser, interpreted: bool) -> Sentence:
    """Offered to an adviser of her home site."""
    if demand.kind is Kind.CALLBACK and demand.due_at is not None:
        due = f"{to_london(demand.due_at):%H:%M}"
        if demand.held_adviser in (None, adviser.id):
            return Sentence(mark("call-back due at {due}"), {"due": due})
        return Sentence(mark("call-back due at {due}; the adviser it was kept for is not free"), {"due": due})
    if interpreted:
        return Sentence(
            mark("answered at home with an interpreter: nobody free speaks {language}"),
            {"language": _named(demand.language)},
        )
    return Sentence(mark("answered at home"))


def away(
    *,
    home: SiteNow,
    other: SiteNow,
    waiting: int,
    oldest: timedelta,
    waited: timedelta | None,
    staffed: bool,
    idle: int,
) -> Sentence:
    """Sent to another site; `waited` is None where she did not have to wait for home first."""
    there: dict[str, str | int] = {"site": other.name, "idle": idle}
    if home.empty or not home.is_open:
        return Sentence(mark("sent to {site}: {home} is closed; {idle} idle there"), {**there, "home": home.name})
    if not staffed:
        return Sentence(
            mark("sent to {site}: nobody is at work at {home}; {idle} idle there"), {**there, "home": home.name}
        )
    here: dict[str, str | int] = {"waiting": waiting, "oldest": int(oldest.total_seconds())}
    if waited is not None:
        return Sentence(
            mark(
                "sent to {site} after {waited} s in the line of home: {waiting} waiting here, oldest {oldest} s; "
                "{idle} idle there"
            ),
            {**there, **here, "waited": int(waited.total_seconds())},
        )
    return Sentence(
        mark("sent to {site}: {waiting} waiting here, oldest {oldest} s; {idle} idle there"), {**there, **here}
    )


def waits_for_home(wait: timedelta) -> Sentence:
    """She may go away only after so long."""
    return Sentence(
        mark("waiting for home; may go to another site after {seconds} s"), {"seconds": int(wait.total_seconds())}
    )


def nobody_idle() -> Sentence:
    """Every adviser who could take her is busy."""
    return Sentence(mark("nobody who could take this is idle"))


def nobody_idle_with(skills: Iterable[str]) -> Sentence:
    """Nobody idle has what she needs."""
    names = ", ".join(sorted(_named(skill) for skill in skills))
    return Sentence(mark("nobody idle has: {skills}"), {"skills": names})


def nobody_can() -> Sentence:
    """Nobody at work anywhere could take her."""
    return Sentence(mark("nobody at work at any site could take this: to be booked by the line"))


def _named(skill: str) -> str:
    return LANGUAGES[skill].english_name if skill in LANGUAGES else skill
