"""The verbs that hold runs or plants against each other: compare, diff."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..translation import say
from .options import force_option, json_option, language_option, written_run
from .planning import refuse_existing
from .progress import Progress


@click.command(short_help="Compare runs or plants on a page.")
@click.argument(
    "runs",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="RUN RUN...",
    callback=lambda context, argument, runs: tuple(written_run(context, argument, run) for run in runs),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    default=Path("compare.html"),
    show_default=True,
    help="The page.",
)
@language_option
@force_option
@json_option
def compare(runs: tuple[Path, ...], out: Path, language: str, force: bool, as_json: bool) -> None:
    """Show what differs between run folders: totals, flows, builds, limits, and what their plants say differently.

    Three and more stand side by side, the first being what the others are held against. Where a plant is named
    instead of a run, its best plan is made.

    \b
      mfo compare runs/nopalmex-1 runs/nopalmex-2 --out difference.html
      mfo compare my-plant my-plant-with-digester my-plant-with-compost --json
    """
    from ..comparing import comparison

    if len(runs) < 2:
        raise click.UsageError(say("Name two runs or plants, or more."))
    refuse_existing(out, force)
    with Progress(quiet=as_json) as progress:
        found = comparison(runs, progress)
    found.write(out, language)
    if as_json:
        click.echo(json.dumps(found.record(out), ensure_ascii=False, indent=2))
        return
    for line in found.lines(language):
        click.echo(line)
    click.echo(say("Wrote {path}.", path=out))


@click.command(short_help="Tell what two plants say differently, cell by cell.")
@click.argument("first", type=click.Path(path_type=Path), metavar="PLANT")
@click.argument("second", type=click.Path(path_type=Path), metavar="[PLANT]", required=False)
@click.option("--scenario", metavar="NAME", help="Hold against the second (or only) plant as this scenario changes it.")
@click.option("--all", "everything", is_flag=True, help="Show every difference, not the first 40 of a table.")
@json_option
def diff(first: Path, second: Path | None, scenario: str | None, everything: bool, as_json: bool) -> None:
    """Tell what two plants say differently: rows and cells added, removed, moved or changed, and units apart.

    A PLANT may be a run folder too: the plant that it was made from. Only the tables are read, so that plants with
    mistakes can be compared; containers and the order of columns make no difference.

    \b
      mfo diff my-plant my-plant.xlsx
      mfo diff runs/nopalmex-1 my-plant --json
      mfo diff my-plant --scenario "dear LPG"
    """
    from ..comparing import diff as found_between
    from ..differences.words import MOST, lines

    if second is None and scenario is None:
        raise click.UsageError(say("Name a second plant, or a --scenario of this one."))
    found = found_between(first, second, scenario)
    if as_json:
        click.echo(json.dumps(found.record(), ensure_ascii=False, indent=2))
        return
    for line in lines(found, None if everything else MOST):
        click.echo(line)
