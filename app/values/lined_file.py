"""A YAML file read node by node, so that of every fault it can be said on which line it is.

Every scalar stays the text that was typed (a telephone number is never a number, nor 'no' a falsehood).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import yaml

T = TypeVar("T")


class LinedFile:
    """What a file's text holds, and its faults so far, each as file, line and what is wrong.

    `file` is its name, for the faults. Whoever reads goes on after a fault, so that all are named at once.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[str] = []

    def root(self, text: str) -> yaml.Node | None:
        """The file's top node; None, with the fault noted, where it is not YAML or empty."""
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as problem:
            line = problem.problem_mark.line + 1 if problem.problem_mark else 1
            self.faults.append(f"{self.file}:{line}: {problem.problem}")
            return None
        if root is None:
            self.faults.append(f"{self.file}:1: the file is empty")
        return root

    def fault(self, node: yaml.Node | None, what: str) -> None:
        """Note what is wrong with a node."""
        line = node.start_mark.line + 1 if node else 1
        self.faults.append(f"{self.file}:{line}: {what}")

    @contextmanager
    def at(self, node: yaml.Node | None) -> Iterator[None]:
        """Whatever is found invalid meanwhile is a fault of this node."""
        try:
            yield
        except ValueError as problem:
            self.fault(node, str(problem))

    def mapping(
        self, node: yaml.Node, required: set[str], optional: frozenset[str] | set[str] = frozenset()
    ) -> dict[str, yaml.Node]:
        """The parts of a mapping by name; what is missing or not known is a fault."""
        parts = dict(self.pairs(node))
        for name in sorted(required - set(parts)):
            self.fault(node, f"{name} is missing")
        for name in sorted(set(parts) - required - optional):
            self.fault(parts[name], f"{name} is not known here")
        return parts

    def pairs(self, node: yaml.Node) -> list[tuple[str, yaml.Node]]:
        """Names and nodes of a mapping, in order."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, "names and values are wanted here")
            return []
        return [(self.text(key), value) for key, value in node.value]

    def sequence(self, node: yaml.Node) -> list[yaml.Node]:
        """The members of a list."""
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, "a list is wanted here")
            return []
        return list(node.value)

    def text(self, node: yaml.Node) -> str:
        """The text of a scalar, without the space around it."""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.fault(node, "text is wanted here")
            return ""
        return str(node.value).strip()

    def value(self, node: yaml.Node, parse: Callable[[str], T]) -> T | None:
        """What `parse` makes of a scalar; None, with the fault noted, where it raises ValueError."""
        with self.at(node):
            return parse(self.text(node))
        return None

    def values(self, node: yaml.Node, parse: Callable[[str], T]) -> list[T]:
        """The same of every member of a list; those that are wrong are left out."""
        values = (self.value(child, parse) for child in self.sequence(node))
        return [value for value in values if value is not None]
