"""Stores that lower what is minimised each time something goes in and comes out again at once, for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...errors import Where
from ...plant.facts.bounds import WAYS
from ..arrays.broadcast import compact
from ..arrays.flow_graph import Bools, Floats
from ..arrays.index import Index
from ..parts.effects import moved
from ..parts.limits import effect_terms

ROUNDING = 1e-9  # of the rates: what two that cancel leave


@dataclass(frozen=True)
class PaidRound:
    """A store that lowers an effect by taking in and giving out in the same slot: by how much a unit, and whether the
    plan would do so for ever."""

    store: str
    material: str
    effect: str
    gain: float  # a unit that goes round
    endless: bool
    where: Where | None


def paid_rounds(index: Index) -> Iterator[PaidRound]:
    """The stores of which a unit put in and taken out again in the same slot, with nothing lost, lowers an effect.

    Only what the plan minimises and what is limited counts: nobody makes use of the others.
    """
    counted = {rate.at: rate.where for rate in index.plant.rates if moved(index, rate)}
    if not counted:
        return
    stocks = index.graph.stocks
    lossless, bounded = compact(stocks.charged / stocks.discharged) >= 1.0, _bounded(index)
    told = set[str]()
    for place, effect in enumerate(_asked(index)):
        gain = np.where(lossless, -_round(index, effect), 0.0).max(axis=(1, 2))
        for member in np.flatnonzero(gain > 0).tolist():
            row = int(stocks.store[member])
            name = stocks.store_names[row]
            if name in counted and name not in told:
                told.add(name)
                material = index.graph.pools.material[int(stocks.pool[member])]
                endless = place == 0 and not bounded[row]
                yield PaidRound(name, material, effect, float(gain[member]), endless, counted[name])


def _asked(index: Index) -> list[str]:
    """What is minimised, first what comes first, and the effects that have a bound, each once."""
    plant = index.plant
    named = [name.strip() for name in plant.settings.minimise.split(";")]
    named += [quantity.name for limit in plant.limits for quantity in limit.what if quantity.kind == "effect"]
    return [name for name in dict.fromkeys(named) if name in index.graph.effects]


def _round(index: Index, effect: str) -> Floats:
    """(stocks, Y, T) of an effect, what a unit causes on its way in and out together; rounding is no gain."""
    shape = (len(index.graph.stocks), index.years, index.slots)
    total, size = np.zeros(shape), np.zeros(shape)
    for term in effect_terms(index, effect):
        if term.family in WAYS:
            values = np.broadcast_to(term.coefficient, (len(term.member), *shape[1:]))
            np.add.at(total, term.member, values)
            np.add.at(size, term.member, np.abs(values))
    return np.where(np.abs(total) > ROUNDING * size, total, 0.0)


def _bounded(index: Index) -> Bools:
    """(stores,) whether a power says how much goes in or comes out in each slot."""
    stocks = index.graph.stocks
    found = np.zeros(len(stocks.store_names), dtype=bool)
    for most in (stocks.most_charge, stocks.most_discharge):
        found |= False if most is None else np.isfinite(most).all(axis=(1, 2))
    for share in (stocks.charge_share, stocks.discharge_share):  # of a capacity that is decided
        found |= False if share is None else np.isfinite(share).all(axis=(1, 2))
    return found
