"""The Python interface: read a plant, check it, optimise it, and ask what else could be.

    plant = mfo.read("examples/nopalmex")
    plan = plant.optimise(minimise="cost", limits=["emissions <= 1200 t_CO2e/year"])
    plan.save("run")

Nothing here computes: each method leads to the stage that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, overload

from .bench import Bench, Progress, silent
from .errors import Findings, PlantError
from .garbage import seldom_collected
from .reading.check_scenarios import scenario_problems
from .reading.read_plant import read_plant
from .reading.scenarios import apply_scenario, with_scenarios
from .reading.single_blanks import single_blanks
from .tables.read_tables import read_table, read_tables, tables_from

if TYPE_CHECKING:
    from .matches.match import Matches
    from .plan.plan import Plan
    from .reconciliation.reconciled_flows import Reconciliation
    from .studies.alternatives import Alternatives
    from .studies.breakeven.breakeven_study import Breakeven
    from .studies.curve import Curve
    from .studies.scenarios.outcome import Sweep
    from .studies.shortened.typical_days_study import TypicalDaysStudy
    from .studies.stochastic.stochastic_study import Stochastic
    from .studies.trade_offs.surface import Surface
    from .studies.uncertainty.uncertainty_study import Uncertain
    from .tables.formats.frames import Rows


@seldom_collected()
def read(path: str | Path | Mapping[str, Rows], scenario: str | None = None) -> Workbench:
    """Read a plant from a folder, a workbook, a YAML file, or tables in memory.

    In memory a plant is a mapping of table names to data frames or lists of rows, heads and cells as in a file; the
    table ``plant`` may be a mapping of settings. Raises :class:`mfo.PlantError` with every problem at once.
    ``scenario`` changes the cells that the plant's ``scenarios`` table names before anything is read.

    >>> import mfo
    >>> mfo.read("examples/starter")
    <plant 'starter': 3 sites, 2 processes, 1 markets, 1 slots>
    """
    tables = single_blanks(tables_from(path) if isinstance(path, Mapping) else read_tables(Path(path)))
    if scenario is None:
        return Workbench(tables)
    return Workbench(apply_scenario(tables, scenario), scenario, tables)


class Workbench(Bench):
    """A plant that was read, with everything that can be asked of it.

    Amounts are counted in the plant's own units; money in its currency. Nothing that is asked changes the plant.

    >>> plant
    <plant 'canteen': 3 sites, 2 processes, 1 markets, 1 slots>
    """

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

        >>> near = plant.alternatives("5 %", number=0)
        >>> [(each.name, each.plan, round(each.most)) for each in near.ranges if each.name == "composting"]
        [('composting', 0.0, 72)]
        """
        from .graph.curves.fill_order import kept_in_order
        from .studies.alternatives import alternatives
        from .studies.engine.long_way import StudyRequest, graph_of, model_from
        from .studies.today_amounts import today_amounts

        self._graph_problems()
        texts, held = tuple(limits), tuple(fixes)
        asked = StudyRequest(self._least(minimise), texts, held)
        self.optimise(asked.minimise, texts, fixes=held)  # tells why where there is no plan
        graph = graph_of(self.plant, asked)  # each end of a range asks for more, or less, of something else than cost
        model = model_from(self.plant, kept_in_order(graph), asked)

        def planned(limit: str) -> Plan:
            return self.optimise(asked.minimise, (*texts, limit), fixes=held)

        today = today_amounts(self.standing, model.graph)
        return alternatives(model, within, number, asked.objective, planned, progress or silent, today)

    def typical_days(
        self,
        days: Iterable[str],
        minimise: str | None = None,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        with_best: bool = False,
        progress: Progress | None = None,
    ) -> TypicalDaysStudy:
        """What a year told by fewer days errs: plans made with them, held against all of its slots, certified.

        ``days`` are values of the setting ``typical_days``: `12`, `24 in order`; ``with_best`` plans all slots too. See
        :func:`mfo.studies.shortened.typical_days_study.typical_days_study`. Raises :class:`mfo.PlantError` where the
        plant's slots are no hours of whole days.

        >>> plant.typical_days(["12"])
        Traceback (most recent call last):
            ...
        mfo.errors.PlantError: ...
        """
        from .studies.shortened.typical_days_study import typical_days_study

        return typical_days_study(
            self, list(days), self._least(minimise), limits, with_best, progress or silent, tuple(fixes)
        )

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
        :func:`mfo.studies.stochastic.stochastic_study.stochastic`.

        >>> wise = plant.stochastic()
        >>> wise.objective, [(each.name, each.built, each.unit) for each in wise.first_stage]
        (109135.0, [('composting', 1.5, 't/d')])
        """
        from .planning import Question, best_plan
        from .reading.probabilities import futures
        from .studies.engine.held import Held, with_held
        from .studies.engine.long_way import StudyRequest, model_of
        from .studies.stochastic.stochastic_study import Future, stochastic

        self._graph_problems()
        texts, held = tuple(limits), tuple(fixes)
        asked = StudyRequest(self._least(minimise), texts, held)
        shares = futures(self.tables)
        if wrong := [problem for problem in scenario_problems(self.tables) if problem.severity == "error"]:
            raise PlantError(wrong)
        benches = {name: self.scenario(name) if name else self for name in shares}

        def planned(name: str, decided: Held) -> Plan:
            bench = benches[name]
            question = Question(
                asked.minimise, (*bench.limits(texts), *bench.fixes(held)), texts, name or None, fix_texts=held
            )
            graph = with_held(bench.graph, decided)
            return best_plan(bench.plant, graph, question, silent, bench._graph_problems, lambda: self.standing)

        each = [
            Future(name, share, benches[name].tables, model_of(benches[name].tables, asked, self.unchanged))
            for name, share in shares.items()
        ]
        return stochastic(
            each,
            asked.objective,
            risk,
            weight,
            lambda tables: model_of(tables, asked, self.unchanged),
            planned,
            progress or silent,
        )

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
        See :func:`mfo.studies.breakeven.breakeven_study.breakeven`.

        >>> [corner.value for corner in plant.breakeven("markets gardeners price", 0, "300 MXN/t").corners]
        [227.5]
        """
        from .reading.cell import Cell, cell_of
        from .studies.breakeven.breakeven_study import breakeven, default_range
        from .studies.engine.long_way import StudyRequest

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
        asked = StudyRequest(self._least(minimise), texts, held)
        return breakeven(self.tables, asked, cell, *span(cell, (low, high)), second, self.unchanged, progress or silent)

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
        worth: str = "",
        workers: int = 1,
        cluster: str = "",
        folder: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Uncertain:
        """What the plant's table ``uncertainties`` does to its plan, by samples: each planned anew.

        With ``plan`` (a run) what it builds is held and the rest decided again. ``library`` adds the ranges of models
        and datasets. ``worth`` names a choice (``IBC remanufacture``, ``route: remanufacture``): each sample is planned
        without it, too, which tells what it is worth, what decides whether it pays, and from which value on. With
        ``folder`` finished samples are kept there and not computed again. ``workers`` are processes, started by spawn:
        a programme that asks for more than one needs a ``__main__`` guard. ``cluster`` is the address of a Dask
        cluster that works in their place. See :func:`mfo.studies.uncertainty.uncertainty_study.uncertain`.

        >>> found = plant.uncertainty(samples=4)
        >>> found.objective.p95  # MXN: as the plan, where compost is not worth making
        73000.0
        """
        from .library.library import Library
        from .plan.plan import Plan as Made
        from .reading.uncertainties import library_uncertainties, read_uncertainties
        from .studies.engine.held import built_in
        from .studies.engine.long_way import StudyRequest
        from .studies.uncertainty.uncertainty_study import SamplingQuestion, uncertain

        self._graph_problems()
        texts, fixed = tuple(limits), tuple(fixes)
        self.limits(texts)
        self.fixes((*fixed, *([f"{worth} = 0"] if worth else [])))
        run = Made.load(plan) if isinstance(plan, str | Path) else plan
        held = () if run is None else built_in(self.graph, run.tables["capacities"], run.tables["sizes"])
        asked = StudyRequest(self._least(minimise), texts, fixed, held)
        every = read_uncertainties(self.tables, Findings())
        if library:
            every = (*every, *library_uncertainties(self.plant, Library.load(self.tables.folder, Findings())))
        question = SamplingQuestion(every, samples, seed, self.plant.digest, self.scenario_name, self.unchanged, worth)
        name = "" if plan is None else str(plan) if isinstance(plan, str | Path) else "the plan given"
        return uncertain(
            self.tables,
            asked,
            question,
            held=name,
            workers=workers,
            cluster=cluster,
            folder=None if folder is None else Path(folder),
            progress=progress or silent,
        )

    def reconcile(self) -> Reconciliation:
        """The measured flows made to balance: each reading as reconciled, what is determined, which are suspect.

        Raises :class:`mfo.PlantError` where nothing was measured, or exact readings contradict one another.

        >>> [(each.at, each.measured, round(float(each.reconciled), 6)) for each in plant.reconcile().readings]  # t/d
        [('kitchen', 1.9, 2.0), ('burying', 2.1, 2.0)]
        """
        from .plan.baseline import reconciled_readings

        return reconciled_readings(self.plant)

    @overload
    def pareto(
        self,
        minimise: str = ...,
        against: str = ...,
        points: int | None = ...,
        limits: Iterable[str] = ...,
        *,
        fixes: Iterable[str] = ...,
        workers: int = ...,
        cluster: str = ...,
        folder: str | Path | None = ...,
        asked: Mapping[str, object] | None = ...,
        progress: Progress | None = ...,
    ) -> Curve: ...

    @overload
    def pareto(
        self,
        minimise: str,
        against: tuple[str, ...] | list[str],
        points: int | None = ...,
        limits: Iterable[str] = ...,
        *,
        fixes: Iterable[str] = ...,
        workers: int = ...,
        cluster: str = ...,
        folder: str | Path | None = ...,
        asked: Mapping[str, object] | None = ...,
        progress: Progress | None = ...,
    ) -> Curve | Surface: ...

    def pareto(
        self,
        minimise: str = "cost",
        against: str | tuple[str, ...] | list[str] = "emissions",
        points: int | None = None,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        workers: int = 1,
        cluster: str = "",
        folder: str | Path | None = None,
        asked: Mapping[str, object] | None = None,
        progress: Progress | None = None,
    ) -> Curve | Surface:
        """The trade-off curve between two effects, within all limits; ``curve.plans`` are the plans of its points.

        Two effects ``against`` give a surface: the plans that no other betters in all three. ``points`` are those of
        the curve (20), or the levels of each of the two (6). With ``folder`` finished points are kept there and not
        computed again; ``asked`` is what tells there that the same was asked. ``workers`` are processes, started by
        spawn: a programme that asks for more than one needs a ``__main__`` guard. ``cluster`` is the
        address of a Dask cluster that works in their place. See :mod:`mfo.studies.epsilon_constraint`. ``limits`` come
        beside the plant's own.

        >>> curve = plant.pareto(points=3)
        >>> curve.table[["amount", "against_amount", "price"]].round(1).values.tolist()[1]
        [86961.2, 615.9, 37.8]
        """
        from .graph.parts.limits import add_limits
        from .plant.digest import input_files
        from .studies.epsilon_constraint import FEW_LEVELS, FEW_POINTS, surface, trade_off
        from .studies.trade_offs.points import CurveRequest
        from .studies.trade_offs.work import Place

        self.check()
        texts, held = tuple(limits), tuple(fixes)
        graph = add_limits(self.plant, self.graph, (*self.limits(texts), *self.fixes(held)))
        others = tuple(self._least(each) for each in ((against,) if isinstance(against, str) else against))
        least, made = self._least(minimise), trade_off if len(others) == 1 else surface
        count = points if points is not None else FEW_POINTS if len(others) == 1 else FEW_LEVELS
        question = CurveRequest(
            self.plant,
            graph,
            least,
            others,
            count,
            self.scenario_name,
            texts,
            self._graph_problems(),
            lambda: self.standing,
            held,
        )
        place = None
        if folder is not None:
            about = {
                "source": str(self.tables.source),
                "minimise": least,
                "against": others,
                "points": count,
                "limits": texts,
                "fixes": held,
                "scenario": self.scenario_name,
                "asked": dict(asked or {}),
            }
            place = Place(Path(folder), about, input_files(self.unchanged))
        return made(question, progress or silent, workers, place, cluster)

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
        cluster: str = "",
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
        asked for, unless ``every`` run folder is to be written. ``cluster`` is the address of a Dask cluster that works
        in the place of ``workers``. See :func:`mfo.studies.sweep.sweep`.

        >>> [(each.scenario, each.status, each.totals["cost"]["value"]) for each in plant.sweep().outcomes]
        [('', 'optimal', 73000.0), ('dear tip', 'optimal', 144722.5)]
        """
        from .scenario_plans import ScenarioPlans
        from .studies.scenarios.alone import ScenarioJob
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
        asked_least = self._least(minimise)
        planned = ScenarioPlans(tables, self.tables, asked_least, texts, held, dict(out))
        asked = sweep_question(self.tables.source, scenarios, minimise, texts, held, texts_varied, kinds)
        job = ScenarioJob(
            tables, planned, asked_least, texts, held, source, target, report, language, dict(out), every, asked
        )
        least = asked_least.split(";")[0].strip()
        return sweep(job, self.name, least, workers, force, progress or silent, cluster)

    def matches(
        self,
        number: int = 50,
        prove: int = 3,
        limits: Iterable[str] = (),
        *,
        fixes: Iterable[str] = (),
        progress: Progress | None = None,
    ) -> Matches:
        """Ways between two sites that the plant does not have and that would pay, best first.

        ``limits`` come beside the plant's own, ``fixes`` are decisions that are held.
        See :func:`mfo.matches.find_matches.find_matches`.
        Raises :class:`mfo.InfeasibleError` where the plant has no plan.

        >>> plant.matches().matches  # nothing leaves this plant that another of its sites could take
        ()
        """
        from .matches.find_matches import find_matches
        from .matches.probe import NoPlanError

        self._graph_problems()
        texts, held = tuple(limits), tuple(fixes)
        bounds = (*self.limits(texts), *self.fixes(held))
        try:
            return find_matches(self.plant, number, prove, progress or silent, self.tables, bounds)
        except NoPlanError:
            self.optimise("cost", texts, fixes=held)  # tells the reasons
            raise
