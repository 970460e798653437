"""Slips that leave a plant readable: a sign left out, a thousand too much or too little. Each is asked about."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from statistics import median

import numpy as np

from ...errors import Findings, Where
from ...plant.model import Market, Material, Series, Supply
from ...translation import folded
from ..cells.rows import ReadingContext

WESTERN = frozenset("MXN USD CAD GTQ HNL NIO CRC PAB DOP CUP COP VES PEN BOB CLP ARS UYU PYG BRL".split())  # noqa: SIM905
"""Currencies of countries that lie west of Greenwich."""

FAR = 30.0  # degrees from the other sites
DISPOSAL = ("landfill", "energy recovery")
DISPOSERS = (
    "landfill",
    "dump",
    "tip fee",
    "incinerat",
    "sewer",
    "hauler",
    "relleno",
    "vertedero",
    "tiradero",
    "confinamiento",
    "incinera",
    "drenaje",
    "disposal",
    "disposicion",
)
"""What places are called that take waste against payment, folded."""

HEAVY = ("t", "m3")  # the units of what is brought to them

TIMES = 300.0  # of the largest of the others, or the least of them divided by it
SPREAD = 30.0  # how far from the others a thousandth or a thousandfold of it may lie to be what was meant
LEAST = 3  # other rows of a column


def tell_slips(reading: ReadingContext, supplies: Iterable[Supply], markets: Iterable[Market]) -> None:
    """Warn of coordinates without their sign, gate fees without theirs, and amounts and prices off by a thousand."""
    supplies, markets = tuple(supplies), tuple(markets)
    _tell_coordinates(reading)
    for market in markets:
        if reading.unit(market.materials[0]) in HEAVY:
            _tell_gate_fee(market, reading.findings)
    for column, series in _columns(reading.materials, supplies, markets):
        _tell_thousands(column, series, reading.findings)


def _tell_coordinates(reading: ReadingContext) -> None:
    sites, currency, rows = tuple(reading.sites.values()), reading.settings.currency, reading.rows("sites")
    places = {rows.text(row, "site"): rows.where(row, "longitude") for row in rows}
    placed = [site for site in sites if site.latitude is not None and site.longitude is not None]
    north, east = (sorted(float(getattr(each, side) or 0) for each in placed) for side in ("latitude", "longitude"))
    for site in placed:
        latitude, longitude = float(site.latitude or 0), float(site.longitude or 0)
        meant = None
        if len(placed) > 1:
            middle = median_of_others(north, latitude), median_of_others(east, longitude)
            meant = _meant(latitude, longitude, middle)
        if currency in WESTERN:  # whoever pays in it lives in the west: only a longitude in the east is in doubt
            if longitude > FAR:
                meant = latitude, -longitude
            elif meant is not None and meant[1] > 0 > longitude:
                meant = None
        if meant is not None:
            reading.findings.warn(
                "coordinate-sign",
                f"`{site.name}` lies at {latitude:g}, {longitude:g}: far from the others, or from "
                f"where {currency} is paid.",
                places.get(site.name),
                f"Write latitude {meant[0]:g}, longitude {meant[1]:g} if that is meant: west and south are negative.",
            )


def median_of_others(ordered: list[float], one: float) -> float:
    """The median of sorted numbers without one of them; there are at least two."""
    left, place = len(ordered) - 1, bisect_left(ordered, one)
    high, low = ((half if half < place else half + 1) for half in (left // 2, left // 2 - 1))
    return ordered[high] if left % 2 else (ordered[low] + ordered[high]) / 2


def _meant(latitude: float, longitude: float, middle: tuple[float, float]) -> tuple[float, float] | None:
    """The coordinates with a sign or their order put right, where only so the site lies near the others."""
    if _far((latitude, longitude), middle):
        for each in ((latitude, -longitude), (-latitude, longitude), (longitude, latitude), (-latitude, -longitude)):
            if not _far(each, middle):
                return each
    return None


def _far(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) > FAR or abs(one[1] - other[1]) > FAR


def _tell_gate_fee(market: Market, findings: Findings) -> None:
    name = folded(market.name)
    if np.all(market.price.values <= 0) or not (market.route in DISPOSAL or any(word in name for word in DISPOSERS)):
        return
    findings.warn(
        "gate-fee-sign",
        f"`{market.name}` pays {market.price.typed} for what is brought there.",
        market.price.where or market.where,
        f"Write -{market.price.typed.lstrip('+')} if that is what it charges.",
    )


Column = list[tuple[str, Series]]


def _columns(
    materials: dict[str, Material], supplies: tuple[Supply, ...], markets: tuple[Market, ...]
) -> Iterator[tuple[str, Column]]:
    """The numbers of one column and one unit, each with its row's name."""
    found: dict[tuple[str, str, str], Column] = defaultdict(list)
    for supply in supplies:
        unit = materials[supply.material].unit
        found["supplies", "amount", unit] += [(supply.name, supply.amount)] if supply.amount else []
        found["supplies", "price", unit].append((supply.name, supply.price))
    for market in markets:
        unit = materials[market.materials[0]].unit
        found["markets", "maximum", unit] += [(market.name, market.maximum)] if market.maximum else []
        found["markets", "price", unit].append((market.name, market.price))
    for (_, column, _), series in found.items():
        yield column, series


def _size(series: Series) -> float:
    values = series.values
    return abs(float(values)) if values.ndim == 0 else float(np.max(np.abs(values)))


def _tell_thousands(column: str, series: Column, findings: Findings) -> None:
    sizes = [(name, each, _size(each)) for name, each in series]
    sizes = [(name, each, size) for name, each, size in sizes if size > 0 and math.isfinite(size)]
    ordered = sorted({id(each): size for _, each, size in sizes}.values())
    if len(ordered) < 2:
        return
    for name, each, size in sizes:
        largest = ordered[-2] if size == ordered[-1] else ordered[-1]  # of the others
        smallest = ordered[1] if size == ordered[0] else ordered[0]
        if size <= TIMES * largest and size * TIMES >= smallest:
            continue
        others = [other for _, own, other in sizes if own is not each]
        if len(others) < LEAST:
            continue
        middle = median(others)
        factor = 1e-3 if size > TIMES * largest else 1e3
        if 1 / SPREAD < size * factor / middle < SPREAD:
            word = "more" if factor < 1 else "less"
            findings.warn(
                "slip-thousand",
                f"`{column}` of `{name}` is {each.typed}, {TIMES:g} times {word} than in other rows.",
                each.where or Where(),
                "Check its unit, and that no thousand is too many or too few.",
            )
