"""The verb that writes a plant in another form: convert."""

from __future__ import annotations

from pathlib import Path

import click

from ...translation import say
from ..frame.options import force_option
from ..frame.run import tell_problems


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@force_option
def convert(source: Path, target: Path, force: bool) -> None:
    """Write the plant SOURCE as TARGET: .xlsx a workbook, .yaml a single file, anything else a folder.

    Units and spellings stay as typed, and nothing is lost on the way back.

    \b
      mfo convert my-plant my-plant.xlsx
      mfo convert my-plant.xlsx my-plant.yaml
    """
    from ...tables.conversion import convert as convert_plant

    tell_problems(convert_plant(source, target, force=force))
    click.echo(say("Wrote {path}.", path=target))
