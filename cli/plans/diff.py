"""The verb that tells what two plants say differently: diff."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ...translation import say
from ..frame.options import json_option


@click.command()
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
    from ...comparing import diff as found_between
    from ...differences.words import MOST, lines

    if second is None and scenario is None:
        raise click.UsageError(say("Name a second plant, or a --scenario of this one."))
    found = found_between(first, second, scenario)
    if as_json:
        click.echo(json.dumps(found.record(), ensure_ascii=False, indent=2))
        return
    for line in lines(found, None if everything else MOST):
        click.echo(line)
