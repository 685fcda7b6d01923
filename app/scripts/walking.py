"""Walking a script: what to ask next is a pure function of the script and the answers.

Answers are one flat mapping, field → value, in which the caller also puts the facts the script names (such as
`site.languages`). An answer to a question that no longer applies stays in the store but counts for nothing until
its question applies again: nothing said is lost, and nothing stale decides.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.scripts import answers as kinds
from app.scripts import wording
from app.scripts.answers import Accepted, Fault, Raw
from app.scripts.conditions import AGE_IS_COUNTED_TO, at_turn, holds, is_declined, is_unsure
from app.scripts.definition import Channel, Definition, Ending, Guidance, Loop, Option, Question, Section, Spoken
from app.scripts.errors import UnknownFieldError
from app.values.errors import Invalid

_TURN = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class SectionView:
    """A section as it stands for these answers: the questions that apply, loops written out."""

    id: str
    title: str
    questions: tuple[Question, ...]
    answered: int
    unanswered: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing in it is left to ask."""
        return self.unanswered == 0


@dataclass(frozen=True)
class _Visit:
    section: Section
    step: Question | Ending


class Script:
    """One script, ready to be walked. Holds no state: every method is a function of its arguments."""

    def __init__(self, definition: Definition, *, practice: bool = False) -> None:
        self.definition = definition
        self._practice = practice
        self._questions = {
            question.id: question
            for section in definition.sections
            for step in section.steps
            for question in _questions_of(step)
        }
        self._loop_of = {
            question.id: step
            for section in definition.sections
            for step in section.steps
            if isinstance(step, Loop)
            for question in _questions_of(step)
        }

    @property
    def name(self) -> str:
        """Its name, such as "line" or "startup"."""
        return self.definition.name

    @property
    def version(self) -> str:
        """Sixteen hexadecimal figures that change with the content of its files."""
        return self.definition.version

    @property
    def practice(self) -> bool:
        """Whether examples, such as invented National Insurance numbers, are taken as answers."""
        return self._practice

    @property
    def fields(self) -> tuple[str, ...]:
        """The paths of all its questions, loops as `children[].name`, in the order of asking."""
        return tuple(self._questions)

    def next(self, answers: Mapping[str, Any]) -> Question | Ending:
        """The first question that applies and has no answer, or the ending that is reached before one."""
        for visit in self._walk(answers):
            if isinstance(visit.step, Ending) or visit.step.field not in answers:
                return visit.step
        raise AssertionError("a checked script always comes to an ending")

    def question(self, field: str) -> Question:
        """The question whose answer is kept under `field`, applicable or not. Raises UnknownFieldError."""
        turn = _TURN.search(field)
        question = self._questions.get(_TURN.sub("[]", field, count=1))
        if question is None or (turn is None) != (question.id not in self._loop_of):
            raise UnknownFieldError(field)
        return question if turn is None else replace(question, turn=int(turn[1]))

    def applicable(self, answers: Mapping[str, Any]) -> list[SectionView]:
        """The sections with at least one question that applies, as far as can be told from these answers."""
        found: dict[str, tuple[Section, list[Question]]] = {}
        for visit in self._walk(answers):
            if isinstance(visit.step, Question):
                found.setdefault(visit.section.id, (visit.section, []))[1].append(visit.step)
        views = []
        for section, questions in found.values():
            answered = sum(question.field in answers for question in questions)
            views.append(SectionView(section.id, section.title, tuple(questions), answered, len(questions) - answered))
        return views

    def applies(self, field: str, answers: Mapping[str, Any]) -> bool:
        """Whether the question of this field is asked at all, given these answers."""
        return any(isinstance(visit.step, Question) and visit.step.field == field for visit in self._walk(answers))

    def relevant(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that count: those whose question applies, in the order of asking."""
        fields = (visit.step.field for visit in self._walk(answers) if isinstance(visit.step, Question))
        return {field: answers[field] for field in fields if field in answers}

    def previous(self, answers: Mapping[str, Any], field: str | None = None) -> Question | None:
        """The question asked before `field` (or before the next one): where Back leads. None at the start."""
        if field is None:
            step = self.next(answers)
            field = step.field if isinstance(step, Question) else None
        before: Question | None = None
        for visit in self._walk(answers):
            if isinstance(visit.step, Ending) or visit.step.field == field:
                return before
            before = visit.step
        return before

    def accept(self, question: Question, raw: Raw, channel: Channel, answers: Mapping[str, Any]) -> Accepted | Fault:
        """What changes if this is the answer, or what is wrong with it."""
        try:
            value = kinds.parse(
                replace(question, options=tuple(self.options(question, answers))),
                raw,
                channel,
                today=_today(answers),
                practice=self._practice,
            )
        except Invalid as problem:
            return Fault(problem.message, problem.params)
        return Accepted({question.field: value})

    def options(self, question: Question, answers: Mapping[str, Any]) -> list[Option]:
        """The options offered here; a key given as `next` becomes the first one that is free."""
        shown = [option for option in question.options if holds(option.when, answers, question.turn)]
        taken = {option.press for option in shown}
        free = (key for key in "123456789" if key not in taken)
        return [replace(option, press=next(free)) if option.press == "next" else option for option in shown]

    def fills(self, question: Question, answers: Mapping[str, Any], language: str = "en") -> dict[str, str]:
        """What earlier answers put in the places of the question's sentences."""
        found = {}
        for name, fill in question.fill.items():
            value = answers.get(at_turn(fill.path, question.turn))
            known = value is not None and not is_unsure(value) and not is_declined(value)
            found[name] = str(value) if known else wording.say(fill.otherwise, language)
        return found

    def said(self, question: Question, answers: Mapping[str, Any], language: str) -> str:
        """The question as it is read out in the language, its places filled from earlier answers."""
        return wording.say(question.say, language, **self.fills(question, answers, language))

    def groups(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """The groups this person belongs to, as far as the answers tell."""
        counted = {**self._facts(answers), **self.relevant(answers)}
        return frozenset(name for name, condition in self.definition.groups.items() if holds(condition, counted))

    def guidance(self, question: Question, answers: Mapping[str, Any]) -> list[Guidance]:
        """What the adviser may want to know here: what is for everybody, then what is for this person's groups."""
        groups = self.groups(answers)
        for_everybody = [one for one in question.guidance if one.group is None]
        return for_everybody + [one for one in question.guidance if one.group in groups]

    def announcement(self, name: str, **params: str | int) -> Spoken:
        """A sentence that asks nothing, with its places filled. Raises KeyError."""
        return replace(self.definition.announcements[name], params=params)

    def _facts(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {name: answers[name] for name in (*self.definition.facts, AGE_IS_COUNTED_TO) if name in answers}

    def _walk(self, answers: Mapping[str, Any]) -> Iterator[_Visit]:
        """Every question that applies, in order, and the ending. What was answered decides only what follows."""
        counted = self._facts(answers)
        for section in self.definition.sections:
            if not holds(section.when, counted):
                continue
            for step in section.steps:
                if not holds(step.when, counted):
                    continue
                if isinstance(step, Loop):
                    yield from self._turns(section, step, answers, counted)
                    continue
                yield _Visit(section, step if isinstance(step, Ending) else _worded(step, counted))
                if isinstance(step, Ending):
                    return
                if step.id in answers:
                    counted[step.id] = answers[step.id]

    def _turns(
        self, section: Section, loop: Loop, answers: Mapping[str, Any], counted: dict[str, Any]
    ) -> Iterator[_Visit]:
        for turn in range(loop.most):
            for question in (*loop.questions, loop.more):
                if not holds(question.when, counted, turn) or (question is loop.more and turn == loop.most - 1):
                    continue
                here = _worded(replace(question, turn=turn), counted)
                yield _Visit(section, here)
                if here.field in answers:
                    counted[here.field] = answers[here.field]
            if counted.get(replace(loop.more, turn=turn).field) != "yes":
                return


def _worded(question: Question, counted: Mapping[str, Any]) -> Question:
    """The question in the words that fit what is known."""
    for spoken in question.instead:
        if holds(spoken.when, counted, question.turn):
            return replace(question, say=spoken.message)
    return question


def _questions_of(step: Question | Loop | Ending) -> tuple[Question, ...]:
    match step:
        case Question():
            return (step,)
        case Loop():
            return (*step.questions, step.more)
        case Ending():
            return ()


def _today(answers: Mapping[str, Any]) -> date | None:
    """The fact `today`, where the caller gave it."""
    given = answers.get("today")
    return date.fromisoformat(given) if isinstance(given, str) else None
