"""What owners hand one another in a plan, and what it is worth at the plan's prices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...graph.arrays.flow_graph import Floats, FlowGraph
from ...graph.arrays.index import Index
from ...plant.model import Plant

if TYPE_CHECKING:
    from ..plan import Plan

PARTS = {
    "supplies": "supply",
    "processes": "process",
    "stores": "store",
    "markets": "market",
    "links": "link",
}
INTO = "into pool"
SMALL = 1e-12  # of the largest amount: what is less is what rounding leaves of things that only pass


@dataclass(frozen=True)
class Trade:
    """What one owner gives another over the horizon: amount in the material's unit, and money at the plan's prices."""

    giver: str
    taker: str
    material: str
    amount: float
    unit: str
    money: float  # that the taker pays


@dataclass(frozen=True)
class Accounts:
    """``before``: what each owner pays outside before any payment between owners; ``trades`` between two owners.

    What has no owner stands under the blank name.
    """

    before: dict[str, float]
    trades: tuple[Trade, ...]

    def after(self) -> dict[str, float]:
        """What each pays once all trades are paid at the plan's prices."""
        found = dict(self.before)
        for trade in self.trades:
            found[trade.taker] = found.get(trade.taker, 0.0) + trade.money
            found[trade.giver] = found.get(trade.giver, 0.0) - trade.money
        return found


def accounts(plant: Plant, graph: FlowGraph, plan: Plan, players: tuple[str, ...]) -> Accounts:
    """The owners' accounts: elements belong to whoever owns them, places to whoever owns the site.

    A market belongs to who delivers to it, wherever it is written, so that what a firm earns is the same whether its
    buyer's market stands at the firm's own gate or at the buyer's.

    What an owner's elements give into somebody else's place and take from it in the same slot is netted. An element of
    somebody else's that gives into a place, or takes from it, sells to the place's owner, or buys from
    them, at the price of the place: a link is its sender's and sells where it arrives. Prices are those of each slot.
    """
    owner = Index(plant, graph).owner
    belongs = {
        (kind, item.name): _player(name, players)
        for table, kind in PARTS.items()
        for item, name in zip(getattr(plant, table), owner[table], strict=True)
    }
    place = {name: _player(site.owner, players) for name, site in plant.sites.items()}
    before = dict.fromkeys((*players, ""), 0.0)
    ledger = plan.tables["ledger"]
    lines = ledger[(ledger["effect"] == "cost") & (ledger["account"] == "own")]
    for element, kind, amount, weight in zip(
        lines["element"], lines["kind"], lines["amount"], lines["weight"], strict=True
    ):
        before[belongs.get((kind, element), "")] += amount * weight
    return Accounts(before, _trades(plan, belongs, place))


def _player(owner: str, players: tuple[str, ...]) -> str:
    return owner if owner in players else ""


def _trades(plan: Plan, belongs: dict[tuple[str, str], str], place: dict[str, str]) -> tuple[Trade, ...]:
    times = plan.tables["times"]
    flows = plan.tables["flows"].merge(times[["year", "slot", "weight", "span", "discount"]], on=["year", "slot"])
    prices = plan.tables["prices"][["year", "slot", "site", "material", "price"]]
    flows = flows.merge(prices, on=["year", "slot", "site", "material"], how="left")
    kinds = flows["kind"].replace("return", "market")
    flows["mine"] = [belongs.get(key, "") for key in zip(kinds, flows["element"], strict=True)]
    flows["there"] = [place.get(site, "") for site in flows["site"]]
    flows = flows[flows["mine"] != flows["there"]]
    sign = np.where(flows["direction"] == INTO, 1.0, -1.0)
    flows = flows.assign(
        given=flows["amount"] * sign * flows["weight"] * flows["span"],
        worth=flows["discount"] * flows["price"].fillna(0.0),
    )
    keys = ["mine", "there", "site", "material", "unit", "year", "slot", "worth"]
    net = flows.groupby(keys, sort=False)[["given"]].sum().reset_index()
    sums = defaultdict[tuple[str, str, str, str], Floats](lambda: np.zeros(2))
    columns = (net[name].tolist() for name in ("mine", "there", "material", "unit", "given", "worth"))
    for mine, there, material, unit, given, worth in zip(*columns, strict=True):
        pair = (mine, there) if given >= 0 else (there, mine)
        sums[(*pair, material, unit)] += np.array([abs(given), abs(given) * worth])
    least = SMALL * max((float(total[0]) for total in sums.values()), default=0.0)
    return tuple(
        Trade(giver, taker, material, float(size), unit, float(worth))
        for (giver, taker, material, unit), (size, worth) in sums.items()
        if size > least
    )
