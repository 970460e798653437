"""The verb that puts the parts of a plant together: merge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ...translation import counted, say
from ..frame.options import force_option
from ..frame.output_paths import refuse_existing
from ..frame.run import tell_problems


@click.command()
@click.argument("parts", type=click.Path(path_type=Path), metavar="PART...", nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PLANT",
    required=True,
    help="The plant: a folder, a workbook (.xlsx) or a YAML file.",
)
@force_option
def merge(parts: tuple[Path, ...], out: Path, force: bool) -> None:
    """Put the filled PARTs of a plant (files, or a folder of them) together, and tell what does not fit.

    The same row in several parts counts once; a row that two parts tell differently is an error at both places.

    \b
      mfo merge parts --out my-park.xlsx
    """
    from ...owners.split import merge_tables
    from ...reading.read_plant import read_plant
    from ...tables.read_tables import read_tables
    from ...tables.write_tables import write_tables

    files = [path for part in parts for path in _files(part)]
    if not files:
        raise click.UsageError(
            say("There is no part to merge: name workbooks or YAML files, or a folder that holds them.")
        )
    refuse_existing(out, force)
    read = [read_tables(path) for path in files]
    made = merge_tables(read, replace(read[0], source=out))
    tell_problems(read_plant(made).problems)
    write_tables(made, out, force)
    click.echo(say("Wrote {path} of {parts}. Next: mfo check {path}.", path=out, parts=counted(len(files), "part")))


def _files(part: Path) -> list[Path]:
    """The files of a part: itself, or what a folder of parts holds."""
    if not part.is_dir() or any((part / name).exists() for name in ("plant.yaml", "plant.yml")):
        return [part]
    return sorted(
        path
        for path in part.iterdir()
        if path.suffix.lower() in (".xlsx", ".xlsm", ".yaml", ".yml") and not path.name.startswith(("~", "."))
    )
