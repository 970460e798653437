"""Limits whose subject is an indicator of waste: ``indicator: diversion``, as a share of the waste that arises.

What a limit can bound is linear: what enters the routes, and what arises as waste. That is the indicator where every
tonne stays what it is: it is followed to its end in the plan, and where that is another number the plan is refused
(:mod:`mfo.plan.indicators.held`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ...plant.model import Market, Material, Process, Supply
from ...plant.names import did_you_mean
from ...plant.quantities import CellError
from ...translation import EFFECT, KIND, in_english
from .rows import TableRows

PREFIX = "indicator:"
RECOVERED = ("reuse", "remanufacture", "recycling", "biogas", "compost")
RECYCLED = ("recycling", "biogas", "compost")

INDICATORS = {  # the subject: the indicator's name in the results, the routes that what counts enters
    "diversion": ("diversion, energy recovery excluded", RECOVERED),
    "diversion with energy recovery": ("diversion, energy recovery included", (*RECOVERED, "energy recovery")),
    "recycling rate": ("recycling rate at the calculation point", RECYCLED),
    "prepared for reuse": ("prepared for reuse", ("reuse", "remanufacture")),
    "preparing for reuse and recycling": ("preparing for reuse and recycling, combined", RECOVERED),
}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Subject:
    """What a limit on an indicator bounds: routes, as a share of what supplies bring."""

    indicator: str  # its name in the results
    what: Pairs
    of: Pairs


def names_indicator(names: Iterable[str]) -> bool:
    """Whether a limit's subject is an indicator."""
    return any(":" in name and in_english(KIND, name.partition(":")[0]) == "indicator" for name in names)


def subject(
    names: tuple[str, ...],
    supplies: Mapping[str, Supply],
    processes: Mapping[str, Process],
    markets: Mapping[str, Market],
    materials: Mapping[str, Material],
) -> Subject:
    """The routes and supplies that an indicator is counted by; raises :class:`CellError` where it is no linear one."""
    typed = names[0].partition(":")[2].strip()
    typed = in_english(EFFECT, typed) or typed
    known = next((name for name, (full, _) in INDICATORS.items() if typed.casefold() in (name, full.casefold())), None)
    if len(names) > 1:
        raise CellError("limit-indicator", "An indicator has no sum with anything else.", "Limit them one by one.")
    if known is None:
        possible = ", ".join(f"`{PREFIX} {name}`" for name in INDICATORS)
        raise CellError(
            "limit-indicator",
            f"`{typed}` is no indicator that a limit can bound: only a share of the waste that arises is linear.",
            did_you_mean(typed, INDICATORS) or f"Write one of {possible}, or limit what it is made of.",
        )
    full, counted = INDICATORS[known]
    used = {process.route for process in processes.values()} | {market.route for market in markets.values()}
    what = tuple(("routes", route) for route in counted if route in used)
    of = tuple(("supplies", name) for name, supply in supplies.items() if _is_waste(supply, materials))
    if not what or not of:
        missing = "no route that counts for it" if of else "no supply that is waste"
        raise CellError(
            "limit-indicator",
            f"The plant has {missing}, so `{known}` is nothing.",
            "Name a `route`, or say `waste: yes` of a material.",
        )
    return Subject(full, what, of)


def _is_waste(supply: Supply, materials: Mapping[str, Material]) -> bool:
    """Waste is taken against payment, or must be taken and costs nothing; the material's own word goes first."""
    material = materials.get(supply.material)
    if material is None or material.unit != "t":
        return False
    price = float(supply.price.values.mean())
    arises = price < 0 or (supply.take_all and price == 0) or supply.thrown_away
    return arises if material.waste is None else material.waste


def indicator_of(
    rows: TableRows,
    row: int,
    supplies: Mapping[str, Supply],
    processes: Mapping[str, Process],
    markets: Mapping[str, Market],
) -> Subject | Literal[False] | None:
    """The indicator that a limit bounds; False where it bounds something else, None where it is wrong, and told."""
    names = rows.names(row, "what")
    if not names_indicator(names):
        return False
    for column in ("of", "material", "over"):
        if rows.given(row, column):
            rows.error(
                "limit-indicator",
                f"An indicator is a share already, of all sites: `{column}` has no meaning.",
                row,
                column,
                "Leave it blank.",
            )
            return None
    if rows.choice(row, "when", "year") != "year":
        rows.error("limit-indicator", "An indicator is counted by year.", row, "when", "Leave it blank.")
        return None
    if rows.reading.findings.has_errors:  # routes and supplies may be missing
        return None
    try:
        return subject(names, supplies, processes, markets, rows.reading.materials)
    except CellError as error:
        rows.error(error.code, error.message, row, "what", error.remedy)
        return None
