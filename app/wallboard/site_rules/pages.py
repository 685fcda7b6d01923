"""What the pages about a site's rules show: plain facts for the templates, every sentence in the page's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.wallboard.pages import SiteTab


@dataclass(frozen=True, slots=True)
class NumberField:
    """A number as it stands in the form. `chooses` is what the adaptive rule would take now, for one that is pinned."""

    name: str
    label: str
    unit: str
    meaning: str
    default: str
    value: str
    error: str = ""
    chooses: str = ""


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """Numbers that belong together."""

    title: str
    lead: str
    numbers: tuple[NumberField, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to overflow."""

    value: str
    label: str
    hint: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the rules: by whom, when, each difference in words. `undo` is its id where it can be set back."""

    who: str
    at: datetime
    what: str
    differences: tuple[str, ...]
    undo: str = ""


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rules of a site. `takes_focus` is the site of the order that was just moved; `days` are ISO dates and words.

    `order` and `left_out` are slugs and names; `version` is what the form was filled from.
    """

    sites: tuple[SiteTab, ...]
    site: SiteTab
    version: str
    modes: tuple[Mode, ...]
    mode: str
    order: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...]
    groups: tuple[NumberGroup, ...]
    evidence: tuple[str, ...]
    history: tuple[Change, ...]
    days: tuple[tuple[str, str], ...] = ()
    day: str = ""
    no_call_today: bool = False
    takes_focus: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A measure: what it is, and what it was, would be under the present rules, and under the new ones."""

    label: str
    meaning: str
    cells: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class TrialPage:
    """What a change would have come to. `rows` is empty until it is worked out; `share` is then how far it is, 0 to 1.

    `hidden` are the fields that apply it; `commands` what gives the same figures elsewhere. `overtaken` says why it
    cannot be applied: others were meanwhile, or these are `in_force` already.
    """

    site: SiteTab
    id: str
    day: str
    differences: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...]
    share: float = 0.0
    trouble: str = ""
    sentence: str = ""
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    overtaken: str = ""
    in_force: bool = False
