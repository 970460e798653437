"""A plant on the bench: what was read, its checks, its best plan, and its program.

Nothing here computes: each method leads to the stage that does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from .errors import Findings, PlantError, Problem, UsageError
from .garbage import seldom_collected
from .plant.digest import input_files
from .plant.effects import effects_meant
from .reading.check_scenarios import scenario_problems
from .reading.limit_text import parse_fix, parse_limit
from .reading.read_plant import read_plant
from .reading.scenarios import apply_scenario, with_change

if TYPE_CHECKING:
    from .graph.arrays.flow_graph import FlowGraph
    from .library.library import Library
    from .owners.ownership import OwnerShares
    from .plan.plan import Plan
    from .plant.model import Limit, Plant
    from .program.build import Program
    from .studies.outages import Outages
    from .tables.cells.table import Tables

Progress = Callable[[str], None]


def silent(_stage: str) -> None:
    """Tell no progress."""


class Bench:
    """A plant that was read: what is in it, its checks, its best plan and its program."""

    def __init__(
        self,
        tables: Tables,
        scenario: str | None = None,
        unchanged: Tables | None = None,
        *,
        root: Self | None = None,
        library: Library | None = None,
    ) -> None:
        """Read the plant; ``root`` is the plant as it stands and ``library`` what was loaded for it, if they were."""
        self.tables = tables
        self.scenario_name = scenario
        self.unchanged = tables if unchanged is None else unchanged
        self._root = root
        with seldom_collected():
            self.plant: Plant = read_plant(tables, None if self.unchanged is tables else self.unchanged, library)

    @property
    def name(self) -> str:
        """The plant's name.

        >>> plant.name
        'canteen'
        """
        return self.plant.settings.name

    def __repr__(self) -> str:
        plant, scenario = self.plant, f", scenario {self.scenario_name!r}" if self.scenario_name else ""
        counts = (("sites", plant.sites), ("processes", plant.processes), ("markets", plant.markets))
        told = ", ".join(f"{len(found)} {word}" for word, found in counts)
        return f"<plant {self.name!r}{scenario}: {told}, {len(plant.times.years) * len(plant.times.hours)} slots>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the plant's name, and how many rows of each kind it has, with their names."""
        from .report.pages.notebook import plant_fragment

        return str(plant_fragment(self.plant))

    @cached_property
    def standing(self) -> Plant:
        """The plant as it stands, whatever a scenario changes: what flows today is its.

        Raises :class:`mfo.PlantError` where only the scenario makes it readable.

        >>> plant.scenario("dear tip").standing.processes[1].name
        'burying'
        """
        if self._root is not None:
            return self._root.plant
        return self.plant if self.unchanged is self.tables else read_plant(self.unchanged)

    @cached_property
    def _today(self) -> tuple[Plan | None, list[Problem]]:
        """What flows today in the plant as it stands, worked out once."""
        from .plan.baseline import today_if_known

        return today_if_known(lambda: self.standing) if self._root is None else self._root._today

    @cached_property
    def graph(self) -> FlowGraph:
        """The plant's flow graph: pools and coefficients as arrays.

        Arrays are (members, years, slots), in canonical units: t and hours, amounts per slot.

        >>> plant.graph.supplies.maximum * 2  # of a year of one slot: 2 t/d for 365 days, twice
        array([[[1460.]]])
        """
        from .graph.build import build_graph

        return build_graph(self.plant)

    def _least(self, asked: str | None) -> str:
        """What to make least: as asked, in any language, or the plant's own setting."""
        return effects_meant(asked, self.plant.effects) if asked else self.plant.settings.minimise

    def scenario(self, name: str) -> Self:
        """The plant as one of its scenarios changes it.

        Raises :class:`mfo.UsageError` for an unknown scenario.

        >>> plant.scenario("dear tip")
        <plant 'canteen', scenario 'dear tip': 3 sites, 2 processes, 1 markets, 1 slots>
        """
        return type(self)(apply_scenario(self.tables, name), name, self.unchanged)

    def with_value(self, table: str, row: str, column: str, value: str | float) -> Self:
        """The plant with one cell changed, as a scenario would change it; today stays that of the plant as it stands.

        ``table``, ``row`` and ``column`` name the cell as in the table ``scenarios``, ``value`` is what would be typed
        there. Raises :class:`mfo.UsageError` where there is no such cell, :class:`mfo.PlantError` where the value
        cannot stand in it.

        >>> plant.with_value("processes", "burying", "variable_cost", "300 MXN/t").scenario_name
        'processes burying variable_cost = 300 MXN/t'
        """
        named = f"{table} {row} {column} = {value}".rstrip()
        name = f"{self.scenario_name}, {named}" if self.scenario_name else named
        tables = with_change(self.unchanged, self.scenario_name, name, (table, row, column, value))
        return type(self)(apply_scenario(tables, name), name, tables)

    def check(self) -> tuple[Problem, ...]:
        """Every warning about the plant, its graph, its measurements and its scenarios.

        Raises :class:`mfo.PlantError` where there is an error among them: a scenario that cannot be read is one too,
        measurements that do not balance are none, because a plan needs no today. No plan is made.

        >>> [problem.code for problem in plant.check()]
        ['measurements-reconciled']
        """
        findings = Findings()
        findings.extend(self._graph_problems())
        if self.plant.measurements:
            from .plan.baseline import today_problems

            findings.extend(today_problems(lambda: self.standing))
        if self.scenario_name is None:
            findings.extend(scenario_problems(self.tables))
        findings.raise_errors()
        return tuple(findings.problems)

    def _graph_problems(self) -> tuple[Problem, ...]:
        """The warnings of the plant as it stands. Raises :class:`mfo.PlantError` where there is an error."""
        from .graph.checks.structure import check_graph

        findings = Findings()
        findings.extend(self.plant.problems)
        findings.extend(self._not_meant(check_graph(self.plant, self.graph)))
        findings.extend(self._without_end())
        findings.raise_errors()
        return tuple(findings.problems)

    def _not_meant(self, problems: list[Problem]) -> list[Problem]:
        """Without readings that only what a scenario changes is apart from: that is what the scenario is for."""
        apart = [problem for problem in problems if problem.code == "measurement-apart"]
        if self.unchanged is self.tables or not apart:
            return problems
        from .graph.build import build_graph
        from .graph.checks.measurement_conflicts import check_readings

        found = Findings()
        try:
            check_readings(self.standing, build_graph(self.standing), found)
        except PlantError:  # only the scenario makes it readable
            return problems
        places = [problem.where for problem in found.problems]
        return [problem for problem in problems if problem not in apart or problem.where in places]

    def _without_end(self) -> list[Problem]:
        """What is used or built or not, and by how much nothing says: no program of it can be written."""
        from .program.components.link_big_m import (
            beyond_reach,
            link_problem,
            process_problem,
            reach_problem,
            unbounded_states,
        )

        links, processes = unbounded_states(self.graph)
        found = []
        for row, runs in beyond_reach(self.graph):
            process = self.plant.processes[row]
            typed, where = ("", process.where) if (cell := process.capacity) is None else (cell.typed, cell.where)
            found.append(reach_problem(process.name, typed, runs, where))
        for row in links.tolist():
            link = self.plant.links[row]
            cell = link.fixed_cost or link.minimum_load
            found.append(link_problem(self.graph, row, cell.where if cell else link.where))
        for row in processes.tolist():
            process = self.plant.processes[row]
            cell = process.fixed_cost
            found.append(process_problem(self.graph, row, cell.where if cell else process.where))
        return found

    def limits(self, texts: Iterable[str]) -> tuple[Limit, ...]:
        """Limits as typed, read against the plant.

        Raises :class:`mfo.UsageError` that shows what would be legal.

        >>> plant.limits(["emissions <= 700 t_CO2e/year"])[0].maximum.unit
        't_CO2e/h'
        """
        return tuple(parse_limit(text, self.plant) for text in texts)

    def fixes(self, texts: Iterable[str]) -> tuple[Limit, ...]:
        """Decisions that are held, as typed (``digester = 0``, ``route: landfill = 0``), read against the plant.

        Raises :class:`mfo.UsageError` that shows what would be legal.

        >>> plant.fixes(["composting = 1 t/d"])[0].minimum.typed
        '1 t/d'
        """
        return tuple(parse_fix(text, self.plant) for text in texts)

    def optimise(
        self,
        minimise: str | None = None,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        model: Any = None,
        time_limit: float | None = None,
        gap: float = 0.0,
        progress: Progress | None = None,
    ) -> Plan:
        """The best plan within all limits, certified.

        ``minimise`` is an effect (the plant's setting by default); ``limits`` come beside the plant's own; ``fixes``
        hold decisions, and the table of limits tells their price; ``model`` is what :meth:`model` gave, with
        constraints of one's own; ``time_limit`` in seconds. A search for whole numbers ends at a relative ``gap``
        between its best plan and the bound that none is below. Raises
        :class:`mfo.InfeasibleError` with the reasons where no plan exists, :class:`mfo.SolverError` where the
        answer cannot be certified, :class:`mfo.UsageError` for an unknown effect or limit.

        >>> plant.optimise()
        <plan of 'canteen', optimal: 73,000 MXN of cost>
        >>> plant.optimise(limits=["emissions <= 700 t_CO2e/year"])
        <plan of 'canteen', optimal: 83,785.6 MXN of cost>
        >>> plant.optimise(fixes=["composting = 1 t/d"])
        <plan of 'canteen', optimal: 91,615 MXN of cost>
        """
        return self.best(minimise, limits, fixes, model, time_limit, gap, progress)

    @seldom_collected()
    def best(
        self,
        minimise: str | None = None,
        limits: Iterable[str] = (),
        fixes: Iterable[str] = (),
        model: Any = None,
        time_limit: float | None = None,
        gap: float = 0.0,
        progress: Progress | None = None,
        bare: bool = False,
    ) -> Plan:
        """As :meth:`optimise`; a ``bare`` plan has neither today nor how far its prices hold.

        >>> plant.best(bare=True).today is None
        True
        """
        from .plan.scenario_changes import scenario_changes_table
        from .planning import Question, best_plan

        texts, held = tuple(limits), tuple(fixes)
        question = Question(
            minimise=self._least(minimise),
            limits=(*self.limits(texts), *self.fixes(held)),
            limit_texts=texts,
            fix_texts=held,
            scenario=self.scenario_name,
            model=model,
            time_limit=time_limit,
            gap=gap,
        )
        plan = best_plan(
            self.plant,
            self.graph,
            question,
            progress or silent,
            self._graph_problems,
            lambda: self.standing,
            lambda: self._today,
            bare,
        )
        if not bare:
            plan.tables["scenario_changes"] = scenario_changes_table(self.unchanged, self.tables)
        plan.extra["inputs"] = input_files(self.tables)
        return plan

    def outages(
        self,
        kinds: Iterable[str] = ("processes",),
        minimise: str | None = None,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        workers: int = 1,
        cluster: str = "",
        folder: Path | None = None,
        progress: Progress | None = None,
    ) -> Outages:
        """Each of the ``kinds`` (processes, stores, links) out in turn, with the sizes of the plant's plan held (N-1).

        What is built stays, everything else is decided again; without a plan it is told what falls short. With a
        ``folder`` finished outages are kept there and not worked out again. See :func:`mfo.studies.outages.outages`.
        Raises :class:`mfo.UsageError` for another kind,
        :class:`mfo.InfeasibleError` where the plant has no plan.

        >>> [(each.name, each.borne) for each in plant.outages().outages]
        [('burying', False), ('composting', True)]
        """
        from .studies.outages import outages

        self._graph_problems()
        least = self._least(minimise)
        return outages(self, tuple(kinds), least, limits, fixes, workers, progress or silent, cluster, folder)

    def share(
        self,
        outside: Iterable[str] = (),
        samples: int = 0,
        seed: int = 1,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        seconds: float = 300.0,
        progress: Progress | None = None,
    ) -> OwnerShares:
        """Who gains by the plan of least cost, and how its owners may share it.

        ``limits`` and ``fixes`` hold for each coalition, as far as what they speak of is there. With more than twelve
        owners ``seconds`` is how long owners who would leave are looked for. See
        :func:`mfo.owners.share.share_plan`. Raises :class:`mfo.InfeasibleError` where the plant has no plan.

        >>> plant.scenario("dear tip").share().allocations["shapley"]
        {'school': 196461.25, 'farm': -51738.75}
        """
        from .owners.share import NoPlanTogetherError, share_plan

        self._graph_problems()
        texts, held = tuple(limits), tuple(fixes)
        plant = replace(self.plant, limits=(*self.plant.limits, *self.limits(texts), *self.fixes(held)))
        try:
            return share_plan(plant, outside, samples, seed, progress or silent, seconds)
        except NoPlanTogetherError:
            self.optimise("cost", texts, fixes=held)  # tells the reasons
            raise

    def model(self, minimise: str | None = None, limits: Iterable[str] = ()) -> Any:
        """The program as a Pyomo model, for constraints of one's own; give it back to :meth:`optimise`.

        Its variables are those of ``docs/formulation.md``, indexed by a name of the plant, where needed a material, the
        year and the slot; amounts are per slot.

        >>> import pyomo.environ as pyo
        >>> model = plant.model()
        >>> model.contract = pyo.Constraint(expr=model.activity["composting"] >= 365)
        >>> plant.optimise(model=model)
        <plan of 'canteen', optimal: 91,615 MXN of cost>
        """
        return self._program(minimise, limits).model()

    def position(self, kind: str, name: str) -> int:
        """The position in the model of a ``supply``, ``process``, ``market``, ``link`` or ``store`` by its name.

        Raises :class:`mfo.UsageError` where there is none of that name.

        >>> plant.position("process", "burying")
        1
        """
        from .graph.arrays.element_names import position

        try:
            return position(self.graph, kind, name)
        except KeyError as error:
            raise UsageError(Problem("name-unknown", f"There is no {kind} named {name!r}.")) from error

    def export(
        self, path: str | Path, minimise: str | None = None, limits: Iterable[str] = (), *, fixes: Iterable[str] = ()
    ) -> None:
        """Write the program as an LP or MPS file (by the path's suffix), named in the plant's words.

        Raises :class:`mfo.UsageError` for another suffix.

        >>> plant.export("program.lp")
        """
        from .solve.export import write_program

        write_program(self._program(minimise, limits, fixes), Path(path))

    def _program(self, minimise: str | None, limits: Iterable[str], fixes: Iterable[str] = ()) -> Program:
        from .graph.parts.limits import add_limits
        from .program.build import build_program

        graph = add_limits(self.plant, self.graph, (*self.limits(limits), *self.fixes(fixes)))
        return build_program(graph, self._least(minimise))
