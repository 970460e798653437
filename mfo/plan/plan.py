"""A plan: what a solved plant says, as tidy tables with units."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import Problem, Where
from ..garbage import seldom_collected
from ..writing.pages import pages
from .run_folder import INPUTS, TODAY, Run, read_folder, replace_folder, write_folder, write_result_tables, write_run
from .tables.periods import by_period
from .tables.schema import TABLES, Row
from .tables.totals import total


@dataclass(repr=False)
class Plan:
    """A certified plan.

    ``tables`` holds every result table by name (``docs/results.md``); each is an attribute too (``plan.flows``).
    ``run`` is what run.json says: plant, versions, digest, options, status, certificate, seconds, objective, totals.
    ``today`` is the same for the flows measured today, or None. ``extra`` holds the run folder under ``folder``, where
    the plan was saved or loaded.

    >>> plan
    <plan of 'canteen', optimal: 73,000 MXN of cost>
    >>> plan.flows[plan.flows.element == "kitchen"][["amount", "unit"]].values.tolist()
    [[730.0, 't']]
    """

    tables: dict[str, pd.DataFrame]
    run: Run
    today: Plan | None = None
    extra: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table by its name."""
        if name in TABLES:
            return self.tables[name]
        raise AttributeError(f"A plan has no {name!r}.")

    def __repr__(self) -> str:
        told = self.totals.get(self.minimise.split(";")[0].strip(), {})
        scenario = f", scenario {name!r}" if (name := (self.run.get("options") or {}).get("scenario")) else ""
        value = f": {told['value']:,.6g} {told['unit']} of {self.minimise}" if told else ""
        return f"<plan of {self.run.get('plant', '')!r}{scenario}, {self.status}{value}>"

    def __dir__(self) -> list[str]:
        """The names that a notebook offers: the tables among them."""
        return sorted({*super().__dir__(), *TABLES})

    @property
    def status(self) -> str:
        """``optimal``, unless the solver stopped early.

        >>> plan.status
        'optimal'
        """
        return str(self.run["status"])

    @property
    def minimise(self) -> str:
        """The effect that the plan makes least of.

        >>> plan.minimise
        'cost'
        """
        return str(self.run["minimise"])

    @property
    def objective(self) -> float:
        """The effect minimised, summed over the years, money discounted: the ledger's weighted sum, as everywhere.

        >>> plan.objective  # 730 t a year, 100 MXN for each to send and to bury
        73000.0
        """
        return total(self.tables["ledger"], self.minimise, weighted=True)

    @property
    def certificate(self) -> dict[str, Any]:
        """How exactly the plan holds when it is computed again, and how well it is proven optimal.

        >>> plan.certificate["certified"], plan.certificate["duality_gap"]
        (True, 0.0)
        """
        return dict(self.run["certificate"])

    @property
    def totals(self) -> dict[str, Row]:
        """Every effect over the horizon, with its unit: sums of the ledger.

        >>> plan.totals["emissions"]
        {'value': 985.5, 'unit': 't_CO2e'}
        """
        return dict(self.run["totals"])

    @property
    def problem_list(self) -> list[Problem]:
        """The warnings, as problems; their place is kept as text.

        >>> [problem.code for problem in plan.problem_list]
        ['measurements-reconciled']
        """
        table = self.tables["problems"]
        return [
            Problem(row.code, row.message, Where(row.where) if row.where else None, row.remedy, row.severity)  # type: ignore[arg-type]
            for row in table.itertuples()
        ]

    def by(self, period: str, table: str = "flows") -> pd.DataFrame:
        """A table's amounts added up by ``slot``, ``day``, ``month``, ``year`` or over the ``horizon``.

        For ``flows``, ``activities``, ``stocks``, ``ledger``, ``costs`` and ``emissions``; each slot counts as often as
        it repeats. Raises :class:`mfo.errors.UsageError` for an unknown period or table.

        >>> plan.by("year", "ledger")[["effect", "amount", "unit"]].values.tolist()[0]
        ['cost', 29200.0, 'MXN']
        """
        return by_period(self.tables, period, table)

    @seldom_collected()
    def save(self, folder: str | Path, force: bool = False, report: bool = False, language: str = "en") -> Path:
        """Write the run folder: run.json, one CSV file a table, and with ``report`` the page and the workbook.

        Everything is written beside and then renamed. Raises :class:`mfo.errors.UsageError` where the folder exists
        and ``force`` is not given.

        >>> plan.save("run").name
        'run'
        """
        target = Path(folder)

        def fill(made: Path) -> None:
            write_result_tables(made, self.tables)
            if self.today is not None:
                (made / TODAY).mkdir()
                write_folder(made / TODAY, self.today.run, self.today.tables)
            for name, content in self.inputs().items():
                (made / INPUTS / name).parent.mkdir(parents=True, exist_ok=True)
                (made / INPUTS / name).write_bytes(content)
            if report:
                pages().write_pages(self, made, language)
            write_run(made, self.run)  # last, with the fingerprints of all that stands there

        replace_folder(target, force, fill)
        self.extra["folder"] = target
        return target

    def inputs(self) -> dict[str, bytes]:
        """The files that the plan was made from, by name; none for a plan that was made from tables in memory.

        >>> list(plan.inputs())
        ['plant.yaml']
        """
        held = self.extra.get("inputs")
        folder = self.extra.get("folder")
        if held is None and folder is not None and (Path(folder) / INPUTS).is_dir():
            root = Path(folder) / INPUTS
            held = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        return dict(held or {})

    @classmethod
    def load(cls, folder: str | Path) -> Plan:
        """Read a run folder back.

        Raises :class:`mfo.errors.UsageError` where it is none.

        >>> _ = plan.save("kept")
        >>> mfo.Plan.load("kept").objective
        73000.0
        """
        path = Path(folder)
        run, tables = read_folder(path)
        today = None
        if (path / TODAY).is_dir():
            today_run, today_tables = read_folder(path / TODAY)
            today = cls(today_tables, today_run)
        return cls(tables, run, today, {"folder": path})

    def equals(self, other: Plan) -> bool:
        """Whether both hold the same run and the same tables, to the last digit.

        >>> plan.equals(plant.optimise())
        False
        """
        if self.run != other.run or (self.today is None) != (other.today is None):
            return False
        if self.today is not None and other.today is not None and not self.today.equals(other.today):
            return False
        return all(self.tables[name].equals(other.tables[name]) for name in TABLES)

    def _repr_html_(self) -> str:
        """What a notebook shows: the answer in three sentences, the numbers that matter, and the picture."""
        return pages().plan_fragment(self)
