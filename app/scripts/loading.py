"""From YAML to definitions, each fault told with its file and line.

A file in the folder holds `parts:`, each of which is one script. A section may live in a file of its own:
`- file: startup/you.yaml`. What every key means is told at the head of ivr_scripts/inbound.yaml.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

from app.scripts import conditions
from app.scripts.conditions import Condition
from app.scripts.definition import (
    Channel,
    Definition,
    Ending,
    Fact,
    Fill,
    Gather,
    Guidance,
    KeypadPlan,
    Kind,
    Limits,
    Loop,
    Option,
    Place,
    Question,
    Section,
    Spoken,
    Step,
)
from app.scripts.errors import BadScriptError, ConditionError, ScriptFault
from app.scripts.lined_yaml import Row, Table, read
from app.values.sentence import mark

T = TypeVar("T")

PERIODS: Final = ("week", "fortnight", "four_weeks", "month", "year")

_PART = {"about", "for", "facts", "params", "announcements", "groups", "sections", "language", "lost"}
_SECTION = {"id", "title", "when", "steps"}
_QUESTION = {
    "ask", "kind", "say", "instead", "options", "before", "hint", "why", "if_unsure", "guidance", "when", "fill",
    "least", "most", "longest", "dates", "periods", "sensitive", "optional", "keypad",
}  # fmt: skip
_OPTION = {"value", "label", "hint", "when", "press", "menu", "language", "heard", "again"}
_GUIDANCE = {"text", "source", "date", "group", "confirmed"}
_KEYPAD = {"gather", "retries", "length", "finish_on", "seconds"}
_YES_AND_NO: Final = (Option("yes", mark("Yes")), Option("no", mark("No")))


def load_folder(folder: Path) -> dict[str, Definition]:
    """Every script of the folder, by name. Raises BadScriptError with everything that is wrong."""
    faults: list[ScriptFault] = []
    found: dict[str, Definition] = {}
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise BadScriptError([ScriptFault(folder, 1, "there are no scripts here")])
    for file in files:
        try:
            definitions = _FileReader(folder, file, faults).definitions()
        except BadScriptError as problem:
            faults.extend(problem.faults)
            continue
        for definition, line in definitions:
            if definition.name in found:
                faults.append(ScriptFault(file, line, f"there is another script named '{definition.name}'"))
            found[definition.name] = definition
    if faults:
        raise BadScriptError(faults)
    return found


class _FileReader:
    """Reads one file, and the section files it names."""

    def __init__(self, folder: Path, file: Path, faults: list[ScriptFault]) -> None:
        self.folder = folder
        self.file = file
        self.faults = faults
        self.contents: dict[str, bytes] = {}

    def definitions(self) -> list[tuple[Definition, int]]:
        root = self.open(self.file)
        self.only(root, {"about", "parts"})
        parts = self.table(root, "parts")
        return [(self.part(name, self.table(parts, name)), parts.lines[name]) for name in (parts or {})]

    def open(self, file: Path) -> Table:
        table = read(file, file.relative_to(self.folder.parent), self.faults)
        self.contents[file.relative_to(self.folder).as_posix()] = file.read_bytes()
        return table

    # ── the parts of a script ────────────────────────────────────────────────────────────────────────────────

    def part(self, name: str, table: Table) -> Definition:
        self.only(table, _PART)
        facts = {fact.name: fact for fact in self.facts(self.table(table, "facts", needed=False))}
        params = self.table(table, "params", needed=False)
        announcements = self.table(table, "announcements", needed=False)
        sections = tuple(self.section(row, line) for row, line in self.members(table, "sections"))
        return Definition(
            name=name,
            about=self.text(table, "about"),
            channels=tuple(self.one_of(word, get_args(Channel), table.lines.get("for", table.line), table.file)
                           for word in self.words(table, "for")),
            sections=tuple(section for section in sections if section is not None),
            facts=facts,
            params={str(key): self.text(params, key) for key in params},
            announcements={str(key): self.spoken(announcements[key], announcements, key) for key in announcements},
            groups=self.groups(self.table(table, "groups", needed=False)),
            lost=self.text(table, "lost", needed=False) or None,
            version=hashlib.sha256(b"\0".join(self.contents.values())).hexdigest()[:16],
            place=_place(table),
            language=self.text(table, "language", needed=False) or None,
            files={path: content.decode() for path, content in self.contents.items()},
        )  # fmt: skip

    def facts(self, table: Table) -> Iterable[Fact]:
        for name in table:
            about = self.text(table, name)
            kind, _, rest = about.partition(": ")
            if kind not in ("text", "number", "list", "date") or not rest:
                self.fault(table, name, "a fact is told as 'text: what it is' (or number, list or date)")
                continue
            yield Fact(name, rest, kind)  # type: ignore[arg-type]  # one of the four, as was just asked

    def groups(self, table: Table) -> dict[str, Condition]:
        found = {str(name): self._try(table, name, conditions.parse) for name in table}
        return {name: condition for name, condition in found.items() if condition is not None}

    def section(self, table: object, line: int) -> Section | None:
        if not isinstance(table, Table):
            self.faults.append(ScriptFault(self.file, line, "a section must have an id, a title and steps"))
            return None
        if "file" in table:
            self.only(table, {"file"})
            file = self.folder / self.text(table, "file")
            if not file.is_file():
                self.fault(table, "file", f"there is no file {table['file']}")
                return None
            table = self.open(file)
        self.only(table, _SECTION)
        name = self.text(table, "id")
        return Section(
            name,
            self.text(table, "title"),
            tuple(step for row, at in self.members(table, "steps") if (step := self.step(row, at, name, table))),
            self.condition(table),
            _place(table),
        )

    def step(self, row: object, line: int, section: str, parent: Table) -> Step | None:
        if isinstance(row, Table):
            if "ask" in row:
                return self.question(row, section)
            if "loop" in row:
                return self.loop(row, section)
            if "end" in row:
                self.only(row, {"end", "say", "when"})
                say = self.text(row, "say", needed=False) or None
                return Ending(self.text(row, "end"), say, self.condition(row), _place(row))
        self.faults.append(ScriptFault(parent.file, line, "a step must begin with ask, loop or end"))
        return None

    def loop(self, table: Table, section: str) -> Loop:
        self.only(table, {"loop", "when", "steps", "more", "most"})
        questions = []
        for row, line in self.members(table, "steps"):
            if isinstance(row, Table) and "ask" in row:
                questions.append(self.question(row, section))
            else:
                self.faults.append(ScriptFault(table.file, line, "in a loop there may be only questions (ask)"))
        more = self.table(table, "more")
        return Loop(
            self.text(table, "loop"),
            tuple(questions),
            self.question(more, section),
            self.condition(table),
            self.number(table, "most") or 30,
            _place(table),
        )

    def question(self, table: Table, section: str) -> Question:
        self.only(table, _QUESTION)
        kind: Kind = self.one_of(
            self.text(table, "kind"), get_args(Kind), table.lines.get("kind", table.line), table.file
        )
        options = tuple(option for row, line in self.members(table, "options", needed=False)
                        if (option := self.option(row, line, table)))  # fmt: skip
        fills = self.table(table, "fill", needed=False)
        keypad = self.table(table, "keypad", needed=False)
        dates = self.text(table, "dates", needed=False) or "any"
        return Question(
            id=self.text(table, "ask"),
            section=section,
            kind=kind,
            say=self.text(table, "say"),
            options=options or (_YES_AND_NO if kind == "yes_no" else ()),
            before=self.all_spoken(table, "before"),
            instead=self.all_spoken(table, "instead"),
            hint=self.text(table, "hint", needed=False) or None,
            why=self.text(table, "why", needed=False) or None,
            if_unsure=self.text(table, "if_unsure", needed=False) or None,
            guidance=tuple(guidance for row, line in self.members(table, "guidance", needed=False)
                           if (guidance := self.guidance(row, line, table))),
            when=self.condition(table),
            fill={name: self.fill(fills, name) for name in fills},
            limits=Limits(
                self.number(table, "least"),
                self.number(table, "most"),
                self.number(table, "longest"),
                self.one_of(dates, ("past", "future", "any"), table.lines.get("dates", table.line), table.file),
            ),
            periods=tuple(self.words(table, "periods")) or (PERIODS if kind == "money" else ()),
            sensitive=self.flag(table, "sensitive"),
            optional=self.flag(table, "optional"),
            keypad=self.keypad(keypad) if "keypad" in table else None,
            place=_place(table),
        )  # fmt: skip

    def option(self, row: object, line: int, parent: Table) -> Option | None:
        if not isinstance(row, Table):
            self.faults.append(ScriptFault(parent.file, line, "an option must have a value and a label"))
            return None
        self.only(row, _OPTION)
        heard = self.table(row, "heard", needed=False)
        menu = self.text(row, "menu", needed=False)
        language = self.text(row, "language", needed=False) or None
        return Option(
            value=self.text(row, "value"),
            label=self.text(row, "label"),
            hint=self.text(row, "hint", needed=False) or None,
            when=self.condition(row),
            press=str(row["press"]) if "press" in row else None,
            menu=Spoken(menu, language=language) if menu else None,
            heard={tongue: tuple(self.words(heard, tongue)) for tongue in heard},
            again=self.flag(row, "again"),
        )

    def guidance(self, row: object, line: int, parent: Table) -> Guidance | None:
        if not isinstance(row, Table):
            self.faults.append(ScriptFault(parent.file, line, "guidance must have a text and a source"))
            return None
        self.only(row, _GUIDANCE)
        return Guidance(
            self.text(row, "text"),
            self.text(row, "source"),
            self.text(row, "date", needed=False),
            self.text(row, "group", needed=False) or None,
            confirmed=row.get("confirmed") is not False,
        )

    def keypad(self, table: Table) -> KeypadPlan:
        self.only(table, _KEYPAD)
        return KeypadPlan(
            gather=self.one_of(self.text(table, "gather"), get_args(Gather), table.line, table.file),
            retries=tuple(self.words(table, "retries")),
            length=self.number(table, "length"),
            finish_on=self.text(table, "finish_on", needed=False) or "#",
            seconds=self.number(table, "seconds") or 6,
        )

    def fill(self, fills: Table, name: str) -> Fill:
        table = self.table(fills, name)
        self.only(table, {"field", "otherwise"})
        return Fill(self.text(table, "field"), self.text(table, "otherwise"))

    def all_spoken(self, table: Table, key: str) -> tuple[Spoken, ...]:
        return tuple(self.spoken(row, table, key) for row, _ in self.members(table, key, needed=False))

    def spoken(self, row: object, parent: Table, key: str) -> Spoken:
        if isinstance(row, str):
            return Spoken(_squeeze(row))
        if isinstance(row, Table):
            self.only(row, {"say", "language", "when"})
            language = self.text(row, "language", needed=False) or None
            return Spoken(self.text(row, "say"), language=language, when=self.condition(row))
        self.fault(parent, key, f"'{key}' must be a sentence")
        return Spoken("")

    # ── the values in them ───────────────────────────────────────────────────────────────────────────────────

    def only(self, table: Table, allowed: set[str]) -> None:
        for key in table:
            if key not in allowed:
                self.fault(table, key, f"'{key}' is not known here; there are {', '.join(sorted(allowed))}")

    def text(self, table: Table, key: str, *, needed: bool = True) -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return _squeeze(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if needed or key in table:
            missing = "is missing" if key not in table else "must be words"
            self.fault(table, key, f"'{key}' {missing}")
        return ""

    def number(self, table: Table, key: str) -> int | None:
        value = table.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(table, key, f"'{key}' must be a whole number")
        return None

    def flag(self, table: Table, key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self.fault(table, key, f"'{key}' must be true or false")
        return value is True

    def words(self, table: Table, key: str) -> list[str]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(word, (str, int)) for word in value):
            return [_squeeze(str(word)) for word in value]
        self.fault(table, key, f"'{key}' must be a list of words")
        return []

    def table(self, table: Table, key: str, *, needed: bool = True) -> Table:
        value = table.get(key)
        if isinstance(value, Table):
            return value
        if needed or key in table:
            self.fault(table, key, f"'{key}' must be names with values")
        return Table(table.file, table.lines.get(key, table.line))

    def members(self, table: Table, key: str, *, needed: bool = True) -> list[tuple[object, int]]:
        value = table.get(key)
        if isinstance(value, Row):
            return list(zip(value, value.lines, strict=True))
        if needed or key in table:
            self.fault(table, key, f"'{key}' must be a list")
        return []

    def one_of(self, word: str, allowed: tuple[Any, ...], line: int, file: Path) -> Any:
        if word and word not in allowed:
            self.faults.append(ScriptFault(file, line, f"'{word}' is not one of {', '.join(allowed)}"))
        return word

    def condition(self, table: Table) -> Condition | None:
        return self._try(table, "when", conditions.parse) if "when" in table else None

    def _try(self, table: Table, key: str, parse: Callable[[str], T]) -> T | None:
        try:
            return parse(self.text(table, key))
        except ConditionError as problem:
            self.fault(table, key, str(problem))
            return None

    def fault(self, table: Table, key: str, what: str) -> None:
        self.faults.append(ScriptFault(table.file, table.lines.get(key, table.line), what))


def _place(table: Table) -> Place:
    return Place(table.file, table.line)


def _squeeze(text: str) -> str:
    """One line, however it was folded in the file, so that a sentence has one key in the catalogues."""
    return " ".join(text.split())
