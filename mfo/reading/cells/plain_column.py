"""The plain cells of a long column read at once: numbers, alone or with a unit that fits.

Every other cell (blank, a profile, a product, a number that lies outside its bounds, a text that is no number) is left
to be read by itself, with what is to be said of it.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from ...plant.columns.table_spec import Column
from ...plant.model import Floats, Times
from ...plant.quantities import PLAIN, REACH, CellError, bare, fit, unit_of
from ...tables.cells.table import CellValue, TableColumn
from ...units import Unit, power_of

LONG = 64
"""Rows from which on a column is read at once; a shorter one takes no time either way."""

LONGEST = 100  # letters of a plain cell
LARGEST = 1e300  # of a whole number that is a float without question
OTHER = -1
"""The kind of a cell that is not plain."""


class PlainColumn:
    """The plain cells of one column: their numbers as typed, and their kinds, each a unit (or none) as typed."""

    def __init__(self, spec: Column, column: TableColumn, times: Times, profiles: Collection[str]) -> None:
        """Split every cell once; ``profiles`` are names that go before numbers."""
        self.spec, self.header, self.cells = spec, column.unit, column.values
        self.units: list[Unit | None] = []
        self._times, self._profiles = times, profiles
        self._kind_of: dict[str | None, int] = {}
        self._read: dict[tuple[str, ...], PlainNumbers] = {}
        split = [self._split(cell) for cell in column.values]
        self.numbers: Floats = np.array([number for number, _ in split])
        self.kinds = np.array([kind for _, kind in split])

    def in_units(self, wanted: tuple[str, ...]) -> PlainNumbers:
        """The numbers in the wanted units."""
        if wanted not in self._read:
            self._read[wanted] = PlainNumbers(self, wanted)
        return self._read[wanted]

    def typed(self, row: int) -> str:
        """A plain cell as it is told."""
        cell = self.cells[row]
        if self.header is None or (isinstance(cell, str) and " " in cell):
            return f"{cell}"
        return f"{cell} {self.header}"

    def _split(self, cell: CellValue) -> tuple[float, int]:
        """The number of a cell and its kind."""
        if isinstance(cell, str):
            number, blank, unit = cell.partition(" ")
            if len(cell) > LONGEST or cell in self._profiles or not PLAIN.match(number):
                return 0.0, OTHER
            if not blank:
                return float(number), self._kind(self.header)
            return float(number), self._kind(unit) if unit[:1].isalpha() else OTHER
        if isinstance(cell, float | int) and not isinstance(cell, bool) and -LARGEST < cell < LARGEST:
            return float(cell), self._kind(self.header)
        return 0.0, OTHER

    def _kind(self, unit: str | None) -> int:
        if unit not in self._kind_of:
            self._kind_of[unit] = self._new_kind(unit)
        return self._kind_of[unit]

    def _new_kind(self, text: str | None) -> int:
        unit = None
        if text is not None:
            if text != " ".join(text.replace("−", "-").split()):
                return OTHER
            try:
                unit = unit_of(text)
            except CellError:
                return OTHER
            if not unit.typed or (self.spec.profile and ("*" in text or self._by_slot(unit.typed))):
                return OTHER
        self.units.append(unit)
        return len(self.units) - 1

    def _by_slot(self, unit: str) -> bool:
        """Whether a number in the unit is another one in each slot or month."""
        return power_of("slot", unit) == -1 or (self._times.months is not None and power_of("month", unit) == -1)


class PlainNumbers:
    """The plain cells of a column in the units that are wanted of it: ``plain`` tells which, by row."""

    def __init__(self, column: PlainColumn, wanted: tuple[str, ...]) -> None:
        """Convert by kind, and leave out what does not fit or lies outside the bounds."""
        fits = [_fit(unit, wanted) for unit in column.units] or [NOT]
        self.units = [unit for _, unit in fits]
        self.kinds: list[int] = column.kinds.tolist()
        factors, lacks = (np.array(each)[column.kinds] for each in zip(*((f, f == 0) for f, _ in fits), strict=True))
        with np.errstate(over="ignore", invalid="ignore"):
            self.values: Floats = np.where(lacks, 0.0, column.numbers * factors)
        fine = (column.kinds != OTHER) & ~np.isnan(factors) & (~lacks | (column.numbers == 0))
        self.plain: list[bool] = (fine & _within(self.values, column.spec)).tolist()


NOT = np.nan, ""
"""The factor and unit of what does not fit."""


def _fit(unit: Unit | None, wanted: tuple[str, ...]) -> tuple[float, str]:
    """The factor to the wanted unit, and that unit; 0 where a unit is lacking, which only a zero can do without."""
    try:
        if unit is not None:
            return fit(unit.typed, wanted) or NOT
        plain = bare(wanted)
        return (0.0, unit_of(wanted[0]).canonical) if plain is None else (1.0, plain)
    except CellError:
        return NOT


def _within(values: Floats, spec: Column) -> NDArray[np.bool_]:
    """Which values can be reckoned with and lie within what their column allows."""
    size = np.abs(values)
    fine: NDArray[np.bool_] = (size == 0) | ((size >= REACH[0]) & (size <= REACH[1]))
    if spec.lower is not None:
        fine &= values >= spec.lower
    if spec.above_zero:
        fine &= values > 0
    if spec.upper is not None:
        fine &= values <= spec.upper
    return fine
