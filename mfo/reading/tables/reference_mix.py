"""How much there could be of each material: the reference mix that models work out their outputs for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from ...errors import Findings, Where
from ...plant.model import Floats, Input, Times
from ...plant.quantities import CellError, parse_number, unit_of
from ...units import UnitError
from ..cells.rows import RECIPE, ReadingContext, TableRows
from ..cohorts.generation import read_generation
from ..operation.load_curves import AMOUNT
from .recipes import by_process

HELD = "as it stands"
NOTICED = 1e-6  # of a share of the mix
MOST_NAMES = 4


def could_be(reading: ReadingContext) -> dict[str, float]:
    """What arises of each material and what recipes make of it [unit/h], as far as numbers say.

    In a scenario that of the plant as it stands, and of what only the scenario has its own: a mix that follows amounts
    would change yields with them, so that a price would not be what one more tonne changes.
    """
    own = _amounts(reading)
    if reading.standing is None:
        return own
    return own | _amounts(replace(reading, tables=reading.standing, findings=Findings()))


def tell_held(reading: ReadingContext, mixes: Mapping[str, Iterable[Input]]) -> None:
    """Say of a scenario that the mix of the plant as it stands is held where its own amounts would give another one."""
    if reading.standing is None:
        return
    held, own = could_be(reading), _amounts(reading)
    names = []
    for process, inputs in mixes.items():
        taken = [item.material for item in inputs if item.mix]
        if any(
            abs(one - other) > NOTICED for one, other in zip(_shares(held, taken), _shares(own, taken), strict=True)
        ):
            names.append(process)
    if names:
        told = ", ".join(f"`{name}`" for name in names[:MOST_NAMES])
        told += f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        reading.findings.warn(
            "mix-held",
            f"The yields of {told} are those for the mix of the plant as it stands: the scenario's amounts are another "
            "mix.",
            _changed(reading, held, own),
            "Set `reference_mix: reworked` to work them out for the scenario's own amounts.",
        )


def _changed(reading: ReadingContext, held: Mapping[str, float], own: Mapping[str, float]) -> Where | None:
    """The first supply whose material there is another amount of."""
    rows = reading.rows("supplies")
    for row in rows:
        material = rows.text(row, "material")
        if held.get(material) != own.get(material):
            return rows.where(row, "amount")
    return None


def _shares(amounts: Mapping[str, float], names: list[str]) -> list[float]:
    whole = sum(amounts.get(name, 0.0) for name in names) or 1.0
    return [amounts.get(name, 0.0) / whole for name in names]


def _amounts(reading: ReadingContext) -> dict[str, float]:
    rows = reading.rows("supplies")
    found: dict[str, float] = {}
    for row in rows:
        _add(found, rows.text(row, "material"), _supplied(rows, row))
    for supply in read_generation(replace(reading, findings=Findings()))[0]:
        if supply.amount is not None:
            _add(found, supply.material, _mean(supply.amount.values, reading.times))
    recipes, processes = reading.rows("recipes"), reading.rows("processes")
    lines = by_process(recipes, silent=True)
    for row in processes:
        if processes.model(row) in ("", RECIPE):
            mine = lines.get(processes.text(row, "process"), [])
            for material, amount in _made(recipes, mine, _plain(processes, row, "capacity"), found):
                _add(found, material, amount)
    return found


def _supplied(rows: TableRows, row: int) -> float | None:
    """What a supply has to give [unit/h], of a profile its mean over time; None where nothing says."""
    profile = rows.reading.profiles.get(rows.text(row, "amount"))
    if profile is None:
        return _plain(rows, row, "amount")
    try:
        return _mean(profile.values, rows.reading.times) * float(unit_of(profile.unit or "").factor)
    except UnitError:  # told where the amount is read
        return None


def _mean(values: Floats, times: Times) -> float:
    """The mean over slots and years, each for as long as it stands for."""
    every = np.broadcast_to(values, (len(times.years), len(times.hours)))
    return float(np.average(np.average(every, axis=1, weights=times.lasting), weights=times.span))


def _add(found: dict[str, float], material: str, amount: float | None) -> None:
    if material and amount:
        found[material] = found.get(material, 0.0) + amount


def _made(
    recipes: TableRows, lines: list[int], capacity: float | None, there: dict[str, float]
) -> list[tuple[str, float]]:
    """What a process could make [unit/h]: its capacity's worth, or what its inputs allow where that is less."""
    most = _most(recipes, [line for line in lines if recipes.choice(line, "role") == "in"], there)
    activity = min((each for each in (capacity, most) if each is not None), default=0.0)
    made = []
    for line in lines:
        amount = _plain(recipes, line, "amount")
        if recipes.choice(line, "role") == "out" and amount:
            base = there.get(recipes.text(line, "per"), 0.0) if recipes.given(line, "per") else activity
            made.append((recipes.text(line, "material"), amount * base))
    return made


def _most(recipes: TableRows, inputs: list[int], there: dict[str, float]) -> float | None:
    """The activity that the amounts of the inputs allow; None where nothing says."""
    mixed = [line for line in inputs if not recipes.given(line, "amount") and not recipes.given(line, AMOUNT)]
    needed = [line for line in inputs if recipes.given(line, "amount") and not recipes.given(line, "per")]
    allowed = [
        there[recipes.text(line, "material")] / amount
        for line in needed
        if (amount := _plain(recipes, line, "amount")) and recipes.text(line, "material") in there
    ]
    if mixed and any(recipes.text(line, "material") in there for line in mixed):
        allowed.append(sum(there.get(recipes.text(line, "material"), 0.0) for line in mixed))
    return min(allowed, default=None)


def _plain(rows: TableRows, row: int, column: str) -> float | None:
    """A number in canonical units; None where it is blank, a profile, or a defect that the table's own reader tells."""
    try:
        number = parse_number(rows.table.value(row, column), rows.table.columns[column].unit)
    except (CellError, KeyError):
        return None
    return number.value * (number.unit.factor if number.unit else 1.0)
