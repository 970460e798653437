"""What a solve gives back: plain arrays by family, and what the solver says about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypedDict

from ...graph.arrays.flow_graph import Floats
from ...graph.arrays.posed import Posed

OPTIMAL, FEASIBLE, INFEASIBLE = "optimal", "feasible", "infeasible"
TIME_LIMIT, INTERRUPTED, GAVE_UP = "time limit", "interrupted", "no plan found in time"
PROVEN = 2e-6  # a search for whole numbers that ended within this of its bound found the best

Watch = Callable[[float, float], None]
"""Hears of the best objective that a search for whole numbers has found, and of the bound that none is below."""


Manner: TypeAlias = Literal["as it chooses", "without presolve", "unscaled", "smaller bounds"]
"""How the solver goes about a program; see :class:`mfo.solve.engine.highs_session.Session`."""


class Options(TypedDict, total=False):
    """How a session is to run; see :class:`mfo.solve.engine.highs_session.Session`."""

    time_limit: float
    threads: int
    log: str
    gap: float
    plan_after: float
    give_up_after: float
    watch: Watch | None
    manner: Manner


@dataclass(frozen=True)
class SolverRun:
    """What the solver says after a run, in its arrays."""

    status: str
    objective: float
    bound: float
    values: Floats  # (columns,)
    reduced_costs: Floats  # (columns,) cost - A' duals
    duals: Floats  # (rows,) change of the objective per unit of a row's bound
    held: Floats | None = None  # (columns,) what a search had in hand when it said that there is no plan


@dataclass(frozen=True)
class Solution:
    """A solved program in arrays, amounts per slot in canonical units.

    ``values`` and ``reduced_costs`` by family: supply g, feed q, activity x, arc f, level v, charge, discharge,
    delivery d as (n, Y, T); capacity K, built B, open, used, start, on as (n, Y) or (n, Y, T); effect (n, Y).
    ``duals`` by family of constraints ("balance": (pools, Y, T), "supply", "market", "capacity", "limit:NAME", ...),
    the change of the objective per unit of the right-hand side, as it stands in the objective (discounted).
    """

    status: str  # "optimal", "feasible" (the best that an ended search found), "infeasible", "unbounded", ...
    objective: float  # of the program, discounted and summed over the years
    bound: float  # the solver's bound (equal to the objective for a linear program)
    values: Mapping[str, Floats] = field(default_factory=dict)
    reduced_costs: Mapping[str, Floats] = field(default_factory=dict)
    duals: Mapping[str, Floats] = field(default_factory=dict)
    row_duals: Mapping[str, Floats] = field(default_factory=dict)  # by family of rows, in its shape, as the solver has
    posed: Posed | None = None  # what the solver was given, of programs with whole numbers
    whole_numbers: bool = False
    custom: bool = False  # rows were added, changed or left out by hand
    duality_gap: float = 0.0  # relative; whole-number plans: of the program with its whole numbers fixed
    dual_infeasibility: float = 0.0
    seconds: Mapping[str, float] = field(default_factory=dict)  # build, compile, solve
    holds: Mapping[str, Floats] = field(default_factory=dict)  # how far prices of bounds hold, see solve/ranges.py
    lacks: Mapping[str, Floats] = field(default_factory=dict)  # what idle elements lack, see solve/idle.py
    otherwise: Mapping[str, Floats] = field(default_factory=dict)  # by how much other decisions are worse
    effect_prices: Mapping[str, tuple[Floats, Floats]] = field(default_factory=dict)  # see solve/effect_prices.py
    solver: str = ""  # "HiGHS 1.15.1"

    @property
    def has_plan(self) -> bool:
        """Whether there are values: the best possible, or the best that was found in the time given."""
        return self.status in (OPTIMAL, FEASIBLE)

    @property
    def gap(self) -> float:
        """How far the objective may be from the best possible, relative to it; inf where no bound is known."""
        if self.objective == self.bound:
            return 0.0
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-12)
