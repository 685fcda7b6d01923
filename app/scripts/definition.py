"""What a script is, once it has been read: frozen facts, no behaviour, no language but the author's English."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from app.scripts.conditions import Condition

Kind = Literal[
    "choice", "choices", "yes_no", "text", "long_text", "date", "month", "money", "amount", "number", "hours", "times",
    "telephone", "email", "postcode", "address", "nino", "sort_code", "account_number", "digits", "recording",
    "told", "language",
]  # fmt: skip
"""`money` has a period and `amount` has none; `told` is something read to the person, answered "told";
`digits` is a number keyed on the telephone, kept as text; `recording` is the person's own voice;
`times` are stretches of the day."""

Channel = Literal["adviser", "typed", "keypad", "speech"]

Gather = Literal["keys", "keys_or_speech", "speech", "recording", "nothing"]


@dataclass(frozen=True)
class Place:
    """Where something stands in the scripts, for those who have to mend it."""

    file: Path
    line: int


NOWHERE: Final = Place(Path(), 0)


@dataclass(frozen=True)
class Spoken:
    """A sentence of the script: its English text (which is its key in the catalogues), what fills its places,
    and the language it is always said in, where that is not the listener's choice (a greeting in Welsh)."""

    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    language: str | None = None
    when: Condition | None = None


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen. `press` and `menu` are for the telephone: the key, and the sentence that
    offers it; `heard` are the words that count as saying it, by language. `again` reads the question once more."""

    value: str
    label: str
    hint: str | None = None
    when: Condition | None = None
    press: str | None = None
    menu: Spoken | None = None
    heard: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    again: bool = False


@dataclass(frozen=True)
class Guidance:
    """What the adviser may want to know: where from, its date ("": not known), for which group (None: everybody)."""

    text: str
    source: str
    date: str
    group: str | None = None
    confirmed: bool = True


@dataclass(frozen=True)
class KeypadPlan:
    """How the telephone asks: what it listens for, how many keys it waits for, which key ends them, how long a
    silence it allows (seconds), and what it says the second and third time."""

    gather: Gather
    retries: tuple[str, ...]
    length: int | None = None
    finish_on: str = "#"
    seconds: int = 6


@dataclass(frozen=True)
class Fill:
    """What goes in a place of the sentence: an earlier answer, or these words where there is none."""

    path: str
    otherwise: str


@dataclass(frozen=True)
class Limits:
    """What an answer may not pass: numbers inclusive; dates against the fact `today`; text in characters."""

    least: int | None = None
    most: int | None = None
    longest: int | None = None
    dates: Literal["past", "future", "any"] = "any"


@dataclass(frozen=True)
class Question:
    """One question. `id` is its path in the script (`children[].surname`); `field` is the path of this asking
    (`children[0].surname`), which is the key under which the answer is kept. The first of `instead` that applies is
    said in place of `say`: a widow is not asked about her partner's savings."""

    id: str
    section: str
    kind: Kind
    say: str
    options: tuple[Option, ...] = ()
    before: tuple[Spoken, ...] = ()
    instead: tuple[Spoken, ...] = ()
    hint: str | None = None
    why: str | None = None
    if_unsure: str | None = None
    guidance: tuple[Guidance, ...] = ()
    when: Condition | None = None
    fill: Mapping[str, Fill] = field(default_factory=dict)
    limits: Limits = Limits()
    periods: tuple[str, ...] = ()
    sensitive: bool = False
    optional: bool = False
    keypad: KeypadPlan | None = None
    turn: int | None = None
    place: Place = NOWHERE

    @property
    def field(self) -> str:
        """The key under which the answer is kept."""
        return self.id if self.turn is None else self.id.replace("[]", f"[{self.turn}]", 1)


@dataclass(frozen=True)
class Ending:
    """Where a script may end: a name that the switchboard or the console acts on, and what is said."""

    name: str
    say: str | None = None
    when: Condition | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class Loop:
    """Questions asked once for each of several things; `more` is asked at the end of each turn."""

    name: str
    questions: tuple[Question, ...]
    more: Question
    when: Condition | None = None
    most: int = 30
    place: Place = NOWHERE


Step = Question | Loop | Ending


@dataclass(frozen=True)
class Section:
    """Questions that belong together, under a title the adviser sees."""

    id: str
    title: str
    steps: tuple[Step, ...]
    when: Condition | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class Fact:
    """Something the caller of the script knows and puts among the answers; it is never asked."""

    name: str
    about: str
    kind: Literal["text", "number", "list", "date"] = "text"


@dataclass(frozen=True)
class Definition:
    """One script. `params` are what the caller fills in when a sentence is said; `lost` is the ending reached
    when the telephone has asked three times in vain; `announcements` are said and ask nothing; `groups` says when
    somebody belongs to a group that some guidance is for; `language` is the one of all its sentences, where it is for
    those alone who speak it; `files` the text of every file it was read from, by its path in the folder."""

    name: str
    about: str
    channels: tuple[Channel, ...]
    sections: tuple[Section, ...]
    facts: Mapping[str, Fact]
    params: Mapping[str, str]
    announcements: Mapping[str, Spoken]
    groups: Mapping[str, Condition]
    lost: str | None
    version: str
    place: Place = NOWHERE
    language: str | None = None
    files: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
