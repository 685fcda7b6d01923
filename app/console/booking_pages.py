"""What the pages show on which a call-back is booked, read back, or made at once: plain facts for the templates.

Every sentence in them is already in the language of the page. Moments are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime

from app.console.pages import CallBar, Choice, DayChoice, PartOfDay, Person, Slot


@dataclass(frozen=True, slots=True)
class NeedsForm:
    """What a call-back needs, to be chosen: each a value that is sent and its words. `interpreter` is the language
    that is interpreted, empty where none is; `rung_on` which telephone."""

    languages: tuple[tuple[str, str], ...] = ()
    interpreter: str = ""
    telephones: tuple[tuple[str, str], ...] = ()
    rung_on: str = "voice"


@dataclass(frozen=True, slots=True)
class WishesForm:
    """When it suits her, to be said: the weekdays there are and those she is free `on`, and what else was typed, by
    field. `address` keeps all of it, after the question mark."""

    weekdays: tuple[Choice, ...] = ()
    on: tuple[str, ...] = ()
    given: Mapping[str, str] = made(default_factory=dict)
    address: str = ""
    are_any: bool = False


@dataclass(frozen=True, slots=True)
class BookingPage:
    """Choosing a time for the call-back.

    `offers` are put to her first, the soonest first; where she has wishes and none suits, `at_all` is the first time
    without them. `present` is the time already booked, when it is being moved; `office` the id of the office at which
    she is to be rung, if any; `may_be_owed` whether it can be left owed though there are times.
    Where nobody at home speaks her `language`, `choices` are who may hold the interview, and `at` the one chosen.
    """

    person: Person
    site: str
    needs: str
    offers: tuple[Slot, ...]
    parts: tuple[PartOfDay, ...]
    days: tuple[DayChoice, ...]
    agreed_word: str = ""
    present: datetime | None = None
    call: CallBar | None = None
    errors: Mapping[str, str] = made(default_factory=dict)
    notice: str = ""
    form: NeedsForm = NeedsForm()
    office: str = ""
    may_be_owed: bool = False
    wishes: WishesForm = WishesForm()
    at_all: datetime | None = None
    choices: tuple[Choice, ...] = ()
    at: str = ""
    language: str = ""

    @property
    def soonest(self) -> Slot | None:
        """The first of those that are offered."""
        return self.offers[0] if self.offers else None


@dataclass(frozen=True, slots=True)
class ReadBackPage:
    """A call-back read back. While `booked` is false nothing is stored yet, and there is no proof number.

    `sentences` are said aloud, in order, in `language`; `number_shown` is what her telephone will show; `held` are
    who and what is kept for it, `where` the office at which she is rung and `office` its id, if any; `wishes` keep when
    it suited her, for an address.
    """

    person: Person
    starts_at: datetime
    slot: str
    sentences: tuple[str, ...]
    language: str
    number_shown: str
    agreed_word: str
    confirmation: str
    booked: bool = False
    proof_number: str = ""
    call: CallBar | None = None
    held: tuple[str, ...] = ()
    where: str = ""
    office: str = ""
    wishes: str = ""


@dataclass(frozen=True, slots=True)
class RingPage:
    """What is looked at before somebody is rung from their record.

    `facts` are label, words and whether they are to be minded; `refused` says why nobody is rung, if so. `asks_why`:
    now is not known to be a safe time, and why it is has to be said.
    """

    person: Person
    facts: tuple[tuple[str, str, bool], ...]
    follows: str
    refused: str = ""
    asks_why: bool = False
    in_browser: bool = False
    errors: Mapping[str, str] = made(default_factory=dict)
    call: CallBar | None = None
