"""A trace and its rules as the files that `flask routing replay` reads: what is read back is the very same."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from io import StringIO

from app.line.replay.trace import ADVISER_COLUMNS, BUSY_COLUMNS, CALL_COLUMNS, Trace
from app.line.snapshot import SiteNow


def files(trace: Trace, sites: Mapping[str, SiteNow]) -> dict[str, str]:
    """Name to text: CALLS.csv, ADVISERS.csv, BUSY.csv and RULES.toml."""
    return {
        "CALLS.csv": _csv(
            CALL_COLUMNS,
            (
                (
                    call.id,
                    _moment(call.arrived_at),
                    call.home,
                    call.language,
                    _yes(call.textphone),
                    "" if call.patience is None else _seconds(call.patience),
                    _seconds(call.handle),
                )
                for call in trace.calls
            ),
        ),
        "ADVISERS.csv": _csv(
            ADVISER_COLUMNS,
            (
                (
                    person.id,
                    person.site,
                    " ".join(sorted(person.languages)),
                    _yes(person.textphone),
                    _moment(person.signed_in_at),
                    _moment(person.signed_out_at),
                )
                for person in trace.people
            ),
        ),
        "BUSY.csv": _csv(
            BUSY_COLUMNS,
            ((busy.adviser, _moment(busy.from_), _moment(busy.to), busy.kind) for busy in trace.busy),
        ),
        "RULES.toml": rules(sites),
    }


def rules(sites: Mapping[str, SiteNow]) -> str:
    """The numbers and order of every site, as TOML."""
    return "\n".join(line for site in sites.values() for line in _rules(site))


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue()


def _rules(site: SiteNow) -> Iterable[str]:
    """Every number of the site that has a value, so that a default which changes later changes nothing here."""
    yield f"[sites.{site.slug}]"
    for name, value in site.rules.stored().items():
        if value is not None:
            yield f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}"
    yield f"overflow_order = [{', '.join(f'{chr(34)}{slug}{chr(34)}' for slug in site.overflow_order)}]"
    yield ""


def _moment(moment: datetime) -> str:
    return moment.isoformat()


def _seconds(length: timedelta) -> str:
    return repr(length.total_seconds())


def _yes(value: bool) -> str:
    return "yes" if value else "no"
