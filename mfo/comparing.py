"""What differs between plants, and between runs: of plants every cell, of runs the plants that they were made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from .differences.find_differences import differences
from .differences.words import summary
from .errors import Problem, UsageError
from .plan.run_folder import INPUTS, RUN, plant_in, read_run
from .reading.scenarios import apply_scenario
from .tables.read_tables import read_tables, tables_from
from .workbench import Workbench, read

if TYPE_CHECKING:
    from .differences.difference import Differences
    from .plan.plan import Plan
    from .tables.cells.table import Tables
    from .tables.formats.frames import Rows

PlantLike: TypeAlias = "str | Path | Workbench | Mapping[str, Rows]"
"""A plant: its path, what :func:`mfo.read` gave, tables in memory, or a run folder (the plant it was made from)."""


def diff(first: PlantLike, second: PlantLike | None = None, scenario: str | None = None) -> Differences:
    """What two plants say differently, cell by cell: added, removed, moved, changed, and units apart.

    ``scenario`` is applied to the second; without a second it is the first as that scenario changes it. Only the tables
    are read. Raises :class:`mfo.PlantError` where these cannot be, :class:`mfo.UsageError` for an unknown scenario.

    >>> found = mfo.diff(plant, scenario="dear tip")
    >>> [(each.table, each.row, each.column, each.before, each.after) for each in found]
    [('processes', 'burying', 'variable_cost', '60 MXN/t', '300 MXN/t')]
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


@dataclass(frozen=True)
class Comparison:
    """Plans by name, and what the plant of each further one says otherwise than the first one's, where known."""

    plans: Mapping[str, Plan]
    plants: Mapping[str, Differences]

    def write(self, path: Path, language: str = "en") -> None:
        """Write the comparison as one HTML file."""
        from .report import write_comparison, write_several

        plans = list(self.plans.values())
        if len(plans) == 2:
            known = next(iter(self.plants.values()), None)
            write_comparison(plans[0], plans[1], path, language=language, plants=None if known is None else known.found)
        else:
            write_several(self.plans, {name: each.found for name, each in self.plants.items()}, path, language)

    def lines(self, language: str = "en") -> list[str]:
        """The comparison in a few lines of text."""
        from .report import compare_summary, several_summary

        plans = list(self.plans.values())
        two = len(plans) == 2
        told = compare_summary(plans[0], plans[1], language) if two else several_summary(self.plans, language)
        return [*told, *(f"{name}: {summary(each)}" for name, each in self.plants.items())]

    def record(self, page: Path) -> dict[str, object]:
        """The comparison as JSON knows it."""
        plans = [
            {"name": name, "status": plan.status, "minimise": plan.minimise, "totals": dict(plan.totals)}
            for name, plan in self.plans.items()
        ]
        plants = {name: each.record() for name, each in self.plants.items()}
        return {"status": "compared", "page": str(page), "plans": plans, "plants": plants, "problems": []}


def comparison(paths: Sequence[str | Path], progress: Callable[[str], None] = lambda _stage: None) -> Comparison:
    """Runs, or plants of which the best plan is made, held against the first of them.

    Raises :class:`mfo.UsageError` where one can be read neither as a run nor as a plant, and what planning raises.
    """
    plans: dict[str, Plan] = {}
    names = names_of(paths)
    for name, path in zip(names, paths, strict=True):
        progress(f"reading {path}")
        plans[name] = plan_of(path)
    plants: dict[str, Differences] = {}
    for name, path in zip(names[1:], paths[1:], strict=True):
        if all(_knows_plant(each) for each in (paths[0], path)):
            plants[name] = diff(paths[0], path)
    return Comparison(plans, plants)


def _knows_plant(path: str | Path) -> bool:
    return not (Path(path) / RUN).exists() or (Path(path) / INPUTS).is_dir()


def names_of(paths: Sequence[str | Path]) -> list[str]:
    """The last parts of paths, as many as it takes to tell them all apart."""
    parts = [Path(path).absolute().parts for path in paths]
    for count in range(1, max(map(len, parts)) + 1):
        shown = ["/".join(part[-count:]) for part in parts]
        if len(set(shown)) == len(shown):
            return shown
    return [f"{'/'.join(part[-1:])} ({place})" for place, part in enumerate(parts, 1)]
