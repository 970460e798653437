"""The Python interface: read a plant, check it, optimise it, look at its program.

    plant = mfo.read("examples/nopalmex")
    plan = plant.optimise(minimise="cost", limits=["emissions <= 1200 t_CO2e/year"])
    plan.save("run")

Nothing here computes: each method leads to the stage that does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import Findings, PlantError, Problem, UsageError
from .plant.digest import input_files
from .reading.check_scenarios import scenario_problems
from .reading.limit_text import parse_fix, parse_limit
from .reading.read_plant import read_plant
from .reading.scenarios import apply_scenario, with_change, with_scenarios
from .tables.read_tables import read_table, read_tables, tables_from

if TYPE_CHECKING:
    from .graph.arrays.flow_graph import FlowGraph
    from .library.library import Library
    from .matches.model import Matches
    from .owners.model import Shares
    from .plan.plan import Plan
    from .plant.model import Limit, Plant
    from .program.build import Program
    from .reconciliation.model import Reconciliation
    from .studies.alternatives import Alternatives
    from .studies.breakeven.study import Breakeven
    from .studies.curve import Curve
    from .studies.scenarios.outcome import Sweep
    from .studies.stochastic.study import Stochastic
    from .studies.uncertainty.study import Uncertain
    from .tables.cells.table import Tables
    from .tables.formats.frames import Rows

Progress = Callable[[str], None]


def read(path: str | Path | Mapping[str, Rows], scenario: str | None = None) -> Workbench:
    """Read a plant from a folder, a workbook, a YAML file, or tables in memory.

    In memory a plant is a mapping of table names to data frames or lists of rows, heads and cells as in a file; the
    table ``plant`` may be a mapping of settings. Raises :class:`mfo.PlantError` with every problem at once.
    ``scenario`` changes the cells that the plant's ``scenarios`` table names before anything is read.
    """
    tables = tables_from(path) if isinstance(path, Mapping) else read_tables(Path(path))
    if scenario is None:
        return Workbench(tables)
    return Workbench(apply_scenario(tables, scenario), scenario, tables)


class Workbench:
    """A plant that was read, with everything that can be asked of it."""

    def __init__(
        self,
        tables: Tables,
        scenario: str | None = None,
        unchanged: Tables | None = None,
        *,
        root: Workbench | None = None,
        library: Library | None = None,
    ) -> None:
        """Read the plant; ``root`` is the plant as it stands and ``library`` what was loaded for it, if they were."""
        self.tables = tables
        self.scenario_name = scenario
        self.unchanged = tables if unchanged is None else unchanged
        self._root = root
        self.plant: Plant = read_plant(tables, None if self.unchanged is tables else self.unchanged, library)

    @property
    def name(self) -> str:
        """The plant's name."""
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
        """The plant's flow graph: pools and coefficients as arrays."""
        from .graph.build import build_graph

        return build_graph(self.plant)

    def scenario(self, name: str) -> Workbench:
        """The plant as one of its scenarios changes it."""
        return Workbench(apply_scenario(self.tables, name), name, self.unchanged)

    def with_value(self, table: str, row: str, column: str, value: str | float) -> Workbench:
        """The plant with one cell changed, as a scenario would change it; today stays that of the plant as it stands.

        ``table``, ``row`` and ``column`` name the cell as in the table ``scenarios``, ``value`` is what would be typed
        there. Raises :class:`mfo.UsageError` where there is no such cell, :class:`mfo.PlantError` where the value
        cannot stand in it.

        >>> import mfo
        >>> plant = mfo.read("examples/nopalmex").with_value("supplies", "LPG at the factory", "price", "14 MXN/kg")
        >>> plant.scenario_name
        'supplies LPG at the factory price = 14 MXN/kg'
        """
        named = f"{table} {row} {column} = {value}"
        name = f"{self.scenario_name}, {named}" if self.scenario_name else named
        tables = with_change(self.unchanged, self.scenario_name, name, (table, row, column, value))
        return Workbench(apply_scenario(tables, name), name, tables)

    def check(self) -> tuple[Problem, ...]:
        """Every warning about the plant, its graph, its measurements and its scenarios.

        Raises :class:`mfo.PlantError` where there is an error among them: a scenario that cannot be read is one too,
        measurements that do not balance are none, because a plan needs no today. No plan is made.
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
        findings.extend(check_graph(self.plant, self.graph))
        findings.extend(self._without_end())
        findings.raise_errors()
        return tuple(findings.problems)

    def _without_end(self) -> list[Problem]:
        """What is used or built or not, and by how much nothing says: a program of it cannot be written."""
        from .program.constraints.link_big_m import link_problem, process_problem, unbounded_states

        links, processes = unbounded_states(self.graph)
        found = []
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
        """
        return tuple(parse_limit(text, self.plant) for text in texts)

    def fixes(self, texts: Iterable[str]) -> tuple[Limit, ...]:
        """Decisions that are held, as typed (``digester = 0``, ``route: landfill = 0``), read against the plant.

        Raises :class:`mfo.UsageError` that shows what would be legal.
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
        """
        return self.best(minimise, limits, fixes, model, time_limit, gap, progress)

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
        """As :meth:`optimise`; a ``bare`` plan has neither today nor how far its prices hold."""
        from .plan.scenario_changes import scenario_changes_table
        from .planning import Question, best_plan

        texts, held = tuple(limits), tuple(fixes)
        question = Question(
            minimise=minimise or self.plant.settings.minimise,
            limits=(*self.limits(texts), *self.fixes(held)),
            limit_texts=texts,
            fix_texts=held,
            scenario=self.scenario_name,
            model=model,
            time_limit=time_limit,
            gap=gap,
        )
        plan = best_plan(
            self.plant, self.graph, question, progress or _silent, self._graph_problems, lambda: self.standing,
            lambda: self._today, bare,
        )  # fmt: skip
        if not bare:
            plan.tables["scenario_changes"] = scenario_changes_table(self.unchanged, self.tables)
        plan.extra["inputs"] = input_files(self.tables)
        return plan

    def alternatives(
        self,
        within: str = "5 %",
        number: int = 5,
        minimise: str | None = None,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        progress: Progress | None = None,
    ) -> Alternatives:
        """What else is nearly as good: how far each choice can go ``within`` a distance of the best plan.

        See :func:`mfo.studies.alternatives.alternatives`. ``number`` plans that differ most come with it.
        """
        from .studies.alternatives import alternatives
        from .studies.engine.long_way import Asked, graph_of, model_from

        self._graph_problems()
        texts, held = tuple(limits), tuple(fixes)
        asked = Asked(minimise or self.plant.settings.minimise, texts, held)
        self.optimise(asked.minimise, texts, fixes=held)  # tells why where there is no plan
        model = model_from(self.plant, graph_of(self.plant, asked), asked)

        def planned(limit: str) -> Plan:
            return self.optimise(asked.minimise, (*texts, limit), fixes=held)

        return alternatives(model, within, number, asked.objective, planned, progress or _silent)

    def stochastic(
        self,
        risk: str = "",
        weight: float = 0.5,
        minimise: str | None = None,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        progress: Progress | None = None,
    ) -> Stochastic:
        """What to build when it is not known which scenario comes: one first stage, a certified plan a scenario.

        ``risk`` is blank for the expected value, or ``cvar 95 %`` with its ``weight``. See
        :func:`mfo.studies.stochastic.study.stochastic`.
        """
        from .planning import Question, best_plan
        from .reading.probabilities import futures
        from .studies.engine.held import Held, with_held
        from .studies.engine.long_way import Asked, model_of
        from .studies.stochastic.study import Future, stochastic

        self._graph_problems()
        texts, held = tuple(limits), tuple(fixes)
        asked = Asked(minimise or self.plant.settings.minimise, texts, held)
        shares = futures(self.tables)
        if wrong := [problem for problem in scenario_problems(self.tables) if problem.severity == "error"]:
            raise PlantError(wrong)
        benches = {name: self.scenario(name) if name else self for name in shares}

        def planned(name: str, decided: Held) -> Plan:
            bench = benches[name]
            question = Question(asked.minimise, (*bench.limits(texts), *bench.fixes(held)), texts, name or None,
                                fix_texts=held)  # fmt: skip
            graph = with_held(bench.graph, decided)
            return best_plan(bench.plant, graph, question, _silent, bench._graph_problems, lambda: self.standing)

        each = [Future(name, share, benches[name].tables, model_of(benches[name].tables, asked, self.unchanged))
                for name, share in shares.items()]  # fmt: skip
        return stochastic(each, asked.objective, risk, weight, lambda tables: model_of(tables, asked, self.unchanged),
                          planned,
                          progress or _silent)  # fmt: skip

    def breakeven(
        self,
        of: str,
        low: str | float | None = None,
        high: str | float | None = None,
        minimise: str | None = None,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        against: str | None = None,
        against_low: str | float | None = None,
        against_high: str | float | None = None,
        progress: Progress | None = None,
    ) -> Breakeven:
        """Every value of one number (``supplies LPG price``) between ``low`` and ``high`` at which the plan changes.

        By default from 0 to twice what stands there. ``against`` is a second number, for the map of which route wins.
        See :func:`mfo.studies.breakeven.study.breakeven`.
        """
        from .reading.cell import Cell, cell_of
        from .studies.breakeven.study import breakeven, default_range
        from .studies.engine.long_way import Asked

        self._graph_problems()
        texts, held = tuple(limits), tuple(fixes)
        self.limits(texts)
        self.fixes(held)

        def span(cell: Cell, ends: tuple[str | float | None, str | float | None]) -> tuple[float, float]:
            typed = [None if end is None else cell.number(end) for end in ends]
            least, most = (0.0, 0.0) if None not in typed else default_range(cell)
            return least if typed[0] is None else typed[0], most if typed[1] is None else typed[1]

        cell = cell_of(self.tables, of)
        second = None
        if against is not None:
            other = cell_of(self.tables, against)
            second = (other, *span(other, (against_low, against_high)))
        asked = Asked(minimise or self.plant.settings.minimise, texts, held)
        return breakeven(self.tables, asked, cell, *span(cell, (low, high)), second, self.unchanged,
                         progress or _silent)  # fmt: skip

    def uncertainty(
        self,
        samples: int = 500,
        seed: int = 1,
        minimise: str | None = None,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        plan: str | Path | Plan | None = None,
        library: bool = False,
        workers: int = 1,
        folder: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Uncertain:
        """What the plant's table ``uncertainties`` does to its plan, by samples: each planned anew.

        With ``plan`` (a run) what it builds is held and the rest decided again. ``library`` adds the ranges of models
        and datasets. With ``folder`` finished samples are kept there and not computed again. ``workers`` are processes,
        started by spawn: a programme that asks for more than one needs a ``__main__`` guard. See
        :func:`mfo.studies.uncertainty.study.uncertain`.
        """
        from .library.library import Library
        from .plan.plan import Plan as Made
        from .reading.uncertainties import library_uncertainties, read_uncertainties
        from .studies.engine.held import built_in
        from .studies.engine.long_way import Asked
        from .studies.uncertainty.study import Question, uncertain

        self._graph_problems()
        texts, fixed = tuple(limits), tuple(fixes)
        self.limits(texts)
        self.fixes(fixed)
        run = Made.load(plan) if isinstance(plan, str | Path) else plan
        held = () if run is None else built_in(self.graph, run.tables["capacities"])
        asked = Asked(minimise or self.plant.settings.minimise, texts, fixed, held)
        every = read_uncertainties(self.tables, Findings())
        if library:
            every = (*every, *library_uncertainties(self.plant, Library.load(self.tables.folder, Findings())))
        question = Question(every, samples, seed, self.plant.digest, self.scenario_name, self.unchanged)
        name = "" if plan is None else str(plan) if isinstance(plan, str | Path) else "the plan given"
        return uncertain(
            self.tables, asked, question, held=name, workers=workers,
            folder=None if folder is None else Path(folder), progress=progress or _silent,
        )  # fmt: skip

    def reconcile(self) -> Reconciliation:
        """The measured flows made to balance: each reading as reconciled, what is determined, which are suspect.

        Raises :class:`mfo.PlantError` where nothing was measured, or exact readings contradict one another.
        """
        from .plan.baseline import reconciled_readings

        return reconciled_readings(self.plant)

    def pareto(
        self,
        minimise: str = "cost",
        against: str = "emissions",
        points: int = 20,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        progress: Progress | None = None,
    ) -> Curve:
        """The trade-off curve between two effects, within all limits; ``curve.plans`` are the plans of its points.

        See :func:`mfo.studies.epsilon_constraint.trade_off`. ``limits`` come beside the plant's own.
        """
        from .graph.parts.limits import add_limits
        from .studies.epsilon_constraint import Asked, trade_off

        self.check()
        texts, held = tuple(limits), tuple(fixes)
        graph = add_limits(self.plant, self.graph, (*self.limits(texts), *self.fixes(held)))
        warnings = self._graph_problems()
        asked = Asked(self.plant, graph, minimise, against, points, self.scenario_name, texts, warnings,
                      lambda: self.standing, held)  # fmt: skip
        return trade_off(asked, progress or _silent)

    def sweep(
        self,
        scenarios: str | Path | None = None,
        minimise: str | None = None,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        vary: Iterable[str] = (),
        without: Iterable[str] = (),
        workers: int = 1,
        folder: str | Path | None = None,
        force: bool = False,
        report: bool = True,
        language: str = "en",
        every: bool = False,
        progress: Progress | None = None,
    ) -> Sweep:
        """The plant as it stands and as each scenario changes it, each planned by itself.

        ``scenarios`` is a file in the form of the plant's table ``scenarios``, which it takes the place of; so does
        ``vary``: cells over values, each with each (``supplies LPG price=8..20 MXN/kg:7``), and ``without``: every
        process (or market, supply, link) left out in turn. With
        ``folder`` a run folder a plan is written there, with sweep.csv and sweep.html; without it the outcomes hold
        their plans. More than twenty plans are kept in one file, which ``mfo report`` makes each from when it is
        asked for, unless ``every`` run folder is to be written. See :func:`mfo.studies.sweep.sweep`.
        """
        from .scenario_plans import ScenarioPlans
        from .studies.scenarios.alone import Job
        from .studies.sweep import sweep, sweep_question
        from .studies.variations import left_out, varied

        tables, source = self.tables, ""
        if scenarios is not None:
            tables, source = replace(tables, tables=dict(tables.tables)), Path(scenarios).name
            tables.tables["scenarios"] = read_table(scenarios, "scenarios")
            read_plant(tables)  # tells what is wrong with the table
        texts_varied, kinds = tuple(vary), tuple(without)
        if texts_varied or kinds:
            tables = with_scenarios(self.tables, varied(texts_varied, self.tables))
            source = "; ".join([*texts_varied, *(f"without {kind}" for kind in kinds)])
        out = left_out(kinds, self.plant)
        self._graph_problems()
        texts, held = tuple(limits), tuple(fixes)
        self.limits(texts)
        self.fixes(held)
        target = None if folder is None else Path(folder)
        asked_least = minimise or self.plant.settings.minimise
        planned = ScenarioPlans(tables, self.tables, asked_least, texts, held, dict(out))
        asked = sweep_question(self.tables.source, scenarios, minimise, texts, held, texts_varied, kinds)
        job = Job(tables, planned, asked_least, texts, held, source, target, report, language, dict(out), every, asked)
        least = asked_least.split(";")[0].strip()
        return sweep(job, self.name, least, workers, force, progress or _silent)

    def matches(self, number: int = 50, prove: int = 3, *, progress: Progress | None = None) -> Matches:
        """Ways between two sites that the plant does not have and that would pay, best first.

        See :func:`mfo.matches.find.find_matches`. Raises :class:`mfo.InfeasibleError` where the plant has no plan.
        """
        from .matches.find import find_matches
        from .matches.probe import NoPlanError

        self._graph_problems()
        try:
            return find_matches(self.plant, number, prove, progress or _silent, self.tables)
        except NoPlanError:
            self.optimise("cost")  # tells the reasons
            raise

    def share(
        self, outside: Iterable[str] = (), samples: int = 0, seed: int = 1, *, progress: Progress | None = None
    ) -> Shares:
        """Who gains by the plan of least cost, and how its owners may share it.

        See :func:`mfo.owners.share.share_plan`. Raises :class:`mfo.InfeasibleError` where the plant has no plan.
        """
        from .owners.share import NoPlanTogetherError, share_plan

        self._graph_problems()
        try:
            return share_plan(self.plant, outside, samples, seed, progress or _silent)
        except NoPlanTogetherError:
            self.optimise("cost")  # tells the reasons
            raise

    def model(self, minimise: str | None = None, limits: Iterable[str] = ()) -> Any:
        """The program as a Pyomo model, for constraints of one's own; give it back to :meth:`optimise`."""
        return self._program(minimise, limits).model()

    def position(self, kind: str, name: str) -> int:
        """The position in the model of a ``supply``, ``process``, ``market``, ``link`` or ``store`` by its name.

        Raises :class:`mfo.UsageError` where there is none of that name.
        """
        from .graph.arrays.element_names import position

        try:
            return position(self.graph, kind, name)
        except KeyError as error:
            raise UsageError(Problem("name-unknown", f"There is no {kind} named {name!r}.")) from error

    def export(
        self, path: str | Path, minimise: str | None = None, limits: Iterable[str] = (), *, fixes: Iterable[str] = ()
    ) -> None:
        """Write the program as an LP or MPS file (by the path's suffix), named in the plant's words."""
        from .solve.export import write_program

        write_program(self._program(minimise, limits, fixes), Path(path))

    def _program(self, minimise: str | None, limits: Iterable[str], fixes: Iterable[str] = ()) -> Program:
        from .graph.parts.limits import add_limits
        from .program.build import build_program

        graph = add_limits(self.plant, self.graph, (*self.limits(limits), *self.fixes(fixes)))
        return build_program(graph, minimise or self.plant.settings.minimise)


def _silent(_stage: str) -> None:
    """No progress is told."""
