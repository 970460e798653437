"""Builds the linear program of a graph: variables, tables and families of rows, in the order of the notation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import pyomo.core as pyo

from ..graph.arrays.families import FURTHER
from ..graph.arrays.flow_graph import FixedRows, FlowGraph, LimitRows
from . import objective as effects
from .components.builder import Builder, Registry
from .components.expressions import Relation, Rule, RuleModel, Total
from .constraints import balance, capacity, limits, link, recipe, storage, tiers
from .memory import keep_memory


@dataclass(frozen=True)
class Program:
    """A linear program over a graph: its Pyomo components, the arrays behind them, and its objectives in order."""

    graph: FlowGraph
    minimise: tuple[str, ...]  # effects in order of priority; the first is the objective
    limits: tuple[LimitRows, ...]
    fixed: tuple[FixedRows, ...]
    pyomo: RuleModel  # variables, tables and index sets; no constraints
    registry: Registry
    objectives: tuple[Total, ...]  # rules, one for each of ``minimise``
    seconds: float

    def model(self) -> Any:
        """The whole program as a Pyomo model, with constraints and objective, for constraints of one's own.

        Made anew at each call. Variables are indexed by positions: ``model.supply[s, year, slot]``; ``position`` in
        ``mfo.graph.arrays.element_names`` turns a name into one. Solve it with ``solve_model`` or any solver that
        Pyomo knows.
        """
        twin = build_program(self.graph, self.minimise, self.limits, self.fixed)
        model: Any = twin.pyomo  # Pyomo has no types, and constraints of one's own are no business of ours
        for family in twin.registry.families:
            made = pyo.Constraint(*family.sets, rule=_plain(family.rule))
            setattr(model, f"{family.name.replace(' ', '_')}_rows", made)
        model.objective = pyo.Objective(rule=twin.objectives[0])
        return model


def _plain(rule: Rule) -> Rule:
    """A rule as ordinary constraints want it: a row without variables is true or false, and says so."""

    def constraint(model: RuleModel, *index: int) -> Relation:
        expression = rule(model, *index)
        if isinstance(expression, bool):
            held: Relation = pyo.Constraint.Feasible if expression else pyo.Constraint.Infeasible
            return held
        return expression

    return constraint


def build_program(
    graph: FlowGraph,
    minimise: str | Sequence[str] = "cost",
    limits: Sequence[LimitRows] = (),
    fixed: Sequence[FixedRows] = (),
) -> Program:
    """Build the program of a graph.

    ``minimise``: an effect, or several in order of priority; ties are broken by cost. ``limits`` come on top of the
    graph's own; ``fixed`` holds measured flows. Raises UsageError for an unknown effect and PlantError where a state
    has no capacity to switch.
    """
    started = time.perf_counter()
    keep_memory()
    builder = Builder(graph)
    all_limits = (*graph.limits, *limits)
    _variables(builder)
    _rows(builder, all_limits, tuple(fixed))
    order = _priorities(graph, minimise)
    rules = tuple(effects.objective_rule(builder, f"objective_{k}", effect) for k, effect in enumerate(order))
    seconds = time.perf_counter() - started
    return Program(graph, order, tuple(limits), tuple(fixed), builder.model, builder.registry, rules, seconds)


def _priorities(graph: FlowGraph, minimise: str | Sequence[str]) -> tuple[str, ...]:
    order = tuple(name.strip() for name in minimise.split(";")) if isinstance(minimise, str) else tuple(minimise)
    return order if "cost" in order or "cost" not in graph.effects else (*order, "cost")


def _variables(builder: Builder) -> None:
    capacity.add_variables(builder)
    balance.add_variables(builder)
    recipe.add_variables(builder)
    balance.add_outputs(builder)
    balance.add_returns(builder)
    storage.add_variables(builder)
    link.add_variables(builder)
    tiers.add_variables(builder)
    for name in FURTHER:
        _further(name).add_variables(builder)
    one = builder.positions("one", 1)
    builder.variable("constant", (one, builder.years), lower=1.0, upper=1.0)


def _further(name: str) -> ModuleType:
    """The module of a family that is found by its entry in the registry."""
    return import_module(f".constraints.{name}", __package__)


def _rows(builder: Builder, limit_rows: Sequence[LimitRows], fixed: Sequence[FixedRows]) -> None:
    balance.add_rows(builder)
    recipe.add_rows(builder)
    capacity.add_rows(builder)
    storage.add_rows(builder)
    link.add_rows(builder)
    tiers.add_rows(builder)
    for name in FURTHER:
        _further(name).add_rows(builder)
    limits.add_quality(builder, builder.graph.quality)
    limits.add_rows(builder, limit_rows)
    limits.add_fixed(builder, fixed)
