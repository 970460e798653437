"""What differs between plants, and between runs: of plants every cell, of runs the plants that they were made from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from .differences.find import differences
from .errors import Problem, UsageError
from .plan.run_folder import INPUTS, RUN, plant_in, read_run
from .reading.scenarios import apply_scenario
from .tables.read_tables import read_tables, tables_from
from .workbench import Workbench, read

if TYPE_CHECKING:
    from .differences.model import Differences
    from .plan.plan import Plan
    from .tables.cells.table import Tables
    from .tables.formats.frames import Rows

PlantLike: TypeAlias = "str | Path | Workbench | Mapping[str, Rows]"
"""A plant: its path, what :func:`mfo.read` gave, tables in memory, or a run folder (the plant it was made from)."""


def diff(first: PlantLike, second: PlantLike | None = None, scenario: str | None = None) -> Differences:
    """What two plants say differently, cell by cell: added, removed, moved, changed, and units apart.

    ``scenario`` is applied to the second; without a second it is the first as that scenario changes it. Only the tables
    are read. Raises :class:`mfo.PlantError` where these cannot be, :class:`mfo.UsageError` for an unknown scenario.

    >>> import mfo
    >>> found = mfo.diff("examples/nopalmex", scenario="cheap IBC")
    >>> [(each.table, each.row, each.column, each.before, each.after) for each in found]
    [('supplies', 'new IBC', 'price', '1800 MXN/item', '700 MXN/item')]
    """
    old = tables_of(first)
    new = old if second is None else tables_of(second)
    return differences(old, new if scenario is None else apply_scenario(new, scenario))


def tables_of(plant: PlantLike) -> Tables:
    """A plant's tables as typed; of a run folder those it was made from, its scenario applied."""
    if isinstance(plant, Workbench):
        return plant.tables
    if isinstance(plant, Mapping):
        return tables_from(plant)
    path = Path(plant)
    return _tables_of_run(path) if (path / RUN).is_file() else read_tables(path)


def _tables_of_run(folder: Path) -> Tables:
    run, held = read_run(folder), folder / INPUTS
    if not held.is_dir():
        message = f"The run {folder} does not hold the plant that it was made from."
        remedy = "Name the plant itself."
        raise UsageError(Problem("run-inputs", message, remedy=remedy))
    tables = read_tables(plant_in(held))
    scenario = (run.get("options") or {}).get("scenario")
    known = tables.get("scenarios")
    return apply_scenario(tables, scenario) if scenario and known is not None else tables


def plan_of(path: str | Path, minimise: str | None = None) -> Plan:
    """The plan of a run folder, or the best plan of a plant."""
    from .plan.plan import Plan

    return Plan.load(path) if (Path(path) / RUN).exists() else read(path).optimise(minimise)
