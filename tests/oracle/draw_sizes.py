"""Random columns of stores and links that are decided or lose on the way, added to a plant that was drawn before."""

from __future__ import annotations

from typing import Any

from .typed import PERCENT, TIMES, Cell, Maker, Tables


def add_sizes(m: Maker, tables: Tables) -> None:
    """Efficiencies, powers and worth of what is left, of stores."""
    for row in tables["stores"]:
        add_power(m, row)


def share_per_time(m: Maker, low: float, high: float) -> Cell:
    """A share per time: ``5 %/h``, or ``0.05 1/h``."""
    cell = m.cell(low, high, [PERCENT, TIMES], "{}/{}", 0.0)
    number, unit = cell.text.split(" ", 1) if " " in cell.text else (cell.text[: -len(cell.text.split("%")[1]) - 1], "")
    if unit.startswith("/"):
        cell.text = f"{number} 1{unit}"
    return cell


def add_power(m: Maker, row: dict[str, Any]) -> None:
    """What is lost on the way in and out, how fast it goes, and what the stock at the end is worth."""
    unit = m.units[row["material"][0]]
    for way in ("charge", "discharge"):
        if m.chance(0.3):
            row[f"{way}_efficiency"] = m.share(0.7, 1)
        if m.chance(0.3):
            row[f"maximum_{way}"] = m.rate(unit, 0.5, 5)
        elif m.chance(0.3) and "capacity" in row:
            row[f"maximum_{way}"] = share_per_time(m, 0.001, 0.1)
            row[f"maximum_{way}"].per_capacity = True
    if "start" in row and "end" not in row and m.chance(0.6):
        row["end_value"] = m.price(unit, 0, 40, 0.0)
