"""Every facility out in turn (N-1): what is built is held, the rest decided anew, and what then falls short is told.

The plan of the plant as it stands gives the sizes: what it builds of processes, stores and links stays, and is paid for
as before. Then each of the elements asked for does nothing for the whole period, and everything else (flows, markets,
what is open, which links are used) is decided again. Each outage with a plan has a certified plan. One without has
none that meets every obligation: told is the least, in proportion, by which what must be delivered or taken would have
to be less; where that alone is not enough, limits of the plant may give too.

With a folder what is finished is kept there at once, the plan of the plant as it stands first: the same question again
works out only what is missing, with the same digits.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import Problem, UsageError
from ..graph.parts.limits import add_limits
from ..plan.make_plan import make_plan, versions
from ..planning import Question, unsolved
from ..program.build import build_program
from ..reading.limit_text import parse_fix, parse_limit
from ..solve.engine.highs_session import OPTIMAL
from ..solve.infeasibility.elastic import Elastic
from ..solve.infeasibility.gives import Given
from ..solve.matrix.compile_program import compile_program
from ..solve.solver import Solver
from ..translation import say
from ..units import conversion
from .cluster.dask_cluster import on_cluster
from .engine.arrays import Answered
from .engine.held import Held, decided, with_held
from .engine.process_pools import in_processes
from .engine.results_file import FILE, key_of, results_at

if TYPE_CHECKING:
    from ..bench import Bench
    from ..graph.arrays.flow_graph import FlowGraph
    from ..plan.plan import Plan
    from ..plant.model import Plant
    from ..program.build import Program

KINDS = {"processes": "process", "stores": "store", "links": "link"}
"""What may be out, and what one of them is called."""
SIZES = ("built", "store_built", "link_built")
OBLIGATIONS = {("delivery", "minimum"), ("supply", "amount")}
"""What must be delivered, and what must be taken."""
WORDS = {"delivery": "market", "supply": "supply"}
HOURS_A_DAY = 24.0
BASE = "the plant as it stands"
NOISE = 1e-9  # relative: totals that differ by less are the same


Task = tuple[str, str]
"""Kind and name of what is out: ``("process", "digester")``."""


def apart(value: float, base: float) -> float:
    """By how much a total differs from that without an outage; what solvers round is nothing."""
    return 0.0 if abs(value - base) <= NOISE * max(1.0, abs(base)) else value - base


@dataclass(frozen=True)
class Shortfall:
    """An obligation that an outage leaves unmet, by the least in proportion."""

    kind: str  # "market": less is delivered; "supply": less is taken; "limit"
    name: str
    site: str
    material: str
    short: float  # a day in the slot where it is most; of a limit in its own unit
    required: float
    unit: str
    year: int | None  # None: every year

    @property
    def share(self) -> float:
        """What part of the obligation falls short; nan where nothing is required."""
        return self.short / abs(self.required) if self.required else float("nan")


@dataclass(frozen=True)
class Outage:
    """What becomes of the plant while one of its elements does nothing; amounts over the horizon."""

    name: str
    kind: str  # "process", "store", "link"
    borne: bool
    objective: float = float("nan")
    cost: float = float("nan")
    emissions: float = float("nan")
    shortfalls: tuple[Shortfall, ...] = ()

    def answered(self) -> Answered:
        """As the engine keeps it; what falls short has names, and is kept as a text."""
        if self.borne:
            return Answered(OPTIMAL, self.objective, (self.cost, self.emissions))
        return Answered("infeasible", reason=json.dumps([asdict(part) for part in self.shortfalls]))

    @classmethod
    def of(cls, kind: str, name: str, answer: Answered) -> Outage:
        """What was kept, read again."""
        if answer.solved:
            cost, emissions = answer.amounts
            return cls(name, kind, True, answer.objective, cost, emissions)
        return cls(name, kind, False, shortfalls=tuple(Shortfall(**part) for part in json.loads(answer.reason)))


@dataclass(frozen=True)
class Outages:
    """The outages, those that cannot be borne first, then by what they add to the objective."""

    plant: str
    minimise: str
    currency: str
    cost: float
    emissions: float
    outages: tuple[Outage, ...]

    @property
    def unborne(self) -> tuple[Outage, ...]:
        """Those without a plan that meets every obligation."""
        return tuple(each for each in self.outages if not each.borne)

    @property
    def table(self) -> pd.DataFrame:
        """A row an outage: outage, kind, borne, cost and emissions with their difference to no outage, units.

        Amounts over the horizon; blank where the outage cannot be borne.
        """
        names = ["outage", "kind", "borne", "cost", "cost_difference", "currency", "emissions", "emissions_difference"]
        rows = [
            [
                each.name,
                each.kind,
                each.borne,
                each.cost,
                apart(each.cost, self.cost),
                self.currency,
                each.emissions,
                apart(each.emissions, self.emissions),
            ]
            for each in self.outages
        ]
        return pd.DataFrame(rows, columns=names).assign(emissions_unit="t CO2e")

    @property
    def shortfalls_table(self) -> pd.DataFrame:
        """A row an obligation that an outage leaves unmet: by how much, of how much, where."""
        names = ["outage", "kind", "name", "site", "material", "short", "required", "unit", "share", "year"]
        rows = [
            [each.name, *(getattr(part, name) for name in names[1:])]
            for each in self.outages
            for part in each.shortfalls
        ]
        return pd.DataFrame(rows, columns=names)


@dataclass(frozen=True)
class _Asked:
    """What every outage is asked alike; can be sent to another process, and needs no file there."""

    plant: Plant
    graph: FlowGraph
    scenario: str | None
    minimise: str
    limits: tuple[str, ...]
    fixes: tuple[str, ...]
    held: Held = ()

    def record(self) -> Mapping[str, object]:
        """What tells this question apart from every other whose outages may be kept in the same place."""
        return {
            "study": "outages",
            "digest": self.plant.digest,
            "scenario": self.scenario,
            "minimise": self.minimise,
            "limits": self.limits,
            "fixes": self.fixes,
            "versions": versions(),
        }


def outages(
    bench: Bench,
    kinds: Sequence[str],
    minimise: str,
    limits: Iterable[str] = (),
    fixes: Iterable[str] = (),
    workers: int = 1,
    progress: Callable[[str], None] = lambda _stage: None,
    cluster: str = "",
    folder: Path | None = None,
) -> Outages:
    """Each process, store or link (``kinds``) out in turn, with the sizes of the plant's plan held.

    ``workers`` are processes, started by spawn; ``cluster`` is the address of a Dask cluster in their place. With a
    ``folder`` what is finished is kept there, and what is kept of the same question is not worked out again. Raises
    :class:`mfo.UsageError` for a kind that cannot be out, and :class:`mfo.InfeasibleError` where the plant as it stands
    has no plan.
    """
    tasks = _tasks(bench, kinds)
    plant = replace(bench.plant, model_ranges=None)  # which only today's flows ask for, and cannot be sent
    asked = _Asked(plant, bench.graph, bench.scenario_name, minimise, tuple(limits), tuple(fixes))
    question = key_of(asked.record())
    known = _known(folder, question)
    progress(say("the plant as it stands"))
    base = known.get(BASE) or _base(asked)  # worked out before there is a file: without a plan there is nothing to keep
    asked = replace(asked, held=_held_of(base))
    found = {task: Outage.of(*task, known[_key(task)]) for task in tasks if _key(task) in known}
    with results_at(folder, question) as kept:
        if kept:
            kept.keep([(BASE, base)])
        missing = [task for task in tasks if task not in found]
        for done, (task, outage) in enumerate(_found(asked, missing, workers, cluster), start=1):
            found[task] = outage
            if kept:
                kept.keep([(_key(task), outage.answered())])
            progress(f"{done} of {len(missing)} outages done")
    cost, emissions = base.amounts
    return Outages(
        bench.name,
        minimise.split(";")[0].strip(),
        bench.plant.settings.currency,
        cost,
        emissions,
        tuple(sorted(found.values(), key=_rank)),
    )


def _tasks(bench: Bench, kinds: Sequence[str]) -> list[Task]:
    """Kind and name of each element that is to be out."""
    for kind in kinds:
        if kind not in KINDS:
            message = f"`{kind}` cannot be out with sizes held."
            raise UsageError(Problem("without", message, remedy=f"Name one of {', '.join(KINDS)}."))
    tasks = [(KINDS[kind], item.name) for kind in kinds for item in getattr(bench.plant, kind)]
    if not tasks:
        message = f"The plant has no {', '.join(kinds)} that could be out."
        raise UsageError(Problem("without", message, remedy="Name another kind, such as `--without links`."))
    return tasks


def _key(task: Task) -> str:
    """What is kept of an outage is known by this; no name of a kind is that of :data:`BASE`."""
    return ": ".join(task)


def _known(folder: Path | None, question: str) -> dict[str, Answered]:
    """What is finished of this question in a folder; no file is made where there is none."""
    if folder is None or not (folder / FILE).exists():
        return {}
    with results_at(folder, question) as kept:
        return kept.known() if kept else {}


def _base(asked: _Asked) -> Answered:
    """The plan of the plant as it stands: its cost and emissions, and the sizes that it decides."""
    plan, _, held = _planned(asked)
    if plan is None:  # nothing is out yet, so that no plan has been told as an error
        raise AssertionError
    sizes = json.dumps([part for part in held if part[0] in SIZES])
    return Answered(OPTIMAL, plan.objective, _effects(plan), reason=sizes)


def _held_of(base: Answered) -> Held:
    return tuple((family, name, tuple(amounts)) for family, name, amounts in json.loads(base.reason))


def _effects(plan: Plan) -> tuple[float, float]:
    return float(plan.totals["cost"]["value"]), float(plan.totals["emissions"]["value"])


def _rank(outage: Outage) -> tuple[bool, float, str]:
    """Those that cannot be borne first, by the largest share that falls short; the others by what they add."""
    worst = max((part.share for part in outage.shortfalls if part.share == part.share), default=0.0)
    return outage.borne, -outage.objective if outage.borne else -worst, outage.name


def _found(asked: _Asked, tasks: Sequence[Task], workers: int, cluster: str) -> Iterator[tuple[Task, Outage]]:
    """The outages as they come; one that others could not work out is worked out here."""
    if not cluster and (workers <= 1 or len(tasks) <= 1):
        yield from ((task, _outage(asked, task)) for task in tasks)
        return
    numbered = dict(enumerate(tasks))
    answers = (
        on_cluster(numbered, _worker, (asked,), cluster, versions())
        if cluster
        else in_processes(numbered, _work, workers, _start, (asked,))
    )
    for number, found in answers:
        yield tasks[number], found if found is not None else _outage(asked, tasks[number])


_asked: list[_Asked] = []  # of a worker


def _start(asked: _Asked) -> None:
    _asked.append(asked)


def _work(task: Task) -> Outage:
    return _outage(_asked[0], task)


def _worker(asked: _Asked) -> Callable[[Task], Outage]:
    """What works outages out on a worker of a cluster."""
    return partial(_outage, asked)


def _outage(asked: _Asked, task: Task) -> Outage:
    kind, name = task
    plan, program, _ = _planned(asked, f"{kind}: {name} = 0")
    if plan is None:
        return Outage(name, kind, False, shortfalls=_shortfalls(asked.plant, asked.graph, program))
    return Outage(name, kind, True, plan.objective, *_effects(plan))


def _planned(asked: _Asked, out: str = "") -> tuple[Plan | None, Program, Held]:
    """A certified plan, its program, and what it decides first; no plan where something is out and none meets all."""
    plant, fixes = asked.plant, (*asked.fixes, *filter(None, [out]))
    wanted = (*(parse_limit(text, plant) for text in asked.limits), *(parse_fix(text, plant) for text in fixes))
    question = Question(asked.minimise, wanted, asked.limits, fix_texts=fixes)
    limited = with_held(add_limits(plant, asked.graph, question.limits), asked.held)
    program = build_program(limited, asked.minimise)
    solver = Solver(program)
    solution = solver.solve()
    if not solution.has_plan:
        if out and solution.status == "infeasible":
            return None, program, ()
        raise unsolved(plant, program, solution, question)
    plan = make_plan(plant, limited, solution, asked.minimise, options=question.options())
    return plan, program, decided(program, solver.values)


def _shortfalls(plant: Plant, graph: FlowGraph, program: Program) -> tuple[Shortfall, ...]:
    """The least in proportion by which obligations would have to give; limits of the plant only where they must."""
    own = len(graph.limits)  # those of the question and what is held stand behind them
    elastic = Elastic(compile_program(program))

    def obligations(kind: str, _member: int, bound: str) -> bool:
        return (kind, bound) in OBLIGATIONS

    def with_limits(kind: str, member: int, bound: str) -> bool:
        return (kind, bound) in OBLIGATIONS or (kind == "limit" and member < own)

    given = elastic.cheapest_of(obligations) or elastic.cheapest_of(with_limits)
    grouped: dict[tuple[str, int, int], list[Given]] = {}
    for part in given:
        grouped.setdefault((part.kind, part.member, part.year), []).append(part)
    found = [_shortfall(plant, program, parts) for parts in grouped.values()]
    return tuple(sorted(found, key=lambda part: -part.share if part.share == part.share else 0.0))


def _shortfall(plant: Plant, program: Program, parts: Sequence[Given]) -> Shortfall:
    graph, first = program.graph, parts[0]
    year = int(graph.times.years[first.year]) if first.year >= 0 and graph.years > 1 else None
    if first.kind == "limit":
        limit = graph.limits[first.member]
        most = max(parts, key=lambda part: part.amount)
        return Shortfall("limit", limit.name, "", "", most.amount, abs(most.current), limit.base, year)
    at = int(graph.supplies.pool[first.member] if first.kind == "supply" else graph.deliveries.pool[first.member])
    if first.kind == "supply":
        name = graph.supplies.names[first.member]
    else:
        name = graph.markets.names[int(graph.deliveries.market[first.member])]
    held = plant.materials[graph.pools.material[at]]
    scale = HOURS_A_DAY * conversion(held.unit, held.typed_unit)

    def a_day(part: Given, amount: float) -> float:
        slots = slice(None) if part.slot < 0 else part.slot
        hours = 1.0 if part.rate else float(np.mean(graph.times.hours[slots]))
        return scale * amount / hours

    worst = max(parts, key=lambda part: a_day(part, part.amount))
    required = a_day(worst, abs(worst.current))
    short = min(a_day(worst, worst.amount), required)  # what gives may give by what a solver rounds
    kind, unit = WORDS[first.kind], f"{held.typed_unit}/d"
    return Shortfall(kind, name, graph.pools.site[at], held.name, short, required, unit, year)
