"""The verbs that take a plant apart by firm and put it together again: split, merge."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import click

from ..translation import counted, say
from .options import force_option, plant_argument
from .planning import refuse_existing
from .run import tell_problems


@click.command(short_help="Write a workbook for each owner, with its part of a plant only.")
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
    from ..owners.split import split_tables
    from ..tables.read_tables import read_tables
    from ..tables.write_tables import write_tables

    parts = split_tables(read_tables(plant))
    targets = {owner: out / f"{_file_name(owner, list(parts))}.{kind}" for owner in parts}
    for target in targets.values():
        refuse_existing(target, force)
    out.mkdir(parents=True, exist_ok=True)
    for owner, part in parts.items():
        write_tables(part, targets[owner], force)
        click.echo(say("Wrote {path}.", path=targets[owner]))


def _file_name(owner: str, owners: list[str]) -> str:
    """A name that any system takes; told apart by a number where two owners would share it."""
    plain = [re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", name).strip(". ") or "owner" for name in owners]
    mine = owners.index(owner)
    before = sum(name.casefold() == plain[mine].casefold() for name in plain[:mine])
    return plain[mine] + (f"-{before + 1}" if before else "")


@click.command(short_help="Put the parts of a plant together again.")
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
    from ..owners.split import merge_tables
    from ..reading.read_plant import read_plant
    from ..tables.read_tables import read_tables
    from ..tables.write_tables import write_tables

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
