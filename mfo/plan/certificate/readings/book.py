"""The book in which the certificate writes the linear program down again: columns with a plan's values, and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ....graph.arrays.flow_graph import Bools, FixedRows, Floats, FlowGraph, Ints, LimitRows
from ....plant.model import Plant
from ...tables.elements import Elements, Texts, texts
from .time_reading import Calendar, read_calendar

Number: TypeAlias = "NDArray[np.floating] | float"
"""A value for all, or an array that broadcasts."""
Position: TypeAlias = "Ints | np.integer | int"
"""One position for all, or an array that broadcasts."""


@dataclass(frozen=True)
class Columns:
    """A family of columns over all its members, (members, years[, slots or runs]), with bounds and values of a plan."""

    name: str
    first: int
    names: Texts  # (members,)
    lower: Floats
    upper: Floats
    values: Floats
    whole: bool = False
    decided: Bools | None = None  # (members,) of which the program has a column; None: of all

    @property
    def at(self) -> Ints:
        """The number of each column, in the family's shape."""
        return self.first + np.arange(self.values.size).reshape(self.values.shape)


@dataclass
class WrittenRows:
    """A family of rows lower <= sum of coefficients times columns <= upper, in the making."""

    family: str
    names: Texts  # (members,) of the first dimension
    shape: tuple[int, ...]
    lower: Floats
    upper: Floats
    like: Ints  # (members,) code of what each is measured with: rows of one material, say
    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    of_use: Floats = field(
        default_factory=lambda: np.full((), np.inf)
    )  # of rows of a state: no plan needs more than this while it is on
    switch: Ints | None = None  # of rows of a state: its columns

    @property
    def at(self) -> Ints:
        """The number of each row within the family, in its shape."""
        return np.arange(int(np.prod(self.shape))).reshape(self.shape)

    def add(self, rows: Position, columns: Position, coefficients: Number = 1.0) -> WrittenRows:
        """Add coefficients on columns to rows; the three broadcast to one another."""
        row, column, value = np.broadcast_arrays(rows, columns, np.asarray(coefficients, dtype=float))
        row, column, value = row.ravel(), column.ravel(), value.ravel()
        if not value.all():
            used = value != 0
            row, column, value = row[used], column[used], value[used]
        self.entries.append((row, column, value))
        return self


class Book:
    """All columns, with their bounds and the plan's values, and the rows that have been written down."""

    def __init__(
        self,
        elements: Elements,
        values: Mapping[str, Floats],
        limits: tuple[LimitRows, ...] = (),
        fixed: tuple[FixedRows, ...] = (),
    ) -> None:
        """Open a book for the values of a plan; ``limits`` are all that hold, ``fixed`` measured flows held."""
        self.elements = elements
        self.plant: Plant = elements.plant
        self.graph: FlowGraph = elements.graph
        self.limits, self.fixed = limits, fixed
        self.times = (self.graph.years, self.graph.slots)
        self.calendar: Calendar = read_calendar(self.graph.times)
        self.families: dict[str, Columns] = {}
        self.rows: list[WrittenRows] = []
        self.size = 0
        self._given = values

    def column(
        self,
        name: str,
        names: Texts,
        shape: tuple[int, ...],
        lower: Number = 0.0,
        upper: Number = np.inf,
        whole: bool = False,
        decided: Bools | None = None,
    ) -> None:
        """Enter a family of columns."""
        given = self._given.get(name)
        if given is not None and decided is not None and given.shape != shape and len(given) == decided.sum():
            full = np.zeros((shape[0], *given.shape[1:]))
            full[decided] = given
            given = full
        values = np.zeros(shape) if given is None or given.shape != shape else np.asarray(given, dtype=float)
        low, high = (np.broadcast_to(np.asarray(bound, dtype=float), shape) for bound in (lower, upper))
        self.families[name] = Columns(name, self.size, names, low, high, values, whole, decided)
        self.size += values.size

    def at(self, name: str) -> Ints:
        """The numbers of a family's columns."""
        return self.families[name].at

    def value(self, name: str) -> Floats:
        """A family's values in the plan."""
        return self.families[name].values

    def write(
        self,
        family: str,
        names: Texts,
        shape: tuple[int, ...],
        lower: Number = -np.inf,
        upper: Number = np.inf,
        like: Ints | None = None,
    ) -> WrittenRows:
        """Begin a family of rows; one without rows is not kept."""
        low, high = (np.broadcast_to(np.asarray(bound, dtype=float), shape) for bound in (lower, upper))
        made = WrittenRows(family, names, shape, low, high, np.arange(len(names)) if like is None else like)
        if np.prod(shape):
            self.rows.append(made)
        return made

    def over_time(self, values: Floats) -> Floats:
        """View values (n, ...) as (n, years, slots)."""
        return np.broadcast_to(values.reshape(values.shape + (1,) * (3 - values.ndim)), (len(values), *self.times))

    def pool_names(self) -> Texts:
        """Pools in words."""
        pools = self.graph.pools
        return texts([f"{what} at {site}" for what, site in zip(pools.material, pools.site, strict=True)])

    def alike(self) -> Ints:
        """(pools,) a code for the material of each."""
        return np.unique(np.asarray(self.graph.pools.material, dtype=object), return_inverse=True)[1].reshape(-1)
