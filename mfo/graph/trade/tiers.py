"""Steps of a price: a supply or market that comes after another is used only where that one is used up.

Where the later step is worse at any time, and nothing but the price tells both apart, the cheapest plan keeps the order
by itself. Otherwise whole numbers keep it, and need a bound of what the later step gives or takes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...errors import Findings
from ...plant.model import Market, Plant, Supply
from ..arrays.flow_graph import Bools, Ints

Item = Supply | Market


def earlier(items: Sequence[Item]) -> Ints:
    """(n,) the position of the row that each comes after; -1: none."""
    position = {item.name: number for number, item in enumerate(items)}
    return np.array([position.get(item.after, -1) for item in items], dtype=np.int64)


def stepped(plant: Plant, items: Sequence[Item]) -> Bools:
    """(n,) whether whole numbers must keep a row behind the one that it comes after."""
    by_name = {item.name: item for item in items}
    named = {quantity.name for limit in plant.limits for quantity in (*limit.what, *limit.of)}
    named |= (
        {rate.at for rate in plant.rates} | {item.market for item in plant.returns} | {row.at for row in plant.quality}
    )
    named |= {owner for limit in plant.limits for owner in limit.over}
    named |= {contract.of for contract in plant.contracts}  # which has a price, or a minimum, of its own
    named |= {cell.market for cell in plant.landfill_cells}  # which bound what it takes, and cost
    named |= {item.name for item in items if item.minimum_load is not None}  # below which the other one would do
    found = [
        item.after in by_name
        and not (_worse(item, by_name[item.after]) and not _told_apart(item, by_name[item.after], named))
        for item in items
    ]
    return np.array(found, dtype=bool)


def _told_apart(later: Item, before: Item, named: set[str]) -> bool:
    """Whether something counts one of the two by its name, or by its owner where theirs are not the same."""
    owners = {later.owner, before.owner} if later.owner != before.owner else set[str]()
    return bool(({later.name, before.name} | owners) & named)


def _worse(later: Item, before: Item) -> bool:
    """Whether the later step has the worse price at any time and is alike in all else."""
    loss = np.asarray(later.price.values - before.price.values, dtype=float)
    if isinstance(later, Supply) and isinstance(before, Supply):
        same = (later.site, later.material, later.emissions) == (before.site, before.material, before.emissions)
        return bool(np.all(loss > 0)) and not later.take_all and same
    if isinstance(later, Market) and isinstance(before, Market):
        same = (later.site, later.materials, later.route, later.replaces, later.emissions, later.avoided) == (
            before.site,
            before.materials,
            before.route,
            before.replaces,
            before.emissions,
            before.avoided,
        )
        return bool(np.all(loss < 0)) and later.minimum is None and same
    return False


def check_bounded(plant: Plant, findings: Findings) -> None:
    """Refuse a later step with the better price that nothing bounds: whole numbers need to know how much it is."""
    groups: tuple[tuple[Sequence[Item], str], ...] = ((plant.supplies, "amount"), (plant.markets, "maximum"))
    for items, cell in groups:
        for item, whole in zip(items, stepped(plant, items), strict=True):
            if whole and (item.amount if isinstance(item, Supply) else item.maximum) is None:
                findings.error(
                    "after-unbounded",
                    f"`{item.name}` comes after `{item.after}` and has no `{cell}`: how much of it "
                    "there can be at most must be known where the price gets better from step to step.",
                    item.where,
                    f"Give its `{cell}`, the most that can be meant.",
                )
