"""The sizes of a diagram's ribbons in each quantity: mass, energy, carbon, money, and water apart from the rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...errors import MfoError
from ...plan.tables.row_runs import numbered
from ..facts.plan_view import Figures
from .network import Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sizes = list[Floats | None]
QUANTITIES = ("mass", "energy", "money", "carbon")
DROWNS = (
    20.0  # times that the largest ribbon of water is wider than all others in mass together's widest: they are hairs
)
FEWEST = 2  # ribbons in a unit that get a view of their own
WATERY = (0.9, 1.1)  # tonnes in a cubic metre of what is called water here


def sizes_of(figures: Figures, network: Network, wanted: tuple[str, ...] = QUANTITIES) -> dict[str, Sizes]:
    """Sizes of every edge in each quantity that covers something; best first where mass covers little."""
    holds = {row["material"]: row for row in figures.records("materials")}
    sizes: dict[str, Sizes] = {}
    for quantity in ("mass", "energy", "carbon"):
        found: Sizes = []
        for edge in network.edges:
            factor = (holds.get(edge.material) or {}).get(quantity)
            if factor is None and edge.material not in holds:
                factor = _own_size(edge.unit, quantity)
            found.append(edge.amounts * factor if factor else None)
        sizes[quantity] = found
    sizes["money"] = _money(figures, network) if "money" in wanted else [None for _ in network.edges]
    covered = {q: sum(s is not None and s.max() > 0 for s in found) for q, found in sizes.items()}
    kept = [q for q in wanted if covered[q]]
    if len({edge.unit for edge in network.edges}) == 1 and not covered["mass"] and not covered["energy"]:
        return {"amount": [edge.amounts for edge in network.edges], **{q: sizes[q] for q in kept}}
    if not kept:
        return {"amount": [None for _ in network.edges]}
    enough = 0.25 * len(network.edges)
    first = next((q for q in ("mass", "energy", "money") if covered[q] >= enough), max(kept, key=lambda q: covered[q]))
    kept.sort(key=lambda q: q != first)
    told: dict[str, Sizes] = {}
    for quantity in kept:
        told[quantity] = sizes[quantity]
        if quantity == "mass":
            told |= _apart(network, sizes["mass"], sizes["energy"])
    return told


def _apart(network: Network, mass: Sizes, energy: Sizes) -> dict[str, Sizes]:
    """Water, and the mass of all else, where the widest ribbon of water would make hairs of everything else."""
    wet = [
        size is not None and warm is None and edge.unit == "m3" and _watery(size, edge.amounts)
        for edge, size, warm in zip(network.edges, mass, energy, strict=True)
    ]
    largest = [
        max((float(s.max()) for s, w in zip(mass, wet, strict=True) if s is not None and w == kind), default=0.0)
        for kind in (True, False)
    ]
    if not largest[1] or largest[0] < DROWNS * largest[1]:
        return {}
    return {
        "water": [s if w else None for s, w in zip(mass, wet, strict=True)],
        "dry": [None if w else s for s, w in zip(mass, wet, strict=True)],
    }


def _watery(mass: Floats, amounts: Floats) -> bool:
    most = float(amounts.max())
    return most > 0 and WATERY[0] <= float(mass.max()) / most <= WATERY[1]


def by_unit(network: Network, sizes: dict[str, Sizes]) -> dict[str, Sizes]:
    """Of what has neither mass nor energy: its amounts, a quantity for each unit that several ribbons are told in."""
    bare = [
        edge.unit if all(sizes[q][e] is None for q in ("mass", "energy") if q in sizes) else ""
        for e, edge in enumerate(network.edges)
    ]
    units = [unit for unit in dict.fromkeys(bare) if unit and bare.count(unit) >= FEWEST]
    if "amount" in sizes:
        return {}
    return {
        f"unit:{unit}": [edge.amounts if own == unit else None for edge, own in zip(network.edges, bare, strict=True)]
        for unit in units
    }


def left_out(sizes: dict[str, Sizes], apart: bool = False) -> dict[str, frozenset[int]]:
    """The ribbons that are not drawn in a quantity at all: in views of their own, those of other things.

    Energy, water and what is told in one unit stand by themselves. Everything flows in the view of mass, as a dashed
    line where it has none; ``apart``: only what no other view shows.
    """
    found: dict[str, frozenset[int]] = {}
    own = [quantity for quantity in sizes if quantity.startswith("unit:")]
    for quantity in ("energy", "water", *own):
        main = quantity == next(iter(sizes)) and not apart  # the picture of everything
        if quantity in sizes and not main and ("mass" in sizes or "money" in sizes):
            found[quantity] = frozenset(e for e, size in enumerate(sizes[quantity]) if size is None)
    if "dry" in sizes:
        found["dry"] = frozenset(e for e, size in enumerate(sizes["water"]) if size is not None)
    if apart:
        shown = [q for q in ("energy", "water", *own) if q in sizes]
        for quantity in ("mass", "dry", "carbon"):
            bare = [e for e, size in enumerate(sizes.get(quantity, [])) if size is None]
            elsewhere = (e for e in bare if quantity == "carbon" or any(sizes[q][e] is not None for q in shown))
            found[quantity] = found.get(quantity, frozenset()) | frozenset(elsewhere)
    return found


def _own_size(unit: str, quantity: str) -> float | None:
    from ...units import parse_unit

    canonical = {"mass": "t", "energy": "MWh"}.get(quantity)
    try:
        parsed = parse_unit(unit)
    except MfoError:
        return None
    return float(parsed.factor) if parsed.canonical == canonical else None


def _money(figures: Figures, network: Network) -> Sizes:
    """Amount times what one more unit would be worth there under the plan."""
    worths = _worths(figures)
    found: Sizes = []
    for edge in network.edges:
        by_state = []
        for state in network.states:
            year = next((y for y in figures.years if str(y) == state), figures.years[0])
            by_state.append(abs(worths.get((year, edge.site, edge.material), float("nan"))))
        worth = np.array(by_state)
        found.append(None if np.isnan(worth).any() else edge.amounts * worth)
    return found


def _worths(figures: Figures) -> dict[tuple[object, ...], float]:
    """The mean price of each pool in a year: of each slot by what passes, where nothing does by its length."""
    prices, keys = figures["prices"], ["year", "site", "material"]
    if prices.empty or not str(prices["unit"].iloc[0]).startswith(f"{figures.currency}/"):
        return {}  # in a plan of least emissions a unit is worth emissions
    if len(figures.slots) == 1:
        return dict(zip(prices[keys].itertuples(index=False, name=None), prices["price"].tolist(), strict=True))
    flows = figures["flows"]
    flows = flows[flows["direction"] == "out of pool"]
    pools: dict[tuple[object, ...], int] = {}
    pool, from_pool = numbered(prices, keys, pools), numbered(flows, keys, pools)
    count, slots = len(pools), 1 + max(figures.slots)

    def summed(places: Ints, values: Floats, size: int) -> Floats:
        return np.zeros(size) + np.bincount(places, weights=values, minlength=size)

    slot, weight = prices["slot"].to_numpy(), figures.of_slots(prices)
    taken = summed(from_pool * slots + flows["slot"].to_numpy(), flows["amount"].to_numpy(dtype=float), count * slots)
    by = taken[pool * slots + slot] * weight[0]
    by = np.where(summed(pool, by, count)[pool] > 0, by, weight[1])
    worth = summed(pool, np.nan_to_num(prices["price"].to_numpy(dtype=float) * by), count)
    with np.errstate(invalid="ignore", divide="ignore"):  # of a pool without a price
        return dict(zip(pools, (worth / summed(pool, by, count)).tolist(), strict=True))
