"""What the board shows: plain facts that its view fills and its templates draw.

Every sentence in them is already in the language of the page. Moments are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.wallboard.pages import SiteTab


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of a table: its heading and what it means. `group` begins those that belong together."""

    key: str
    name: str
    definition: str
    group: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it is shown: words, or a time counted up since a moment; `small` stands beneath it,
    or a time counted up since `small_since`.

    `look` is "late" or "owed" where it wants a hand now, else empty.
    """

    words: str = "–"
    small: str = ""
    look: str = ""
    since: datetime | None = None
    small_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A site, or the whole, with a figure for each column. `address` is where to act on it, empty for nowhere;
    `status` why it is shut, empty while it is open."""

    name: str
    figures: tuple[Figure, ...]
    status: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Sites side by side, the whole as the last row. `id` names its parts."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    whole: Row


@dataclass(frozen=True, slots=True)
class QuarterHour:
    """Calls of one quarter of an hour: those answered at home, answered elsewhere, and lost."""

    starts_at: datetime
    answered: int
    elsewhere: int
    lost: int


@dataclass(frozen=True, slots=True)
class Box:
    """A site in the picture: its name in one or two lines, its middle and its size, in the picture's units."""

    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Arrow:
    """Callers who went from one box to another: how many, where the line runs, how thick, where its count stands."""

    count: int
    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Sent:
    """The same in words: from whom to whom, how many, and why the last of them."""

    home: str
    other: str
    count: int
    last: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Who sends to whom, drawn and in words."""

    width: int
    height: int
    boxes: tuple[Box, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert: since when, until when (None: it goes on), who has seen it, and what became of the text message.

    `process` is the one it is about, empty where it is about none.
    """

    id: int
    sentence: str
    since: datetime
    text: str
    seen: str = ""
    until: datetime | None = None
    process: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The health of one line: `state` is working or failing, `words` what is known, `address` where to see more."""

    name: str
    state: str
    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board. `service_level` is the whole's, in words. `may_act`: who looks may see to alerts and sites.

    `faults` are the lines that fail and that no alert speaks of.
    """

    at: datetime
    now: Table
    today: Table
    work: Table
    service_level: str
    picture: Picture
    alerts: tuple[AlertRow, ...] = ()
    faults: tuple[Line, ...] = ()
    moves: tuple[str, ...] = ()
    quarters: tuple[QuarterHour, ...] = ()
    lines: tuple[Line, ...] = ()
    may_act: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """The numbers alerts go by, of one site or of all (`site` is None), and the last alerts.

    `own`: the site has numbers of its own. `unsent` says why no alert is sent, empty where they are. `given` holds
    each field as it is stored or was typed; a box that is ticked is "yes". `changed` says who changed them last, and
    `undo` is the entry by which that is undone (0: it cannot be).
    """

    sites: tuple[SiteTab, ...]
    site: SiteTab | None
    own: bool
    given: Mapping[str, str]
    lately: tuple[AlertRow, ...]
    unsent: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    changed: str = ""
    undo: int = 0
