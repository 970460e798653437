"""The verb that holds runs against each other: compare."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ...translation import say
from ..frame.options import force_option, json_option, language_option, written_run
from ..frame.output_paths import refuse_existing
from ..frame.progress import Progress


@click.command()
@click.argument(
    "runs",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="RUN|PLANT RUN|PLANT...",
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
    from ...comparing import comparison

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
