"""The verb that writes the linear program: export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...translation import say
from ..frame.options import force_option, plant_argument, question_options
from ..frame.output_paths import refuse_existing
from ..frame.progress import Progress

if TYPE_CHECKING:
    pass


@click.command()
@plant_argument
@question_options
@click.option("--to", "kind", type=click.Choice(["lp", "mps"]), default="lp", show_default=True, help="File format.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="The file (default: beside, named as the plant)."
)
@force_option
def export(
    plant: Path,
    minimise: str | None,
    fixes: tuple[str, ...],
    limits: tuple[str, ...],
    scenario: str | None,
    kind: str,
    out: Path | None,
    force: bool,
) -> None:
    """Write PLANT's program as an LP or MPS file, rows and columns named in the plant's words.

    \b
      mfo export my-plant --to lp
      mfo export my-plant --to mps --minimise emissions --out emissions.mps
    """
    import mfo

    target = out or Path(f"{plant.resolve().stem}.{kind}")
    if target.suffix != f".{kind}":
        text = "--to {kind} writes a file that ends in .{kind}, not {path}."
        raise click.UsageError(say(text, kind=kind, path=target))
    refuse_existing(target, force)
    with Progress() as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        progress("writing the program")
        bench.export(target, minimise=minimise, limits=limits, fixes=fixes)
    click.echo(say("Wrote {path}.", path=target))
