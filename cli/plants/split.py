"""The verb that takes a plant apart by firm: split."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ...translation import say
from ..frame.options import force_option, plant_argument
from ..frame.output_paths import refuse_existing


@click.command()
@plant_argument
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", required=True, help="The folder of the parts.")
@click.option(
    "--to", "kind", type=click.Choice(["xlsx", "yaml"]), default="xlsx", show_default=True, help="Their kind."
)
@force_option
def split(plant: Path, out: Path, kind: str, force: bool) -> None:
    """Take PLANT apart: one file an owner with the rows at its sites, and `shared` for what is nobody's or several's.

    Each has the settings, materials and names of sites, and nothing of the other owners. Filled in, `mfo merge` puts
    them together again.

    \b
      mfo split my-park --out parts
      mfo merge parts --out my-park-2.xlsx
    """
    from ...owners.split import split_tables
    from ...tables.read_tables import read_tables
    from ...tables.write_tables import write_files

    parts = split_tables(read_tables(plant))
    targets = {owner: out / f"{_file_name(owner, list(parts))}.{kind}" for owner in parts}
    for target in targets.values():
        refuse_existing(target, force)
    out.mkdir(parents=True, exist_ok=True)
    write_files({targets[owner]: part for owner, part in parts.items()}, force)
    for target in targets.values():
        click.echo(say("Wrote {path}.", path=target))


def _file_name(owner: str, owners: list[str]) -> str:
    """A name that any system takes; told apart by a number where two owners would share it."""
    plain = [re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", name).strip(". ") or "owner" for name in owners]
    mine = owners.index(owner)
    before = sum(name.casefold() == plain[mine].casefold() for name in plain[:mine])
    return plain[mine] + (f"-{before + 1}" if before else "")
