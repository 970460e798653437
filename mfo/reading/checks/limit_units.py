"""What a limit may sum: materials that its subjects have, and the units that they have in common."""

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
