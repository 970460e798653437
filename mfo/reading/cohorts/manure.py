"""The table ``credits``: manure that a digester keeps out of a lagoon, where it would have decayed."""

from __future__ import annotations

import numpy as np

from ...library.library import Library
from ...plant.effects import ManureBaseline
from ...plant.model import Process, Series
from ..cells.rows import ReadingContext, TableRows

NEEDED = ("dry_matter", "volatile_solids")
SHARED = ("collected", "destroyed")
MONTHS = 12


def read_credits(
    reading: ReadingContext, processes: tuple[Process, ...], library: Library
) -> tuple[ManureBaseline, ...]:
    """The rows of the table; rows of one digester must agree on what becomes of its gas."""
    rows = reading.rows("credits")
    if not len(rows):
        return ()
    density = next(float(row.value) for row in library.datasets if row.key == "methane.density") / 1000.0
    by_name = {process.name: process for process in processes}
    found: list[ManureBaseline] = []
    for row in rows:
        item = _row(rows, row, by_name, density)
        if item is not None:
            _check_alike(rows, row, item, found)
            found.append(item)
    return tuple(found)


def _row(rows: TableRows, row: int, by_name: dict[str, Process], density: float) -> ManureBaseline | None:
    process, material = rows.refer(row, "process"), rows.refer(row, "material")
    potential = rows.scalar(row, "methane_potential")
    shares = [rows.scalar(row, column) for column in (*SHARED, "effluent_solids", "effluent_conversion")]
    temperature, conversion = rows.number(row, "temperature"), rows.number(row, "conversion")
    design = rows.scalar(row, "design_factor")
    cleaned = rows.integers(row, "cleaned") or ()
    told = _check_system(rows, row, temperature, conversion, design, cleaned)
    if process is None or material is None:
        return None
    body = by_name.get(process)
    if body is not None and material not in {item.material for item in body.inputs}:
        rows.error(
            "credits",
            f"`{process}` does not take `{material}`.",
            row,
            "material",
            "Name a manure that the digester takes.",
        )
        return None
    missing = [name for name in NEEDED if name not in rows.reading.materials[material].properties]
    if missing:
        rows.error(
            "credits",
            f"`{material}` has no `{missing[0]}`: how much of it can decay is not known.",
            row,
            "material",
            f"Give `{material}` its `{missing[0]}` in `materials`, or a `like` that has it.",
        )
        return None
    if told or potential is None or any(share is None for share in shares):
        return None
    collected, destroyed, solids, effluent = (share or 0.0 for share in shares)
    return ManureBaseline(
        rows.text(row, "credits"),
        process,
        material,
        potential,
        density,
        _by_slot(rows, temperature),
        _by_slot(rows, conversion),
        design or 0.0,
        tuple(month - 1 for month in cleaned),
        collected,
        destroyed,
        solids,
        effluent,
    )


def _check_system(
    rows: TableRows,
    row: int,
    temperature: Series | None,
    conversion: Series | None,
    design: float | None,
    cleaned: tuple[int, ...],
) -> bool:
    """Tell where it is neither a lagoon nor another store, or both, and where the slots are no months."""
    times = rows.reading.times
    lagoon, other = rows.given(row, "temperature"), rows.given(row, "conversion")
    if lagoon == other:
        rows.error(
            "credits",
            "Either `temperature` (of a lagoon) or `conversion` (of another store) must be given.",
            row,
            "temperature",
            "Fill in one of them.",
        )
        return True
    if lagoon and (len(times.hours) != MONTHS or float(times.weight.max()) > 1):
        rows.error(
            "credits",
            f"A lagoon is followed month by month, and the year has {len(times.hours)} slots.",
            row,
            "temperature",
            "Set `slots: 12 months` in `plant`, or give a `conversion`.",
        )
        return True
    if lagoon and not rows.given(row, "design_factor"):
        rows.error(
            "value-missing",
            "`temperature` is given, and `design_factor` is blank.",
            row,
            "design_factor",
            "Give it as the protocol's version you file by has it, such as `80 %`.",
        )
        return True
    if any(not 1 <= month <= len(times.hours) for month in cleaned):
        rows.error(
            "credits",
            f"`cleaned` names a month that the year does not have: there are {len(times.hours)}.",
            row,
            "cleaned",
            "Write positions of months such as `4; 10`.",
        )
        return True
    return (temperature if lagoon else conversion) is None or (lagoon and design is None)


def _check_alike(rows: TableRows, row: int, item: ManureBaseline, found: list[ManureBaseline]) -> None:
    for other in found:
        for column in SHARED:
            if other.process == item.process and getattr(other, column) != getattr(item, column):
                rows.error(
                    "credits",
                    f"`{column}` is of the digester, and `{other.name}` says something else of `{item.process}`.",
                    row,
                    column,
                    "Give all its rows the same.",
                )


def _by_slot(rows: TableRows, series: Series | None) -> np.ndarray | None:
    times = rows.reading.times
    return None if series is None else series.over(len(times.years), len(times.hours))
