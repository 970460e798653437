"""At which price each owner stays: that of what it trades at which it pays as much together as alone.

The same for owners who would leave a sharing together: what they would gain by leaving, put on what they trade most.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..plan.transfers.exchange import Accounts, Trade
from .ownership import NO_OWNER, Leaving, Payment, StayPrice

SMALL = 1e-9  # of all that is paid

Thing = tuple[str, str, bool]
"""Material, its unit, and whether it is given, not taken."""


def stay_prices(owners: Sequence[str], alone: Mapping[str, float], books: Accounts, currency: str) -> list[StayPrice]:
    """The price of each thing at which each owner stays, while all else is paid at the plan's prices.

    First what is worth most. An owner without a plan alone stays at any price, and is left out, as is who trades
    nothing.
    """
    paid = books.after()
    found = list[StayPrice]()
    for owner in owners:
        if math.isfinite(alone[owner]):
            found += _of((owner,), books.trades, alone[owner] - paid[owner], currency, "")
    return found


def stay_prices_of_leavers(
    leaving: Sequence[Leaving], books: Accounts, payments: Sequence[Payment], currency: str
) -> list[StayPrice]:
    """The price at which those who would leave a sharing stay: of what they trade most with the others.

    Trades are paid as the sharing's payments say, where they name the thing; what is paid besides stays as it is.
    """
    found = list[StayPrice]()
    for item in leaving:
        told = [each for each in payments if each.sharing == item.sharing]
        prices = {(frozenset((each.payer, each.payee)), each.material, each.quantity): each for each in told}
        trades = [_at_sharing(trade, prices) for trade in books.trades]
        found += _of(item.owners, trades, -item.excess, currency, item.sharing)[:1]
    return found


def _at_sharing(trade: Trade, prices: Mapping[tuple[frozenset[str], str, float], Payment]) -> Trade:
    """A trade with what is paid for it under a sharing."""
    names = frozenset((trade.giver or NO_OWNER, trade.taker or NO_OWNER))
    paid = prices.get((names, trade.material, trade.amount))
    if paid is None:
        return trade
    return replace(trade, money=paid.amount if paid.payee == (trade.giver or NO_OWNER) else -paid.amount)


def _of(owners: Sequence[str], trades: Sequence[Trade], gain: float, currency: str, sharing: str) -> list[StayPrice]:
    """The thresholds of some owners together who gain so much by taking part; a negative gain is what they lack."""
    amounts, money = defaultdict[Thing, float](float), defaultdict[Thing, float](float)
    partners = defaultdict[Thing, dict[str, None]](dict)
    for trade in trades:
        gives, takes = trade.giver in owners, trade.taker in owners
        if gives == takes or not trade.amount:
            continue
        thing = trade.material, trade.unit, gives
        amounts[thing] += trade.amount
        money[thing] += trade.money
        partners[thing][trade.taker if gives else trade.giver] = None
    found = []
    for thing in sorted(amounts, key=lambda each: (-abs(money[each]), -amounts[each])):
        material, unit, gives = thing
        price = money[thing] / amounts[thing]
        stays = price - gain / amounts[thing] if gives else price + gain / amounts[thing]
        size = max(abs(money[thing]), abs(gain)) / amounts[thing]
        found.append(
            StayPrice(
                sharing=sharing,
                owners=tuple(owners),
                material=material,
                gives=gives,
                price=stays if abs(stays) > SMALL * size else 0.0,
                now=price,
                unit=f"{currency}/{unit}",
                amount=amounts[thing],
                amount_unit=unit,
                partners=tuple(name for name in partners[thing] if name),
            )
        )
    return found
