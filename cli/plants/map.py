"""The verb for maps: map."""

from __future__ import annotations

from pathlib import Path

import click

from ...translation import say
from ..frame.options import force_option
from ..frame.output_paths import refuse_existing
from ..frame.run import tell_problems


@click.command("map")
@click.argument("source", type=click.Path(path_type=Path), metavar="PLANT|RUN|FILE")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="The file, by its ending: .kml, .kmz, .geojson, .shp, .gpkg, or .csv for the table of sites.",
)
@force_option
def map_(source: Path, out: Path, force: bool) -> None:
    """Write the sites of a plant, with the flows of a run as lines, as a file of a map; or a file of a map as sites.

    \b
      mfo map my-plant --out sites.kml
      mfo map runs/my-plant-1 --out flows.geojson
      mfo map places.kmz --out my-plant/sites.csv
      mfo map client.shp --out my-plant/sites.csv
    """
    from ...mapping import write_map

    refuse_existing(out, force)
    tell_problems(write_map(source, out, force))
    click.echo(say("Wrote {path}.", path=out))
