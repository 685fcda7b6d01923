"""Claims that go on, with invented people on them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.wallboard.handed_on import ExportRow, HandedOnPage
from app.wallboard.pages import SiteTab


def supervisor_pages(now: datetime, tabs: tuple[SiteTab, ...]) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model, of the supervisor's and the benefit expert's pages."""
    site = next(tab for tab in tabs if tab.chosen)
    waits = ExportRow(
        id="e1",
        reference="SL-4K7P-9XQ2",
        who="Mrs Nora Example",
        recipient="Benefit expert",
        to_council=False,
        version=1,
        made_at=now - timedelta(hours=3),
        state="sent, no receipt yet",
    )
    council = replace(waits, id="e2", recipient="Council", to_council=True, version=2)
    restricted = replace(waits, id="e3", reference="SL-7K2M-Q4XD/2", who="Restricted record", state="to be fetched")
    had = replace(waits, id="e4", state="received", received_at=now - timedelta(days=1), received_by="Eve Sample")
    none = HandedOnPage(tabs, site, (), (), outbox=False, supervises=False)
    full = HandedOnPage(tabs, site, (waits, council, restricted), (had,), outbox=True, supervises=True)
    return {
        "claims-handed-on-none": ("wallboard/handed_on.html", none),
        "claims-handed-on": ("wallboard/handed_on.html", full),
    }
