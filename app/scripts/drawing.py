"""A script as a page that a manager can read: a map of its sections, and under it every question in plain words."""

from collections.abc import Iterator
from html import escape

from app.scripts.conditions import Age, All, Answered, AnyOf, Comparison, Condition, Count, Either, Field, Not
from app.scripts.definition import Definition, Ending, Loop, Question, Section

_BOX_WIDTH, _BOX_HEIGHT, _STEP, _LEFT, _WIDTH = 300, 44, 78, 20, 980
_ONLY_IF_LETTERS = 84
_STYLE = """
body{font:16px/1.5 sans-serif;color:#12202b;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1,h2{color:#0b5563}h2{border-top:1px solid #8a97a1;padding-top:1rem}svg{max-width:100%;height:auto}
.if{color:#46535e}.kind{color:#46535e;font-size:.875rem}.loop{border-left:4px solid #0b5563;padding-left:1rem}
.end{font-weight:bold}li{margin:.5rem 0}
"""
_KINDS = {
    "choice": "one of several", "choices": "any of several", "yes_no": "yes or no", "text": "a few words",
    "long_text": "in her own words", "date": "a date", "month": "a month", "money": "an amount and how often",
    "amount": "an amount", "number": "a number", "hours": "hours a week", "telephone": "a telephone number",
    "address": "an address", "postcode": "a postcode", "nino": "a National Insurance number", "told": "said, not asked",
    "sort_code": "a sort code", "account_number": "an account number", "email": "an e-mail address",
    "language": "a language", "times": "times of the day", "digits": "keys", "recording": "a recording",
}  # fmt: skip
_SIGNS = {"<": "under", "<=": "at most", ">": "over", ">=": "at least"}


def draw(definition: Definition) -> str:
    """The script as one HTML page that needs nothing else."""
    words = _Words(definition)
    parts = [f'<section id="{escape(one.id)}">{_section(one, words)}</section>' for one in definition.sections]
    name = escape(definition.name)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title><style>{_STYLE}</style>'
        f"</head><body><h1>{escape(definition.about)}</h1><p>Script <b>{name}</b>, version {definition.version}.</p>"
        f"{_map(definition, words)}{''.join(parts)}</body></html>\n"
    )


def _map(definition: Definition, words: "_Words") -> str:
    """One box a section from the top down; beside it when it applies, and where the call may end."""
    shapes = []
    for index, section in enumerate(definition.sections):
        top = 10 + index * _STEP
        middle = _LEFT + _BOX_WIDTH // 2
        if index:
            shapes.append(
                f'<path d="M{middle} {top - _STEP + _BOX_HEIGHT}V{top - 3}" stroke="#46535e" marker-end="url(#tip)"/>'
            )
        dashes = "" if section.when is None else ' stroke-dasharray="6 4"'
        shapes.append(
            f'<a href="#{escape(section.id)}"><rect x="{_LEFT}" y="{top}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" '
            f'rx="6" fill="#eef5f6" stroke="#0b5563"{dashes}/><text x="{_LEFT + 12}" y="{top + 19}" font-weight="bold">'
            f'{escape(section.title)}</text><text x="{_LEFT + 12}" y="{top + 36}" font-size="12">'
            f"{_size(section)}</text></a>"
        )
        notes = [] if section.when is None else ["Only if " + words.of(section.when)]
        notes += ["Ends: " + _ending(one, words) for one in section.steps if isinstance(one, Ending)]
        for line, note in enumerate(notes[:3]):
            short = note if len(note) <= _ONLY_IF_LETTERS else note[: _ONLY_IF_LETTERS - 1] + "…"
            shapes.append(
                f'<text x="{_LEFT + _BOX_WIDTH + 16}" y="{top + 16 + 17 * line}" font-size="13">{escape(short)}</text>'
            )
    height = 20 + len(definition.sections) * _STEP
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img" font-family="sans-serif" '
        f'aria-label="The order of the sections"><defs><marker id="tip" markerWidth="8" markerHeight="8" refX="4" '
        f'refY="4" orient="auto"><path d="M0 0L8 4L0 8z" fill="#46535e"/></marker></defs>{"".join(shapes)}</svg>'
        "<p>A dashed box is left out for some. A loop is asked once for each child, job, income and so on.</p>"
    )


def _size(section: Section) -> str:
    loops = [step for step in section.steps if isinstance(step, Loop)]
    count = sum(isinstance(step, Question) for step in section.steps) + sum(len(one.questions) + 1 for one in loops)
    return (
        f"{count} questions"
        + (f", {len(loops)} of them a loop" if len(loops) == 1 else "")
        + (f", in {len(loops)} loops" if len(loops) > 1 else "")
    )


def _section(section: Section, words: "_Words") -> str:
    return f"<h2>{escape(section.title)}</h2>{_only_if(section.when, words)}<ol>{''.join(_steps(section, words))}</ol>"


def _steps(section: Section, words: "_Words") -> Iterator[str]:
    for step in section.steps:
        match step:
            case Question():
                yield _question(step, words)
            case Loop():
                inside = "".join(_question(one, words) for one in (*step.questions, step.more))
                yield (
                    f'<li class="loop">For each of <b>{escape(step.name.replace("_", " "))}</b>, up to {step.most}:'
                    f"{_only_if(step.when, words)}<ol>{inside}</ol></li>"
                )
            case Ending():
                yield f'<li class="end">The call ends: {escape(_ending(step, words))}</li>'


def _question(question: Question, words: "_Words") -> str:
    options = ", ".join(option.label for option in question.options)
    kind = _KINDS.get(question.kind, question.kind) + (": " + options if options else "")
    left = "; may be left empty" if question.optional else ""
    only_if = _only_if(question.when, words)
    return f'<li>{escape(question.say)} <span class="kind">({escape(kind)}{left})</span>{only_if}</li>'


def _only_if(condition: Condition | None, words: "_Words") -> str:
    return "" if condition is None else f'<div class="if">Only if {escape(words.of(condition))}.</div>'


def _ending(ending: Ending, words: "_Words") -> str:
    return ending.name.replace("_", " ") + ("" if ending.when is None else ", if " + words.of(ending.when))


class _Words:
    """Conditions in the words of the questions and options that they speak of."""

    def __init__(self, definition: Definition) -> None:
        self._facts = definition.facts
        self._questions: dict[str, Question] = {}
        for section in definition.sections:
            for step in section.steps:
                for one in (*step.questions, step.more) if isinstance(step, Loop) else (step,):
                    if isinstance(one, Question):
                        self._questions[one.id] = one

    def of(self, condition: Condition) -> str:
        """The condition as a person would say it."""
        match condition:
            case All(parts):
                return " and ".join(self._within(part) for part in parts)
            case Either(parts):
                return " or ".join(self._within(part) for part in parts)
            case Not(inner):
                return f"it is not so that {self._within(inner)}"
            case Answered(path, unsure):
                return f"{self._name(path)} is {'not sure' if unsure else 'answered'}"
            case AnyOf(_, inner):
                return f"for any of them {self._within(inner)}"
            case Comparison(left, operator, right):
                return self._comparison(left, operator, right)

    def _within(self, condition: Condition) -> str:
        words = self.of(condition)
        return f"({words})" if isinstance(condition, All | Either) else words

    def _comparison(self, left: Field | Age | Count, operator: str, right: object) -> str:
        match left:
            case Count(loop):
                return f"the number of {loop.replace('_', ' ')} is {_SIGNS.get(operator, 'exactly')} {right}"
            case Age(path):
                return f"the age by {self._name(path)} is {_SIGNS.get(operator, 'exactly')} {right}"
            case Field(path):
                values = " or ".join(
                    self._value(path, one) for one in (right if isinstance(right, tuple) else (right,))
                )
                sign = {"==": "is", "!=": "is not", "in": "is", "has": "includes"}.get(operator)
                return f"{self._name(path)} {sign or f'is {_SIGNS.get(operator, operator)}'} {values}"

    def _name(self, path: str) -> str:
        if path in self._facts:
            return self._facts[path].about.split(":")[-1].strip()
        question = self._questions.get(path)
        return f"“{question.say}”" if question else path

    def _value(self, path: str, value: object) -> str:
        question = self._questions.get(path)
        for option in question.options if question else ():
            if option.value == value:
                return option.label
        return str(value)
