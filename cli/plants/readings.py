"""The verb that reads exports of measurements: readings."""

from __future__ import annotations

from pathlib import Path

import click

from ...translation import say
from ..frame.options import force_option
from ..frame.output_paths import refuse_existing
from ..frame.run import tell_problems


@click.command()
@click.argument("export", type=click.Path(path_type=Path))
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path),
    metavar="FILE.yaml",
    required=True,
    help="What the columns and names of the export mean.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE.csv", required=True, help="The table `measurements`."
)
@force_option
def readings(export: Path, mapping: Path, out: Path, force: bool) -> None:
    """Add up the lines of EXPORT (CSV or a workbook) by what their names stand for in the plant, as `measurements`.

    \b
      mfo readings tickets.csv --map weighbridge.yaml --out my-plant/measurements.csv
    """
    from ...interchange.readings import write_readings

    refuse_existing(out, force)
    tell_problems(write_readings(export, mapping, out, force))
    click.echo(say("Wrote {path}.", path=out))
