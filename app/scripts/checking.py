"""What a script may not be, though it can be read: each rule is a sentence about the script as a whole."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import Formatter
from typing import Final

from app.scripts.conditions import (
    Age,
    Answered,
    AnyOf,
    Comparison,
    Condition,
    Count,
    Field,
    parts_of,
)
from app.scripts.definition import NOWHERE, Definition, Ending, Loop, Option, Place, Question, Section, Spoken
from app.scripts.errors import ScriptFault
from app.scripts.reaching import never_asked

LONGEST_SENTENCE: Final = 30
"""Words in one sentence: a listener cannot hold more."""

MOST_CHOICES: Final = 4
"""Choices in one telephone menu."""

WITHOUT_SPEECH: Final = frozenset({"cy"})
"""Languages the telephone service cannot recognise when spoken: keys only."""

ALWAYS_FILLED: Final = frozenset({"press"})
_ID: Final = re.compile(r"[a-z][a-z0-9_]*(\[\])?(\.[a-z][a-z0-9_]*)*")
_SENTENCE_END: Final = re.compile(r"(?<=[.?!:;])['”\"]?\s+")


def faults_of(definitions: Iterable[Definition], folder: Path) -> list[ScriptFault]:
    """Everything wrong with these scripts. `folder` names the place of what has no line of its own."""
    return [fault for definition in definitions for fault in _Checker(definition, folder).faults()]


def long_sentences(text: str) -> list[str]:
    """The sentences of the text that have more words than a listener can hold."""
    return [sentence for sentence in _SENTENCE_END.split(text) if len(sentence.split()) > LONGEST_SENTENCE]


def sentences_of(definition: Definition) -> Iterator[tuple[str, Place]]:
    """Every sentence of a script that is said or shown, with its place: what the catalogues must hold."""
    for spoken in definition.announcements.values():
        yield spoken.message, definition.place
    for section in definition.sections:
        yield section.title, section.place
        for step in section.steps:
            if isinstance(step, Ending):
                if step.say:
                    yield step.say, step.place
                continue
            for question in (*step.questions, step.more) if isinstance(step, Loop) else (step,):
                yield from ((text, question.place) for text in _sentences_of_question(question))


def heard_of(definition: Definition) -> Iterator[Spoken]:
    """Every sentence of a telephone script that a caller hears, as it is spoken; nothing of other scripts."""
    if {"keypad", "speech"} & set(definition.channels):
        for spoken in _heard_of(definition):
            yield replace(spoken, language=spoken.language or definition.language)


def _heard_of(definition: Definition) -> Iterator[Spoken]:
    yield from definition.announcements.values()
    for section in definition.sections:
        for step in section.steps:
            if isinstance(step, Ending):
                if step.say:
                    yield Spoken(step.say)
                continue
            for question in (*step.questions, step.more) if isinstance(step, Loop) else (step,):
                yield from (*question.before, Spoken(question.say), *question.instead)
                yield from (option.menu for option in question.options if option.menu)
                yield from (Spoken(fill.otherwise) for fill in question.fill.values())
                yield from (Spoken(words) for words in (question.keypad.retries if question.keypad else ()))


def _sentences_of_question(question: Question) -> Iterator[str]:
    for spoken in question.before:
        yield spoken.message
    yield question.say
    yield from (spoken.message for spoken in question.instead)
    yield from (text for text in (question.hint, question.why, question.if_unsure) if text)
    for option in question.options:
        yield option.label
        if option.hint:
            yield option.hint
        if option.menu:
            yield option.menu.message
    for guidance in question.guidance:
        yield guidance.text
    for fill in question.fill.values():
        yield fill.otherwise
    if question.keypad:
        yield from question.keypad.retries


@dataclass
class _Checker:
    definition: Definition
    folder: Path
    found: list[ScriptFault] = field(default_factory=list)
    asked: dict[str, Question] = field(default_factory=dict)
    loops: set[str] = field(default_factory=set)
    all_fields: set[str] = field(default_factory=set)

    def faults(self) -> list[ScriptFault]:
        self.all_fields = {question.id for question in self._everything()}
        self._endings()
        for spoken in self.definition.announcements.values():
            self._places(spoken.message, set(), self.definition.place)
            self._condition(spoken.when, self.definition.place)
        for section in self.definition.sections:
            self._condition(section.when, section.place)
            for step in section.steps:
                self._step(step)
        for question in never_asked(self.definition):
            self._fault(question.place, f"no answers lead to '{question.id}': its conditions exclude each other")
        for group in self.definition.groups.values():
            self._condition(group, self.definition.place)
        for text, place in sentences_of(self.definition):
            for sentence in long_sentences(text):
                self._fault(place, f"more than {LONGEST_SENTENCE} words in one sentence: {sentence}")
        return self.found

    def _everything(self) -> Iterator[Question]:
        for section in self.definition.sections:
            for step in section.steps:
                if isinstance(step, Question):
                    yield step
                elif isinstance(step, Loop):
                    yield from (*step.questions, step.more)

    def _endings(self) -> None:
        steps = [(section, step) for section in self.definition.sections for step in section.steps]
        if not steps:
            self._fault(self.definition.place, "the script has no steps")
            return
        certain = [_is_certain(section, step) for section, step in steps]
        if not certain[-1]:
            self._fault(_place_of(steps[-1][1]), "the last step must be an end that always applies")
        for index, is_certain in enumerate(certain[:-1]):
            if is_certain:
                self._fault(_place_of(steps[index + 1][1]), "nothing reaches this: the step before it always ends")
                break
        by_telephone = {"keypad", "speech"} & set(self.definition.channels)
        if by_telephone and not self.definition.lost:
            self._fault(self.definition.place, "a telephone script must name, as 'lost', where a lost caller ends")

    def _step(self, step: Question | Loop | Ending) -> None:
        self._condition(step.when, step.place)
        match step:
            case Ending():
                self._places(step.say or "", set(), step.place)
            case Question():
                self._question(step, loop=None)
            case Loop():
                for question in (*step.questions, step.more):
                    self._condition(question.when, question.place, loop=step.name)
                    self._question(question, loop=step.name)
                if step.more.kind != "yes_no":
                    self._fault(step.more.place, "'more' must be a yes_no question")
                self.loops.add(step.name)

    def _question(self, question: Question, loop: str | None) -> None:
        place = question.place
        if not _ID.fullmatch(question.id):
            self._fault(place, f"'{question.id}' is not a field: write small letters and dots, like you.surname")
        if question.id in self.asked:
            self._fault(place, f"'{question.id}' is asked twice")
        if question.id in self.definition.facts:
            self._fault(place, f"'{question.id}' is a fact, which is never asked")
        if ("[]" in question.id) != (loop is not None) or (loop and not question.id.startswith(f"{loop}[].")):
            self._fault(place, f"'{question.id}' must begin with '{loop}[].'" if loop else "[] belongs in a loop")
        self._options(question, loop)
        self._words(question, loop)
        if {"keypad", "speech"} & set(self.definition.channels):
            self._telephone(question)
        self.asked[question.id] = question

    def _words(self, question: Question, loop: str | None) -> None:
        place = question.place
        for spoken in question.before:
            self._condition(spoken.when, place, loop)
            self._places(spoken.message, set(), place)
        for spoken in question.instead:
            self._condition(spoken.when, place, loop)
            if spoken.when is None:
                self._fault(place, "a sentence said instead needs a 'when'")
        for guidance in question.guidance:
            if guidance.group is not None and guidance.group not in self.definition.groups:
                self._fault(place, f"'{guidance.group}' is not one of the script's groups")
        filled = set(question.fill)
        for text in _sentences_of_question(question):
            self._places(text, filled, place)
        for fill in question.fill.values():
            if fill.path not in self.asked and fill.path not in self.definition.facts:
                self._fault(place, f"'{fill.path}' fills a place here, but is not asked before")

    def _options(self, question: Question, loop: str | None) -> None:
        place = question.place
        needs = question.kind in ("choice", "choices", "yes_no")
        if needs and len(question.options) < 2:
            self._fault(place, "a choice needs at least two options")
        if not needs and question.options and question.keypad is None:
            self._fault(place, f"a question of kind {question.kind} has no options")
        values = [option.value for option in question.options]
        for value in sorted({value for value in values if values.count(value) > 1}):
            self._fault(place, f"the option '{value}' is given twice")
        for option in question.options:
            self._condition(option.when, place, loop)

    def _telephone(self, question: Question) -> None:
        place = question.place
        plan = question.keypad
        if plan is None:
            self._fault(place, "a question of a telephone script needs a keypad plan")
            return
        if plan.gather != "nothing" and (len(plan.retries) != 2 or len({question.say, *plan.retries}) != 3):
            self._fault(place, "the keypad plan needs two retries, each in words of its own")
        always = [option for option in question.options if option.when is None]
        if len(always) > MOST_CHOICES:
            self._fault(place, f"a telephone menu has at most {MOST_CHOICES} choices")
        for option in question.options:
            self._key(option, place)
        keys = [option.press for option in always if option.press != "next"]
        for key in sorted({key for key in keys if key and keys.count(key) > 1}):
            self._fault(place, f"two options have the key {key}")

    def _key(self, option: Option, place: Place) -> None:
        if option.press is None or option.menu is None:
            self._fault(place, f"the option '{option.value}' needs a key (press) and a sentence (menu)")
        elif option.press != "next" and not re.fullmatch(r"[0-9*]", option.press):
            self._fault(place, f"'{option.press}' is not a key: 0 to 9, * or 'next'")
        elif (
            option.press != "next" and option.press not in option.menu.message and "{press}" not in option.menu.message
        ):
            self._fault(place, f"the sentence for '{option.value}' does not name its key, {option.press}")
        for language in sorted(set(option.heard) & WITHOUT_SPEECH):
            self._fault(place, f"speech cannot be recognised in the language {language}: keys only")

    def _places(self, text: str, filled: set[str], place: Place) -> None:
        """Every `{name}` must be filled by somebody."""
        known = filled | set(self.definition.params) | ALWAYS_FILLED
        try:
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            self._fault(place, f"a brace is open or closed alone in: {text}")
            return
        for name in sorted(names - known):
            self._fault(place, f"nothing fills {{{name}}}; add it to 'params' or 'fill'")

    def _condition(self, condition: Condition | None, place: Place, loop: str | None = None) -> None:
        inside: set[str] = {loop} if loop else set()
        for part in parts_of(condition):
            match part:
                case Comparison(left, operator, right):
                    self._operand(left, operator, right, place, inside)
                case Answered(path):
                    self._known(path, place, inside)
                case AnyOf(name, _):
                    if name not in self.loops:
                        self._fault(place, f"'{name}' is not a loop that comes before this")
                    inside.add(name)
                case _:
                    continue

    def _operand(self, left: Field | Age | Count, operator: str, right: object, place: Place, inside: set[str]) -> None:
        if isinstance(left, Count):
            if left.loop not in self.loops:
                self._fault(place, f"'{left.loop}' is not a loop that comes before this")
            return
        question = self._known(left.path, place, inside)
        if question is None:
            return
        if isinstance(left, Age):
            if question.kind != "date":
                self._fault(place, f"age() needs a date, and '{left.path}' is of kind {question.kind}")
            return
        if (operator == "has") != (question.kind == "choices"):
            self._fault(place, f"'{left.path}' is of kind {question.kind}: 'has' is for choices, and only for them")
        if question.kind in ("choice", "choices", "yes_no"):
            values = {option.value for option in question.options}
            for wanted in right if isinstance(right, tuple) else (right,):
                if wanted not in values:
                    self._fault(place, f"'{wanted}' is not an answer to '{left.path}'")

    def _known(self, path: str, place: Place, inside: set[str]) -> Question | None:
        """The question asked before this under `path`; None for a fact, or after telling the fault."""
        if path in self.definition.facts:
            return None
        if "[]" in path and path.split("[]")[0] not in inside:
            self._fault(place, f"'{path}' can be asked about only inside its loop, or with any(...)")
            return None
        if path not in self.asked:
            known = "is asked only after this" if path in self.all_fields else "is not a field of this script"
            self._fault(place, f"'{path}' {known}")
            return None
        return self.asked[path]

    def _fault(self, place: Place, what: str) -> None:
        self.found.append(ScriptFault(self.folder if place is NOWHERE else place.file, place.line, what))


def _is_certain(section: Section, step: Question | Loop | Ending) -> bool:
    return isinstance(step, Ending) and step.when is None and section.when is None


def _place_of(step: Question | Loop | Ending) -> Place:
    return step.place
