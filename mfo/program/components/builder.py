"""Puts variables, tables and rows into a Pyomo model and keeps beside it the arrays that stand behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

import numpy as np
import pyomo.core as pyo

from ...graph.arrays.families import COLUMNS, ROWS
from ...graph.arrays.flow_graph import Bools, Floats, FlowGraph, Ints
from .expressions import Component, Rule, RuleModel
from .named_index import position_of
from .pyomo_components import Lookup, Members, NamedVar

Array: TypeAlias = Floats | Ints | Bools


@dataclass(frozen=True)
class Variable:
    """A family of columns: its place in the program, its bounds, and the members of the graph it stands for."""

    name: str
    component: Component
    first: int  # the first of its columns
    shape: tuple[int, ...]
    lower: Floats  # broadcasts to shape
    upper: Floats
    whole: bool
    kind: str  # what a member is: "supply", "feed", "process", ...
    member: Ints  # (shape[0],) position in the graph of each member

    @property
    def size(self) -> int:
        """How many columns."""
        return int(np.prod(self.shape))

    @property
    def columns(self) -> slice:
        """Its columns in the program."""
        return slice(self.first, self.first + self.size)


@dataclass(frozen=True)
class Family:
    """A family of rows: a rule over index sets. ``kind`` and ``member`` name what each row speaks of."""

    name: str
    sets: tuple[Component, ...]
    shape: tuple[int, ...]
    rule: Rule
    kind: str
    member: Ints
    axes: str  # what the dimensions are: m(ember), y(ear), t (slot), b(lock)

    @property
    def size(self) -> int:
        """How many rows."""
        return int(np.prod(self.shape))


@dataclass
class Registry:
    """The arrays behind a model's components, by the component's identity; variables and families in order."""

    variables: dict[str, Variable] = field(default_factory=dict)
    families: list[Family] = field(default_factory=list)
    arrays: dict[int, Array] = field(default_factory=dict)
    by_component: dict[int, Variable] = field(default_factory=dict)
    columns: int = 0


class Builder:
    """A Pyomo model in the making. Index sets are positions; see the notation page for the names."""

    def __init__(self, graph: FlowGraph) -> None:
        """Start an empty model with the index sets of time."""
        self.graph = graph
        self.model: RuleModel = pyo.ConcreteModel(name="mfo")
        self.registry = Registry()
        self.years = self.positions("years", graph.years)
        self.slots = self.positions("slots", graph.slots)
        self.time_shape = (graph.years, graph.slots)

    def positions(self, name: str, count: int) -> Component:
        """An index set 0 ... count - 1."""
        made: Component = pyo.RangeSet(0, count - 1)
        setattr(self.model, name, made)
        return made

    def table(self, name: str, values: Array, *sets: Component) -> None:
        """Numbers over index sets, as a parameter that reads the array."""
        made = pyo.Param(*sets, default=Lookup(values), within=pyo.Any)
        setattr(self.model, name, made)
        self.registry.arrays[id(made)] = values

    def members(
        self,
        name: str,
        owners: Sequence[Component],
        owner: Ints,
        shape: tuple[int, ...],
        entries: Ints | None = None,
    ) -> None:
        """Which ``entries`` belong to each owner; ``owner`` is the flat position of each entry's owner.

        Without ``entries`` they are 0 ... n - 1.
        """
        setattr(self.model, name, Members(*owners, shape=shape, owner=owner, entries=entries))

    def group(self, name: str, owners: Component, owner: Ints, count: int) -> None:
        """Which entries 0 ... n - 1 belong to each of ``count`` owners."""
        self.members(name, (owners,), owner, (count,))

    def variable(
        self,
        name: str,
        sets: Sequence[Component],
        *,
        lower: Floats | float = 0.0,
        upper: Floats | float = np.inf,
        whole: bool = False,
        kind: str = "",
        member: Ints | None = None,
    ) -> Variable:
        """A declared family of variables over index sets; bounds are arrays that broadcast to the sets.

        Raises KeyError for a family that is declared nowhere.
        """
        if name not in COLUMNS:
            raise KeyError(name)
        shape = tuple(len(index) for index in sets)
        low = np.broadcast_to(np.asarray(lower, dtype=float), shape)
        high = np.broadcast_to(np.asarray(upper, dtype=float), shape)

        def bounds(_: RuleModel, *index: int) -> tuple[float | None, float | None]:
            lowest, highest = float(low[index]), float(high[index])
            return (None if lowest == -np.inf else lowest), (None if highest == np.inf else highest)

        domain = pyo.Integers if whole else pyo.Reals
        members = np.arange(shape[0]) if member is None else member
        find = partial(position_of, self.graph, kind or name, members, len(shape))
        component = NamedVar(*sets, find=find, dense=False, domain=domain, bounds=bounds)
        setattr(self.model, name, component)
        made = Variable(name, component, self.registry.columns, shape, low, high, whole, kind or name, members)
        self.registry.columns += made.size
        self.registry.variables[name] = made
        self.registry.by_component[id(component)] = made
        return made

    def switch(self, name: str, sets: Sequence[Component], *, kind: str, member: Ints) -> Variable:
        """A declared family of variables that are 0 or 1."""
        return self.variable(name, sets, upper=1.0, whole=True, kind=kind, member=member)

    def rows(self, name: str, sets: Sequence[Component], rule: Rule, *, member: Ints | None = None) -> None:
        """A family of rows that ``mfo/graph/arrays/families.py`` declares; one without rows is left out.

        Raises KeyError for a family that is declared nowhere.
        """
        declared = ROWS[name]
        shape = tuple(len(index) for index in sets)
        if not np.prod(shape):
            return
        members = np.arange(shape[0]) if member is None else member
        self.registry.families.append(Family(name, tuple(sets), shape, rule, declared.kind, members, declared.axes))


def positions_where(mask: Bools) -> Ints:
    """The positions where ``mask`` holds."""
    return np.flatnonzero(mask)


def inverse(members: Ints, count: int) -> Ints:
    """Where each of ``count`` positions stands in ``members``; -1: nowhere."""
    if not len(members):
        return np.broadcast_to(-1, count)
    back = np.full(count, -1)
    back[members] = np.arange(len(members))
    return back


def over_time(values: Floats, shape: tuple[int, int]) -> Floats:
    """View ``values`` (n, ...) as (n, years, slots)."""
    trailing = values.reshape(values.shape + (1,) * (3 - values.ndim))
    return np.broadcast_to(trailing, (values.shape[0], *shape))


def anywhere(mask: Bools) -> Bools:
    """For each member, whether the mask (n, ...) holds at any time."""
    return np.asarray(mask.any(axis=tuple(range(1, mask.ndim))))
