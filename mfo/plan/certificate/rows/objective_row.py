"""What a plan minimises, written down from the rates of the graph."""

from __future__ import annotations

import numpy as np

from ....graph.arrays.flow_graph import Floats
from ..readings.book import Book


def objective_row(book: Book, minimise: str) -> Floats:
    """(columns,) what a unit of each column adds to the effect over the horizon, in canonical units.

    Rates of what is counted among the effect (gases in emissions, what emissions cost in cost), each slot as often as
    it repeats, each year as often as it is stood for, money discounted.
    """
    graph, cost = book.graph, np.zeros(book.size)
    money = graph.effects.get(minimise) == graph.effects.get("cost")
    years = graph.times.span * (graph.times.discount if money else 1.0)
    for effect, factor in _counted(book, minimise).items():
        for line in graph.rates:
            if line.effect != effect or line.account != "own":
                continue
            columns = book.at(line.family)[line.member]
            values = np.asarray(line.value, dtype=float)
            if columns.ndim == 2:
                worth = values.reshape(len(columns), -1) * (factor * years)
            else:
                worth = book.over_time(values) * (factor * years)[:, None] * graph.times.weight
            cost += np.bincount(columns.ravel(), np.broadcast_to(worth, columns.shape).ravel(), minlength=book.size)
    return cost


def _counted(book: Book, minimise: str) -> dict[str, Floats]:
    """The effects that add up to one, each with its factor by year."""
    graph, one = book.graph, np.ones(book.graph.years)
    gases = {"emissions": one, **{gas: factor * one for gas, factor in graph.gwp.items()}}
    if minimise == "emissions":
        return gases
    found = {minimise: one}
    if minimise == "cost":
        price = np.broadcast_to(graph.carbon_price, one.shape)
        found.update({effect: factor * price for effect, factor in gases.items()} if price.any() else {})
    return found
