"""The table of transfers: what one owner hands another in the plan, and what it is worth at the plan's prices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from ...graph.arrays.flow_graph import FlowGraph
from ...plant.model import Plant
from ..tables.schema import empty, rows
from .exchange import accounts

if TYPE_CHECKING:
    from ..plan import Plan

LEAST_OWNERS = 2
SMALL = 1e-9  # of the largest worth and of the largest amount of a material


def transfers_table(plant: Plant, graph: FlowGraph, plan: Plan) -> pd.DataFrame:
    """One row for each giver, taker and material, what is worth most first; of a plan of least cost with two owners.

    A negative worth means that the giver would have to pay: taking it is a burden. Owners who neither name sites nor
    elements are blank: who deals with a place without owner deals with it.
    """
    players = tuple(dict.fromkeys(site.owner for site in plant.sites.values() if site.owner))
    if len(players) < LEAST_OWNERS or plan.minimise != "cost":
        return empty("transfers")
    trades = [trade for trade in accounts(plant, graph, plan, players).trades if trade.amount > 0]
    largest = max((abs(trade.money) for trade in trades), default=0.0)
    currency = plant.settings.currency
    return rows(
        "transfers",
        [
            {
                "giver": trade.giver,
                "taker": trade.taker,
                "material": trade.material,
                "amount": trade.amount,
                "unit": trade.unit,
                "worth": trade.money if abs(trade.money) > SMALL * largest else 0.0,
                "price": trade.money / trade.amount if trade.amount else math.nan,
                "price_unit": f"{currency}/{trade.unit}",
            }
            for trade in sorted(trades, key=lambda trade: (-abs(trade.money), trade.giver, trade.taker, trade.material))
        ],
    )
