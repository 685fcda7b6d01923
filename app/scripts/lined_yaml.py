"""YAML that remembers the line of everything, and refuses what YAML would quietly misread."""

from pathlib import Path
from typing import Any, Final

import yaml

from app.scripts.errors import BadScriptError, ScriptFault

_TRUE_AND_FALSE: Final = {"true": True, "false": False}


class Table(dict[str, Any]):
    """A mapping that knows the line (from 1) where it begins and where each of its keys stands."""

    def __init__(self, file: Path, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}


class Row(list[Any]):
    """A sequence that knows the line of each of its members."""

    def __init__(self, file: Path, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: list[int] = []


def read(file: Path, shown_as: Path, faults: list[ScriptFault]) -> Table:
    """The file's top mapping. What is wrong but can be passed over is added to `faults`.

    Raises BadScriptError where the file cannot be read at all.
    """
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as problem:
        raise BadScriptError([ScriptFault(shown_as, 1, "the file cannot be read")]) from problem
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        what = f"this is not YAML: {problem.problem or problem.context}"
        raise BadScriptError([ScriptFault(shown_as, mark.line + 1 if mark else 1, what)]) from problem
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise BadScriptError([ScriptFault(shown_as, 1, f"this is not YAML: {problem}")]) from problem
    if not isinstance(root, yaml.MappingNode):
        raise BadScriptError([ScriptFault(shown_as, 1, "the file must hold names with values")])
    return _Builder(shown_as, faults).table(root)


class _Builder:
    def __init__(self, file: Path, faults: list[ScriptFault]) -> None:
        self.file = file
        self.faults = faults

    def build(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.table(node)
        if isinstance(node, yaml.SequenceNode):
            row = Row(self.file, node.start_mark.line + 1)
            for member in node.value:
                row.append(self.build(member))
                row.lines.append(member.start_mark.line + 1)
            return row
        return self.scalar(node)

    def table(self, node: yaml.MappingNode) -> Table:
        table = Table(self.file, node.start_mark.line + 1)
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(line, "a name must be a plain word")
                continue
            key = str(key_node.value)
            if key in table:
                self._fault(line, f"'{key}' is given twice (first on line {table.lines[key]})")
                continue
            table[key] = self.build(value_node)
            table.lines[key] = line
        return table

    def scalar(self, node: yaml.Node) -> Any:
        line = node.start_mark.line + 1
        text = str(node.value)
        kind = node.tag.rsplit(":", 1)[-1]
        if kind == "null":
            return None
        if kind == "bool":
            if text.lower() in _TRUE_AND_FALSE:
                return _TRUE_AND_FALSE[text.lower()]
            self._fault(line, f"{text} without quotes is read as true or false: write '{text}' in quotes")
            return text
        if kind == "int" and text.isdecimal():
            return int(text)
        return text

    def _fault(self, line: int, what: str) -> None:
        self.faults.append(ScriptFault(self.file, line, what))
