"""`flask routing`: the rule of the line, tried on calls that were."""

from datetime import timedelta
from pathlib import Path

import click

from app.line.replay import outcomes, trace
from app.line.replay.simulation import Simulation
from app.line.replay.trace import TraceError

# Found by its entry point, so that it needs neither settings nor a database.
routing = click.Group("routing", help="The rule of the line.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@routing.command("replay")
@click.option("--calls", required=True, type=FILE, help=f"CSV: {','.join(trace.CALL_COLUMNS)}")
@click.option("--advisers", required=True, type=FILE, help=f"CSV: {','.join(trace.ADVISER_COLUMNS)}")
@click.option("--busy", type=FILE, help=f"CSV: {','.join(trace.BUSY_COLUMNS)} (kind: interview or break)")
@click.option("--rules", type=FILE, help="TOML: [all] and [sites.SLUG] with a site's numbers and overflow_order")
@click.option("--away-factor", default=1.0, show_default=True, type=click.FloatRange(min=0.01), help="A call away.")
@click.option("--ring-seconds", default=5.0, show_default=True, type=click.FloatRange(min=0), help="Until he answers.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
def replay_calls(
    calls: Path,
    advisers: Path,
    busy: Path | None,
    rules: Path | None,
    away_factor: float,
    ring_seconds: float,
    out: Path,
) -> None:
    """Try the rule on a trace in simulated time, and print what comes of it.

    The sites are named by slug. An answered call stands in OUT with its adviser and why it was his; patience may be
    left empty for who never gives up. Same files, same outcome, to the byte.
    """
    try:
        sites = trace.read_rules(rules)
        run = Simulation(trace.read(calls, advisers, busy, sites), sites, away_factor, timedelta(seconds=ring_seconds))
        found = run.run()
        outcomes.write(found, out)
    except (TraceError, OSError) as problem:
        raise click.ClickException(str(problem)) from None
    for line in outcomes.in_words(outcomes.measure(found, run.occupancy)):
        click.echo(line)
