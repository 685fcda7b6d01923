"""What the pages of the search show, and of a record that opens only with a reason: plain facts for the templates.

Every sentence in them is already in the language of the page. Moments are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A person found. Of a `restricted` record nothing is shown but its reference."""

    reference: str
    name: str
    home_site: str
    now: str
    former: str = ""
    born: str = ""
    postcode: str = ""
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a search found, the likeliest first; `more`: not all of them are shown."""

    query: str
    found: tuple[FoundRow, ...]
    error: str = ""
    more: bool = False
    by_telephone: bool = False


@dataclass(frozen=True, slots=True)
class RestrictedPage:
    """Asking why a restricted record is opened: who restricted it and when, and where it goes on (`to`)."""

    reference: str
    by: str
    since: datetime
    to: str
    reason: str = ""
    errors: Mapping[str, str] = made(default_factory=dict)
