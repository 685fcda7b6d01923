"""What goes into a claim pack: the facts, ready to be set, and nothing of where they came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Literal

Correspondence = Literal["en", "cy", "both"]

MEETS: Final = "meets"

Words = Mapping[str, str]
"""One passage: language code → its text, for each language the letter is written in."""


def languages_of(correspondence: Correspondence) -> tuple[str, ...]:
    """The languages a letter is written in, the one that is read first at the front."""
    return ("cy", "en") if correspondence == "both" else (correspondence,)


@dataclass(frozen=True)
class Sender:
    """Who writes: the site, and how to reach it."""

    site: str
    telephone: str  # as it is read: "03069 990102"
    textphone: str | None = None
    address_lines: tuple[str, ...] = ()  # of the office that the form is brought or sent to
    hours: Words | None = None


@dataclass(frozen=True)
class Evidence:
    """One paper to bring: what it is, why it is asked for, what else would do."""

    what: Words
    why: Words
    what_else: Words | None = None


@dataclass(frozen=True)
class Meeting:
    """The appointment with a personal adviser."""

    starts_at: datetime  # aware
    place: tuple[str, ...]  # the office's name and address, a line each
    adviser: str | None = None
    interpreted_in: str = ""  # the English name of the language, marked; empty: nobody interprets


@dataclass(frozen=True)
class Deferral:
    """No appointment for now, and until when."""

    until: date
    reason: Words


@dataclass(frozen=True)
class Row:
    """One question of the form and the answer that was given to it."""

    label: Words
    answer: Words


@dataclass(frozen=True)
class Section:
    """A part of the form. One person, job or income of several is a section of its own."""

    heading: Words
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Job:
    """A vacancy that was looked at together, in the employer's words."""

    title: str
    employer: str
    place: str
    wage: str
    hours: str
    contact: str


@dataclass(frozen=True)
class Declaration:
    """What is signed, and who signs it."""

    statements: tuple[Words, ...]
    signatories: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What every letter has: to whom, from whom, in which language."""

    reference: str  # no personal data: "SL-7K2M-Q4XD"
    recipient: str
    address_lines: tuple[str, ...]  # without the name, with the postcode; empty when it is handed over
    sender: Sender
    language: Correspondence
    written_on: date
    large_print: bool = False
    greeted_as: str | None = None  # "Mrs Example"; None: as the envelope has it
    on_behalf_of: str = ""  # the claimant's name, where the letter goes to whoever acts in her place


@dataclass(frozen=True, kw_only=True)
class ClaimPack(Letterhead):
    """The covering letter and the claim form of one claimant."""

    talked_on: date  # the day of the start-up interview
    first_contact: date
    return_by: date  # one month after first contact
    sections: tuple[Section, ...]
    declaration: Declaration
    evidence: tuple[Evidence, ...] = ()
    meeting: Meeting | Deferral | None = None
    payment: Words | None = None  # when it may be expected; None: we do not know yet
    jobs: tuple[Job, ...] = ()
    advice: tuple[Words, ...] = ()  # what was agreed and advised, in our own words
    again: bool = False  # it was posted before, and the signed form has not come
    choice_is_theirs: bool = True  # acting on the advice is not a condition of the benefit claimed
    kept_at: str = ""  # the office where it waits for her, who has no address; else it comes by post


@dataclass(frozen=True)
class TypedPage:
    """Where she types with us, and the code that lets her in."""

    address: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CallbackConfirmation(Letterhead):
    """When we shall ring her: at a time that was agreed, or, where none could be met yet, by a time at the latest.

    `minutes` is how long the call takes; `place` the address at which she is rung, where that is not her own number;
    `interpreted_in` the English name of the language, marked, in which somebody interprets; `typed` the page at which
    we type with her instead of ringing.
    """

    at: datetime  # aware
    minutes: int
    place: str = ""
    owed: bool = False
    number_that_shows: str
    interpreted_in: str = ""
    typed: TypedPage | None = None


@dataclass(frozen=True, kw_only=True)
class TriedToRing(Letterhead):
    """We rang as agreed and did not reach her; nothing is closed by that."""

    last_tried_on: date


@dataclass(frozen=True, kw_only=True)
class NobodyInterpreted(Letterhead):
    """Nobody came to interpret when we were to ring her: our failure, and she was not rung.

    `again_at` is when we ring, None where that may be past when she reads it. `in_her_own` is the apology in a language
    of hers in which we write no letters, with its code.
    """

    on: date
    again_at: datetime | None
    in_her_own: tuple[str, str] | None


@dataclass(frozen=True, kw_only=True)
class AppointmentChanged(Letterhead):
    """When and where she is to come now; `instead` of a time that an earlier letter named, or where none did."""

    meeting: Meeting
    instead: bool


@dataclass(frozen=True, kw_only=True)
class MissedAppointment(Letterhead):
    """She was expected and did not come: an invitation, and nothing is closed by it."""

    expected_at: datetime  # aware


@dataclass(frozen=True, kw_only=True)
class MeetingPutOff(Letterhead):
    """No meeting before a day, as was decided after the claim form had gone."""

    deferral: Deferral


MeetingLetter = AppointmentChanged | MissedAppointment | MeetingPutOff
CallbackLetter = CallbackConfirmation | TriedToRing | NobodyInterpreted
PostedLetter = ClaimPack | CallbackLetter | MeetingLetter


def told_of_meeting(letter: PostedLetter) -> str | None:
    """What a letter says of the meeting, in a line that can be compared; None where it speaks of something else.

    She is written to again when what she was last told holds no more.
    """
    match letter:
        case ClaimPack(meeting=Meeting() as meeting) | AppointmentChanged(meeting=meeting):
            return f"{MEETS} {meeting.starts_at.astimezone(UTC).isoformat()} {', '.join(meeting.place)}"
        case ClaimPack(meeting=Deferral(until=until)) | MeetingPutOff(deferral=Deferral(until=until)):
            return f"put off until {until.isoformat()}"
        case MissedAppointment(expected_at=expected_at):
            return f"missed {expected_at.astimezone(UTC).isoformat()}"
        case ClaimPack():
            return "no meeting"
        case _:
            return None
