"""How much there could be of each material: the reference mix that models work out their outputs for."""

from __future__ import annotations

from ...plant.quantities import CellError, parse_number
from ..cells.rows import Reading, Rows
from .processes import RECIPE
from .recipes import by_process


def could_be(reading: Reading) -> dict[str, float]:
    """What arises of each material and what recipes make of it [unit/h], as far as plain numbers say."""
    rows = reading.rows("supplies")
    found: dict[str, float] = {}
    for row in rows:
        _add(found, rows.text(row, "material"), _plain(rows, row, "amount"))
    recipes, processes = reading.rows("recipes"), reading.rows("processes")
    lines = by_process(recipes, silent=True)
    for row in processes:
        if processes.text(row, "model") in ("", RECIPE):
            mine = lines.get(processes.text(row, "process"), [])
            for material, amount in _made(recipes, mine, _plain(processes, row, "capacity"), found):
                _add(found, material, amount)
    return found


def _add(found: dict[str, float], material: str, amount: float | None) -> None:
    if material and amount:
        found[material] = found.get(material, 0.0) + amount


def _made(recipes: Rows, lines: list[int], capacity: float | None, there: dict[str, float]) -> list[tuple[str, float]]:
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


def _most(recipes: Rows, inputs: list[int], there: dict[str, float]) -> float | None:
    """The activity that the amounts of the inputs allow; None where nothing says."""
    mixed = [line for line in inputs if not recipes.given(line, "amount")]
    needed = [line for line in inputs if recipes.given(line, "amount") and not recipes.given(line, "per")]
    allowed = [
        there[recipes.text(line, "material")] / amount
        for line in needed
        if (amount := _plain(recipes, line, "amount")) and recipes.text(line, "material") in there
    ]
    if mixed and any(recipes.text(line, "material") in there for line in mixed):
        allowed.append(sum(there.get(recipes.text(line, "material"), 0.0) for line in mixed))
    return min(allowed, default=None)


def _plain(rows: Rows, row: int, column: str) -> float | None:
    """A number in canonical units; None where it is blank, a profile, or a defect that the table's own reader tells."""
    try:
        number = parse_number(rows.table.value(row, column), rows.table.columns[column].unit)
    except (CellError, KeyError):
        return None
    return number.value * (number.unit.factor if number.unit else 1.0)
