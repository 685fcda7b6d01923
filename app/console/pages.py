"""What the adviser's pages show: plain facts that views fill and templates draw, with no database behind them.

Every sentence in them is already in the language it is to be read or said in. Moments are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, datetime

from app.console.typed_pages import TypedLine
from app.web.frame import Presence


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: `value` is sent, `label` is shown. `key` is the figure that chooses it, if any."""

    value: str
    label: str
    hint: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A call or a due call-back that is ringing for this adviser.

    `kind` is "caller" or "callback"; `why_here` says in a sentence why it came to this adviser (empty when
    there is nothing to explain); `waiting_since` counts the wait. `desk_number` is the telephone that rings,
    unless it rings `in_browser`.
    """

    id: str
    kind: str
    who: str
    need: str
    language: str
    home_site: str
    why_here: str
    waiting_since: datetime
    desk_number: str
    reference: str = ""
    in_browser: bool = False


@dataclass(frozen=True, slots=True)
class CallbackRow:
    """A call-back of today. `state` is one of booked, due, late, owed, in_interview, kept."""

    reference: str
    who: str
    due_at: datetime
    state: str
    needs: str = ""
    adviser: str = ""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody in the line of the adviser's site."""

    since: datetime
    language: str
    need: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """What is minded with an interpreter: who sent them, and their number or name, once it was written down."""

    supplier: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class CallBar:
    """The telephone call that is going on. `state`: ringing, on_call, on_hold or ended; `since` its start.

    `interpreter` says how it stands with one, empty where none is wanted; `may_add_interpreter`: one can be rung, of
    the language that is known, or of one of `languages`. `briefing` is set while somebody interprets, or is rung to.
    `listeners` says of each colleague who is on it, or is rung, how they hear and are heard; `asked` is set where I
    asked one of them. `may_press_keys`: there is a line of ours to press keys on. `free` are whom it can be handed to,
    a colleague or whoever of a site is free, `to_join` the supervisors who can be asked to join; `taker` is who is on
    it and can take it now. `trouble` is what was just pressed in vain.
    """

    id: str
    state: str
    since: datetime
    who: str
    note: str = ""
    interpreter: str = ""
    may_add_interpreter: bool = False
    languages: tuple[Choice, ...] = ()
    briefing: Briefing | None = None
    listeners: tuple[str, ...] = ()
    muted: bool = False
    may_press_keys: bool = False
    asked: bool = False
    free: tuple[Choice, ...] = ()
    to_join: tuple[Choice, ...] = ()
    taker: str = ""
    trouble: str = ""

    @property
    def on_hold(self) -> bool:
        """Whether the claimant hears the wait just now."""
        return self.state == "on_hold"


@dataclass(frozen=True, slots=True)
class HomePage:
    """The adviser's start page. `reference` is the person to go on with, where a call is going on.

    `in_browser`: calls ring in the browser, not on the desk.
    `outage`: nobody can be rung at present; empty where all is well. `offered_next`: who would come next, and why.
    `more_callbacks`: there are more than are shown; `more_waiting` so many more wait.
    """

    presence: Presence
    break_reasons: tuple[Choice, ...]
    callbacks: tuple[CallbackRow, ...]
    waiting: tuple[WaitingRow, ...]
    site_status: str
    offer: Offer | None = None
    call: CallBar | None = None
    reference: str = ""
    notice: str = ""
    in_browser: bool = False
    outage: str = ""
    offered_next: str = ""
    typed: TypedLine | None = None
    more_callbacks: bool = False
    more_waiting: int = 0


@dataclass(frozen=True, slots=True)
class TelephonePage:
    """The telephone in the browser. `edge` is Twilio's nearest; `signalling` a stand-in's host and port, or empty."""

    edge: str
    signalling: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """Something about the person that must not be missed. `tone` is amber (mind this) or red (urgent)."""

    words: str
    tone: str = "amber"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One contact: when, what happened, at which site."""

    at: datetime
    words: str
    site: str


@dataclass(frozen=True, slots=True)
class Person:
    """The left side of the page. `name` is how she is written, `say_as` how she is addressed (empty: unknown).

    `facts` are label and value, in order; `looking` the names of colleagues who have just looked at it too. Who booked
    by keypad said her name after a tone: `says_name`, whether there is that to be played.
    """

    reference: str
    name: str
    say_as: str = ""
    says_name: bool = False
    banners: tuple[Banner, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    history: tuple[HistoryRow, ...] = ()
    looking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the script. `field` is where a jump lands; `unanswered` counts what is still open."""

    title: str
    field: str
    answered: int
    unanswered: int
    here: bool = False


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the adviser may want to know beside a question; `dated` as it is written in the script, "" if not known."""

    text: str
    source: str
    dated: str
    group: str = ""
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class GuidanceFound:
    """A piece that was found, and the section and the question that it stands beside."""

    piece: Guidance
    section: str
    question: str


@dataclass(frozen=True, slots=True)
class GuidancePage:
    """What was found in the guidance by `words`; `most` pieces are shown at most."""

    words: str
    found: tuple[GuidanceFound, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Question:
    """The question that is asked now.

    `kind` is one of the script's kinds (app.scripts.definition.Kind). `given` are the values already in the
    fields, by form name (see templates/console/parts/answer.html); `chosen` those of a choice.
    `say_language` is the language in which `say` is worded, where it is not that of the page. `checked`: what is typed
    is checked beside the field, and can be kept as it was said where the check is wrong.
    """

    field: str
    kind: str
    say: str
    before: tuple[str, ...] = ()
    options: tuple[Choice, ...] = ()
    periods: tuple[Choice, ...] = ()
    given: Mapping[str, str] = made(default_factory=dict)
    chosen: tuple[str, ...] = ()
    hint: str = ""
    why: str = ""
    if_unsure: str = ""
    error: str = ""
    checked: bool = False
    optional: bool = False
    sensitive: bool = False
    say_language: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the script has come to: what to say, where the adviser goes on, and where else (label, address)."""

    title: str
    say: str
    go_on: str
    href: str
    besides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptPage:
    """One person, one question, one call. `script` is "inbound", "startup" or "corrections". Either question or ending
    is set; `on_call`: there is a call, whether or not its bar is drawn with this page."""

    person: Person
    script: str
    section: str
    number: int
    of: int
    sections: tuple[Section, ...]
    guidance: tuple[Guidance, ...] = ()
    question: Question | None = None
    ending: Ending | None = None
    on_call: bool = False
    call: CallBar | None = None
    saved_at: datetime | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A call-back that the adviser makes himself: the `number` with 18002 before it, or `typed`, at the typed page;
    `mine`: I make it just now, and say which of the `results` it came to."""

    number: str
    mine: bool
    results: tuple[Choice, ...]
    typed: bool = False


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything about one person when no script is open. `standing` are label and value; `may` names what can be
    done now: book, move, cancel, ring_now, script, startup, finish, form, correct, recognise."""

    person: Person
    standing: tuple[tuple[str, str], ...]
    may: tuple[str, ...]
    call: CallBar | None = None
    notice: str = ""
    restricted: bool = False
    may_restrict: bool = False
    by_hand: ByHand | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be met. `value` is sent; `note` says what is special about it, if anything."""

    value: str
    starts_at: datetime
    note: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """Morning, middle of the day or afternoon of one day, with its times (none: why in `empty`)."""

    title: str
    slots: tuple[Slot, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day that can be looked at; `places` is how many times are left on it."""

    on: date
    places: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class WrapUpPage:
    """After the call: what came of it, by a code declared once. `live`: it is still on, and ends with this;
    `unfinished`: a start-up is broken off, and its rest may be booked first; `ended_because`: the sentence that the
    adviser heard when it ended by itself."""

    who: str
    ended_since: datetime
    codes: tuple[Choice, ...]
    chosen: str = ""
    reference: str = ""
    live: bool = False
    unfinished: bool = False
    ended_because: str = ""
    errors: Mapping[str, str] = made(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A paper to bring, and what does instead."""

    words: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class AppointmentTime:
    """A time with a personal adviser. `day` is the working day after the start-up (from 1);
    `before_letter` is true when the letter cannot have arrived by then; `knows` says whom that adviser knows best."""

    value: str
    starts_at: datetime
    office: str
    with_whom: str
    day: int
    before_letter: bool = False
    key: str = ""
    knows: str = ""


@dataclass(frozen=True, slots=True)
class MeetingChoice:
    """What can be chosen. `needed` are those of `needs` that the times are for; `reasons` are values and words."""

    times: tuple[AppointmentTime, ...]
    needs: tuple[Choice, ...]
    needed: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FinishPage:
    """The end of the start-up. `decided` is the appointment, deferral or waiver already made, in a sentence;
    `choice` is what can be chosen where none is."""

    person: Person
    summary: tuple[str, ...]
    evidence: tuple[EvidenceItem, ...]
    payment: str
    choice: MeetingChoice | None = None
    unanswered: tuple[tuple[str, str], ...] = ()
    decided: str = ""
    letter: str = ""
    call: CallBar | None = None
    given: Mapping[str, str] = made(default_factory=dict)
    errors: Mapping[str, str] = made(default_factory=dict)
