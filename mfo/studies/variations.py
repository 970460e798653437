"""What `mfo sweep` varies without a table of scenarios: cells over values, each with each, and elements left out."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from ..errors import Problem, UsageError
from ..plant.model import Plant
from ..reading.cell import Cell, cell_of
from ..reading.scenarios import Change
from ..tables.cells.table import Tables
from ..translation import spoken, translated
from ..units import format_number

MOST = 2000  # scenarios of one sweep
OUT = {"processes": "process", "markets": "market", "supplies": "supply", "links": "link", "stores": "store"}
EXAMPLE = 'Write it like "supplies LPG price=8..20 MXN/kg:7" or "supplies LPG price=8; 12; 20 MXN/kg".'


def parse_variation(text: str, tables: Tables) -> tuple[Cell, list[float]]:
    """The cell and the values that a text spells: ``CELL=FROM..TO UNIT:COUNT``, or ``CELL=VALUE; VALUE UNIT``.

    A unit after the last value holds for all. Raises :class:`mfo.UsageError` where it is none.
    """
    name, sign, rest = text.rpartition("=")
    if not sign or not rest.strip():
        raise UsageError(Problem("vary-text", f"`{text[:80]}` varies nothing.", remedy=EXAMPLE))
    cell = cell_of(tables, name.strip())
    ends, _, count = rest.rpartition(":") if ".." in rest else (rest, "", "")
    if ".." not in rest:
        parts = [part.strip() for part in rest.split(";") if part.strip()]
        return cell, [_number(cell, part, parts[-1]) for part in parts]
    if not count.strip().isdigit() or int(count) < 2:
        message = f"`{text[:80]}` does not say at how many values."
        raise UsageError(Problem("vary-text", message, remedy=EXAMPLE))
    low, _, high = ends.partition("..")
    first, last = _number(cell, low.strip(), high.strip()), _number(cell, high.strip(), high.strip())
    return cell, [float(value) for value in np.linspace(first, last, int(count))]


def _number(cell: Cell, text: str, last: str) -> float:
    """A value, with the unit of the last one where it has none of its own."""
    _, _, unit = last.partition(" ")
    return cell.number(text if " " in text or not unit else f"{text} {unit}")


def varied(texts: Sequence[str], tables: Tables) -> dict[str, tuple[Change, ...]]:
    """A scenario for each combination of the values varied, by a name that tells them.

    Raises :class:`mfo.UsageError` for a text that varies nothing, or more than 2,000 combinations.
    """
    every = [parse_variation(text, tables) for text in texts]
    count = int(np.prod([len(values) for _, values in every])) if every else 0
    if count > MOST:
        message = f"{count:,} combinations are more than {MOST:,}."
        raise UsageError(Problem("vary-many", message, remedy="Vary fewer values, or fewer cells."))
    found: dict[str, tuple[Change, ...]] = {}
    for row in itertools.product(*(values for _, values in every)) if every else ():
        pairs = [(cell, value) for (cell, _), value in zip(every, row, strict=True)]
        name = ", ".join(f"{cell.row} {_column(cell)} = {_told(cell, value)}" for cell, value in pairs)
        found[name] = tuple(cell.change(value) for cell, value in pairs)
    return found


def _column(cell: Cell) -> str:
    """The cell's column, as it is called in the language that is spoken."""
    return translated(cell.column, spoken(), cell.table)


def _told(cell: Cell, value: float) -> str:
    text = format_number(value, 6)
    return f"{text} x {cell.profile}" if cell.profile else f"{text} {cell.unit}".strip()


def left_out(kinds: Sequence[str], plant: Plant) -> Mapping[str, str]:
    """The fix that leaves each element of these kinds out, by the name of its scenario.

    Raises :class:`mfo.UsageError` for a kind that is none.
    """
    found = {}
    for kind in kinds:
        if kind not in OUT:
            message = f"`{kind}` cannot be left out in turn."
            raise UsageError(Problem("without", message, remedy=f"Name one of {', '.join(OUT)}."))
        for item in getattr(plant, kind):
            found[f"without {item.name}"] = f"{OUT[kind]}: {item.name} = 0"
    return found
