"""A state is a table of allowed moves: an illegal one is refused, and says both states."""

from collections.abc import Mapping


class IllegalMove(Exception):
    """A thing was asked to move to a state that its present one does not allow."""

    def __init__(self, what: str, old: str, new: str) -> None:
        super().__init__(f"{what} may not go from {old} to {new}")
        self.what, self.old, self.new = what, old, new


class Moves:
    """The states of one kind of thing and where each may go."""

    def __init__(self, what: str, table: Mapping[str, set[str]]) -> None:
        self.what = what
        self.table = {old: frozenset(new) for old, new in table.items()}
        unknown = {new for news in self.table.values() for new in news} - set(self.table)
        if unknown:
            raise ValueError(f"{what}: {sorted(unknown)} are moved to but are no states")

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order it was declared."""
        return tuple(self.table)

    @property
    def final(self) -> frozenset[str]:
        """The states that nothing leaves."""
        return frozenset(state for state, news in self.table.items() if not news)

    def check(self, old: str, new: str) -> str:
        """`new`, if `old` may go there; raises IllegalMove."""
        if new not in self.table[old]:
            raise IllegalMove(self.what, old, new)
        return new

    def sql(self, column: str = "state") -> str:
        """The states as a CHECK for the database."""
        return f"{column} IN ({', '.join(repr(state) for state in self.table)})"
