"""Which papers to bring, by rules kept as data; and the dates the law hangs on a claim."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import yaml

from app.claims.errors import BadEvidenceRulesError
from app.scripts.conditions import Condition, fields_of, holds, parse
from app.scripts.errors import ConditionError

EVIDENCE: Final = Path(__file__).with_name("evidence.yaml")
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
CHASED: Final = (("first", 14, 7), ("second", 21, 14))
"""Each step, how many days after first contact, and how many after the interview at the earliest."""
_NEEDED: Final = {"id", "what", "why", "source"}
_ALLOWED: Final = _NEEDED | {"what_else", "when"}


@dataclass(frozen=True)
class EvidenceItem:
    """A paper to bring. The sentences are English templates, keys of the catalogues."""

    id: str
    what: str
    why: str
    what_else: str | None = None


@dataclass(frozen=True)
class EvidenceRule:
    """When an item is wanted (None: always), and where the rule comes from."""

    item: EvidenceItem
    source: str
    when: Condition | None = None


class EvidenceRules:
    """The rules of a file, in its order."""

    def __init__(self, rules: tuple[EvidenceRule, ...]) -> None:
        self.rules = rules

    @classmethod
    def read(cls, file: Path = EVIDENCE) -> "EvidenceRules":
        """Read and check a file of rules. Raises BadEvidenceRulesError that names each fault."""
        try:
            rows = yaml.safe_load(file.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise BadEvidenceRulesError(f"{file.name}: {error}") from error
        if not isinstance(rows, list):
            raise BadEvidenceRulesError(f"{file.name}: a list of items is needed")
        rules: list[EvidenceRule] = []
        faults: list[str] = []
        for number, row in enumerate(rows, start=1):
            found = _faults_of(row, {rule.item.id for rule in rules})
            if found:
                name = row.get("id", number) if isinstance(row, dict) else number
                faults += [f"{file.name}, item {name}: {fault}" for fault in found]
            else:
                rules.append(_rule(row))
        if faults:
            raise BadEvidenceRulesError("\n".join(faults))
        return cls(tuple(rules))

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the rules ask about, for holding them against a script."""
        return frozenset(field for rule in self.rules for field in fields_of(rule.when))

    def wanted(self, answers: Mapping[str, Any]) -> list[EvidenceItem]:
        """The items these answers call for. That one is missing never stops a claim or a meeting."""
        return [rule.item for rule in self.rules if holds(rule.when, answers)]


def return_by(first_contact: date) -> date:
    """The last day on which the signed form keeps the date of first contact: one month after it.

    Claims and Payments regulation 6A (inserted by SI 2000/897, schedule 5). Where the month is too short its
    last day counts.
    """
    year, month = divmod(first_contact.year * 12 + first_contact.month, 12)
    return date(year, month + 1, min(first_contact.day, monthrange(year, month + 1)[1]))


def chase_due(first_contact: date, finished: date, done: Collection[str], today: date) -> str | None:
    """Which step of chasing a form that has not come is due: "first" on the 14th day, "second" on the 21st, counted
    from first contact, and "overdue" once its month has gone; None where there is none.

    Somebody whose interview was late has had the form for a week before she is reminded of it. Where a step was
    missed, the later one takes its place: she is not reminded twice on a day.
    """
    due = {
        step: max(first_contact + timedelta(days=after), finished + timedelta(days=had)) for step, after, had in CHASED
    }
    due["overdue"] = max(return_by(first_contact), finished + A_WEEK) + A_DAY
    reached = [step for step, day in due.items() if day <= today]
    return reached[-1] if reached and reached[-1] not in done else None


def _faults_of(row: Any, taken: set[str]) -> list[str]:
    if not isinstance(row, dict):
        return ["names and sentences are needed"]
    faults = [f"'{name}' is missing" for name in sorted(_NEEDED - row.keys())]
    faults += [f"'{name}' is not known here" for name in sorted(row.keys() - _ALLOWED)]
    faults += [f"'{name}' must be words" for name in sorted(row.keys() & _ALLOWED) if not isinstance(row[name], str)]
    if row.get("id") in taken:
        faults.append("there is an item of this id already")
    if isinstance(row.get("when"), str):
        try:
            parse(row["when"])
        except ConditionError as error:
            faults.append(str(error))
    return faults


def _rule(row: Mapping[str, str]) -> EvidenceRule:
    item = EvidenceItem(row["id"], row["what"], row["why"], row.get("what_else"))
    return EvidenceRule(item, row["source"], parse(row["when"]) if "when" in row else None)
