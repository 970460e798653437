"""The figures that a plan rests on, each with its source: the rows of the table ``sources``."""

from __future__ import annotations

from collections.abc import Iterable

from ...plant.model import Plant
from ..tables.schema import Row


def source_rows(plant: Plant, materials: Iterable[str]) -> list[Row]:
    """Parameters of processes and modes of links, factors of supplies and markets, and what is known of materials."""
    holders = {process.name: process.used for process in plant.processes}
    holders.update({link.mode or link.name: link.used for link in plant.links if link.used})
    traded = [(supply.name, supply.used) for supply in plant.supplies if supply.used]
    traded += [(market.name, market.used) for market in plant.markets if market.used]
    records: list[Row] = [
        {
            "process": name,
            "name": used.name,
            "value": used.value,
            "default": used.default,
            "source": used.source,
            "standing": used.standing,
        }
        for name, parameters in (*holders.items(), *traded)
        for used in parameters
    ]
    for name in dict.fromkeys(materials):
        for known in plant.materials[name].properties.values():
            if known.standing not in ("", "plant"):
                records.append(
                    {
                        "process": name,
                        "name": known.name,
                        "value": known.typed,
                        "default": "",
                        "source": known.source,
                        "standing": known.standing,
                    }
                )
    for name, used in plant.stated:
        records.append(
            {
                "process": name,
                "name": used.name,
                "value": used.value,
                "default": "",
                "source": used.source,
                "standing": used.standing,
            }
        )
    return records


def is_assumed(row: Row) -> bool:
    """Whether nothing that was read stands behind a figure."""
    return str(row["standing"] or "") in ("unsourced", "assumption", "")


def is_set_here(row: Row) -> bool:
    """Whether the plant sets a figure that has a value of its own without it."""
    return row["standing"] in ("override", "plant") or bool(row["default"])
