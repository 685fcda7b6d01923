"""Every test has an application of its own, but all of them the same addresses."""

from collections.abc import Callable
from typing import Any, ClassVar

from werkzeug.routing import Rule


class KnownRule(Rule):
    """A rule of addresses whose builder is compiled once in a process: it was half of making an application."""

    _builders: ClassVar[dict[Any, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        what = (self.rule, self.subdomain, repr(self.defaults), append_unknown)
        if what not in self._builders:
            self._builders[what] = super()._compile_builder(append_unknown)
        return self._builders[what]
