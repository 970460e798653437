"""The verb that hands a plan to life cycle assessment: inventory."""

from __future__ import annotations

from pathlib import Path

import click

from ...translation import say
from ..frame.options import force_option
from ..frame.output_paths import refuse_existing
from ..frame.run import tell_problems


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.zip|csv", required=True, help="The file.")
@force_option
def inventory(run: Path, out: Path, force: bool) -> None:
    """Write what a year of the plan in the folder RUN takes in, gives away and emits.

    A .zip is a package in openLCA's JSON format (File, Import); a .csv the same as a table.

    \b
      mfo inventory runs/nopalmex-1 --out nopalmex.zip
    """
    from ...interchange.inventory import write_inventory
    from ...plan.plan import Plan

    refuse_existing(out, force)
    tell_problems(write_inventory(Plan.load(run), out, force))
    click.echo(say("Wrote {path}.", path=out))
