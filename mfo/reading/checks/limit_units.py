"""What a limit may sum: materials that its subjects have, units in common; and what it may ask of sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...plant.model import Series
from ...plant.quantities import CellError, unit_of
from ...units import format_number
from ..cells.rows import ReadingContext, TableRows

if TYPE_CHECKING:
    from ..tables.limits import NamedRows

Pairs = tuple[tuple[str, str], ...]
"""References: (table, name)."""

DECIDED = ("capacity", "number", "open")
"""What of a process, store or link is decided by year, and has no amount in a slot nor a sum over years."""

LOADS = ("supplies", "materials", "made", "processes", "markets", "routes", "links")
"""What a capacity may be held against: what flows there in a slot."""

UNTOLD = "untold"
"""The code of what follows from a problem that was told already."""


def no_part(materials: tuple[str, ...], what: Pairs, elements: NamedRows) -> tuple[str, str] | None:
    """The sentence and the remedy where something limited has nothing to do with one of the materials that count."""
    for table, name in what if materials else ():
        if table in ("effects", "materials", "made", *DECIDED):
            return (
                f"`material` says nothing of `{name}`, which is no process, market, route, link or store.",
                "Leave it blank.",
            )
        known = elements.materials(table, name)
        missing = [each for each in materials if each not in known]
        if missing and known:
            return f"`{name}` has nothing to do with `{missing[0]}`.", "It has " + ", ".join(
                f"`{each}`" for each in known
            ) + "."
    return None


def is_reserve(what: Pairs, of: Pairs) -> bool:
    """Whether a limit holds capacity against a load: spare capacity."""
    sizes = all(table == "capacity" for table, _ in what)
    return bool(what and of) and sizes and not all(table in DECIDED for table, _ in of)


def wanted_units(what: Pairs, of: Pairs, elements: NamedRows, reading: ReadingContext) -> tuple[str, ...]:
    """The units that a bound on a sum may have: rate and amount for each unit in common, or a share of `of`."""
    units = shared_units(what, of, elements, reading)
    if of or any(table in DECIDED for table, _ in what):
        return ("",) if of else units
    return tuple(text for unit in units for text in (f"{unit}/h", unit))


def shared_units(what: Pairs, of: Pairs, elements: NamedRows, reading: ReadingContext) -> tuple[str, ...]:
    """The units that the things summed, and those they are a share of, have in common; raises CellError."""
    units = _common(what, elements, reading)
    if not of:
        return units
    others = _common(of, elements, reading)
    if is_reserve(what, of):  # a capacity is a rate
        others = tuple(f"{unit}/h" for unit in others)
    shared = tuple(unit for unit in units if unit in others)
    if not shared:
        raise CellError(
            "units-of",
            f"What is counted in {', '.join(units)} is no share of what is counted in {', '.join(others)}.",
            "Both must be counted in the same unit.",
        )
    return shared


def _common(pairs: Pairs, elements: NamedRows, reading: ReadingContext) -> tuple[str, ...]:
    units: tuple[str, ...] | None = None
    for table, name in pairs:
        own = elements.units(table, name, reading)
        if not own and reading.findings.has_errors:
            raise CellError(UNTOLD, "")
        if not own:
            raise CellError(
                "limit-nothing",
                f"Nothing goes by `{name}`, so a limit on it bounds nothing.",
                "Name an effect, supply, material, process, market, route or link in use.",
            )
        if table == "links" and len(own) > 1:
            raise CellError(
                "units-differ",
                f"`{name}` carries materials in {' and '.join(own)}, which have no sum.",
                "Use one link for each unit.",
            )
        units = own if units is None else tuple(unit for unit in units if unit in own)
        if not units:
            names = ", ".join(f"`{each}`" for _, each in pairs)
            raise CellError(
                "units-differ", f"{names} are counted in different units and have no sum.", "Limit them one by one."
            )
    return units or ()


def basis_of(bounds: list[Series | None], units: tuple[str, ...], share: bool) -> tuple[str, str]:
    """Whether the bounds are a rate, an amount or a share (`mixed`: they disagree), and the quantity's unit."""
    if share:
        return "share", units[0]
    kinds, counted = set(), ""
    for bound in bounds:
        for unit in units if bound is not None else ():
            texts = {canonical_unit(f"{unit or 1}/h"): "rate", canonical_unit(unit) if unit else "": "amount"}
            if bound is not None and bound.unit in texts:
                kinds.add(texts[bound.unit])
                counted = unit
    return (kinds.pop() if len(kinds) == 1 else "mixed"), counted


def canonical_unit(unit: str) -> str:
    """The canonical unit as bounds have it: blank for a plain number, such as hours of work in an hour."""
    found = unit_of(unit)
    return "" if found.is_plain else found.canonical


def warn_of_large_shares(rows: TableRows, row: int, bounds: list[Series | None]) -> None:
    """Warn of a share above 100 % that is typed without %: 45 may be meant as 45 %."""
    for column, bound in zip(("minimum", "maximum"), bounds, strict=True):
        if bound is not None and float(bound.values.max()) > 1 and "%" not in bound.typed + bound.profile_unit:
            most = float(bound.values.max())
            largest = f"{most:g}"
            name = bound.typed.removeprefix("profile ")
            remedy = f"Head its column `{name} [%]`" if name != bound.typed else f"Write `{largest} %`"
            rows.findings.warn(
                "share-large",
                f"`{column}` is {bound.typed}{'' if name == bound.typed else f', up to {largest}'}: a "
                f"share of {format_number(100 * most)} %.",
                rows.where(row, column),
                f"{remedy} if percent is meant.",
            )


def told_of_size(rows: TableRows, row: int, when: str, what: Pairs, of: Pairs, elements: NamedRows) -> bool:
    """Whether a limit on sizes spans what they have no sum over, or asks of what has no largest size whether it is
    there; either is told at its cell."""
    if is_reserve(what, of):
        return _told_of_reserve(rows, row, when, of)
    told = False
    for table, name in (*what, *of):
        item = elements.processes.get(name) or elements.stores.get(name) or elements.links.get(name)
        if table in DECIDED and when != "year":
            rows.error(
                "limit-span",
                f"The size of `{name}` is one of each year: it has no amount in a slot, and no sum over years.",
                row,
                "when",
                "Leave it blank, or write `year`.",
            )
            told = True
        if table == "open" and item and item.capex is not None and item.capacity is None:
            rows.error(
                "capacity-missing",
                f"Whether anything of `{name}` is in place is a state, which needs a largest capacity.",
                row,
                "what",
                f"Give `{name}` a `capacity`, which with capex is the most that may be in place.",
            )
            told = True
    return told


def _told_of_reserve(rows: TableRows, row: int, when: str, of: Pairs) -> bool:
    """Whether a bound of capacity against a load is held against no load, or over a time that has none."""
    wrong = next((name for table, name in of if table not in LOADS), None)
    if wrong is not None:
        rows.error(
            "limit-reserve",
            f"`{wrong}` is no load that a capacity could be held against.",
            row,
            "of",
            "Name supplies, materials, processes, markets, routes or links: what flows there is the load.",
        )
        return True
    if when != "slot":
        rows.error(
            "limit-reserve",
            "A capacity is held against the load of each slot, the highest among them.",
            row,
            "when",
            "Write `slot`.",
        )
        return True
    return False
