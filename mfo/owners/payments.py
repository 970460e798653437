"""Payments between owners that bring a sharing about, as near to the plan's own prices as can be."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from scipy.optimize import linprog

from ..errors import SolverError
from ..plan.transfers.exchange import Accounts, Trade
from .ownership import NO_OWNER, Payment

ELSEWHERE = 10.0  # how much worse a payment is between two that hand each other nothing
SMALL = 1e-9  # of all that is paid

Pair = tuple[str, str]


def payments_for(sharing: str, shares: Mapping[str, float], accounts: Accounts, currency: str) -> list[Payment]:
    """Who pays whom so that everybody ends at their share.

    What is handed over is paid for at the plan's prices; where the sharing is another, as little more or less as can be
    is paid between those who hand each other something. What has no owner ends at nothing: its costs are paid.
    """
    owed = {name: shares.get(name, 0.0) - paid for name, paid in accounts.before.items()}
    at_prices = defaultdict[Pair, list[Trade]](list)
    for trade in accounts.trades:
        at_prices[min(trade.taker, trade.giver), max(trade.taker, trade.giver)].append(trade)
        owed[trade.taker] -= trade.money
        owed[trade.giver] += trade.money
    more = _transfers(owed, set(at_prices))
    size = sum(abs(trade.money) for trade in accounts.trades) + sum(map(abs, more.values()))
    found = []
    for pair in sorted({*at_prices, *more}):
        trades = sorted(at_prices.get(pair, ()), key=lambda trade: -abs(trade.money))
        extra = more.get(pair, 0.0)  # from the first of the pair to the second
        for trade in trades:
            money = trade.money if trade.taker == pair[0] else -trade.money
            found.append(_payment(sharing, pair, money + extra, currency, trade))
            extra = 0.0
        if extra:
            found.append(_payment(sharing, pair, extra, currency, None))
    return [payment for payment in found if payment.amount > SMALL * size]


def _payment(sharing: str, pair: Pair, money: float, currency: str, trade: Trade | None) -> Payment:
    """A payment from the first of a pair to the second; the other way round where it is negative."""
    payer, payee = (name or NO_OWNER for name in (pair if money >= 0 else pair[::-1]))
    if trade is None:
        return Payment(sharing, payer, payee, abs(money), currency, "", math.nan, "", math.nan)
    price = abs(money) / trade.amount if trade.amount else math.nan
    return Payment(sharing, payer, payee, abs(money), currency, trade.material, trade.amount, trade.unit, price)


def _transfers(owed: Mapping[str, float], known: set[Pair]) -> dict[Pair, float]:
    """The least further payments so that each pays what it still owes, between those that trade where that can be."""
    names = sorted(owed)
    size = sum(map(abs, owed.values()))
    if size == 0:
        return {}
    pairs = [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
    if not pairs:
        return {}
    rows = np.zeros((len(names), len(pairs)))
    for column, (one, other) in enumerate(pairs):
        rows[names.index(one), column], rows[names.index(other), column] = 1.0, -1.0
    cost = np.array([1.0 if pair in known else ELSEWHERE for pair in pairs])
    wanted = np.array([owed[name] for name in names]) / size
    wanted -= wanted.mean()  # what rounding leaves
    answer = linprog(np.concatenate([cost, cost]), A_eq=np.hstack([rows, -rows]), b_eq=wanted, method="highs")
    if answer.status != 0 or answer.x is None:
        raise SolverError("The payments between owners could not be worked out.")
    flows = (answer.x[: len(pairs)] - answer.x[len(pairs) :]) * size
    return {pair: float(flow) for pair, flow in zip(pairs, flows, strict=True) if abs(flow) > SMALL * size}
