"""Takes a plant from one container to another."""

from __future__ import annotations

from pathlib import Path

from ..errors import Problem, UsageError, Where
from .cells.table import Tables
from .read_tables import read_tables
from .write_tables import write_tables


def convert(source: str | Path, target: str | Path, force: bool = False) -> tuple[Problem, ...]:
    """Write the plant of ``source`` as ``target``: ``.xlsx``, ``.yaml``, or a folder. Gives the warnings.

    Only the tables are read, so a plant with mistakes of meaning can be converted too. Comments of YAML files do not
    go along.

    Raises :class:`mfo.PlantError` where the source cannot be read, :class:`mfo.UsageError` where the target cannot be
    written.
    """
    tables = read_tables(source)
    _refuse_itself(tables, Path(target))
    write_tables(tables, target, force)
    return tuple(tables.problems)


def _refuse_itself(tables: Tables, target: Path) -> None:
    if target.exists() and target.resolve() == tables.source.resolve():
        message = "Source and target are the same."
        raise UsageError(Problem("target-exists", message, Where(str(target)), "Choose another name."))
