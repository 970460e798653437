"""Plans of a plant's scenarios: one after the other from a plant that is read once, or later from what a sweep kept."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import Findings, Problem, UsageError
from .library.library import Library
from .plan.plan import Plan
from .plan.run_folder import plant_in
from .plant.digest import digest_of, input_files
from .reading.scenarios import Change, changes_by_name, exchanged, with_scenarios
from .studies.scenarios.kept import FILE, Kept, kept_at
from .studies.trade_offs.work import FILE as POINTS
from .studies.trade_offs.work import RUN
from .tables.cells.table import Table, TableColumn, Tables
from .workbench import Workbench, read

if TYPE_CHECKING:
    from .studies.curve import Curve
    from .studies.trade_offs.surface import Surface


@dataclass
class ScenarioPlans:
    """Plans the scenarios of ``tables``; can be sent to another process, which reads the plant once.

    ``original`` are the tables as they stand in the plant's files; ``out`` are scenarios that stand in no table, each
    with the fix that leaves something out.
    """

    tables: Tables
    original: Tables
    minimise: str
    limits: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    out: Mapping[str, str] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        """What another process is sent: nothing that was read."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def __call__(self, scenario: str, bare: bool = False) -> Plan:
        """The best plan of a scenario (blank: of the plant as it stands); bare: without today and ranges of prices."""
        fixes = (*self.fixes, self.out[scenario]) if scenario in self.out else self.fixes
        return self._changed(scenario, bare).best(self.minimise, self.limits, fixes, bare=bare)

    def moved(self, root: Path) -> ScenarioPlans:
        """The same over the plant's files as they stand in another folder; what is told of them stays."""

        def there(tables: Tables) -> Tables:
            file = root / tables.source.name
            return replace(
                tables, source=file if file.is_file() else root, folder=None if tables.folder is None else root
            )

        return replace(self, tables=there(self.tables), original=there(self.original))

    def _changed(self, scenario: str, bare: bool) -> Workbench:
        if not scenario or scenario in self.out:
            return self._bench
        base = self.standing if bare else self.tables
        changed = exchanged(base, self._changes[scenario])
        return Workbench(changed, scenario, self.tables, root=self._bench, library=self._library if bare else None)

    @cached_property
    def _bench(self) -> Workbench:
        return Workbench(self.tables)

    @cached_property
    def _changes(self) -> dict[str, tuple[Change, ...]]:
        return changes_by_name(self.tables)

    @cached_property
    def _library(self) -> Library | None:
        """The library that many readings share; None where it has anything to tell of its files, which each tells."""
        findings = Findings()
        found = Library.load(self.tables.folder, findings)
        return None if findings.problems or self.tables.problems else found

    @cached_property
    def standing(self) -> Tables:
        """The tables without scenarios, which a thousand readings need not check again."""
        held = {name: table for name, table in self.tables.tables.items() if name != "scenarios"}
        return replace(self.tables, tables=held)

    @cached_property
    def inputs(self) -> dict[str, bytes]:
        """The plant's files by their names."""
        return input_files(self.original)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of the plant's files."""
        return digest_of(self.original)


def written_run(folder: Path) -> Path:
    """The run folder, written first where a sweep, or a trade-off, beside it only keeps what makes it; any other path
    as it is."""
    if folder.exists():
        return folder
    if (folder.parent / POINTS).is_file() and RUN.fullmatch(folder.name):
        with kept_at(folder.parent, POINTS) as kept:
            made = _point_again(kept, folder)
        if made is not None:
            made.save(folder)
        return folder
    if not (folder.parent / FILE).is_file():
        return folder
    with kept_at(folder.parent) as kept:
        outcome = kept.named(folder.name)
        if outcome is None or not outcome.solved:
            return folder
        plan = _made_again(kept, outcome.scenario)
    plan.save(folder)
    return folder


def _made_again(kept: Kept, scenario: str) -> Plan:
    """The plan of a scenario, made from the files that a sweep kept."""
    about = kept.about()
    with _plant_kept(kept) as root:
        original = read(plant_in(root)).tables
        plans = ScenarioPlans(
            _with_scenarios(original, about),
            original,
            about["minimise"],
            tuple(about["limits"]),
            tuple(about["fixes"]),
            about["out"],
        )
        plan = plans(scenario)
    plan.run["source"] = about["source"]
    if about["from"]:
        plan.run["options"]["scenarios"] = about["from"]
    return plan


def _point_again(kept: Kept, folder: Path) -> Plan | None:
    """The plan of a point, made from the plant's files and from what is known of all points; None: there is no such."""
    about = kept.about()
    with _plant_kept(kept) as root, tempfile.TemporaryDirectory() as known:
        shutil.copy(kept.path, known)
        found: Curve | Surface = read(plant_in(root), about["scenario"]).pareto(
            about["minimise"],
            about["against"],
            about["points"],
            about["limits"],
            fixes=about["fixes"],
            folder=known,
        )
        if folder.name not in (runs := found.run_folders()):
            return None
        plan = found.plans[runs.index(folder.name)]
    plan.run["source"] = about["source"]
    return plan


@contextmanager
def _plant_kept(kept: Kept) -> Iterator[Path]:
    """A folder with the plant's files as they are kept, for as long."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary).resolve()
        for name, content in kept.inputs().items():
            path = (root / name).resolve()
            if not path.is_relative_to(root):
                raise UsageError(Problem("jobs-unreadable", f"{kept.path} names a file outside: {name}."))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield root


def _with_scenarios(tables: Tables, about: Mapping[str, Any]) -> Tables:
    """The tables with the scenarios that were asked, where they did not stand in the plant's own files."""
    scenarios = {name: [tuple(change) for change in every] for name, every in about["scenarios"].items()}
    if about["made"]:
        return with_scenarios(tables, scenarios)
    if not about["from"]:
        return tables
    rows = [(name, *change) for name, every in scenarios.items() for change in every]
    names = ("scenario", "table", "row", "column", "value")
    columns = {name: TableColumn(name, None, [row[place] for row in rows]) for place, name in enumerate(names)}
    table = Table("scenarios", columns, None, "scenarios", [0] * len(rows))
    return replace(tables, tables={**tables.tables, "scenarios": table})
