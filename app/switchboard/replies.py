"""What a telephone is told to do next: facts, which the phone line turns into TwiML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.scripts import wording
from app.scripts.definition import KeypadPlan, Spoken
from app.scripts.service import Scripts
from app.telephony.twiml import Sentence
from app.values import sentence as values


@dataclass(frozen=True)
class Ask:
    """Say, and wait for keys or speech; the answer belongs to this turn of the call."""

    sentences: Sequence[Sentence]
    call_id: UUID
    turn: int
    plan: KeypadPlan
    language: str
    hints: Sequence[str] = ()


@dataclass(frozen=True)
class Wait:
    """Wait in the line."""

    call_id: UUID
    sentences: Sequence[Sentence] = ()


@dataclass(frozen=True)
class KeepRinging:
    """Ring on and be picked up by nobody, so that nothing is paid for and nothing heard; asked again in a moment."""

    call_id: UUID


@dataclass(frozen=True)
class Waiting:
    """One round of what is heard in the line; a key may be pressed where `may_book`."""

    call_id: UUID
    sentences: Sequence[Sentence]
    may_book: bool


@dataclass(frozen=True)
class LeaveTheLine:
    """Come out of the waiting music; what follows is asked anew."""

    sentences: Sequence[Sentence] = ()


@dataclass(frozen=True)
class Confer:
    """Be put through to each other. `muted` hears only; who coaches is heard by the call `coached` (a SID) alone.

    `keys` sound on the line before.
    """

    connection_id: UUID
    name: str
    leg_id: UUID | None = None
    call_id: UUID | None = None
    sentences: Sequence[Sentence] = ()
    muted: bool = False
    coached: str | None = None
    keys: str = ""


@dataclass(frozen=True)
class OfferByKey:
    """Tell somebody we rang what it is about, and let him press 1."""

    leg_id: UUID
    sentences: Sequence[Sentence]
    tries: int = 0


@dataclass(frozen=True)
class HoldOn:
    """Say, and ask again in a while."""

    sentences: Sequence[Sentence]
    call_id: UUID | None = None
    leg_id: UUID | None = None


@dataclass(frozen=True)
class Tell:
    """Say, and hang up."""

    sentences: Sequence[Sentence] = field(default_factory=tuple)


Reply = Ask | Wait | KeepRinging | Waiting | LeaveTheLine | Confer | OfferByKey | HoldOn | Tell


def sentences(spoken: Sequence[Spoken], language: str, params: Mapping[str, str | int]) -> list[Sentence]:
    """Sentences of a script in the listener's language, or in the one that a sentence is always said in."""
    english = wording.say_all([replace(one, language=None) for one in spoken], "en", **params)
    said = wording.say_all(spoken, language, **params)
    return [Sentence(text, tongue, plain) for (text, tongue), (plain, _) in zip(said, english, strict=True)]


def announce(scripts: Scripts, name: str, language: str, params: Mapping[str, str | int] | None = None) -> Sentence:
    """One of the line's announcements, in the listener's language."""
    return sentences([scripts.get("line").announcement(name)], language, params or {})[0]


def spoken(words: values.Sentence, language: str) -> Sentence:
    """A sentence that carries its own parameters, in the listener's language."""
    return sentence(words.template, language, **words.params)


def sentence(message: str, language: str, **params: str | int) -> Sentence:
    """One marked sentence in the listener's language."""
    tongue = wording.tongue_of(message, language)
    return Sentence(wording.say(message, language, **params), tongue, wording.say(message, "en", **params))
